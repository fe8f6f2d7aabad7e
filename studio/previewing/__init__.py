"""What an edit of the playbook changes in one draft, part by part and in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbook.ladder import Level
from playbook.model import Playbook
from studio.previewing.changes import (
    ActionChange,
    JudgementChange,
    LineChange,
    Preview,
    QuoteChange,
    ScoreChange,
    SectionChange,
)
from studio.previewing.drafts import compare_drafts
from studio.previewing.edit import Edit
from studio.previewing.sentence import in_a_sentence

if TYPE_CHECKING:
    from studio.deals.folder import LoadedDeal

__all__ = ["ActionChange", "Edit", "JudgementChange", "LineChange", "Preview", "QuoteChange", "ScoreChange",
           "SectionChange", "compare_drafts", "in_a_sentence", "preview"]


def preview(before: Playbook, after: Playbook, loaded: LoadedDeal, event: str | None = None,
            workflow: str = "deal_review", *, engine: str = "offline", level: Level | None = None,
            path: str | None = None) -> Preview:
    """Run a workflow by two playbooks and return what differs in the draft.

    `path` is the entry that was edited; without it, every entry that a draft
    reads differently counts as edited. Raises what a run raises.
    """
    from studio.drafting.context import context_at
    from studio.drafting.run import run, standard_for

    was, now = (run(workflow, loaded, event, book, level=level, engine=engine, warn=False) for book in (before, after))
    context = context_at(loaded, event)
    return compare_drafts(was, now, Edit(*(standard_for(b, context, level) for b in (before, after)), path))
