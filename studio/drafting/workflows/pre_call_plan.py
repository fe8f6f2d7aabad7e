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
    lower_first,
    say_date,
    sub,
    unstop,
    weekday_after,
)
from studio.drafting.workflows.view import View

_GAPS, _ASKED, _QUESTIONS = 4, 3, 2
_NEXT_DAYS = 7


def compose(desk: Desk) -> Document:
    """Write the plan."""
    view = View(desk)
    bodies = (_hypothesis(view), _gaps(view), _questions(view), _people(view), _next(view))
    return document(f"Pre-call plan: {view.company}, {say_date(view.context.date)}", WORKFLOW.headings,
                    bodies)


def _hypothesis(view: View) -> list[str]:
    lines = []
    for row, entry in view.rows(2):
        number = view.row_id(row, entry)
        lines.append(bullet(f"Hypothesis, for {view.contact} to confirm: "
                            f"{lower_first(unstop(entry.problem or entry.name))}.", number))
        lines += [sub(view.said(f), *view.cite(f)) for f in view.fresh(row.quotes, 2)]
        if entry.root_cause:
            lines.append(sub(f"Guess, not heard from {view.company}: it comes from "
                             f"{lower_first(unstop(entry.root_cause))}, "
                             f"and leads to {lower_first(unstop(entry.impact))}.", number))
    lines += view.tell(view.problems, 1 if lines else 3, "In their words. ")
    lines += view.tell(view.numbers, 1, "Their number. ")
    if lines:
        return lines
    words = [f for p in view.lately for f in view.plain_words(p)]
    return [bullet(f"{view.said(f)} That names no problem yet; ask what lies behind it.", *view.cite(f))
            for f in view.fresh(words, 2)] or [bullet(f"{view.company} has said nothing yet; the call "
                                                      "starts without a hypothesis.", *view.worst)]


def _gaps(view: View) -> list[str]:
    lines = []
    for gap in view.gaps[:_GAPS]:
        lines.append(bullet(f"**{gap.name}: {view.status(gap)}.** {_open(view, gap)}", *view.of(gap)))
        lines += [sub(f"Against the record: {view.said(f)}", *view.cite(f))
                  for f in view.fresh(gap.denied, 1)]
        known = [] if gap.denied else view.fresh(view.evidence(gap), 1)
        lines += [sub(f"Known so far: {view.said(f, 140)}", *view.cite(f)) for f in known]
        if not gap.denied and not known:
            lines += [line for line in _lead(view, gap) if line not in lines]
    rest = view.gaps[_GAPS:]
    if rest:
        lines.append(bullet("After that: "
                            f"{and_list(f'{lower_first(g.name)} ({view.status(g)})' for g in rest)}.",
                            *view.of(*rest)))
    done = [e for e in view.reading.elements if e.status == "evidenced"]
    if done:
        bare = "" if any(e.quotes for e in done) else " on the record alone; nothing says how to check it"
        lines.append(bullet(f"Evidenced at {view.company}{bare}: "
                            f"{and_list(lower_first(e.name) for e in done)}.",
                            *view.of(*done)))
    return lines


def _lead(view: View, gap: EntryReading) -> list[str]:
    """Where to look for what is open: people not heard, a number or a date already given."""
    needs = view.needs(gap)
    if needs & {"number", "money"} and (found := view.fresh(view.numbers, 1)):
        return [sub(f"A number to start from. {view.said(f, 140)}", *view.cite(f)) for f in found]
    if "date" in needs and (found := view.fresh(view.dates, 1)):
        return [sub(f"A date to start from. {view.said(f, 140)}", *view.cite(f)) for f in found]
    silent = [p for p in view.quiet if view.left(p) is None][:4]
    if "person" in needs and silent:
        names = and_list((view.titled(p.id) for p in silent), "or")
        return [sub(f"It may be about {names}, on record and not heard.", *[view.silence(p) for p in silent])]
    return []


def _open(view: View, gap: EntryReading) -> str:
    claim = f"The CRM says “{view.recorded(gap)}”. " if gap.recorded else ""
    if gap.open:
        return f"{claim}{view.company} has not said: {and_list(lower_first(p) for p in gap.open)}."
    return f"{claim}Nothing that {view.company} said settles it."


def _questions(view: View) -> list[str]:
    lines: list[str] = []
    for row, entry in view.rows(2):
        if entry.discovery_question:
            speaker = view.context.name(row.quotes[0].quote.speaker)
            lines.append(bullet(f"{speaker} said “{clip(row.quotes[0].quote.text, 110)}” Start there:",
                                *view.cite(row.quotes[0])))
            lines.append(sub(f"Ask {speaker}: “{entry.discovery_question}”", row.path))
    bare = [g for g in view.gaps if not view.questions(g)]
    if bare:
        lines.append(bullet("No question is written down for "
                            f"{and_list(lower_first(g.name) for g in bare)}. In your own "
                            f"words, ask {view.contact} how {view.company} sees each.", *view.of(*bare)))
    for gap in [g for g in view.gaps if g not in bare][:_ASKED]:
        person = view.to_ask(gap)
        own = [f for f in view.best(gap) if view.context.name(f.quote.speaker) == person]
        if own:
            lines.append(bullet(f"{person} said “{clip(own[0].quote.text, 110)}” Still open: "
                                f"{view.parts(gap, 3)}.",
                                *view.cite(own[0]), *view.of(gap)))
        else:
            lines.append(bullet(f"{gap.name}: nothing from {person} on {view.parts(gap, 2)}.", *view.of(gap)))
        lines += [sub(f"Ask {person}: “{q}”", gap.path) for q in view.questions(gap)[:_QUESTIONS]]
    return lines or [bullet(f"Nothing is open by the standard; ask {view.contact} what has changed at "
                            f"{view.company}.", *view.worst)]


def _people(view: View) -> list[str]:
    lines, silent = [], []
    for person in view.buyers:
        named, gone = view.mention(person), view.left(person)
        if gone:
            lines.append(bullet(f"{view.titled(person.id)} may have left. {view.said(gone, 140)}",
                                *view.cite(gone)))
        elif person.id in view.lately:
            own = view.words_of(person.id)
            about = [e for e in view.reading.elements if person.id in e.people and e.status != "missing"]
            role = f" Spoke on {and_list(lower_first(e.name) for e in about[:3])}." if about else ""
            lines += [bullet(f"{view.titled(person.id)}, heard.{role} “{clip(f.quote.text, 160)}”",
                             *view.cite(f))
                      for f in own[:1]]
        elif named:
            lines.append(bullet(f"{view.titled(person.id)}, not heard yet. {view.said(named, 140)}",
                                view.silence(person),
                                *view.cite(named)))
        else:
            silent.append(person)
    if silent:
        lines.append(bullet(f"On record at {view.company}, neither heard nor named by anybody there: "
                            f"{and_list(view.titled(p.id) for p in silent)}. Ask {view.contact} what part "
                            "they have.",
                            *[view.silence(p) for p in silent]))
    return lines or [bullet(f"No buyer is on record for {view.company}; ask who will be on the call and why.",
                            *view.worst)]


def _next(view: View) -> list[str]:
    stage = view.reading.stage
    here = view.unmet(2)
    now = stage.name or stage.canonical
    lines = [bullet(f"{view.company} is in “{now}”; still to be shown: {lower_first(c.name)}.", c.path)
             for c in here]
    lines += [bullet(f"Suggested: {view.proposed(a)}. It would close {view.closes(a)}.", a.id)
              for a in view.desk.recommended[:3]]
    day = say_date(weekday_after(view.context.date, _NEXT_DAYS))
    first = view.desk.recommended[:1]
    who = and_list([view.contact, *(view.context.name(p) for a in first for p in a.with_)])
    lines.append(bullet(f"Suggested end of the call: a meeting by {day} with {who}, in both calendars "
                        "before you hang up.",
                        *[a.id for a in first] or view.worst))
    for guide in [g for g in view.method.guidance if g.occasion == "discovery" and g.close]:
        if close := view.spoken(guide.close, view.top_row()):
            lines.append(bullet(f"To {view.contact}: “{close.text}”", f"method.guidance.{guide.id}"))
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
