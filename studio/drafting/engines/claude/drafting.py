"""The door of the engine: an order goes in, a draft comes out, or one sentence on why there is none."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from studio.drafting.draft import Draft, DraftRefused
from studio.drafting.engines.claude.calling import Caller, Listener
from studio.drafting.engines.claude.failures import DraftFailed
from studio.drafting.engines.claude.request import how, repair, request
from studio.drafting.engines.judging import Judged, judge
from studio.drafting.engines.orders import Order
from studio.drafting.engines.partial import Partial, partial_of
from studio.drafting.prompting.record import RunRecord

ENGINE = "claude"
#: Seconds between two looks at an answer that is still coming.
_LOOK = 0.25
Result = TypeVar("Result")


class Keeper(Protocol):
    """Where answers that were paid for are kept."""

    def find(self, key: str) -> RunRecord | None:
        """Return what was kept under a key."""

    async def keep(self, key: str, order: Order, record: RunRecord) -> None:
        """Keep an answer for good, before anything else is done with it."""


@dataclass(frozen=True)
class Drafted:
    """A draft with its record; `found` tells that it was paid for before."""

    draft: Draft
    record: RunRecord
    key: str
    found: bool


def key_of(order: Order, caller_settings: Any, repeat: int = 1) -> str:
    """Return the key of an order's answer."""
    return order.key(engine=ENGINE, model=caller_settings.model, how=how(caller_settings), repeat=repeat)


async def draft(order: Order, caller: Caller, *, keeper: Keeper | None = None, repeat: int = 1, again: bool = False,
                on_partial: Callable[[Partial], None] | None = None) -> Drafted:
    """Return a draft, found where it was paid for before, unless `again`.

    An answer that breaks its form is told so once. Raises DraftFailed, and
    DraftRefused where the model or the budget declines.
    """
    key = key_of(order, caller.settings, repeat)
    record = keeper.find(key) if keeper and not again else None
    found = record is not None
    body = request(order, caller.settings)
    async with caller.pace.slot():
        if record is None:
            turn = await caller.call(body, Listener(text=_watch(order, on_partial)) if on_partial else None)
            record = await _kept(keeper, key, order, order.record(engine=ENGINE, model=caller.settings.model,
                                                                  turns=(turn,)))
        judged = judge(order, record)
        if judged.status == "repair":
            turn = await caller.call(repair(body, record.turns[-1].text, judged.problems))
            record = await _kept(keeper, key, order, record.model_copy(update={"turns": (*record.turns, turn)}))
            judged = judge(order, record)
    return Drafted(drafted(judged), record, key, found)


def drafted(judged: Judged) -> Draft:
    """Return the draft of what was judged. Raises DraftRefused or DraftFailed."""
    if judged.draft is not None:
        return judged.draft
    if judged.status == "refused":
        raise DraftRefused(judged.reason)
    raise DraftFailed(judged.status, judged.reason)


async def _kept(keeper: Keeper | None, key: str, order: Order, record: RunRecord) -> RunRecord:
    if keeper:
        await keeper.keep(key, order, record)
    return record


def _watch(order: Order, on_partial: Callable[[Partial], None]) -> Callable[[str], None]:
    """A listener that hands on what is whole and verified, not more often than anybody can read."""
    seen = [0.0, 0.0]

    def heard(text: str) -> None:
        ends = text.count("}")
        if ends == seen[1] or time.monotonic() - seen[0] < _LOOK:
            return
        partial = partial_of(order, text)
        seen[:] = [time.monotonic(), ends]
        on_partial(partial)

    return heard


async def stream(order: Order, caller: Caller, **given: Any) -> AsyncIterator[Partial | Drafted]:
    """Yield what is verified so far, again and again, and the whole draft at the end. Raises as `draft` does.

    Leaving the loop closes the connection.
    """
    import asyncio

    waiting: asyncio.Queue[Partial | None] = asyncio.Queue()
    task = asyncio.create_task(draft(order, caller, on_partial=waiting.put_nowait, **given))
    task.add_done_callback(lambda _: waiting.put_nowait(None))
    try:
        while (partial := await waiting.get()) is not None:
            yield partial
        yield await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def now(work: Coroutine[Any, Any, Result]) -> Result:
    """Run something to its end from code that is not asynchronous."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
