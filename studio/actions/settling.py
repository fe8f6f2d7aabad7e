"""Conflicts settled by people, and things forgotten for good."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from studio.acting import require
from studio.actions.base import BadInput, data_folder
from studio.actions.planning import forget_plans
from studio.actions.recalling import deal_by_id, memory
from studio.actions.store import now, store, store_exists
from studio.deciding import LONGEST
from studio.drafting.draft import Draft
from studio.governing import REASONS, STRIKE_REASONS
from studio.remembering import Remembered
from studio.store.purged import Words, purged, spoken, written


def settle_conflict(number: int, *, keep: bool, reason: str) -> None:
    """Say whether a decision stands against new evidence. Raises Denied or BadInput.

    Where it does not stand, the new reading becomes this person's decision on
    the later draft. Other drafts against the same decision are answered with
    it.
    """
    from studio.actions.earning import demote
    from studio.actions.waiting import standing_conflicts
    from studio.store import audit, conflicts, decisions, drafts
    from studio.store.database import writing

    who, why = require("settle"), _reason(reason)
    try:
        with store() as db, writing(db):
            one = next((c for c in standing_conflicts(db, "") if c.id == number), None)
            if one is None or not conflicts.settle(db, number, "kept" if keep else "changed", reason=why, by=who.name,
                                                   at=now()):
                raise BadInput("this conflict was settled or its decision taken back a moment ago; look at what was "
                               "decided")
            made = 0
            if not keep:
                made, _ = decisions.decide(
                    db, token=f"conflict:{number}", draft=one.draft, item=one.item, lane="inferred", about=one.about,
                    decision="amend", changes={"status": one.now}, reason=why, by=who.name, role=who.role or "",
                    at=now())
                later = drafts.find(db, one.draft)
                demote(db, later.draft.workflow if later else "")
            audit.record(db, "settle", str(number), by=who.name, role=who.role or "", at=now(), detail={
                "deal": one.deal, "about": one.about, "stands": "decision" if keep else "evidence",
                "decision": made or one.decision})
    except decisions.AlreadyUsed as used:
        raise BadInput(str(used)) from None


def _reason(reason: str) -> str:
    plain = reason.strip()
    if not plain or len(plain) > LONGEST:
        raise BadInput(f"the reason: expected 1 to {LONGEST:,} characters on why")
    return plain


# -- forgetting

def forget(deal: str, decision: int, reason: str) -> int:
    """Purge what is remembered under a decision from every record, for good; return how many places held it.

    Only the fact that something was forgotten stays, with who, when and why,
    and a salted hash. In the records of this deal the words go wherever they
    stand; in those of other deals where it is no chance that they are the
    same. The deal's evidence files and the playbook are the company's own and
    stay as they are. Raises Denied or BadInput.
    """
    from studio.store import audit, purge
    from studio.store.database import writing

    who, why, loaded = require("forget"), _reason(reason), deal_by_id(deal)
    one = next((m for m in memory(deal) if m.decision == decision), None)
    if one is None:
        raise BadInput("this is not remembered here any more; look at what is")
    name, salt = loaded.deal.id, secrets.token_hex(16)
    with store() as db, writing(db):
        words = _words(db, one)
        places = purge.purge(db, name, words)
        db.execute("delete from done where decision = ?", [decision])
        db["forgotten"].insert({
            "deal": name, "what": one.kind, "salt": salt, "by": who.name, "at": now().isoformat(),
            "hash": hashlib.sha256((salt + "\n".join(w.text for w in words)).encode()).hexdigest(),
            "reason": purged(why, words), "decision": decision})
        audit.record(db, "forget", name, by=who.name, role=who.role or "", at=now(),
                     detail={"what": one.kind, "about": one.about, "decision": decision, "places": places})
    places += purge.purge_copies(data_folder(), name, words)
    places += purge.purge_files(data_folder() / "comparisons", name, words)
    forget_plans()
    with store() as db:
        if not purge.sweep(db):
            raise BadInput("it is forgotten, and the file's log still holds it while another program reads the store; "
                           "close the studio once to be rid of that too")
    return places


def _words(db: Any, one: Remembered) -> list[Words]:
    """Everything that was said or written under a decision, the longest first."""
    from studio.store import drafts

    kept = drafts.find(db, one.draft)
    reasons = [] if one.reason in (*REASONS, *STRIKE_REASONS) else [one.reason]
    said = {q.text for q in one.quotes}
    own = {one.text, *(_drafted(kept.draft, one.item) if kept else ()), *reasons} - said
    found = [spoken(t) for t in said if t] + [written(t) for t in own if t.strip()]
    return sorted(found, key=lambda w: len(w.text), reverse=True)


def _drafted(draft: Draft, item: str) -> list[str]:
    """What a draft said under an item, before anybody changed it."""
    lanes: tuple[Any, ...] = (*draft.observed, *draft.inferred, *draft.recommended)
    return [x.statement if hasattr(x, "statement") else x.action for x in lanes if x.id == item]


def forgotten(deal: str) -> list[dict[str, Any]]:
    """Return the fact of each thing that was forgotten on a deal: who, when, why."""
    if not store_exists():
        return []
    with store() as db:
        return list(db.query("select by, at, reason from forgotten where deal = ? order by id",
                             [deal_by_id(deal).deal.id]))

