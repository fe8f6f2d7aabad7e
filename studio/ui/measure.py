"""Measuring the quality curve anew: on the built-in engine, or on Claude within a budget."""

from __future__ import annotations

import datetime
from typing import Any

import streamlit as st

from playbook.ladder import LEVELS
from playbook.text_files import FileFault
from studio import actions, comparing, measuring
from studio.ui import parts
from studio.ui.choices import pick
from studio.ui.on_claude import ready
from studio.ui.sources import day

ENGINES = {"offline": "The built-in engine", "claude": "Claude"}
_TOLD = "batches_told"
_DEALS = {"validation": "Validation deals", "all": "All deals"}
_LEVELS = {"ends": "Named and exemplified", "all": "All six levels and the controls"}


def show_measure(deals: list[str], playbook: str, shown: Any | None) -> None:
    """Show how far a measurement is, or let one be started; `shown` is the one on screen."""
    under_way = measuring.current()
    if under_way is not None and under_way.state == "running":
        _progress()
        return
    engine = pick("measure_on", list(ENGINES), label="Who drafts", say=ENGINES.get, widget=st.segmented_control,
                  default="offline", required=True)
    if engine == "claude":
        _on_claude(deals, playbook)
        if words := _last_time(shown):
            parts.note(words)
    else:
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Measure on all sample deals", type="primary", key="measure", disabled=not deals):
                measuring.start(deals, jobs=[measuring.Job(playbook)])
                st.rerun()
            parts.note(_last_time(shown) or "All six levels and the controls, on every moment that an expert labelled.")
    if under_way is not None and under_way.state == "failed":
        parts.fault(f"The comparison ended early: {under_way.fault or 'no reason was given'}")
    elif under_way is not None and under_way.state == "stopped":
        parts.note("Stopped. The answers of Claude that were paid for are kept: measuring again goes on from there."
                   if under_way.paid else "Stopped. Nothing of it was kept.")


def _on_claude(deals: list[str], playbook: str) -> None:
    """Say what a measurement on Claude takes, and start it."""
    if not ready("measure_on"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        which = st.selectbox("On which deals", list(_DEALS), format_func=_DEALS.get, key="claude_deals", width=220)
        levels = st.selectbox("At which levels", list(_LEVELS), format_func=_LEVELS.get, key="claude_levels", width=290)
        batch = st.toggle("In batches: half the price, within a day", key="claude_batch")
    try:
        chosen = [d for d in deals if which == "all" or comparing.read_split().of(d) == "validation"]
        settings, ends = actions.engine_settings(), levels == "ends"
        paid = measuring.Paid(("named", "exemplified") if ends else LEVELS, batch=batch)
        told = _foretold(chosen, playbook, paid, not ends)
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    parts.note(f"{told}. The deals' evidence and the playbook are sent to {settings.host}.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        budget = st.number_input("Never spend more than (USD)", 0.01, value=settings.budget_run, key="claude_budget",
                                 width=270)
        if st.button("Measure on Claude", type="primary", key="measure", disabled=not chosen):
            measuring.start(chosen, jobs=[measuring.Job(playbook)], controls=not ends,
                            paid=measuring.Paid(paid.levels, budget, batch))
            st.rerun()
    _batches()


def _batches() -> None:
    """List what waits at the service, which goes on there when the app stops, each with the way to cancel it."""
    if told := st.session_state.pop(_TOLD, ""):
        parts.note(told)
    for one in actions.open_batches():
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"batch_{one.id}"):
            handed_in = one.at[:16].replace("T", " ")
            parts.note(f"A batch of {len(one.cells):,} requests, handed in at {handed_in} UTC, is at the service. "
                       "It goes on there, also where measuring is stopped; measuring again takes it in.")
            st.button("Cancel it", key=f"cancel_{one.id}", on_click=_cancel, args=(one.id,))


def _cancel(number: str) -> None:
    try:
        actions.cancel_batch(number)
        st.session_state[_TOLD] = ("Cancelling is asked for. What had been answered by then is paid for, and measuring "
                                   "again takes it in.")
    except (actions.BadInput, FileFault) as problem:
        st.session_state[_TOLD] = str(problem)


def _foretold(deals: list[str], playbook: str, paid: measuring.Paid, controls: bool) -> str:
    """What a measurement will take; kept, because laying the questions out takes a while."""
    place = (*deals, playbook, paid, controls, actions.settings_as_json(), *actions.own_stamp(playbook))
    kept = st.session_state.setdefault("claude_foretold", {})
    if place not in kept:
        with st.spinner("Working out what it will take…"):
            kept[place] = actions.foretell_comparison(deals, playbook=playbook, levels=paid.levels, placebo=controls,
                                                      how=actions.How(batch=paid.batch))
    return kept[place]


def _last_time(result: Any | None) -> str:
    stamp = measuring.latest_stamp()
    if stamp is None or result is None:
        return ""
    when = datetime.datetime.fromtimestamp(stamp[1] / 1e9)
    name = actions.playbook_name(result.playbook.id)
    engine = "" if result.engine == "offline" else f" by {result.model or result.engine}"
    cost = result.usage.get("cost_usd")
    return (f"What is shown: {name}, version {result.playbook.version}, measured{engine} on {day(when)} at "
            f"{when:%H:%M} in {result.seconds:.0f} seconds" + (f" for ${cost:,.2f}" if cost else "") + ".")


@st.fragment(run_every=0.5)
def _progress() -> None:
    under_way = measuring.current()
    if under_way is None or under_way.state != "running":
        st.rerun()
    words = "Working on the first deals"
    if under_way.planned:
        words = under_way.words or f"{under_way.done} of {under_way.planned} drafts scored"
    with st.container(horizontal=True, vertical_alignment="center", key="measuring"):
        st.progress(under_way.share, text=f"{words}, {under_way.seconds:.0f} seconds so far")
        if st.button("Stop", key="stop"):
            under_way.stop()
            st.rerun()
