"""A comparison in message batches: handed in, found again after a restart, at half the price."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from studio.drafting.draft import Draft, DraftRefused
from studio.drafting.engines.claude import batching
from studio.drafting.engines.claude.budget import Hold
from studio.drafting.engines.claude.calling import Caller
from studio.drafting.engines.claude.drafting import ENGINE, key_of
from studio.drafting.engines.claude.failures import DraftFailed
from studio.drafting.engines.claude.prices import table
from studio.drafting.engines.claude.request import repair, request
from studio.drafting.prompting.layout import BlockName
from studio.evaluation.online.jobs import Comparison, Job
from studio.evaluation.online.race import Answers, Progress

#: How often a request that the service could not answer is handed in.
_TRIES = 3
_SECOND = "-2"
#: Requests of a batch run side by side and many write the same prefix: it pays only where very many read it.
_READERS = 60
_STANDARD: frozenset[BlockName] = frozenset({"standard"})


class Batches(Protocol):
    """Where batches that were handed in are kept."""

    async def open(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the batches whose answers are not kept yet, each with its cells."""

    async def keep(self, number: str, cells: dict[str, Any]) -> None:
        """Keep a batch that the service has taken."""

    async def close(self, number: str) -> None:
        """Note that a batch's answers are kept."""


@dataclass
class Batched:
    """One run of a comparison in batches; `poll` is the seconds between two looks, first and most."""

    comparison: Comparison
    caller: Caller
    answers: Answers
    batches: Batches
    resume: bool = False
    tell: Callable[[Progress], None] | None = None
    on_draft: Callable[[str, Draft], None] | None = None
    on_batch: Callable[[str, Any], None] | None = None
    poll: tuple[float, float] = batching.POLL

    def __post_init__(self) -> None:
        self.progress = Progress(len(self.comparison.cells))
        self.progress.done = sum(not isinstance(c, Job) for c in self.comparison.cells)
        self._holds: dict[str, Hold] = {}

    async def run(self) -> Progress:
        """Hand in what is not kept yet, wait, and score; in rounds, as repairs and plans need earlier answers.

        Stopped, the batches go on at the service; the next run finds them.
        """
        await self._collect_earlier()
        while todo := self._todo():
            numbers = [n async for n in self._hand_in(todo)]
            for number, cells in numbers:
                await self._collect(number, cells)
        return self.progress

    def _todo(self) -> list[Job]:
        """Jobs that can be asked for now; what is kept is scored on the way."""
        known, todo = self.answers.known(), []
        for job in self.comparison.jobs:
            if job.done or (job.needs is not None and not job.needs.done):
                continue
            if job.needs is not None and job.needs.judged and job.needs.judged.draft is None:
                self._give_up(job, "failed", f"the deal review that it works on has no draft: "
                                             f"{job.needs.judged.reason}")
                continue
            if job.record is None:
                job.key = job.key or key_of(job.order(), self.caller.settings, job.repeat)
                if job.key in known and not job.tries:
                    job.record = self.answers.find(job.key)
                    self.progress.found += 1
                    self._judge(job)
            if not job.done:
                todo.append(job)
        return todo or ([j for j in self.comparison.jobs if not j.done] and self._todo())

    async def _hand_in(self, todo: list[Job]) -> Any:
        for job in todo:
            await self._set_aside(job)
        for part in batching.chunks(self._bodies([j for j in todo if not j.done])):
            names = [r["custom_id"] for r in part]
            cells = {n: (n.removesuffix(_SECOND), self._holds[n].number) for n in names}
            try:
                number = await batching.submit(self.caller, part)
            except DraftFailed as failure:
                await self._refused(names, str(failure))
                continue
            await self.batches.keep(number, cells)
            yield number, cells

    async def _set_aside(self, job: Job) -> None:
        most = self.caller.worst(self._body(job), share=table().batch)
        try:
            self._holds[_name(job)] = await self.caller.budget.hold(most, patient=False)
        except DraftRefused as refusal:
            self._give_up(job, "refused", str(refusal))

    async def _refused(self, names: list[str], reason: str) -> None:
        jobs = {_name(j): j for j in self.comparison.jobs if not j.done}
        for name in names:
            await self.caller.budget.settle(self._holds.pop(name), 0.0)
            self._give_up(jobs[name], "failed", reason)

    def _bodies(self, jobs: list[Job]) -> Iterator[tuple[str, dict[str, Any]]]:
        for job in jobs:
            yield _name(job), self._body(job)

    def _body(self, job: Job) -> dict[str, Any]:
        cached = _STANDARD if job.readers >= _READERS else frozenset[BlockName]()
        body = request(job.order(), self.caller.settings, cached=cached, ttl="1h")
        if job.record is not None and job.judged is not None:
            body = repair(body, job.record.turns[-1].text, job.judged.problems)
        return body

    async def _collect_earlier(self) -> None:
        """Take in the batches of a run that was stopped, as far as they are about these cells."""
        held = await self.batches.open()
        if not held:
            return
        for job in self.comparison.jobs:
            if job.needs is None:
                job.key = key_of(job.order(), self.caller.settings, job.repeat)
        ours = {j.key for j in self.comparison.jobs if j.key}
        for number, cells in held:
            if any(cell[0] in ours for cell in cells.values()):
                await self._collect(number, cells)

    async def _collect(self, number: str, cells: dict[str, Any]) -> None:
        await batching.ended(self.caller, number, self.poll,
                             (lambda counts: self.on_batch(number, counts)) if self.on_batch else None)
        jobs = {j.key: j for j in self.comparison.jobs if j.key and not j.done}
        known, strange = self.answers.known(), False
        for found in await batching.answers(self.caller, number):
            key, hold = cells.get(found.name, (found.name.removesuffix(_SECOND), None))
            job = jobs.get(key)
            if job is None:
                strange = strange or key not in known
                continue
            await self._pay(found, hold)
            await self._land(job, found)
        if not strange:
            await self.batches.close(number)

    async def _pay(self, found: batching.BatchAnswer, number: int | None) -> None:
        cost = found.turn.usage.cost_usd if found.turn else 0.0
        hold = self._holds.pop(found.name, None)
        if hold is not None:
            await self.caller.budget.settle(hold, cost)
        else:
            await self.caller.budget.settle_earlier(number, cost)
        if found.turn:
            self.progress.add(found.turn.usage)

    async def _land(self, job: Job, found: batching.BatchAnswer) -> None:
        if found.turn is None:
            job.tries += 1
            if not (found.again and job.tries < _TRIES):
                self._give_up(job, "failed", found.reason)
            return
        order = job.order()
        earlier = job.record or (self.answers.find(job.key) if found.name.endswith(_SECOND) else None)
        record = (earlier.model_copy(update={"turns": (*earlier.turns, found.turn)}) if earlier else
                  order.record(engine=ENGINE, model=self.caller.settings.model, turns=(found.turn,)))
        await self.answers.keep(job.key, order, record)
        job.record, job.tries = record, job.tries + 1
        self._judge(job)

    def _judge(self, job: Job) -> None:
        kept = not job.tries
        judged = self.comparison.judge(job, self.on_draft)
        job.tries += 1
        if judged.status == "repair":
            job.judged = judged
        elif kept and not self.resume and judged.draft is None and judged.status != "refused":
            job.done, job.record, job.judged, job.cell = False, None, None, None
        else:
            self._finish(job)

    def _give_up(self, job: Job, outcome: str, reason: str) -> None:
        self.comparison.settle(job, outcome, reason)
        self._finish(job)

    def _finish(self, job: Job) -> None:
        self.progress.done += job.blank is not None
        if self.tell:
            self.tell(self.progress)


def _name(job: Job) -> str:
    """The name of a request in a batch: the key of its answer, marked where it is a repair."""
    return job.key + (_SECOND if job.record is not None else "")
