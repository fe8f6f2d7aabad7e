"""Two texts of one entry: both are shown, and a person chooses, merges or keeps both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from playbook.difference import three_way
from playbook.labels import label
from playbook.parts import OWN
from playbook.text_files import FileFault
from studio import actions
from studio.store.held import HeldText
from studio.ui import parts
from studio.ui.codify import session
from studio.ui.codify.listing import page_of
from studio.ui.links import go
from studio.ui.sources import plain


def show_conflicts(own: actions.Own, path: str) -> None:
    """Show the texts that wait for a choice: those of this entry in full, a word on the others."""
    waiting = actions.held_texts(own.kept.id)
    met = st.session_state.get(session.CONFLICT)
    for held in waiting:
        if held.path == path and held.number == met:
            _dialog(held)
        elif held.path == path:
            with st.container(border=True, key=f"held_{held.number}"):
                _show(held)
    elsewhere = [h for h in waiting if h.path != path]
    if elsewhere:
        first = elsewhere[0]
        count = len(elsewhere)
        with st.container(horizontal=True, vertical_alignment="center"):
            parts.html(f'<p class="cd-unsaved" role="status"><strong>{count} '
                       f'{"entry has" if count == 1 else "entries have"} two texts</strong> that wait for a '
                       f'choice.</p>')
            if st.button("Look at it", key="held_elsewhere"):
                if first.path == OWN:
                    go("playbook", playbook=own.kept.id, show="own")
                go(page_of(first.path), playbook=own.kept.id, entry=first.path)


def _dismissed() -> None:
    st.session_state.pop(session.CONFLICT, None)


@st.dialog("Two people wrote here at once", width="large", on_dismiss=_dismissed)
def _dialog(held: HeldText) -> None:
    if st.session_state.get(session.CONFLICT) != held.number:
        st.rerun()
    _show(held)


def _open(path: str) -> None:
    from studio.ui.choices import choose

    choose("entry", path)


def _show(held: HeldText) -> None:
    mine, theirs = _data(held.mine), _data(held.theirs)
    base = _data(held.base)
    name = str(mine.get("name") or theirs.get("name") or held.path)
    parts.html(f'<h3>Two texts of “{escape(name)}”</h3><p class="pb-note">{escape(held.theirs_by or "Somebody")} '
               f'saved theirs at {escape(_time(held.theirs_at))}; {escape(held.by or "somebody")} saved another one at '
               f'{escape(_time(held.at))}. Nothing is lost: choose what stands.</p>')
    chosen = _fields(held, base, mine, theirs)
    with st.container(horizontal=True):
        st.button("Use what is chosen above", key=f"merge_{held.number}", type="primary", on_click=_settle,
                  args=(held, "merged", chosen))
        if held.path != OWN:
            st.button("Keep both as two entries", key=f"both_{held.number}", on_click=_settle, args=(held, "both"))
        st.button(f"Leave {parts.inert(held.theirs_by or 'the saved')}’s text", key=f"theirs_{held.number}",
                  on_click=_settle, args=(held, "theirs"))


def _fields(held: HeldText, base: Mapping[str, Any], mine: Mapping[str, Any],
            theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Show every field that differs, with a choice where both changed it; return the chosen whole."""
    merge = three_way(dict(base), dict(mine), dict(theirs))
    chosen = dict(merge.merged)
    for field in dict.fromkeys((*theirs, *mine)):
        was, yours, saved = base.get(field), mine.get(field), theirs.get(field)
        if yours == saved or (yours in session.NOTHING and saved in session.NOTHING):
            continue
        parts.html(f'<div class="cd-choice"><div><h4>{escape(label(field))}, saved by '
                   f'{escape(held.theirs_by or "somebody")}</h4>{_text(saved)}</div><div><h4>'
                   f'{escape(label(field))}, by {escape(held.by or "somebody")}</h4>{_text(yours)}</div></div>')
        if was in (yours, saved):
            side = held.by if was == saved else held.theirs_by
            parts.note(f"Only {side or 'one side'} changed this, so that text is taken.")
            continue
        options = _sides(held)
        if _both(yours, saved) is not None:
            options["both"] = "Both, one after the other"
        how = st.radio(f"Which {label(field).lower()} stands?", list(options), format_func=lambda o, n=options: n[o],
                       key=f"side_{held.number}_{field}", horizontal=True, index=len(options) - 1)
        value = saved if how == "saved" else yours if how == "mine" else _both(yours, saved)
        if value is None:
            chosen.pop(field, None)
        else:
            chosen[field] = value
    return chosen


def _sides(held: HeldText) -> dict[str, str]:
    """What the two texts are called: by who wrote them, where that tells them apart."""
    if held.theirs_by and held.by and held.theirs_by != held.by:
        return {"saved": f"{parts.inert(held.theirs_by)}’s text", "mine": f"{parts.inert(held.by)}’s text"}
    return {"saved": "The text that is saved", "mine": "The text that came later"}


def _both(mine: Any, theirs: Any) -> Any:
    """Two values together: texts one after the other, lists without doubles; None where that has no sense."""
    if isinstance(mine, str) and isinstance(theirs, str):
        return f"{theirs}\n{mine}"
    if isinstance(mine, list) and isinstance(theirs, list):
        return [*theirs, *(i for i in mine if i not in theirs)]
    return None


def _data(part: Any) -> dict[str, Any]:
    return dict(part) if isinstance(part, Mapping) else {}


def _text(value: Any) -> str:
    if value in (None, "", [], {}):
        return '<p class="pb-none">nothing</p>'
    if isinstance(value, str):
        return f"<p>{escape(value)}</p>"
    if isinstance(value, list):
        return parts.listing([_item(v) for v in value])
    return f"<p>{escape(_item(value))}</p>"


def _item(value: Any) -> str:
    if isinstance(value, Mapping):
        told = {k: v for k, v in value.items() if k != "id" and v not in (None, "", [], {})}
        return "; ".join(f"{plain(k)}: {_item(v)}" for k, v in told.items())
    if isinstance(value, list):
        return ", ".join(map(_item, value))
    return value if isinstance(value, str) else json.dumps(value)


def _time(stamp: str) -> str:
    from datetime import datetime

    try:
        return f"{datetime.fromisoformat(stamp).astimezone():%H:%M:%S}"
    except ValueError:
        return "an earlier time"


def _settle(held: HeldText, how: str, data: Mapping[str, Any] | None = None) -> None:
    try:
        path = actions.settle_held(held.number, how, by=session.me(), data=data)
    except (actions.BadInput, FileFault) as problem:
        st.session_state["codify_told"] = str(problem)
        return
    _dismissed()
    session.forget(held.playbook, held.path)
    session.reshape(held.playbook, held.path)
    session.note_saved(held.playbook)
    if path != held.path:
        _open(path)
