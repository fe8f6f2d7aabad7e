"""Expert mode: the whole entry, depth by depth, and what is done with it as a whole."""

from __future__ import annotations

from html import escape

import streamlit as st

from playbook.coaching import coach, coached
from playbook.ladder import depth_of
from playbook.model import DEPTHS, Entry, Playbook, Stage
from playbook.parts import group_of
from studio import actions
from studio.ui import parts
from studio.ui.choices import choose, distinct
from studio.ui.codify import session
from studio.ui.codify.coach import folded_markup
from studio.ui.codify.fields import Spot, show_field
from studio.ui.codify.session import Editing

_META = ("canonical", "owner", "review_by", "sources", "applies_when")
_WORDS = {
    "named": "What it is called", "defined": "What it means", "evidenced": "What can be seen or heard",
    "guided": "What to ask and do", "exemplified": "How it really sounds",
}


def show_whole(edit: Editing, kind: type[Entry], book: Playbook) -> None:
    """Show every field of an entry, from the name to the examples, then ownership."""
    for depth in DEPTHS:
        fields = [f for f in coached(kind) if depth_of(kind, f) == depth
                  and f not in (*_META, "id", "archived", "exit_criteria")]
        if not fields:
            continue
        parts.html(f'<div class="cd-depth"><h3>{depth.capitalize()}</h3><span>{escape(_WORDS[depth])}</span></div>')
        for field in fields:
            _one(Spot(edit, book, kind, field, (field,)))
    parts.html('<div class="cd-depth"><h3>Whose it is</h3><span>Owner, source, review, and when it '
               'applies</span></div>')
    for field in _META:
        if field != "canonical" or Spot(edit, book, kind, field, (field,)).shape.choices:
            _one(Spot(edit, book, kind, field, (field,)))


def _one(spot: Spot) -> None:
    one = coach(spot.kind, spot.field)
    show_field(spot, hint=one.hint)
    parts.html(folded_markup(one))


# -- what is done with the entry as a whole

def show_tools(edit: Editing, kind: type[Entry], entry: Entry, book: Playbook) -> None:
    """Show moving, copying, archiving; nothing is ever deleted."""
    with st.container(horizontal=True, gap="small", key="cd_tools"):
        st.button("Move up", key="tool_up", on_click=_reorder, args=(edit, -1))
        st.button("Move down", key="tool_down", on_click=_reorder, args=(edit, 1))
        st.button("Duplicate", key="tool_copy", on_click=_duplicate, args=(edit,))
        if edit.path.count(".") == 2 and edit.path.startswith("process."):
            here = group_of(edit.path)
            others = {f"process.{s.id}": s.name for s in book.process if f"process.{s.id}" != here and not s.archived}
            if others:
                st.selectbox("Move to another stage", list(others), index=None, placeholder="Move to another stage",
                             format_func=distinct(list(others), others.__getitem__), key="tool_move",
                             label_visibility="collapsed", width=220, on_change=_move, args=(edit,))
        st.button("Bring back" if entry.archived else "Archive", key="tool_archive", on_click=_archive,
                  args=(edit, not entry.archived),
                  help="Archived entries are kept and can be brought back; no draft uses them.")
    if isinstance(entry, Stage):
        st.text_input("Add an exit criterion to this stage", key=f"new_criterion_{edit.path}", max_chars=200,
                      placeholder="Name, then Enter", on_change=add_named,
                      args=(edit.playbook, edit.path, f"new_criterion_{edit.path}"))


def _reorder(edit: Editing, step: int) -> None:
    _act(edit.playbook, lambda: actions.reorder_entry(edit.playbook, edit.path, step, by=session.me()))


def _duplicate(edit: Editing) -> None:
    ours = edit.playbook
    _act(ours, lambda: _open_new(ours, actions.duplicate_entry(ours, edit.path, by=session.me())))


def _move(edit: Editing) -> None:
    if to := st.session_state.get("tool_move"):
        _act(edit.playbook, lambda: _open(actions.move_entry(edit.playbook, edit.path, to, by=session.me())))


def _archive(edit: Editing, archived: bool) -> None:
    _act(edit.playbook, lambda: actions.archive_entry(edit.playbook, edit.path, archived, by=session.me()))


def add_named(playbook: str, group: str, key: str) -> None:
    """Add an entry whose name was typed into a box, and open it."""
    name = (st.session_state.get(key) or "").strip()
    if name:
        _act(playbook, lambda: _open_new(playbook, actions.add_entry(playbook, group, name, by=session.me())))
        st.session_state[key] = ""


def _open_new(playbook: str, path: str) -> None:
    session.note_added(playbook, path)
    _open(path)


def _open(path: str) -> None:
    choose("entry", path)


def _act(playbook: str, what: object) -> None:
    """Do something to an entry; a fault is told, nothing else changes."""
    from playbook.text_files import FileFault
    from studio.store.playbooks import Conflict

    assert callable(what)
    try:
        what()
        session.note_saved(playbook)
    except (actions.BadInput, FileFault, Conflict) as problem:
        st.session_state["codify_told"] = str(problem)
