"""Memory: drafts are kept with what people decided on their deal carried in, and conflicts are raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from playbook.model import Playbook
from playbook.text_files import FileFault
from studio.acting import Actor, require
from studio.actions.base import BadInput
from studio.actions.deals import deal_record, open_deal, own_deals
from studio.actions.drafts import run_workflow
from studio.actions.playbooks import open_playbook
from studio.actions.store import now, store, store_exists
from studio.carrying import Against, carried, speaks_against
from studio.deals.folder import LoadedDeal, visible
from studio.deals.model import record_at
from studio.drafting.draft import Draft
from studio.drafting.quotes import RECORD, record_text
from studio.identity import Same
from studio.remembering import Remembered, remember


def deal_by_id(deal: str) -> LoadedDeal:
    """Return a deal by its folder's name, or by the id that its drafts carry. Raises FileFault."""
    try:
        return open_deal(deal)
    except FileFault:
        for folder in own_deals():
            if deal_record(folder).id == deal:
                return open_deal(folder)
        raise


# -- keeping drafts

def keep_draft(draft: Draft, *, agent: str = "", prompt_version: str = "") -> str:
    """Keep a draft for review; return its id.

    What people decided on the deal is carried in, and what speaks against it
    is raised as a conflict. `prompt_version` names the prompt that a model
    was given. Raises Denied.
    """
    from studio.store.database import writing

    require("draft")
    loaded = deal_by_id(draft.deal)
    shown, against = carried(draft, memory_at(loaded, draft.as_of))
    with store() as db, writing(db):
        return keep_in(db, loaded, shown, against, agent=agent, prompt_version=prompt_version)


def keep_in(db: Any, loaded: LoadedDeal, draft: Draft, against: Sequence[Against] = (), *, agent: str = "",
            prompt_version: str = "") -> str:
    """Keep a draft as it is, inside a transaction; raise what speaks against decisions. Raises Denied."""
    from studio.store import audit, drafts

    who = require("draft")
    name = agent or who.agent
    prompt_version = prompt_version or _prompt_version(draft)
    number, new = drafts.keep(db, draft, event_date=_event_date(loaded, draft.as_of), agent=name, by=who.name, at=now(),
                              prompt_version=prompt_version)
    if new:
        audit.record(db, "draft", number, **signed(who, name), at=now(), detail={
            "workflow": draft.workflow, "deal": draft.deal, "as_of": draft.as_of, "engine": draft.engine,
            "model": draft.model or "", "prompt_version": prompt_version, "playbook": draft.playbook.id,
            "playbook_version": draft.playbook.version})
        for one in against:
            _raise(db, loaded, number, draft, one)
    return number


def _prompt_version(draft: Draft) -> str:
    """The version of the prompt that a model was given; the offline engine is given none."""
    if draft.engine == "offline":
        return ""
    from studio.drafting.prompting.layout import prompt_version

    return prompt_version(draft.workflow)


def signed(who: Actor, agent: str = "") -> dict[str, str]:
    """Return whose name and role stand with a deed."""
    return {"by": agent, "role": "agent"} if agent else {"by": who.name, "role": who.role or ""}


def draft_with_memory(workflow: str, deal: str, *, as_of: str | None = None, playbook: str = "reference",
                      engine: str = "offline", agent: str = "", **how: Any) -> tuple[str, Draft]:
    """Draft with what people decided on the deal carried in, keep it, and return its id with it."""
    require("draft")
    draft = run_workflow(workflow, deal_by_id(deal).deal.folder, as_of=as_of, playbook=playbook, engine=engine, **how)
    return keep_draft(draft, agent=agent), with_memory(draft)[0]


def with_memory(draft: Draft) -> tuple[Draft, list[Against]]:
    """Return a draft with what people decided on the deal carried in, and what in it speaks against that."""
    return carried(draft, memory_at(deal_by_id(draft.deal), draft.as_of))


def _event_date(loaded: LoadedDeal, event: str) -> str:
    return next((e.date.isoformat() for e in loaded.deal.events if e.id == event), "")


# -- conflicts

def _raise(db: Any, loaded: LoadedDeal, number: str, draft: Draft, one: Against) -> None:
    """Raise a conflict where evidence that came after the decision goes against it."""
    from studio.store import audit, conflicts

    held = one.remembered
    if not speaks_against(held.status or "", one.now) or not _newer(db, loaded, draft, one):
        return
    found = conflicts.raise_conflict(db, deal=loaded.deal.id, about=held.about, decision=held.decision, draft=number,
                                     item=one.item, was=held.status or "", now=one.now, at=now())
    if found is not None:
        audit.record(db, "conflict", str(found), by="studio", role="", at=now(), detail={
            "deal": loaded.deal.id, "about": held.about, "was": held.status, "now": one.now,
            "decision": held.decision, "draft": number})


def _newer(db: Any, loaded: LoadedDeal, draft: Draft, one: Against) -> bool:
    """Whether the reading rests on something that whoever decided could not see; an answer since counts too."""
    from studio.store.conflicts import settled_drafts

    order = [e.id for e in loaded.deal.events]
    drafts = [one.remembered.draft, *settled_drafts(db, one.remembered.decision)]
    marks = ",".join("?" * len(drafts))
    seen = [order.index(r[0]) for r in db.execute(f"select as_of from drafts where id in ({marks})", drafts)
            if r[0] in order]
    if not seen or draft.as_of not in order or order.index(draft.as_of) <= max(seen):
        return False
    until = order[max(seen)]
    known = {e.id for e in visible(loaded, until)}
    before, after = record_at(loaded.deal, until), record_at(loaded.deal, draft.as_of)
    quotes = [q for o in draft.observed if o.id in one.basis for q in o.quotes]
    return any(q.evidence not in known if q.evidence != RECORD
               else record_text(before, q.field) != record_text(after, q.field) for q in quotes)


# -- memory

def memory(deal: str, *, as_of: str | None = None) -> list[Remembered]:
    """Return what people stand behind on a deal, by an event; stale things say why."""
    return [m for m in memory_at(deal_by_id(deal), as_of) if not m.forgotten]


def memory_at(loaded: LoadedDeal, as_of: str | None = None) -> list[Remembered]:
    """Return what is remembered of a deal, strikes whose words were forgotten too."""
    from studio.store import decisions, drafts

    if not store_exists():
        return []
    order = [e.id for e in loaded.deal.events]
    until = order.index(as_of) if as_of in order else len(order) - 1
    with store() as db:
        kept = [k for k in drafts.with_decisions(db, loaded.deal.id)
                if k.draft.as_of in order and order.index(k.draft.as_of) <= until]
        standing = decisions.standing(db, [k.id for k in kept])
        done = [r[0] for r in db.execute("select decision from done")]
        gone = {r[0] for r in db.execute("select decision from forgotten where decision is not null")}
    if not standing:
        return []
    event = loaded.deal.events[until]
    left = _left(Same(loaded), event.id, Same(open_playbook("reference")))
    return remember(kept, standing, today=event.date, gone=left, done=done, forgotten=gone)


@lru_cache(maxsize=64)
def _left(loaded: Same[LoadedDeal], event: str, book: Same[Playbook]) -> Mapping[str, str]:
    """Buyers who may have left by an event; the same ones until the deal changes."""
    from studio.drafting.leaving import people_gone

    return people_gone(loaded.value, event, book.value)


def mark_done(decision: int) -> None:
    """Note that an approved action has been carried out. Raises Denied or BadInput."""
    from studio.store import audit
    from studio.store.database import writing

    who = require("decide")
    with store() as db, writing(db):
        row = db.execute("select lane from decisions where id = ? and decision in ('approve', 'amend')",
                         [decision]).fetchone()
        if row is None or row[0] != "recommended":
            raise BadInput("only an action that somebody approved can be carried out; look at what is remembered")
        db.execute("insert into done (decision, by, at) values (?, ?, ?) on conflict (decision) do nothing",
                   [decision, who.name, now().isoformat()])
        audit.record(db, "done", str(decision), **signed(who), at=now())

