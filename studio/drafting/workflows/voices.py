"""Who speaks in a deal, and the words of theirs that a document may show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from studio.deals.evidence import Evidence, Turn
from studio.deals.model import Person
from studio.drafting.assemble import Desk
from studio.drafting.quotes import record_text
from studio.drafting.reading import Found
from studio.drafting.workflows.lines import (
    RECORD,
    bullet,
    clip,
    from_turn,
    number_weight,
    record_quote,
    say_date,
    sentences,
)

_SHORT = 40
_LEFT = re.compile(
    r"\b(?:(?:ha[sd]|have|'s|’s) (?:just )?left (?:the |us\b|our\b)|left (?:the company|us|at|on|in|last)\b|moved on|"
    r"(?:isn['’]t|is not|is no longer|not) (?:here|with us)(?: any ?more)?|no longer (?:works|with)|finished up|resigned|"
    r"has retired|handed in (?:her|his|their) notice)", re.I)
_LEAVING = re.compile(r"\bI(?:['’]ve| have|['’]m| am) (?:left|leaving)\b", re.I)


class Voices:
    """The people of one deal and what they said; remembers what a document has quoted."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.reading = desk.reading
        self.context = desk.reading.context
        self.facts = desk.reading.facts
        self.company = self.context.deal.account.name
        self._quoted: set[tuple[str, int, int]] = set()
        self._made: dict[str, str] = {}

    # -- people

    @cached_property
    def lately(self) -> list[str]:
        """Buyers who spoke or wrote, by the newest evidence, then by how much."""
        words: dict[str, tuple[int, int]] = {}
        for age, evidence in enumerate(reversed(self.context.evidence)):
            for turn in evidence.turns:
                who = turn.person or turn.speaker
                if turn.side == "buyer" and who and not turn.quoted and turn.label is None:
                    newest, count = words.get(who, (age, 0))
                    words[who] = (newest, count + (len(turn.text.split()) if age <= newest + 2 else 0))
        return sorted(words, key=lambda w: (words[w][0] // 2, -words[w][1]))

    @cached_property
    def buyers(self) -> list[Person]:
        """The buyer's people, those heard lately first, then the quiet ones."""
        order = {person: n for n, person in enumerate(self.lately)}
        listed = [p for p in self.context.deal.people if p.side == "buyer"]
        return sorted(listed, key=lambda p: order.get(p.id, len(order)))

    @property
    def quiet(self) -> list[Person]:
        """Buyers listed of whom nothing has been heard."""
        return [p for p in self.buyers if p.id not in self.lately]

    @property
    def present(self) -> list[str]:
        """Buyers on record who were heard and are not said to have left."""
        return [p for p in self.lately if p in self.context.people and self.left(self.context.people[p]) is None]

    @property
    def contact(self) -> str:
        """The name of the buyer to turn to first."""
        known = self.present or [p.id for p in self.buyers if self.left(p) is None]
        return self.context.name(known[0]) if known else f"your contact at {self.company}"

    @property
    def owner(self) -> str:
        """The name of the seller who owns the deal."""
        return self.context.deal.owner.name if self.context.deal.owner else "the seller"

    def titled(self, person: str) -> str:
        """A person's name with the title, where there is one."""
        known = self.context.people.get(person)
        return f"{known.name} ({known.title})" if known and known.title else self.context.name(person)

    def silence(self, person: Person) -> str:
        """The inference that somebody has not been heard, made once."""
        return self.once(f"quiet {person.id}", f"{person.name} has neither spoken nor written up to "
                         f"{say_date(self.context.date)}.", "people", self.cite(self.mention(person)))

    def mention(self, person: Person) -> Found | None:
        """The newest buyer's words that name somebody other than their speaker."""
        found = [f for f in self._naming[person.id] if f.side == "buyer"]
        return next((f for f in found if len(f.quote.text) > _SHORT), found[0] if found else None)

    def left(self, person: Person) -> Found | None:
        """Words by which somebody may have left; None where they were heard after that."""
        return self._gone.get(person.id)

    @cached_property
    def _gone(self) -> dict[str, Found]:
        gone: dict[str, Found] = {}
        ages = {e.id: n for n, e in enumerate(self.context.evidence)}
        last: dict[str, int] = {}
        for evidence in self.context.evidence:
            for turn in evidence.turns:
                if turn.side != "buyer" or not turn.person or turn.quoted:
                    continue
                if evidence.type == "email" and _LEAVING.search(turn.text):
                    gone[turn.person] = next(from_turn(evidence, turn, start, end) for start, end in sentences(turn)
                                             if _LEAVING.search(evidence.text[start:end]))
                elif turn.label is None and turn.person not in gone:
                    last[turn.person] = ages[evidence.id]
        for person in self.buyers:
            for found in self._naming[person.id]:
                if ages[found.quote.evidence] >= last.get(person.id, -1) and _LEFT.search(found.quote.text):
                    gone.setdefault(person.id, found)
        return gone

    @cached_property
    def _naming(self) -> dict[str, list[Found]]:
        """For each buyer, words of others that name them, newest evidence first."""
        patterns = {}
        for person in self.buyers:
            names = {n for n in (person.name, person.name.split()[-1], person.name.split()[0]) if len(n) > 2}
            patterns[person.id] = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, names), key=len)) or '(?!)'})\b")
        found: dict[str, list[Found]] = {p: [] for p in patterns}
        for evidence in reversed(self.context.evidence):
            for turn in evidence.turns:
                if turn.side not in ("buyer", "seller") or turn.quoted or turn.label:
                    continue
                for person, pattern in patterns.items():
                    if turn.person != person and pattern.search(turn.text):
                        found[person] += _around(evidence, turn, pattern)
        return found

    # -- words

    def source(self, found: Found) -> str:
        """Who said it, where and when: Ann Lee, call of 5 March 2026."""
        quote = found.quote
        if quote.evidence == RECORD:
            return f"The CRM, field '{(quote.field or '').replace('_', ' ')}'"
        evidence = self.context.by_id[quote.evidence]
        day = f" of {say_date(evidence.date)}" if evidence.date else ""
        who = self.context.name(quote.speaker) if quote.speaker else f"“{evidence.title}”"
        side = f" ({found.side})" if found.side in ("seller", "partner") and quote.speaker else ""
        return f"{who}{side}, {evidence.type}{day}"

    def said(self, found: Found, limit: int = 200) -> str:
        """A quote with its source."""
        return f"{self.source(found)}: “{clip(found.quote.text, limit)}”"

    def cite(self, *founds: Found | None) -> list[str]:
        """The ids of quotes; one that is refused has none."""
        return [n for f in founds if f is not None and (n := self.desk.observe(f))]

    def fresh(self, founds: Iterable[Found], most: int) -> list[Found]:
        """Quotes that this document has not shown yet, in their order."""
        chosen: list[Found] = []
        for found in founds:
            where, start, end = found.quote.field or found.quote.evidence, found.quote.start, found.quote.end
            shown = any(w == where and s < end and start < e for w, s, e in self._quoted)
            if len(chosen) < most and not shown and self.desk.observe(found):
                self._quoted.add((where, start, end))
                chosen.append(found)
        return chosen

    def tell(self, founds: Iterable[Found], most: int, lead: str = "") -> list[str]:
        """Lines that quote what this document has not shown yet."""
        return [bullet(lead + self.said(f), *self.cite(f)) for f in self.fresh(founds, most)]

    @cached_property
    def numbers(self) -> list[Found]:
        """Buyers' telling numbers that no buyer denied, those that carry most first."""
        read = self.reading
        denied = {_place(f) for e in read.elements for f in e.denied}
        proving = {_place(f) for e in read.elements for f in e.quotes} | {_place(f) for r in read.rows for f in r.quotes}
        found = {_place(f): f for f in self.facts.numbers if f.side == "buyer" and _place(f) not in denied}
        worth = {k: number_weight(f.quote.text) + (1 if k in proving else 0) for k, f in found.items()}
        return [found[k] for k in sorted(found, key=lambda k: -worth[k]) if worth[k] > 1]

    def words_of(self, person: str) -> list[Found]:
        """What a person said, the most telling first: problems, numbers, then by fit."""
        read = self.reading
        ranked = [(0, f) for f in (*(f for r in read.rows for f in r.quotes), *self.facts.problems)]
        ranked += [(1, f) for f in self.numbers] + [(2, f) for e in read.elements for f in e.quotes]
        own = [(n, f) for n, f in ranked if f.quote.speaker == person and f.side == "buyer"]
        founds = [f for _, f in sorted(own, key=lambda x: (x[0], -x[1].fit)) if len(f.quote.text) > _SHORT]
        return list({_place(f): f for f in founds}.values()) or self.plain_words(person)

    def plain_words(self, person: str) -> list[Found]:
        """A person's longest sentences, newest evidence first: for want of a reading."""
        found = []
        for evidence in reversed(self.context.evidence):
            own = [from_turn(evidence, t, start, end) for t in evidence.turns
                   if (t.person or t.speaker) == person and not t.quoted and t.label is None
                   for start, end in sentences(t) if end - start > _SHORT]
            found += sorted(own, key=lambda f: -len(f.quote.text))
        return found

    def record(self, field: str) -> tuple[str, str | None]:
        """What a CRM field says and the id of that observation; empty where it says nothing."""
        text = record_text(self.context.record, field) or ""
        return (text, self.desk.observe(record_quote(field, text))) if text.strip() else ("", None)

    def once(self, key: str, statement: str, about: str, basis: Sequence[str], standard: str | None = None) -> str:
        """The id of an inference that a document needs, made once."""
        if key not in self._made:
            self._made[key] = self.desk.infer(statement, about, basis, standard)
        return self._made[key]


def _place(found: Found) -> tuple[str, int]:
    return found.quote.evidence, found.quote.start


def _around(evidence: Evidence, turn: Turn, pattern: re.Pattern[str]) -> list[Found]:
    """The sentences that a pattern is found in; a short one with the next."""
    places = sentences(turn)
    found = []
    for number, (start, end) in enumerate(places):
        if pattern.search(evidence.text[start:end]):
            last = places[min(number + 1, len(places) - 1)][1] if end - start < _SHORT else end
            found.append(from_turn(evidence, turn, start, last))
    return found
