"""Evaluation: compare levels on labelled deals, and keep what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playbook.ladder import LEVELS, Level
from studio.actions.base import BadInput, data_folder
from studio.actions.drafts import check_engine
from studio.actions.playbooks import open_playbook
from studio.actions.trail import noted
from studio.deals.folder import find_deal
from studio.drafting.draft import Draft


def compare_levels(deals: Sequence[str | Path], *, playbook: str | Path = "reference",
                   levels: Sequence[Level] = LEVELS, workflows: Sequence[str] = ("deal_review",),
                   engine: str = "offline", repeats: int = 1, placebo: bool = False,
                   progress: Callable[[int, int], None] | None = None, keep: bool = True,
                   into: Path | None = None) -> Any:
    """Return a comparison of levels on labelled deals; kept in the data folder, or in `into`."""
    from studio.evaluation.matrix import compare
    from studio.evaluation.result import save

    if engine == "claude":
        from studio.actions.comparing_online import compare_online

        return compare_online(deals, playbook=playbook, levels=levels, workflows=workflows, repeats=repeats,
                              placebo=placebo, into=into,
                              tell=(lambda p: progress(p.done, p.planned)) if progress else None)
    check_engine(engine)
    result = compare([find_deal(d) for d in deals], open_playbook(playbook), levels, workflows, engine, repeats,
                     placebo, progress=progress, keep_drafts=keep)
    noted("run", "comparison", engine=engine, playbook=result.playbook.id, cells=len(result.cells))
    if keep:
        try:
            save(result, into or data_folder() / "comparisons")
        except OSError as error:
            raise BadInput(f"{data_folder()}: cannot keep the comparison there ({error.strerror}); set "
                           "PLAYBOOK_STUDIO_HOME to a folder that can be written") from None
    return result


def latest_comparison(folder: Path | None = None) -> Any | None:
    """Return the last comparison that was kept (in a folder of its own), if there is one."""
    from studio.evaluation.result import load_latest

    return load_latest(folder or data_folder() / "comparisons")


def kept_draft(digest: str) -> Draft | None:
    """Return a draft kept with a comparison, by its digest."""
    from studio.evaluation.result import load_draft

    return load_draft(data_folder() / "comparisons", digest)


def comparison_as_text(result: Any, markdown: bool = False) -> str:
    """Return a comparison as a table, with its steps in words."""
    from studio.evaluation.table import table
    from studio.evaluation.words import counts_in_words, shape_in_words, steps_in_words

    if markdown:
        return table(result)
    return "\n".join([
        table(result), "", shape_in_words(result), *steps_in_words(result), counts_in_words(result.counts)])
