"""A key, settings, orders and a small deal for the tests of the engine."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path
from typing import Any

from playbook.files import read_playbook
from playbook.ladder import at_level
from studio.deals.folder import load
from studio.drafting.context import context_at
from studio.drafting.engines.claude.keys import Key
from studio.drafting.engines.claude.session import open_session
from studio.drafting.engines.claude.settings import EngineSettings
from studio.drafting.engines.orders import Order
from studio.drafting.run import run, standard_for

KEY = Key("sk-ant-test-key", "key", "environment", "ANTHROPIC_API_KEY")
DEAL = "tanjong-payments"
DEALS = Path(__file__).parents[2] / "sample_deals"


@cache
def book(level: str) -> Any:
    """The shipped playbook at a level."""
    return at_level(read_playbook("reference"), level)


@cache
def deal(name: str = DEAL) -> Any:
    """A shipped deal."""
    return load(name)


def order(workflow: str = "deal_review", level: str = "named", event: str | None = "e2", **given: Any) -> Order:
    """What is asked for one draft on a shipped deal."""
    context = context_at(deal(), event)
    if workflow == "adjusted_call_plan" and "review" not in given:
        given["review"] = run("deal_review", deal(), event, book(level))
    return Order(workflow, context, standard_for(book(level), context), book=book(level), **given)


def called(api: Any, work: Any, **given: Any) -> Any:
    """Do something with a session on the test server."""
    settings = EngineSettings(base_url=api.url, **given)

    async def do() -> Any:
        async with open_session(settings, KEY) as caller:
            return await work(caller)

    return asyncio.run(do())


class Kept:
    """Keeps answers in memory."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def known(self) -> set[str]:
        """The keys that have an answer."""
        return set(self.records)

    def find(self, key: str) -> Any:
        """The answer under a key."""
        return self.records.get(key)

    async def keep(self, key: str, order: Order, record: Any) -> None:
        """Keep an answer."""
        self.records[key] = record
