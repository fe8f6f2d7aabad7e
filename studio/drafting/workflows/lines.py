"""Wording shared by the documents: quotes, names, dates, slots, lists."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from studio.deals.evidence import Evidence, Turn, fold
from studio.drafting.assemble import line, say_date, section
from studio.drafting.draft import MAX_QUOTE, Document, Quote
from studio.drafting.quotes import RECORD
from studio.drafting.reading import Found

__all__ = ["RECORD", "and_list", "bullet", "clip", "common_words", "document", "fill", "from_turn", "line",
           "lower_first", "number_weight", "numbered", "record_quote", "say_date", "section", "sentences", "slots_of",
           "sub", "telling_words", "unstop", "weekday_after"]

_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCE = re.compile(r"\S.*?(?:[.!?…]+[\"”’')]*(?=\s|$)|$)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]{4,}")
_COMMON = frozenset(
    "that this with have from they them their there what when where which while who whom whose will would should could "
    "about after before because been being does done every each else ever into just like made make many more most much "
    "must never only other others over said same says some somebody something such take than then these thing things "
    "those under until very want were your yours ours here also buyer buyers people person company".split())
_NUMBER = (r"(?:\d[\d.,’' ]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
           r"fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|half|third|dozen)\b)")
_WEIGHTS = [(re.compile(pattern, re.I), weight) for pattern, weight in (
    (r"[$€£¥]|\b(?:euros?|dollars?|pounds?|francs?|kroner|kronor|pesos?|shillings?|ringgit|usd|eur|gbp|chf|nok|sek|kes|myr|"
     r"sgd|mxn|cad|aud|million|thousand|grand)\b", 3),
    (_NUMBER + r"\s?(?:%|per ?cent|percent|points?\b)", 3),
    (_NUMBER + r"[^.?!]{0,40}\b(?:an?|per|each|every) (?:hour|day|night|week|month|quarter|year|shift|season)\b", 3),
    (_NUMBER + r"[\s-]+(?:\w+[\s-]+){0,2}(?:hours?|minutes?|days?|weeks?|months?|people|units?|orders?|cases?|claims?)\b", 1),
    (r"\d{3,}|\d[.,]\d", 1))]
_DATED = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}:\d\d\b|"
                    r"\bat (?:\d{1,2}|eight|nine|ten|eleven|one|two|three|four)\b", re.I)


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


@lru_cache(maxsize=4096)
def telling_words(text: str) -> frozenset[str]:
    """Return the beginnings of a text's longer words, the commonest left out."""
    return frozenset(w[:6] for w in (word.lower() for word in _WORD.findall(text)) if w not in _COMMON)


def common_words(first: str, second: str) -> int:
    """Count the longer words, by their beginnings, that two texts share."""
    return len(telling_words(first) & telling_words(second))


def number_weight(text: str) -> int:
    """Say how much a number in a text tells: money, shares and rates most, clock times nothing."""
    weight = sum(points for pattern, points in _WEIGHTS if pattern.search(text))
    return weight - 2 if _DATED.search(text) else weight


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
