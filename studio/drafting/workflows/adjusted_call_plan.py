"""Adjusted call plan: the plan after the manager's decisions, and what they changed."""

from __future__ import annotations

from studio.drafting.assemble import Desk
from studio.drafting.decisions import Decision
from studio.drafting.draft import Document
from studio.drafting.reading import EntryReading
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.changes import DONE, changes, decided_by, element_of, named, rests_on, was_of
from studio.drafting.workflows.lines import (
    and_list,
    bullet,
    clip,
    document,
    lower_first,
    numbered,
    say_date,
    sub,
    unstop,
    weekday_after,
)
from studio.drafting.workflows.view import View

_ASKED, _END_DAYS = 5, 7


def compose(desk: Desk) -> Document:
    """Write the plan."""
    view = View(desk)
    made = [d for d in desk.decisions.values() if isinstance(d, Decision)]
    bodies = (_decided(view, made), _plan(view), changes(view, made), _questions(view), _order(view))
    state = f"{len(made)} items decided" if made else "undecided"
    return document(f"Adjusted call plan: {view.company}, {state}", WORKFLOW.headings, bodies)


def _decided(view: View, made: list[Decision]) -> list[str]:
    if not made:
        open_ = [a.id for a in view.desk.recommended] or view.worst
        return [bullet(f"Nothing has been decided on {view.company}: every item is undecided, and what "
                       "follows is a "
                       f"proposal to {view.owner}'s manager.", *open_)]
    lines = []
    for decision in made:
        reason = f" Reason: {unstop(decision.reason)}." if decision.reason else " No reason was given."
        lines.append(bullet(f"{DONE[decision.decision]} by {decided_by(view, decision)}: "
                            f"{named(view, decision.item)}.{reason}",
                            *rests_on(view, decision.item)))
    waiting = [a for a in view.desk.recommended if a.id not in view.desk.decisions]
    if waiting:
        lines.append(bullet(f"Not decided yet for {view.company}: {len(waiting)} of the proposed actions.",
                            *[a.id for a in waiting]))
    return lines


def _plan(view: View) -> list[str]:
    lines = []
    for action in view.desk.recommended:
        decision = view.desk.decisions.get(action.id)
        state = {"approve": "Approved", "amend": "Approved as amended"}.get(getattr(decision, "decision", ""),
                                                                            "")
        text = f"{state}: {view.proposed(action)}." if state else \
            f"Undecided, only a suggestion until somebody decides: {view.proposed(action)}."
        lines.append(numbered(action.rank, text, action.id))
    for item, decision in view.desk.decisions.items():
        was = was_of(view, item)
        if isinstance(decision, Decision) and decision.decision == "reject" and was:
            lines.append(bullet(f"Out, rejected by {view.context.name(decision.by)}: {unstop(was.action)}.",
                                *rests_on(view, item)))
    return lines or [bullet(f"No action is proposed for {view.company}. Open: "
                            f"{and_list(lower_first(g.name) for g in view.gaps[:3])}.",
                            *(view.of(*view.gaps[:3]) or view.worst))]


def _topics(view: View) -> list[tuple[EntryReading, str, str]]:
    """What to ask about, whom, and the item that asks for it: changed readings first, then by action."""
    found: dict[str, tuple[EntryReading, str, str]] = {}
    refused = {d.item for d in view.desk.decisions.values() if isinstance(d, Decision)
               and d.decision == "reject"}
    settled = {i.about for i in view.desk.inferred if i.status == "evidenced" and i.id not in refused}
    for item in view.desk.decisions:
        element = element_of(view, item)
        if element and element.id not in settled:
            found[element.id] = (element, view.to_ask(element), item)
    for action in view.desk.recommended:
        for closed in action.closes:
            element = view.reading.element(closed)
            if element and closed not in settled and closed not in found:
                buyers = [p for p in action.with_ if p in {b.id for b in view.buyers}]
                found[closed] = (element, view.context.name(buyers[0]) if buyers else view.to_ask(element),
                                 action.id)
    if not view.desk.recommended and not found:
        found = {g.id: (g, view.to_ask(g), view.desk.of(g.id) or "") for g in view.gaps}
    return list(found.values())[:_ASKED]


def _questions(view: View) -> list[str]:
    lines = []
    for number, (element, person, item) in enumerate(_topics(view), 1):
        words = view.best(element)[:1]
        quoted = f"So far: {view.said(words[0], 120)}" if words else f"Nothing firm from {view.company} yet."
        lines.append(numbered(number, f"{element.name}, with {person}. {quoted}", item, *view.cite(*words)))
        lines += [sub(f"Ask {person}: “{q}”", element.path) for q in view.questions(element)[:2]]
    return lines or [bullet(f"Everything the plan for {view.company} rests on is settled; ask "
                            f"{view.contact} only for the "
                            "date.", *[a.id for a in view.desk.recommended[:1]] or view.worst)]


def _enough(view: View, element: EntryReading) -> str:
    if element.open:
        return f"Go on once {view.company} has said {view.parts(element, 3)}."
    claimed = clip(element.recorded or element.name, 60)
    return f"Go on once {view.company} has said what holds instead of “{claimed}”."


def _order(view: View) -> list[str]:
    topics = _topics(view)
    first = view.words_of(view.present[0])[:1] if view.present else []
    lines = [numbered(1, f"Start from the words of {view.context.name(f.quote.speaker)}: "
                         f"“{clip(f.quote.text, 120)}”",
                      *view.cite(f)) for f in first]
    for element, person, item in topics[:3]:
        lines.append(numbered(len(lines) + 1, f"{element.name} with {person}. {_enough(view, element)}",
                              item))
    for action in [a for a in view.desk.recommended if a.id in view.desk.decisions][:2]:
        lines.append(numbered(len(lines) + 1, f"Put it to {view.contact}: "
                                              f"{lower_first(unstop(action.action))}.", action.id))
    day = say_date(weekday_after(view.context.date, _END_DAYS))
    last = [item for _, _, item in topics[:1]] or view.worst
    lines.append(numbered(len(lines) + 1, f"End with a date, {day} at the latest, an owner at "
                                          f"{view.company} and one on our "
                          "side; a proposal until they accept.", *last))
    return lines


WORKFLOW = Workflow(
    name="adjusted_call_plan", title="Adjusted call plan", trigger="manager_review",
    purpose="Turn the manager's decisions into the plan for the next call and show what each one changed.",
    reads=("the deal review at the event", "the manager's decisions on it", "the evidence behind it"),
    parts=("qualification: open parts and their questions", "plays"),
    headings=("What was decided, and by whom", "The plan as it now stands", "What changed, and because of "
                                                                            "which decision",
              "Questions for the call", "Order of the call"),
    stops="The seller runs the approved plan; undecided items wait for a person.",
    compose=compose, decides=True)
