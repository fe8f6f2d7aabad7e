"""What is open in a deal, and which of the buyer's words count for it."""

from __future__ import annotations

import re
from functools import cached_property

from playbook.model import Element, Entry
from studio.drafting.assemble import STATUS_WORDS, Desk
from studio.drafting.draft import Quote
from studio.drafting.reading import CriterionReading, EntryReading, Found
from studio.drafting.workflows.lines import and_list, clip, lower_first
from studio.drafting.workflows.telling import common_words
from studio.drafting.workflows.voices import Voices

QUOTE_FIT = 0.15
_THIN = 0.3
_WORST = ("contradicted", "missing", "partial", "evidenced")


class Gaps(Voices):
    """The standard's elements and criteria as they stand in one deal."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.standard = desk.reading.standard
        self.method = desk.reading.standard.book.method
        self.product = re.split(r",| that | which ", self.context.deal.product)[0] or "what we offer"

    def entry(self, path: str | None) -> Entry | None:
        """A playbook entry by its path."""
        return self.standard.paths.get(path or "")

    def of(self, *elements: EntryReading) -> list[str]:
        """The ids of the inferences on elements."""
        return [n for e in elements if (n := self.desk.of(e.id))]

    @property
    def worst(self) -> list[str]:
        """What to cite where nothing else is known: the worst gap, else the first element."""
        return self.of(*(self.gaps or list(self.reading.elements))[:1])

    @cached_property
    def gaps(self) -> list[EntryReading]:
        """Elements that are not evidenced: denied ones first, then those due by now, then by weight."""
        order = [s.id for s in self.standard.stages]
        now = self._here + 1

        def cost(e: EntryReading) -> tuple[bool, bool, int, float]:
            entry = self.entry(e.path)
            due = entry.expected_by if isinstance(entry, Element) else None
            late = due in order and order.index(due) <= now
            return (e.status != "contradicted", not late, _WORST.index(e.status),
                    -(entry.weight if isinstance(entry, Element) else 1.0))

        return sorted((e for e in self.reading.elements if e.status != "evidenced"), key=cost)

    def evidence(self, element: EntryReading) -> list[Found]:
        """Buyers' words that count for an element: none where it is missing, those of shown parts first."""
        if element.status == "missing":
            return []
        denied = {f.quote for f in element.denied}
        kept = [f for f in element.quotes if f.fit >= QUOTE_FIT and f.quote not in denied
                and len(f.quote.text) > 20]
        kept.sort(key=lambda f: f.part_name not in element.shown)
        return kept or [f for f in element.quotes if f.quote not in denied][:1]

    def thin(self, element: EntryReading) -> bool:
        """Whether the words for an element show none of its parts for sure."""
        best = max((f.fit for f in element.quotes), default=0.0)
        return not element.shown and bool(element.open) and best < _THIN

    def best(self, element: EntryReading) -> list[Found]:
        """The words to show for an element, what goes against a claim first; none where they are thin."""
        return [] if self.thin(element) else [*element.denied, *self.evidence(element)]

    @cached_property
    def home(self) -> dict[Quote, tuple[float, EntryReading, Found]]:
        """For each quote the element for which it counts most."""
        found: dict[Quote, tuple[float, EntryReading, Found]] = {}
        for element in [e for e in self.reading.elements if not self.thin(e)]:
            for words in self.evidence(element):
                if words.fit > found.get(words.quote, (0.0,))[0]:
                    found[words.quote] = (words.fit, element, words)
        return found

    def recorded(self, element: EntryReading, limit: int = 90) -> str:
        """What the record claims of an element, each claim once."""
        return clip("; ".join(dict.fromkeys(element.recorded.split("; "))), limit)

    def status(self, element: EntryReading) -> str:
        """The status of an element, in words."""
        return STATUS_WORDS[element.status]

    def to_ask(self, element: EntryReading) -> str:
        """The buyer best placed to answer on an element: who spoke of it, else the contact."""
        spoke = [f.quote.speaker for f in (*element.denied, *self.evidence(element)) if f.side == "buyer"]
        known = [p for p in spoke if p in self.present]
        return self.context.name(known[0]) if known else self.contact

    def parts(self, element: EntryReading, most: int = 4) -> str:
        """The open parts of an element, in words."""
        return and_list(lower_first(p) for p in element.open[:most]) or lower_first(element.name)

    def needs(self, element: EntryReading) -> set[str]:
        """The kinds of fact that the open parts of an element need."""
        entry = self.entry(element.path)
        parts = entry.components if isinstance(entry, Element) else []
        return {need for c in parts if c.name in element.open or c.id in element.open for need in c.needs}

    def questions(self, element: EntryReading) -> list[str]:
        """The standard's questions on an element's open parts, one a part, then its others."""
        entry = self.entry(element.path)
        if not isinstance(entry, Element):
            return []
        parts = [c for c in entry.components if c.id in element.open or c.name in element.open]
        told = f"{self.context.deal.product} {' '.join(f.quote.text for f in self.facts.problems)}"
        found = [max(c.questions, key=lambda q: common_words(q, told)) for c in parts if c.questions]
        found += entry.questions
        return list(dict.fromkeys(found or ([entry.question] if entry.question else [])))

    def counts(self, element: EntryReading) -> bool:
        """Whether the record claims an element mostly in numbers, by the standard."""
        entry = self.entry(element.path)
        claims = entry.record if isinstance(entry, Element) else []
        return 2 * sum(r.compare == "number" for r in claims) > len(claims)

    def unmet(self, most: int) -> list[CriterionReading]:
        """Mandatory criteria not met, of the stage the deal is in and of those after it, in order."""
        return [c for c in self.reading.stage.criteria
                if not c.met and c.mandatory and self._order(c.path) >= self._here][:most]

    def met(self) -> list[CriterionReading]:
        """Criteria met, of the stages up to the one the deal is in."""
        return [c for c in self.reading.stage.criteria if c.met and self._order(c.path) <= self._here]

    def _order(self, path: str | None) -> int:
        stages = [s.id for s in self.standard.stages]
        stage = (path or "").split(".")[1:2]
        return stages.index(stage[0]) if stage and stage[0] in stages else -1

    @property
    def _here(self) -> int:
        return self._order(self.reading.stage.path)
