"""Wording shared by the documents: quotes, names, dates, slots, lists."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence

from studio.deals.evidence import Evidence, Turn, fold
from studio.drafting.assemble import line, say_date, section
from studio.drafting.draft import MAX_QUOTE, Document, Quote
from studio.drafting.quotes import RECORD
from studio.drafting.reading import Found

__all__ = ["RECORD", "SUPPORTS", "and_list", "bullet", "clip", "document", "fill", "from_turn", "line", "lower_first",
           "numbered",
           "record_quote", "say_date", "section", "sentences", "slots_of", "sub", "unstop", "weekday_after"]

#: What leads to the stage that the evidence supports, by the playbook's own name.
SUPPORTS = "The evidence supports"
_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"”’')]*(?=\s|$)|$)", re.DOTALL)


def document(title: str, headings: Sequence[str], bodies: Sequence[Sequence[str]]) -> Document:
    """Return a document with one section a heading; a section is never empty."""
    parts = [section(heading, lines) for heading, lines in zip(headings, bodies, strict=True)]
    return Document(title=title, sections=tuple(parts))


def clip(text: str, limit: int = 200) -> str:
    """Return words on one line, cut after a whole word where they are too long."""
    text = fold(text)
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def and_list(items: Iterable[str], last: str = "and") -> str:
    """Return items as people list them: a, b and c."""
    items = list(dict.fromkeys(i for i in items if i))
    return f" {last} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def lower_first(text: str) -> str:
    """Return a text to go on inside a sentence; acronyms stay as they are."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[:2] == "A " else text


def unstop(text: str) -> str:
    """Return a text without the point at its end."""
    return text.strip().removesuffix(".")


def bullet(text: str, *refs: str | None) -> str:
    """Return a list item that ends with what it rests on."""
    return "- " + line(text, *refs)


def sub(text: str, *refs: str | None) -> str:
    """Return an item one level below a list item."""
    return "   - " + line(text, *refs)


def numbered(number: int, text: str, *refs: str | None) -> str:
    """Return an item of a numbered list."""
    return f"{number}. " + line(text, *refs)


def slots_of(pattern: str) -> list[str]:
    """Return the names of a pattern's slots."""
    return _SLOT.findall(pattern)


def fill(pattern: str, slots: Mapping[str, str]) -> str | None:
    """Return a pattern with its slots filled; None where one has nothing to fill it."""
    if not pattern or any(not slots.get(name) for name in slots_of(pattern)):
        return None

    def value(found: re.Match[str]) -> str:
        text, before = slots[found[1]], pattern[:found.start()].rstrip()
        return text[:1].upper() + text[1:] if not before or before[-1] in ".?!" else text

    return _SLOT.sub(value, pattern)


def weekday_after(day: datetime.date, days: int) -> datetime.date:
    """Return the day so many days later, moved to Monday where it is a weekend."""
    later = day + datetime.timedelta(days=days)
    return later + datetime.timedelta(days=7 - later.weekday() if later.weekday() > 4 else 0)


def sentences(turn: Turn) -> list[tuple[int, int]]:
    """Return the places of a turn's sentences in the evidence's text."""
    found = _SENTENCE.finditer(turn.text)
    return [(turn.start + m.start(), turn.start + m.end()) for m in found if m.group().strip()]


def from_turn(evidence: Evidence, turn: Turn, start: int | None = None, end: int | None = None) -> Found:
    """Return words of a turn as a quote, cut to the longest that a quote may be."""
    first = turn.start if start is None else start
    last = turn.end if end is None else end
    text = evidence.text[first:min(last, first + MAX_QUOTE)]
    if last - first > MAX_QUOTE and " " in text:
        text = text.rsplit(" ", 1)[0]
    text = text.rstrip()
    quote = Quote(evidence=evidence.id, speaker=turn.person or turn.speaker or None, start=first,
                  end=first + len(text), text=text)
    return Found(quote, turn.side, 0.0)


def record_quote(field: str, text: str) -> Quote:
    """Return the whole of a CRM field as a quote, as far as a quote may go."""
    kept = text[:MAX_QUOTE].rstrip()
    return Quote(evidence=RECORD, speaker=None, start=0, end=len(kept), text=kept, field=field)
