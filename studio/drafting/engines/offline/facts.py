"""What the evidence states plainly, whatever the standard says."""

from __future__ import annotations

from collections import Counter

from studio.drafting.context import Context
from studio.drafting.draft import Quote
from studio.drafting.engines.offline.entities import has_date, has_money, numbers
from studio.drafting.engines.offline.index import Index, Passage
from studio.drafting.reading import Facts, Found

_MOST = 12


def quote_of(passage: Passage) -> Quote:
    """Return a passage as a quote."""
    return Quote(evidence=passage.evidence, speaker=passage.speaker or None, start=passage.start, end=passage.end,
                 text=passage.text)


def found_of(passage: Passage, fit: float, part: str | None = None, part_name: str = "") -> Found:
    """Return a passage as something found, with how well it fits."""
    return Found(quote_of(passage), passage.side, round(float(fit), 4), part, part_name)


def plain_facts(index: Index, context: Context) -> Facts:
    """Return numbers, dates and complaints in buyers' words, and who was heard."""
    buyers = [p for p in index.passages if p.side == "buyer" and not p.quoted]
    said: Counter[str] = Counter()
    in_calls: Counter[str] = Counter()
    for passage in index.passages:
        if passage.side == "buyer" and passage.person:
            said[passage.person] += passage.length
        if passage.type == "call":
            in_calls[passage.side] += passage.length
    figures = [p for p in buyers if p.length > 4 and (has_money(p.text) or any(n > 9 for n in numbers(p.text)))]
    figures.sort(key=lambda p: (-2 * has_money(p.text) - min(len(numbers(p.text)), 2) - p.flag("we"), -p.length))
    days = [p for p in buyers if p.length > 4 and has_date(p.text)]
    complaints = [p for p in buyers if p.length > 6 and p.flag("causal") and (p.flag("negation") or p.flag("contrast"))]
    known = [p.id for p in context.deal.people if p.side == "buyer"]
    heard = sorted(said.items(), key=lambda item: (-item[1], item[0]))
    talk = in_calls["seller"] / max(1, sum(in_calls.values()))
    return Facts(
        numbers=tuple(found_of(p, 1.0) for p in figures[:_MOST]),
        dates=tuple(found_of(p, 1.0) for p in reversed(days[-_MOST:])),
        problems=tuple(found_of(p, 1.0) for p in sorted(complaints, key=lambda p: -p.length)[:_MOST]),
        heard=tuple(heard), quiet=tuple(p for p in known if p not in said),
        talk_share=round(talk, 3) if in_calls else None)
