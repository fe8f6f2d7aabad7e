"""Deciding: a named person approves, amends, rejects or strikes items of a draft, and takes it back until used."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from studio.acting import Deed, require
from studio.actions.base import BadInput
from studio.actions.recalling import deal_by_id
from studio.actions.store import now, store, store_exists
from studio.deciding import Choice, checked, place_of
from studio.faults import BadDecision
from studio.governing import REASONS, STRIKE_REASONS

if TYPE_CHECKING:
    from studio.store.drafts import KeptDraft

__all__ = ["Choice", "decide_items", "undo_decision"]

#: Drafts on whose items a manager decides; on the others the seller may too.
MANAGERS = ("deal_review", "adjusted_call_plan")


def decide_items(draft: str, choices: Sequence[Choice], *, token: str | None = None) -> list[int]:
    """Record decisions on items of a draft, all of them or none; return their numbers.

    The draft itself never changes. `token` names the click, so that a second
    try is not a second decision. Raises Denied or BadInput.
    """
    from studio.store import decisions
    from studio.store.database import writing

    kept = _kept(draft)
    for choice in choices:
        require(_deed(kept, choice))
    loaded = deal_by_id(kept.deal)
    ready = [(choice, place_of(kept.draft, choice.item), checked(kept.draft, choice, loaded)) for choice in choices]
    if len({c.item for c in choices}) < len(choices):
        raise BadInput("an item is decided twice at once, expected one decision on each")
    mark = token or uuid.uuid4().hex
    try:
        with store() as db, writing(db):
            found = [_decided(db, kept, f"{mark}:{n}", *one) for n, one in enumerate(ready)]
            _look_again(db, kept.draft.workflow)
    except decisions.AlreadyUsed as why:
        raise BadInput(str(why)) from None
    except decisions.Overtaken as late:
        raise BadDecision(late.item, str(late)) from None
    return found


def _kept(draft: str) -> KeptDraft:
    from studio.store import drafts

    found = None
    if store_exists():
        with store() as db:
            found = drafts.find(db, draft)
    if found is None:
        raise BadInput(f"draft {draft[:12]}: is not kept here, expected one of the queue")
    return found


def _deed(kept: KeptDraft, choice: Choice) -> Deed:
    if choice.decision == "strike":
        return "strike"
    return "decide_review" if kept.draft.workflow in MANAGERS else "decide"


def _decided(db: Any, kept: KeptDraft, token: str, choice: Choice, place: tuple[str, str],
             changes: Mapping[str, Any]) -> int:
    """Add one decision and its line in the trail, inside the transaction of all of them."""
    from studio.store import audit, decisions

    who, at, (lane, about) = require(_deed(kept, choice)), now(), place
    reason = choice.reason.strip()
    number, new = decisions.decide(db, token=token, draft=kept.id, item=choice.item, lane=lane, about=about,
                                   decision=choice.decision, changes=changes, reason=reason, by=who.name,
                                   role=who.role or "", at=at, seen=choice.seen)
    if new:
        told = reason if reason in (*REASONS, *STRIKE_REASONS) else "in words" if reason else ""
        audit.record(db, choice.decision, f"{kept.id}:{choice.item}", by=who.name, role=who.role or "", at=at,
                     detail=_of(kept) | {"decision": number, "about": about, "reason": told})
    return number


def _of(kept: KeptDraft) -> dict[str, Any]:
    draft = kept.draft
    return {"workflow": draft.workflow, "deal": draft.deal, "engine": draft.engine, "model": draft.model or "",
            "prompt_version": kept.prompt_version, "playbook": draft.playbook.id,
            "playbook_version": draft.playbook.version}


def _look_again(db: Any, workflow: str) -> None:
    """Let authority fall where the record no longer bears it, in the same transaction."""
    from studio.actions.earning import demote

    demote(db, workflow)


def undo_decision(number: int) -> bool:
    """Take a decision back, until a plan or patch was made from it; False where it does not stand.

    Whoever could take the decision may take it back. Raises Denied or
    BadInput.
    """
    from studio.store import audit, decisions
    from studio.store.database import writing

    try:
        with store() as db, writing(db):
            row = db.execute("select d.decision, f.workflow from decisions d join drafts f on f.id = d.draft "
                             "where d.id = ?", [number]).fetchone()
            if row is None:
                require("decide")
                return False
            verdict, workflow = row
            who = require("strike" if verdict == "strike" else "decide_review" if workflow in MANAGERS else "decide")
            done = decisions.undo(db, number, token=uuid.uuid4().hex, by=who.name, role=who.role or "", at=now())
            if done:
                audit.record(db, "undo", str(number), by=who.name, role=who.role or "", at=now())
                _look_again(db, workflow)
            return done
    except decisions.AlreadyUsed as used:
        raise BadInput(str(used)) from None
