"""The parking lot of one entry, and what was decided about it."""

from __future__ import annotations

from html import escape

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.store.points import Point
from studio.ui import parts
from studio.ui.codify import session


def show_points(playbook: str, path: str) -> None:
    """Show what the room does not agree on about an entry, with a place to park and to decide."""
    found = actions.points(playbook, path)
    open_ = sum(not p.decided_at for p in found)
    title = f"Parking lot ({open_} open)" if open_ else "Parking lot"
    with st.expander(title, key=f"points_{path}", on_change="ignore", expanded=bool(open_)):
        if not found:
            parts.note("Where the room does not agree, park the question here and go on.")
        for point in found:
            show_point(point)
        key = f"park_{path}"
        st.text_input("Park a disagreement", key=key, placeholder="What do we not agree on? Then Enter",
                      max_chars=2000, on_change=_park, args=(playbook, path, key))


def show_point(point: Point, *, named: str = "") -> None:
    """Show one point: open with a form to decide, or decided with its reason."""
    about = f'<span class="pb-none">{escape(named)}</span>' if named else ""
    if point.decided_at:
        parts.html(f'<div class="pb-part"><strong>{escape(point.question)}</strong> {about}<p>Decided: '
                   f'{escape(point.decision)}</p><p class="pb-note">Why: {escape(point.reason)} '
                   f'({escape(point.decided_by or "somebody")}, {escape(point.decided_at[:10])})</p></div>')
        return
    parts.html(f'<div class="pb-part"><strong>{escape(point.question)}</strong> {about}<p class="pb-note">Open. Parked '
               f'by {escape(point.by or "somebody")}, {escape(point.at[:10])}</p></div>')
    with st.popover("Decide it"), st.form(f"decide_{point.number}", border=False):
        decision = st.text_area("What was decided", key=f"decision_{point.number}", max_chars=2000)
        reason = st.text_area("Why", key=f"reason_{point.number}", max_chars=2000)
        asked = st.form_submit_button("Record the decision", type="primary")
    if asked:
        try:
            actions.decide(point.number, decision, reason, by=session.me())
        except (actions.BadInput, FileFault) as problem:
            parts.fault(str(problem))
            return
        st.rerun()


def _park(playbook: str, path: str, key: str) -> None:
    text = (st.session_state.get(key) or "").strip()
    if not text:
        return
    try:
        actions.park(playbook, path, text, by=session.me())
        st.session_state[key] = ""
    except (actions.BadInput, FileFault) as problem:
        st.session_state["codify_told"] = str(problem)
