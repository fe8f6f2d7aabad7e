"""One deal: the record and the people at an event, and the evidence so far."""

from __future__ import annotations

import streamlit as st

from studio.deals.evidence import Evidence
from studio.deals.folder import LoadedDeal, visible
from studio.deals.model import Record, record_at
from studio.ui import parts
from studio.ui.choices import choice, choose, number, pick
from studio.ui.deal import event_caption, event_line, facts_at, people_markup, record_markup
from studio.ui.evidence import show_evidence
from studio.ui.links import go
from studio.ui.sources import KIND_WORDS, day

CRM = "crm"


def show_deal(loaded: LoadedDeal, name: str) -> None:
    """Show a deal as it stands at the chosen event, with a quote in focus if the address names one."""
    deal = loaded.deal
    if st.button("All deals", type="tertiary", key="all_deals", icon=":material/arrow_back:"):
        for one in ("deal", "event", "evidence"):
            choose(one, None)
        st.query_params.clear()
        st.rerun()
    parts.page_header(deal.account.name, parts.capital(deal.product), over=deal.opportunity.name)
    events = {e.id: e for e in deal.events}
    event = choice("event", list(events), deal.events[-1].id) or deal.events[-1].id
    if (asked := st.query_params.get("evidence")) in loaded.evidence and asked not in {
            e.id for e in visible(loaded, event)}:
        event = choose("event", next(e.id for e in deal.events if asked in e.evidence)) or event
    left, right = st.columns([1, 1.75], gap="large")
    with left:
        parts.heading("Timeline", "Choose a moment. What came later is out of sight, as it was then.", level=3)
        with st.container(key="list_events"):
            event = pick("event", list(events), label="Event", default=deal.events[-1].id, widget=st.radio,
                         say=lambda e: event_line(events[e]), clears=("evidence",),
                         captions=[event_caption(e, loaded.evidence) for e in deal.events],
                         label_visibility="collapsed") or event
        if st.button("Draft at this moment", type="primary", key="to_sandbox", width="stretch"):
            go("sandbox", deal=name, event=event)
    seen = visible(loaded, event)
    with right:
        parts.facts(facts_at(record_at(deal, event)))
        tabs = st.tabs(["Evidence", "CRM record", "People"], key="deal_tabs",
                       default="CRM record" if st.query_params.get("evidence") == CRM else "Evidence")
        with tabs[0]:
            _evidence(seen, events[event].about)
        with tabs[1]:
            parts.note("What the CRM says on this day. It is a claim to check, not evidence.")
            parts.html(record_markup(record_at(deal, event), _first(loaded), st.query_params.get("field", "")))
        with tabs[2]:
            heard = {t.person for e in seen for t in e.turns if t.person and not t.label}
            parts.html(people_markup(deal.people, heard))


def _first(loaded: LoadedDeal) -> Record:
    return record_at(loaded.deal, loaded.deal.events[0].id)


def _evidence(seen: list[Evidence], about: str | None) -> None:
    if not seen:
        parts.empty("Nothing had been said or written yet.", "Choose a later moment in the timeline.")
        return
    by_id = {e.id: e for e in reversed(seen)}
    one = pick("evidence", list(by_id), label="Read", default=about if about in by_id else seen[-1].id,
               say=lambda i: _line(by_id[i]), key="pick_evidence")
    start, end = number("start"), number("end")
    focus = (start, end) if start is not None and end is not None and st.query_params.get("evidence") == one else None
    show_evidence(by_id[one or seen[-1].id], focus=focus)


def _line(evidence: Evidence) -> str:
    date = f"{day(evidence.date)} · " if evidence.date else ""
    return f"{date}{KIND_WORDS.get(evidence.type, 'File')} · {parts.capital(evidence.title)}"
