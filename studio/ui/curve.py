"""The quality curve: the last kept comparison, measured anew on demand."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

import streamlit as st

from playbook.text_files import FileFault
from studio import actions, comparing, measuring
from studio.evaluation.metrics import HEADLINE, KAPPA, METRICS
from studio.evaluation.rows import bounds_of_mean
from studio.evaluation.words import ROW_EXPLANATIONS, counts_in_words, explain, shape_in_words, steps_in_words
from studio.ui import charts, parts
from studio.ui.choices import pick
from studio.ui.curve_table import curve_table_html
from studio.ui.drafting import account
from studio.ui.drill import show_drill
from studio.ui.measure import show_measure
from studio.ui.style import drafts_css

SPLITS = {"all": "All deals", "validation": "Validation", "tuning": "Tuning"}


def show_curve(playbook: str) -> None:
    """Show the last kept comparison; measure again only when somebody asks."""
    drafts_css()
    deals = [f.name for f in actions.list_deals()]
    show_measure(deals, playbook, last_result())
    result = last_result()
    if result is None and (under_way := measuring.current()) is not None and under_way.state == "running":
        parts.empty("The first measurement is under way.", "The curve opens here by itself when it ends, usually "
                                                           "within "
                    "a minute. You can leave this page meanwhile.")
        return
    if result is None:
        parts.empty("Nothing has been measured yet.",
                    f"Measure on all {len(deals)} sample deals: every level is scored against what an expert wrote "
                    "down about each deal. The built-in engine runs on this machine and sends nothing out.")
        return
    _show(result)


def last_result() -> Any | None:
    """The last kept comparison, read once for as long as it is the last."""
    stamp = measuring.latest_stamp()
    return _read(stamp) if stamp else None


@lru_cache(maxsize=4)
def _read(stamp: tuple[str, int]) -> Any | None:
    return actions.latest_comparison()


@lru_cache(maxsize=8)
def _controls(deals: tuple[str, ...], workflows: tuple[str, ...]) -> dict[str, list[Any]]:
    try:
        return comparing.control_cells(deals, workflows)
    except (FileFault, ValueError):
        return {}


# -- what was found

def _show(result: Any) -> None:
    measured = list(dict.fromkeys(c.deal for c in result.cells))
    split = _split()
    kept, options = {"all": measured}, ["all"]
    for part in ("validation", "tuning"):
        kept[part] = [d for d in measured if split.of(d) == part]
        options += [part] if kept[part] else []
    first, second = st.columns([1.1, 1])
    with first:
        metric = pick("metric", list(METRICS), label="What is measured", default=HEADLINE,
                      say=lambda m: METRICS[m].title) or HEADLINE
    with second:
        chosen = pick("deals", options, label="On which deals", widget=st.segmented_control, required=True,
                      default="validation" if len(kept["validation"]) > 1 else "all", say=SPLITS.get) or "all"
    parts.note(explain(metric))
    controls = _controls(tuple(measured), tuple(result.workflows))
    shown = result if chosen == "all" else comparing.for_deals(result, kept[chosen], controls)
    _say_deals(chosen, kept)
    theme = charts.theme_in_use()
    charts.show(charts.quality_curve(shown, metric, theme), "quality_curve", f"{METRICS[metric].title} by level. "
                + shape_in_words(shown, metric))
    parts.html(f'<p class="pd-lead">{escape(shape_in_words(shown, metric))}</p>')
    parts.note(counts_in_words(shown.counts).replace("cells", "drafts") + "." + _sign_note(shown))
    if words := unscored_in_words(shown, metric):
        parts.html(f'<div class="pb-fault">{escape(words)}</div>')
    _steps(shown, metric, theme)
    parts.heading("Every level and control", "A mean over deals with its 95% interval; beside it, what became of every "
                                             "draft that was planned.")
    parts.html(curve_table_html(shown, metric))
    parts.html("".join(f'<p class="pd-meaning"><b>{escape(charts.row_title(name))}.</b> {escape(words)}</p>'
                       for name, words in ROW_EXPLANATIONS.items() if shown.row(name)))
    with st.expander("What each measure means"):
        parts.html("".join(f'<p class="pd-meaning"><b>{escape(m.title)}.</b> {escape(m.explanation)}</p>'
                           for m in METRICS.values()))
    show_drill(shown, metric)


def _split() -> comparing.Split:
    try:
        return comparing.read_split()
    except FileFault as problem:
        parts.fault(str(problem))
        return comparing.Split()


def _say_deals(chosen: str, kept: dict[str, list[str]]) -> None:
    """Say plainly which deals the engine was tuned on."""
    def names(part: str) -> str:
        return ", ".join(account(d) for d in kept[part])

    if not kept["tuning"] and not kept["validation"]:
        parts.note("Nobody has said which of these deals the engine was tuned on.")
        return
    shown = {"all": "Shown: all deals, those the engine was tuned on and those it was not.",
             "validation": "Shown: only deals that the engine did not learn from.",
             "tuning": "Shown: only deals that the engine was tuned on. Expect less on new deals."}[chosen]
    parts.html(f'<div class="pd-split"><p><b>{shown}</b></p><p>Validation, not learned from: '
               f'{escape(names("validation") or "none")}.</p><p>Tuning: {escape(names("tuning") or "none")}.</p></div>')


def _sign_note(result: Any) -> str:
    deals = len({c.deal for c in result.cells if c.outcome == "scored"})
    if not 2 <= deals <= 5:
        return ""
    return (f" With {deals} deals, a test that assumes nothing about how deals are spread cannot call any step certain "
            f"(its smallest possible p is {2.0 ** (1 - deals):.3f}).")


def unscored_in_words(result: Any, metric: str) -> str:
    """Say what failed or was refused, why, and what the means could be had it not."""
    lost = [c for c in result.cells if c.outcome in ("failed", "refused")]
    if not lost:
        return ""
    words = f"{len(lost)} of {len(result.cells)} planned drafts were not scored. The first reason: {lost[0].reason}."
    if metric == KAPPA:
        return words
    ends = []
    for level in dict.fromkeys(c.specificity for c in lost):
        bounds = bounds_of_mean([c for c in result.cells if c.specificity == level], metric)
        if bounds:
            ends.append(f"{charts.row_title(level)} {bounds.low:.2f} to {bounds.high:.2f}")
    return words + (f" Had they been scored, “{METRICS[metric].title}” could be: {'; '.join(ends)}." if ends else "")


def _steps(result: Any, metric: str, theme: str) -> None:
    if all(s.metrics[metric].mean is None for s in result.steps):
        return
    parts.heading("Each step up the ladder",
                  "The same deals before and after, so what differs between deals cancels out.")
    charts.show(charts.step_chart(result, metric, theme), "step_chart", " ".join(steps_in_words(result, metric)))
    with st.expander("The steps in words"):
        parts.html(parts.listing(steps_in_words(result, metric)))
