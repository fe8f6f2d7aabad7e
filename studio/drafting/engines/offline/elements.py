"""Qualification elements, read: status, quotes, what is shown and what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playbook.compile import Standard
from playbook.model import Element
from studio.drafting.context import Context
from studio.drafting.draft import MAX_QUOTE, QUALIFICATION_FORM, Quote
from studio.drafting.engines.offline.entities import People
from studio.drafting.engines.offline.facts import found_of
from studio.drafting.engines.offline.index import Index
from studio.drafting.engines.offline.lens import Lens
from studio.drafting.engines.offline.rank import compare_all, find_claims, second_look, target_fit, target_said
from studio.drafting.engines.offline.scan import Scan
from studio.drafting.engines.offline.status import Judged, decide, judge, record_status
from studio.drafting.engines.offline.weights import Weights
from studio.drafting.quotes import RECORD
from studio.drafting.reading import EntryReading, Found

QUOTES = 8
SHOWN = 0.25
LEAST_FIT = 0.02
SHARED_FIT = 0.3


@dataclass(frozen=True, eq=False)
class Elements:
    """The readings, and the ranked passages behind them for the other readers."""

    readings: tuple[EntryReading, ...]
    fit: np.ndarray


def record_claims(element: Element, context: Context) -> list[tuple[str, str]]:
    """Return the record's fields that claim an element, with their text."""
    fields = {r.field: context.record.fields.get(r.field, "") for r in element.record}
    return [(f, text) for f, text in fields.items() if text.strip()]


def read_elements(scan: Scan, lens: Lens, standard: Standard, context: Context, weights: Weights) -> Elements:
    """Return the reading of every element of the standard, then of the form."""
    who = People([(p.id, p.name) for p in context.deal.people])
    first = target_fit(scan, lens)
    claims = [find_claims(scan.index, target_said(scan, lens, n), record_claims(e, context), who)
              for n, e in enumerate(standard.elements)]
    compared = compare_all(scan.index, first, claims, lens)
    fit = second_look(scan.index, first, compared, weights.models["second"])
    readings = []
    for number, element in enumerate(standard.elements):
        judged = judge(scan, lens, number, fit[:, number], compared[:, number], weights.models["denial"])
        readings.append(_read(element, number, judged, scan, lens, context, weights))
    done = {r.id for r in readings}
    readings += [_unread(i, name, context) for i, name in QUALIFICATION_FORM.items() if i not in done]
    return Elements(tuple(readings), fit)


def _read(element: Element, target: int, judged: Judged, scan: Scan, lens: Lens, context: Context,
          weights: Weights) -> EntryReading:
    status, confidence, _ = decide(judged.values, weights.models["status"], weights.numbers,
                                   bool(element.components))
    passages = scan.index.passages
    parts = {j: lens.parts[j][1] for j in judged.coverage}
    own = sorted(parts)
    chosen = [r for r in judged.top if judged.fit[r] >= LEAST_FIT]
    if status == "contradicted":
        chosen.sort(key=lambda r: (-judged.fit[r] * (0.3 + judged.denial[r]), r))
    quotes = []
    for row in chosen[:QUOTES]:
        part = parts[own[int(scan.fit[row, own].argmax())]]
        quotes.append(found_of(passages[row], judged.fit[row], part.id, part.name))
    shown = [parts[j].name for j in own if judged.coverage[j] >= SHOWN] if element.components else []
    still = [parts[j].name for j in own if judged.coverage[j] < SHOWN and parts[j].required] if element.components else []
    denied = tuple(q for q, r in zip(quotes, chosen, strict=False) if judged.denial[r] > 0.5)
    return EntryReading(
        id=element.reported_id, name=element.name, path=f"qualification.{element.id}", status=status,
        confidence=confidence, quotes=tuple(quotes), claims=_claims(element, judged, scan.index, context),
        denied=denied if status == "contradicted" else (), shown=tuple(shown), open=tuple(still),
        people=_people(chosen, judged, scan.index, _named_wrongly(status, element, context)),
        recorded=_recorded(record_claims(element, context)))


def _named_wrongly(status: str, element: Element, context: Context) -> frozenset[str]:
    """People whom the record names where buyers say otherwise."""
    if status != "contradicted":
        return frozenset()
    who = People([(p.id, p.name) for p in context.deal.people])
    return frozenset().union(*(who.mentioned(text) for _, text in record_claims(element, context)))


def _claims(element: Element, judged: Judged, index: Index, context: Context) -> tuple[Found, ...]:
    recorded = [record_quote(field, text) for field, text in record_claims(element, context)]
    noted = [found_of(index.passages[r], float(judged.fit[r])) for r in judged.notes]
    return (*recorded, *noted)


def record_quote(field: str, text: str) -> Found:
    """Return what a field of the record says, as something found."""
    words = text[:MAX_QUOTE].rstrip() or text[:MAX_QUOTE]
    return Found(Quote(evidence=RECORD, speaker=None, start=0, end=len(words), text=words, field=field), "record", 1.0)


def _people(rows: Sequence[int], judged: Judged, index: Index, not_these: frozenset[str]) -> tuple[str, ...]:
    """People whom the best passages name, else those who speak them."""
    weight: dict[str, float] = {}
    for row in rows:
        passage = index.passages[row]
        named = passage.people or ({passage.person} if passage.person else set())
        for person in named:
            weight[person] = weight.get(person, 0.0) + float(judged.fit[row])
    found = sorted(weight, key=lambda p: (-weight[p], p))
    return tuple([p for p in found if p not in not_these] or found)[:4]


def _recorded(fields: Sequence[tuple[str, str]]) -> str:
    return "; ".join(text for _, text in fields)[:200]


def _unread(number: str, name: str, context: Context) -> EntryReading:
    """The reading where the standard says nothing: the record is all there is."""
    text = context.record.fields.get(number, "")
    fields = [(number, text)] if text.strip() else []
    claims = tuple(record_quote(f, t) for f, t in fields)
    return EntryReading(id=number, name=name, path=None, status=record_status(fields), confidence=0.5,
                        claims=claims, recorded=_recorded(fields))

