"""Table mode: many entries at once, a row each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import BaseModel

from playbook.coaching import coached
from playbook.labels import label
from playbook.model import Entry, ExitCriterion
from playbook.parts import group_of
from playbook.text_files import FileFault
from studio import actions
from studio.store.playbooks import Conflict
from studio.ui import parts
from studio.ui.choices import distinct
from studio.ui.codify import session
from studio.ui.codify.fields import default_of, said
from studio.ui.codify.shapes import shape_of

_HIDDEN = ("id", "archived", "canonical", "review_by", "exit_criteria")
_FORMS = ("text", "line", "lines", "choice", "choices", "flag", "whole", "number")
_LIMIT = 300
_STAGE = "of_stage"


def show_table(own: actions.Own, paths: list[str], kind: type[Entry], group: str) -> None:
    """Show entries as a table that can be edited; a new row is a new entry.

    Exit criteria of all stages stand in one table, each with its stage.
    """
    fields = [f for f in coached(kind) if f not in _HIDDEN and shape_of(kind, f).form in _FORMS]
    stages = {f"process.{s.id}": s.name for s in own.book.process if not s.archived} if kind is ExitCriterion else {}
    called = distinct(list(stages), stages.__getitem__)
    stages = {path: called(path) for path in stages}
    columns = [*([_STAGE] if stages else []), *fields]
    shown = paths[:_LIMIT]
    rows = [[*([stages.get(group_of(p), "")] if stages else []), *(_cell(own.parts[p], kind, f) for f in fields)]
            for p in shown]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    key = f"table:{own.kept.id}:{kind.__name__}:{group if not stages else ''}:{own.kept.revision}"
    parts.note("Each row is an entry; lists have one item a line. A new row at the end is a new entry. To take one "
               "out, archive it on its own page." + (f" The first {_LIMIT} are shown." if len(paths) > _LIMIT else ""))
    st.data_editor(frame, key=key, hide_index=True, num_rows="add", width="stretch", row_height=64,
                   height=min(640, 100 + 64 * (len(shown) + 1)), column_config=_config(kind, fields, stages),
                   on_change=_changed, args=(own, shown, kind, group, key, stages),
                   alt="Entries as a table, a row each")


def _cell(part: Any, kind: type[BaseModel], field: str) -> Any:
    value = part.get(field) if isinstance(part, Mapping) else None
    value = default_of(kind, field) if value is None else value
    form = shape_of(kind, field).form
    if form == "lines":
        return "\n".join(value or [])
    return list(value or []) if form == "choices" else value


def _config(kind: type[BaseModel], fields: list[str], stages: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if stages:
        found[_STAGE] = st.column_config.SelectboxColumn("Stage", options=list(stages.values()), required=True)
    for field in fields:
        shape, words = shape_of(kind, field), label(field)
        if shape.form == "choice":
            found[field] = st.column_config.SelectboxColumn(words, options=list(shape.choices), format_func=said,
                                                            required=not shape.optional)
        elif shape.form == "choices":
            found[field] = st.column_config.MultiselectColumn(words, options=list(shape.choices), format_func=said)
        elif shape.form == "flag":
            found[field] = st.column_config.CheckboxColumn(words)
        elif shape.form in ("whole", "number"):
            found[field] = st.column_config.NumberColumn(words, step=1 if shape.form == "whole" else None)
        else:
            wide = field == "name" or shape.form != "line"
            found[field] = st.column_config.TextColumn(words, width="medium" if wide else "small",
                                                       max_chars=shape.longest)
    return found


def _changed(own: actions.Own, shown: list[str], kind: type[BaseModel], group: str, key: str,
             stages: Mapping[str, str]) -> None:
    state = st.session_state.get(key) or {}
    by_name = {name: path for path, name in stages.items()}
    edited, moved = {}, {}
    for number, cells in (state.get("edited_rows") or {}).items():
        path = shown[int(number)] if int(number) < len(shown) else ""
        if values := {f: _plain(kind, f, v) for f, v in cells.items() if f in kind.model_fields}:
            edited[path] = values
        if (to := by_name.get(cells.get(_STAGE))) and to != group_of(path):
            moved[path] = to
    try:
        if edited:
            base = {p: dict(part) for p in edited if isinstance(part := own.parts[p], dict)}
            actions.save_rows(own.kept.id, edited, seen={p: own.saved[p].revision for p in edited}, base=base,
                              by=session.me())
        for path, to in moved.items():
            actions.move_entry(own.kept.id, path, to, by=session.me())
        for row in state.get("added_rows") or []:
            if name := str(row.get("name") or "").strip():
                fields = {f: _plain(kind, f, v) for f, v in row.items() if f in kind.model_fields and f != "name" and v}
                actions.add_entry(own.kept.id, by_name.get(row.get(_STAGE), group), name, by=session.me(),
                                  fields=fields)
        session.note_saved(own.kept.id)
    except (actions.BadInput, FileFault, Conflict) as problem:
        st.session_state["codify_told"] = str(problem)


def _plain(kind: type[BaseModel], field: str, value: Any) -> Any:
    form = shape_of(kind, field).form
    if form == "lines":
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]
    if value is None and form in ("text", "line"):
        return ""
    if form == "whole" and value is not None:
        return int(value)
    return list(value or []) if form == "choices" else value
