"""Which job goes next: one writer for each shared prefix, then all the others that read it."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from studio.evaluation.online.jobs import Job

#: Seconds that a prefix can be read after it was last used: five minutes, less a margin.
_WARM = 270.0
#: How far ahead a prefix is written, in rounds of calls: soon enough to be read while it is warm.
_SOON = 2


class Schedule:
    """Hands out jobs so that calls at the same time do not each write the same prefix.

    `most` is how many calls are out at a time. So that nobody waits at the
    end for what could have begun before, a job that others wait for goes
    first: the writer of a prefix that comes soon, a draft that another works on.
    """

    def __init__(self, jobs: Iterable[Job], most: int = 1, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._soon = clock, _SOON * most
        self._groups: dict[tuple[Any, ...], deque[Job]] = {}
        self._warm: dict[Any, float] = {}
        self._writing: dict[Any, Job] = {}
        self._left = 0
        self._changed = asyncio.Event()
        jobs = list(jobs)
        needed = {j.needs for j in jobs if j.needs is not None}
        for job in sorted(jobs, key=lambda j: j not in needed):
            self._groups.setdefault(job.prefixes, deque()).append(job)
        self._groups = {p: self._groups[p] for p in dict.fromkeys(j.prefixes for j in jobs)}
        self._left = len(jobs)

    @property
    def over(self) -> bool:
        """Whether every job is done."""
        return self._left == 0

    async def change(self) -> None:
        """Wait until another job may go, or all are done."""
        await self._changed.wait()

    def ready(self) -> bool:
        """Whether a job may go now."""
        return any(self._may(g) for g in self._groups.values())

    def take(self) -> Job | None:
        """Return the next job; None while all that are left wait for others."""
        self._changed.clear()
        job = self._next()
        if job is None:
            return None
        group = self._groups[job.prefixes]
        group.remove(job)
        if not group:
            del self._groups[job.prefixes]
        for prefix in job.prefixes:
            if not self._is_warm(prefix):
                self._writing[prefix] = job
        return job

    def _next(self) -> Job | None:
        first, passed = None, 0
        for prefixes, group in self._groups.items():
            job = self._may(group)
            if job is not None and not all(map(self._is_warm, prefixes)):
                return job
            first, passed = first or job, passed + len(group)
            if first is not None and passed >= self._soon:
                break
        return first

    def coming(self, most: int) -> Iterator[Job]:
        """Return some of the jobs that go next."""
        return islice((j for group in self._groups.values() for j in group if j.needs is None or j.needs.done), most)

    def writes(self, job: Job) -> bool:
        """Whether others wait for this job's answer to begin."""
        return any(self._writing.get(p) is job for p in job.prefixes)

    def began(self, job: Job) -> None:
        """An answer began: what the job wrote can be read from now on."""
        for prefix in job.prefixes:
            self._warm[prefix] = self._clock()
            if self._writing.get(prefix) is job:
                del self._writing[prefix]
        self._changed.set()

    def gave_up(self, job: Job) -> None:
        """A job that should have written did not: the next one does."""
        for prefix in [p for p, writer in self._writing.items() if writer is job]:
            del self._writing[prefix]
        self._changed.set()

    def again(self, job: Job) -> None:
        """Let a job go once more, before the others."""
        self.gave_up(job)
        self._groups = {job.prefixes: self._groups.pop(job.prefixes, deque()), **self._groups}
        self._groups[job.prefixes].appendleft(job)

    def finished(self, job: Job) -> None:
        """A job is done, whatever came of it."""
        self._left -= 1
        self.gave_up(job)

    def _may(self, group: deque[Job]) -> Job | None:
        prefixes = group[0].prefixes
        if any(p in self._writing for p in prefixes):
            return None
        return next((j for j in group if j.needs is None or j.needs.done), None)

    def _is_warm(self, prefix: Any) -> bool:
        return self._clock() - self._warm.get(prefix, float("-inf")) < _WARM
