"""From the words of a reply to a quote: where they stand, and who said them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from studio.deals.evidence import Evidence, Turn
from studio.drafting.context import Context
from studio.drafting.draft import MAX_QUOTE, Quote
from studio.drafting.prompting.folding import same_words
from studio.drafting.quotes import RECORD, quote_fault, record_text

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
# Cutting a word, a number or a shortened "not" would change what was said.
_WORD = re.compile(r"[^\W_]+(?:['’‐‑-][^\W_]+|(?<=\d)[.,](?=\d)[^\W_]+)*")
_LEAST_WORDS = 3


class Located(NamedTuple):
    """A quote that stands where it says; `cut` tells that some of its words were left out."""

    quote: Quote
    side: str
    cut: bool


class NotThere(ValueError):
    """Words that are not verbatim; the message is the reason, as a clause."""


def locate(evidence: str, words: str, field: str | None, context: Context) -> Located:
    """Return words of a reply as a quote from the named evidence.

    Words are found after Unicode and white-space folding only. What runs over
    a turn or paragraph, splits a word or is too long is cut to the sound part.
    Raises NotThere.
    """
    if evidence == RECORD:
        return _from_record(words, field, context)
    source = context.by_id.get(evidence)
    if source is None:
        raise NotThere(f"'{evidence}' is no evidence that can be seen at this event")
    places = same_words(words, source.text)
    if not places:
        raise NotThere(f"the words do not stand in {evidence}{_elsewhere(words, evidence, context)}")
    found = [cut for place in places if (cut := _sound(source.text, place, source))]
    if not found:
        raise NotThere(f"no whole words of it stand within one turn or paragraph of {evidence}")
    start, end, turn = min(found, key=lambda f: _order(f, places))
    cut = (start, end) not in places
    speaker = (turn.person or turn.speaker or None) if turn else None
    quote = Quote(evidence=evidence, speaker=speaker, start=start, end=end, text=source.text[start:end])
    return _checked(Located(quote, turn.side if turn else "unknown", cut), context)


def _order(found: tuple[int, int, Turn | None], places: list[tuple[int, int]]) -> tuple[bool, bool, int]:
    start, end, turn = found
    return (start, end) not in places, bool(turn and turn.quoted), start


def _elsewhere(words: str, evidence: str, context: Context) -> str:
    other = next((e.id for e in context.evidence if e.id != evidence and same_words(words, e.text)), None)
    return f", they stand in {other}" if other else ""


def _from_record(words: str, field: str | None, context: Context) -> Located:
    key = field or _only_field(words, context)
    text = record_text(context.record, key)
    if text is None:
        raise NotThere(f"the record has no field '{key}'" if key else "no field of the record is named")
    for place in same_words(words, text):
        if cut := _sound(text, place, None):
            start, end, _ = cut
            quote = Quote(evidence=RECORD, speaker=None, start=start, end=end, text=text[start:end], field=key)
            return _checked(Located(quote, "record", (start, end) != place), context)
    raise NotThere(f"the record does not say that under '{key}'")


def record_fields(context: Context) -> dict[str, str]:
    """Return every field of the record with its text, custom ones last."""
    own = ("stage", "amount", "currency", "forecast", "created", "close_date", "next_step")
    names = dict.fromkeys((*own, *context.record.fields))
    return {name: record_text(context.record, name) or "" for name in names}


def _only_field(words: str, context: Context) -> str | None:
    found = [name for name, text in record_fields(context).items() if text and same_words(words, text)]
    return found[0] if len(found) == 1 else None


def _sound(text: str, place: tuple[int, int], source: Evidence | None) -> tuple[int, int, Turn | None] | None:
    """The longest part of a place that a quote may hold; None where too little is left."""
    turn = None
    start, end = place
    if source is not None:
        touched = [t for t in source.turns if t.start < end and start < t.end]
        turn = max(touched, key=lambda t: (min(end, t.end) - max(start, t.start), -t.start), default=None)
        if turn is None and source.type == "call":
            return None
        start, end = (max(start, turn.start), min(end, turn.end)) if turn else (start, end)
    start, end = _paragraph(text, start, end) if turn is None else (start, end)
    start, end = _shortened(text, *_whole_words(text, start, end))
    words, asked = len(text[start:end].split()), len(text[slice(*place)].split())
    if not any(c.isalnum() for c in text[start:end]) or words < min(_LEAST_WORDS, asked):
        return None
    return start, end, turn


def _paragraph(text: str, start: int, end: int) -> tuple[int, int]:
    gap = _PARAGRAPH.search(text, start, end)
    return (start, gap.start()) if gap else (start, end)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    for word in _around(text, start, end):
        if word.start() < start < word.end() and _splits(text, start):
            start = word.end()
        if word.start() < end < word.end() and _splits(text, end):
            end = word.start()
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, max(start, end)


def _around(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The words that the edges may split."""
    for edge in (start, end):
        yield from _WORD.finditer(text, max(0, edge - 80), min(len(text), edge + 80))


def _splits(text: str, at: int) -> bool:
    """Tell whether letters stand on both sides, in a script that parts its words."""
    return not (_unparted(text[at - 1]) and _unparted(text[at]))


def _unparted(letter: str) -> bool:
    return "\u2e80" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" or "\u0e00" <= letter <= "\u0eff"


def _shortened(text: str, start: int, end: int) -> tuple[int, int]:
    if end - start <= MAX_QUOTE:
        return start, end
    return _whole_words(text, start, start + MAX_QUOTE)


def _checked(found: Located, context: Context) -> Located:
    """The contract's own check has the last word."""
    data: dict[str, Any] = found.quote.model_dump()
    if fault := quote_fault(data, context.by_id, context.record):
        raise NotThere(fault)
    return found
