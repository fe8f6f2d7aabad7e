"""A deal played by the playbook's map: each event's workflows run by their agents, drafts queued."""

from __future__ import annotations

from dataclasses import dataclass

from studio.acting import Actor, acting, require
from studio.actions.approving import draft_with_memory
from studio.actions.deals import open_deal
from studio.actions.playbooks import open_playbook
from studio.actions.store import store, store_exists
from studio.orchestrating import Firing, Moment, firings, timeline


@dataclass(frozen=True)
class Ran:
    """What became of one firing: the id of the kept draft, or why there is none."""

    firing: Firing
    draft: str
    why_not: str


def deal_timeline(deal: str, playbook: str) -> list[Moment]:
    """Return the events of a deal with what each starts by the playbook's map."""
    return timeline(open_playbook(playbook), open_deal(deal).deal)


def play_event(deal: str, event: str, playbook: str, *, engine: str = "offline") -> list[Ran]:
    """Run what an event starts, each workflow by its agent alone; drafts are kept for review.

    An agent may draft and no more: whatever else it tried would be refused.
    A plan that needs a manager's decisions is made from the decisions on the
    last review that is kept.
    """
    require("draft")
    loaded, book = open_deal(deal), open_playbook(playbook)
    found = next(e for e in loaded.deal.events if e.id == event)
    ran = []
    for firing in firings(book, found):
        if firing.why_not:
            ran.append(Ran(firing, "", firing.why_not))
            continue
        with acting(Actor(agent=firing.agent)):
            ran.append(Ran(firing, _draft(firing, deal, event, playbook, engine), ""))
    return ran


def _draft(firing: Firing, deal: str, event: str, playbook: str, engine: str) -> str:
    from studio.actions.planning import adjusted_plan

    if firing.workflow == "adjusted_call_plan" and (review := last_review(deal, event)):
        return adjusted_plan(review, at=event, agent=firing.agent).id
    number, _ = draft_with_memory(firing.workflow, deal, as_of=event, playbook=playbook, engine=engine,
                                  agent=firing.agent)
    return number


def last_review(deal: str, event: str) -> str:
    """Return the last kept deal review at or before an event; empty where there is none."""
    from studio.store import drafts

    if not store_exists():
        return ""
    order = [e.id for e in open_deal(deal).deal.events]
    with store() as db:
        kept = [k for k in drafts.kept(db, deal=deal, workflow="deal_review")
                if k.draft.as_of in order and order.index(k.draft.as_of) <= order.index(event)]
    return max(kept, key=lambda k: (order.index(k.draft.as_of), k.at)).id if kept else ""


def played(deal: str) -> dict[str, list[str]]:
    """Return ids of kept drafts by event."""
    from studio.store import drafts

    if not store_exists():
        return {}
    found: dict[str, list[str]] = {}
    with store() as db:
        for kept in drafts.kept(db, deal=deal):
            found.setdefault(kept.draft.as_of, []).append(kept.id)
    return found
