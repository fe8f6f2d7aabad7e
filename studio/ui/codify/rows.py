"""Rows inside an entry (components, examples, anchors, …): change, add, take out, move."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import streamlit as st
from pydantic import BaseModel

from playbook.coaching import coached
from playbook.labels import label
from playbook.model.base import Component, Examples
from studio.actions.store import slug
from studio.ui.choices import distinct
from studio.ui.codify import session
from studio.ui.codify.fields import Spot, look_up, put, said, show_field
from studio.ui.codify.shapes import names_for, shape_of
from studio.ui.parts import inert

_EXAMPLES = {"good": "It really is there", "bad": "It plainly is not", "plausible": "Looks right and is wrong"}


def show_rows(spot: Spot, words: str) -> None:
    """Show the rows of a field, each with its own fields, and a place to add one."""
    kind = spot.shape.of
    assert kind is not None
    rows = spot.value or []
    st.markdown(f"**{inert(words)}**")
    for number, row in enumerate(rows):
        if issubclass(kind, Component):
            title = row.get("name") or "Without a name"
            fold = st.expander(inert(title), key=spot.edit.key(*spot.steps, number, "fold"), on_change="rerun")
            if fold.open:
                with fold:
                    _fields(spot, kind, number)
                    _tools(spot, number, len(rows), title)
        else:
            with st.container(border=True, key=f"row_{spot.edit.key(*spot.steps, number)}"):
                _fields(spot, kind, number)
                _tools(spot, number, len(rows), f"{words} {number + 1}")
    _add(spot, kind, words)


def _fields(spot: Spot, kind: type[BaseModel], number: int) -> None:
    names = [f for f in coached(kind) if f in kind.model_fields and f != "id"]
    simple = [f for f in names if shape_of(kind, f).form not in ("rows", "part", "lines")]
    if 1 < len(simple) == len(names) <= 4:
        for column, field in zip(st.columns(len(names)), names, strict=True):
            with column:
                show_field(spot.inside(number, field, kind=kind, field=field))
        return
    for field in names:
        show_field(spot.inside(number, field, kind=kind, field=field))


def _tools(spot: Spot, number: int, count: int, name: str) -> None:
    with st.container(horizontal=True, gap="small"):
        keys = [spot.edit.key(*spot.steps, number, tool) for tool in ("up", "down", "out")]
        if number:
            st.button("Move up", key=keys[0], type="tertiary", on_click=_move, args=(spot, number, -1),
                      help=f"Move {inert(name)} up")
        if number + 1 < count:
            st.button("Move down", key=keys[1], type="tertiary", on_click=_move, args=(spot, number, 1),
                      help=f"Move {inert(name)} down")
        st.button("Take out", key=keys[2], type="tertiary", on_click=_take_out, args=(spot, number),
                  help=f"Take {inert(name)} out; undo brings it back")


def _current(spot: Spot) -> list[Any]:
    return deepcopy(look_up(session.data_of(spot.edit), spot.steps) or [])


def _move(spot: Spot, number: int, step: int) -> None:
    rows = _current(spot)
    rows.insert(number + step, rows.pop(number))
    put(spot, rows, reshaped=True)


def _take_out(spot: Spot, number: int) -> None:
    rows = _current(spot)
    del rows[number]
    put(spot, rows, reshaped=True)


# -- adding a row

def _add(spot: Spot, kind: type[BaseModel], words: str) -> None:
    first = first_field(kind)
    key = spot.edit.key(*spot.steps, "new")
    shape = shape_of(kind, first)
    if shape.form in ("ref", "choice"):
        names = (names_for(kind, first, spot.book, spot.edit.data) if shape.form == "ref"
                 else {c: said(c) for c in shape.choices})
        if names:
            st.selectbox(f"Add to “{words}”", list(names), index=None, placeholder="Choose what to add",
                         format_func=distinct(list(names), names.__getitem__), key=key, on_change=_added,
                         args=(spot, kind, key))
        return
    st.text_input(f"Add to “{words}”", key=key, placeholder=f"{label(first)}, then Enter", max_chars=2000,
                  on_change=_added, args=(spot, kind, key))


def first_field(kind: type[BaseModel]) -> str:
    """Return the field that a new row begins with: its name, text, or what it is about."""
    for name in ("name", "text", "title", "meaning", "field", "element", "find", "entry", "event", "workflow"):
        if name in kind.model_fields:
            return name
    return next(iter(kind.model_fields))


def new_row(kind: type[BaseModel], first: Any, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a new row as plain data, begun with its first field."""
    row: dict[str, Any] = {first_field(kind): first}
    if "id" in kind.model_fields:
        row["id"] = slug(str(first), {r.get("id", "") for r in rows}, "part")
    if "score" in kind.model_fields:
        row["score"] = min({0, 1, 2, 3} - {r.get("score") for r in rows}, default=3)
    if "workflow" in kind.model_fields and "event" in kind.model_fields:
        row["workflow"] = "deal_review"
    return row


def _added(spot: Spot, kind: type[BaseModel], key: str) -> None:
    value = st.session_state.get(key)
    if not value or not str(value).strip():
        return
    rows = _current(spot)
    put(spot, [*rows, new_row(kind, str(value).strip(), rows)], reshaped=True)


# -- a part with fields of its own

def show_part(spot: Spot, words: str) -> None:
    """Show a part such as the condition or the examples, field by field."""
    kind = spot.shape.of
    assert kind is not None
    names = _EXAMPLES if issubclass(kind, Examples) else {f: label(f) for f in kind.model_fields}
    if not issubclass(kind, Examples):
        st.markdown(f"**{inert(words)}**")
    for field, name in names.items():
        show_field(spot.inside(field, kind=kind, field=field), name=name)
