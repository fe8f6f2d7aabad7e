"""The map of events, agents and workflows, and a deal played by it."""

from __future__ import annotations

from html import escape

import streamlit as st

from playbook.model import Playbook
from playbook.text_files import FileFault
from studio import actions, comparing
from studio.orchestrating import Moment, diagram, human_judgements
from studio.ui import parts
from studio.ui.choices import pick
from studio.ui.codify.session import me
from studio.ui.deal import EVENTS
from studio.ui.drafting import account
from studio.ui.links import link
from studio.ui.measure import ENGINES
from studio.ui.on_claude import ready
from studio.ui.sources import KIND_WORDS, day, plain

_ASKED = "timeline_asked"


def show_map(book: Playbook, playbook: str) -> None:
    """Show the map as a diagram made from the playbook, the agents, and what stays with people."""
    if not book.orchestration.events:
        _show_no_map(playbook)
        return
    st.mermaid_chart(diagram(book))
    for agent in (a for a in book.orchestration.agents if not a.archived):
        drafts = ", ".join(comparing.workflow_titles().get(w, w) for w in agent.drafts)
        facts = [("Reads", "; ".join(agent.reads) or "not written yet"), ("May draft", drafts or "nothing"),
                 ("Stops", agent.stops_when or "not written yet"), ("Approved by", agent.approver or "a person"),
                 ("Never", "; ".join(agent.never) or "not written yet; whatever it is, it drafts and no more")]
        rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
        parts.html(f'<div class="pb-part"><strong>{escape(agent.name)}</strong><p>{escape(agent.job)}</p>'
                   f'<dl class="ap-agent">{rows}</dl></div>')
    judgements = list(human_judgements(book))
    if judgements:
        parts.heading("Judgements that stay with people", "No agent can make them: whatever it tried would be refused.")
        rows = "".join(f"<tr><td>{escape(j.name)}</td><td>{escape(j.whose)}</td><td>{escape(j.why)}</td></tr>"
                       for j in judgements)
        parts.html(f'<table class="pb-table"><thead><tr><th scope="col">Judgement</th><th scope="col">Whose</th>'
                   f'<th scope="col">Why</th></tr></thead><tbody>{rows}</tbody></table>')


def _show_no_map(playbook: str) -> None:
    """Say that no event starts anything, and offer the standard map."""
    if told := st.session_state.pop("timeline_told", ""):
        parts.fault(told)
    if actions.own_playbook(playbook) is None:
        parts.empty("This playbook does not say which event starts which workflow, so there is nothing to play.",
                    "Choose another one, or make it yours and add them.")
        link("Make it ours", "playbook", show="start")
        return
    parts.empty("Your playbook does not say yet which event starts which workflow, so there is nothing to play.",
                "The standard map has eight workflows, three agents and the judgements that stay with people. Every "
                "line of it can be changed afterwards, or taken back.")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Take over the standard map", type="primary", key="adopt_map", on_click=_adopt, args=(playbook,))
        link("Write our own", "playbook", show="own")


def _adopt(playbook: str) -> None:
    try:
        actions.adopt_map(playbook, by=me() or "Somebody")
    except (actions.BadInput, FileFault) as problem:
        st.session_state["timeline_told"] = str(problem)


def show_timeline(book: Playbook, playbook: str) -> None:
    """Play a deal event by event: evidence arrives, workflows fire, drafts queue."""
    if not book.orchestration.events:
        _show_no_map(playbook)
        return
    deals, _ = actions.deals_by_id()
    if not deals:
        parts.empty("There is no deal to play.", "Open a deal on the Deals page.")
        return
    deal = pick("deal", list(deals), label="Deal", say=account, width=360) or next(iter(deals))
    try:
        moments = actions.deal_timeline(deal, playbook)
        loaded, played = actions.deal_by_id(deal), actions.played(deal, playbook)
    except FileFault as problem:
        parts.fault(str(problem))
        return
    engine = pick("engine", list(ENGINES), label="Who drafts", say=ENGINES.get, widget=st.segmented_control,
                  default="offline", required=True) or "offline"
    if engine == "claude" and not ready():
        return
    if told := st.session_state.pop("timeline_told", ""):
        parts.fault(told)
    upcoming = next((m for m in moments if m.event.id not in played), None)
    with st.container(horizontal=True):
        if upcoming is not None:
            st.button(f"Play the next event: {_name(upcoming)}", type="primary", key="play_next", on_click=_ask,
                      args=((upcoming,),))
            st.button("Play all that is left", key="play_all", on_click=_ask, args=(
                tuple(m for m in moments if m.event.id not in played),))
        else:
            parts.note("Every event of this deal has been played."
                       + (" Its drafts wait on the Review page." if any(played.values()) else ""))
    if asked := st.session_state.pop(_ASKED, ()):
        _play(deal, asked, playbook, engine)
        st.rerun()
    waiting = {w.glance.id: w for w in actions.queue(deal)}
    for moment in moments:
        _moment(moment, played.get(moment.event.id), waiting, loaded, upcoming)


def _moment(moment: Moment, drafts: list[str] | None, waiting: dict[str, actions.Waiting], loaded: object,
            upcoming: Moment | None) -> None:
    evidence = getattr(loaded, "evidence", {})
    brought = [f"{KIND_WORDS.get(evidence[e].type, 'File')}: {parts.capital(evidence[e].title)}"
               for e in moment.evidence if e in evidence]
    state = "ap-played" if drafts is not None else "ap-next" if moment is upcoming else "ap-later"
    starts = "; ".join(f"{comparing.workflow_titles().get(f.workflow, f.workflow)} by {f.agent_name}"
                       + (f" (does not run: {f.why_not})" if f.why_not else "") for f in moment.firings)
    arrives = f"Arrives: {'; '.join(brought)}" if brought else "Nothing new on file"
    parts.html(f'<div class="ap-moment '
               f'{state}"><b>{escape(day(moment.event.date))}</b><div><strong>{escape(_name(moment))}'
               f'</strong><p class="pb-note">{escape(arrives)}'
               f'</p><p class="pb-note">{escape("Starts: " + starts if starts else "Starts nothing")}</p></div></div>')
    for number in drafts or ():
        if number in waiting:
            one = waiting[number]
            title = comparing.workflow_titles().get(one.glance.workflow, one.glance.workflow)
            with st.container(key=f"timeline_{number}"):
                link(f"{title}: {one.undecided} of {one.items} undecided", "review", draft=number)


def _name(moment: Moment) -> str:
    return EVENTS.get(moment.event.type, plain(moment.event.type))


def _ask(moments: tuple[Moment, ...]) -> None:
    st.session_state[_ASKED] = moments


def _play(deal: str, moments: tuple[Moment, ...], playbook: str, engine: str) -> None:
    """Play events one after the other; whoever leaves or presses Stop ends it after the event under way."""
    ran: list[actions.Ran] = []
    with st.status(f"Playing {_name(moments[0])}") as box:
        st.button("Stop after this event", key="play_stop")
        for number, moment in enumerate(moments, 1):
            box.update(label=f"Playing {_name(moment)}, {number} of {len(moments)}", expanded=len(moments) > 1)
            try:
                ran += actions.play_event(deal, moment.event.id, playbook, engine=engine)
            except (actions.BadInput, FileFault) as problem:
                st.session_state["timeline_told"] = str(problem)
                return
    if refused := [r for r in ran if r.why_not and not r.firing.why_not]:
        st.session_state["timeline_told"] = refused[0].why_not
