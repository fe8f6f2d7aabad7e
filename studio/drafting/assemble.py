"""From a reading to a draft: ids, traces, and the three lanes kept apart."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence

from studio.drafting.draft import (
    QUALIFICATION_FORM,
    BehaviourScore,
    Document,
    Draft,
    Inference,
    Observation,
    PlaybookRef,
    Quote,
    Recommendation,
    Section,
)
from studio.drafting.quotes import RECORD, quote_fault
from studio.drafting.reading import BehaviourReading, EntryReading, Found, Reading

QUOTES_PER_ENTRY = 8
ACTIONS = 5
STATUS_WORDS = {"evidenced": "evidenced", "partial": "partly evidenced", "missing": "missing",
                "contradicted": "contradicted"}


class Desk:
    """Where a draft is put together; each method returns the id it made.

    Every quote passes the quote check on its way in: one that is not verbatim
    is counted in `refused` and gets no id.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.refused = 0
        self.decisions: dict[str, object] = {}
        self._observed: dict[tuple[str, str | None, int, int], tuple[str, list[str], Quote]] = {}
        self._inferred: list[Inference] = []
        self._recommended: list[Recommendation] = []
        self._scores: list[BehaviourScore] = []
        self._element_ids: dict[str, str] = {}
        self._behaviour_basis: dict[str, tuple[str, ...]] = {}

    # -- the three lanes

    def observe(self, found: Found | Quote, about: Sequence[str] = ()) -> str | None:
        """Note a quote; return its observation's id, or None if it is refused."""
        quote = found.quote if isinstance(found, Found) else found
        key = (quote.evidence, quote.field, quote.start, quote.end)
        if key not in self._observed:
            if quote_fault(quote.model_dump(), self.reading.context.by_id, self.reading.context.record):
                self.refused += 1
                return None
            self._observed[key] = (f"o{len(self._observed) + 1}", [], quote)
        number, topics, _ = self._observed[key]
        topics += [a for a in about if a not in topics]
        return number

    def observe_all(self, founds: Iterable[Found], about: str) -> list[str]:
        """Note several quotes about one entry."""
        return [number for f in founds if (number := self.observe(f, [about]))]

    def infer(self, statement: str, about: str, basis: Sequence[str], standard: str | None,
              status: str | None = None, confidence: float | None = None) -> str:
        """Add an inference; return its id."""
        number = f"i{len(self._inferred) + 1}"
        self._inferred.append(Inference(id=number, statement=statement, about=about, status=status,
                                        confidence=confidence, basis=tuple(basis), standard=standard))
        return number

    def judge(self, element: EntryReading) -> str:
        """Add the inference on one element, resting on its quotes."""
        basis = self.observe_all(element.quotes[:QUOTES_PER_ENTRY], element.id)
        basis += [n for n in self.observe_all(element.claims, element.id) if n not in basis]
        number = self.infer(element_statement(element, self.reading), element.id, basis, element.path,
                            element.status, round(element.confidence, 3))
        self._element_ids[element.id] = number
        return number

    def score(self, behaviour: BehaviourReading) -> None:
        """Add the score of one behaviour, resting on its quotes."""
        basis = tuple(self.observe_all(behaviour.quotes[:4], behaviour.id))
        self._behaviour_basis[behaviour.id] = basis
        self._scores.append(BehaviourScore(id=behaviour.id, score=behaviour.score, basis=basis,
                                           standard=behaviour.path))

    def recommend(self, limit: int = ACTIONS) -> list[str]:
        """Add the reading's first proposals; return their ids."""
        context = self.reading.context
        for rank, proposal in enumerate(self.reading.proposals[:limit], 1):
            basis = [self._element_ids[c] for c in proposal.closes if c in self._element_ids]
            basis += [b for c in proposal.closes for b in self._behaviour_basis.get(c, ())[:1] if not basis]
            self._recommended.append(Recommendation(
                id=f"r{rank}", rank=rank, action=proposal.action, owner=proposal.owner,
                with_=proposal.with_people, due=context.date + datetime.timedelta(days=proposal.days),
                closes=proposal.closes, basis=tuple(basis), standard=proposal.path))
        return [r.id for r in self._recommended]

    # -- what documents refer to

    @property
    def recommended(self) -> list[Recommendation]:
        """The recommendations so far, in rank order."""
        return self._recommended

    @property
    def inferred(self) -> list[Inference]:
        """The inferences so far."""
        return self._inferred

    def of(self, element: str) -> str | None:
        """Return the id of the inference on an element."""
        return self._element_ids.get(element)

    def evidence_of(self, behaviour: str) -> tuple[str, ...]:
        """Return the ids of the observations that a behaviour's score rests on."""
        return self._behaviour_basis.get(behaviour, ())

    def draft(self, workflow: str, document: Document, *, engine: str, stage: str | None) -> Draft:
        """Return the finished draft."""
        book = self.reading.standard.book
        context = self.reading.context
        return Draft(
            workflow=workflow, deal=context.deal.id, as_of=context.event.id, engine=engine,
            playbook=PlaybookRef(id=book.id, version=book.version), specificity=book.specificity,
            observed=tuple(self._observation(*seen) for seen in self._observed.values()),
            inferred=tuple(self._inferred), recommended=tuple(self._recommended), behaviours=tuple(self._scores),
            stage_supported=stage, document=document, refused_quotes=self.refused)

    def _observation(self, number: str, topics: list[str], quote: Quote) -> Observation:
        return Observation(id=number, statement=quote_statement(quote, self.reading), about=tuple(topics),
                           quotes=(quote,))


def quote_statement(quote: Quote, reading: Reading) -> str:
    """Say plainly who said a quote, where and when; nothing is read into it."""
    context = reading.context
    if quote.evidence == RECORD:
        return f"The CRM record says under '{(quote.field or '').replace('_', ' ')}': {quote.text}"
    evidence = context.by_id[quote.evidence]
    verb = {"call": "said on the call", "email": "wrote in the mail", "note": "noted", "form": "wrote in the form",
            "document": "is quoted from the document"}[evidence.type]
    person = context.people.get(quote.speaker or "")
    who = f"{person.name} ({person.title})" if person and person.title else context.name(quote.speaker)
    when = f" of {say_date(evidence.date)}" if evidence.date else ""
    if not quote.speaker:
        return f"The {evidence.type}{when} says: {quote.text}"
    return f"{who} {verb}{when}: {quote.text}"


def say_date(day: datetime.date) -> str:
    """Return a date as people say it: 5 March 2026."""
    return f"{day.day} {day:%B %Y}"


def element_statement(element: EntryReading, reading: Reading) -> str:
    """Say what was concluded on an element, and what is still open."""
    name = element.name
    people = [reading.context.name(p) for p in element.people[:2]]
    if element.status == "evidenced":
        if not element.quotes:
            return f"{name} reads as evidenced, on the CRM record alone; no standard says how to check it."
        tail = f", by the words of {' and '.join(people)}" if people else ""
        return f"{name} is evidenced{tail}." + (f" Shown: {', '.join(element.shown)}." if element.shown else "")
    if element.status == "contradicted":
        return f"{name}: a buyer's words go against what the seller's side has written down." + (
            f" The record says '{element.recorded}'." if element.recorded else "")
    if element.status == "partial":
        shown = f" Shown: {', '.join(element.shown)}." if element.shown else ""
        still = f" Still open: {', '.join(element.open)}." if element.open else ""
        return f"{name} is only partly evidenced.{shown}{still}"
    still = f" Nobody has yet said: {', '.join(element.open)}." if element.open else ""
    claim = f" The record claims '{element.recorded}', which is a claim and no evidence." if element.recorded else ""
    return f"{name} is missing: nothing in the evidence shows it.{still}{claim}"


def line(text: str, *refs: str | None) -> str:
    """Return a document line that ends with the ids, or the path, it rests on."""
    kept = list(dict.fromkeys(r for r in refs if r))
    return f"{text.rstrip()} [{', '.join(kept)}]" if kept else text


def section(heading: str, lines: Sequence[str]) -> Section:
    """Return a section whose basis is what its lines rest on."""
    basis = dict.fromkeys(r for text in lines for group in re.findall(r"\[([oir]\d+(?:, [oir]\d+)*)\]\s*$", text)
                          for r in group.split(", "))
    return Section(heading=heading, body="\n".join(lines), basis=tuple(basis))


def fill_form(desk: Desk) -> None:
    """Judge every element: the eight of the form first, then the standard's own."""
    by_id = {e.id: e for e in desk.reading.elements}
    for number in [*QUALIFICATION_FORM, *(e for e in by_id if e not in QUALIFICATION_FORM)]:
        desk.judge(by_id[number])
