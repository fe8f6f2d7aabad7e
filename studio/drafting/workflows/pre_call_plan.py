"""Pre-call plan: what to learn on the next call, from whom, and how to end it."""

from __future__ import annotations

from studio.drafting.assemble import Desk
from studio.drafting.draft import Document
from studio.drafting.reading import EntryReading
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import (
    and_list,
    bullet,
    clip,
    document,
    fill,
    lower_first,
    say_date,
    sub,
    unstop,
    weekday_after,
)
from studio.drafting.workflows.view import View

_GAPS, _ASKED, _QUESTIONS = 6, 4, 2
_NEXT_DAYS = 7


def compose(desk: Desk) -> Document:
    """Write the plan."""
    view = View(desk)
    bodies = (_hypothesis(view), _gaps(view), _questions(view), _people(view), _next(view))
    return document(f"Pre-call plan: {view.company}, {say_date(view.context.date)}", WORKFLOW.headings, bodies)


def _hypothesis(view: View) -> list[str]:
    lines = []
    for row, entry in view.rows(2):
        number = view.row_id(row, entry)
        lines.append(bullet(f"Hypothesis: {lower_first(unstop(entry.problem or entry.name))}. To be confirmed by "
                            f"{view.contact}.", number))
        lines += [sub(view.said(f), *view.cite(f)) for f in view.fresh(row.quotes, 2)]
        if entry.root_cause:
            lines.append(sub(f"Not heard from {view.company} yet, to be tested: {lower_first(unstop(entry.root_cause))}, "
                             f"leading to {lower_first(unstop(entry.impact))}.", number))
    lines += view.tell(view.facts.problems, 3 if not lines else 1, "In their words. ")
    if lines:
        return lines
    best = view.fresh(view.plain_words(view.lately[0]) if view.lately else [], 2)
    return [bullet(f"{view.said(f)} No problem has been named; ask what lies behind it.", *view.cite(f)) for f in best] \
        or [bullet(f"{view.company} has said nothing yet; the call starts without a hypothesis.", view.record("stage")[1])]


def _gaps(view: View) -> list[str]:
    lines = []
    for gap in view.gaps()[:_GAPS]:
        lines.append(bullet(f"**{gap.name}: {gap.status}.** {_open(view, gap)}", view.desk.of(gap.id)))
        lines += [sub(f"Against the record: {view.said(f)}", *view.cite(f)) for f in view.fresh(gap.denied, 1)]
        if not gap.denied:
            lines += [sub(f"Known so far: {view.said(f, 140)}", *view.cite(f)) for f in view.fresh(gap.quotes, 1)]
    rest = view.gaps()[_GAPS:]
    if rest:
        lines.append(bullet(f"After that: {and_list(f'{g.name} ({g.status})' for g in rest)}.",
                            *[view.desk.of(g.id) for g in rest]))
    done = [e for e in view.reading.elements if e.status == "evidenced"]
    if done:
        lines.append(bullet(f"Do not ask {view.company} again: {and_list(e.name for e in done)}, evidenced.",
                            *[view.desk.of(e.id) for e in done]))
    return lines


def _open(view: View, gap: EntryReading) -> str:
    claim = f"The CRM says “{clip(gap.recorded, 80)}”. " if gap.recorded else ""
    if gap.open:
        return f"{claim}{view.company} has not said: {and_list(lower_first(p) for p in gap.open)}."
    return f"{claim}Nothing {view.company} said settles it."


def _questions(view: View) -> list[str]:
    lines: list[str] = []
    for row, entry in view.rows(2):
        if entry.discovery_question:
            lines.append(bullet(f"Start with {view.contact}, on “{clip(row.quotes[0].quote.text, 90)}”:",
                                *view.cite(row.quotes[0])))
            lines.append(sub(f"{view.contact}, {lower_first(entry.discovery_question)}", row.path))
    for gap in view.gaps()[:_ASKED]:
        person = view.to_ask(gap)
        own = [f for f in (*gap.denied, *gap.quotes) if view.source(f).startswith(person)]
        if own:
            lines.append(bullet(f"{person} said “{clip(own[0].quote.text, 110)}”. Still open: "
                                f"{and_list(lower_first(p) for p in gap.open[:3]) or lower_first(gap.name)}.",
                                *view.cite(own[0]), view.desk.of(gap.id)))
        else:
            lines.append(bullet(f"{gap.name}: {person} has not spoken of it.", view.desk.of(gap.id)))
        asked = view.questions(gap)[:_QUESTIONS]
        lines += [sub(f"Ask {person}: “{q}”", gap.path) for q in asked]
        if not asked:
            lines.append(sub(f"No question is written down for it; let {person} tell how {view.company} sees it.",
                             view.desk.of(gap.id)))
    return lines


def _people(view: View) -> list[str]:
    lines = []
    for person in view.buyers:
        if person.id in view.lately:
            own = view.words_of(person.id)
            shown = view.fresh(own, 1) or own[:1]
            about = [e for e in view.reading.elements if person.id in e.people]
            role = f" Spoke of {and_list(lower_first(e.name) for e in about[:3])}." if about else ""
            lines += [bullet(f"{view.titled(person.id)}, heard.{role} “{clip(f.quote.text, 160)}”", *view.cite(f))
                      for f in shown]
        else:
            named = view.mention(person)
            tail = f" {view.source(named)}: “{clip(named.quote.text, 140)}”" if named else ""
            lines.append(bullet(f"{view.titled(person.id)}, not heard yet.{tail}", view.silence(person), *view.cite(named)))
    return lines or [bullet(f"No buyer is on record for {view.company}; ask who will be on the call and why.",
                            view.record("stage")[1])]


def _next(view: View) -> list[str]:
    stage = view.reading.stage
    here = [c for c in stage.criteria if not c.met and c.mandatory][:3]
    lines = [bullet(f"Before {view.company} can leave “{stage.name or stage.canonical}”, still to be shown: "
                    f"{lower_first(c.name)}.", c.path) for c in here]
    lines += [bullet(f"Suggested: {view.proposed(a)}. It would close {lower_first(view.closes(a))}.", a.id)
              for a in view.desk.recommended[:3]]
    day = say_date(weekday_after(view.context.date, _NEXT_DAYS))
    first = view.desk.recommended[:1]
    who = and_list([view.contact, *(view.context.name(p) for a in first for p in a.with_)])
    lines.append(bullet(f"Proposal for the end of the call: a date no later than {day}, with {who}, in the calendar "
                        "before you hang up.", *[a.id for a in first] or [view.desk.of(g.id) for g in view.gaps()[:1]]))
    for guide in view.method.guidance:
        close = fill(guide.close, view.slots()) if guide.occasion == "discovery" and guide.close else None
        if close:
            lines.append(bullet(f"To {view.contact}: {close}", f"method.guidance.{guide.id}"))
    return lines


WORKFLOW = Workflow(
    name="pre_call_plan", title="Pre-call plan", trigger="discovery_booked",
    purpose="Say what the next call has to find out, from whom, and with which next step it ends.",
    reads=("all evidence visible at the event", "the CRM record"),
    parts=("qualification: elements and their questions", "method: rows, guidance for discovery",
           "process: exit criteria of the stage", "plays"),
    headings=("Buyer problem hypothesis", "Qualification gaps to close", "Questions for this call",
              "Stakeholder angle", "Next-step plan"),
    stops="The seller takes the plan into the call; nothing is sent or written to the CRM.",
    compose=compose)
