"""Lead brief: who asked, what may lie behind it, and how to answer."""

from __future__ import annotations

import re

from studio.drafting.assemble import Desk
from studio.drafting.draft import Document
from studio.drafting.reading import Found
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import (
    and_list,
    bullet,
    clip,
    document,
    from_turn,
    lower_first,
    say_date,
    sentences,
    sub,
    unstop,
    weekday_after,
)
from studio.drafting.workflows.telling import complaint_weight, number_weight
from studio.drafting.workflows.view import View

_ANSWER_DAYS = (2, 3)
_GAPS = 3
_NOISE = re.compile(r"^(?:yes|no)\b|@|\d:\d\d|\w\.\w+/|://")


def compose(desk: Desk) -> Document:
    """Write the brief."""
    view = View(desk)
    bodies = (_asked(view), _known(view), _hypothesis(view), _find_out(view), _others(view), _reply(view))
    return document(f"Lead brief: {view.company}, {view.product}", WORKFLOW.headings, bodies)


def _first_words(view: View) -> list[Found]:
    """What the buyer wrote first, sentence by sentence, greetings left out."""
    for evidence in view.context.evidence:
        found = [from_turn(evidence, t, start, end) for t in evidence.turns
                 if t.side == "buyer" and t.label is None and not t.quoted
                 for start, end in sentences(t) if end - start > 30]
        if found:
            return found
    return []


def _asker(view: View) -> str:
    words = _first_words(view)
    person = view.context.people.get(words[0].quote.speaker or "") if words else None
    return person.name if person and view.left(person) is None else view.contact


def _asked(view: View) -> list[str]:
    words = _first_words(view)
    if not words:
        return [bullet(f"Nobody at {view.company} has written or spoken yet; the CRM record is all there is.",
                       view.record("stage")[1] or view.worst[0])]
    asker, where = words[0].quote.speaker or view.company, words[0].quote.evidence
    evidence = view.context.by_id[where]
    number = view.once("asker", f"{view.context.name(asker)} is the person to answer.", "people",
                       view.cite(words[0]))
    day = f", in the {evidence.type} of {say_date(evidence.date)}" if evidence.date else ""
    lines = [bullet(f"{view.titled(asker)} asked for {view.company}{day}.", number)]
    tells = sorted(words, key=lambda f: -complaint_weight(f.quote.text) - number_weight(f.quote.text))
    best = sorted(view.fresh(tells, 4), key=lambda f: f.quote.start)
    return lines + [bullet(f"“{clip(f.quote.text)}”", *view.cite(f)) for f in best]


def _known(view: View) -> list[str]:
    account = view.context.deal.account
    size = f"{account.employees:,} people" if account.employees else "size not in the CRM"
    stage, number = view.record("stage")
    facts = ", ".join(x for x in (account.industry, size, account.country) if x)
    lines = [bullet(f"{account.name}: {facts}. In the CRM at stage “{stage or 'none'}”.", number
                    or view.worst[0])]
    known = {account.name.casefold(),
             *(w.casefold() for p in view.buyers for w in (*p.name.split(), p.name, p.title))}
    for evidence in view.context.evidence:
        for turn in evidence.turns if evidence.type == "form" else ():
            label, _, value = turn.text.partition(":")
            value = value.strip()
            if turn.label and value and value.casefold() not in known and not _NOISE.search(value):
                lines += [bullet(f"The form, {lower_first(label)}: {clip(value)}",
                                 *view.cite(from_turn(evidence, turn)))]
    return lines[:8] + view.tell(view.numbers, 2, "A number of theirs. ")


def _hypothesis(view: View) -> list[str]:
    lines = []
    for row, entry in view.rows(2):
        number, quoted = view.row_id(row, entry), row.quotes[0]
        lines.append(bullet(f"Hypothesis, for {_asker(view)} to confirm: "
                            f"{lower_first(unstop(entry.problem or entry.name))}. "
                            f"It rests on “{clip(quoted.quote.text, 120)}”", number, *view.cite(quoted)))
        if entry.impact:
            cause = f"; behind it may be {lower_first(unstop(entry.root_cause))}" if entry.root_cause else ""
            lines.append(sub(f"If {view.company} has it, expect {lower_first(unstop(entry.impact))}{cause}.",
                             number))
        if entry.discovery_question:
            lines.append(sub(f"Test it with {_asker(view)}: “{entry.discovery_question}”", row.path))
    if lines:
        return lines
    lines = [bullet(f"No problem of the playbook fits yet. Start from what {_asker(view)} wrote, and ask "
                    f"what it leads to: “{clip(f.quote.text)}”", *view.cite(f)) for f in view.problems[:1]]
    first = view.cite(*_first_words(view)[:1]) or view.worst
    return lines or [bullet(f"{view.company} has not said what is wrong. Before any hypothesis, ask "
                            f"{_asker(view)} what "
                            f"made them look for {view.product}.", *first)]


def _find_out(view: View) -> list[str]:
    lines, asker = [], _asker(view)
    for criterion in view.unmet(2):
        asked = getattr(view.entry(criterion.path), "questions", [])
        if asked and len(lines) < 2:
            lines.append(bullet(f"Not shown by {view.company}: {lower_first(criterion.name)}. Ask {asker}: "
                                f"“{asked[0]}”",
                                criterion.path))
    for gap in view.gaps[:_GAPS]:
        claim = f", though the CRM says “{view.recorded(gap, 60)}”" if gap.recorded else ""
        lines.append(bullet(f"{gap.name} at {view.company} is {view.status(gap)}{claim}: {view.parts(gap)}.",
                            *view.of(gap)))
        lines += [sub(f"Ask {view.to_ask(gap)}: “{q}”", gap.path) for q in view.questions(gap)[:1]]
    return lines or [bullet(f"Nothing is open by the standard; let {asker} say what matters at "
                            f"{view.company}.", *view.worst)]


def _others(view: View) -> list[str]:
    lines, silent = [], []
    for person in view.quiet:
        named = view.mention(person)
        if named:
            lines.append(bullet(f"{view.titled(person.id)}, not heard yet. {view.said(named, 120)}",
                                view.silence(person),
                                *view.cite(named)))
        else:
            silent.append(person)
    if silent:
        lines.append(bullet(f"In the CRM for {view.company}, and neither heard nor named by anybody there: "
                            f"{and_list(view.titled(p.id) for p in silent)}.",
                            *[view.silence(p) for p in silent]))
    for row, entry in view.rows(2):
        if entry.personas:
            lines.append(bullet(f"“{entry.name}” would be owned at {view.company} by somebody like the "
                                f"{and_list(entry.personas[:3], 'or')}; ask {_asker(view)} who that is.",
                                row.path))
    return lines or [bullet(f"{view.company} has no other buyer on record. Ask {_asker(view)} who else "
                            "lives with this.",
                            *view.worst)]


def _reply(view: View) -> list[str]:
    asker, row, words = _asker(view), view.top_row(), _first_words(view)
    days = and_list([say_date(weekday_after(view.context.date, n)) for n in _ANSWER_DAYS], "or")
    lines = []
    for guide in [g for g in view.method.guidance if g.occasion == "lead" and g.opening]:
        if (opening := view.spoken(guide.opening, row, asker)) and opening.said and opening.quotes:
            lines.append(bullet(f"Draft reply, to adapt: {opening.text}", *view.cite(*opening.quotes)))
    if not lines:
        lines += [bullet(f"Draft reply, to adapt: {asker}, you wrote “{clip(f.quote.text, 140)}” I would "
                         "like to "
                         "understand that before I show you anything.", *view.cite(f))
                  for f in ([*view.problems, *words])[:1]]
    for _, entry in view.rows(1):
        if entry.discovery_question:
            lines.append(bullet(f"The one question to add for {asker}: {entry.discovery_question}", row.path
                                if row else None))
    lines.append(bullet(f"Offer {days} for a first talk, and ask {asker} who else at {view.company} should "
                        "join.",
                        *([view.once("asker", "", "people", ())] if words else view.worst)))
    lines += [bullet(f"Suggested next: {view.proposed(a)}.", a.id) for a in view.desk.recommended[:2]]
    return lines


WORKFLOW = Workflow(
    name="lead_brief", title="Lead brief", trigger="inbound_lead",
    purpose="Say who asked and why, as far as it is known, and propose the answer.",
    reads=("the enquiry and what is visible at the event", "the CRM record"),
    parts=("process: criteria of the first stage", "qualification", "method: rows, guidance for a lead",
           "plays"),
    headings=("Who asked, and what they wrote", "What is known of the company", "Problem hypothesis",
              "What to find out first", "Who else to look for", "Suggested reply and next step"),
    stops="A person sends, changes or drops the reply; the workflow sends nothing.",
    compose=compose)
