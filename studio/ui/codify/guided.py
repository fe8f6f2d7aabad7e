"""Guided mode: one question at a time, in plain words."""

from __future__ import annotations

from html import escape
from typing import Any
from uuid import uuid4

import streamlit as st

from playbook.coaching import about, coach, guided_order
from playbook.labels import still_open
from playbook.ladder import depth_of
from playbook.model import Entry, Playbook
from playbook.specificity import Specificity
from studio.ui import parts
from studio.ui.codify.coach import coach_markup
from studio.ui.codify.fields import Spot, default_of, show_field
from studio.ui.codify.live import move_focus
from studio.ui.codify.session import Editing

_AT, _TURN = "codify_question", "codify_turn"


def show_guided(edit: Editing, kind: type[Entry], entry: Entry, book: Playbook, depth: Specificity) -> None:
    """Ask the questions of an entry one at a time, beginning with the first that is open."""
    order = [f for f in guided_order(kind) if f != "exit_criteria"]
    place = (edit.playbook, edit.path)
    at = st.session_state.setdefault(_AT, {})
    number = at.setdefault(place, _first_open(order, kind, entry, depth))
    number = max(0, min(number, len(order)))
    if number == len(order):
        _done(edit, order, depth)
        return
    field = order[number]
    one = coach(kind, field)
    if number == 0:
        parts.note(about(kind))
    filled = sum(_filled(entry, kind, f) for f in order)
    parts.html(f'<div class="cd-ask"><p class="cd-count">Question {number + 1} of {len(order)} · {filled} answered · '
               f'for {escape(_for(kind, field, depth))}</p><h3>{escape(one.ask)}</h3>'
               f'<p class="pb-note">{escape(one.good or one.why)}</p></div>')
    with st.container(key=f"cd_question_{number}"):
        show_field(Spot(edit, book, kind, field, (field,)), hint=one.hint)
    _steps(place, number, len(order), bool(_filled(entry, kind, field)))
    parts.html(coach_markup(one))
    move_focus(f"cd_question_{number}", st.session_state.get(_TURN, ""))


def _first_open(order: list[str], kind: type[Entry], entry: Entry, depth: Specificity) -> int:
    """The first unanswered question that the next depth needs, else the first unanswered one."""
    upcoming = depth.next.depth if depth.next else None
    open_ = [n for n, f in enumerate(order) if not _filled(entry, kind, f)]
    needed = [n for n in open_ if depth_of(kind, order[n]) == upcoming and _key(kind, order[n])]
    return (needed or open_ or [0])[0]


def _for(kind: type[Entry], field: str, depth: Specificity) -> str:
    """The depths that a field is for: a depth without a question of its own is reached with the next one."""
    own = depth_of(kind, field)
    needed = next((s.missing for s in depth.steps if s.depth == own), ())
    depths = [s.depth for s in depth.steps if s.depth == own or (needed and s.missing == needed)]
    return " and ".join(f"“{one.capitalize()}”" for one in depths)


def _key(kind: type[Entry], field: str) -> bool:
    extra: Any = kind.model_fields[field].json_schema_extra
    return bool(isinstance(extra, dict) and extra.get("key"))


def _filled(entry: Entry, kind: type[Entry], field: str) -> bool:
    value = getattr(entry, field)
    return bool(value) if not isinstance(value, bool | int | float) else value != default_of(kind, field)


def _steps(place: tuple[str, str], number: int, count: int, filled: bool) -> None:
    with st.container(horizontal=True, key="cd_steps"):
        st.button("Back", key="guided_back", on_click=_go, args=(place, number - 1), disabled=number == 0)
        st.button("Next question" if filled else "Skip for now", key="guided_next", type="primary" if filled else
                  "secondary", on_click=_go, args=(place, number + 1))


def _go(place: tuple[str, str], number: int) -> None:
    st.session_state[_AT][place] = number
    st.session_state[_TURN] = uuid4().hex


def _done(edit: Editing, order: list[str], depth: Specificity) -> None:
    words = ("Every depth is reached, examples included." if depth.next is None else
             f"Still open for “{depth.next.depth.capitalize()}”: {still_open(depth.next.missing, 5)}.")
    parts.html(f'<div class="cd-ask"><p class="cd-count">{len(order)} questions asked</p>'
               f'<h3>That was the last question</h3><p class="pb-note">{escape(words)}</p></div>')
    place = (edit.playbook, edit.path)
    with st.container(horizontal=True, key="cd_question_done"):
        st.button("Back to the last question", key="guided_last", on_click=_go, args=(place, len(order) - 1))
        st.button("Begin again at the first", key="guided_first", on_click=_go, args=(place, 0))
    move_focus("cd_question_done", st.session_state.get(_TURN, ""))
