"""A comparison on Claude: planned, paid for within a budget, kept as it lands, reported."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.ladder import LEVELS, Level
from studio.acting import require
from studio.actions.base import BadInput, data_folder
from studio.actions.engines import _said, _with, engine_for
from studio.actions.playbooks import open_playbook
from studio.actions.store import now
from studio.actions.trail import noted
from studio.deals.folder import find_deal

if TYPE_CHECKING:
    from studio.drafting.engines.claude.calling import Caller
    from studio.drafting.engines.claude.settings import EngineSettings
    from studio.evaluation.online.jobs import Comparison
    from studio.evaluation.online.race import Progress


@dataclass(frozen=True)
class How:
    """How a comparison is run: null is what is set; `batch` hands it in at half the price."""

    model: str | None = None
    concurrency: int | None = None
    budget: float | None = None
    resume: bool = False
    batch: bool = False


def compare_online(deals: Sequence[str | Path], *, playbook: str | Path = "reference",
                   levels: Sequence[Level] = LEVELS, workflows: Sequence[str] = ("deal_review",), repeats: int = 1,
                   placebo: bool = False, how: How | None = None, tell: Callable[[Progress], None] | None = None,
                   on_batch: Callable[[str, Any], None] | None = None,
                   before: Callable[[str], None] | None = None, into: Path | None = None) -> Any:
    """Return a comparison on Claude, kept in the data folder, or in `into`.

    Answers that were paid for before are found, not asked for again.
    `before` is told in a line what the run will take. What `tell` raises
    stops the run; what landed is kept. Raises FileFault or BadInput.
    """
    from studio.drafting.engines.claude import drafting
    from studio.evaluation.online.jobs import plan_comparison
    from studio.evaluation.result import save, save_draft

    require("draft")
    began, how, folder = time.perf_counter(), how or How(), into or data_folder() / "comparisons"
    settings = _with(how.model, concurrency=how.concurrency, budget_run=how.budget)

    def keep(digest: str, draft: Any) -> None:
        save_draft(folder, digest, draft.as_data())

    def work() -> tuple[Any, Any]:
        with engine_for(settings) as run:
            planned = plan_comparison([find_deal(d) for d in deals], open_playbook(playbook), levels, workflows,
                                      repeats, placebo)
            if before:
                before(_foretold(planned, settings, how))
            return planned, drafting.now(run(lambda caller, answers: _run(planned, caller, answers, how, tell, on_batch,
                                                                          keep)))

    planned, (progress, caller, fatal) = _said(work)
    if fatal and not progress.paid and not progress.found:
        raise BadInput(fatal[:1].upper() + fatal[1:])
    result = planned.result("claude", settings.model, time.perf_counter() - began)
    result.usage = _usage(progress, caller, how)
    noted("run", "comparison", engine="claude", model=settings.model, playbook=result.playbook.id,
          cells=len(result.cells), cost_usd=result.usage["cost_usd"])
    try:
        save(result, folder)
    except OSError as error:
        raise BadInput(f"{folder}: cannot keep the comparison there ({error.strerror}); set PLAYBOOK_STUDIO_HOME to a "
                       "folder that can be written") from None
    return result


async def _run(planned: Comparison, caller: Caller, answers: Any, how: How, tell: Any, on_batch: Any,
               keep: Any) -> tuple[Progress, Caller, str]:
    from studio.actions.answers import Batches
    from studio.evaluation.online.batched import Batched
    from studio.evaluation.online.race import Race

    if how.batch:
        batches = Batches(answers.writer, now)
        batched = Batched(planned, caller, answers, batches, how.resume, tell, keep, on_batch)
        return await batched.run(), caller, ""
    race = Race(planned, caller, answers, how.resume, tell, keep)
    return await race.run(), caller, race.fatal


def foretell_comparison(deals: Sequence[str | Path], *, playbook: str | Path = "reference",
                        levels: Sequence[Level] = LEVELS, workflows: Sequence[str] = ("deal_review",),
                        repeats: int = 1, placebo: bool = False, how: How | None = None) -> str:
    """Say in a line what a comparison on Claude will take, before anything is sent. Raises FileFault or BadInput."""
    from studio.evaluation.online.jobs import plan_comparison

    how = how or How()
    planned = plan_comparison([find_deal(d) for d in deals], open_playbook(playbook), levels, workflows, repeats,
                              placebo)
    return _foretold(planned, _with(how.model, concurrency=how.concurrency, budget_run=how.budget), how)


def _foretold(planned: Comparison, settings: EngineSettings, how: How) -> str:
    from studio.drafting.engines.claude.prices import price_of
    from studio.evaluation.online.foretell import foretell

    told = foretell(planned, price_of(settings.model, settings.prices), settings.effort, batch=how.batch)
    money = (f"as a rule about ${told.usual_usd:.2f} and never more than ${told.most_usd:.2f} before repairs"
             if told.usual_usd is not None else f"what '{settings.model}' costs is not known")
    return (f"{told.answers} answers from {settings.model}: about {told.tokens:,} tokens in, "
            f"{100 * told.cached // max(1, told.tokens)}% of them from the cache; {money}"
            + (" (half price, in batches)" if how.batch else "") + "; less for answers that are kept from before")


def _usage(progress: Progress, caller: Caller, how: How) -> dict[str, Any]:
    """What the run took, and what it cost; null where the price is not known."""
    used = progress.usage.model_dump(exclude={"seconds", "cost_usd"})
    return used | {"answers_paid": progress.paid, "answers_found": progress.found, "batch": how.batch,
                   "cost_usd": round(progress.usage.cost_usd, 6) if caller.price else None}


def progress_in_words(progress: Progress) -> str:
    """Say in a line how far a run is, how much was read from the cache, and what it cost."""
    used = progress.usage
    taken = used.input_tokens + used.cache_read_tokens
    cached = f", {100 * used.cache_read_tokens // taken}% of them from the cache" if taken else ""
    found = f", {progress.found} answers kept from before" if progress.found else ""
    return (f"{progress.done} of {progress.planned} cells{found}; {taken + used.output_tokens:,} tokens{cached}; "
            f"${used.cost_usd:.2f}")


def open_batches() -> list[Any]:
    """Return the batches at the service whose answers are not kept yet."""
    from studio.actions.store import store, store_exists
    from studio.store.batches import open_batches as found

    if not store_exists():
        return []
    with store() as db:
        return found(db)


def cancel_batch(number: str) -> None:
    """Stop a batch; what is done by now is paid for, and the next run takes it in. Raises BadInput or Denied."""
    from studio.drafting.engines.claude import batching, drafting

    require("draft")
    if all(b.id != number for b in open_batches()):
        raise BadInput(f"'{number}' is no open batch, expected one of those that `batches` lists")

    def work() -> None:
        with engine_for(_with(None)) as run:
            drafting.now(run(lambda caller, _: batching.cancel(caller, number)))

    _said(work)
