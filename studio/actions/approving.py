"""The manager's desk: drafts that wait, decisions about their items, the plan that follows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from playbook.files import first_fault
from studio.acting import require
from studio.actions.base import BadInput
from studio.actions.deals import open_deal
from studio.actions.drafts import run_workflow
from studio.actions.playbooks import open_playbook
from studio.actions.store import now, store, store_exists
from studio.deals.folder import LoadedDeal
from studio.drafting.draft import QUALIFICATION_FORM, Draft
from studio.governing import REASONS, STRIKE_REASONS
from studio.remembering import Against, Remembered, carried, remember

if TYPE_CHECKING:
    from studio.store.decisions import Made, Verdict
    from studio.store.drafts import KeptDraft

#: Drafts on whose items a manager decides; on the others the seller may too.
MANAGERS = ("deal_review", "adjusted_call_plan")
_LONGEST = 2000


# -- keeping drafts

def keep_draft(draft: Draft, *, agent: str = "") -> str:
    """Keep a draft for review; return its id.

    What people decided on the deal is carried in, and what speaks against it
    is raised as a conflict.
    """
    from studio.store import audit, drafts
    from studio.store.database import writing

    who = require("draft")
    loaded = open_deal(draft.deal)
    shown, against = carried(draft, _memory(loaded, draft.as_of))
    prompt = getattr(draft, "prompt_version", "") or ""
    with store() as db, writing(db):
        at = now()
        number, new = drafts.keep(db, shown, event_date=_event_date(loaded, draft.as_of), agent=agent, by=who.name,
                                  at=at, prompt_version=prompt)
        if new:
            audit.record(db, "draft", number, by=agent or who.name, role="agent" if agent else who.role or "", at=at,
                         detail={"workflow": draft.workflow, "deal": draft.deal, "as_of": draft.as_of,
                                 "engine": draft.engine, "playbook": draft.playbook.model_dump()})
            for one in against:
                _raise(db, loaded, number, draft.as_of, one)
    return number


def draft_with_memory(workflow: str, deal: str, *, as_of: str | None = None, playbook: str = "reference",
                      engine: str = "offline", agent: str = "", **how: Any) -> tuple[str, Draft]:
    """Draft with what people decided on the deal carried in, keep it, and return its id with it."""
    require("draft")
    draft = run_workflow(workflow, deal, as_of=as_of, playbook=playbook, engine=engine, **how)
    number = keep_draft(draft, agent=agent)
    return number, with_memory(draft)[0]


def with_memory(draft: Draft) -> tuple[Draft, list[Against]]:
    """Return a draft with what people decided on the deal carried in, and what in it speaks against that."""
    return carried(draft, _memory(open_deal(draft.deal), draft.as_of))


def _raise(db: Any, loaded: LoadedDeal, draft: str, as_of: str, one: Against) -> None:
    from studio.store import audit, conflicts
    from studio.store.drafts import find

    held = one.remembered
    before = find(db, held.draft)
    if before is None or not _speaks_against(held.status or "", one.now):
        return
    order = [e.id for e in loaded.deal.events]
    if as_of not in order or before.draft.as_of not in order or order.index(as_of) <= order.index(before.draft.as_of):
        return
    number = conflicts.raise_conflict(db, deal=loaded.deal.id, about=held.about, decision=held.decision, draft=draft,
                                      item=one.item, was=held.status or "", now=one.now, at=now())
    if number is not None:
        audit.record(db, "conflict", str(number), by="studio", role="", at=now(),
                     detail={"deal": loaded.deal.id, "about": held.about, "was": held.status, "now": one.now})


def _speaks_against(was: str, now_: str) -> bool:
    """Whether a later reading goes against a decision, and does not merely know less."""
    return now_ != was and ("contradicted" in (was, now_) or (was == "missing" and now_ == "evidenced"))


def _event_date(loaded: LoadedDeal, event: str) -> str:
    return next((e.date.isoformat() for e in loaded.deal.events if e.id == event), "")


# -- memory

def memory(deal: str, *, as_of: str | None = None) -> list[Remembered]:
    """Return what people stand behind on a deal, by an event; stale things say why."""
    return _memory(open_deal(deal), as_of)


def _memory(loaded: LoadedDeal, as_of: str | None) -> list[Remembered]:
    from studio.drafting.leaving import people_gone
    from studio.store import decisions, drafts

    if not store_exists():
        return []
    order = [e.id for e in loaded.deal.events]
    until = order.index(as_of) if as_of in order else len(order)
    with store() as db:
        kept = [k for k in drafts.kept(db, deal=loaded.deal.id)
                if k.draft.as_of in order and order.index(k.draft.as_of) <= until]
        standing = decisions.standing(db, [k.id for k in kept])
        done = [r["decision"] for r in db.query("select decision from done")]
    if not standing:
        return []
    event = loaded.deal.events[min(until, len(order) - 1)]
    gone = people_gone(loaded, event.id, open_playbook("reference"))
    return remember(kept, standing, today=event.date, gone=gone, done=done)


def mark_done(decision: int) -> None:
    """Note that an approved action has been carried out."""
    from studio.store import audit
    from studio.store.database import writing

    who = require("decide")
    with store() as db, writing(db):
        db.execute("insert into done (decision, by, at) values (?, ?, ?) on conflict (decision) do nothing",
                   [decision, who.name, now().isoformat()])
        audit.record(db, "done", str(decision), by=who.name, role=who.role or "", at=now())


# -- the queue

@dataclass(frozen=True)
class Waiting:
    """A kept draft in the queue: what is decided of it, how old it is, how much is at risk."""

    kept: KeptDraft
    decided: Mapping[str, Made]
    items: int
    conflicts: int
    risk: float

    @property
    def undecided(self) -> int:
        """Items that nobody has decided on; silence is not consent."""
        return self.items - len([d for d in self.decided if not d.startswith("o")])


def queue(deal: str = "") -> list[Waiting]:
    """Return kept drafts with what is decided of each, those most at risk first."""
    from studio.store import conflicts, decisions, drafts

    if not store_exists():
        return []
    with store() as db:
        kept = drafts.kept(db, deal=deal)
        standing = decisions.standing(db, [k.id for k in kept])
        open_ = conflicts.conflicts(db, deal=deal)
    found = []
    for one in kept:
        own = {item: made for (draft, item), made in standing.items() if draft == one.id}
        against = sum(c.draft == one.id for c in open_)
        items = len(_decidable(one.draft))
        found.append(Waiting(one, own, items, against, _risk(one.draft, against)))
    return sorted(found, key=lambda w: (w.undecided == 0, -w.risk, w.kept.at))


def _decidable(draft: Draft) -> list[Any]:
    return [*(i for i in draft.inferred if i.about in QUALIFICATION_FORM or i.status), *draft.recommended]


def _risk(draft: Draft, conflicts: int) -> float:
    """How much may go wrong: statuses that go against the record count most, gaps by their number."""
    weights = {"contradicted": 2.0, "missing": 1.0, "partial": 0.5}
    return conflicts * 5 + sum(weights.get(i.status or "", 0.0) for i in draft.inferred)


def kept_review(number: str) -> Waiting | None:
    """Return one kept draft with what is decided of it."""
    from studio.store import conflicts, decisions, drafts

    with store() as db:
        kept = drafts.find(db, number)
        if kept is None:
            return None
        own = {item: made for (_, item), made in decisions.standing(db, [number]).items()}
        against = [c for c in conflicts.conflicts(db, deal=kept.deal) if c.draft == number]
    return Waiting(kept, own, len(_decidable(kept.draft)), len(against), _risk(kept.draft, len(against)))


# -- deciding

@dataclass(frozen=True)
class Choice:
    """What a person decides about one item; `reason` is an id of the short list, or free text."""

    item: str
    decision: Verdict
    reason: str = ""
    changes: Mapping[str, Any] | None = None


def decide_items(draft: str, choices: Sequence[Choice], *, token: str | None = None) -> list[int]:
    """Record decisions on items of a draft, all of them or none; return their numbers.

    The draft itself never changes. `token` names the click, so that a second
    try is not a second decision. Raises Denied or BadInput.
    """
    from studio.store import audit, decisions, drafts
    from studio.store.database import writing

    mark, found = token or uuid.uuid4().hex, []
    try:
        with store() as db, writing(db):
            kept = drafts.find(db, draft)
            if kept is None:
                raise BadInput(f"draft {draft[:12]}: is not kept here, expected one of the queue")
            for number, choice in enumerate(choices):
                who = require(_deed(kept.draft, choice))
                lane, about = _place(kept.draft, choice.item)
                changes = _checked(kept.draft, choice, open_deal(kept.deal))
                made, new = decisions.decide(
                    db, token=f"{mark}:{number}", draft=draft, item=choice.item, lane=lane, about=about,
                    decision=choice.decision, changes=changes, reason=choice.reason.strip(), by=who.name,
                    role=who.role or "", at=now())
                if new:
                    audit.record(db, choice.decision, f"{draft}:{choice.item}", by=who.name, role=who.role or "",
                                 at=now(), detail=_of(kept) | {"decision": made, "about": about,
                                                               "reason": choice.reason if choice.reason in
                                                               (*REASONS, *STRIKE_REASONS) else "in words"})
                found.append(made)
            from studio.actions.earning import demote

            demote(db, kept.draft.workflow)
    except decisions.AlreadyUsed as used:
        raise BadInput(str(used)) from None
    return found


def _of(kept: KeptDraft) -> dict[str, Any]:
    draft = kept.draft
    return {"workflow": draft.workflow, "deal": draft.deal, "engine": draft.engine, "model": draft.model or "",
            "prompt_version": kept.prompt_version, "playbook": draft.playbook.id,
            "playbook_version": draft.playbook.version}


def _deed(draft: Draft, choice: Choice) -> Any:
    if choice.decision == "strike":
        return "strike"
    return "decide_review" if draft.workflow in MANAGERS else "decide"


def _place(draft: Draft, item: str) -> tuple[str, str]:
    for one in draft.inferred:
        if one.id == item:
            return "inferred", one.about
    for action in draft.recommended:
        if action.id == item:
            return "recommended", action.closes[0] if action.closes else ""
    for seen in draft.observed:
        if seen.id == item:
            return "observed", seen.about[0] if seen.about else ""
    raise BadInput(f"{item}: is no item of this draft, expected one of its three lanes")


def _checked(draft: Draft, choice: Choice, loaded: LoadedDeal) -> dict[str, Any]:
    """Changes in the form in which they are kept; a decision that lacks what it needs is refused."""
    from studio.drafting.decisions import Changes

    observed = choice.item.startswith("o")
    if (choice.decision == "strike") != observed and choice.decision != "approve":
        raise BadInput(f"{choice.item}: what was observed is struck or approved; what was inferred or recommended is "
                       "approved, amended or rejected")
    if choice.decision in ("reject", "strike") and not choice.reason.strip():
        raise BadInput(f"{choice.item}: a reason is needed to {choice.decision} it, one of the list or in words")
    if len(choice.reason) > _LONGEST:
        raise BadInput(f"{choice.item}: the reason is too long ({len(choice.reason):,} characters), expected at most "
                       f"{_LONGEST:,}")
    given = {k: v for k, v in (choice.changes or {}).items() if v not in (None, "", [])}
    if choice.decision != "amend":
        return {}
    value = given.pop("value", None)
    try:
        changes = Changes.model_validate(given).model_dump(mode="json", by_alias=True, exclude_none=True)
    except ValidationError as error:
        where, expected = first_fault(error, given)
        raise BadInput(f"{choice.item}, {where}: {expected}") from None
    if not changes and value is None:
        raise BadInput(f"{choice.item}: an amendment changes something, expected a status, text, owner, people, date "
                       "or order")
    people = {p.id for p in loaded.deal.people}
    for person in [*changes.get("with", []), *([changes["owner"]] if "owner" in changes else [])]:
        if person not in people:
            raise BadInput(f"{choice.item}: '{person}' is nobody in this deal")
    return changes | ({"value": str(value)[:_LONGEST]} if value is not None else {})


def undo_decision(number: int) -> bool:
    """Take a decision back, until a plan or patch was made from it. Raises Denied or BadInput."""
    from studio.store import audit, decisions
    from studio.store.database import writing

    who = require("decide")
    try:
        with store() as db, writing(db):
            done = decisions.undo(db, number, token=uuid.uuid4().hex, by=who.name, role=who.role or "", at=now())
            if done:
                audit.record(db, "undo", str(number), by=who.name, role=who.role or "", at=now())
            return done
    except decisions.AlreadyUsed as used:
        raise BadInput(str(used)) from None


def today_of(deal: str, as_of: str) -> date | None:
    """Return the date of an event."""
    return next((e.date for e in open_deal(deal).deal.events if e.id == as_of), None)
