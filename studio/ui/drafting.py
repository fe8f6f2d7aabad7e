"""Choosing a moment in a deal and a workflow; running it; saying how it went."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from playbook.text_files import FileFault
from studio import actions, comparing
from studio.drafting.draft import Draft
from studio.evaluation.words import engine_in_words
from studio.ui import parts
from studio.ui.choices import choice, pick
from studio.ui.deal import EVENTS as EVENT_WORDS
from studio.ui.links import go
from studio.ui.sources import Sources, day, plain


def pick_moment() -> tuple[Any, str, str] | None:
    """Show the choice of deal, moment and workflow; return the loaded deal, the event and the workflow.

    Says what to do, and returns None, where there is no deal that can be read.
    """
    shipped = [f.name for f in actions.list_deals()]
    own = choice("deal")
    deals = sorted([*shipped, *([own] if own and own not in shipped else [])], key=account)
    if not deals:
        parts.empty("There is no deal to draft on yet.", "Open a deal folder on the Deals page, then come back.")
        return None
    first, second, third = st.columns([1.1, 1.2, 1.1])
    with first:
        deal = pick("deal", deals, label="Deal", say=account, clears=("event", "item"))
    try:
        loaded = actions.open_deal(deal or "")
    except FileFault as problem:
        parts.fault(str(problem))
        return None
    events = {e.id: e for e in loaded.deal.events}
    with second:
        event = pick("event", list(events), label="Moment in the deal", default=loaded.deal.events[-1].id,
                     clears=("item",), say=lambda e: f"{day(events[e].date)} · "
                     f"{EVENT_WORDS.get(events[e].type, plain(events[e].type))}")
    titles = comparing.workflow_titles()
    with third:
        workflow = pick("workflow", list(titles), label="What to draft", default="deal_review", say=titles.get,
                        clears=("item",))
    return loaded, event or "", workflow or ""


@st.cache_data(max_entries=200, show_spinner=False)
def account(deal: str) -> str:
    """The account's name of a deal; its id where it cannot be read."""
    try:
        return actions.open_deal(deal).deal.account.name
    except FileFault:
        return plain(deal)


def drafted(workflow: str, loaded: Any, event: str, level: str, playbook: str) -> Draft | None:
    """Run a workflow at once; a fault is shown, and None returned."""
    try:
        return _drafted(workflow, str(loaded.deal.folder), event, level, playbook, stamps(loaded, playbook))
    except (FileFault, actions.BadInput) as problem:
        parts.fault(str(problem))
        return None


@lru_cache(maxsize=128)
def _drafted(workflow: str, deal: str, event: str, level: Any, playbook: str, _: tuple[object, ...]) -> Draft:
    return actions.run_workflow(workflow, deal, as_of=event, playbook=playbook, level=level)


def stamps(loaded: Any, playbook: str) -> tuple[object, ...]:
    """When the files behind a draft were last written: equal stamps, equal draft."""
    files = [loaded.deal.folder / "deal.yaml", *(e.path for e in loaded.evidence.values()), Path(playbook)]
    return (*(f.stat().st_mtime_ns for f in files if f.is_file()), *actions.own_stamp(playbook))


def sources_of(loaded: Any, playbook: str) -> Sources:
    """What a draft's ids are looked up in. Raises FileFault."""
    return Sources(loaded, actions.open_playbook(playbook), playbook)


def how_it_went(draft: Draft) -> None:
    """Say who drafted, how long it took, and that every quote was checked."""
    quotes = sum(len(o.quotes) for o in draft.observed)
    checked = f"{quotes} {'quote' if quotes == 1 else 'quotes'}, each found word for word in the evidence"
    refused = f"{draft.refused_quotes} refused because they were not" if draft.refused_quotes else "none was refused"
    took = f"{draft.usage.seconds:.2f} seconds" if draft.usage.seconds >= 0.01 else "under a hundredth of a second"
    parts.note(f"{engine_in_words(draft.engine).capitalize()}, {took}. {checked}; {refused}.")


def show_warnings(draft: Draft) -> None:
    """Show passages that speak to a machine, and what else a person should know before reading the draft."""
    if draft.note:
        parts.html(f'<div class="pb-finding" role="status"><strong>{escape(draft.note)}</strong></div>')
    for one in draft.warnings:
        parts.html(f'<div class="pb-finding" role="alert"><strong>Look at this passage.</strong> <p>{escape(one.says)}'
                   "</p></div>")


def remembered(draft: Draft) -> Draft:
    """Carry in what people decided on the deal, and say so."""
    shown, against = actions.with_memory(draft)
    if shown != draft:
        words = f" {len(against)} of them go against what is newly read; see Review." if against else ""
        parts.note(f"What people decided on this deal is carried in, with their names.{words}")
    return shown


def send_for_review(draft: Draft) -> None:
    """Offer to put the draft into the queue of the Review page."""
    if st.button("Send it for review", key="send_for_review"):
        try:
            go("review", draft=actions.keep_draft(draft))
        except (FileFault, actions.BadInput) as problem:
            parts.fault(str(problem))


def show_what_was_read(loaded: Any, event: str, playbook: str, level: str) -> None:
    """Show the evidence and the standard that a run had before it."""
    read = comparing.what_was_read(loaded, event, actions.playbook_at(playbook, level))
    were = "artefact was" if read.later == 1 else "artefacts were"
    later = f" {read.later} later {were} out of reach." if read.later else ""
    parts.heading("The evidence", f"{len(read.evidence)} artefacts up to this moment.{later}", level=3)
    parts.html(parts.listing([f"{e.title[:1].upper()}{e.title[1:]}" + (f", {day(e.date)}" if e.date else "")
                              for e in read.evidence]))
    if read.record:
        parts.heading("The CRM record", "A claim, never evidence.", level=3)
        parts.facts((plain(name), value) for name, value in read.record.items())
    parts.heading("The standard, at this level", f"{read.entries} entries that apply to this deal.", level=3)
    if read.standard:
        st.code(read.standard, language=None, wrap_lines=True, height=420)
    else:
        parts.note("Nothing: without a playbook the engine has the deal and no standard.")
