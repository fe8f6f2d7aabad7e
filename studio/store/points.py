"""The parking lot: disagreements attached to entries, and what was decided, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from studio.store.database import writing
from studio.store.playbooks import needed


@dataclass(frozen=True)
class Point:
    """A question the room did not agree on; `decision` is empty while it is open."""

    number: int
    playbook: str
    path: str
    question: str
    by: str
    at: str
    decision: str
    reason: str
    decided_by: str
    decided_at: str


def list_points(db: Database, playbook: str, *, path: str | None = None) -> list[Point]:
    """Return the points of a playbook or of one entry: open ones first, then by time."""
    where = " and path = ?" if path is not None else ""
    rows = db.query(f"select * from points where playbook = ?{where} order by decided_at is not null, id",
                    [playbook, *([path] if path is not None else [])])
    return [_point(row) for row in rows]


def _point(row: Mapping[str, Any]) -> Point:
    texts = {k: row[k] or "" for k in ("path", "question", "by", "at", "decision", "reason", "decided_by",
                                       "decided_at")}
    return Point(number=row["id"], playbook=row["playbook"], **texts)


def raise_point(db: Database, playbook: str, path: str, question: str, *, by: str, at: datetime) -> int:
    """Park a disagreement; return its number. Raises FileFault where there is no such playbook."""
    with writing(db):
        needed(db, playbook)
        return int(db["points"].insert({"playbook": playbook, "path": path, "question": question, "by": by,
                                        "at": at.isoformat()}).last_pk)


def decide_point(db: Database, number: int, decision: str, reason: str, *, by: str, at: datetime) -> bool:
    """Record what was decided and why; False where it was decided before."""
    with writing(db):
        done = db.execute("update points set decision = ?, reason = ?, decided_by = ?, decided_at = ? "
                          "where id = ? and decided_at is null", [decision, reason, by, at.isoformat(), number])
        return done.rowcount == 1
