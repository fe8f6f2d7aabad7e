"""Business case: the buyer's own numbers, kept apart from what is only assumed."""

from __future__ import annotations

import re

from studio.drafting.assemble import Desk
from studio.drafting.draft import Document
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import (
    and_list,
    bullet,
    clip,
    document,
    lower_first,
    say_date,
    sub,
    unstop,
)
from studio.drafting.workflows.value import buckets, inaction
from studio.drafting.workflows.view import View

_DIGIT = re.compile(r"\d")
_HEDGED = re.compile(r"\b(?:maybe|perhaps|roughly|about|around|probably|i don't know|i guess|i "
                     r"think|say,|or so|"
                     r"something like|give or take|not sure|approx\w*|estimate\w*)\b", re.I)
_NUMBERS, _SEEN = 8, 0.25


def compose(desk: Desk) -> Document:
    """Write the case."""
    view = View(desk)
    bodies = (_brief(view), _position(view, "why_change"), _position(view, "why_now"),
              _position(view, "why_us"),
              inaction(view), buckets(view), _hard(view), _assumed(view), _unknown(view), _people(view),
              _next(view))
    return document(f"Business case: {view.product}, for {view.company}", WORKFLOW.headings, bodies)


def _brief(view: View) -> list[str]:
    record, number = view.context.record, view.record("amount")[1]
    price = "an amount not set yet" if record.amount is None else f"{record.amount:,.0f} {record.currency}"
    lines = [bullet(f"Asked of {view.company}: {price} for {view.product}, by the CRM.",
                    number or view.worst[0])]
    lines += [bullet(f"The problem. {view.said(f)}", *view.cite(f)) for f in view.problems[:1]]
    lines += [bullet(f"The number that carries it. {view.said(f)}", *view.cite(f)) for f in view.numbers[:1]]
    if not view.numbers:
        lines.append(bullet(f"{view.company} has given no number of its own. Without one this is no "
                            "business case yet; "
                            f"{view.contact} is the person to ask.", *view.worst))
    return lines


def _position(view: View, name: str) -> list[str]:
    position = next((p for p in view.method.positions if name in (p.id, p.canonical)), None)
    read = next((b for b in view.reading.behaviours if b.id == name), None)
    own = {"why_change": view.problems, "why_now": list(view.dates), "why_us": []}[name]
    buyers = [f for f in (read.quotes if read else ()) if f.side == "buyer" and f.fit > _SEEN
              and len(f.quote.text) > 30]
    found = view.fresh([*buyers, *own], 2)
    lines = [bullet(view.said(f), *view.cite(f)) for f in found]
    if not found:
        lines.append(bullet(f"Nobody at {view.company} has said it yet, so this part is not made.",
                            *view.worst))
    if name == "why_us":
        for row, entry in view.rows(2):
            if entry.promise:
                proof = f" Proof to bring: {lower_first(unstop(entry.proof))}." if entry.proof else ""
                lines.append(bullet(f"Offered against “{clip(row.quotes[0].quote.text, 70)}”, for "
                                    f"{view.contact} to judge: "
                                    f"{lower_first(unstop(entry.promise))}.{proof}", view.row_id(row, entry)))
    if position and found and (words := view.spoken(position.pattern, view.top_row())) and words.quotes:
        lines.append(sub(f"Wording to aim at, true once {view.contact} confirms each part: “{words.text}”",
                         *view.cite(*words.quotes)))
    if position and position.questions and (not found or len(found) < 2):
        lines.append(sub(f"Ask {view.contact}: “{position.questions[0]}”", f"method.positions.{position.id}"))
    return lines


def _hard(view: View) -> list[str]:
    lines = []
    for found in view.numbers[:_NUMBERS]:
        hedge = " Said as an estimate." if _HEDGED.search(found.quote.text) else ""
        lines.append(bullet(f"{view.said(found, 300)}{hedge}", *view.cite(found)))
    return lines or [bullet(f"None. No buyer at {view.company} has stated a number that tells.", *view.worst)]


def _assumed(view: View) -> list[str]:
    lines = []
    counted = [e for e in view.reading.elements if view.counts(e)] or list(view.reading.elements)
    claims = {f.quote: (f, e) for e in counted for f in e.claims if _DIGIT.search(f.quote.text)
              and f.side != "buyer"}
    for found, element in list(claims.values())[:6]:
        denied = element.denied[:1]
        tail = f"{view.to_ask(element)} must confirm it."
        if denied:
            tail = f"Not to be used. {view.said(denied[0], 140)}"
        lines.append(bullet(f"Claimed by our side. {view.said(found, 140)} {tail}",
                            *view.cite(found, *denied)))
    for row, entry in view.rows(2):
        if entry.payoff:
            lines.append(bullet(f"Assumed, for {view.contact} to confirm at {view.company}: "
                                f"{lower_first(unstop(entry.payoff))}.", view.row_id(row, entry)))
        if entry.business_case_line:
            words = view.spoken(entry.business_case_line, row)
            lines.append(sub(f"To fill in with {view.contact}: "
                             f"{lower_first(words.text if words else entry.business_case_line)}", row.path))
    return lines or [bullet(f"None stated. What {view.product} would change for {view.company} has to come "
                            "from "
                            f"{view.contact}.", *view.worst)]


def _unknown(view: View) -> list[str]:
    lines = []
    for gap in view.gaps[:5]:
        lines.append(bullet(f"{gap.name} ({view.status(gap)}): {view.company} has not said "
                            f"{view.parts(gap, 3)}.", *view.of(gap)))
        lines += [sub(f"Ask {view.to_ask(gap)}: “{q}”", gap.path) for q in view.questions(gap)[:1]]
    return lines or [bullet(f"Nothing that the standard asks for is open at {view.company}.", *view.worst)]


def _people(view: View) -> list[str]:
    lines = []
    for person in view.buyers:
        named, gone = view.mention(person), view.left(person)
        if gone:
            lines.append(bullet(f"{view.titled(person.id)} may have left. {view.said(gone, 140)}",
                                *view.cite(gone)))
        elif person.id in view.lately:
            lines += [bullet(f"{view.titled(person.id)}: “{clip(f.quote.text, 150)}”", *view.cite(f))
                      for f in view.words_of(person.id)[:1]]
        else:
            tail = f" {view.said(named, 120)}" if named else ""
            lines.append(bullet(f"{view.titled(person.id)}: not heard.{tail}", view.silence(person),
                                *view.cite(named)))
    return lines or [bullet(f"Nobody at {view.company} is on record.", *view.worst)]


def _next(view: View) -> list[str]:
    lines = [bullet(f"Suggested: {view.proposed(a)}.", a.id) for a in view.desk.recommended[:2]]
    whose = and_list(dict.fromkeys(view.context.name(f.quote.speaker)
                                   for f in view.numbers[:3])) or view.contact
    lines.append(bullet(f"Suggested: before anybody at {view.company} gets this, as of "
                        f"{say_date(view.context.date)}, let "
                        f"{whose} strike what they would not defend.",
                        *(view.cite(*view.numbers[:1]) or view.worst)))
    return lines


WORKFLOW = Workflow(
    name="business_case", title="Business case", trigger="proposal_requested",
    purpose="Put the case in the buyer's own numbers, with assumptions and unknowns named as such.",
    reads=("all evidence visible at the event", "the CRM record"),
    parts=("method: rows, positions, value drivers, levers", "qualification", "plays"),
    headings=("The case in brief", "Why change", "Why now", "Why us", "Cost of inaction", "Value by bucket",
              "Hard data: said by the buyer", "Assumptions to confirm", "Not known yet", "Who has to agree",
              "Next step"),
    stops="A person checks every number with the buyer before the case leaves the house.",
    compose=compose)
