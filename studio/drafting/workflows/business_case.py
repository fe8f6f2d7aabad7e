"""Business case: the buyer's own numbers, kept apart from what is only assumed."""

from __future__ import annotations

import re

from playbook.model import Position
from studio.drafting.assemble import Desk
from studio.drafting.draft import Document
from studio.drafting.reading import Found
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import (
    and_list,
    bullet,
    clip,
    common_words,
    document,
    fill,
    lower_first,
    say_date,
    sub,
    unstop,
)
from studio.drafting.workflows.view import View

_DIGIT = re.compile(r"\d")
_HEDGED = re.compile(r"\b(?:maybe|perhaps|roughly|about|around|probably|i don't know|i guess|i think|say,|or so|"
                     r"something like|give or take|not sure|approx\w*|estimate\w*)\b", re.I)
_NUMBERS = 8


def compose(desk: Desk) -> Document:
    """Write the case."""
    view = View(desk)
    bodies = (_brief(view), _position(view, "why_change"), _position(view, "why_now"), _position(view, "why_us"),
              _inaction(view), _buckets(view), _hard(view), _assumed(view), _unknown(view), _people(view), _next(view))
    return document(f"Business case: {view.company} and {view.product}", WORKFLOW.headings, bodies)


def _numbers(view: View) -> list[Found]:
    """Buyers' numbers that nobody denied, those that prove something first."""
    denied = {(f.quote.evidence, f.quote.start) for e in view.reading.elements for f in e.denied}
    useful = {(f.quote.evidence, f.quote.start) for e in view.reading.elements for f in e.quotes}
    useful |= {(f.quote.evidence, f.quote.start) for r in view.reading.rows for f in r.quotes}
    kept = [f for f in view.facts.numbers if (f.quote.evidence, f.quote.start) not in denied and f.side == "buyer"]
    return sorted(kept, key=lambda f: (f.quote.evidence, f.quote.start) not in useful)[:_NUMBERS]


def _brief(view: View) -> list[str]:
    amount, number = view.record("amount")
    price = f"{float(amount):,.0f} {view.context.record.currency}".strip() if amount else "an amount not set yet"
    lines = [bullet(f"{view.company} would buy {view.product} for {price}, by the CRM.", number)]
    lines += [bullet(f"The problem, in the words of {view.source(f)}: “{clip(f.quote.text)}”", *view.cite(f))
              for f in _problems(view)[:1]]
    lines += [bullet(f"The number that carries it, by {view.source(f)}: “{clip(f.quote.text)}”", *view.cite(f))
              for f in _numbers(view)[:1]]
    if not _numbers(view):
        lines.append(bullet(f"{view.company} has given no number of its own; without one this is no business case yet, "
                            f"and {view.contact} is the person to ask.", *[view.desk.of(g.id) for g in view.gaps()[:1]]))
    return lines


def _problems(view: View) -> list[Found]:
    return [f for r, _ in view.rows(2) for f in r.quotes[:2] if f.side == "buyer"] + list(view.facts.problems)


def _position(view: View, name: str) -> list[str]:
    position = next((p for p in view.method.positions if name in (p.id, p.canonical)), None)
    read = next((b for b in view.reading.behaviours if b.id == name), None)
    own = {"why_change": _problems(view), "why_now": list(view.facts.dates), "why_us": []}[name]
    buyers = [f for f in (read.quotes if read else ()) if f.side == "buyer"]
    found = view.fresh([*buyers[:2], *own], 2)
    lines = [bullet(view.said(f), *view.cite(f)) for f in found]
    if name == "why_us":
        for row, entry in view.rows(2):
            if entry.promise:
                proof = f" Proof to bring: {lower_first(unstop(entry.proof))}." if entry.proof else ""
                lines.append(bullet(f"Offered against “{lower_first(entry.name)}”, to be judged by {view.contact}: "
                                    f"{lower_first(unstop(entry.promise))}.{proof}", view.row_id(row, entry)))
    if position and found:
        rows = [r for r, _ in view.rows(1)]
        text = fill(position.pattern, view.slots(*rows, quoted=True)) if position.pattern else None
        lines += [sub(f"Suggested wording: {text}", *view.cite(found[0]))] if text else []
    return lines or _not_made(view, position, name.replace("_", " "))


def _not_made(view: View, position: Position | None, name: str) -> list[str]:
    path = f"method.positions.{position.id}" if position else None
    lines = [bullet(f"{view.company} has not said it yet; the {name} rests on us alone and is not made.",
                    *[view.desk.of(g.id) for g in view.gaps()[:1]])]
    if position and position.questions:
        lines.append(sub(f"Ask {view.contact}: “{position.questions[0]}”", path))
    return lines


def _inaction(view: View) -> list[str]:
    numbers, problems = _numbers(view), _problems(view)
    lines = [bullet(f"If nothing changes, this goes on at {view.company}: {view.said(f, 160)}", *view.cite(f))
             for f in (numbers[:2] or problems[:1])]
    lines += [bullet(f"What waiting runs into: {view.said(f, 150)}", *view.cite(f)) for f in view.fresh(view.facts.dates, 1)]
    words = " ".join(f.quote.text for f in (*numbers, *problems, *view.facts.dates))
    levers = sorted(view.method.levers, key=lambda v: -common_words(f"{v.definition} {v.use_when}", words))
    rows = [r for r, _ in view.rows(1)]
    for lever in levers[:2] if lines else []:
        text = fill(lever.pattern, view.slots(*rows, quoted=True)) if lever.pattern else None
        if text:
            lines.append(bullet(f"Suggested, {lower_first(lever.name)}: {text}", *view.cite(*(numbers[:1] or problems[:1]))))
            lines.append(sub(f"For {view.contact} only where {lower_first(unstop(lever.use_when))}; not where "
                             f"{lower_first(unstop(lever.avoid_when))}.", f"method.levers.{lever.id}"))
    return lines or [bullet(f"What it costs {view.company} to leave things as they are is unknown; {view.contact} has named "
                            "neither a number nor a date.", *[view.desk.of(g.id) for g in view.gaps()[:2]])]


def _buckets(view: View) -> list[str]:
    drivers = view.method.value_drivers
    numbers = _numbers(view)
    placed: dict[str, list[Found]] = {d.id: [] for d in drivers}
    loose = []
    for found in numbers:
        text = found.quote.text
        fits = [(common_words(f"{d.name} {d.definition} {' '.join(d.measures)}", text), d.id) for d in drivers]
        best = max(fits, default=(0, ""), key=lambda x: x[0])
        (placed[best[1]] if best[0] else loose).append(found)
    lines = []
    for driver in drivers:
        for found in placed[driver.id][:3]:
            lines.append(bullet(f"**{driver.name}.** {view.said(found, 160)}", *view.cite(found)))
        if placed[driver.id] and driver.formula:
            lines.append(sub(f"To be worked out with {view.context.name(placed[driver.id][0].quote.speaker)}: "
                             f"{lower_first(driver.formula)}", f"method.value_drivers.{driver.id}"))
    lines += [bullet(f"**No bucket yet.** {view.said(f, 160)}", *view.cite(f)) for f in loose[:3]]
    empty = [d.name for d in drivers if not placed[d.id]]
    if empty and lines:
        lines.append(bullet(f"No number from {view.company} for {and_list(lower_first(e) for e in empty)}; leave them out.",
                            *view.cite(*numbers[:1])))
    return lines or [bullet(f"No bucket can be filled: {view.company} has put no number on {view.product} or on the "
                            "problem.", *[view.desk.of(g.id) for g in view.gaps()[:1]])]


def _hard(view: View) -> list[str]:
    lines = []
    for found in _numbers(view):
        hedge = " Said as an estimate." if _HEDGED.search(found.quote.text) else ""
        lines.append(bullet(f"{view.said(found, 300)}{hedge}", *view.cite(found)))
    return lines or [bullet(f"None. No buyer at {view.company} has stated a number.", view.record("stage")[1])]


def _assumed(view: View) -> list[str]:
    lines = []
    for element in view.reading.elements:
        for found in element.claims:
            if _DIGIT.search(found.quote.text):
                denied = f" Denied: {view.said(element.denied[0], 140)}" if element.denied else ""
                use = "Not to be used." if denied else f"{view.to_ask(element)} must confirm it."
                lines.append(bullet(f"Our side's claim: {view.said(found, 140)} {use}{denied}", *view.cite(found),
                                    *view.cite(*element.denied[:1])))
    for row, entry in view.rows(2):
        if entry.payoff:
            lines.append(bullet(f"Assumed: {lower_first(unstop(entry.payoff))}. {view.contact} must confirm that it would be "
                                f"so at {view.company}.", view.row_id(row, entry)))
        if entry.business_case_line:
            text = fill(entry.business_case_line, view.slots(row)) or entry.business_case_line
            lines.append(sub(f"Line to fill in with {view.contact}: {text}", row.path))
    return lines[:10] or [bullet(f"None stated. What {view.product} would change for {view.company} has to come from "
                                 f"{view.contact}.", *[view.desk.of(g.id) for g in view.gaps()[:1]])]


def _unknown(view: View) -> list[str]:
    lines = []
    for gap in view.gaps()[:5]:
        person = view.to_ask(gap)
        parts = and_list(lower_first(p) for p in gap.open[:3]) or lower_first(gap.name)
        lines.append(bullet(f"{gap.name} ({gap.status}): {view.company} has not said {parts}.", view.desk.of(gap.id)))
        lines += [sub(f"Ask {person}: “{q}”", gap.path) for q in view.questions(gap)[:1]]
    return lines or [bullet(f"Nothing that the standard asks for is open at {view.company}.",
                            *[view.desk.of(e.id) for e in view.reading.elements])]


def _people(view: View) -> list[str]:
    lines = []
    for person in view.buyers:
        if person.id in view.lately:
            own = view.words_of(person.id)[:1]
            lines += [bullet(f"{view.titled(person.id)}: “{clip(f.quote.text, 150)}”", *view.cite(f)) for f in own]
        else:
            named = view.mention(person)
            tail = f" {view.source(named)} on them: “{clip(named.quote.text, 120)}”" if named else ""
            lines.append(bullet(f"{view.titled(person.id)}: has not seen or said anything we know of.{tail}",
                                view.silence(person), *view.cite(named)))
    return lines or [bullet(f"Nobody at {view.company} is on record.", view.record("stage")[1])]


def _next(view: View) -> list[str]:
    lines = [bullet(f"Suggested: {view.proposed(a)}.", a.id) for a in view.desk.recommended[:2]]
    lines.append(bullet(f"Suggested: go through this case with {view.contact} before anybody else sees it, as of "
                        f"{say_date(view.context.date)}, and strike what they would not defend.",
                        *[a.id for a in view.desk.recommended[:1]] or [view.desk.of(g.id) for g in view.gaps()[:1]]))
    return lines


WORKFLOW = Workflow(
    name="business_case", title="Business case", trigger="proposal_requested",
    purpose="Put the case in the buyer's own numbers, with assumptions and unknowns named as such.",
    reads=("all evidence visible at the event", "the CRM record"),
    parts=("method: rows, positions, value drivers, levers", "qualification", "plays"),
    headings=("The case in brief", "Why change", "Why now", "Why us", "Cost of inaction", "Value by bucket",
              "Hard data: said by the buyer", "Assumptions to confirm", "Not known yet", "Who has to agree", "Next step"),
    stops="A person checks every number with the buyer before the case leaves the house.",
    compose=compose)
