"""Conflicts: new evidence against what a person decided, waiting for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from studio.store.database import writing


@dataclass(frozen=True)
class RaisedConflict:
    """A decision that stands, and a later draft that speaks against it; `state` is open, kept or changed."""

    id: int
    deal: str
    about: str
    decision: int
    draft: str
    item: str
    was: str
    now: str
    at: str
    state: str
    settled_by: str
    settled_at: str
    reason: str


def raise_conflict(db: Database, *, deal: str, about: str, decision: int, draft: str, item: str, was: str, now: str,
                   at: datetime) -> int | None:
    """Raise a conflict once for a decision and a draft; None where it is there already."""
    with writing(db):
        if db.execute("select 1 from conflicts where decision = ? and draft = ?", [decision, draft]).fetchone():
            return None
        return int(db["conflicts"].insert({
            "deal": deal, "about": about, "decision": decision, "draft": draft, "item": item, "was": was, "now": now,
            "at": at.isoformat(), "state": "open"}).last_pk)


def conflicts(db: Database, *, deal: str = "", state: str = "open") -> list[RaisedConflict]:
    """Return conflicts of one deal or all, open ones unless said otherwise."""
    rows = db.query("select * from conflicts where (? = '' or deal = ?) and (? = '' or state = ?) order by id",
                    [deal, deal, state, state])
    return [_conflict(r) for r in rows]


def settled_drafts(db: Database, decision: int) -> list[str]:
    """Return the drafts against which a person has said that a decision stands."""
    return [r[0] for r in db.execute("select draft from conflicts where decision = ? and state = 'kept'", [decision])]


def settle(db: Database, number: int, state: str, *, reason: str, by: str, at: datetime) -> bool:
    """Record a person's answer: `kept` (the decision stands) or `changed`; False where it is settled already.

    Other drafts that speak against the same decision are answered with it.
    """
    with writing(db):
        row = db.execute("select decision from conflicts where id = ? and state = 'open'", [number]).fetchone()
        if row is None:
            return False
        db.execute("update conflicts set state = ?, settled_by = ?, settled_at = ?, reason = ? where decision = ? and "
                   "state = 'open'", [state, by, at.isoformat(), reason, row[0]])
        return True


def _conflict(row: Mapping[str, Any]) -> RaisedConflict:
    return RaisedConflict(**{k: row[k] if isinstance(row[k], int) else row[k] or "" for k in
                             RaisedConflict.__dataclass_fields__})
