"""One deal as the documents look at it: its gaps, its words, the methods that fit, the actions."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from playbook.model import MethodRow
from studio.drafting.draft import Recommendation
from studio.drafting.reading import Found, RowReading
from studio.drafting.workflows.gaps import QUOTE_FIT, Gaps
from studio.drafting.workflows.lines import and_list, clip, fill, lower_first, say_date, slots_of, unstop
from studio.drafting.workflows.people import SHORT
from studio.drafting.workflows.telling import (
    common_words,
    complaint_weight,
    date_weight,
    number_weight,
    schedules,
)

_CHAIN = ("problem", "impact", "root_cause", "promise", "payoff")
_ALIKE, _ROW_FIT, _SURE, _SOUND = 3, 0.2, 0.4, 0.1
_ATTRIBUTES = re.compile(
    r"\b(?:you|they|we) (?:said|told|wrote|spoke|described|mentioned|gave|put|were told|have)\b|"
    r"\b(?:your|their) (?:own )?(?:words|sentence)\b|as they (?:found|put)|\b(?:from|on) your side", re.I)


class Spoken(NamedTuple):
    """A pattern filled for a deal; `said` is False where it puts words into buyers' mouths."""
    text: str
    quotes: tuple[Found, ...]
    said: bool


def _faint(found: Found) -> tuple[bool, float]:
    """Sorts words on a problem: those that sound like one first, then by fit and by how much they do."""
    weight = complaint_weight(found.quote.text)
    return not weight, -(found.fit + _SOUND * weight)


class View(Gaps):
    """A desk with its deal's people, words and gaps, and the method held against them."""

    # -- what tells

    @cached_property
    def _pool(self) -> list[Found]:
        """Buyers' words from everywhere that none of them took back, each once."""
        denied = {f.quote for e in self.reading.elements for f in e.denied}
        found = [f for e in self.reading.elements for f in self.evidence(e) if f.fit >= QUOTE_FIT]
        found += [*(f for r, _ in self.rows() for f in r.quotes), *self.facts.numbers, *self.facts.dates]
        once = {f.quote: f for f in reversed(found) if f.side == "buyer" and f.quote not in denied}
        return [self.home[q][2] if q in self.home else f for q, f in reversed(once.items())]

    @cached_property
    def numbers(self) -> list[Found]:
        """Buyers' telling numbers: those for elements that are claimed in numbers first."""
        links = {path for path, _ in self._links.values()}
        counted = {f.quote for e in self.reading.elements if self.counts(e) or e.path in links
                   for f in e.quotes}
        worth = {f.quote: number_weight(f.quote.text) for f in self._pool}

        def rank(f: Found) -> float:
            own = f.quote in counted
            return -worth[f.quote] - (3 + 4 * f.fit if own else 0)

        def other(f: Found) -> bool:
            home = self.home[f.quote][1] if f.quote in self.home else None
            return bool(counted and home) and not self.counts(home) and home.path not in links

        return sorted((f for f in self._pool if worth[f.quote] > 1 and not other(f)), key=rank)

    @cached_property
    def dates(self) -> list[Found]:
        """Buyers' dates on which something hangs, newest evidence first."""
        order = {e.id: n for n, e in enumerate(self.context.evidence)}
        kept = [f for f in self._pool if date_weight(f.quote.text) > 1]
        return sorted(kept, key=lambda f: (-date_weight(f.quote.text) // 2, -order.get(f.quote.evidence, 0)))

    @cached_property
    def problems(self) -> list[Found]:
        """Buyers' words on what is wrong: those for the method's chain first, then those of its rows."""
        chain = [f for name in _CHAIN[:3] for f in self.chain.get(name, [])]
        found = [*sorted(chain, key=_faint), *(f for r, _ in self.rows(2) for f in r.quotes)]
        if len(found) < 2:
            found += [*self._complaints(), *self.facts.problems]
        return list({f.quote: f for f in found if f.side == "buyer"}.values())

    def _complaints(self) -> list[Found]:
        """Sentences that sound like something going wrong, where the standard finds none."""
        taken = {(q.evidence, q.start) for q in self.home}
        plain = [f for p in self.lately for f in self.plain_words(p)]
        weighed = [(complaint_weight(f.quote.text), f) for f in plain
                   if (f.quote.evidence, f.quote.start) not in taken and len(f.quote.text) > 55]
        return [f for w, f in sorted(weighed, key=lambda x: -x[0]) if w > 1][:4]

    def words_of(self, person: str) -> list[Found]:
        """What a person said, the most telling first: problems, numbers, then what counts for an element."""
        hurts = [f for f in self.plain_words(person) if complaint_weight(f.quote.text) > 2]
        found = [*self.problems, *hurts[:3], *self.numbers, *self._pool]
        own = [f for f in found if f.quote.speaker == person and len(f.quote.text) > SHORT
               and not schedules(f.quote.text)]
        return list({f.quote: f for f in own}.values()) or self.plain_words(person)

    # -- method

    def rows(self, most: int = 3) -> list[tuple[RowReading, MethodRow]]:
        """Rows of the method that this buyer's words speak of, best first; faint ones are left out."""
        denied = {f.quote for e in self.reading.elements for f in e.denied}
        found = []
        for row in self.reading.rows:
            entry = self.entry(row.path)
            quotes = tuple(f for f in row.quotes if f.fit >= QUOTE_FIT and f.quote not in denied
                           and f.side == "buyer"
                           and len(f.quote.text) > SHORT
                           and (f.fit > _SURE or complaint_weight(f.quote.text)))
            if isinstance(entry, MethodRow) and quotes and quotes[0].fit >= _ROW_FIT:
                found.append((replace(row, quotes=quotes), entry))
        return found[:most]

    def top_row(self) -> RowReading | None:
        """The row that fits best, if any does."""
        return next((r for r, _ in self.rows(1)), None)

    def row_id(self, row: RowReading, entry: MethodRow) -> str:
        """The inference that a row fits this deal, made once."""
        return self.once(row.path, f"“{entry.name}” may be a problem at {self.company}: a reading of their "
                                   "words, to "
                         "be confirmed by them.", entry.id, self.cite(*row.quotes[:3]), row.path)

    @cached_property
    def _links(self) -> dict[str, tuple[str, str]]:
        """For links of the method's chain, the element and the part of it most like the link."""
        parts = {(f"qualification.{e.id}", c.name): f"{c.name} {c.meaning} {' '.join(c.questions)}"
                 for e in self.standard.elements for c in e.components}
        links: dict[str, tuple[str, str]] = {}
        for link in self.method.chain:
            text = f"{link.definition} {link.evidence} {' '.join(link.questions)}"
            like = {key: common_words(text, part) for key, part in parts.items()}
            best = max(like, key=lambda key: like[key], default=None)
            if best and like[best] > _ALIKE:
                links[link.id] = best
        return links

    @cached_property
    def chain(self) -> dict[str, list[Found]]:
        """Buyers' own words for the chain's links; faint ones only where they sound like a problem."""
        def counts(f: Found) -> bool:
            least = _SURE if _faint(f)[0] else QUOTE_FIT
            return f.side == "buyer" and f.fit >= least and len(f.quote.text) > SHORT

        return {link: [f for e in self.reading.elements if e.path == path for f in e.quotes
                       if f.part_name == part and counts(f)] for link, (path, part) in self._links.items()}

    def spoken(self, pattern: str, row: RowReading | None = None, person: str = "",
               gap: str = "") -> Spoken | None:
        """Fill a pattern for this deal, with the buyer's own words wherever there are any."""
        entry = self.entry(row.path) if row else None
        attributes = bool(_ATTRIBUTES.search(pattern))
        slots = {"person": person, "company": self.company, "product": self.product, "gap": gap,
                 "seller": self.owner, "owner": self.owner}
        own = {name: self.chain.get(name, [])[:1] for name in _CHAIN}
        own["problem"] = sorted([*self.problems[:1], *(row.quotes[:1] if row else ())], key=_faint)[:1]
        own["impact"] = self.numbers[:1] or own["impact"]
        if person and attributes:
            everything = {"problem": self.problems, "impact": self.numbers}
            own = {n: [f for f in everything.get(n, self.chain.get(n, [])) if self.speaker(f) == person][:1]
                   for n in own}
        used = [n for n in dict.fromkeys(slots_of(pattern)) if n in _CHAIN]
        speakers = [f.quote.speaker for n in used for f in own[n] if f.quote.speaker in self.present]
        slots["person"] = person or (self.context.name(speakers[0]) if speakers else self.contact)
        for name in _CHAIN:
            if own[name]:
                slots[name] = f"‘{unstop(clip(own[name][0].quote.text, 120))}’"
            elif isinstance(entry, MethodRow):
                slots[name] = lower_first(unstop(getattr(entry, name)))
        text = fill(pattern, slots)
        if text is None:
            return None
        said = all(own[n] for n in used) or not attributes
        return Spoken(text, tuple(f for n in used for f in own[n]), said)

    # -- actions

    def closes(self, action: Recommendation) -> str:
        """What an action closes, in words."""
        names = {e.id: e.name for e in (*self.reading.elements, *self.reading.behaviours)}
        return and_list(lower_first(names.get(c, c.replace("_", " "))) for c in action.closes[:2])

    def proposed(self, action: Recommendation) -> str:
        """An action as a suggestion, with owner, people and date."""
        gone = {p.id for p in self.buyers if self.left(p)}
        others = and_list(self.context.name(p) + (" (who may have left)" if p in gone else "")
                          for p in action.with_)
        parts = [self.context.name(action.owner) if action.owner else "", f"with {others}" if others else "",
                 f"by {say_date(action.due)}" if action.due else ""]
        return f"{unstop(action.action)} ({', '.join(p for p in parts if p)})"
