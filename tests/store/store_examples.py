"""What the store's tests share: a small playbook, a person's session, a clock, everything that is kept."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from playbook.model import Playbook
from playbook.parts import split
from studio import actions
from studio.actions import entries
from studio.store.playbooks import Conflict

SMALL: dict[str, Any] = {
    "id": "small", "name": "Small", "currency": "EUR",
    "process": [
        {"id": "talk", "name": "Talk", "purpose": "Find the problem", "exit_criteria": [
            {"id": "said", "name": "Problem said", "statement": "A buyer has described a problem"},
            {"id": "cost", "name": "Cost named", "statement": "A buyer has named what it costs"}]},
        {"id": "show", "name": "Show", "exit_criteria": [{"id": "seen", "name": "Solution seen"}]},
        {"id": "sign", "name": "Sign"}],
    "qualification": {"framework": "Own", "elements": [
        {"id": "pain", "name": "Pain", "canonical": "implicate_the_pain", "expected_by": "talk"},
        {"id": "signer", "name": "Signer"}]},
    "behaviours": [{"id": "ask", "name": "Ask first", "stages": ["talk"]}],
}
#: Every column of the store in which a text of a playbook may be kept.
TEXTS = {"parts": ("data",), "edit_parts": ("before", "after"), "versions": ("data",),
         "held": ("base", "mine", "theirs")}


def small() -> Playbook:
    """A small sound playbook with several lists."""
    return Playbook.model_validate(SMALL)


def start(name: str = "Ours", source: Any = None) -> str:
    """Keep a playbook, the small one unless told otherwise; return its id."""
    return actions.start_playbook(name, by="Ann", source=source or small())


def parts_of(playbook: str) -> dict[str, Any]:
    """The parts of a playbook as they stand."""
    own = actions.own_playbook(playbook)
    assert own is not None
    return json.loads(json.dumps(own.parts))


def order(playbook: str, group: str) -> list[str]:
    """The ids of a list as people see it."""
    book = actions.own_book(playbook)
    assert book is not None
    return [e.id for e in actions.entries_in(book, group)]


def sql(home: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the store's file itself, past all of the studio's code."""
    with closing(sqlite3.connect(home / "studio.db")) as db:
        return db.execute(query, values).fetchall()


def everything(home: Path) -> str:
    """All text of playbooks that the store's file holds anywhere."""
    rows = [row for table, columns in TEXTS.items() for row in sql(home, f"select {', '.join(columns)} from {table}")]
    return "\n".join(text for row in rows for text in row if text)


def copies(home: Path) -> list[str]:
    """Names of the files beside the store."""
    return sorted(p.name for p in home.iterdir() if p.name not in ("studio.db", "studio.db-wal", "studio.db-shm"))


def bytes_of(home: Path) -> dict[str, bytes]:
    """Every file of a folder, byte for byte."""
    return {p.name: p.read_bytes() for p in sorted(home.iterdir()) if p.is_file()}


@contextmanager
def faster(other: Callable[[], Any]) -> Iterator[None]:
    """Let somebody else act once, after an action on entries has read the playbook and before it saves."""
    read, left = entries.needed, [other]

    def reading(wanted: str) -> actions.Own:
        own = read(wanted)
        if left:
            left.pop()()
        return own

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(entries, "needed", reading)
        yield


@contextmanager
def another_user() -> Iterator[None]:
    """Act without the right to write everywhere."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


class Session:
    """One person at a screen: saves what they saw, as a page does."""

    def __init__(self, playbook: str, by: str) -> None:
        self.playbook, self.by = playbook, by
        self.seen: dict[str, tuple[int, Mapping[str, Any]]] = {}

    def open(self, path: str) -> Mapping[str, Any]:
        """Look at an entry as it stands."""
        own = actions.own_playbook(self.playbook)
        assert own is not None
        part = own.parts[path]
        assert isinstance(part, dict)
        self.seen[path] = (own.kept.revision, dict(part))
        return self.seen[path][1]

    def save(self, path: str, *, typed: str = "", **values: Any) -> int:
        """Save fields of an entry as this person saw it last; what was never opened is opened first."""
        if path not in self.seen:
            self.open(path)
        seen, base = self.seen[path]
        revision = actions.save_fields(self.playbook, path, values, base=base, seen=seen, by=self.by, typed=typed)
        self.seen[path] = (revision, {k: v for k, v in {**base, **values}.items() if v not in ("", [])})
        return revision

    def late(self, path: str, **values: Any) -> Conflict:
        """Save where somebody was faster; return what is said."""
        with pytest.raises(Conflict) as told:
            self.save(path, **values)
        return told.value

    def undo(self) -> Any:
        """Take back this person's last edit."""
        return actions.undo(self.playbook, self.by)

    def redo(self) -> Any:
        """Do again what this person took back."""
        return actions.redo(self.playbook, self.by)


class Clock:
    """A time that stands still until it is turned."""

    def __init__(self) -> None:
        self.time = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)

    def wind(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let every action ask this clock."""
        for module in ("codify", "history", "held", "store", "workshop"):
            monkeypatch.setattr(f"studio.actions.{module}.now", lambda: self.time)

    def turn(self, seconds: float) -> None:
        """Let time pass."""
        self.time += timedelta(seconds=seconds)


def in_home(home: Path) -> None:
    """Use a data folder in a process that a test started."""
    os.environ["PLAYBOOK_STUDIO_HOME"] = str(home)


def all_parts(book: Playbook) -> dict[str, Any]:
    """The parts of a playbook without its own page's id and name, which a copy has of its own."""
    return {path: part for path, part in split(book).items() if path != "playbook"}
