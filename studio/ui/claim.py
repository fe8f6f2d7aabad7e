"""The quality claim: only what a kept comparison has measured."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

from playbook.ladder import LEVELS
from studio import actions, measuring
from studio.evaluation.metrics import HEADLINE, METRICS
from studio.evaluation.words import explain, shape_in_words
from studio.ui.parts import engine_tag
from studio.ui.sources import LEVEL_NAMES


def kept_comparison() -> Any | None:
    """Return the last kept comparison, read once for as long as it is the last."""
    stamp = measuring.latest_stamp()
    return _read(stamp) if stamp else None


@lru_cache(maxsize=2)
def _read(stamp: tuple[str, int]) -> Any | None:
    return actions.latest_comparison()


def claim_markup(result: Any) -> str:
    """Return the headline at the lowest and the highest level measured; empty where there is none."""
    rows = [r for level in LEVELS if (r := result.row(level)) and r.metrics[HEADLINE].mean is not None]
    if len(rows) < 2:
        return ""
    ends = "".join(_end(row) for row in (rows[0], rows[-1]))
    return (f'<div class="pb-claim">{ends}</div><p class="pb-note">{escape(METRICS[HEADLINE].title)}: '
            f'{escape(explain(HEADLINE))} 1 is always, 0 is never.</p><p class="pb-note">'
            f'{escape(shape_in_words(result))}</p><p>{engine_tag(result.engine)}</p>')


def _end(row: Any) -> str:
    found = row.metrics[HEADLINE]
    name = LEVEL_NAMES[row.specificity]
    name = name if row.specificity == "none" else f"Playbook, {name.lower()}"
    between = "" if found.low is None else f", between {max(found.low, 0):.2f} and {min(found.high, 1):.2f}"
    return f"<div>{escape(name)}<b>{found.mean:.2f}</b><small>over {row.n} deals{between}</small></div>"
