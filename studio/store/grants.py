"""Authority that people gave to workflows, field by field, and when it ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from playbook.model.governance import Authority
from studio.store.database import writing


@dataclass(frozen=True)
class Granted:
    """One grant; `ended` is empty while it holds."""

    id: int
    workflow: str
    field: str
    authority: Authority
    by: str
    role: str
    at: str
    record: Mapping[str, Any]
    ended: str
    ended_by: str
    ended_why: str


def give(db: Database, workflow: str, field: str, authority: Authority, *, record: Mapping[str, Any], by: str,
         role: str, at: datetime) -> int:
    """Give a workflow authority over a field; what it had before ends."""
    with writing(db):
        end(db, workflow, field, by=by, at=at, why=f"replaced by {authority}")
        return int(db["grants"].insert({
            "workflow": workflow, "field": field, "authority": authority, "by": by, "role": role,
            "at": at.isoformat(), "record": json.dumps(dict(record), sort_keys=True)}).last_pk)


def end(db: Database, workflow: str, field: str, *, by: str, at: datetime, why: str) -> bool:
    """End what a workflow has over a field; False where it has nothing."""
    with writing(db):
        done = db.execute("update grants set ended_at = ?, ended_by = ?, ended_why = ? where workflow = ? and "
                          "field = ? and ended_at is null", [at.isoformat(), by, why, workflow, field])
        return done.rowcount > 0


def grants(db: Database, *, holding: bool = True) -> list[Granted]:
    """Return grants that hold, or all there ever were."""
    rows = db.query("select * from grants" + (" where ended_at is null" if holding else "") + " order by id")
    return [Granted(r["id"], r["workflow"], r["field"], r["authority"], r["by"] or "", r["role"] or "", r["at"],
                    json.loads(r["record"] or "{}"), r["ended_at"] or "", r["ended_by"] or "", r["ended_why"] or "")
            for r in rows]


def authority(db: Database, workflow: str, field: str) -> Authority:
    """Return what a workflow may do with a field: `draft` where nobody granted more."""
    row = db.execute("select authority from grants where workflow = ? and field = ? and ended_at is null",
                     [workflow, field]).fetchone()
    return row[0] if row else "draft"
