"""Statistics whose unit is the deal.

Cells of one deal (its events, workflows and repeats) are correlated, so
they are averaged inside the deal first and only deals are counted. Sources:
Miller, arXiv:2411.00640; Bowyer et al., arXiv:2503.01747; measured coverage
in `shared/evaluation.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import product
from math import sqrt
from random import Random
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict
from scipy import special

EXACT_SIGN_FLIP = 16


class Estimate(BaseModel):
    """A mean over deals with the bounds of its 95% interval.

    `mean` is null where no deal has a value; `low` and `high` are null for
    fewer than two deals. `n` counts the deals that have a value. The bounds
    are Student's and are not clipped to the metric's range.
    """

    model_config = ConfigDict(frozen=True)

    mean: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0


def deal_means(values: Iterable[tuple[Hashable, float | None]]) -> dict[Hashable, float]:
    """Average (deal, value) pairs inside each deal; nulls are skipped."""
    groups: dict[Hashable, list[float]] = {}
    for deal, value in values:
        if value is not None:
            groups.setdefault(deal, []).append(value)
    return {deal: sum(found) / len(found) for deal, found in groups.items()}


def t_interval(values: Sequence[float], confidence: float = 0.95) -> Estimate:
    """Mean of one value per deal, with Student t on n - 1 degrees of freedom."""
    n = len(values)
    if n == 0:
        return Estimate()
    mean = float(np.mean(values))
    if n == 1:
        return Estimate(mean=mean, n=1)
    half = float(special.stdtrit(n - 1, (1 + confidence) / 2)) * float(np.std(values, ddof=1)) / sqrt(n)
    return Estimate(mean=mean, low=mean - half, high=mean + half, n=n)


def over_deals(values: Iterable[tuple[Hashable, float | None]]) -> Estimate:
    """Average inside each deal, then Student t over deals."""
    return t_interval(list(deal_means(values).values()))


def paired_differences(
    before: Iterable[tuple[Hashable, float | None]], after: Iterable[tuple[Hashable, float | None]],
) -> dict[Hashable, float]:
    """After minus before, for each deal that has a value in both."""
    first, second = deal_means(before), deal_means(after)
    return {deal: second[deal] - first[deal] for deal in first if deal in second}


def paired_step(
    before: Iterable[tuple[Hashable, float | None]], after: Iterable[tuple[Hashable, float | None]],
) -> Estimate:
    """The mean difference per deal, with Student t over deals."""
    return t_interval(list(paired_differences(before, after).values()))


def jackknife(
    statistic: Callable[[list[Any]], float | None], groups: Mapping[Hashable, Any], confidence: float = 0.95,
) -> Estimate:
    """A statistic of all deals, with a delete-one-deal interval.

    se^2 = (n - 1) / n * sum (theta_i - mean)^2 over the leave-one-out values
    (Efron and Stein, Annals of Statistics 9, 1981), and t on n - 1 degrees
    of freedom. The bounds are null for one deal, or where the statistic is
    undefined without one of the deals.
    """
    parts = list(groups.values())
    n, value = len(parts), statistic(parts)
    if value is None or n < 2:
        return Estimate(mean=value, n=n)
    left_out = [statistic(parts[:i] + parts[i + 1:]) for i in range(n)]
    if any(theta is None for theta in left_out):
        return Estimate(mean=value, n=n)
    thetas = np.array(left_out, dtype=float)
    error = sqrt((n - 1) / n * float(((thetas - thetas.mean()) ** 2).sum()))
    half = float(special.stdtrit(n - 1, (1 + confidence) / 2)) * error
    return Estimate(mean=value, low=value - half, high=value + half, n=n)


def wilson(hits: int, n: int, confidence: float = 0.95) -> Estimate:
    """A rate of independent trials with Wilson's score interval, 0 to 1.

    Wilson, JASA 22, 1927. For rates near 0 or 1, where Student t misleads.
    """
    if n == 0:
        return Estimate()
    z, rate = float(special.ndtri((1 + confidence) / 2)), hits / n
    centre = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return Estimate(mean=rate, low=max(0.0, centre - half), high=min(1.0, centre + half), n=n)


def p_value(estimate: Estimate, confidence: float = 0.95) -> float | None:
    """Two-sided p of a t interval's mean being zero; null without an interval."""
    if estimate.mean is None or estimate.low is None or estimate.high is None:
        return None
    critical = float(special.stdtrit(estimate.n - 1, (1 + confidence) / 2))
    error = (estimate.high - estimate.low) / (2 * critical)
    if error <= 1e-12:
        return 1.0 if abs(estimate.mean) <= 1e-12 else 0.0
    return float(2 * special.stdtr(estimate.n - 1, -abs(estimate.mean) / error))


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """p values adjusted for looking at several; nulls stay null and uncounted.

    Holm, Scandinavian Journal of Statistics 6, 1979.
    """
    known = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, i) in enumerate(known):
        highest = max(highest, min(1.0, (len(known) - rank) * p))
        adjusted[i] = highest
    return adjusted


def smallest_step(sd: float, deals: int, power: float = 0.8, confidence: float = 0.95) -> float | None:
    """The smallest mean difference that so many deals can show.

    `sd` is that of the per-deal differences. From n = ((z_a + z_b) sd /
    delta)^2, with z 1.96 and 0.84 by default; null under two deals.
    """
    if deals < 2:
        return None
    z = float(special.ndtri((1 + confidence) / 2) + special.ndtri(power))
    return z * sd / sqrt(deals)


def deals_needed(sd: float, step: float, power: float = 0.8, confidence: float = 0.95) -> int:
    """How many deals show a mean difference of `step` (not 0) with this power."""
    z = float(special.ndtri((1 + confidence) / 2) + special.ndtri(power))
    return max(2, int(np.ceil((z * sd / step) ** 2 - 1e-9)))


def smallest_sign_flip_p(deals: int) -> float:
    """The smallest two-sided p that an exact sign-flip test can reach."""
    return min(1.0, 2.0 ** (1 - deals))


def sign_flip_p(differences: Sequence[float], rng: Random | None = None, draws: int = 20_000) -> float | None:
    """Two-sided p of the sign-flip test on per-deal differences.

    Exact up to 16 deals; above that from `draws` random flips of `rng`
    (seeded 0 when none is given), never 0. Null without deals.
    """
    n = len(differences)
    if n == 0:
        return None
    values = np.asarray(differences, dtype=float)
    seen = abs(values.sum()) - 1e-9 * max(1.0, float(np.abs(values).sum()))
    if n <= EXACT_SIGN_FLIP:
        signs = np.array(list(product((1.0, -1.0), repeat=n)))
        return float((np.abs(signs @ values) >= seen).mean())
    rng = rng or Random(0)
    signs = np.random.default_rng(rng.getrandbits(64)).choice((1.0, -1.0), size=(draws, n))
    return float(((np.abs(signs @ values) >= seen).sum() + 1) / (draws + 1))
