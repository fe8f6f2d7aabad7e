"""Answers of models that were paid for: kept as they came, found again by what was asked."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from playbook.model import Playbook
from studio.drafting.decisions import Decision
from studio.drafting.draft import Draft
from studio.drafting.prompting.record import RunRecord
from studio.store.database import writing


@dataclass(frozen=True)
class KeptReply:
    """One record as it is kept; `applied` names the playbook that was applied, as it stood then."""

    id: int
    key: str
    record: RunRecord
    review: Draft | None
    decisions: tuple[Decision, ...]
    applied: str
    at: str


def keep_reply(db: Database, key: str, record: RunRecord, *, book: Playbook, at: datetime,
               review: Draft | None = None, decisions: Sequence[Decision] = ()) -> int:
    """Keep an answer; a later one under the same key is kept beside it. Returns its number."""
    given = {"review": review.model_dump(mode="json", by_alias=True) if review else None,
             "decisions": [d.model_dump(mode="json", by_alias=True) for d in decisions]}
    with writing(db):
        # Plain SQL: sqlite-utils asks for the table's shape first, which costs more than the writing here.
        return int(db.execute(
            "insert into replies (key, data, request, applied, engine, model, workflow, deal, at) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [key, record.model_dump_json(), json.dumps(given), _apply(db, book), record.engine, record.model or "",
             record.workflow, record.deal, at.isoformat()]).lastrowid)


def find_reply(db: Database, key: str) -> RunRecord | None:
    """Return the last answer that was kept under a key."""
    row = db.execute("select data from replies where key = ? order by id desc limit 1", [key]).fetchone()
    return RunRecord.model_validate_json(row[0]) if row else None


def reply_keys(db: Database) -> set[str]:
    """Return the keys under which an answer is kept."""
    return {row[0] for row in db.execute("select distinct key from replies")}


def reply_numbers(db: Database, *, deal: str = "", most: int = 100) -> list[KeptReply]:
    """Return kept answers, the newest first; of one deal where named."""
    rows = db.query("select * from replies where (? = '' or deal = ?) order by id desc limit ?", [deal, deal, most])
    return [_kept(row) for row in rows]


def reply_at(db: Database, number: int) -> KeptReply | None:
    """Return a kept answer by its number."""
    return next((_kept(row) for row in db.query("select * from replies where id = ?", [number])), None)


def applied_book(db: Database, digest: str) -> Playbook | None:
    """Return the playbook that was applied in a run, as it stood then."""
    row = db.execute("select book from applied where digest = ?", [digest]).fetchone()
    return Playbook.model_validate_json(zlib.decompress(base64.b64decode(row[0]))) if row else None


def _kept(row: dict) -> KeptReply:
    given = json.loads(row["request"] or "{}")
    review = given.get("review")
    return KeptReply(row["id"], row["key"], RunRecord.model_validate_json(row["data"]),
                     Draft.model_validate(review) if review else None,
                     tuple(Decision.model_validate(d) for d in given.get("decisions", ())), row["applied"] or "",
                     row["at"])


_digests: dict[int, tuple[Playbook, str]] = {}


def _apply(db: Database, book: Playbook) -> str:
    """Keep a playbook once by what it says; return its digest."""
    held = _digests.get(id(book))
    if held is None or held[0] is not book:
        text = book.model_dump_json(by_alias=True)
        held = (book, hashlib.sha256(text.encode()).hexdigest()[:32])
        _digests[id(book)] = held
        while len(_digests) > 64:
            del _digests[next(iter(_digests))]
    if not db.execute("select 1 from applied where digest = ?", [held[1]]).fetchone():
        body = base64.b64encode(zlib.compress(book.model_dump_json(by_alias=True).encode())).decode()
        db["applied"].insert({"digest": held[1], "book": body})
    return held[1]
