"""The planned cells of a comparison, each with what is to be asked for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playbook.compile import Standard
from playbook.ladder import LEVELS
from playbook.model import Playbook
from studio.drafting.context import Context, context_at
from studio.drafting.draft import Draft, PlaybookRef
from studio.drafting.engines.judging import Judged, judge
from studio.drafting.engines.orders import Order
from studio.drafting.prompting.layout import BlockName
from studio.drafting.prompting.record import RunRecord
from studio.drafting.run import standard_for
from studio.drafting.suspicion import look_over
from studio.evaluation.matrix import DealCase, controls_of, plan_of, read_case, rows_of, scored_cell, sheets_of
from studio.evaluation.metrics.base import Sheet
from studio.evaluation.result import Cell, Counts, Result
from studio.evaluation.rows import steps_of

#: A workflow that works on the deal review, which is drafted first.
_LATER, _FIRST = "adjusted_call_plan", "deal_review"


@dataclass(eq=False)
class Job:
    """One draft to be made for a cell; `blank` is None where only another cell needs it.

    `needs` is the job whose draft this one works on; `readers` counts the
    jobs with the same standard. `cell` is there once it is known how it went.
    """

    workflow: str
    case: DealCase
    as_of: str
    book: Playbook
    repeat: int
    blank: Cell | None
    sheet: Sheet | None
    context: Context | None = None
    standard: Standard | None = None
    needs: Job | None = None
    prefixes: tuple[Any, ...] = ()
    shared: frozenset[BlockName] = frozenset()
    readers: int = 0
    key: str = ""
    record: RunRecord | None = None
    judged: Judged | None = None
    cell: Cell | None = None
    done: bool = False
    tries: int = 0

    def order(self) -> Order:
        """Return what is asked; the job that it needs has been drafted."""
        context = self.context or context_at(self.case.loaded, self.as_of)
        standard = self.standard or standard_for(self.book, context)
        review = self.needs.judged.draft if self.needs and self.needs.judged else None
        return Order(self.workflow, context, standard, review=review, book=self.book)


@dataclass
class Comparison:
    """Deals × label sets × workflows × levels × repeats, planned for an engine that is paid for."""

    cases: list[DealCase]
    playbook: Playbook
    levels: tuple[str, ...]
    plan: Any
    cells: list[Cell | Job] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    controls: dict[str, list[Cell]] | None = None

    def prepare(self) -> Iterator[None]:
        """Do what needs no answer step by step: the controls, and the look for suspicious passages."""
        self.controls = controls_of(self.cases, self.plan)
        yield
        yield from look_over((j.context, j.standard) for j in self.jobs if j.context and j.standard)

    def judge(self, job: Job, on_draft: Callable[[str, Draft], None] | None = None) -> Judged:
        """Judge and score the answer that a job has; a repair is left to the caller."""
        assert job.record is not None
        judged = judge(job.order(), job.record)
        if judged.status == "repair":
            return judged
        if judged.draft is None:
            self.settle(job, "refused" if judged.status == "refused" else "failed", judged.reason)
            return judged
        if job.blank is not None and job.sheet is not None:
            job.cell = scored_cell(job.blank, judged.draft, job.sheet)
            if on_draft and job.cell.draft:
                on_draft(job.cell.draft, judged.draft)
        # A draft is only held where another cell is made from it.
        job.judged = judged if self._needed(job) else Judged("drafted")
        job.record, job.done = None, True
        return judged

    def settle(self, job: Job, outcome: str, reason: str) -> None:
        """Note why a job has no draft."""
        job.judged, job.record, job.done = Judged("stopped", reason=reason), None, True
        if job.blank is not None:
            job.cell = job.blank.model_copy(update={"outcome": outcome, "reason": reason})

    def result(self, engine: str, model: str | None, seconds: float) -> Result:
        """Return the comparison as it stands: a cell without an answer says so, and stays in the counts."""
        cells = [c if isinstance(c, Cell) else c.cell or _waiting(c) for c in self.cells]
        return Result(
            cells=cells, levels=rows_of(self.cases, self.plan, self.levels, cells, self.controls),
            steps=steps_of(self.levels, cells), counts=Counts.of(cells),
            refused_quotes=sum(c.refused_quotes for c in cells), engine=engine, model=model,
            playbook=PlaybookRef(id=self.playbook.id, version=self.playbook.version),
            workflows=list(self.plan.workflows), seconds=round(seconds, 3))

    def _needed(self, job: Job) -> bool:
        return job.workflow == _FIRST and any(j.needs is job for j in self.jobs)


def _waiting(job: Job) -> Cell:
    assert job.blank is not None
    return job.blank.model_copy(update={"outcome": "unscorable", "reason": "no answer yet"})


def plan_comparison(deals: Sequence[DealCase | Path | str], playbook: Playbook, levels: Sequence[str] = LEVELS,
                    workflows: Sequence[str] = (_FIRST,), repeats: int = 1, placebo: bool = False,
                    engine: str = "claude") -> Comparison:
    """Return a comparison with its jobs in the order in which they share the most.

    First all of one standard, in it all of one deal and event, in it the
    workflows. Raises FileFault for a deal that cannot be read.
    """
    cases = [d if isinstance(d, DealCase) else read_case(d) for d in deals]
    levels = tuple(sorted(set(levels), key=LEVELS.index))
    plan = plan_of(playbook, levels, tuple(dict.fromkeys(workflows)), engine, repeats, placebo)
    made = Comparison(cases, playbook, levels, plan)
    for case in cases:
        for as_of, sheet in sheets_of(case):
            made.cells += _cells(case, as_of, sheet, plan)
    jobs = [c for c in made.cells if isinstance(c, Job)]
    made.jobs = list(_in_order(jobs, [name for name, _ in plan.standards]))
    _share(made.jobs)
    return made


def _cells(case: DealCase, as_of: str, sheet: Sheet | str, plan: Any) -> Iterator[Cell | Job]:
    for book, blank in plan.blanks(as_of, case.id):
        if isinstance(sheet, Sheet):
            yield Job(blank.workflow, case, as_of, book, blank.repeat, blank, sheet)
        else:
            yield blank.model_copy(update={"outcome": "unscorable", "reason": sheet})


def _in_order(jobs: list[Job], standards: list[str]) -> Iterator[Job]:
    """Jobs by standard, deal and event; where a review is needed and not planned, it is put in."""
    place = {name: n for n, name in enumerate(standards)}
    jobs = sorted(jobs, key=lambda j: place[j.blank.specificity] if j.blank else 0)
    reviews = {(id(j.book), j.case.id, j.as_of, j.repeat): j for j in jobs if j.workflow == _FIRST}
    for job in jobs:
        if job.workflow == _LATER:
            name = (id(job.book), job.case.id, job.as_of, job.repeat)
            if name not in reviews:
                reviews[name] = Job(_FIRST, job.case, job.as_of, job.book, job.repeat, None, None)
                yield reviews[name]
            job.needs = reviews[name]
        yield job


def _share(jobs: list[Job]) -> None:
    """Note for each job which prefixes it has in common with others."""
    contexts = {(id(j.case), j.as_of): context_at(j.case.loaded, j.as_of) for j in jobs}
    for job in jobs:
        context = job.context = contexts[id(job.case), job.as_of]
        standard = job.standard = standard_for(job.book, context)
        job.prefixes = (id(standard), (id(standard), job.case.id, job.as_of))
    counts = Counter(p for job in jobs for p in job.prefixes)
    names: tuple[BlockName, BlockName] = ("standard", "evidence")
    for job in jobs:
        job.readers = counts[job.prefixes[0]]
        job.shared = frozenset(n for n, p in zip(names, job.prefixes, strict=True) if counts[p] > 1)
