"""A connection to the service for one run, with everything its calls share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import anthropic
import httpx2

from studio.drafting.draft import Usage
from studio.drafting.engines.claude.budget import Budget, Ledger
from studio.drafting.engines.claude.calling import Caller
from studio.drafting.engines.claude.failures import DraftFailed, fault_of
from studio.drafting.engines.claude.keys import Key
from studio.drafting.engines.claude.models import ModelChoice, choice_of
from studio.drafting.engines.claude.pace import Pace
from studio.drafting.engines.claude.prices import price_of
from studio.drafting.engines.claude.settings import EngineSettings
from studio.drafting.engines.orders import Order

_CONNECT = 10.0
#: Characters a token, where nobody counts them.
ESTIMATE = 3.3


class PriceUnknown(Exception):
    """A budget that cannot be kept, because nobody knows what the model costs."""


@asynccontextmanager
async def open_session(settings: EngineSettings, key: Key, *, ledger: Ledger | None = None,
                       on_usage: Callable[[Usage], None] | None = None) -> AsyncIterator[Caller]:
    """Give a connection; it is closed at the end, also where the run is stopped. Raises PriceUnknown."""
    price = price_of(settings.model, settings.prices)
    if price is None and (settings.budget_run is not None or settings.budget_day is not None):
        raise PriceUnknown(f"the price of '{settings.model}' is not known, so the budget cannot be kept: give its "
                           "price in Settings (0 for a model of your own), or take the budgets away")
    async with client_for(settings, key) as client:
        yield Caller(client, settings, key, price, Pace(settings.concurrency),
                     Budget(settings.budget_run, settings.budget_day, ledger if price else None), on_usage=on_usage)


def client_for(settings: EngineSettings, key: Key) -> anthropic.AsyncAnthropic:
    """Return the SDK's client without retries of its own."""
    limits = httpx2.Limits(max_connections=settings.concurrency + 4, max_keepalive_connections=settings.concurrency + 4)
    timeout = httpx2.Timeout(settings.timeout, connect=min(_CONNECT, settings.timeout))
    http = anthropic.DefaultAsyncHttpxClient(limits=limits, timeout=timeout)
    return anthropic.AsyncAnthropic(**key.arguments(), base_url=settings.address, max_retries=0, timeout=timeout,
                                    http_client=http)


async def list_models(settings: EngineSettings, key: Key) -> list[ModelChoice]:
    """Return the models that the service offers, those that end soon last. Raises DraftFailed."""
    async with client_for(settings, key) as client:
        listed = await _asked(client.models.list(limit=100), settings, key)
        found = [choice for info in listed.data if (choice := choice_of(info)) is not None]
    return sorted(found, key=lambda c: c.deprecated)


async def count_tokens(order: Order, body: dict[str, Any], settings: EngineSettings, key: Key) -> tuple[int, bool]:
    """Return the input tokens of a request, and whether the service counted them; else they are an estimate."""
    kept = {n: body[n] for n in ("model", "system", "messages", "output_config", "thinking") if n in body}
    async with client_for(settings, key) as client:
        try:
            counted = await client.messages.count_tokens(**kept)
        except Exception as error:
            fault = fault_of(error, settings, key)
            if fault is None or fault.code in (401, 402, 403):
                raise DraftFailed(fault.status, fault.says) from None if fault else error
            return estimated_tokens(order), False
    return counted.input_tokens, True


def estimated_tokens(order: Order) -> int:
    """Return about how many tokens a prompt has."""
    return int((len(order.prompt.text) + len(repr(order.schema))) / ESTIMATE)


async def _asked(call: Any, settings: EngineSettings, key: Key) -> Any:
    try:
        return await call
    except Exception as error:
        fault = fault_of(error, settings, key)
        if fault is None:
            raise
        raise DraftFailed(fault.status, fault.says) from None
