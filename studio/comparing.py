"""Drafts of several levels, aligned row by row; comparisons, cut to some deals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from playbook.text_files import FileFault, read_yaml
from studio import paths
from studio.drafting.draft import QUALIFICATION_FORM, Draft, Inference, Quote, Recommendation
from studio.drafting.quotes import RECORD

Change = Literal["", "new", "changed", "gone"]
MOST_LEVELS = 6


@dataclass(frozen=True)
class Side:
    """One element at one level, and what differs from the level before.

    `quote` is the first one the judgement rests on, a person's words before
    the record's. `entry` says whether the judgement itself came or went;
    `status` and `words` whether its status and its first quote changed.
    """

    level: str
    inference: Inference | None = None
    quote: Quote | None = None
    quotes: int = 0
    before: str = ""
    entry: Change = ""
    status: Change = ""
    words: Change = ""

    @property
    def moved(self) -> bool:
        """Whether anything a reader acts on differs from the level before."""
        return bool(self.entry or self.status or self.words)


@dataclass(frozen=True)
class Row:
    """One element across the levels."""

    about: str
    sides: tuple[Side, ...]

    @property
    def moved(self) -> bool:
        """Whether any level differs from the one before it."""
        return any(side.moved for side in self.sides)


@dataclass(frozen=True)
class Top:
    """What one level puts first: its action, its stage, its behaviour scores."""

    level: str
    action: Recommendation | None
    action_change: Change
    stage: str | None
    stage_before: str | None
    stage_change: Change


@dataclass(frozen=True)
class Scores:
    """One behaviour's score at each level; None where a level has none."""

    about: str
    scores: tuple[int | None, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Alignment:
    """Drafts of one deal at several levels, ready to stand side by side."""

    levels: tuple[str, ...]
    rows: tuple[Row, ...]
    tops: tuple[Top, ...]
    behaviours: tuple[Scores, ...]


# -- one deal, side by side

def align(drafts: Sequence[Draft], levels: Sequence[str] | None = None) -> Alignment:
    """Align drafts of the same deal and event, lowest level first.

    `levels` names them; by default each draft's own label is taken.
    """
    names = tuple(levels or (d.specificity or "" for d in drafts))
    subjects = _subjects(drafts)
    rows = tuple(Row(about, _along(about, drafts, names)) for about in subjects)
    return Alignment(names, rows, _tops(drafts, names), _scores(drafts))


def _subjects(drafts: Sequence[Draft]) -> list[str]:
    """What the drafts judge: the form's elements first, then the rest as they come."""
    found = dict.fromkeys(i.about for d in drafts for i in d.inferred)
    return [a for a in QUALIFICATION_FORM if a in found] + [a for a in found if a not in QUALIFICATION_FORM]


def judgement(draft: Draft, about: str) -> Inference | None:
    """Return what a draft concludes on something; one with a status goes first."""
    found = [i for i in draft.inferred if i.about == about]
    return next((i for i in found if i.status), found[0] if found else None)


def quotes_behind(draft: Draft, inference: Inference) -> list[Quote]:
    """Return the quotes a judgement rests on, people's words before the record's."""
    by_id = {o.id: o for o in draft.observed}
    quotes = [q for b in inference.basis if b in by_id for q in by_id[b].quotes]
    return sorted(quotes, key=lambda q: q.evidence == RECORD)


def _along(about: str, drafts: Sequence[Draft], levels: Sequence[str]) -> tuple[Side, ...]:
    sides: list[Side] = []
    for draft, level in zip(drafts, levels, strict=True):
        inference = judgement(draft, about)
        quotes = quotes_behind(draft, inference) if inference else []
        side = Side(level, inference, quotes[0] if quotes else None, len(quotes))
        sides.append(_marked(side, sides[-1]) if sides else side)
    return tuple(sides)


def _marked(side: Side, before: Side) -> Side:
    was, now = before.inference, side.inference
    if was is None or now is None:
        return Side(side.level, now, side.quote, side.quotes, "", change(was, now))
    return Side(side.level, now, side.quote, side.quotes, was.status or "", "",
                change(was.status, now.status), change(_place(before.quote), _place(side.quote)))


def change(before: Any, now: Any) -> Change:
    """Say in a word how something differs from what it was; nothing where it does not."""
    if before == now:
        return ""
    if before is None:
        return "new"
    return "gone" if now is None else "changed"


def _place(quote: Quote | None) -> tuple[Any, ...] | None:
    return quote and (quote.evidence, quote.field, quote.start, quote.end)


def _aim(action: Recommendation | None) -> tuple[Any, ...] | None:
    return action and (action.action, action.closes, action.with_)


def _tops(drafts: Sequence[Draft], levels: Sequence[str]) -> tuple[Top, ...]:
    tops: list[Top] = []
    for draft, level in zip(drafts, levels, strict=True):
        action = min(draft.recommended, key=lambda r: r.rank, default=None)
        before = tops[-1] if tops else None
        tops.append(Top(level, action, change(_aim(before.action), _aim(action)) if before else "",
                        draft.stage_supported, before.stage if before else None,
                        change(before.stage, draft.stage_supported) if before else ""))
    return tuple(tops)


def _scores(drafts: Sequence[Draft]) -> tuple[Scores, ...]:
    found = dict.fromkeys(b.id for d in drafts for b in d.behaviours)
    rows = []
    for about in found:
        scores = tuple(next((b.score for b in d.behaviours if b.id == about), None) for d in drafts)
        changes: list[Change] = ["", *(change(a, b) for a, b in pairwise(scores))]
        rows.append(Scores(about, scores, tuple(changes[:len(scores)])))
    return tuple(rows)


def changes_in_words(alignment: Alignment) -> str:
    """Say in one sentence how much differs between the levels."""
    moved = [r for r in alignment.rows if r.moved]
    statuses = sum(any(s.status for s in r.sides) for r in alignment.rows)
    actions = sum(bool(t.action_change) for t in alignment.tops)
    if not moved and not actions:
        return "Nothing changes between these levels on this deal."
    first = "the first action stays the same" if not actions else (
        "the first action changes" if actions == 1 else f"the first action changes {actions} times")
    between = "the two levels" if len(alignment.levels) == 2 else "one level and the next"
    return (f"{len(moved)} of {len(alignment.rows)} judgements differ between {between}, {statuses} of them "
            f"in their status; {first}.")


# -- what can be run, and what a run reads

def workflow_titles() -> dict[str, str]:
    """Return what each workflow is called."""
    from studio.drafting.workflows import workflows

    return {w.name: w.title for w in workflows()}


def workflow_for(event_type: str) -> str:
    """Return the workflow that an event starts; a deal review where none is named."""
    from studio.drafting.workflows import workflows

    return next((w.name for w in workflows() if w.trigger == event_type), "deal_review")


@dataclass(frozen=True)
class Read:
    """What a run had before it: evidence up to the event, the record, the standard at its level."""

    evidence: tuple[Any, ...]
    later: int
    record: dict[str, str]
    entries: int
    standard: str


def what_was_read(loaded: Any, event: str, book: Any) -> Read:
    """Return what a run at an event reads; `book` is the playbook at its level."""
    from studio.drafting.context import context_at
    from studio.drafting.run import standard_for

    context = context_at(loaded, event)
    standard = standard_for(book, context)
    record = context.record
    facts = {"stage": record.stage, "forecast": record.forecast or "", "next step": record.next_step,
             "close date": str(record.close_date or ""), **record.fields}
    return Read(context.evidence, len(loaded.evidence) - len(context.evidence), {k: v for k, v in facts.items() if v},
                len(standard.paths), standard.full_text())


# -- which deals were tuned on

@dataclass(frozen=True)
class Split:
    """Deals that the engine was tuned on, and deals it was only measured on."""

    tuning: tuple[str, ...] = ()
    validation: tuple[str, ...] = ()

    def of(self, deal: str) -> str:
        """Return `tuning`, `validation`, or nothing for a deal in neither."""
        return "tuning" if deal in self.tuning else "validation" if deal in self.validation else ""


def read_split(path: Path | None = None) -> Split:
    """Return which sample deals were tuned on; an empty split where no file says so."""
    path = path or paths.sample_deals() / "split.yaml"
    if not path.is_file():
        return Split()
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise FileFault(path, "", "expected a mapping with lists 'tuning' and 'validation'")
    return Split(*(tuple(str(d) for d in data.get(part) or ()) for part in ("tuning", "validation")))


# -- a comparison, cut and opened up

def for_deals(result: Any, deals: Collection[str], controls: dict[str, list[Any]] | None = None) -> Any:
    """Return a comparison as if only these deals had been in it.

    The two rows that no engine makes are not kept cell by cell; `controls`
    holds their cells (see `control_cells`), without it they are left out.
    """
    from studio.evaluation.result import Counts
    from studio.evaluation.rows import level_row, steps_of

    cells = [c for c in result.cells if c.deal in deals]
    rows, controls = [], controls or {}
    for row in result.levels:
        own = controls.get(row.specificity, []) if row.specificity in ("text_blind", "all_missing") else cells
        found = [c for c in own if c.specificity == row.specificity and c.deal in deals]
        if found:
            rows.append(level_row(row.specificity, found))
    order = [s for s in _ladder() if any(c.specificity == s for c in cells)]
    return result.model_copy(update={
        "cells": cells, "levels": rows, "steps": steps_of(order, cells), "counts": Counts.of(cells),
        "refused_quotes": sum(c.refused_quotes for c in cells)})


def _ladder() -> Sequence[str]:
    from playbook.ladder import LEVELS

    return LEVELS


def control_cells(deals: Iterable[str], workflows: Sequence[str]) -> dict[str, list[Any]]:
    """Return the cells of the two rows that no engine makes, fitted over all these deals."""
    from studio.evaluation.controls import control_cells as cells_of
    from studio.evaluation.matrix import read_case

    cases = [read_case(d) for d in deals]
    return cells_of([(c.loaded, c.labels, c.sheet) for c in cases], workflows)


def deal_means(result: Any, level: str, metric: str) -> dict[str, float | None]:
    """Return each deal's mean of a metric at a level, in the order of the comparison."""
    found: dict[str, list[float]] = {}
    for cell in (c for c in result.cells if c.specificity == level):
        kept = found.setdefault(cell.deal, [])
        if cell.outcome == "scored" and cell.metrics.get(metric) is not None:
            kept.append(cell.metrics[metric])
    return {deal: sum(v) / len(v) if v else None for deal, v in found.items()}


@dataclass(frozen=True)
class Verdict:
    """One element of a draft beside the expert's: statuses, and which quotes were found."""

    about: str
    expert: str
    drafted: str | None
    found: tuple[str, ...]
    overlooked: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the draft's status is the expert's."""
        return self.drafted == self.expert


def verdicts(draft: Draft, case: Callable[[str], Any] | None = None) -> list[Verdict]:
    """Return a draft beside the expert's labels at its event; nothing where there are none.

    Raises FileFault where the deal cannot be read.
    """
    from studio.evaluation.matrix import read_case
    from studio.evaluation.metrics.base import counted_quotes, meets, status_of

    one = (case or read_case)(draft.deal)
    gold = next((g for g in one.labels if g.as_of == draft.as_of), None)
    if gold is None:
        return []
    sheet, rows = one.sheet(gold), []
    for about in sheet.judged():
        quotes = counted_quotes(draft, about)
        wanted = [q for q in gold.qualification[about].quotes if q.evidence != RECORD]
        hits = [any(meets(q, places) for q in quotes) for places in sheet.places.get(about, ())]
        rows.append(Verdict(about, sheet.status(about) or "", status_of(draft, about),
                            tuple(q.text for q, hit in zip(wanted, hits, strict=True) if hit),
                            tuple(q.text for q, hit in zip(wanted, hits, strict=True) if not hit)))
    return rows
