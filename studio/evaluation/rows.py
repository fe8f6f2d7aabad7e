"""From cells to levels and steps: everything with an interval over deals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from studio.evaluation.metrics import KAPPA, METRICS, weighted_kappa
from studio.evaluation.result import Cell, LevelRow, Step
from studio.evaluation.statistics import Estimate, jackknife, over_deals, paired_step

Pairs = list[tuple[int, int]]


class Bounds(NamedTuple):
    """What a mean could be at worst and at best, were every cell scored."""

    low: float
    high: float


def level_row(name: str, cells: Iterable[Cell]) -> LevelRow:
    """The row of one level, or control, from its cells."""
    scored = [c for c in cells if c.outcome == "scored"]
    metrics = {metric: over_deals((c.deal, c.metrics.get(metric)) for c in scored)
               for metric in METRICS if metric != KAPPA}
    metrics[KAPPA] = jackknife(_kappa, _pairs_by_deal(scored))
    return LevelRow(specificity=name, n=len({c.deal for c in scored}), metrics=_in_order(metrics))


def step_between(first: str, second: str, before: Iterable[Cell], after: Iterable[Cell]) -> Step:
    """The paired difference of one level to the one before it."""
    before = [c for c in before if c.outcome == "scored"]
    after = [c for c in after if c.outcome == "scored"]
    metrics = {metric: paired_step(((c.deal, c.metrics.get(metric)) for c in before),
                                   ((c.deal, c.metrics.get(metric)) for c in after))
               for metric in METRICS if metric != KAPPA}
    metrics[KAPPA] = _kappa_step(_pairs_by_deal(before), _pairs_by_deal(after))
    both = {c.deal for c in before} & {c.deal for c in after}
    return Step(from_=first, to=second, n=len(both), metrics=_in_order(metrics))


def steps_of(levels: Sequence[str], cells: Sequence[Cell]) -> list[Step]:
    """The steps of the requested levels, in their order."""
    at = partial(_at_level, cells)
    return [step_between(a, b, at(a), at(b)) for a, b in pairwise(levels)]


def bounds_of_mean(
    cells: Iterable[Cell], metric: str, least: float = 0.0, most: float = 1.0,
) -> Bounds | None:
    """The bounds that the cells which failed or were refused allow for a mean.

    As if each of them had had the least, or the most, that the metric can
    be. Cells that cannot be scored, and nulls, bound nothing. None where
    there is nothing to average.
    """
    ends = []
    cells = list(cells)
    for stand_in in (least, most):
        values = ((c.deal, c.metrics.get(metric) if c.outcome == "scored" else stand_in)
                  for c in cells if c.outcome != "unscorable")
        ends.append(over_deals(values).mean)
    return None if ends[0] is None or ends[1] is None else Bounds(ends[0], ends[1])


def _at_level(cells: Sequence[Cell], level: str) -> list[Cell]:
    return [c for c in cells if c.specificity == level]


def _in_order(metrics: dict[str, Estimate]) -> dict[str, Estimate]:
    return {name: metrics[name] for name in METRICS}


def _pairs_by_deal(cells: Iterable[Cell]) -> dict[str, Pairs]:
    pairs: dict[str, Pairs] = {}
    for cell in cells:
        if cell.behaviours:
            pairs.setdefault(cell.deal, []).extend(cell.behaviours)
    return pairs


def _kappa(parts: list[Pairs]) -> float | None:
    return weighted_kappa([pair for part in parts for pair in part])


def _kappa_step(before: dict[str, Pairs], after: dict[str, Pairs]) -> Estimate:
    both = {deal: (before[deal], after[deal]) for deal in before if deal in after}

    def difference(parts: list[tuple[Pairs, Pairs]]) -> float | None:
        first, second = _kappa([p[0] for p in parts]), _kappa([p[1] for p in parts])
        return None if first is None or second is None else second - first

    statistic: Callable[[list], float | None] = difference
    return jackknife(statistic, both)
