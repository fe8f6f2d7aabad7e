"""One deal as the documents look at it: its gaps, its fitting methods, its actions."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from playbook.model import Element, Entry, MethodRow
from studio.drafting.assemble import Desk
from studio.drafting.draft import Recommendation
from studio.drafting.reading import EntryReading, Found, RowReading
from studio.drafting.workflows.lines import (
    and_list,
    clip,
    common_words,
    fill,
    lower_first,
    say_date,
    slots_of,
    unstop,
)
from studio.drafting.workflows.voices import Voices

_ALIKE = 3
_WORST = ("contradicted", "missing", "partial", "evidenced")
_CHAIN = ("problem", "impact", "root_cause", "promise", "payoff")
_ATTRIBUTES = re.compile(r"\b(?:you|they|we) (?:said|told|wrote|spoke|described|mentioned|gave|put|were told|have)\b|"
                         r"\b(?:your|their) (?:own )?(?:words|sentence)\b|as they (?:found|put)", re.I)


class Spoken(NamedTuple):
    """A pattern filled for a deal: the text, the quotes in it, and whether buyers really said what it says they did."""

    text: str
    quotes: tuple[Found, ...]
    said: bool


class View(Voices):
    """A desk with its deal's people and words, and the standard held against them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.standard = desk.reading.standard
        self.method = desk.reading.standard.book.method
        self.product = self.context.deal.product or "what we offer"

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

    # -- gaps

    @cached_property
    def gaps(self) -> list[EntryReading]:
        """Elements that are not evidenced: denied ones first, then those due by now, then by weight."""
        order = [s.id for s in self.standard.stages]
        here = (self.reading.stage.path or "").removeprefix("process.")
        now = order.index(here) + 1 if here in order else 0

        def cost(e: EntryReading) -> tuple[bool, bool, int, float]:
            entry = self.entry(e.path)
            due = entry.expected_by if isinstance(entry, Element) else None
            late = due in order and order.index(due) <= now
            return (e.status != "contradicted", not late, _WORST.index(e.status),
                    -(entry.weight if isinstance(entry, Element) else 1.0))

        return sorted((e for e in self.reading.elements if e.status != "evidenced"), key=cost)

    def to_ask(self, element: EntryReading) -> str:
        """The buyer best placed to answer on an element: who spoke of it, else the contact."""
        spoke = [f.quote.speaker for f in (*element.denied, *element.quotes) if f.side == "buyer"]
        known = [p for p in spoke if p in self.present]
        return self.context.name(known[0]) if known else self.contact

    def parts(self, element: EntryReading, most: int = 4) -> str:
        """The open parts of an element, in words."""
        return and_list(lower_first(p) for p in element.open[:most]) or lower_first(element.name)

    def questions(self, element: EntryReading) -> list[str]:
        """The standard's questions on an element's open parts, one a part, then its others."""
        entry = self.entry(element.path)
        if not isinstance(entry, Element):
            return []
        parts = [c for c in entry.components if c.id in element.open or c.name in element.open]
        found = [c.questions[0] for c in parts if c.questions] + list(entry.questions)
        return list(dict.fromkeys(found or ([entry.question] if entry.question else [])))

    # -- method

    def rows(self, most: int = 3) -> list[tuple[RowReading, MethodRow]]:
        """Rows of the method that this buyer's words speak of, best first."""
        pairs = ((r, self.entry(r.path)) for r in self.reading.rows if r.quotes)
        return [(r, entry) for r, entry in pairs if isinstance(entry, MethodRow)][:most]

    def top_row(self) -> RowReading | None:
        """The row that fits best, if any does."""
        return next((r for r, _ in self.rows(1)), None)

    def row_id(self, row: RowReading, entry: MethodRow) -> str:
        """The inference that a row fits this deal, made once."""
        return self.once(row.path, f"“{entry.name}” may be a problem at {self.company}: a reading of their words, to be "
                         "confirmed by them.", entry.id, self.cite(*row.quotes[:3]), row.path)

    @cached_property
    def problems(self) -> list[Found]:
        """Buyers' words on what is wrong: those that fit the method first."""
        return [f for r, _ in self.rows(2) for f in r.quotes[:2] if f.side == "buyer"] + list(self.facts.problems)

    @cached_property
    def chain(self) -> dict[str, Found]:
        """Buyers' own words for a link of the method's chain, found through the part of an element most like it."""
        parts = {(f"qualification.{e.id}", c.name): f"{c.name} {c.meaning} {' '.join(c.questions)}"
                 for e in self.standard.elements for c in e.components}
        said: dict[str, Found] = {}
        for link in self.method.chain:
            text = f"{link.definition} {link.evidence} {' '.join(link.questions)}"
            like = {key: common_words(text, part) for key, part in parts.items()}
            best = max(like, key=lambda key: like[key], default=None)
            if best and like[best] > _ALIKE:
                found = [f for e in self.reading.elements if e.path == best[0] for f in e.quotes
                         if f.part_name == best[1] and f.side == "buyer"]
                said |= dict([(link.id, found[0])] if found else [])
        return said

    def spoken(self, pattern: str, row: RowReading | None = None, person: str = "", gap: str = "") -> Spoken | None:
        """Fill a pattern for this deal, with the buyer's own words wherever there are any."""
        entry = self.entry(row.path) if row else None
        slots = {"person": person or self.contact, "company": self.company, "product": self.product, "gap": gap,
                 "seller": self.owner, "owner": self.owner}
        quotes: dict[str, Found] = {}
        own = {"problem": [*(row.quotes if row else ()), *self.facts.problems], "impact": self.numbers}
        for name in _CHAIN:
            words = [f for f in own.get(name, []) if f.side == "buyer"] or [f for f in [self.chain.get(name)] if f]
            if words:
                quotes[name] = words[0]
                slots[name] = f"“{unstop(clip(words[0].quote.text, 120))}”"
            elif isinstance(entry, MethodRow):
                slots[name] = lower_first(unstop(getattr(entry, name)))
        text = fill(pattern, slots)
        if text is None:
            return None
        used = [n for n in slots_of(pattern) if n in _CHAIN]
        said = all(n in quotes for n in used) or not _ATTRIBUTES.search(pattern)
        return Spoken(text, tuple(quotes[n] for n in dict.fromkeys(used) if n in quotes), said)

    # -- actions

    def closes(self, action: Recommendation) -> str:
        """What an action closes, in words."""
        names = {e.id: e.name for e in (*self.reading.elements, *self.reading.behaviours)}
        return and_list(lower_first(names.get(c, c.replace("_", " "))) for c in action.closes[:2])

    def proposed(self, action: Recommendation) -> str:
        """An action as a suggestion, with owner, people and date."""
        others = and_list(self.context.name(p) for p in action.with_)
        parts = [self.context.name(action.owner) if action.owner else "", f"with {others}" if others else "",
                 f"by {say_date(action.due)}" if action.due else ""]
        return f"{unstop(action.action)} ({', '.join(p for p in parts if p)})"
