"""The chain: decisions become the adjusted call plan, and the plan says what changed and because of whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.acting import require
from studio.actions.approving import keep_draft, kept_review
from studio.actions.base import BadInput
from studio.actions.deals import open_deal
from studio.actions.playbooks import open_playbook
from studio.actions.store import store
from studio.drafting.decisions import Decision
from studio.drafting.draft import Draft
from studio.replanning import PlanChange, changed_items, plan_changes, replanned


@dataclass(frozen=True)
class Replanned:
    """The plan that follows from the decisions on a review, and what it changed in the plan before."""

    id: str
    plan: Draft
    before: Draft | None
    changes: tuple[PlanChange, ...]


def decisions_on(review: str) -> list[Decision]:
    """Return the decisions that stand on a kept review, as the plan takes them."""
    found = kept_review(review)
    if found is None:
        raise BadInput(f"draft {review[:12]}: is not kept here, expected one of the queue")
    made = [m for m in found.decided.values() if m.decision in ("approve", "amend", "reject")]
    return [Decision.model_validate({
        "item": m.item, "decision": m.decision, "by": m.by or "somebody", "role": m.role, "at": m.at,
        "reason": m.reason, "changes": {k: v for k, v in m.changes.items() if k != "value"}}) for m in made]


def adjusted_plan(review: str, *, keep: bool = True, at: str | None = None, agent: str = "") -> Replanned:
    """Return the call plan after the decisions on a review; what no decision touches stays as it was.

    `at` is a later event to date it by, where nothing new has arrived since
    the review. Kept, the decisions count as used. Raises Denied or BadInput.
    """
    from studio.store import decisions

    require("draft")
    found = kept_review(review)
    if found is None or found.kept.draft.workflow != "deal_review":
        raise BadInput(f"draft {review[:12]}: is no deal review, expected one of the queue")
    made, draft = decisions_on(review), found.kept.draft
    before, was = _previous(review)
    moment = at if at and _same_evidence(draft, at) else draft.as_of
    new = _drafted(draft, made, moment)
    plan = replanned(before, new, changed_items(was, made), {})
    actions = {r.id: r.action for r in draft.recommended}
    changes = tuple(plan_changes(before or _drafted(draft, [], moment), plan, made, actions))
    number = ""
    if keep:
        number = keep_draft(plan, agent=agent)
        with store() as db:
            db.execute("update drafts set replaces = ? where id = ?", [review, number])
            standing = decisions.standing(db, [review])
            decisions.use(db, [m.id for m in standing.values()], f"the call plan of {moment}")
    return Replanned(number, plan, before, changes)


def _same_evidence(review: Draft, event: str) -> bool:
    """Whether nothing new arrived between a review and a later event."""
    events = open_deal(review.deal).deal.events
    order = [e.id for e in events]
    if event not in order or review.as_of not in order:
        return False
    since = events[order.index(review.as_of) + 1:order.index(event) + 1]
    return order.index(event) >= order.index(review.as_of) and not any(e.evidence or e.record for e in since)


def _drafted(review: Draft, made: list[Decision], event: str) -> Draft:
    from playbook.ladder import at_level
    from studio.drafting.run import run

    book = open_playbook(review.playbook.id)
    level: Any = review.specificity
    if level and level != book.specificity:
        book = at_level(book, level)
    return run("adjusted_call_plan", open_deal(review.deal), event, book, engine=review.engine, decisions=made)


def _previous(review: str) -> tuple[Draft | None, list[Decision]]:
    """The last plan made from a review, with the decisions it was made from."""
    from studio.store import drafts

    with store() as db:
        row = db.execute("select id from drafts where replaces = ? and workflow = 'adjusted_call_plan' "
                         "order by rowid desc limit 1", [review]).fetchone()
        plan = drafts.find(db, row[0]) if row else None
    return (plan.draft, []) if plan else (None, [])
