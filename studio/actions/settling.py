"""Conflicts settled by people, and things forgotten for good."""

from __future__ import annotations

import hashlib
import json
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.acting import require
from studio.actions.approving import _LONGEST, memory
from studio.actions.base import BadInput, data_folder
from studio.actions.store import now, store, store_exists

if TYPE_CHECKING:
    from studio.store.conflicts import RaisedConflict

#: What stands where a text was.
FORGOTTEN = "[forgotten]"


def open_conflicts(deal: str = "") -> list[RaisedConflict]:
    """Return conflicts that wait for a person."""
    from studio.store import conflicts

    if not store_exists():
        return []
    with store() as db:
        return conflicts.conflicts(db, deal=deal)


def settle_conflict(number: int, *, keep: bool, reason: str) -> None:
    """Say whether a decision stands against new evidence. Raises Denied or BadInput.

    Where it does not stand, the new reading is approved as this person's
    decision on the later draft.
    """
    from studio.store import audit, conflicts, decisions
    from studio.store.database import writing

    who = require("settle")
    if not reason.strip() or len(reason) > _LONGEST:
        raise BadInput(f"the reason: expected 1 to {_LONGEST:,} characters on why")
    with store() as db, writing(db):
        one = next((c for c in conflicts.conflicts(db) if c.id == number), None)
        if one is None or not conflicts.settle(db, number, "kept" if keep else "changed", reason=reason.strip(),
                                               by=who.name, at=now()):
            raise BadInput("this conflict was settled a moment ago; look at what was decided")
        if not keep:
            decisions.decide(db, token=f"conflict:{number}", draft=one.draft, item=one.item, lane="inferred",
                             about=one.about, decision="approve", changes={}, reason=reason.strip(), by=who.name,
                             role=who.role or "", at=now())
        audit.record(db, "settle", str(number), by=who.name, role=who.role or "", at=now(),
                     detail={"deal": one.deal, "about": one.about, "stands": "decision" if keep else "evidence"})


def forget(deal: str, decision: int, reason: str) -> int:
    """Purge what is remembered under a decision from drafts, decisions and kept comparisons, for good.

    Only the fact that something was forgotten stays, with who, when and why,
    and a salted hash. The evidence files of the deal are the company's own
    and stay as they are. Returns how many places were purged. Raises Denied
    or BadInput.
    """
    from studio.store import audit
    from studio.store.database import writing

    who = require("forget")
    if not reason.strip() or len(reason) > _LONGEST:
        raise BadInput(f"the reason: expected 1 to {_LONGEST:,} characters on why")
    one = next((m for m in memory(deal) if m.decision == decision), None)
    if one is None:
        raise BadInput("this is not remembered here any more; look at what is")
    texts = sorted({one.text, *(q.text for q in one.quotes)}, key=len, reverse=True)
    salt = secrets.token_hex(16)
    with store() as db, writing(db):
        places = _purge_store(db, deal, texts)
        db.execute("delete from done where decision = ?", [decision])
        db["forgotten"].insert({"deal": deal, "what": one.kind, "salt": salt, "by": who.name, "at": now().isoformat(),
                                "hash": hashlib.sha256((salt + "\n".join(texts)).encode()).hexdigest(),
                                "reason": reason.strip()})
        audit.record(db, "forget", deal, by=who.name, role=who.role or "", at=now(),
                     detail={"what": one.kind, "about": one.about, "places": places})
    places += _purge_files(data_folder() / "comparisons", texts)
    _vacuum()
    _drop_caches()
    return places


def forgotten(deal: str) -> list[dict[str, Any]]:
    """Return the fact of each thing that was forgotten on a deal: who, when, why."""
    if not store_exists():
        return []
    with store() as db:
        return list(db.query("select by, at, reason from forgotten where deal = ? order by id", [deal]))


def _purge_store(db: Any, deal: str, texts: list[str]) -> int:
    count = 0
    for table, column, key in (("drafts", "data", "id"), ("decisions", "changes", "id"), ("decisions", "reason", "id")):
        for row in list(db.query(f"select {key}, {column} as body from {table}")):
            body = row["body"] or ""
            new = purged(body, texts)
            if new != body:
                db.execute(f"update {table} set {column} = ? where {key} = ?", [new, row[key]])
                count += 1
    if "replies" in db.table_names():
        columns = [c.name for c in db["replies"].columns]
        for column in [c for c in columns if c in ("reply", "request", "data", "text")]:
            for row in list(db.query(f"select rowid as place, {column} as body from replies")):
                new = purged(row["body"] or "", texts)
                if new != (row["body"] or ""):
                    db.execute(f"update replies set {column} = ? where rowid = ?", [new, row["place"]])
                    count += 1
    return count


def purged(body: str, texts: list[str]) -> str:
    """Return a text in which each of these stands no more, nor as JSON writes it."""
    for text in texts:
        for form in {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}:
            if form.strip():
                body = body.replace(form, FORGOTTEN)
    return body


def _purge_files(folder: Path, texts: list[str]) -> int:
    count = 0
    for path in folder.rglob("*.json") if folder.is_dir() else ():
        body = path.read_text(encoding="utf-8", errors="replace")
        new = purged(body, texts)
        if new != body:
            part = path.with_suffix(".part")
            part.write_text(new, encoding="utf-8")
            part.replace(path)
            count += 1
    return count


def _vacuum() -> None:
    with store() as db:
        db.execute("vacuum")
        db.execute("pragma wal_checkpoint(truncate)")


def _drop_caches() -> None:
    from studio.actions import deals, playbooks

    deals._loaded.cache_clear()
    playbooks._playbook.cache_clear()
