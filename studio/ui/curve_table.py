"""The table under the quality curve: levels, controls, and what became of every draft."""

from __future__ import annotations

from html import escape
from typing import Any

from studio.evaluation.metrics import METRICS
from studio.evaluation.table import CHOSEN
from studio.evaluation.words import direction, engine_in_words
from studio.ui.charts import CONTROLS, row_title, rows_in_order

_BETTER = {"higher": "higher is better", "lower": "lower is better", "neither": "a floor to compare with"}


def curve_table_html(result: Any, metric: str) -> str:
    """Levels and controls in rows, the chosen measure first; counts beside every mean."""
    shown = [metric, *(m for m in CHOSEN if m != metric)]
    head = "".join(f'<th scope="col">{escape(METRICS[m].title)}<small>{_BETTER[direction(m)]}</small></th>'
                   for m in shown)
    body = "".join(_row(result, row, shown) for row in rows_in_order(result))
    return (f'<div class="pd-scroll" tabindex="0"><table class="pd-figures"><caption>'
            f'{escape(engine_in_words(result.engine).capitalize())}; playbook {escape(result.playbook.id)}, version '
            f'{result.playbook.version}</caption><thead><tr><th scope="col">Level</th><th scope="col">Drafts</th>{head}'
            f'</tr></thead><tbody>{body}</tbody></table></div>')


def _row(result: Any, row: Any, metrics: list[str]) -> str:
    control = row.specificity in CONTROLS
    cells = "".join(f"<td>{figure(row.metrics[m])}</td>" for m in metrics)
    return (f'<tr{" class=pd-control" if control else ""}><th scope="row">{escape(row_title(row.specificity))}</th>'
            f"<td>{counts(result, row)}</td>{cells}</tr>")


def figure(estimate: Any) -> str:
    """A mean with its interval; in words where there is none."""
    if estimate.mean is None:
        return '<span class="pd-was">does not apply</span>'
    if estimate.low is None or estimate.high is None:
        return f"<b>{estimate.mean:.2f}</b><small>one deal, no interval</small>"
    return f"<b>{estimate.mean:.2f}</b><small>{_number(estimate.low)} to {_number(estimate.high)}</small>"


def _number(value: float) -> str:
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def counts(result: Any, row: Any) -> str:
    """Scored of planned, what was lost, and over how many deals."""
    deals = f"{row.n} {'deal' if row.n == 1 else 'deals'}"
    if row.specificity in ("text_blind", "all_missing"):
        return f"<b>no engine</b><small>{deals}</small>"
    found = result.counts_at(row.specificity)
    lost = [f"{n} {word}" for word, n in (("failed", found.failed), ("refused", found.refused),
                                          ("could not be scored", found.unscorable)) if n]
    return (f"<b>{found.scored} of {found.planned} scored</b><small>{', '.join([*lost, deals])}"
            f"</small>")
