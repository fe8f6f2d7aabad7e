"""One draft: standard, context and task go in, three lanes and a document come out."""

from __future__ import annotations

import time
from collections.abc import Sequence

from playbook.compile import Standard, compile_standard
from playbook.ladder import Level
from playbook.model import Playbook
from studio.deals.folder import LoadedDeal
from studio.drafting.assemble import Desk, fill_form
from studio.drafting.context import Context, context_at
from studio.drafting.decisions import Decision, decided
from studio.drafting.draft import Draft, Usage
from studio.drafting.engines import model_of, reader
from studio.drafting.reading import Reading
from studio.drafting.suspicion import suspicions
from studio.drafting.workflows import workflow as find_workflow


def standard_for(book: Playbook, context: Context, level: Level | None = None) -> Standard:
    """Return the standard that applies to a deal, at a level if one is given.

    An amount in another currency than the playbook's is not compared with its
    conditions: nothing here knows exchange rates.
    """
    deal, record = context.deal, context.record
    comparable = not book.currency or not record.currency or book.currency == record.currency
    return compile_standard(book, level=level, amount=record.amount if comparable else None,
                            employees=deal.account.employees, industry=deal.account.industry)


def read_deal_at(loaded: LoadedDeal, event: str | None, book: Playbook, *, level: Level | None = None,
                 engine: str = "offline") -> Reading:
    """Return what an engine makes of a deal at an event, by default the last."""
    context = context_at(loaded, event)
    return reader(engine)(standard_for(book, context, level), context)


def run(workflow: str, loaded: LoadedDeal, event: str | None = None, book: Playbook | None = None, *,
        level: Level | None = None, engine: str = "offline",
        decisions: Sequence[Decision] | None = None, warn: bool = True) -> Draft:
    """Return one draft.

    `level` derives the playbook first; None takes it as it is. `decisions`
    are a manager's, for the adjusted call plan. `warn` looks for passages
    that speak to a machine. Raises UnknownEvent, and KeyError for an unknown
    workflow or engine.
    """
    started = time.perf_counter()
    book = book or Playbook(id="none", name="No playbook")
    reading = read_deal_at(loaded, event, book, level=level, engine=engine)
    draft = draft_from(workflow, reading, engine=engine, decisions=decisions)
    warned = tuple(s.warning() for s in suspicions(reading.context, reading.standard)) if warn else ()
    took = Usage(seconds=round(time.perf_counter() - started, 4))
    return draft.model_copy(update={"usage": took, "model": model_of(engine), "warnings": warned})


def draft_from(workflow: str, reading: Reading, *, engine: str = "offline",
               decisions: Sequence[Decision] | None = None) -> Draft:
    """Return the draft of one workflow from a reading."""
    flow = find_workflow(workflow)
    desk = Desk(reading)
    fill_form(desk)
    for behaviour in reading.behaviours:
        desk.score(behaviour)
    desk.recommend()
    if flow.decides:
        desk = decided(desk, decisions or ())
    return desk.draft(workflow, flow.compose(desk), engine=engine, stage=reading.stage.canonical)

