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

__all__ = ["RECORD", "and_list", "bullet", "clip", "common_words", "document", "fill", "from_turn", "line", "lower_first",
           "numbered", "record_quote", "say_date", "section", "sentences", "sub", "unstop", "weekday_after"]

_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"”’')]*(?=\s|$)|$)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{4,}")


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
    """Return a text to go on inside a sentence; names and acronyms stay as they are."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or (text[1:2] == " " and text[:1] == "A") else text


def unstop(text: str) -> str:
    """Return a text without the point at its end."""
    return text.strip().removesuffix(".")


def bullet(text: str, *refs: str | None) -> str:
    """Return a list item that ends with what it rests on."""
    return "- " + line(text, *refs)


def sub(text: str, *refs: str | None) -> str:
    """Return an item one level below a list item."""
    return "  - " + line(text, *refs)


def numbered(number: int, text: str, *refs: str | None) -> str:
    """Return an item of a numbered list."""
    return f"{number}. " + line(text, *refs)


def fill(pattern: str, slots: Mapping[str, str]) -> str | None:
    """Return a pattern with its slots filled; None where one has nothing to fill it."""
    if any(not slots.get(name) for name in _SLOT.findall(pattern)):
        return None
    text = _SLOT.sub(lambda found: slots[found[1]], pattern)
    return text[:1].upper() + text[1:]


def weekday_after(day: datetime.date, days: int) -> datetime.date:
    """Return the day so many days later, moved to Monday where it is a weekend."""
    later = day + datetime.timedelta(days=days)
    return later + datetime.timedelta(days=max(0, 7 - later.weekday()) if later.weekday() > 4 else 0)


def common_words(first: str, second: str) -> int:
    """Count the longer words, by their beginnings, that two texts share."""
    one, two = ({w.lower()[:6] for w in _WORD.findall(t)} for t in (first, second))
    return len(one & two)


def sentences(turn: Turn) -> list[tuple[int, int]]:
    """Return the places of a turn's sentences in the evidence's text."""
    return [(turn.start + m.start(), turn.start + m.end()) for m in _SENTENCE.finditer(turn.text) if m.group().strip()]


def from_turn(evidence: Evidence, turn: Turn, start: int | None = None, end: int | None = None) -> Found:
    """Return words of a turn as a quote, cut to the longest that a quote may be."""
    first = turn.start if start is None else start
    last = min(turn.end if end is None else end, first + MAX_QUOTE)
    text = evidence.text[first:last]
    kept = text.rsplit(" ", 1)[0] if last < turn.end and not text.endswith((".", "!", "?", "…")) and " " in text else text
    kept = kept.rstrip()
    quote = Quote(evidence=evidence.id, speaker=turn.person or turn.speaker or None, start=first,
                  end=first + len(kept), text=kept)
    return Found(quote, turn.side, 0.0)


def record_quote(field: str, text: str) -> Quote:
    """Return the whole of a CRM field as a quote, as far as a quote may go."""
    kept = text[:MAX_QUOTE].rstrip()
    return Quote(evidence=RECORD, speaker=None, start=0, end=len(kept), text=kept, field=field)


def newest_first(founds: Sequence[Found], dates: Mapping[str, datetime.date | None]) -> list[Found]:
    """Return quotes with the latest evidence first; equal dates keep their order."""
    return sorted(founds, key=lambda f: dates.get(f.quote.evidence) or datetime.date.min, reverse=True)
