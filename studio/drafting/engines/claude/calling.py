"""One call: paced, paid for, read to its end, and tried again where that can help.

The SDK's own retries are off: here one place knows the pace of all calls, so
that a push-back slows all of them, and what each attempt may cost.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from studio.drafting.draft import Usage
from studio.drafting.engines.claude.budget import Budget, Hold
from studio.drafting.engines.claude.failures import CutShort, DraftFailed, Fault, fault_of
from studio.drafting.engines.claude.keys import Key
from studio.drafting.engines.claude.pace import OVERLOADED, RATE_LIMITED, Pace
from studio.drafting.engines.claude.prices import Price, Tokens, table
from studio.drafting.engines.claude.request import MOST_AT_ONCE, worst_tokens
from studio.drafting.engines.claude.settings import EngineSettings
from studio.drafting.prompting.record import Turn

#: How often one call is tried, and how long it waits between, in seconds.
ATTEMPTS = 8
_FIRST, _MOST = 0.5, 20.0
_Got = tuple[Turn, Mapping[str, str]]


@dataclass(frozen=True)
class Listener:
    """Who is told while an answer comes: that it began, and its text so far."""

    began: Callable[[], None] | None = None
    text: Callable[[str], None] | None = None


@dataclass
class Caller:
    """A connection with the pace, the budget and the price of its calls."""

    client: Any
    settings: EngineSettings
    key: Key
    price: Price | None
    pace: Pace
    budget: Budget
    attempts: int = 0
    on_usage: Callable[[Usage], None] | None = None

    async def call(self, body: dict[str, Any], listener: Listener | None = None, *, stream: bool = False) -> Turn:
        """Return the model's answer. Raises DraftFailed, or OverBudget where it was not sent.

        The caller holds a place of the pace. An answer that is listened to
        comes as a stream.
        """
        heard = listener or Listener()
        stream = stream or heard.text is not None or body["max_tokens"] > MOST_AT_ONCE
        last = Fault("none", "it was never sent")
        for attempt in range(ATTEMPTS):
            hold = await self.budget.hold(self.worst(body))
            sent = await self.pace.clear()
            self.attempts += 1
            found = await self._tried(self._stream(body, heard) if stream else self._whole(body, heard), hold)
            if isinstance(found, Fault):
                last = found
                await self._after(found, hold, sent, attempt)
                continue
            turn, headers = found
            turn = turn.model_copy(update={"text": self.key.hidden(turn.text), "note": self.key.hidden(turn.note)})
            await self.budget.settle(hold, turn.usage.cost_usd)
            self.pace.went_well(headers, turn.usage.input_tokens, turn.usage.output_tokens)
            if self.on_usage:
                self.on_usage(turn.usage)
            return turn
        raise DraftFailed(last.status, f"{last.says} (tried {ATTEMPTS} times)")

    async def _tried(self, attempt: Coroutine[Any, Any, _Got], hold: Hold) -> _Got | Fault:
        """Return an answer, or what went wrong; the SDK's error, which knows the key, goes no further."""
        try:
            return await attempt
        except BaseException as error:
            fault = fault_of(error, self.settings, self.key) if isinstance(error, Exception) else None
            if fault is None:
                self.budget.forfeit(hold)
                raise
            return fault

    def worst(self, body: dict[str, Any], share: float = 1.0) -> float:
        """Return what a request can cost at most, in USD; nothing where the price is not known."""
        return self.price.of(worst_tokens(body), share=share) if self.price else 0.0

    async def _after(self, fault: Fault, hold: Hold, sent: float, attempt: int) -> None:
        """Settle an attempt that failed; wait, or raise DraftFailed where another cannot help."""
        if fault.paid:
            self.budget.forfeit(hold)
        else:
            await self.budget.settle(hold, 0.0)
        if not fault.again:
            raise DraftFailed(fault.status, fault.says)
        if fault.code in (429, 529):
            self.pace.pushed_back(sent, share=RATE_LIMITED if fault.code == 429 else OVERLOADED, wait=fault.wait,
                                  headers=fault.headers)
        if attempt + 1 < ATTEMPTS:
            await asyncio.sleep(fault.wait if fault.wait is not None else backoff(attempt))

    async def _whole(self, body: dict[str, Any], heard: Listener) -> tuple[Turn, Mapping[str, str]]:
        began = time.monotonic()
        raw = await self.client.messages.with_raw_response.create(**body)
        message = raw.parse()
        if asyncio.iscoroutine(message):
            message = await message
        if heard.began:
            heard.began()
        return turn_of(message, self.price, time.monotonic() - began, raw.headers.get("request-id")), raw.headers

    async def _stream(self, body: dict[str, Any], heard: Listener) -> tuple[Turn, Mapping[str, str]]:
        began = time.monotonic()
        stream = await self.client.messages.create(**body, stream=True)
        try:
            text, stop, details, counts = await _read(stream, heard)
        finally:
            await stream.close()
        if stop is None:
            raise CutShort
        usage = usage_of(counts, self.price, time.monotonic() - began)
        headers = stream.response.headers
        return Turn(text=text, request_id=headers.get("request-id"), stop_reason=stop, note=_note(details),
                    usage=usage), headers


async def _read(stream: Any, heard: Listener) -> tuple[str, str | None, Any, Tokens]:
    text, stop, details, counts = "", None, None, Tokens()
    async for event in stream:
        if event.type == "message_start":
            counts = tokens_of(event.message.usage)
            if heard.began:
                heard.began()
        elif event.type == "content_block_delta" and event.delta.type == "text_delta":
            text += event.delta.text
            if heard.text:
                heard.text(text)
        elif event.type == "message_delta":
            stop, details = event.delta.stop_reason, getattr(event.delta, "stop_details", None)
            counts = counts.model_copy(update={"output": event.usage.output_tokens or 0})
    return text, stop, details, counts


def turn_of(message: Any, price: Price | None, seconds: float, request_id: str | None, *,
            batch: bool = False) -> Turn:
    """Return a message as the record keeps it."""
    text = "".join(b.text for b in message.content or () if b.type == "text")
    if message.stop_reason is None:
        raise CutShort
    return Turn(text=text, request_id=request_id, stop_reason=message.stop_reason,
                note=_note(getattr(message, "stop_details", None)),
                usage=usage_of(tokens_of(message.usage), price, seconds, batch=batch))


def tokens_of(usage: Any) -> Tokens:
    """Return the tokens that a message was billed for."""
    made = getattr(usage, "cache_creation", None)
    written = getattr(usage, "cache_creation_input_tokens", None) or 0
    longer = getattr(made, "ephemeral_1h_input_tokens", None) or 0
    return Tokens(fresh=usage.input_tokens or 0, written_5m=written - longer, written_1h=longer,
                  read=getattr(usage, "cache_read_input_tokens", None) or 0, output=usage.output_tokens or 0)


def usage_of(tokens: Tokens, price: Price | None, seconds: float, *, batch: bool = False) -> Usage:
    """Return tokens as a draft tells them, with what they cost."""
    written = tokens.written_5m + tokens.written_1h
    cost = price.of(tokens, share=table().batch if batch else 1.0) if price else 0.0
    return Usage(input_tokens=tokens.fresh + written, output_tokens=tokens.output, cache_read_tokens=tokens.read,
                 cache_write_tokens=written, seconds=round(seconds, 4), cost_usd=round(cost, 8))


def backoff(attempt: int) -> float:
    """Return how many seconds to wait where the service does not say: twice as long each time, less a little."""
    return min(_FIRST * 2 ** attempt, _MOST) * (1 - 0.2 * random.random())


def _note(details: Any) -> str:
    said = getattr(details, "explanation", None) or getattr(details, "category", None) or ""
    return " ".join(str(said).split())[:300]
