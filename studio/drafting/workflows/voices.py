"""The words of a deal's people that a document may show, and how it cites them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studio.deals.model import Person
from studio.drafting.assemble import Desk
from studio.drafting.quotes import record_text
from studio.drafting.reading import Found
from studio.drafting.workflows.lines import RECORD, bullet, clip, from_turn, record_quote, say_date, sentences
from studio.drafting.workflows.people import SHORT, People
from studio.drafting.workflows.telling import schedules


class Voices(People):
    """Quotes with their sources; remembers what a document has shown already."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._quoted: set[tuple[str, int, int]] = set()
        self._made: dict[str, str] = {}

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
        """A quote with its source, and with what it answers where it is too short to stand alone."""
        asked = self.before(found)
        word = "asked" if asked and asked.quote.text.endswith("?") else "after"
        after = f" ({word}: “{clip(asked.quote.text, 90)}”)" if asked else ""
        return f"{self.source(found)}{after}: “{clip(found.quote.text, limit)}”"

    def before(self, found: Found) -> Found | None:
        """What was said before a short answer on a call: the question, else the last sentence."""
        quote, evidence = found.quote, self.context.by_id.get(found.quote.evidence)
        if len(quote.text) >= SHORT or evidence is None or evidence.type != "call":
            return None
        before = next((n for n, t in enumerate(evidence.turns) if t.start <= quote.start < t.end), 0) - 1
        places = sentences(evidence.turns[before]) if before >= 0 else []
        asks = [p for p in places if evidence.text[slice(*p)].endswith("?")] or places
        return from_turn(evidence, evidence.turns[before], *asks[-1]) if asks else None

    def speaker(self, found: Found) -> str:
        """The name of who said it; the contact where nobody is named."""
        return self.context.name(found.quote.speaker) if found.quote.speaker else self.contact

    def cite(self, *founds: Found | None) -> list[str]:
        """The ids of quotes, and of what short ones answer; one that is refused has none."""
        shown = [g for f in founds if f is not None for g in (f, self.before(f)) if g is not None]
        return [n for g in shown if (n := self.desk.observe(g))]

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

    def plain_words(self, person: str) -> list[Found]:
        """A person's longest sentences, newest evidence first: for want of a reading."""
        found = []
        for evidence in reversed(self.context.evidence):
            own = [from_turn(evidence, t, start, end) for t in evidence.turns
                   if (t.person or t.speaker) == person and not t.quoted and t.label is None
                   for start, end in sentences(t)
                   if end - start > SHORT and not schedules(evidence.text[start:end])]
            found += sorted(own, key=lambda f: -len(f.quote.text))
        return found

    def record(self, field: str) -> tuple[str, str | None]:
        """What a CRM field says and the id of that observation; empty where it says nothing."""
        text = record_text(self.context.record, field) or ""
        return (text, self.desk.observe(record_quote(field, text))) if text.strip() else ("", None)

    def silence(self, person: Person) -> str:
        """The inference that somebody has not been heard, made once."""
        return self.once(f"quiet {person.id}", f"{person.name} has neither spoken nor written up to "
                         f"{say_date(self.context.date)}.", "people", self.cite(self.mention(person)))

    def once(self, key: str, statement: str, about: str, basis: Sequence[str],
             standard: str | None = None) -> str:
        """The id of an inference that a document needs, made once."""
        if key not in self._made:
            self._made[key] = self.desk.infer(statement, about, basis, standard)
        return self._made[key]
