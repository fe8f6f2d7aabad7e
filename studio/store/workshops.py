"""Workshops: the playbook as it stood at the start, and at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from playbook.files import parse_playbook, to_json
from playbook.model import Playbook
from playbook.text_files import FileFault
from studio.store.database import writing
from studio.store.playbooks import load


@dataclass(frozen=True)
class Workshop:
    """One sitting; `ended` is empty while it goes on."""

    number: int
    playbook: str
    name: str
    by: str
    started: str
    ended: str


def start_workshop(db: Database, playbook: str, name: str, *, by: str, at: datetime) -> Workshop:
    """Begin a workshop: the playbook is kept as it stands. Raises FileFault."""
    with writing(db):
        before = to_json(load(db, playbook))
        db.execute("update workshops set ended = ?, after = ? where playbook = ? and ended is null",
                   [at.isoformat(), before, playbook])
        number = db["workshops"].insert({"playbook": playbook, "name": name, "by": by, "started": at.isoformat(),
                                         "before": before}).last_pk
    return Workshop(int(number), playbook, name, by, at.isoformat(), "")


def end_workshop(db: Database, number: int, *, at: datetime) -> None:
    """End a workshop: the playbook is kept as it stands now. Raises FileFault."""
    with writing(db):
        row = db.execute("select playbook from workshops where id = ? and ended is null", [number]).fetchone()
        if row is not None:
            db.execute("update workshops set ended = ?, after = ? where id = ?",
                       [at.isoformat(), to_json(load(db, row[0])), number])


def list_workshops(db: Database, playbook: str) -> list[Workshop]:
    """Return the workshops on a playbook, the newest first."""
    rows = db.query("select id, playbook, name, by, started, ended from workshops where playbook = ? "
                    "order by id desc", [playbook])
    return [_workshop(row) for row in rows]


def _workshop(row: Mapping[str, Any]) -> Workshop:
    return Workshop(row["id"], row["playbook"], row["name"] or "", row["by"] or "", row["started"], row["ended"] or "")


def books_of(db: Database, number: int) -> tuple[Playbook, Playbook]:
    """Return the playbook before a workshop, and after it or as it stands now. Raises FileFault."""
    row = db.execute("select playbook, before, after from workshops where id = ?", [number]).fetchone()
    if row is None:
        raise FileFault(f"workshop {number}", "", "was never held here, expected one of the list")
    playbook, before, after = row
    then = parse_playbook(before, f"{playbook} before the workshop")
    return then, parse_playbook(after, f"{playbook} after the workshop") if after else load(db, playbook)
