"""A comparison over a network, call by call: as many at a time as the service takes, each kept as it lands."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from studio.drafting.draft import Draft, DraftRefused, Usage
from studio.drafting.engines.claude.calling import Caller, Listener
from studio.drafting.engines.claude.drafting import ENGINE, key_of
from studio.drafting.engines.claude.failures import DraftFailed
from studio.drafting.engines.claude.request import repair, request
from studio.drafting.engines.judging import Judged
from studio.drafting.engines.orders import Order
from studio.drafting.prompting.record import RunRecord
from studio.evaluation.online.jobs import Comparison, Job
from studio.evaluation.online.schedule import Schedule

#: What is wrong for one call is wrong for all: the key, the account, the model.
FATAL = frozenset({"401", "402", "403", "404"})
#: How many jobs are laid out before they go, and how often the rest steps aside for sending.
_AHEAD, _YIELDS = 24, 40
#: Seconds that the first calls have to connect and go.
_HEAD_START = 0.02
#: How long it steps aside at a time, in seconds, for the thread that writes what calls cost and what they answered.
_WRITING = 0.001


class Answers(Protocol):
    """Where answers that were paid for are kept."""

    def known(self) -> set[str]:
        """Return the keys under which an answer is kept."""

    def find(self, key: str) -> RunRecord | None:
        """Return the last answer under a key."""

    async def keep(self, key: str, order: Order, record: RunRecord) -> None:
        """Keep an answer; it is on the disk when this returns."""


@dataclass
class Progress:
    """How far a run is: cells done, answers found again and paid for, tokens and USD."""

    planned: int
    done: int = 0
    found: int = 0
    paid: int = 0
    usage: Usage = field(default_factory=Usage)

    def add(self, usage: Usage) -> None:
        """Add what a call used."""
        self.paid += 1
        self.usage = Usage(**{n: getattr(self.usage, n) + getattr(usage, n) for n in Usage.model_fields})


@dataclass
class Race:
    """One run of a comparison; `resume` takes failed answers that were paid for as they are."""

    comparison: Comparison
    caller: Caller
    answers: Answers
    resume: bool = False
    tell: Callable[[Progress], None] | None = None
    on_draft: Callable[[str, Draft], None] | None = None

    def __post_init__(self) -> None:
        self.progress = Progress(len(self.comparison.cells))
        self.progress.done = sum(not isinstance(c, Job) for c in self.comparison.cells)
        self.fatal = ""
        self._orders: dict[Job, Order] = {}
        self._keeping = 0

    async def run(self) -> Progress:
        """Ask for everything that is not kept yet. What `tell` raises stops the run; what landed is kept."""
        self._schedule = Schedule(self.comparison.jobs, self.caller.settings.concurrency)
        self._landed: deque[Job] = deque()
        self._woken = asyncio.Event()
        self._known = self.answers.known()
        self.caller.on_usage = self.progress.add
        self._before: Iterator[None] | None = self.comparison.prepare()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._between())
                await self._send(group)
                self._woken.set()
        except BaseExceptionGroup as errors:
            raise _first(errors) from None
        return self.progress

    async def _send(self, group: asyncio.TaskGroup) -> None:
        while not self._schedule.over:
            await self.caller.pace.take()
            job = self._schedule.take()
            if job is None:
                self.caller.pace.give()
                if not self._schedule.over:
                    await self._schedule.change()
            elif self._answered(job):
                self.caller.pace.give()
                await asyncio.sleep(0)
            else:
                group.create_task(self._ask(job))
                self._woken.set()

    def _answered(self, job: Job) -> bool:
        """Deal with a job for which nothing is to be sent."""
        if self.fatal or (job.needs is not None and job.needs.judged and job.needs.judged.draft is None):
            needed = job.needs.judged.reason if job.needs and job.needs.judged and not self.fatal else ""
            self._give_up(job, "failed", self.fatal or f"the deal review that it works on has no draft: {needed}")
            return True
        if job.record is not None:
            return False
        self._lay_out(job)
        if job.key not in self._known or job.tries:
            return False
        del self._orders[job]
        job.record = self.answers.find(job.key)
        self.progress.found += 1
        self._land(job)
        return True

    def _lay_out(self, job: Job) -> None:
        """Make what is asked once, for its key and for the request."""
        if job not in self._orders:
            order = self._orders[job] = job.order()
            job.key = key_of(order, self.caller.settings, job.repeat)

    def _land(self, job: Job) -> None:
        self._landed.append(job)
        self._woken.set()

    async def _ask(self, job: Job) -> None:
        try:
            order = self._orders.pop(job, None) or job.order()
            body = request(order, self.caller.settings, cached=job.shared)
            earlier = job.record
            if earlier is not None and job.judged is not None:
                body = repair(body, earlier.turns[-1].text, job.judged.problems)
            writes = self._schedule.writes(job) and bool(job.shared)
            turn = await self.caller.call(body, Listener(began=lambda: self._schedule.began(job)), stream=writes)
            record = (earlier.model_copy(update={"turns": (*earlier.turns, turn)}) if earlier else
                      order.record(engine=ENGINE, model=self.caller.settings.model, turns=(turn,)))
            self._keeping += 1
            try:
                await self.answers.keep(job.key, replace(order), record)
            finally:
                self._keeping -= 1
            job.record = record
            self._land(job)
        except DraftRefused as refusal:
            self._give_up(job, "refused", str(refusal))
        except DraftFailed as failure:
            self.fatal = self.fatal or (str(failure) if failure.status in FATAL else "")
            self._give_up(job, "failed", str(failure))
        finally:
            self.caller.pace.give()

    async def _between(self) -> None:
        """Score what has landed, lay out what comes next and prepare the rest: sending goes first."""
        await asyncio.sleep(_HEAD_START)
        while not self._schedule.over:
            self._woken.clear()
            while self._landed or self._before or self._to_lay_out() is not None:
                await self._let_others_send()
                self._step()
                await asyncio.sleep(0)
            if not self._schedule.over:
                await self._woken.wait()

    async def _let_others_send(self) -> None:
        for _ in range(_YIELDS):
            if self.caller.budget.writing or self._keeping:
                await asyncio.sleep(_WRITING)
            elif self.caller.pace.room and self._schedule.ready():
                await asyncio.sleep(0)
            else:
                break

    def _step(self) -> None:
        coming = self._to_lay_out()
        if coming is not None and not self._landed:
            self._lay_out(coming)
        elif self._before is not None:
            try:
                next(self._before)
            except StopIteration:
                self._before = None
        elif self._landed:
            self._judge(self._landed.popleft())

    def _to_lay_out(self) -> Job | None:
        if self.fatal:
            return None
        return next((j for j in self._schedule.coming(_AHEAD) if j.record is None and j not in self._orders), None)

    def _judge(self, job: Job) -> None:
        found = job.key in self._known and not job.tries
        judged = self.comparison.judge(job, self.on_draft)
        job.tries += 1
        if judged.status == "repair":
            job.judged = judged
            self._schedule.again(job)
        elif found and not self.resume and _failed(judged):
            job.done, job.record, job.judged, job.cell = False, None, None, None
            self._schedule.again(job)
        else:
            self._finish(job)

    def _give_up(self, job: Job, outcome: str, reason: str) -> None:
        self.comparison.settle(job, outcome, reason)
        self._finish(job)

    def _finish(self, job: Job) -> None:
        self._schedule.finished(job)
        self.progress.done += job.blank is not None
        if self.tell:
            self.tell(self.progress)


def _failed(judged: Judged) -> bool:
    return judged.draft is None and judged.status != "refused"


def _first(errors: BaseExceptionGroup) -> BaseException:
    found: Any = errors
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
