"""A deal played by the playbook's map: each event's workflows run by their agents, drafts queued."""

from __future__ import annotations

from dataclasses import dataclass

from studio.acting import Actor, acting, require
from studio.actions.base import BadInput
from studio.actions.playbooks import open_playbook
from studio.actions.recalling import deal_by_id, draft_with_memory
from studio.actions.store import now, store, store_exists
from studio.orchestrating import Firing, Moment, firings, timeline


@dataclass(frozen=True)
class Ran:
    """What became of one firing: the id of the kept draft, or why there is none."""

    firing: Firing
    draft: str
    why_not: str


def deal_timeline(deal: str, playbook: str) -> list[Moment]:
    """Return the events of a deal with what each starts by the playbook's map."""
    return timeline(open_playbook(playbook), deal_by_id(deal).deal)


def play_event(deal: str, event: str, playbook: str, *, engine: str = "offline") -> list[Ran]:
    """Run what an event starts, each workflow by its agent alone; drafts are kept for review.

    An agent may draft and no more: whatever else it tried would be refused.
    A plan that needs a manager's decisions is made from the decisions on the
    last review that is kept. Raises Denied or BadInput.
    """
    from studio.store import plays

    who = require("draft")
    loaded, book = deal_by_id(deal), open_playbook(playbook)
    found = next((e for e in loaded.deal.events if e.id == event), None)
    if found is None:
        raise BadInput(f"{event[:40]}: is no event of this deal, expected one of "
                       f"{', '.join(e.id for e in loaded.deal.events)}")
    ran = [_ran(firing, str(loaded.deal.folder), event, playbook, engine) for firing in firings(book, found)]
    with store() as db:
        plays.keep_play(db, loaded.deal.id, event, book.id, [r.draft for r in ran if r.draft], by=who.name, at=now())
    return ran


def _ran(firing: Firing, deal: str, event: str, playbook: str, engine: str) -> Ran:
    if firing.why_not:
        return Ran(firing, "", firing.why_not)
    with acting(Actor(agent=firing.agent)):
        try:
            return Ran(firing, _draft(firing, deal, event, playbook, engine), "")
        except BadInput as why:
            return Ran(firing, "", str(why))


def _draft(firing: Firing, deal: str, event: str, playbook: str, engine: str) -> str:
    from studio.actions.planning import adjusted_plan

    if firing.workflow == "adjusted_call_plan" and (review := last_review(deal, event, playbook)):
        return adjusted_plan(review, at=event, agent=firing.agent).id
    number, _ = draft_with_memory(firing.workflow, deal, as_of=event, playbook=playbook, engine=engine,
                                  agent=firing.agent)
    return number


def last_review(deal: str, event: str, playbook: str = "") -> str:
    """Return the last kept deal review at or before an event, by a playbook where named; empty where none is."""
    from studio.store import drafts

    if not store_exists():
        return ""
    loaded = deal_by_id(deal).deal
    order, book = [e.id for e in loaded.events], open_playbook(playbook).id if playbook else ""
    with store() as db:
        kept = [k for k in drafts.kept(db, deal=loaded.id, workflow="deal_review")
                if k.draft.as_of in order and order.index(k.draft.as_of) <= order.index(event)
                and book in ("", k.draft.playbook.id)]
    return max(kept, key=lambda k: (order.index(k.draft.as_of), k.at)).id if kept else ""


def played(deal: str, playbook: str) -> dict[str, list[str]]:
    """Return the events of a deal that were played by a playbook's map, each with the ids of its drafts."""
    from studio.store import plays

    if not store_exists():
        return {}
    with store() as db:
        return plays.plays(db, deal_by_id(deal).deal.id, open_playbook(playbook).id)
