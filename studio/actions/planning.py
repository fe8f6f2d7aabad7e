"""The chain: decisions become the adjusted call plan, and the plan says what changed and because of whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from playbook.model import Playbook
from studio.acting import require
from studio.actions.base import BadInput
from studio.actions.playbooks import open_playbook
from studio.actions.recalling import deal_by_id, keep_in, memory_at
from studio.actions.store import store
from studio.actions.waiting import kept_review
from studio.carrying import carried
from studio.deals.folder import LoadedDeal
from studio.deals.model import EVENT_NAMES
from studio.drafting.decisions import Decision
from studio.drafting.draft import Draft
from studio.governing import reason_words
from studio.identity import Same
from studio.replanning import PlanChange, changed_items, plan_changes, replanned

if TYPE_CHECKING:
    from studio.store.decisions import Made
    from studio.store.drafts import KeptDraft


@dataclass(frozen=True)
class Replanned:
    """The plan that follows from the decisions on a review, and what it changed in the plan before."""

    id: str
    plan: Draft
    before: Draft | None
    changes: tuple[PlanChange, ...]


def decisions_on(review: str) -> list[Decision]:
    """Return the decisions that stand on a kept review, as the plan takes them. Raises BadInput."""
    return _for_plan(_standing(_review(review).id))


def _review(number: str) -> KeptDraft:
    found = kept_review(number)
    if found is None or found.kept.draft.workflow != "deal_review":
        raise BadInput(f"draft {number[:12]}: is no deal review, expected one of the queue")
    return found.kept


def _standing(review: str) -> list[Made]:
    from studio.store import decisions

    with store() as db:
        return list(decisions.standing(db, [review]).values())


def _for_plan(made: Iterable[Made]) -> list[Decision]:
    return [Decision.model_validate({
        "item": m.item, "decision": m.decision, "by": m.by or "somebody", "role": m.role, "at": m.at,
        "reason": reason_words(m.reason), "changes": {k: v for k, v in m.changes.items() if k != "value"}})
        for m in made if m.lane != "observed"]


def adjusted_plan(review: str, *, keep: bool = True, at: str | None = None, agent: str = "") -> Replanned:
    """Return the call plan after the decisions on a review; what no changed decision touches stays as it was.

    `at` is a later event to date it by, where nothing new has arrived since
    the review. Kept, the decisions count as used. What was decided on other
    drafts is carried in; the review's own decisions make the plan. The engine
    of the review drafts it. Raises Denied or BadInput.
    """
    if keep:
        require("draft")
    draft, standing = _review(review).draft, _standing(review)
    loaded = deal_by_id(draft.deal)
    memory = [m for m in memory_at(loaded, draft.as_of) if m.draft != review]
    moment = at if at and _same_evidence(loaded, draft, at) else draft.as_of
    made = _for_plan(standing)
    before, was = _previous(review)
    start = before
    if draft.engine == "offline":
        proposal = _drafted(loaded, draft, (), moment)
        made = [_found_again(d, draft, proposal) for d in made]
        start = before or carried(proposal, memory)[0]
    plan = before
    if plan is None or plan.as_of != moment or changed_items(was, made):
        new = carried(_drafted(loaded, draft, made, moment), memory)[0]
        plan = replanned(before, new, changed_items(was, made))
    changes = plan_changes(start, plan, made, {r.id: r.action for r in draft.recommended})
    number = _keep(loaded, review, plan, [m.id for m in standing], agent) if keep else ""
    return Replanned(number, plan, before, tuple(c for c in changes if start or c.because))


def plan_made(review: str) -> str:
    """Return the id of the plan that was made from the decisions that stand on a review; empty where there is none.

    It is none any more once somebody decides otherwise or on more.
    """
    from studio.store import decisions, drafts

    with store() as db:
        found = drafts.plan_of(db, review)
        return found[0].id if found and found[1] == {m.id for m in decisions.standing(db, [review]).values()} else ""


def drafts_at_once(review: str) -> bool:
    """Tell whether the plan of a review can be shown without paying for it: the offline engine drafts it anew."""
    return _review(review).draft.engine == "offline"


def _keep(loaded: LoadedDeal, review: str, plan: Draft, made_from: Sequence[int], agent: str) -> str:
    from studio.store import decisions, drafts
    from studio.store.database import writing

    with store() as db, writing(db):
        if {m.id for m in decisions.standing(db, [review]).values()} != set(made_from):
            raise BadInput("somebody decided on this review a moment ago, so no plan was made; look at what was "
                           "decided")
        number = keep_in(db, loaded, plan, agent=agent)
        drafts.name_replaced(db, number, review, made_from)
        decisions.use(db, made_from, f"the call plan of {_moment(loaded, plan.as_of)}")
    return number


def _moment(loaded: LoadedDeal, event: str) -> str:
    """An event as people speak of it: its day and its name."""
    one = next((e for e in loaded.deal.events if e.id == event), None)
    if one is None:
        return event
    return f"{one.date.day} {one.date:%b %Y} ({EVENT_NAMES.get(one.type, one.type.replace('_', ' '))})"


def _same_evidence(loaded: LoadedDeal, review: Draft, event: str) -> bool:
    """Whether nothing new arrived between a review and a later event."""
    events = loaded.deal.events
    order = [e.id for e in events]
    if event not in order or review.as_of not in order:
        return False
    since = events[order.index(review.as_of) + 1:order.index(event) + 1]
    return order.index(event) >= order.index(review.as_of) and not any(e.evidence or e.record for e in since)


def _found_again(decision: Decision, review: Draft, now: Draft) -> Decision:
    """The decision on the same item as it is numbered now. Raises BadInput where it is not there any more."""
    was, here = _subjects(review).get(decision.item), _subjects(now)
    if here.get(decision.item) == was:
        return decision
    item = next((i for i, subject in here.items() if subject == was), None)
    if item is None:
        raise BadInput(f"{decision.item}: is not in the review any more, because the playbook or the deal has changed "
                       "since; send a new deal review for review and decide there")
    return decision.model_copy(update={"item": item})


def _subjects(draft: Draft) -> Mapping[str, tuple[str, ...]]:
    """What each item is about, whatever its number."""
    return {**{i.id: ("inferred", i.about, i.standard or "") for i in draft.inferred},
            **{r.id: ("recommended", r.action, *r.closes) for r in draft.recommended}}


def _drafted(loaded: LoadedDeal, review: Draft, made: Sequence[Decision], event: str) -> Draft:
    """The plan that an engine drafts from decisions; the same one until the deal or the playbook changes."""
    if review.engine == "claude":
        from studio.actions.engines import plan_online

        return plan_online(review, made, deal=loaded.deal.folder or review.deal, as_of=event)
    if review.engine != "offline":
        raise BadInput(f"a review by '{review.engine}' is replanned where it was drafted: paste the adjusted call plan "
                       "in the Sandbox, or send a review by another engine")
    key = tuple(d.model_dump_json() for d in made)
    return _run(Same(loaded), Same(open_playbook(review.playbook.id)), review.specificity, review.engine, key, event)


@lru_cache(maxsize=16)
def _run(loaded: Same[LoadedDeal], book: Same[Playbook], level: Any, engine: str, made: tuple[str, ...],
         event: str) -> Draft:
    from playbook.ladder import at_level
    from studio.drafting.run import run

    standard = at_level(book.value, level) if level and level != book.value.specificity else book.value
    return run("adjusted_call_plan", loaded.value, event, standard, engine=engine,
               decisions=[Decision.model_validate_json(d) for d in made])


def forget_plans() -> None:
    """Drop the plans that are held in memory."""
    _run.cache_clear()


def _previous(review: str) -> tuple[Draft | None, list[Decision]]:
    """The last plan made from a review, with the decisions it was made from."""
    from studio.store import decisions, drafts

    with store() as db:
        found = drafts.plan_of(db, review)
        if found is None:
            return None, []
        kept, used = found
        made = [decisions.made(r) for r in db.query(
            f"select * from decisions where id in ({','.join('?' * len(used))}) order by id", sorted(used))]
    return kept.draft, _for_plan(made)
