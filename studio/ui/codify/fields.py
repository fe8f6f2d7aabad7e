"""One field of an entry as a widget that saves itself when it changes."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st
from pydantic import BaseModel
from streamlit.runtime.scriptrunner import RerunException

from playbook.labels import label
from playbook.model import Playbook
from studio.ui import parts
from studio.ui.choices import distinct
from studio.ui.codify import session
from studio.ui.codify.session import Editing
from studio.ui.codify.shapes import Shape, names_for, shape_of

_CHOICES = {
    "buyer": "The buyer", "seller": "The seller", "document": "A document", "crm": "The CRM",
    "words": "Somebody says it", "meeting": "A conversation took place", "record": "A CRM field",
    "qualification": "Elements have reached a status", "person_for": "Whoever is named for it", "title": "By title",
    "main_contact": "The buyer who talked most", "quiet_contact": "Buyers not heard yet", "write_back": "Write back",
}
_NONE = "—"


@dataclass(frozen=True)
class Spot:
    """Where a field stands in an entry: `steps` lead to it from the entry's own fields."""

    edit: Editing
    book: Playbook
    kind: type[BaseModel]
    field: str
    steps: tuple[str | int, ...]

    @property
    def key(self) -> str:
        """The key of its widget."""
        return self.edit.key(*self.steps)

    @property
    def shape(self) -> Shape:
        """The form of its answer."""
        return shape_of(self.kind, self.field)

    @property
    def value(self) -> Any:
        """What stands there, or the field's default."""
        found = look_up(self.edit.data, self.steps)
        return default_of(self.kind, self.field) if found is None else found

    def inside(self, *steps: str | int, kind: type[BaseModel], field: str) -> Spot:
        """A field inside this one."""
        return Spot(self.edit, self.book, kind, field, (*self.steps, *steps))


def default_of(kind: type[BaseModel], field: str) -> Any:
    """Return what a field holds before anybody wrote in it, as plain data."""
    info = kind.model_fields[field]
    value = info.get_default(call_default_factory=True) if not info.is_required() else None
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def look_up(data: Any, steps: tuple[str | int, ...]) -> Any:
    """Return what stands at a place in plain data; None where nothing does."""
    for step in steps:
        if isinstance(step, str) and "." in step:
            holder, _, rest = step.partition(".")
            data = look_up(data, (holder, rest))
        elif isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def put(spot: Spot, value: Any, *, reshaped: bool = False) -> None:
    """Save a value at a place in the entry; called when a widget changes."""
    top, *rest = spot.steps
    if not rest:
        session.save(spot.edit, str(top), value, reshaped=reshaped)
        return
    whole = deepcopy(look_up(session.data_of(spot.edit), (top,)))
    if whole is None:
        whole = [] if isinstance(rest[0], int) else {}
    place = whole
    for number, step in enumerate(rest[:-1]):
        if isinstance(place, dict):
            place = place.setdefault(step, [] if isinstance(rest[number + 1], int) else {})
        else:
            place = place[step]
    if isinstance(place, dict) and value in (None, "", [], {}):
        place.pop(rest[-1], None)
        if value == "" and _needed(spot):
            place[rest[-1]] = ""
    else:
        place[rest[-1]] = value
    session.save(spot.edit, str(top), whole, reshaped=reshaped)


def _needed(spot: Spot) -> bool:
    return spot.kind.model_fields[spot.field].is_required()


def _changed(spot: Spot) -> None:
    """Save what a widget holds; a click that comes in meanwhile waits until it is saved."""
    clicked: RerunException | None = None
    for _ in range(10):
        try:
            put(spot, _plain(st.session_state.get(spot.key), spot.shape))
            break
        except RerunException as click:  # Streamlit breaks off a callback for it, at any look into the session
            clicked = click
    if clicked is not None:
        raise clicked


def _plain(value: Any, shape: Shape) -> Any:
    """A widget's value as the playbook keeps it."""
    if shape.form == "lines":
        return [line.strip() for line in (value or "").splitlines() if line.strip()]
    if shape.form in ("choice", "ref") and value == _NONE:
        return None
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def show_field(spot: Spot, *, name: str | None = None, hint: str = "", tall: bool = False) -> None:
    """Show a field's widget; what was not saved is said under it."""
    shape, words = spot.shape, name or label(spot.field)
    _WIDGETS[shape.form](spot, shape, words, hint, tall)
    if len(spot.steps) == 1 and (why := spot.edit.fault(str(spot.steps[0]))):
        parts.html(f'<p class="cd-unsaved" role="alert"><strong>Not saved.</strong> {parts.escape(why)}</p>')


def _on(spot: Spot) -> dict[str, Any]:
    return {"key": spot.key, "on_change": _changed, "args": (spot,)}


# No limit on the boxes: the browser would drop a paste that is too long without a word; saving says so.

def _text(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    with st.container(key=f"live_{spot.key}"):
        st.text_area(words, value=spot.value or "", placeholder=hint or None, height="content",
                     **_on(spot))


def _line(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    with st.container(key=f"live_{spot.key}"):
        st.text_input(words, value=spot.value or "", placeholder=hint or None, live="0.6s", **_on(spot))


def _lines(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    with st.container(key=f"live_{spot.key}"):
        st.text_area(f"{words} (one a line)", value="\n".join(spot.value or []), placeholder=hint or None,
                     height="content", **_on(spot))


def _choice(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    options = ([_NONE] if shape.optional else []) + list(shape.choices)
    value = spot.value if spot.value in options else options[0]
    st.selectbox(words, options, index=options.index(value), format_func=said, **_on(spot))


def _choices(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    st.pills(words, list(shape.choices), selection_mode="multi", default=list(spot.value or []), format_func=said,
             wrap=True, **_on(spot))


def _ref(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    names = names_for(spot.kind, spot.field, spot.book, spot.edit.data)
    options = ([_NONE] if shape.optional else []) + list(names)
    if spot.value and spot.value not in options:
        options.append(spot.value)
    if not options:
        parts.note(f"{words}: there is nothing to choose yet.")
        return
    index = options.index(spot.value) if spot.value in options else 0
    st.selectbox(words, options, index=index, format_func=distinct(options, lambda o: names.get(o, said(o))),
                 **_on(spot))


def _refs(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    names = names_for(spot.kind, spot.field, spot.book, spot.edit.data)
    options = list(dict.fromkeys([*names, *(spot.value or [])]))
    st.multiselect(words, options, default=list(spot.value or []), placeholder="Choose",
                   format_func=distinct(options, lambda o: names.get(o, said(o))), **_on(spot))


def _flag(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    st.toggle(words, value=bool(spot.value), **_on(spot))


def _number(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    whole = shape.form == "whole"
    value = None if spot.value is None else (int if whole else float)(spot.value)
    st.number_input(words, value=value, step=1 if whole else 0.1, format="%d" if whole else "%g", width=260,
                    **_on(spot))


def _date(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    value = date.fromisoformat(spot.value) if spot.value else None
    st.date_input(words, value=value, format="YYYY-MM-DD", width=260, **_on(spot))


def _rows(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    from studio.ui.codify.rows import show_rows

    show_rows(spot, words)


def _part(spot: Spot, shape: Shape, words: str, hint: str, tall: bool) -> None:
    from studio.ui.codify.rows import show_part

    show_part(spot, words)


def said(choice: str) -> str:
    """Return what a choice is called."""
    return _CHOICES.get(choice, choice if choice == _NONE else choice.replace("_", " ").capitalize())


_WIDGETS = {"text": _text, "line": _line, "lines": _lines, "choice": _choice, "choices": _choices, "ref": _ref,
            "refs": _refs, "flag": _flag, "whole": _number, "number": _number, "date": _date, "rows": _rows,
            "part": _part}
