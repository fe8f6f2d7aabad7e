"""One question to the model: sent, retried where that can help, read to its end, and paid for."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import anthropic
import httpx2

from studio.drafting.draft import DraftRefused, Usage
from studio.drafting.engines.claude.budget import Budget
from studio.drafting.engines.claude.pace import Pace, wait_before
from studio.drafting.engines.claude.settings import EngineSettings
from studio.drafting.prompting.layout import Prompt
from studio.drafting.prompting.record import Turn

#: How often a request is sent at the most.
ATTEMPTS = 6
#: Models that know no effort.
_NO_EFFORT = ("claude-haiku-4-5", "claude-sonnet-4-5")
_BROKEN = (httpx2.TransportError, json.JSONDecodeError, anthropic.APIConnectionError)
_AGAIN = (408, 409, 429, 500, 502, 503, 504, 529)
_WHAT_TO_DO = {
    400: "the request was refused as wrong: {says}", 401: "the key was refused: check the key under Settings",
    403: "the key may not use this: check the key's rights, or choose another model under Settings",
    404: "the model '{model}' or the address is not there: choose another under Settings",
    413: "the request is too large for the service: choose a lower level or a smaller deal",
}


class Failed(Exception):
    """A question that got no usable answer, in one sentence; nothing is to be retried."""


class Refused(DraftRefused):
    """The model declined to answer."""


class _Transient(Exception):
    def __init__(self, why: str, retry_after: float | None = None, busy: bool = False) -> None:
        super().__init__(why)
        self.retry_after, self.busy = retry_after, busy


@dataclass
class Asker:
    """A connection with its pace and budget; `on_usage` is told tokens and dollars as they are known."""

    client: anthropic.AsyncAnthropic
    settings: EngineSettings
    pace: Pace
    budget: Budget
    on_usage: Callable[[Usage], None] | None = None
    attempts: int = 0
    #: What the requests have in common, made once.
    _common: dict[str, Any] = field(default_factory=dict)

    async def ask(self, prompt: Prompt, schema: dict[str, Any], *, earlier: Sequence[tuple[str, str]] = (),
                  begun: Callable[[], None] | None = None, on_text: Callable[[str], None] | None = None,
                  user: str = "") -> Turn:
        """Return the model's answer to a prompt, after earlier turns (reply, then what was said to it).

        `begun` is called when the answer begins, `on_text` with the text so
        far. Raises Refused, Failed, or OverBudget where it was not sent.
        """
        body = self.body(prompt, schema, earlier, user)
        price = self.settings.prices
        chars = sum(len(b.text) for b in prompt.blocks) + sum(len(a) + len(b) for a, b in earlier)
        worst = price.worst(chars, self.settings.max_tokens) if price else None
        why = "no answer"
        for attempt in range(ATTEMPTS):
            reserved = self.budget.reserve(worst)
            turn: Turn | None = None
            try:
                async with self.pace.slot():
                    self.attempts += 1
                    turn = await self._once(body, begun, on_text)
            except _Transient as problem:
                why = str(problem)
                if problem.busy:
                    self.pace.busy(problem.retry_after)
                await asyncio.sleep(wait_before(attempt, problem.retry_after))
                continue
            finally:
                self.budget.settle(reserved, turn.usage.cost_usd if turn else 0.0)
            self.pace.well()
            if self.on_usage:
                self.on_usage(turn.usage)
            return _judged(turn)
        raise Failed(f"the service gave no answer after {ATTEMPTS} attempts ({why}): try again later")

    def body(self, prompt: Prompt, schema: dict[str, Any], earlier: Sequence[tuple[str, str]] = (),
             user: str = "") -> dict[str, Any]:
        """Return the request, without what is the connection's."""
        config: dict[str, Any] = {"format": {"type": "json_schema", "schema": schema}}
        if self.settings.effort and not self.settings.model.startswith(_NO_EFFORT):
            config["effort"] = self.settings.effort
        messages: list[dict[str, Any]] = [{"role": "user", "content": [_block(b) for b in prompt.user]}]
        for reply, said in earlier:
            messages += [{"role": "assistant", "content": reply}, {"role": "user", "content": said}]
        body: dict[str, Any] = {
            "model": self.settings.model, "max_tokens": self.settings.max_tokens,
            "system": [_block(b) for b in prompt.system], "messages": messages, "output_config": config}
        return body | ({"metadata": {"user_id": user}} if user else {})

    async def _once(self, body: dict[str, Any], begun: Callable[[], None] | None,
                    on_text: Callable[[str], None] | None) -> Turn:
        began = time.monotonic()
        try:
            stream = await self.client.messages.create(**body, stream=True)
            try:
                self._heed(stream.response.headers)
                return await self._read(stream, began, begun, on_text)
            finally:
                await stream.close()
        except anthropic.APIStatusError as error:
            raise self._of_status(error) from None
        except _BROKEN as error:
            raise _Transient(f"the connection broke ({type(error).__name__})") from None

    async def _read(self, stream: Any, began: float, begun: Callable[[], None] | None,
                    on_text: Callable[[str], None] | None) -> Turn:
        text: list[str] = []
        counts: dict[str, int] = {}
        stop = None
        async for event in stream:
            if event.type == "message_start":
                counts = _counts(event.message.usage)
                if begun:
                    begun()
            elif event.type == "content_block_delta" and event.delta.type == "text_delta":
                text.append(event.delta.text)
                if on_text:
                    on_text("".join(text))
            elif event.type == "message_delta":
                stop = event.delta.stop_reason
                counts |= {k: v for k, v in _counts(event.usage).items() if v}
        if stop is None:
            raise _Transient("the answer ended in the middle")
        usage = self._usage(counts, time.monotonic() - began)
        return Turn(text="".join(text), request_id=stream.response.headers.get("request-id"), stop_reason=stop,
                    usage=usage)

    def _usage(self, counts: dict[str, int], seconds: float) -> Usage:
        price = self.settings.prices
        fresh, written = counts.get("input_tokens", 0), counts.get("cache_creation_input_tokens", 0)
        read, output = counts.get("cache_read_input_tokens", 0), counts.get("output_tokens", 0)
        cost = price.cost(fresh=fresh, written=written, read=read, output=output) if price else 0.0
        return Usage(input_tokens=fresh + written, output_tokens=output, cache_read_tokens=read,
                     seconds=round(seconds, 3), cost_usd=round(cost, 6))

    def _heed(self, headers: Any) -> None:
        """Wait before the server has to refuse: its own count of what is left is in the headers."""
        for kind in ("requests", "input-tokens", "output-tokens"):
            left = headers.get(f"anthropic-ratelimit-{kind}-remaining")
            resets = headers.get(f"anthropic-ratelimit-{kind}-reset")
            if left is not None and left.isdigit() and int(left) == 0 and resets:
                self.pace.nearly_out(_seconds_until(resets))

    def _of_status(self, error: anthropic.APIStatusError) -> Exception:
        status = 529 if error.type == "overloaded_error" else error.status_code
        says = " ".join(str(error.message).split())[:300]
        if status in _AGAIN or status >= 500:
            after = _retry_after(error)
            return _Transient({429: "too many requests", 529: "the service is overloaded"}.get(
                status, f"the service failed ({status})"), after, busy=status in (429, 529))
        if status == 400 and "prompt is too long" in says.casefold():
            return Failed("the deal and the playbook are longer than the model can read: choose a lower level, or a "
                          "model with a longer memory")
        known = _WHAT_TO_DO.get(status, f"the service refused ({status}): {says}")
        return Failed(known.format(says=says, model=self.settings.model))


def _judged(turn: Turn) -> Turn:
    """The turn, where it is an answer; a refusal or a full window is said in a sentence."""
    if turn.stop_reason == "refusal":
        raise Refused("the model declined to answer this one; read the evidence yourself, or use the offline engine")
    if turn.stop_reason == "model_context_window_exceeded":
        raise Failed("the answer ran out of the model's memory: choose a lower level, or another model")
    return turn


def _block(block: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "text", "text": block.text}
    return made | ({"cache_control": {"type": "ephemeral"}} if block.cache else {})


def _counts(usage: Any) -> dict[str, int]:
    names = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    return {n: int(getattr(usage, n, None) or 0) for n in names}


def _retry_after(error: anthropic.APIStatusError) -> float | None:
    value = error.response.headers.get("retry-after", "")
    try:
        return min(120.0, max(0.0, float(value)))
    except ValueError:
        return None


def _seconds_until(moment: str) -> float:
    from datetime import UTC, datetime

    try:
        return max(0.0, (datetime.fromisoformat(moment.replace("Z", "+00:00")) - datetime.now(UTC)).total_seconds())
    except ValueError:
        return 1.0
