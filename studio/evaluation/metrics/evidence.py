"""Did the draft find the words that an expert would point to?"""

from __future__ import annotations

from studio.drafting.draft import Draft
from studio.evaluation.metrics.base import (
    ELEMENTS,
    Score,
    Sheet,
    counted_quotes,
    listing,
    meets,
    no_form,
    share,
    status_of,
)


def right_with_quote(draft: Draft, sheet: Sheet) -> Score:
    """Of the elements that are not missing: right status and an overlapping quote."""
    if off := no_form(draft):
        return off
    present = [e for e in sheet.judged() if sheet.status(e) != "missing"]
    right = [e for e in present
             if status_of(draft, e) == sheet.status(e) and _has_gold_quote(draft, sheet, e)]
    score = share(len(right), len(present), "elements not missing", "are right, with a gold quote")
    return score if score.value is None else Score(score.value, f"{score.reason}: {listing(right)}")


def _has_gold_quote(draft: Draft, sheet: Sheet, element: str) -> bool:
    quotes = counted_quotes(draft, element)
    return any(meets(q, places) for q in quotes for places in sheet.places.get(element, ()))


def evidence_recall(draft: Draft, sheet: Sheet) -> Score:
    """Share of gold quotes that a quote for the same element overlaps."""
    if off := no_form(draft):
        return off
    found = total = 0
    for element in ELEMENTS:
        quotes, gold = counted_quotes(draft, element), sheet.places.get(element, ())
        total += len(gold)
        found += sum(any(meets(q, places) for q in quotes) for places in gold)
    return share(found, total, "gold quotes", "were found")


def evidence_precision(draft: Draft, sheet: Sheet) -> Score:
    """Share of the draft's quotes that overlap a gold quote for the element."""
    if off := no_form(draft):
        return off
    right = total = 0
    for element in ELEMENTS:
        quotes, gold = counted_quotes(draft, element), sheet.places.get(element, ())
        total += len(quotes)
        right += sum(any(meets(q, places) for places in gold) for q in quotes)
    return share(right, total, "quotes for an element", "are gold's")
