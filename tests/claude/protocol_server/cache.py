"""The prompt cache: what a request reads, what it writes, and from when others can read it.

A request writes only at its own breakpoints, and reads the longest prefix that an earlier request wrote, looking at
most 20 blocks back from each breakpoint. An entry can be read once the response that writes it has begun, and lives
for its time from the start of the request that last wrote or read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate

from protocol_server.prefix import Segment

SECONDS = {"5m": 300.0, "1h": 3600.0}
LOOKBACK = 20


@dataclass(frozen=True)
class Reading:
    """How a prompt's input tokens divide, and what its response will leave in the cache."""

    started: float
    read: int = 0
    written_5m: int = 0
    written_1h: int = 0
    fresh: int = 0
    writes: tuple[tuple[bytes, str], ...] = ()
    touches: tuple[bytes, ...] = ()

    @property
    def total(self) -> int:
        """All input tokens."""
        return self.read + self.written_5m + self.written_1h + self.fresh


@dataclass
class _Entry:
    ttl: str
    expires: float


@dataclass
class PromptCache:
    """What is cached, over all models: a digest holds its model."""

    entries: dict[bytes, _Entry] = field(default_factory=dict)

    def read(self, found: list[Segment], minimum: int, now: float) -> Reading:
        """How a prompt that starts now divides; `minimum` is the shortest prefix that is cached, in tokens."""
        ends = list(accumulate(segment.tokens for segment in found))
        marks = [i for i, segment in enumerate(found) if segment.ttl and ends[i] >= minimum]
        hit = self._longest(found, ends, marks, minimum, now)
        written = {"5m": 0, "1h": 0}
        before = hit
        for mark in (mark for mark in marks if mark > hit):
            written[found[mark].ttl] += ends[mark] - (ends[before] if before >= 0 else 0)
            before = mark
        return Reading(
            started=now, read=ends[hit] if hit >= 0 else 0, written_5m=written["5m"], written_1h=written["1h"],
            fresh=ends[-1] - (ends[before] if before >= 0 else 0),
            writes=tuple((found[mark].digest, found[mark].ttl) for mark in marks if mark > hit),
            touches=tuple(found[i].digest for i in {*marks, hit} if 0 <= i <= hit))

    def begin(self, reading: Reading) -> None:
        """The response has begun: its prefixes can be read from now on, those it read live on."""
        for digest, ttl in reading.writes:
            self.entries[digest] = _Entry(ttl, reading.started + SECONDS[ttl])
        for digest in reading.touches:
            if entry := self.entries.get(digest):
                entry.expires = max(entry.expires, reading.started + SECONDS[entry.ttl])

    def _longest(self, found: list[Segment], ends: list[int], marks: list[int], minimum: int, now: float) -> int:
        for mark in reversed(marks):
            for i in range(mark, max(-1, mark - LOOKBACK), -1):
                entry = self.entries.get(found[i].digest)
                if entry and now < entry.expires and ends[i] >= minimum:
                    return i
        return -1
