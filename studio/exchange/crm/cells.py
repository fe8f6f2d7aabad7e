"""A cell as text that can do no harm: no controls, no formulas, no endless names."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Longest name, title or other short value, and longest free field, in characters.
SHORT, LONG = 255, 5_000

Note = Callable[[str], None]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\u200b\u202a-\u202e\u2066-\u2069]")
_HALF = re.compile("[\ud800-\udfff]")
_TEXT_FORMULA = re.compile(r'^="([^"]*)"$')
_LINK = re.compile(r'^=\s*HYPERLINK\s*\(\s*"[^"]*"\s*[,;]\s*"([^"]*)"\s*\)$', re.IGNORECASE)
_FORMULA = re.compile(r"^\s*(?:[=@＝＠]|[+\-＋－](?=[^\s\d.,][^\n]*[(|!])|[+\-][\d.+\-*/]+[^\n]*[|!])")


def tidy(text: str) -> str:
    """Return text without control, invisible and half characters, its ends trimmed."""
    if text.isprintable():
        return text.strip()
    return _HALF.sub("\ufffd", _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def inert(text: str, note: Note) -> str:
    """Return a cell that no spreadsheet would calculate; what was done is noted.

    `="00123"`, which keeps a number as text, is that text; a link is its label;
    any other formula keeps its words behind an apostrophe.
    """
    if found := _TEXT_FORMULA.match(text):
        return inert(found[1].strip(), note) if found[1][:1] in "=@" else found[1].strip()
    if found := _LINK.match(text):
        note(f"holds a link formula, read as its label '{found[1][:60]}'")
        return inert(found[1].strip(), note)
    if _FORMULA.match(text[:SHORT]):
        note(f"holds a formula ({text[:40]!r}), kept as plain text")
        return f"'{text}"
    return text


def short(text: str, note: Note, most: int = SHORT) -> str:
    """Return a cell as one short line; what is longer is cut, and noted."""
    line = " ".join(inert(text, note).split())
    if len(line) > most:
        note(f"has {len(line):,} characters, cut to {most:,}")
        return line[:most - 1].rstrip() + "…"
    return line


def long(text: str, note: Note, most: int = LONG) -> str:
    """Return a free field with its lines; what is longer is cut, and noted."""
    kept = inert(text, note)
    if len(kept) > most:
        note(f"has {len(kept):,} characters, cut to {most:,}")
        return kept[:most - 1].rstrip() + "…"
    return kept


def person_name(text: str, note: Note) -> str:
    """Return a person's name in reading order: `Ortiz, Dana` is Dana Ortiz."""
    name = short(text, note)
    last, comma, first = name.partition(",")
    if comma and "," not in first and first.strip() and last.strip() and not any(c.isdigit() for c in name):
        suffix = first.strip().rstrip(".").casefold()
        if suffix not in ("jr", "sr", "phd", "md", "mba", "esq", "ii", "iii"):
            return f"{first.strip()} {last.strip()}"
    return name
