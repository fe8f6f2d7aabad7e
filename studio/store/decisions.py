"""Decisions of people about items of drafts: added, never changed; an undo is one more line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from studio.store.database import writing

Verdict = Literal["approve", "amend", "reject", "strike"]


class AlreadyUsed(Exception):
    """A decision that a plan or patch was made from cannot be taken back."""


class Overtaken(Exception):
    """Somebody else has decided on an item since a person looked at it."""

    def __init__(self, item: str, why: str) -> None:
        super().__init__(why)
        self.item = item


@dataclass(frozen=True)
class Made:
    """One decision: what a named person decided about which item, when and why."""

    id: int
    draft: str
    item: str
    lane: str
    about: str
    decision: Verdict
    changes: Mapping[str, Any]
    reason: str
    by: str
    role: str
    at: str
    used: str


def decide(db: Database, *, token: str, draft: str, item: str, lane: str, about: str, decision: Verdict,
           changes: Mapping[str, Any], reason: str, by: str, role: str, at: datetime,
           seen: int | None = None) -> tuple[int, bool]:
    """Add a decision; return its number and whether it is new.

    `token` names the click it comes from: the same one again is the same
    decision. A later decision on an item takes the place of the one before,
    unless that one was used, or is not the one that was `seen`. Raises
    AlreadyUsed or Overtaken.
    """
    with writing(db):
        same = db.execute("select id from decisions where token = ?", [token]).fetchone()
        if same:
            return int(same[0]), False
        before = standing(db, [draft], forgotten=True).get((draft, item))
        if seen is not None and (before.id if before else 0) != seen:
            raise Overtaken(item, _overtaken(before))
        if before is not None and before.used:
            raise AlreadyUsed(f"{before.by or 'somebody'} decided this on {before.at[:10]}, and {before.used} rests on "
                              "it; decide on a newer draft instead")
        number = db["decisions"].insert({
            "token": token, "draft": draft, "item": item, "lane": lane, "about": about, "decision": decision,
            "changes": json.dumps(dict(changes), ensure_ascii=False, sort_keys=True), "reason": reason, "by": by,
            "role": role, "at": at.isoformat()}).last_pk
    return int(number), True


def _overtaken(before: Made | None) -> str:
    if before is None:
        return "the decision on it was taken back a moment ago; look again and decide"
    return f"{before.by or 'somebody'} decided on it a moment ago ({before.decision}); look again and decide"


def undo(db: Database, number: int, *, token: str, by: str, role: str, at: datetime) -> bool:
    """Take a decision back with one more line; False where it does not stand. Raises AlreadyUsed."""
    with writing(db):
        row = next(iter(db.query("select * from decisions where id = ?", [number])), None)
        if row is None:
            return False
        now = standing(db, [row["draft"]], forgotten=True).get((row["draft"], row["item"]))
        if now is None or now.id != number:
            return False
        if now.used:
            raise AlreadyUsed(f"{now.used} rests on this decision, so it cannot be taken back; decide on a newer draft")
        db["decisions"].insert({"token": token, "draft": row["draft"], "item": row["item"], "lane": row["lane"],
                                "about": row["about"], "decision": "undo", "changes": "{}", "reason": "", "by": by,
                                "role": role, "at": at.isoformat(), "undoes": number})
    return True


def standing(db: Database, drafts: Iterable[str], *, forgotten: bool = False) -> dict[tuple[str, str], Made]:
    """Return the decision that stands for each item of these drafts: the last one, unless it was taken back.

    One whose text was forgotten counts for nothing any more, except a strike,
    and is among them only where asked for.
    """
    ids = list(drafts)
    found: dict[tuple[str, str], Made] = {}
    for start in range(0, len(ids), 400):
        part = ids[start:start + 400]
        for row in db.query(
                "select d.*, exists (select 1 from forgotten f where f.decision = d.id and f.what <> 'struck') as gone "
                f"from decisions d where d.draft in ({','.join('?' * len(part))}) order by d.id", part):
            if row["decision"] == "undo" or (row["gone"] and not forgotten):
                found.pop((row["draft"], row["item"]), None)
            else:
                found[row["draft"], row["item"]] = made(row)
    return found


def decided_items(db: Database, deal: str = "") -> dict[str, set[str]]:
    """Return which items are decided, by draft; of one deal or of all."""
    found: dict[str, set[str]] = {}
    for draft, item, decision in db.execute(
            "select d.draft, d.item, d.decision from decisions d where (? = '' or d.draft in "
            "(select id from drafts where deal = ?)) and d.id = (select max(e.id) from decisions e where "
            "e.draft = d.draft and e.item = d.item)", [deal, deal]):
        if decision != "undo":
            found.setdefault(draft, set()).add(item)
    return found


def use(db: Database, numbers: Iterable[int], what: str) -> None:
    """Mark decisions as used, by a plan or a patch."""
    with writing(db):
        for number in numbers:
            db.execute("update decisions set used = coalesce(used, ?) where id = ?", [what, number])


def made(row: Mapping[str, Any]) -> Made:
    """Return a stored decision."""
    return Made(row["id"], row["draft"], row["item"], row["lane"] or "", row["about"] or "", row["decision"],
                json.loads(row["changes"] or "{}"), row["reason"] or "", row["by"] or "", row["role"] or "", row["at"],
                row["used"] or "")
