"""The audit trail: added to and never changed, each line sealed with the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from studio.store.database import writing

#: What stands before the first line.
START = "0" * 64
_FIELDS = ("seq", "at", "by", "role", "what", "subject", "detail", "before")


@dataclass(frozen=True)
class Line:
    """One thing that was done; `detail` never holds text of a deal."""

    seq: int
    at: str
    by: str
    role: str
    what: str
    subject: str
    detail: Mapping[str, Any]
    hash: str


@dataclass(frozen=True)
class Verdict:
    """Whether the trail is whole: `broken` is the first line that is not as it was sealed."""

    lines: int
    head: str
    broken: int | None
    why: str


def record(db: Database, what: str, subject: str, *, by: str, role: str, at: datetime,
           detail: Mapping[str, Any] | None = None) -> int:
    """Add a line to the trail inside the transaction of what it records; return its number."""
    with writing(db):
        last = db.execute("select seq, hash from audit order by seq desc limit 1").fetchone() or (0, START)
        line = {"seq": last[0] + 1, "at": at.isoformat(), "by": by, "role": role, "what": what, "subject": subject,
                "detail": json.dumps(dict(detail or {}), sort_keys=True, ensure_ascii=True), "before": last[1]}
        db["audit"].insert(line | {"hash": seal(line)})
        return int(line["seq"])


def seal(line: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a line with the seal of the line before it."""
    text = json.dumps([line[f] for f in _FIELDS], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify(db: Database, head: str | None = None) -> Verdict:
    """Check every seal from the first line; `head` is a seal noted elsewhere that must be among them."""
    before, number, seen = START, 0, head is None
    for row in db.query("select * from audit order by seq"):
        number += 1
        if row["seq"] != number:
            return Verdict(number - 1, before, number, f"line {number} is missing")
        if row["before"] != before or seal(row) != row["hash"]:
            return Verdict(number - 1, before, number, f"line {number} is not as it was written")
        before = row["hash"]
        seen = seen or before == head
    if not seen:
        return Verdict(number, before, number + 1, "the noted seal is not in the trail: lines at its end are missing "
                                                   "or were written anew")
    return Verdict(number, before, None, "")


def lines(db: Database, *, what: str = "", by: str = "", subject: str = "", most: int = 1000) -> list[Line]:
    """Return lines of the trail, the newest first, filtered by what, whom and subject."""
    rows = db.query("select * from audit where (? = '' or what = ?) and (? = '' or by = ?) and "
                    "(? = '' or subject like '%' || ? || '%') order by seq desc limit ?",
                    [what, what, by, by, subject, subject, most])
    return [Line(r["seq"], r["at"], r["by"] or "", r["role"] or "", r["what"], r["subject"] or "",
                 json.loads(r["detail"]), r["hash"]) for r in rows]
