"""The matrix: every deal x label set x workflow x level x repeat, scored."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from playbook.ladder import LEVELS, at_level
from playbook.model import Playbook
from studio.deals.folder import load, visible
from studio.deals.model import record_at
from studio.drafting.draft import WORKFLOWS, Draft, DraftRefused, PlaybookRef
from studio.evaluation import controls
from studio.evaluation.gold import read_gold
from studio.evaluation.metrics import Sheet, behaviour_pairs, score_draft
from studio.evaluation.result import Cell, Counts, Result
from studio.evaluation.rows import level_row, steps_of

Run = Callable[..., Draft]
Progress = Callable[[int, int], None]
Found = tuple[list[Cell], dict[str, Any]]

#: Below this many cells, starting processes costs more than it saves.
FEW_CELLS = 24


@dataclass(frozen=True)
class DealCase:
    """A deal as read, with its label sets; a deal without any has none."""

    loaded: Any
    labels: list[Any]

    @property
    def id(self) -> str:
        """The deal's id."""
        return self.loaded.deal.id

    def sheet(self, gold: Any) -> Sheet:
        """The answer sheet of a label set. Raises ValueError at an unknown event."""
        return Sheet.of(gold, visible(self.loaded, gold.as_of), record_at(self.loaded.deal, gold.as_of))


@dataclass(frozen=True)
class _Plan:
    """What is run on each deal; `standards` are (row name, playbook)."""

    standards: tuple[tuple[str, Playbook], ...]
    workflows: tuple[str, ...]
    engine: str
    repeats: int
    keep_drafts: bool

    def blanks(self, as_of: str, deal: str) -> Iterator[tuple[Playbook, Cell]]:
        """The planned cells of one label set, not yet filled."""
        for workflow in self.workflows:
            for name, standard in self.standards:
                for repeat in range(1, self.repeats + 1):
                    yield standard, Cell(deal=deal, as_of=as_of, workflow=workflow,
                                         specificity=name, repeat=repeat)


def read_case(where: Path | str) -> DealCase:
    """Read a deal folder with its label sets. Raises FileFault."""
    loaded = load(where)
    return DealCase(loaded, list(read_gold(loaded.deal.folder) or ()))


def compare(
    deals: Sequence[DealCase | Path | str], playbook: Playbook, levels: Sequence[str] = LEVELS,
    workflows: Sequence[str] = ("deal_review",), engine: str = "offline", repeats: int = 1,
    placebo: bool = False, *, run: Run | None = None, progress: Progress | None = None,
    jobs: int | None = None, keep_drafts: bool = False,
) -> Result:
    """Score a playbook at several levels on labelled deals.

    `deals` are folders, ids of shipped deals, or deals already read. The
    levels are taken lowest first, and each step is one to the next.

    `progress(done, planned)` is called as cells are done; what it raises
    stops the comparison. `jobs` is the number of processes: by default the
    cores, or one where there are few cells. The offline engine runs in
    processes, one task a deal so that its evidence is indexed once; other
    engines wait for a network and run in threads. Raises FileFault for a
    deal that cannot be read and ValueError for an unknown level or workflow.
    """
    began = time.perf_counter()
    _check(levels, LEVELS, "level")
    _check(workflows, WORKFLOWS, "workflow")
    if repeats < 1:
        raise ValueError(f"repeats is {repeats}, expected 1 or more")
    cases = [d if isinstance(d, DealCase) else read_case(d) for d in deals]
    levels = tuple(sorted(set(levels), key=LEVELS.index))
    plan = _Plan(_standards(playbook, levels, placebo), tuple(dict.fromkeys(workflows)),
                 engine, repeats, keep_drafts)
    if run is None:
        from studio.drafting.run import run as drafted

        run = partial(drafted, warn=False)
    cells: list[Cell] = []
    drafts: dict[str, Any] = {}
    for found, kept in _run_all(cases, plan, run, progress, jobs):
        cells.extend(found)
        drafts.update(kept)
    return Result(
        cells=cells, levels=rows_of(cases, plan, levels, cells), steps=steps_of(levels, cells),
        counts=Counts.of(cells), refused_quotes=sum(c.refused_quotes for c in cells), engine=engine,
        playbook=PlaybookRef(id=playbook.id, version=playbook.version), workflows=list(plan.workflows),
        seconds=round(time.perf_counter() - began, 3), drafts=drafts)


def _check(given: Sequence[str], known: Sequence[str], what: str) -> None:
    if not given:
        raise ValueError(f"no {what} given, expected some of {', '.join(known)}")
    for name in given:
        if name not in known:
            raise ValueError(f"'{name}' is no {what}, expected one of {', '.join(known)}")


def _standards(playbook: Playbook, levels: Sequence[str], placebo: bool) -> tuple[tuple[str, Playbook], ...]:
    standards = [(level, at_level(playbook, level)) for level in levels]
    if placebo:
        deepest = at_level(playbook, max(levels, key=LEVELS.index))
        standards += [("placebo", controls.placebo(deepest)), ("shuffled", controls.shuffled(deepest))]
    return tuple(standards)


def plan_of(playbook: Playbook, levels: Sequence[str], workflows: tuple[str, ...], engine: str, repeats: int,
            placebo: bool, keep_drafts: bool = False) -> _Plan:
    """Return what a comparison is made of: the playbook at its levels, workflows, repeats."""
    return _Plan(_standards(playbook, levels, placebo), workflows, engine, repeats, keep_drafts)


def controls_of(cases: list[DealCase], plan: _Plan) -> dict[str, list[Cell]]:
    """Return the cells of the controls, which need no draft."""
    return controls.control_cells([(c.loaded, c.labels, c.sheet) for c in cases], plan.workflows)


def rows_of(cases: list[DealCase], plan: _Plan, levels: Sequence[str], cells: list[Cell],
            control: dict[str, list[Cell]] | None = None) -> list[Any]:
    """Return a row for each level and control."""
    def of_run(name: str) -> Any:
        return level_row(name, [c for c in cells if c.specificity == name])

    control = control or controls_of(cases, plan)
    rows = [of_run(level) for level in levels]
    rows += [level_row(name, control[name]) for name in ("text_blind", "all_missing")]
    return rows + [of_run(name) for name, _ in plan.standards[len(levels):]]


def _run_all(
    cases: list[DealCase], plan: _Plan, run: Run, progress: Progress | None, jobs: int | None,
) -> list[Found]:
    sizes = [max(1, len(c.labels)) * len(plan.workflows) * len(plan.standards) * plan.repeats for c in cases]
    planned = sum(sizes)
    if jobs is None:
        jobs = 1 if planned < FEW_CELLS else min(len(cases), os.cpu_count() or 1)
    done = 0
    if jobs == 1 or len(cases) < 2:
        found = []
        for case, size in zip(cases, sizes, strict=True):
            tick = (lambda within, base=done: progress(base + within, planned)) if progress else None
            found.append(_run_deal(case, plan, run, tick))
            done += size
        return found
    from joblib import Parallel, delayed

    results: dict[int, Found] = {}
    backend = "loky" if plan.engine == "offline" else "threading"
    pool = Parallel(n_jobs=jobs, backend=backend, return_as="generator_unordered")
    for index, found in pool(delayed(_numbered)(i, case, plan, run) for i, case in enumerate(cases)):
        results[index] = found
        done += sizes[index]
        if progress:
            progress(done, planned)
    return [results[i] for i in range(len(cases))]


def _numbered(index: int, case: DealCase, plan: _Plan, run: Run) -> tuple[int, Found]:
    return index, _run_deal(case, plan, run, None)


def _run_deal(case: DealCase, plan: _Plan, run: Run, tick: Callable[[int], None] | None) -> Found:
    cells: list[Cell] = []
    drafts: dict[str, Any] = {}
    for as_of, sheet in sheets_of(case):
        for standard, blank in plan.blanks(as_of, case.id):
            if isinstance(sheet, Sheet):
                cell, draft = _run_cell(case, plan, run, sheet, standard, blank)
                if plan.keep_drafts and draft is not None:
                    drafts[cell.draft] = draft.as_data()
            else:
                cell = blank.model_copy(update={"outcome": "unscorable", "reason": sheet})
            cells.append(cell)
            if tick:
                tick(len(cells))
    return cells, drafts


def sheets_of(case: DealCase) -> Iterator[tuple[str, Sheet | str]]:
    """Each label set's event with its sheet, or with why there is none."""
    if not case.labels:
        yield case.loaded.deal.events[-1].id, "the deal has no gold.yaml"
    for gold in case.labels:
        try:
            yield gold.as_of, case.sheet(gold)
        except ValueError as error:
            yield gold.as_of, str(error)


def _run_cell(
    case: DealCase, plan: _Plan, run: Run, sheet: Sheet, standard: Playbook, blank: Cell,
) -> tuple[Cell, Draft | None]:
    try:
        draft = run(blank.workflow, case.loaded, blank.as_of, standard, engine=plan.engine)
    except DraftRefused as refusal:
        return blank.model_copy(update={"outcome": "refused", "reason": str(refusal)}), None
    except Exception as error:  # a failure fills its cell, and the matrix goes on
        reason = f"{type(error).__name__}: {error}"
        return blank.model_copy(update={"outcome": "failed", "reason": reason}), None
    return scored_cell(blank, draft, sheet), draft


def scored_cell(blank: Cell, draft: Draft, sheet: Sheet) -> Cell:
    """Return a cell scored against its labels; one that cannot be says why."""
    filled: dict[str, Any] = {"draft": draft.digest(), "refused_quotes": draft.refused_quotes}
    try:
        scores = score_draft(draft, sheet)
        pairs = behaviour_pairs(draft, sheet)
    except Exception as error:  # a metric that breaks must not take the others' cells with it
        reason = f"scoring failed, {type(error).__name__}: {error}"
        return blank.model_copy(update=filled | {"outcome": "failed", "reason": reason})
    filled |= {"metrics": {name: s.value for name, s in scores.items()},
               "reasons": {name: s.reason for name, s in scores.items()}, "behaviours": pairs}
    if all(s.value is None for s in scores.values()) and not pairs:
        filled |= {"outcome": "unscorable", "reason": "no metric applies to this workflow and label set"}
    return blank.model_copy(update=filled)
