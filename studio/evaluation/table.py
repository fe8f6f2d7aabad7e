"""The Markdown table that stands in the README."""

from __future__ import annotations

from collections.abc import Sequence

from studio.evaluation.metrics import METRICS
from studio.evaluation.result import LevelRow, Result
from studio.evaluation.rows import bounds_of_mean
from studio.evaluation.statistics import Estimate
from studio.evaluation.words import counts_in_words, direction, engine_in_words

CHOSEN = (
    "right_with_quote", "evidence_recall", "status_accuracy", "false_confidence", "pushback", "action_hit",
)
_CONTROLS = ("text_blind", "all_missing", "placebo", "shuffled")
_NOT_0_TO_1 = frozenset({"behaviour_agreement"})
_ARROWS = {"higher": " ↑", "lower": " ↓", "neither": ""}


def table(result: Result, metrics: Sequence[str] = CHOSEN) -> str:
    """Levels in rows, metrics in columns, 95% intervals in brackets.

    Controls stand below the levels, in italics. Under the table: the engine,
    the deals, and what became of every planned cell. Where cells failed or
    were refused, the bounds they allow for the first metric are given.
    """
    head = ["level", "deals", *(METRICS[m].title + _ARROWS[direction(m)] for m in metrics)]
    lines = [_line(head), _line(["---"] * 2 + ["---:"] * len(metrics))]
    for row in sorted(result.levels, key=lambda r: r.specificity in _CONTROLS):
        lines.append(_line([_name(row), str(row.n), *(cell(row.metrics[m]) for m in metrics)]))
    return "\n".join([*lines, "", _footer(result), *_bounds(result, metrics)])


def cell(estimate: Estimate) -> str:
    """A mean with its interval; a dash where the metric cannot apply."""
    if estimate.mean is None:
        return "–"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.mean:.2f}"
    return f"{estimate.mean:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def _line(parts: Sequence[str]) -> str:
    return "| " + " | ".join(parts) + " |"


def _name(row: LevelRow) -> str:
    name = row.specificity.replace("_", "-")
    return f"*{name}*" if row.specificity in _CONTROLS else name


def _footer(result: Result) -> str:
    deals = len({c.deal for c in result.cells})
    workflows = ", ".join(result.workflows)
    return (f"{engine_in_words(result.engine).capitalize()}; playbook {result.playbook.id} "
            f"v{result.playbook.version}; {workflows}; {deals} deals; {counts_in_words(result.counts)}; "
            f"95% intervals over deals (Student t).")


def _bounds(result: Result, metrics: Sequence[str]) -> list[str]:
    bounded = [m for m in metrics if m not in _NOT_0_TO_1][:1]
    if not bounded or not (result.counts.failed or result.counts.refused):
        return []
    notes = []
    for row in result.levels:
        cells = [c for c in result.cells if c.specificity == row.specificity]
        bounds = bounds_of_mean(cells, bounded[0])
        if bounds and any(c.outcome in ("failed", "refused") for c in cells):
            notes.append(f"{row.specificity} {bounds.low:.2f} to {bounds.high:.2f}")
    title = METRICS[bounded[0]].title
    return [f"Were every failed or refused cell scored, {title} could be: {'; '.join(notes)}."]
