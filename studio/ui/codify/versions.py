"""Versions on screen: publish, compare, bring back; who edited what and when."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from playbook.difference import differences, summary
from playbook.model import Playbook
from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.choices import choose, pick
from studio.ui.codify import session
from studio.ui.differences import changes_html
from studio.ui.entries import entry_names

_NOW = "now"
#: Which revision of which playbook stood above the form when somebody pressed Publish.
_LOOKED_AT = "versions_looked_at"


def show_publish(own: actions.Own) -> None:
    """Show what was edited since the last version, and the form that publishes it."""
    versions = actions.versions(own.kept.id)
    last = versions[0] if versions else None
    changes = differences(actions.version_book(own.kept.id, last.number), own.book) if last else []
    if last and not changes:
        parts.note(f"Version {last.number} is what stands now: there is nothing new to publish.")
        return
    parts.heading(f"Publish version {own.kept.version + 1}", summary(changes))
    with st.form("publish", border=False):
        name = st.text_input("A name people will know it by", placeholder="After the June workshop", max_chars=120,
                             width=420)
        reason = st.text_area("Why it changes", placeholder="What was wrong, who agreed, what should get better",
                              max_chars=2000, height=90)
        asked = st.form_submit_button("Publish", type="primary")
    seen = st.session_state.get(_LOOKED_AT, {}).get(own.kept.id, own.kept.revision)
    st.session_state[_LOOKED_AT] = {own.kept.id: own.kept.revision}
    if not asked:
        return
    try:
        made = actions.publish(own.kept.id, name=name, reason=reason, by=session.me(), seen=seen)
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    st.toast(f"Version {made.number} is published.")
    choose("from", None)
    choose("to", None)
    st.rerun()


def show_versions(own: actions.Own) -> None:
    """Show the versions, a comparison of any two, and bringing one back."""
    versions = actions.versions(own.kept.id)
    names = {str(v.number): f"Version {v.number}: {v.name or 'without a name'}" for v in versions}
    parts.heading("Versions")
    for version in versions:
        parts.html(f'<div class="pb-part"><strong>Version {version.number}{": " if version.name else ""}'
                   f'{escape(version.name)}</strong><p>{escape(version.reason)}</p><p class="pb-note">'
                   f'{escape(version.by or "Somebody")}, {_when(version.at)}</p></div>')
    parts.heading("Compare", "What changed, entry by entry and word by word.")
    first, second, third = st.columns([1, 1, 1], vertical_alignment="bottom")
    options = [_NOW, *names]
    with first:
        older = pick("from", options[1:], label="From", default=options[1], say=names.get) or options[1]
    with second:
        newer = pick("to", options, label="To", default=_NOW, say=lambda n: names.get(n, "As it stands now")) or _NOW
    with third:
        st.button(f"Bring back version {older}", key="bring_back", on_click=_bring_back, args=(own, int(older)),
                  help="It becomes what stands now; undo takes that back.")
    before, after = _book(own, older), _book(own, newer)
    changes = differences(before, after)
    parts.html(changes_html(changes, entry_names(before) | entry_names(after)))


def _book(own: actions.Own, which: str) -> Playbook:
    return own.book if which == _NOW else actions.version_book(own.kept.id, int(which))


def _bring_back(own: actions.Own, number: int) -> None:
    try:
        actions.bring_back_version(own.kept.id, number, by=session.me())
        session.note_saved(own.kept.id)
        session.say_done(f"Version {number} is brought back: it is what stands now. Undo takes that back.")
    except (actions.BadInput, FileFault) as problem:
        st.session_state["codify_told"] = str(problem)


def show_edits(own: actions.Own) -> None:
    """Show who edited what and when, newest first."""
    rows = actions.edit_history(own.kept.id, most=200)
    parts.heading("Edits", "Every edit since the start, the newest first." if len(rows) < 200 else "The last 200 "
                                                                                                   "edits.")
    if not rows:
        parts.note("Nobody has edited anything yet.")
        return
    states = {"undone": " (taken back)", "void": " (taken back)"}
    body = "".join(f"<tr><td>{_when(e.at)}</td><td>{escape(e.by or 'Somebody')}</td><td>{escape(e.what)}"
                   f"{states.get(e.state, '')}</td></tr>" for e in rows)
    parts.html(f'<table class="pb-table"><thead><tr><th scope="col">When</th><th scope="col">Who</th>'
               f'<th scope="col">What</th></tr></thead><tbody>{body}</tbody></table>')


def _when(stamp: str) -> str:
    return f"{datetime.fromisoformat(stamp).astimezone():%d %b %Y, %H:%M}".lstrip("0")


