"""Texts that came second: kept beside the saved one until a person chooses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from playbook.parts import Part
from playbook.text_files import FileFault
from studio.store.database import writing
from studio.store.playbooks import Edit, apply


@dataclass(frozen=True)
class HeldText:
    """Two texts of one part: `mine` came second and is not applied; `base` is what both began from."""

    number: int
    playbook: str
    path: str
    base: Part | None
    mine: Part | None
    theirs: Part | None
    theirs_by: str
    theirs_at: str
    by: str
    at: str
    state: str


def open_held(db: Database, playbook: str, *, by: str | None = None) -> list[HeldText]:
    """Return texts that still wait for a choice, oldest first; of one person where named."""
    who = " and by = ?" if by is not None else ""
    rows = db.query(f"select * from held where playbook = ? and state = 'open'{who} order by id",
                    [playbook, *([by] if by is not None else [])])
    return [_held(row) for row in rows]


def find_held(db: Database, number: int) -> HeldText | None:
    """Return a kept text, settled or not."""
    return next((_held(row) for row in db.query("select * from held where id = ?", [number])), None)


def _held(row: dict[str, Any]) -> HeldText:
    texts = {k: None if row[k] is None else json.loads(row[k]) for k in ("base", "mine", "theirs")}
    return HeldText(number=row["id"], playbook=row["playbook"], path=row["path"], theirs_by=row["theirs_by"] or "",
                    theirs_at=row["theirs_at"] or "", by=row["by"] or "", at=row["at"], state=row["state"], **texts)


def settle(db: Database, number: int, how: str, edit: Edit | None, *, by: str, at: datetime) -> None:
    """Record a person's choice (`mine`, `theirs`, `merged`, `both`) with the edit that carries it out.

    The kept text stays in the store. Raises FileFault or Stale, with the choice left open.
    """
    with writing(db):
        held = find_held(db, number)
        if held is None or held.state != "open":
            raise FileFault(f"text {number}", "", "was settled a moment ago, expected one that is open; look at what "
                                                  "was chosen")
        if edit is not None:
            apply(db, held.playbook, edit, by, at)
        db.execute("update held set state = ? where id = ?", [how, number])


def hold_on(db: Database, number: int, theirs: Part | None, theirs_by: str, theirs_at: str) -> None:
    """Show the newest text of the others beside a kept one, where it changed again meanwhile."""
    with writing(db):
        db.execute("update held set theirs = ?, theirs_by = ?, theirs_at = ? where id = ? and state = 'open'",
                   [None if theirs is None else json.dumps(theirs, ensure_ascii=False, sort_keys=True), theirs_by,
                    theirs_at, number])
