"""What CRM exports call things: headers, words in values, and how they are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from playbook.text_files import read_yaml

Kind = Literal["deal", "contact", "contact_role", "account", "activity", "user"]
KINDS: tuple[Kind, ...] = get_args(Kind)
#: Groups of header names that name a system, and those that name a language.
SYSTEMS = ("salesforce", "hubspot")
LANGUAGES = ("de", "fr", "es")
#: How much of a name is compared, in characters.
LONGEST = 300

_FILE = Path(__file__).with_name("headers.yaml")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
_PREFIX = re.compile(r"^\W*(?:meddp?icc?\s*[-–:_]?\s+|\(?[MEDPIC]\)\s*|[MEDPIC]\s[-–:]\s*)(?=\S)", re.IGNORECASE)
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}


@dataclass(frozen=True)
class Field:
    """A field of an object: the group of each name that it goes by; `telling` ones say which object a file is."""

    id: str
    names: dict[str, str]
    telling: bool = False
    many: bool = False


@dataclass(frozen=True)
class Vocabulary:
    """Everything that the file of headers holds, in the form in which it is compared."""

    fields: dict[str, dict[str, Field]]
    files: dict[str, tuple[str, ...]]
    ignored: dict[str, frozenset[str]]
    kind_of_header: dict[str, str]
    words: dict[str, dict[str, str]]
    currencies: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return what CRM exports call things."""
    data = read_yaml(_FILE)
    objects = data["objects"]
    return Vocabulary(
        fields={kind: {name: _field(name, raw) for name, raw in objects[kind]["fields"].items()} for kind in KINDS},
        files={kind: tuple(plain(word) for word in objects[kind]["files"]) for kind in KINDS},
        ignored={kind: frozenset(map(plain, objects[kind].get("ignore", ()))) for kind in KINDS},
        kind_of_header={plain(n): kind for kind, names in data["kinds_of_headers"].items() for n in names},
        words={group: _words(group, raw) for group, raw in data["words"].items()},
        currencies={sign: tuple(codes) for sign, codes in data["currencies"].items()})


def _field(name: str, raw: dict[str, object]) -> Field:
    groups = {group: names for group, names in raw.items() if group not in ("telling", "many")}
    named = {plain(n): group for group in reversed(groups) for n in groups[group]}  # type: ignore[attr-defined]
    return Field(name, named, bool(raw.get("telling")), bool(raw.get("many")))


def _words(group: str, raw: object) -> dict[str, str]:
    if isinstance(raw, list):
        return {plain(word): group for word in raw}
    return {plain(word): str(meaning) for meaning, words in raw.items() for word in words}  # type: ignore[attr-defined]


def plain(text: str) -> str:
    """Return text without case, accents, blanks and marks: how headers, names and words are compared."""
    return _plain(text[:LONGEST])


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(c for c in folded if c.isalnum())


def header_word(header: str) -> str:
    """Return a header as it is compared, without `__c` and the letters of a qualification method before it."""
    return plain(_PREFIX.sub("", re.sub(r"__c\s*$", "", header.strip(), flags=re.IGNORECASE)))


def meaning(group: str, word: str) -> str:
    """Return what a word in a value means in a group of words; empty where it is not known."""
    return vocabulary().words[group].get(plain(word), "") if len(word) < LONGEST else ""


def slug(text: str, *, mark: str = "-", most: int = 60, fallback: str = "") -> str:
    """Return a plain id made of a name: lower-case ASCII words joined by a mark."""
    folded = unicodedata.normalize("NFKD", text[:LONGEST]).casefold().translate(_LETTERS)
    ascii_only = folded.encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", mark, ascii_only).strip(mark)[:most].strip(mark)
    return found + mark + "x" if found in _RESERVED else found or fallback


def free(base: str, taken: Collection[str], *, mark: str = "-") -> str:
    """Return an id that is not taken: the base, or the base with the first free number."""
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}{mark}{number}"
    return found
