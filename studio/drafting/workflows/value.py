"""Value in a business case: cost of inaction and buckets, in the buyer's own numbers."""

from __future__ import annotations

from playbook.model import Lever, ValueDriver
from studio.drafting.reading import Found
from studio.drafting.workflows.lines import and_list, bullet, clip, lower_first, slots_of, sub, unstop
from studio.drafting.workflows.telling import common_words, telling_words
from studio.drafting.workflows.view import View

_NUMBERS, _LEVERS = 8, 2
_INACTION = "cost loss lost losing inaction waiting leaving staying nothing changes later month paid"


def inaction(view: View) -> list[str]:
    """What it costs to leave things as they are, in the buyer's numbers, and how to put it."""
    lines = [bullet(f"At stake: {view.said(f, 160)}", *view.cite(f))
             for f in (view.numbers[:3] or view.problems[:2])]
    if not view.numbers:
        lines.append(bullet(f"In money it is unknown: {view.contact} has not put a number on it, so no loss "
                            "is claimed.",
                            *view.worst))
    lines += [bullet(f"The date that waiting runs into: {view.said(f, 150)}", *view.cite(f))
              for f in view.fresh(view.dates, 1)]
    for lever in _levers(view):
        words = view.spoken(lever.pattern, view.top_row())
        if words:
            lines.append(bullet(f"Suggested wording, {lower_first(lever.name)}: “{words.text}”",
                                *view.cite(*words.quotes)))
            lines.append(sub(f"With {view.contact} only where: {lower_first(unstop(lever.use_when))}. Not "
                             "where: "
                             f"{lower_first(unstop(lever.avoid_when))}.", f"method.levers.{lever.id}"))
    return lines


def _levers(view: View) -> list[Lever]:
    """The levers that speak of leaving things as they are, where buyers' own words can fill them."""
    def fits(lever: Lever) -> bool:
        words = view.spoken(lever.pattern, view.top_row()) if slots_of(lever.pattern) else None
        return bool(words and words.quotes and words.said
                    and (view.numbers or "{impact}" not in lever.pattern))

    like = sorted(view.method.levers,
                  key=lambda v: -common_words(f"{v.name} {v.definition} {v.pattern}", _INACTION))
    return [lever for lever in like if fits(lever)][:_LEVERS]


def _bucket(drivers: list[ValueDriver], found: Found) -> ValueDriver | None:
    """The kind of value that a number's words speak of and no other kind does."""
    own = {d.id: telling_words(f"{d.name} {d.definition} {' '.join(d.measures)}") for d in drivers}
    said = telling_words(found.quote.text)
    fits = {d.id: sum(1 for w in said & own[d.id] if sum(w in o for o in own.values()) == 1) for d in drivers}
    best = max(drivers, key=lambda d: fits[d.id], default=None)
    return best if best and fits[best.id] else None


def buckets(view: View) -> list[str]:
    """The buyer's numbers by kind of value; what fits no kind is said to."""
    drivers, numbers = list(view.method.value_drivers), view.numbers[:_NUMBERS]
    placed = [(f, _bucket(drivers, f)) for f in numbers]
    lines = []
    for driver in drivers:
        own = [f for f, d in placed if d is driver]
        lines += [bullet(f"**{driver.name}.** {view.said(f, 160)}", *view.cite(f)) for f in own]
        if own and driver.formula:
            lines.append(sub(f"To be worked out with {view.context.name(own[0].quote.speaker)}, no figure "
                             "of ours put in: "
                             f"{lower_first(unstop(driver.formula))}.", f"method.value_drivers.{driver.id}"))
    loose = [f for f, d in placed if d is None][:4]
    lines += [bullet(f"**Not in a bucket yet**, for {view.context.name(f.quote.speaker)} to say what it is: "
                     f"“{clip(f.quote.text, 150)}”", *view.cite(f)) for f in loose]
    empty = [d.name for d in drivers if all(d is not used for _, used in placed)]
    if empty and lines:
        lines.append(bullet(f"No number from {view.company} for {and_list(lower_first(e) for e in empty)}; "
                            "left out.",
                            *view.worst))
    return lines or [bullet(f"No bucket can be filled: {view.company} has put no number on the problem.",
                            *view.worst)]
