"""Facts that a person struck: left out of every later draft, with what rested on them alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from studio.deals.evidence import fold
from studio.drafting.draft import Document, Draft, Inference, Observation, Quote, Section
from studio.drafting.quotes import RECORD
from studio.remembering import Remembered
from studio.store.purged import FORGOTTEN

_MARKS = re.compile(r"\s*\[([^\[\]]+)\]\s*$")
#: Words of this many characters in a row are taken for those that were struck.
_SAME = 40


def without_struck(draft: Draft, struck: Sequence[Remembered]) -> Draft:
    """Return a draft without the quotes that somebody struck.

    An observation without a quote goes. A judgement that rested on it alone
    reads as missing, a behaviour's score goes, and so do a document's lines
    that rest on nothing else or that hold the words.
    """
    words = [q for one in struck for q in one.quotes]
    if not words:
        return draft
    observed = [_left(seen, words) for seen in draft.observed]
    gone = {seen.id for seen, kept in zip(draft.observed, observed, strict=True) if kept is None}
    touched = {seen.id for seen, kept in zip(draft.observed, observed, strict=True) if kept is not seen}
    if not touched:
        return draft
    hollow = {i.id: i for i in draft.inferred if i.basis and set(i.basis) <= gone}
    said = [fold(q.text) for o in draft.observed if o.id in touched for q in o.quotes if _struck(q, words)]
    return draft.model_copy(update={
        "observed": tuple(o for o in observed if o is not None),
        "inferred": tuple(_emptied(i, struck) if i.id in hollow else _cleaned(i, gone) for i in draft.inferred),
        "recommended": tuple(_cleaned(r, gone) for r in draft.recommended),
        "behaviours": tuple(_cleaned(b, gone) for b in draft.behaviours if not b.basis or set(b.basis) - gone),
        "document": _document(draft.document, gone, hollow.keys() | gone, said)})


def _left(seen: Observation, struck: Sequence[Quote]) -> Observation | None:
    kept = tuple(q for q in seen.quotes if not _struck(q, struck))
    if len(kept) == len(seen.quotes):
        return seen
    return seen.model_copy(update={"quotes": kept}) if kept else None


def _struck(quote: Quote, struck: Sequence[Quote]) -> bool:
    """Whether a quote is one that was struck, or shares half of the shorter one's words with it."""
    for other in struck:
        if (quote.evidence, quote.field) == (other.evidence, other.field):
            shared = min(quote.end, other.end) - max(quote.start, other.start)
            same = quote.evidence != RECORD or other.text == FORGOTTEN or quote.text in other.text or (
                other.text in quote.text)
            if same and 2 * shared >= min(quote.end - quote.start, other.end - other.start):
                return True
    return False


def _emptied(one: Inference, struck: Sequence[Remembered]) -> Inference:
    who = next((m.by for m in struck if m.by), "somebody")
    status = one.status and "missing"
    name = one.about.replace("_", " ").capitalize()
    return one.model_copy(update={"status": status, "basis": (), "confidence": None, "statement":
                                  f"{name}: what this rested on was struck out by {who}, and nothing else shows it."})


def _cleaned(one: Any, gone: set[str]) -> Any:
    return one.model_copy(update={"basis": tuple(b for b in one.basis if b not in gone)})


def _document(document: Document, gone: set[str], nothing: set[str], said: Sequence[str]) -> Document:
    sections = []
    for part in document.sections:
        lines = [kept for line in part.body.split("\n") if (kept := _line(line, gone, nothing, said)) is not None]
        sections.append(Section(heading=part.heading, body="\n".join(lines),
                                basis=tuple(b for b in part.basis if b not in gone)))
    return document.model_copy(update={"sections": tuple(s for s in sections if s.body.strip())})


def _line(line: str, gone: set[str], nothing: set[str], said: Sequence[str]) -> str | None:
    """A line without the marks of what is gone; None where it rests on nothing else, or holds the words."""
    plain = fold(line)
    if any(f"“{words}" in plain or (len(words) >= _SAME and words[:_SAME] in plain) for words in said):
        return None
    marks = _MARKS.search(line)
    ids = [i.strip() for i in marks[1].split(",")] if marks else []
    left = [i for i in ids if i not in gone]
    if marks is None or (left == ids and not nothing.issuperset(ids)):
        return line
    return None if nothing.issuperset(ids) else f"{line[:marks.start()]} [{', '.join(left)}]"
