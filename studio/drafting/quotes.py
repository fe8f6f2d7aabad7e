"""The quote check: only words that really stand there are observed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from studio.drafting.draft import MAX_QUOTE, Observation, Quote

RECORD = "crm"
_GAP = re.compile(r"\n[^\S\n]*\n")


class RefusedQuote(NamedTuple):
    """A quote that was turned away, and why."""

    observation: str
    quote: dict[str, Any]
    reason: str


def verify_quotes(
    observed: Iterable[Observation | Mapping[str, Any]], evidence: Mapping[str, Any], record: Any,
) -> tuple[list[Observation], list[RefusedQuote]]:
    """Keep the quotes that are verbatim; refuse the rest with a reason.

    `observed` holds observations, or mappings with an observation's keys as
    an engine wrote them; `evidence` maps the ids that are visible at the
    event to their evidence; `record` is the CRM record at the event. An
    observation that keeps no quote is left out.
    """
    kept: list[Observation] = []
    refused: list[RefusedQuote] = []
    for candidate in observed:
        data = candidate.model_dump() if isinstance(candidate, Observation) else dict(candidate)
        good = []
        for raw in data.get("quotes") or ():
            quote = raw.model_dump() if isinstance(raw, Quote) else dict(raw)
            fault = quote_fault(quote, evidence, record)
            if fault:
                refused.append(RefusedQuote(str(data.get("id", "")), quote, fault))
            else:
                good.append(quote)
        if good:
            kept.append(Observation.model_validate(data | {"quotes": good}))
    return kept, refused


def quote_fault(quote: Mapping[str, Any], evidence: Mapping[str, Any], record: Any) -> str:
    """Say why a quote must be refused; empty when it is sound."""
    start, end, words = quote.get("start"), quote.get("end"), quote.get("text")
    if type(start) is not int or type(end) is not int or not isinstance(words, str) or not words.strip():
        return "it has no text or no offsets"
    if len(words) > MAX_QUOTE:
        return f"it is {len(words)} characters long, at most {MAX_QUOTE} are allowed"
    text = quoted_text(quote, evidence, record)
    if text is None:
        return f"'{quote.get('field') or quote.get('evidence')}' cannot be seen at this event"
    if not 0 <= start < end <= len(text) or text[start:end] != words:
        return "the words do not stand at these offsets"
    if quote["evidence"] != RECORD and not _within_one(evidence[quote["evidence"]], start, end):
        return "it runs over more than one turn or paragraph"
    return ""


def quoted_text(quote: Mapping[str, Any], evidence: Mapping[str, Any], record: Any) -> str | None:
    """The text that a quote's offsets count in; None when it cannot be seen."""
    if quote.get("evidence") == RECORD:
        return record_text(record, quote.get("field"))
    source = evidence.get(quote.get("evidence"))
    return None if source is None else source.text


def record_text(record: Any, field: str | None) -> str | None:
    """What a field of the CRM record says, as text; None where it is empty.

    Custom fields come first, then the record's own (stage, amount, …); a
    whole amount is written without decimals.
    """
    if not field or record is None:
        return None
    value = record.fields.get(field)
    if value is None and field != "fields":
        value = getattr(record, field, None)
    if value is None or callable(value):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _within_one(source: Any, start: int, end: int) -> bool:
    touched = [t for t in source.turns if t.start < end and start < t.end]
    if any(t.start <= start and end <= t.end for t in touched):
        return True
    return len(touched) < 2 and not _GAP.search(source.text, start, end) and (
        not touched or "\n" not in source.text[start:end])


@lru_cache(maxsize=4096)
def _folded(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(?=(" + r"\s+".join(map(re.escape, words)) + "))")


def find_places(words: str, text: str) -> list[tuple[int, int]]:
    """Every place where words stand in a text, white space folded.

    Returns (start, end) pairs in code points of the unfolded text.
    """
    parts = tuple(words.split())
    if not parts:
        return []
    return [match.span(1) for match in _folded(parts).finditer(text)]
