"""How many requests are under way at once: up a little on success, down by half when the server is busy."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_FIRST, _LONGEST = 0.5, 30.0


class Pace:
    """A limit that adapts (additive increase, multiplicative decrease), and a pause that all keep."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.limit = float(most)
        self._under_way = 0
        self._resume_at = 0.0
        self._lowered_at = 0.0
        self._free: asyncio.Condition | None = None

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold one of the places; waits for a free one, and for the end of a pause."""
        free = self._condition()
        async with free:
            await free.wait_for(lambda: self._under_way < int(self.limit))
            self._under_way += 1
        try:
            await self.pause()
            yield
        finally:
            async with free:
                self._under_way -= 1
                free.notify_all()

    async def pause(self) -> None:
        """Wait until the server said that it may be asked again."""
        while (wait := self._resume_at - time.monotonic()) > 0:
            await asyncio.sleep(wait)

    def well(self) -> None:
        """An answer came: one more at once, in so many answers as there are places."""
        self.limit = min(self.most, self.limit + 1 / max(1.0, self.limit))

    def busy(self, retry_after: float | None) -> None:
        """The server is busy: half as many at once, and nobody asks before it said so."""
        now = time.monotonic()
        if now - self._lowered_at > 1.0:
            self.limit, self._lowered_at = max(1.0, self.limit / 2), now
        if retry_after:
            self._resume_at = max(self._resume_at, now + retry_after)

    def nearly_out(self, resets_in: float) -> None:
        """The server's own count of what is left is down to nothing: wait until it is filled again."""
        self._resume_at = max(self._resume_at, time.monotonic() + min(resets_in, _LONGEST))

    def _condition(self) -> asyncio.Condition:
        if self._free is None:
            self._free = asyncio.Condition()
        return self._free


def wait_before(attempt: int, retry_after: float | None) -> float:
    """Return how long to wait before another attempt, in seconds: what the server said, else longer each time."""
    if retry_after is not None:
        return retry_after + random.uniform(0.0, 0.1)
    return min(_LONGEST, _FIRST * 2 ** attempt) * random.uniform(0.75, 1.25)
