"""A comparison by hand: a request a cell to copy into an assistant, and the replies that came back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playbook.ladder import LEVELS
from playbook.model import Playbook
from studio.drafting.context import context_at
from studio.drafting.draft import Draft, PlaybookRef
from studio.drafting.prompting.checking import draft_from_reply
from studio.drafting.prompting.layout import build_prompt
from studio.drafting.prompting.messy import read_reply
from studio.drafting.prompting.splitting import paste_text
from studio.drafting.run import standard_for
from studio.evaluation.matrix import DealCase, plan_of, read_case, rows_of, scored_cell, sheets_of
from studio.evaluation.metrics.base import Sheet
from studio.evaluation.result import Cell, Counts, Result
from studio.evaluation.rows import steps_of

#: What a cell says while nobody has pasted a reply for it.
WAITING = "no reply yet"


def cell_name(cell: Cell) -> str:
    """Return the name of a cell's request and of its reply, without an ending."""
    return "__".join((cell.deal, cell.as_of, cell.workflow, cell.specificity, str(cell.repeat)))


@dataclass(frozen=True)
class _Planned:
    blank: Cell
    book: Playbook
    case: DealCase
    sheet: Sheet | str


class PastedMatrix:
    """Deals × label sets × workflows × levels × repeats, asked and answered by hand."""

    def __init__(self, deals: Sequence[Path | str], playbook: Playbook, levels: Sequence[str] = LEVELS,
                 workflows: Sequence[str] = ("deal_review",), repeats: int = 1, placebo: bool = False) -> None:
        self.cases = [read_case(d) for d in deals]
        self.playbook = playbook
        self.levels = tuple(sorted(set(levels), key=LEVELS.index))
        self.plan = plan_of(playbook, self.levels, tuple(dict.fromkeys(workflows)), "paste", repeats, placebo)
        self.planned = [_Planned(blank, book, case, sheet) for case in self.cases for as_of, sheet in sheets_of(case)
                        for book, blank in self.plan.blanks(as_of, case.id)]

    def requests(self) -> Iterator[tuple[str, str]]:
        """Return for each cell that can be scored its name and the whole text to copy."""
        for one in self.planned:
            if isinstance(one.sheet, Sheet):
                context, standard = self._read(one)
                prompt = build_prompt(standard, context, one.blank.workflow)
                yield cell_name(one.blank), paste_text(prompt, standard, context)

    def result(self, replies: Mapping[str, str], assistant: str = "", keep_drafts: bool = False) -> Result:
        """Score the replies that are there, by the names of their cells; the others wait, and are counted."""
        began, cells, drafts = time.perf_counter(), [], {}
        for one in self.planned:
            cell, draft = self._scored(one, replies.get(cell_name(one.blank)), assistant)
            cells.append(cell)
            if keep_drafts and draft is not None and cell.draft:
                drafts[cell.draft] = draft.as_data()
        return Result(
            cells=cells, levels=rows_of(self.cases, self.plan, self.levels, cells), steps=steps_of(self.levels, cells),
            counts=Counts.of(cells), refused_quotes=sum(c.refused_quotes for c in cells), engine="paste",
            playbook=PlaybookRef(id=self.playbook.id, version=self.playbook.version),
            workflows=list(self.plan.workflows), seconds=round(time.perf_counter() - began, 3), drafts=drafts)

    def _read(self, one: _Planned) -> tuple[Any, Any]:
        context = context_at(one.case.loaded, one.blank.as_of)
        return context, standard_for(one.book, context)

    def _scored(self, one: _Planned, text: str | None, assistant: str) -> tuple[Cell, Draft | None]:
        if not isinstance(one.sheet, Sheet) or text is None:
            why = one.sheet if isinstance(one.sheet, str) else WAITING
            return one.blank.model_copy(update={"outcome": "unscorable", "reason": why}), None
        read = read_reply(text)
        if read.reply is None:
            return one.blank.model_copy(update={"outcome": "failed", "reason": " ".join(read.notes)[:300]}), None
        context, standard = self._read(one)
        checked = draft_from_reply(read.reply, context, standard, one.blank.workflow, engine="paste",
                                   model=assistant or None)
        if not checked.sound:
            first = next(p for p in checked.problems if p.breaks)
            return one.blank.model_copy(update={"outcome": "failed", "reason": str(first)[:300]}), None
        return scored_cell(one.blank, checked.draft, one.sheet), checked.draft
