"""Money: a budget that no order of events overspends, prices, and what nobody knows the price of."""

from __future__ import annotations

import asyncio
import random

import pytest
from claude_replies import sound
from engine_made import called, order
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.drafting.engines.claude.budget import Budget, OverBudget
from studio.drafting.engines.claude.drafting import draft
from studio.drafting.engines.claude.models import DEFAULT_MODEL, deprecated_models
from studio.drafting.engines.claude.prices import Price, Tokens, price_of, table
from studio.drafting.engines.claude.request import request, worst_tokens
from studio.drafting.engines.claude.session import PriceUnknown
from studio.drafting.engines.claude.settings import EngineSettings


class Day:
    """A day's ledger in memory that answers in any order."""

    def __init__(self, shuffle: random.Random) -> None:
        self.lines: list[float] = []
        self.shuffle = shuffle

    async def hold(self, usd, limit):
        for _ in range(self.shuffle.randrange(3)):
            await asyncio.sleep(0)
        if limit is not None and sum(self.lines) + usd > limit + 1e-9:
            return None
        self.lines.append(usd)
        return len(self.lines) - 1

    async def settle(self, number, usd):
        for _ in range(self.shuffle.randrange(3)):
            await asyncio.sleep(0)
        self.lines[number] = usd


@settings(max_examples=150, deadline=None)
@given(calls=st.lists(st.tuples(st.floats(0.01, 3), st.floats(0, 1), st.sampled_from(["ok", "lost", "free"])),
                      min_size=1, max_size=25),
       run=st.floats(0.5, 20), day=st.floats(0.5, 20), seed=st.integers(0, 10_000))
def test_no_order_of_events_overspends(calls, run, day, seed):
    shuffle = random.Random(seed)
    ledger, paid = Day(shuffle), []

    async def one(budget, most, share, how):
        try:
            hold = await budget.hold(most)
        except OverBudget:
            return
        assert budget.spent + budget.held <= run + 1e-6
        for _ in range(shuffle.randrange(4)):
            await asyncio.sleep(0)
        cost = {"ok": most * share, "lost": most, "free": 0.0}[how]
        paid.append(cost)
        if how == "lost":
            budget.forfeit(hold)
        else:
            await budget.settle(hold, cost)

    async def all_of_them():
        budget = Budget(run, day, ledger)
        await asyncio.gather(*(one(budget, *c) for c in calls))
        return budget

    budget = asyncio.run(asyncio.wait_for(all_of_them(), 10))
    assert sum(paid) <= min(run, day) + 1e-6
    assert budget.held == pytest.approx(0) and budget.spent == pytest.approx(sum(paid))
    assert sum(ledger.lines) == pytest.approx(sum(paid))


def test_call_waits_for_money_that_comes_free(api):
    async def two():
        budget = Budget(1.0)
        first = await budget.hold(0.8)
        later = asyncio.create_task(budget.hold(0.5))
        await asyncio.sleep(0.01)
        assert not later.done()
        await budget.settle(first, 0.1)
        return await later

    assert asyncio.run(two()).most == 0.5


def test_draft_that_could_pass_the_budget_is_not_sent(api):
    api.replies(sound)
    with pytest.raises(OverBudget, match=r"could pass the budget of \$0.05 for the run"):
        called(api, lambda c: draft(order(), c), budget_run=0.05)
    assert api.log() == []


@pytest.mark.parametrize("level", ["none", "named", "exemplified"])
def test_no_draft_costs_more_than_was_set_aside(api, level):
    api.replies(sound)
    asked = order(level=level)
    body = request(asked, EngineSettings(base_url=api.url))
    made = called(api, lambda c: draft(asked, c), budget_run=None)
    price = price_of(DEFAULT_MODEL)
    assert made.draft.usage.cost_usd <= price.of(worst_tokens(body))
    counted = Tokens(written_5m=made.draft.usage.cache_write_tokens)
    assert worst_tokens(body).prompt >= counted.prompt + made.draft.usage.input_tokens - counted.prompt


def test_text_in_any_script_is_not_set_aside_for_too_little():
    from studio.drafting.engines.claude.request import _most

    for text in ("plain words " * 50, "日本語の文字" * 50, "Zażółć gęślą jaźń " * 50, "😀" * 20, ""):
        assert len(text.encode()) >= _most(text) >= len(text.encode()) // 4


def test_model_without_a_price_is_refused_under_a_budget_and_runs_without_one(api):
    with pytest.raises(PriceUnknown, match="give its price in Settings"):
        called(api, lambda c: draft(order(), c), model="claude-unheard-of")
    free = {"claude-haiku-5-5-20991231x": Price(input=0, write_5m=0, write_1h=0, read=0, output=0)}
    api.replies(sound)
    made = called(api, lambda c: draft(order(), c), model="claude-opus-4-8", prices=free, budget_run=None,
                  budget_day=None)
    assert made.draft.usage.cost_usd > 0


def test_own_prices_come_before_the_table():
    own = {DEFAULT_MODEL: Price(input=1, write_5m=1, write_1h=1, read=1, output=1)}
    assert price_of(DEFAULT_MODEL, own).of(Tokens(fresh=1_000_000)) == 1
    assert price_of("claude-sonnet-4-5-20250929") == price_of("claude-sonnet-4-5")
    assert price_of("nobody-knows") is None


def test_long_prompts_cost_what_the_table_says_for_every_token():
    price = price_of("claude-haiku-5-5")
    assert price.of(Tokens(fresh=100_000, output=1000)) == pytest.approx(0.01 + 0.0005)
    assert price.of(Tokens(fresh=100_001, output=1000)) == pytest.approx(0.0500005 + 0.0025)


def test_table_is_dated_and_writes_cost_more_than_reads():
    assert table().as_of.year >= 2026 and table().batch == 0.5
    for price in table().models.values():
        assert price.read < price.input < price.write_5m < price.write_1h < price.output * 2


def test_default_model_is_one_of_the_sdk_that_does_not_end_soon():
    from typing import get_args

    from anthropic.types.model import Model

    names = get_args(get_args(Model)[0])
    assert DEFAULT_MODEL in names and DEFAULT_MODEL not in deprecated_models() and price_of(DEFAULT_MODEL)
