"""Who is speaking: names as files write them, matched to the deal's people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from studio.deals.model import Person

_ADDRESS = re.compile(r"^(?P<name>[^<>]*)<(?P<address>[^<>\s]+@[^<>\s]+)>\s*$")
_BARE = re.compile(r"^\S+@\S+$")
_ASIDE = re.compile(r"\s*[(\[|/].*$|\s+[-–—]\s.*$", re.DOTALL)
_HONORIFICS = {"mr", "mrs", "ms", "miss", "dr", "prof", "sir", "madam", "herr", "frau"}
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
# Only nicknames that are not the beginning of the name they stand for.
_NICKNAMES = {
    "bob": "robert", "bobby": "robert", "bill": "william", "billy": "william", "tom": "thomas",
    "mike": "michael", "mick": "michael", "jim": "james", "jimmy": "james", "jack": "john", "dick": "richard",
    "rick": "richard", "tony": "anthony", "liz": "elizabeth", "beth": "elizabeth", "betty": "elizabeth",
    "kate": "katherine", "katie": "katherine", "peggy": "margaret", "meg": "margaret", "ted": "edward",
    "hank": "henry", "harry": "henry", "sally": "sarah", "nick": "nicholas", "andy": "andrew",
    "drew": "andrew", "steve": "stephen", "becky": "rebecca", "sasha": "alexander", "lex": "alexander",
}


def split_address(written: str) -> tuple[str, str]:
    """Return the name and the mail address in `Name <address>`; either may be empty."""
    written = written.strip()
    if found := _ADDRESS.match(written):
        return found["name"].strip().strip("\"'").strip(), found["address"]
    return ("", written) if _BARE.match(written) else (written, "")


def tokens(name: str) -> list[str]:
    """Return a name's words without accents, case, points and honorifics."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", plain.replace("'", "").replace("’", ""))
    return [w for w in words if w not in _HONORIFICS] or words


class Speakers:
    """The people of a deal, to be found by what a file calls them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._people = [(person, tokens(person.name)) for person in people]
        self._found: dict[str, Person | None] = {}

    def match(self, written: str) -> Person | None:
        """Return whom a written name or address means; None where nobody, or several, fit."""
        if written not in self._found:
            self._found[written] = self._match(written)
        return self._found[written]

    def _match(self, written: str) -> Person | None:
        name, address = split_address(written)
        for form in _forms(name):
            if found := self._by_name(form):
                return found
        if address:
            return self._by_address(address)
        return next((p for p, _ in self._people if name and p.id == name), None)

    def _by_name(self, written: list[str]) -> Person | None:
        for rule in _ONE_WORD if len(written) == 1 else _MORE_WORDS:
            if found := self._fitting(lambda name, rule=rule: rule(written, name)):
                return found[0] if len(found) == 1 else None
        return None

    def _by_address(self, address: str) -> Person | None:
        known = [p for p, _ in self._people if p.email and p.email.casefold() == address.casefold()]
        if known:
            return known[0] if len(known) == 1 else None
        local = re.split(r"[._+\-]|\d+", address.partition("@")[0])
        words = [word for part in local for word in tokens(part)]
        if not words:
            return None
        found = self._by_name(words) or None
        if found or len(words) > 1:
            return found
        run_together = self._fitting(lambda name: words[0] in _run_together(name))
        return run_together[0] if len(run_together) == 1 else None

    def _fitting(self, fits: Callable[[list[str]], bool]) -> list[Person]:
        return [person for person, name in self._people if name and fits(name)]


def _forms(written: str) -> list[list[str]]:
    """The ways to read a written name: whole, without company or role, turned at a comma."""
    bare = _ASIDE.sub("", written)
    texts = [written, bare]
    if "," in bare:
        first, _, rest = bare.partition(",")
        texts += [f"{rest} {first}", first]
    forms = [tokens(text) for text in texts]
    return [form for index, form in enumerate(forms) if form and form not in forms[:index]]


def _run_together(name: list[str]) -> set[str]:
    first, last = name[0], name[-1]
    return {first + last, last + first, first[0] + last, first + last[0], last + first[0]}


def _short_for(short: str, full: str) -> bool:
    """Tell whether one first name is the other's nickname or beginning."""
    if _NICKNAMES.get(short) == full or _NICKNAMES.get(full) == short:
        return True
    return min(len(short), len(full)) >= 3 and (full.startswith(short) or short.startswith(full))


def _first_fits(written: str, name: str) -> bool:
    return written == name or (len(written) == 1 and name.startswith(written)) or _short_for(written, name)


# Each list goes from the surest rule to the loosest; the first that fits anybody decides.
_ONE_WORD: list[Callable[[list[str], list[str]], bool]] = [
    lambda written, name: written == name,
    lambda written, name: written[0] == name[0],
    lambda written, name: written[0] == name[-1],
    lambda written, name: _short_for(written[0], name[0]),
]
_MORE_WORDS: list[Callable[[list[str], list[str]], bool]] = [
    lambda written, name: written == name,
    lambda written, name: sorted(written) == sorted(name),
    lambda written, name: len(name) > 1 and written[0] == name[0] and written[-1] == name[-1],
    lambda written, name: len(name) > 1 and written[-1] == name[-1] and _first_fits(written[0], name[0]),
    lambda written, name: len(written) == 2 and len(name) > 1 and written[0] == name[0]
    and len(written[1]) == 1 and name[-1].startswith(written[1]),
    lambda written, name: len(written) < len(name)
    and written in (name[: len(written)], name[-len(written):]),
]
