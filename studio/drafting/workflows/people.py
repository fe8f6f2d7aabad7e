"""Who is in a deal: heard, quiet, named by others, perhaps gone."""

from __future__ import annotations

import re
from functools import cached_property

from studio.deals.evidence import Evidence, Turn
from studio.deals.model import Person
from studio.drafting.assemble import Desk
from studio.drafting.reading import Found
from studio.drafting.workflows.lines import from_turn, sentences

SHORT = 40
_LEFT = re.compile(
    r"\b(?:(?:ha[sd]|have|'s|’s) (?:just )?left (?:the |us\b|our\b)|left (?:the "
    r"company|us|at|on|in|last)\b|moved on|"
    r"(?:isn['’]t|is not|is no longer|not) (?:here|with us)(?: any ?more)?|no longer "
    r"(?:works|with)|finished up|"
    r"resigned|has retired|handed in (?:her|his|their) notice)", re.I)
_LEAVING = re.compile(r"\bI(?:['’]ve| have|['’]m| am) (?:left|leaving)\b", re.I)


class People:
    """The buyer's people of one deal, as the visible evidence shows them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.reading = desk.reading
        self.context = desk.reading.context
        self.facts = desk.reading.facts
        self.company = self.context.deal.account.name

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

    @cached_property
    def quiet(self) -> list[Person]:
        """Buyers on record of whom nothing has been heard."""
        return [p for p in self.buyers if p.id not in self.lately]

    @cached_property
    def present(self) -> list[str]:
        """Buyers on record who were heard and are not said to have left."""
        return [p for p in self.lately if p in self.context.people
                and self.left(self.context.people[p]) is None]

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

    def mention(self, person: Person) -> Found | None:
        """The newest buyer's words that name somebody other than their speaker."""
        found = [f for f in self._naming[person.id] if f.side == "buyer"]
        return next((f for f in found if len(f.quote.text) > SHORT), found[0] if found else None)

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
                if turn.side != "buyer" or not turn.person or turn.quoted or turn.label:
                    continue
                own = [place for place in sentences(turn) if _LEAVING.search(evidence.text[slice(*place)])] \
                    if evidence.type == "email" and _LEAVING.search(turn.text) else []
                if own:
                    gone[turn.person] = from_turn(evidence, turn, *own[0])
                elif turn.person not in gone:
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
            patterns[person.id] = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, names))) or '(?!)'})\b")
        found: dict[str, list[Found]] = {p: [] for p in patterns}
        for evidence in reversed(self.context.evidence):
            for turn in evidence.turns:
                if turn.side not in ("buyer", "seller") or turn.quoted or turn.label:
                    continue
                for person, pattern in patterns.items():
                    if turn.person != person and pattern.search(turn.text):
                        found[person] += _around(evidence, turn, pattern)
        return found


def _around(evidence: Evidence, turn: Turn, pattern: re.Pattern[str]) -> list[Found]:
    """The sentences that a pattern is found in; a short one with the next."""
    places = sentences(turn)
    found = []
    for number, (start, end) in enumerate(places):
        if pattern.search(evidence.text[start:end]):
            last = places[min(number + 1, len(places) - 1)][1] if end - start < SHORT else end
            found.append(from_turn(evidence, turn, start, last))
    return found
