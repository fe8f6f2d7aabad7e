"""How many calls are out at a time: fewer when the service pushes back, more again when it does not."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime

#: What is left of the calls after the service has pushed back.
RATE_LIMITED, OVERLOADED = 0.5, 0.75
#: How much of a call each answer gives back.
_STEP = 0.25
_KINDS = ("requests", "tokens", "input-tokens", "output-tokens")
_LONGEST = 600.0


class Pace:
    """Additive increase, multiplicative decrease, and everybody waits when the service says so."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self.limit = float(most)
        self.out = 0
        self._clock = clock
        self._until = 0.0
        self._cap: tuple[float, float] = (math.inf, 0.0)
        self._cut = -math.inf
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._use = {"requests": 1.0}

    @property
    def room(self) -> bool:
        """Whether one more call may go out now."""
        cap, until = self._cap
        held = cap if self._clock() < until else math.inf
        return self.out < max(1, min(int(self.limit), held))

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold one of the places for a call."""
        await self.take()
        try:
            yield
        finally:
            self.give()

    async def take(self) -> None:
        """Wait for a place and take it."""
        while not self.room:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            try:
                await asyncio.wait_for(waiter, self._soon())
            except TimeoutError:
                pass
            finally:
                if waiter in self._waiting:
                    self._waiting.remove(waiter)
        self.out += 1

    def give(self) -> None:
        """Give a place back."""
        self.out -= 1
        self._wake()

    async def clear(self) -> float:
        """Wait until the service wants to be asked again; return the time then."""
        while (left := self._until - self._clock()) > 0:
            await asyncio.sleep(left)
        return self._clock()

    def went_well(self, headers: Mapping[str, str], taken: int, given: int) -> None:
        """Take an answer into account: tokens in (not from the cache) and out, and what is left of the limits."""
        self.limit = min(float(self.most), self.limit + _STEP)
        for kind, tokens in (("tokens", taken + given), ("input-tokens", taken), ("output-tokens", given)):
            self._use[kind] = max(float(tokens), 0.9 * self._use.get(kind, 1.0))
        self._read(headers)
        self._wake()

    def pushed_back(self, sent: float, *, share: float, wait: float | None, headers: Mapping[str, str]) -> None:
        """Slow down; calls that went out before the last time do not count again."""
        if sent >= self._cut:
            self.limit = max(1.0, self.limit * share)
            self._cut = self._clock()
        if wait is not None:
            self._until = max(self._until, self._clock() + min(wait, _LONGEST))
        self._read(headers)

    def _read(self, headers: Mapping[str, str]) -> None:
        """Let out no more calls than the service says are left, until it says that there are more again."""
        for kind in _KINDS:
            left = _number(headers.get(f"anthropic-ratelimit-{kind}-remaining"))
            after = _seconds_until(headers.get(f"anthropic-ratelimit-{kind}-reset"))
            if left is None or after is None:
                continue
            calls = math.floor(left / max(1.0, self._use.get(kind, 1.0)))
            if calls < self.most and after > 0:
                self._cap = (max(1, calls), self._clock() + min(after, _LONGEST))

    def _soon(self) -> float | None:
        """When to look again without being woken: at the end of what the headers said."""
        left = self._cap[1] - self._clock()
        return max(0.001, left) if left > 0 else None

    def _wake(self) -> None:
        for waiter in list(self._waiting)[:max(0, int(self.limit) - self.out)]:
            if not waiter.done():
                waiter.set_result(None)


def _number(text: str | None) -> float | None:
    try:
        found = float(text or "")
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _seconds_until(stamp: str | None) -> float | None:
    try:
        moment = datetime.fromisoformat((stamp or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - time.time()
