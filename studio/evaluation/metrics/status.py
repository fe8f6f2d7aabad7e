"""Is the status of each element the expert's?"""

from __future__ import annotations

from typing import NamedTuple

from studio.drafting.draft import Draft
from studio.evaluation.metrics.base import Score, Sheet, listing, no_form, share, status_of


def status_accuracy(draft: Draft, sheet: Sheet) -> Score:
    """Share of the elements whose four-way status is gold's; absent is wrong."""
    if off := no_form(draft):
        return off
    judged = sheet.judged()
    wrong = [e for e in judged if status_of(draft, e) != sheet.status(e)]
    score = share(len(judged) - len(wrong), len(judged), "statuses", "are right")
    return score if score.value is None else Score(score.value, f"{score.reason}; wrong: {listing(wrong)}")


def evidenced_recall(draft: Draft, sheet: Sheet) -> Score:
    """Of the elements gold calls evidenced, the share the draft does."""
    if off := no_form(draft):
        return off
    true = [e for e in sheet.judged() if sheet.status(e) == "evidenced"]
    return share(sum(status_of(draft, e) == "evidenced" for e in true), len(true),
                 "evidenced elements", "are called so")


def false_confidence(draft: Draft, sheet: Sheet) -> Score:
    """Of the elements the draft calls evidenced, the share that gold denies."""
    if off := no_form(draft):
        return off
    called = [e for e in sheet.judged() if status_of(draft, e) == "evidenced"]
    denied = [e for e in called if sheet.status(e) != "evidenced"]
    score = share(len(denied), len(called), "elements called evidenced", "are not")
    return score if score.value is None else Score(score.value, f"{score.reason}: {listing(denied)}")


class Gaps(NamedTuple):
    """Gaps found, called without being there, and overlooked."""

    found: int
    false: int
    overlooked: int


def count_gaps(draft: Draft, sheet: Sheet) -> Gaps:
    """Count the gaps (elements that are not evidenced) against gold's.

    An element that is absent from the draft is wrong either way: a gap
    overlooked where gold has one, else a false one.
    """
    found = false = overlooked = 0
    for element in sheet.judged():
        called, gap = status_of(draft, element), sheet.status(element) != "evidenced"
        if gap and called not in (None, "evidenced"):
            found += 1
        elif gap:
            overlooked += 1
        elif called != "evidenced":
            false += 1
    return Gaps(found, false, overlooked)


def gap_precision(draft: Draft, sheet: Sheet) -> Score:
    """Of the gaps the draft calls, the share that are gaps in gold."""
    if off := no_form(draft):
        return off
    gaps = count_gaps(draft, sheet)
    return share(gaps.found, gaps.found + gaps.false, "gaps called", "are gaps")


def gap_recall(draft: Draft, sheet: Sheet) -> Score:
    """Of the gaps in gold, the share the draft calls."""
    if off := no_form(draft):
        return off
    gaps = count_gaps(draft, sheet)
    return share(gaps.found, gaps.found + gaps.overlooked, "gaps", "were found")


def gap_f1(draft: Draft, sheet: Sheet) -> Score:
    """F1 over (element is not evidenced): 2 TP / (2 TP + FP + FN)."""
    if off := no_form(draft):
        return off
    gaps = count_gaps(draft, sheet)
    total = 2 * gaps.found + gaps.false + gaps.overlooked
    if not total:
        return Score(None, "there are no gaps, and none were called")
    reason = f"{gaps.found} gaps found, {gaps.false} false, {gaps.overlooked} overlooked"
    return Score(2 * gaps.found / total, reason)
