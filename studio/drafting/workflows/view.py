"""One deal as the documents look at it: who, what they said, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from playbook.model import Element, Entry, MethodRow
from studio.deals.model import Person
from studio.drafting.assemble import Desk
from studio.drafting.draft import Recommendation
from studio.drafting.quotes import record_text
from studio.drafting.reading import EntryReading, Found, RowReading
from studio.drafting.workflows.lines import (
    RECORD,
    and_list,
    bullet,
    clip,
    from_turn,
    lower_first,
    newest_first,
    record_quote,
    say_date,
    sentences,
    unstop,
)

_WORST = ("contradicted", "missing", "partial", "evidenced")
_SHORT = 40


class View:
    """A desk with its deal's names, words and gaps; remembers what a document has quoted."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.reading = desk.reading
        self.context = desk.reading.context
        self.standard = desk.reading.standard
        self.method = desk.reading.standard.book.method
        self.facts = desk.reading.facts
        self.company = self.context.deal.account.name
        self.product = self.context.deal.product or "what we offer"
        self._quoted: set[tuple[str, int, int]] = set()
        self._made: dict[str, str] = {}

    # -- people

    @cached_property
    def buyers(self) -> list[Person]:
        """The buyer's people, those heard lately first, then the quiet ones."""
        order = {person: n for n, person in enumerate(self.lately)}
        listed = [p for p in self.context.deal.people if p.side == "buyer"]
        return sorted(listed, key=lambda p: order.get(p.id, len(order)))

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

    @property
    def contact(self) -> str:
        """The name of the buyer to turn to first; the company where nobody is known."""
        known = [p for p in self.lately if p in self.context.people] or [p.id for p in self.buyers]
        return self.context.name(known[0]) if known else f"your contact at {self.company}"

    @property
    def owner(self) -> str:
        """The name of the seller who owns the deal."""
        return self.context.deal.owner.name if self.context.deal.owner else "the seller"

    def titled(self, person: str) -> str:
        """A person's name with the title, where there is one."""
        known = self.context.people.get(person)
        return f"{known.name} ({known.title})" if known and known.title else self.context.name(person)

    def quiet(self) -> list[Person]:
        """Buyers listed of whom nothing has been heard."""
        return [p for p in self.buyers if p.id not in self.lately]

    def silence(self, person: Person) -> str:
        """The inference that somebody has not been heard, made once."""
        named = self.mention(person)
        basis = [n for n in (self.desk.observe(named),) if n] if named else []
        return self._once(f"quiet {person.id}", f"{person.name} has neither spoken nor written up to "
                          f"{say_date(self.context.date)}.", "people", basis)

    def mention(self, person: Person) -> Found | None:
        """The newest buyer's sentence that names somebody who is not its speaker."""
        names = [n for n in (person.name, person.name.split()[-1], person.name.split()[0]) if len(n) > 2]
        for evidence in reversed(self.context.evidence):
            for turn in evidence.turns:
                if turn.side != "buyer" or turn.person == person.id or turn.quoted or turn.label:
                    continue
                for start, end in sentences(turn):
                    if any(n in evidence.text[start:end] for n in names):
                        return from_turn(evidence, turn, start, end)
        return None

    # -- words

    def source(self, found: Found) -> str:
        """Who said it, where and when: Ann Lee, call of 5 March 2026."""
        quote = found.quote
        if quote.evidence == RECORD:
            return f"The CRM, field '{(quote.field or '').replace('_', ' ')}'"
        evidence = self.context.by_id[quote.evidence]
        day = f" of {say_date(evidence.date)}" if evidence.date else ""
        who = self.context.name(quote.speaker) if quote.speaker else f"“{evidence.title}”"
        side = "" if found.side == "buyer" or not quote.speaker else f" ({found.side})"
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
            key = (found.quote.evidence, found.quote.start, found.quote.end)
            overlaps = any(k[0] == key[0] and k[1] < key[2] and key[1] < k[2] for k in self._quoted)
            if len(chosen) < most and not overlaps and self.desk.observe(found):
                self._quoted.add(key)
                chosen.append(found)
        return chosen

    def tell(self, founds: Iterable[Found], most: int, lead: str = "") -> list[str]:
        """Lines that quote what this document has not shown yet."""
        return [bullet(lead + self.said(f), *self.cite(f)) for f in self.fresh(founds, most)]

    def words_of(self, person: str) -> list[Found]:
        """What a person said, the most telling first: complaints, numbers, then by fit."""
        ranked = [(0, f) for f in self.facts.problems]
        ranked += [(1, f) for f in (*self.facts.numbers, *(f for r in self.reading.rows for f in r.quotes))]
        ranked += [(2, f) for e in self.reading.elements for f in e.quotes]
        own = [(n, f) for n, f in ranked if f.quote.speaker == person and f.side == "buyer"]
        founds = [f for _, f in sorted(own, key=lambda x: (x[0], -x[1].fit))]
        return list({(f.quote.evidence, f.quote.start): f for f in founds}.values()) or self.plain_words(person)

    def plain_words(self, person: str) -> list[Found]:
        """A person's longest sentences, newest evidence first: for want of a reading."""
        found = [from_turn(e, t, start, end) for e in self.context.evidence for t in e.turns
                 if (t.person or t.speaker) == person and not t.quoted and t.label is None
                 for start, end in sentences(t) if end - start > _SHORT]
        dates = {e.id: e.date for e in self.context.evidence}
        return newest_first(sorted(found, key=lambda f: -len(f.quote.text)), dates)

    def record(self, field: str) -> tuple[str, str | None]:
        """What a CRM field says and the id of that observation; empty where it says nothing."""
        text = record_text(self.context.record, field) or ""
        return (text, self.desk.observe(record_quote(field, text))) if text.strip() else ("", None)

    # -- entries

    def entry(self, path: str | None) -> Entry | None:
        """A playbook entry by its path."""
        return self.standard.paths.get(path or "")

    def gaps(self) -> list[EntryReading]:
        """Elements that are not evidenced, the worst first."""
        def cost(e: EntryReading) -> tuple[int, float]:
            entry = self.entry(e.path)
            return _WORST.index(e.status), -(entry.weight if isinstance(entry, Element) else 1.0)

        return sorted((e for e in self.reading.elements if e.status != "evidenced"), key=cost)

    def to_ask(self, element: EntryReading) -> str:
        """The buyer who is best placed to answer on an element: who spoke of it, else the contact."""
        spoke = [f.quote.speaker for f in (*element.denied, *element.quotes) if f.side == "buyer"]
        known = [p for p in spoke if p in self.lately and p in self.context.people]
        return self.context.name(known[0]) if known else self.contact

    def questions(self, element: EntryReading) -> list[str]:
        """The standard's questions on an element's open parts, one a part, then its others."""
        entry = self.entry(element.path)
        if not isinstance(entry, Element):
            return []
        parts = [c for c in entry.components if c.id in element.open or c.name in element.open]
        found = [c.questions[0] for c in parts if c.questions] + list(entry.questions)
        return list(dict.fromkeys(found or ([entry.question] if entry.question else [])))

    def rows(self, most: int = 3) -> list[tuple[RowReading, MethodRow]]:
        """Rows of the method that this buyer's words speak of, best first."""
        pairs = ((r, self.entry(r.path)) for r in self.reading.rows if r.quotes)
        return [(r, entry) for r, entry in pairs if isinstance(entry, MethodRow)][:most]

    def row_id(self, row: RowReading, entry: MethodRow) -> str:
        """The inference that a row fits this deal, made once."""
        return self._once(row.path, f"'{entry.name}' may be the problem at {self.company}: a reading of their words, "
                          "to be confirmed by them.", entry.id, self.cite(*row.quotes[:3]), row.path)

    def slots(self, row: RowReading | None = None, person: str = "", gap: str = "",
              quoted: bool = False) -> dict[str, str]:
        """What fills the playbook's patterns for this deal; `quoted` prefers the buyer's own words."""
        entry = self.entry(row.path) if row else None
        found = {"person": person or self.contact, "company": self.company, "product": self.product, "gap": gap,
                 "seller": self.owner, "owner": self.owner}
        if row and isinstance(entry, MethodRow):
            chain = ("problem", "impact", "root_cause", "promise", "payoff")
            found |= {name: lower_first(unstop(getattr(entry, name))) for name in chain}
        if quoted:
            said = (("problem", [*(row.quotes if row else ()), *self.facts.problems]), ("impact", self.facts.numbers))
            for name, founds in said:
                found |= {name: f"“{unstop(clip(f.quote.text, 110))}”" for f in founds[:1]}
        return found

    def closes(self, action: Recommendation) -> str:
        """What an action closes, in words."""
        names = {e.id: e.name for e in (*self.reading.elements, *self.reading.behaviours)}
        return and_list(names.get(c, c.replace("_", " ")) for c in action.closes[:2])

    def proposed(self, action: Recommendation) -> str:
        """An action as a suggestion, with owner, people and date."""
        others = and_list(self.titled(p) for p in action.with_)
        parts = [f"owner {self.context.name(action.owner)}" if action.owner else "", f"with {others}" if others else "",
                 f"by {say_date(action.due)}" if action.due else ""]
        return f"{unstop(action.action)} ({', '.join(p for p in parts if p)})"

    def _once(self, key: str, statement: str, about: str, basis: Sequence[str], standard: str | None = None) -> str:
        if key not in self._made:
            self._made[key] = self.desk.infer(statement, about, basis, standard)
        return self._made[key]
