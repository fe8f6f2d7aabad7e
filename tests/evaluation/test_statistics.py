"""Intervals over deals: by hand, by property, and by simulation."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.evaluation.statistics import (
    deal_means,
    deals_needed,
    holm,
    jackknife,
    over_deals,
    p_value,
    paired_differences,
    paired_step,
    sign_flip_p,
    smallest_sign_flip_p,
    smallest_step,
    t_interval,
    wilson,
)

rates = st.floats(0, 1, allow_nan=False)


def test_cells_are_averaged_inside_a_deal_first():
    cells = [("a", 1.0), ("a", 0.0), ("a", 0.5), ("b", 1.0), ("b", None)]
    assert deal_means(cells) == {"a": 0.5, "b": 1.0}
    assert over_deals(cells).mean == 0.75


def test_t_interval_by_hand():
    found = t_interval([0.2, 0.4, 0.6])
    assert found.mean == pytest.approx(0.4)
    assert found.high - found.mean == pytest.approx(4.302653 * 0.2 / 3 ** 0.5, rel=1e-5)


def test_one_deal_has_a_mean_and_no_interval():
    found = over_deals([("a", 0.4), ("a", 0.6)])
    assert (found.mean, found.low, found.high, found.n) == (0.5, None, None, 1)


def test_deals_without_a_value_are_skipped_and_never_zero():
    assert over_deals([("a", None), ("b", 0.5)]).n == 1
    assert over_deals([("a", None)]).mean is None


def test_step_pairs_by_deal_and_leaves_out_the_unpaired():
    before, after = [("a", 0.2), ("b", 0.4), ("c", 0.9)], [("a", 0.5), ("b", 0.6), ("d", 0.1)]
    assert paired_differences(before, after) == pytest.approx({"a": 0.3, "b": 0.2})
    assert paired_step(before, after).n == 2


@given(st.lists(rates, min_size=2, max_size=20))
def test_mean_lies_inside_its_interval(values):
    found = t_interval(values)
    assert found.low <= found.mean <= found.high


@given(st.dictionaries(st.integers(), rates, min_size=2, max_size=12))
def test_level_against_itself_shows_no_step(values):
    step = paired_step(list(values.items()), list(values.items()))
    assert step.mean == 0 == step.low == step.high


@given(st.lists(rates, min_size=2, max_size=12))
def test_jackknife_of_a_mean_is_the_t_interval(values):
    groups = dict(enumerate(values))
    mine, direct = jackknife(lambda parts: sum(parts) / len(parts), groups), t_interval(values)
    assert (mine.low, mine.high) == pytest.approx((direct.low, direct.high), abs=1e-9)


def test_jackknife_has_no_interval_where_a_deal_carries_everything():
    assert jackknife(lambda parts: 1.0 if "x" in parts else None, {"a": "x", "b": "y"}).low is None
    assert jackknife(lambda parts: 0.5, {"a": 1}).low is None


def test_wilson_stays_inside_zero_and_one():
    assert wilson(0, 10).low == 0 and wilson(0, 10).high == pytest.approx(0.2775, abs=1e-3)
    assert wilson(10, 10).high == pytest.approx(1)
    assert wilson(0, 0).mean is None


def test_holm_by_hand_and_nulls_stay_null():
    assert holm([0.01, 0.04, 0.03, None]) == pytest.approx([0.03, 0.06, 0.06, None])


@given(st.lists(rates, min_size=1, max_size=10))
def test_holm_never_makes_a_p_smaller(ps):
    assert all(a >= p for a, p in zip(holm(ps), ps, strict=True))


def test_p_is_five_percent_exactly_where_the_interval_touches_zero():
    values = np.array([0.1, 0.3, 0.2, 0.5])
    half = t_interval(values).mean - t_interval(values).low
    touching = t_interval(values - values.mean() + half)
    assert p_value(touching) == pytest.approx(0.05, abs=1e-6)
    assert p_value(t_interval([0.3])) is None
    assert p_value(t_interval([0.3, 0.3])) == 0


def test_smallest_step_and_deals_needed_answer_each_other():
    assert smallest_step(0.2, 10) == pytest.approx(2.8016 * 0.2 / 10 ** 0.5, rel=1e-3)
    assert deals_needed(0.2, smallest_step(0.2, 10)) == 10
    assert smallest_step(0.2, 1) is None


def test_sign_flip_is_exact_and_five_deals_cannot_reach_five_percent():
    assert sign_flip_p([0.1, 0.2, 0.3, 0.1, 0.2]) == smallest_sign_flip_p(5) == 0.0625
    assert sign_flip_p([0.1, -0.1]) == 1
    assert sign_flip_p([]) is None


def test_sign_flip_by_draws_is_the_same_for_the_same_seed():
    values = [0.1] * 12 + [-0.05] * 8
    assert sign_flip_p(values, Random(1)) == sign_flip_p(values, Random(1)) > 0


@pytest.mark.parametrize(("deals", "repeats"), [(5, 5), (10, 20)])
def test_interval_over_deals_covers_the_truth_and_independent_cells_do_not(deals, repeats):
    rng, runs, truth = np.random.default_rng(7), 600, 0.5
    by_deal = by_cell = 0
    for _ in range(runs):
        cells = truth + rng.normal(0, 0.1, deals)[:, None] + rng.normal(0, 0.15, (deals, repeats))
        one = over_deals((d, float(v)) for d, row in enumerate(cells) for v in row)
        naive = t_interval(cells.ravel())
        by_deal += one.low <= truth <= one.high
        by_cell += naive.low <= truth <= naive.high
    assert 0.92 <= by_deal / runs <= 0.98
    assert by_cell < by_deal
