"""Which deal a transcript belongs to: as a person says, by its name and folders, by who takes part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studio.exchange.crm.people import Named
from studio.exchange.crm.transcripts import Transcript
from studio.exchange.crm.words import plain, slug

#: Shortest name by which a file's name can mean a deal, in letters.
_SHORTEST = 4
_EXPECTED = "expected a deal's id in its name, or --deal"


@dataclass(frozen=True)
class Candidate:
    """A deal that a transcript may belong to."""

    key: str
    id: str
    names: tuple[str, ...]
    people: tuple[Named, ...]


class Matcher:
    """Finds the deal of a transcript among candidates."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._all = {c.key: c for c in candidates}
        self._ids: dict[str, str] = {}
        self._names: list[tuple[str, str]] = []
        self._people: dict[str, dict[str, str]] = defaultdict(dict)
        for c in self._all.values():
            for name in (c.id, *c.names):
                self._ids.setdefault(plain(name), c.key)
                if len(slug(name, most=200)) >= _SHORTEST:
                    self._names.append((f"-{slug(name, most=200)}-", c.key))
            for person in c.people:
                for word in filter(None, (plain(person.name), person.email.casefold())):
                    self._people[word][c.key] = person.side

    def named(self, deal: str) -> str | None:
        """Return the key of the deal with this id, CRM id or name."""
        return self._ids.get(plain(deal))

    def match(self, one: Transcript) -> tuple[str | None, str]:
        """Return the key of a transcript's deal, else why there is none."""
        by_name = self._by_name(one.words)
        if len(by_name) == 1:
            return by_name[0], ""
        by_people = self._by_people(one, by_name)
        if len(by_people) == 1:
            return by_people[0], ""
        fits = by_people or by_name
        if not fits:
            return None, f"matches no deal by its name, its folder or who takes part, {_EXPECTED}"
        shown = ", ".join(self._all[key].id for key in fits[:3]) + (" …" if len(fits) > 3 else "")
        return None, f"fits {len(fits)} deals ({shown}), {_EXPECTED}"

    def _by_name(self, words: Sequence[str]) -> list[str]:
        """Deals whose longest name stands in the file's name, else in the nearest folder's."""
        for word in reversed(words):
            text = f"-{slug(word, most=300)}-"
            found = [(len(name), key) for name, key in self._names if name in text]
            if found:
                longest = max(found)[0]
                return list(dict.fromkeys(key for length, key in found if length == longest))
        return []

    def _by_people(self, one: Transcript, among: list[str]) -> list[str]:
        """Deals with most of those who take part, buyers and addresses counting more; a buyer must be there."""
        scores: Counter[str] = Counter()
        buyers: set[str] = set()
        for word, weight in (*((e, 4) for e in one.emails), *((n, 3) for n in one.names)):
            for key, side in self._people.get(word, {}).items():
                if not among or key in among:
                    scores[key] += weight if side != "seller" else 1
                    if side != "seller":
                        buyers.add(key)
        fits = {key: score for key, score in scores.items() if key in buyers}
        return [key for key, score in fits.items() if score == max(fits.values())]
