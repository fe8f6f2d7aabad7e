"""What was observed: only what has a quote that really stands there."""

from __future__ import annotations

import re

from studio.drafting.draft import Observation, Quote
from studio.drafting.prompting.locate import Located, NotThere, locate
from studio.drafting.prompting.reply import ReplyObservation
from studio.drafting.prompting.state import Check
from studio.drafting.quotes import RECORD
from studio.drafting.suspicion import overlaps
from studio.drafting.workflows.lines import record_quote

_NAMES_RECORD = re.compile(r"\b(?:crm|record\w*|field)\b", re.I)


def observe(check: Check) -> None:
    """Fill the observed lane; items without a verbatim quote are left out."""
    names = check.ids.number("o", [o.id for o in check.reply.observed])
    pairs = list(zip(names, check.reply.observed, strict=True))
    quotes = {name: _quotes(check, name, item) for name, item in pairs}  # all refusals first: texts depend on them
    for name, item in pairs:
        if quotes[name]:
            check.observed.append(_observation(check, name, item, quotes[name]))
        else:
            check.leave(name, "none of its quotes is verbatim")


def observe_record(check: Check, field: str) -> list[str]:
    """Return the ids of what is observed about a field of the record; note it where nobody did."""
    seen = [o.id for o in check.observed if any(q.evidence == RECORD and q.field == field for q in o.quotes)]
    text = check.context.record.fields.get(field, "")
    if seen or not text.strip():
        return seen
    quote, name = record_quote(field, text), check.free("o")
    check.observed.append(Observation(id=name, statement=recorded(quote), about=(field,), quotes=(quote,)))
    check.sides[name] = {"record"}
    return [name]


def recorded(quote: Quote) -> str:
    """Say what the record says, as an observation about the record."""
    return f"The CRM record says under '{(quote.field or '').replace('_', ' ')}': {quote.text}"


def _quotes(check: Check, name: str, item: ReplyObservation) -> list[Quote]:
    kept: list[Quote] = []
    for asked in item.quotes:
        try:
            found = locate(asked.evidence.strip(), asked.words, asked.field, check.context)
        except NotThere as refusal:
            check.findings.refuse(name, asked.model_dump(), str(refusal), invented=not check.stands(asked.words))
            continue
        if found.cut:
            check.findings.warn(f"{name}: a quote was cut to the part that is sound, “{found.quote.text[:60]}”.")
        if found.quote not in kept:
            kept.append(found.quote)
            check.sides.setdefault(name, set()).update(_side(check, found))
    return kept


def _side(check: Check, found: Located) -> set[str]:
    """Whose words a quote is; words that speak to a machine are nobody's."""
    quote = found.quote
    told = overlaps(check.suspicions, quote.evidence, quote.start, quote.end, quote.field)
    return set() if told else {found.side}


def _observation(check: Check, name: str, item: ReplyObservation, quotes: list[Quote]) -> Observation:
    statement = check.findings.line(name, item.statement) or quotes[0].text
    if all(q.evidence == RECORD for q in quotes) and not _NAMES_RECORD.search(statement):
        check.findings.problem(name, "what the record says is worded as if it had happened; it now names the record")
        statement = recorded(quotes[0])
    return Observation(id=name, statement=statement, about=tuple(check.topics(name, item.about)), quotes=tuple(quotes))
