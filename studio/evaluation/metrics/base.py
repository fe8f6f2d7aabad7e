"""What all metrics share: the answer sheet, the form, and overlap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from studio.drafting.draft import QUALIFICATION_FORM, Draft, Inference, Quote
from studio.drafting.quotes import RECORD, find_places

ELEMENTS = tuple(QUALIFICATION_FORM)
COUNTED_QUOTES = 8

#: Workflows whose drafts must fill in the form; elsewhere statuses do not apply.
FORM_WORKFLOWS = frozenset({"deal_review", "pre_call_plan"})
#: Workflows that must name what the record gets wrong.
RECORD_WORKFLOWS = FORM_WORKFLOWS | {"crm_hygiene"}
#: Workflows that must score behaviours.
BEHAVIOUR_WORKFLOWS = frozenset({"deal_review"})


class Score(NamedTuple):
    """A metric's value in one cell (None: it cannot apply) and why."""

    value: float | None
    reason: str


class Span(NamedTuple):
    """A stretch of an evidence's text, in code points."""

    evidence: str
    start: int
    end: int


@dataclass(frozen=True)
class Sheet:
    """What an expert says is true after an event, with what could be seen.

    `gold` is a label set, `evidence` what is visible at its event by id,
    `record` the CRM record then. `places` holds, per element, one list of
    places for each gold quote; it is found once and serves every draft.
    """

    gold: Any
    evidence: Mapping[str, Any]
    record: Any
    places: Mapping[str, list[list[Span]]] = field(default_factory=dict)

    @classmethod
    def of(cls, gold: Any, evidence: Iterable[Any], record: Any) -> Sheet:
        """Return the sheet for a label set, its quotes found in the evidence."""
        seen = {e.id: e for e in evidence}
        places = {name: [_places(q, seen) for q in judged.quotes if q.evidence != RECORD]
                  for name, judged in gold.qualification.items()}
        return cls(gold, seen, record, places)

    def status(self, element: str) -> str | None:
        """The expert's status of an element; None where it was not judged."""
        judged = self.gold.qualification.get(element)
        return judged.status if judged is not None else None

    def judged(self) -> list[str]:
        """The canonical elements that the expert judged, in the form's order."""
        return [e for e in ELEMENTS if self.status(e) is not None]


def _places(quote: Any, evidence: Mapping[str, Any]) -> list[Span]:
    source = evidence.get(quote.evidence)
    if source is None:
        return []
    return [Span(quote.evidence, start, end) for start, end in find_places(quote.text, source.text)]


def overlap(a: Span | Quote, b: Span | Quote) -> bool:
    """Same evidence, and at least half of the shorter one's characters shared."""
    if a.evidence != b.evidence:
        return False
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > 0 and 2 * shared >= min(a.end - a.start, b.end - b.start)


def meets(quote: Quote, places: Iterable[Span]) -> bool:
    """A quote overlaps a gold quote at one of its places."""
    return any(overlap(quote, place) for place in places)


def counted_quotes(draft: Draft, element: str) -> list[Quote]:
    """The quotes that count for an element: the first eight observed.

    In the order of `observed`, from entries about the element; quotes of
    the record are passed over and use up no place among the eight.
    """
    quotes = [q for o in draft.observed if element in o.about for q in o.quotes if q.evidence != RECORD]
    return quotes[:COUNTED_QUOTES]


def inference_about(draft: Draft, subject: str) -> Inference | None:
    """The first inference about something, one with a status if there is any."""
    found = [i for i in draft.inferred if i.about == subject]
    return next((i for i in found if i.status), found[0] if found else None)


def status_of(draft: Draft, element: str) -> str | None:
    """The draft's status of an element; None where the form was left empty."""
    inference = inference_about(draft, element)
    return inference.status if inference else None


def no_form(draft: Draft) -> Score | None:
    """The null score of a workflow that has no form to fill in, if it is one."""
    if draft.workflow in FORM_WORKFLOWS:
        return None
    return Score(None, f"{draft.workflow} has no form of statuses to fill in")


def share(hits: int, total: int, things: str, done: str) -> Score:
    """A share with its count as the reason; null where there is nothing to count."""
    if not total:
        return Score(None, f"there are no {things}")
    return Score(hits / total, f"{hits} of {total} {things} {done}")


def listing(names: Iterable[str]) -> str:
    """Names in a row for a reason; `none` where there are none."""
    return ", ".join(names) or "none"
