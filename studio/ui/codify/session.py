"""What a browser session knows of the entry it edits: what it saw, who acts, what was not saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from playbook.model import Playbook
from playbook.parts import OWN
from playbook.text_files import FileFault
from studio import actions
from studio.store.playbooks import Conflict
from studio.ui.parts import inert

_SEEN, _FAULTS, _SHAPE, _SAVED, _OPENED = ("codify_seen", "codify_faults", "codify_shape", "codify_saved",
                                           "codify_opened")
_ME, _ADDED, _DONE = "codify_me", "codify_added", "codify_done"
#: What an empty widget gives: from one to another of them nothing changes.
NOTHING: tuple[Any, ...] = (None, "", [], {})
#: The number of the two texts that this session has just come upon.
CONFLICT = "codify_conflict"


def me() -> str:
    """Return the name of who acts in this session; empty before anybody said."""
    if _ME not in st.session_state:
        st.session_state[_ME] = actions.last_person()
    return st.session_state[_ME]


def act_as(name: str) -> None:
    """Act under a name from now on. Raises BadInput."""
    st.session_state[_ME] = actions.join_people(name)


def sign_as(name: str) -> None:
    """Sign with the name that somebody signed in under, whatever name was typed."""
    st.session_state[_ME] = name


@dataclass(frozen=True)
class Editing:
    """One entry (or the playbook's own page) as this session sees and saves it."""

    playbook: str
    path: str
    data: Mapping[str, Any]
    seen: int
    shape: int

    def key(self, *steps: object) -> str:
        """Return the widget key of a field; a new one whenever the text under it was changed elsewhere."""
        return ":".join(map(str, ("ed", self.playbook, self.path, self.shape, *steps)))

    def fault(self, field: str) -> str:
        """Return why a field's text was not saved; empty where it was."""
        return st.session_state.get(_FAULTS, {}).get((self.playbook, self.path, field), "")


def editing(own: actions.Own, path: str) -> Editing:
    """Return an entry as this session edits it; text saved elsewhere meanwhile is taken over, and told."""
    saved, part = own.saved.get(path), own.parts.get(path)
    data = dict(part) if isinstance(part, dict) else {}
    seen = st.session_state.setdefault(_SEEN, {})
    shapes = st.session_state.setdefault(_SHAPE, {})
    key, revision = (own.kept.id, path), saved.revision if saved else 0
    known = seen.get(key)
    st.session_state.setdefault(_OPENED, {}).setdefault(key, own.book)
    if known is None or revision > known[0]:
        if known is not None and known[1] != data:
            shapes[key] = shapes.get(key, 0) + 1
            if saved and saved.by != me():
                st.toast(f"{inert(saved.by) or 'Somebody else'} changed this entry a moment ago. You see their text "
                         "now.")
        seen[key] = (revision, data)
    return Editing(own.kept.id, path, seen[key][1], seen[key][0], shapes.get(key, 0))


def opened_book(playbook: str, path: str) -> Playbook | None:
    """Return the playbook as it was when this session opened an entry first."""
    return st.session_state.get(_OPENED, {}).get((playbook, path))


def note_added(playbook: str, path: str) -> None:
    """Note that an entry came to be in this session."""
    st.session_state.setdefault(_ADDED, set()).add((playbook, path))


def added_here(playbook: str, path: str) -> bool:
    """Tell whether an entry came to be in this session."""
    return (playbook, path) in st.session_state.get(_ADDED, ())


def reshape(playbook: str, path: str) -> None:
    """Draw an entry's fields anew: rows came, went or moved, or the text changed behind them."""
    shapes = st.session_state.setdefault(_SHAPE, {})
    shapes[playbook, path] = shapes.get((playbook, path), 0) + 1


def forget(playbook: str, path: str) -> None:
    """Forget what this session saw of an entry, so that it reads it anew."""
    st.session_state.get(_SEEN, {}).pop((playbook, path), None)


def save(edit: Editing, field: str, value: Any, *, reshaped: bool = False) -> None:
    """Save one field of the entry; called when a widget changes."""
    faults = st.session_state.setdefault(_FAULTS, {})
    mark = (edit.playbook, edit.path, field)
    revision, base = st.session_state[_SEEN].get((edit.playbook, edit.path), (edit.seen, edit.data))
    if value in NOTHING and base.get(field) in NOTHING:
        faults.pop(mark, None)
        return
    call = actions.save_own_fields if edit.path == OWN else _save_entry(edit.path)
    try:
        now = call(edit.playbook, {field: value}, base=base, seen=revision, by=me(), typed="" if reshaped else field)
    except Conflict as conflict:
        faults.pop(mark, None)
        st.session_state[_SEEN].pop((edit.playbook, edit.path), None)
        reshape(edit.playbook, edit.path)
        st.session_state[CONFLICT] = conflict.held
        return
    except (actions.BadInput, FileFault) as problem:
        faults[mark] = str(problem)
        return
    faults.pop(mark, None)
    st.session_state[_SEEN][edit.playbook, edit.path] = (now, _data_now(edit))
    note_saved(edit.playbook)
    if reshaped:
        reshape(edit.playbook, edit.path)


def data_of(edit: Editing) -> Mapping[str, Any]:
    """Return the entry's data as this session saved it last, also within one run."""
    return st.session_state[_SEEN].get((edit.playbook, edit.path), (0, edit.data))[1]


def _save_entry(path: str) -> Any:
    def call(playbook: str, values: Mapping[str, Any], **how: Any) -> int:
        return actions.save_fields(playbook, path, values, **how)

    return call


def _data_now(edit: Editing) -> dict[str, Any]:
    own = actions.own_playbook(edit.playbook)
    part = own.parts.get(edit.path) if own else None
    return dict(part) if isinstance(part, dict) else {}


def last_saved(playbook: str) -> datetime | None:
    """Return when this session's last save of a playbook was confirmed."""
    return st.session_state.get(_SAVED, {}).get(playbook)


def note_saved(playbook: str) -> None:
    """Note that something of a playbook was saved just now."""
    st.session_state.setdefault(_SAVED, {})[playbook] = datetime.now()


def say_done(words: str) -> None:
    """Say, once the page is drawn next, what was done."""
    st.session_state[_DONE] = words


def done() -> str:
    """Return what is to be said once, and forget it."""
    return st.session_state.pop(_DONE, "")
