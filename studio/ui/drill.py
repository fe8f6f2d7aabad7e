"""From a level's mean down to the deal, the moment, the draft and the words."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from playbook.text_files import FileFault
from studio import actions, comparing
from studio.evaluation.metrics import METRICS
from studio.ui import parts
from studio.ui.charts import row_title
from studio.ui.choices import pick
from studio.ui.columns import verdicts_html
from studio.ui.drafting import account, sources_of
from studio.ui.lanes import show_lanes
from studio.ui.sources import LEVEL_NAMES, Sources, day, plain

_PLAINLY = (
    ("elements not missing are right, with a gold quote",
     "elements that buyers spoke to are right, with words the expert points to"),
    ("gold's", "the expert's"), ("a gold ", "an expert "), ("gold ", "expert "),
)


def show_drill(result: Any, metric: str) -> None:
    """Show where a number comes from, one step at a time."""
    parts.heading("Where a number comes from", "From a level to its deals, to one moment, to the draft and its quotes.")
    levels = list(dict.fromkeys(c.specificity for c in result.cells))
    if not levels:
        parts.note("No draft was planned on these deals.")
        return
    first, second, third = st.columns(3)
    with first:
        deepest = next((x for x in reversed(LEVEL_NAMES) if x in levels), levels[0])
        level = pick("at", levels, label="Level", default=deepest, say=row_title) or deepest
    means = comparing.deal_means(result, level, metric)
    with second:
        deal = pick("on", list(means), label="Deal", clears=("set",),
                    say=lambda d: f"{account(d)}: {_figure(means[d])}")
    here = [c for c in result.cells if c.specificity == level and c.deal == deal]
    by_event = {c.as_of: c for c in here}
    with third:
        event = pick("set", list(by_event), label="Moment that an expert labelled",
                     default=next(reversed(by_event), None),
                     say=lambda e: f"{_moment(deal or '', e)}: {_figure(by_event[e].metrics.get(metric))}")
    if event is None:
        return
    _show_cell(by_event[event], metric)


def _figure(value: float | None) -> str:
    return "does not apply" if value is None else f"{value:.2f}"


@st.cache_data(max_entries=400, show_spinner=False)
def _moment(deal: str, event: str) -> str:
    try:
        found = actions.open_deal(deal).deal.event(event)
    except ValueError:
        return event
    return f"{day(found.date)}, {plain(found.type).lower()}"


def _show_cell(cell: Any, metric: str) -> None:
    if cell.outcome != "scored":
        parts.fault(f"This draft {_outcome(cell.outcome)}: {cell.reason}")
        return
    why = cell.reasons.get(metric, "")
    parts.html(f'<p class="pd-lead">{escape(METRICS[metric].title)}: <b>{_figure(cell.metrics.get(metric))}</b>. '
               f'{escape(plain_reason(why))}</p>')
    with st.expander("Every measure of this draft, with its reason"):
        parts.html(reasons_html(cell))
    draft = actions.kept_draft(cell.draft) if cell.draft else None
    if draft is None:
        parts.note("The draft itself was not kept. Measure again to keep it.")
        return
    try:
        loaded = actions.open_deal(draft.deal)
        known = draft.playbook.id in actions.list_playbooks()
        sources = sources_of(loaded, draft.playbook.id if known else "reference")
        judged = comparing.verdicts(draft)
    except (FileFault, ValueError) as problem:
        parts.fault(str(problem))
        return
    _show_draft(draft, sources, judged)


def _show_draft(draft: Any, sources: Sources, judged: list[comparing.Verdict]) -> None:
    expert, lanes = st.tabs(["Beside the expert", "The draft"], key="drill_tabs", on_change="rerun")
    if expert.open:
        with expert:
            if judged:
                parts.html(f'<div class="pd-scroll">{verdicts_html(judged, sources)}</div>')
            else:
                parts.note("The expert's labels for this moment are no longer there.")
    if lanes.open:
        with lanes:
            show_lanes(draft, sources, key="drill")


def _outcome(outcome: str) -> str:
    return {"failed": "failed", "refused": "was refused", "unscorable": "could not be scored"}.get(outcome, outcome)


def plain_reason(reason: str) -> str:
    """A metric's reason with ids as words, as a sentence."""
    words = reason.replace("_", " ")
    for theirs, plainly in _PLAINLY:
        words = words.replace(theirs, plainly)
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") or not words else ".")


def reasons_html(cell: Any) -> str:
    """Every measure of one draft: its value, and why."""
    rows = "".join(f'<tr><th scope="row">{escape(METRICS[m].title)}</th><td><b>{_figure(cell.metrics.get(m))}</b></td>'
                   f"<td>{escape(plain_reason(cell.reasons.get(m, '')))}</td></tr>"
                   for m in METRICS if m in cell.metrics)
    return f'<table class="pd-verdicts"><tbody>{rows}</tbody></table>'
