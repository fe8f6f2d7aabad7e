"""Message batches: many requests handed in at once, answered within a day at half the price."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from studio.drafting.engines.claude.calling import ATTEMPTS, Caller, backoff, turn_of
from studio.drafting.engines.claude.failures import DraftFailed, fault_of
from studio.drafting.prompting.record import Turn

#: How large one batch may be: in requests, and in characters, as it is held in memory.
MOST_REQUESTS, MOST_CHARACTERS = 1000, 16_000_000
#: Seconds between two looks at a batch: at first, and at the most.
POLL = (2.0, 60.0)
_ENDS = {"expired": "the batch ran out of time before this was answered; run the comparison again to hand it in anew",
         "canceled": "the batch was cancelled before this was answered; run the comparison again to hand it in anew"}
Given = TypeVar("Given")


class BatchAnswer(NamedTuple):
    """What became of one request: its answer, or why there is none and whether to hand it in again."""

    name: str
    turn: Turn | None
    reason: str = ""
    again: bool = False


def chunks(requests: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[list[dict[str, Any]]]:
    """Yield requests in parts that one batch may hold; no more than one part is held at a time."""
    part: list[dict[str, Any]] = []
    size = 0
    for name, body in requests:
        length = len(json.dumps(body, ensure_ascii=False))
        if part and (len(part) >= MOST_REQUESTS or size + length > MOST_CHARACTERS):
            yield part
            part, size = [], 0
        part.append({"custom_id": name, "params": body})
        size += length
    if part:
        yield part


async def submit(caller: Caller, requests: list[dict[str, Any]]) -> str:
    """Hand in a batch; return its number. Raises DraftFailed.

    Where nobody can tell whether it was taken, it is not handed in again.
    """
    made = await _tried(caller, lambda: caller.client.messages.batches.create(requests=requests), safe=False)
    return made.id


async def ended(caller: Caller, number: str, poll: tuple[float, float] = POLL,
                tell: Callable[[Any], None] | None = None) -> None:
    """Wait until a batch has ended. Raises DraftFailed, as where it is not there any more."""
    pause = poll[0]
    while True:
        batch = await _tried(caller, lambda: caller.client.messages.batches.retrieve(number))
        if tell:
            tell(batch.request_counts)
        if batch.processing_status == "ended":
            return
        await asyncio.sleep(pause)
        pause = min(poll[1], pause * 1.5)


async def answers(caller: Caller, number: str) -> list[BatchAnswer]:
    """Return what became of every request of a batch that has ended, in any order. Raises DraftFailed."""

    async def read() -> list[BatchAnswer]:
        found = []
        async for line in await caller.client.messages.batches.results(number):
            found.append(_answer(line, caller))
        return found

    return await _tried(caller, read)


async def cancel(caller: Caller, number: str) -> None:
    """Stop a batch; what is done by now is kept and paid for. Raises DraftFailed."""
    await _tried(caller, lambda: caller.client.messages.batches.cancel(number))


def _answer(line: Any, caller: Caller) -> BatchAnswer:
    result = line.result
    if result.type == "succeeded":
        return BatchAnswer(line.custom_id, turn_of(result.message, caller.price, 0.0, result.message.id, batch=True))
    if result.type != "errored":
        return BatchAnswer(line.custom_id, None, _ENDS.get(result.type, f"the batch left it out ({result.type})"))
    inner = getattr(result.error, "error", result.error)
    kind, says = getattr(inner, "type", "error"), caller.key.hidden(str(getattr(inner, "message", "")))[:300]
    again = kind in ("api_error", "overloaded_error", "timeout_error", "rate_limit_error")
    return BatchAnswer(line.custom_id, None, f"the service could not answer it ({says or kind})", again)


async def _tried(caller: Caller, work: Callable[[], Awaitable[Given]], *, safe: bool = True) -> Given:
    """Try something again where that can help; `safe` tells that doing it twice does no harm."""
    for attempt in range(ATTEMPTS):
        try:
            return await work()
        except Exception as error:
            fault = fault_of(error, caller.settings, caller.key)
            if fault is None:
                raise
            if not fault.again or (fault.paid and not safe) or attempt + 1 == ATTEMPTS:
                raise DraftFailed(fault.status, fault.says) from None
            await asyncio.sleep(fault.wait if fault.wait is not None else backoff(attempt))
    raise DraftFailed("none", "it was never tried")
