"""Adjusted call plan: the plan after the manager's decisions, and what they changed."""

from __future__ import annotations

from collections.abc import Iterator

from studio.drafting.assemble import Desk, element_statement
from studio.drafting.decisions import Decision
from studio.drafting.draft import Document, Inference, Recommendation
from studio.drafting.reading import EntryReading, Proposal
from studio.drafting.workflows.base import Workflow
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

_DONE = {"approve": "Approved", "amend": "Amended", "reject": "Rejected"}
_ASKED, _END_DAYS = 5, 7


def compose(desk: Desk) -> Document:
    """Write the plan."""
    view = View(desk)
    made = [d for d in desk.decisions.values() if isinstance(d, Decision)]
    bodies = (_decided(view, made), _plan(view), _changed(view, made), _questions(view), _order(view))
    state = f"{len(made)} of {len(desk.inferred) + len(view.reading.proposals[:5])} items decided" if made else "undecided"
    return document(f"Adjusted call plan: {view.company}, {state}", WORKFLOW.headings, bodies)


def _by(view: View, decision: Decision) -> str:
    role = f" ({decision.role})" if decision.role else ""
    day = f" on {decision.at}" if decision.at else ""
    return f"{view.context.name(decision.by)}{role}{day}"


def _was(view: View, item: str) -> Proposal | None:
    """The action as it was drafted, before any decision."""
    rank = int(item[1:]) if item.startswith("r") else 0
    return view.reading.proposals[rank - 1] if 0 < rank <= len(view.reading.proposals) else None


def _rests(view: View, item: str) -> list[str]:
    """What to cite for an item: itself, or what it rested on where it left the draft."""
    if any(a.id == item for a in view.desk.recommended) or not item.startswith("r"):
        return [item]
    was = _was(view, item)
    return [n for c in (was.closes if was else ()) if (n := view.desk.of(c))]


def _element(view: View, item: str) -> EntryReading | None:
    return next((e for e in view.reading.elements if view.desk.of(e.id) == item), None)


def _named(view: View, item: str) -> str:
    was, element = _was(view, item), _element(view, item)
    if was:
        return f"“{clip(was.action, 160)}”"
    return f"the reading of {lower_first(element.name)}" if element else f"item {item}"


def _decided(view: View, made: list[Decision]) -> list[str]:
    if not made:
        open_ = [a.id for a in view.desk.recommended] or view.worst
        return [bullet(f"Nothing has been decided on {view.company}: every item is undecided, and what follows is a "
                       f"proposal to {view.owner}'s manager.", *open_)]
    lines = []
    for decision in made:
        reason = f" Reason: {unstop(decision.reason)}." if decision.reason else " No reason was given."
        lines.append(bullet(f"{_DONE[decision.decision]} by {_by(view, decision)}: {_named(view, decision.item)}.{reason}",
                            *_rests(view, decision.item)))
    waiting = [a for a in view.desk.recommended if a.id not in view.desk.decisions]
    if waiting:
        lines.append(bullet(f"Not decided yet for {view.company}: {len(waiting)} of the proposed actions.",
                            *[a.id for a in waiting]))
    return lines


def _plan(view: View) -> list[str]:
    lines = []
    for action in view.desk.recommended:
        decision = view.desk.decisions.get(action.id)
        state = {"approve": "Approved", "amend": "Approved as amended"}.get(getattr(decision, "decision", ""), "")
        text = f"{state}: {view.proposed(action)}." if state else \
            f"Undecided, only a suggestion until somebody decides: {view.proposed(action)}."
        lines.append(numbered(action.rank, text, action.id))
    for item, decision in view.desk.decisions.items():
        was = _was(view, item)
        if isinstance(decision, Decision) and decision.decision == "reject" and was:
            lines.append(bullet(f"Out, rejected by {view.context.name(decision.by)}: {unstop(was.action)}.", *_rests(view, item)))
    return lines or [bullet(f"No action is proposed for {view.company}. Open: "
                            f"{and_list(lower_first(g.name) for g in view.gaps[:3])}.",
                            *(view.of(*view.gaps[:3]) or view.worst))]


def _changed(view: View, made: list[Decision]) -> list[str]:
    lines = []
    for decision in made:
        who = view.context.name(decision.by)
        cause = f", because {who} {_DONE[decision.decision].lower()} it"
        was, element = _was(view, decision.item), _element(view, decision.item)
        if decision.decision == "reject" and was:
            lines.append(bullet(f"“{clip(was.action, 110)}” left the plan{cause}; its questions are gone from the call.",
                                *_rests(view, decision.item)))
        elif decision.decision == "amend" and was:
            now = next((a for a in view.desk.recommended if a.id == decision.item), None)
            lines += [bullet(f"{text}{cause}.", decision.item) for text in _differences(view, was, now)] if now else []
        elif element and decision.decision == "amend":
            now_ = next(i for i in view.desk.inferred if i.id == decision.item)
            lines.append(bullet(_restated(view, element, now_) + f"{cause}.", decision.item))
        elif element and decision.decision == "reject":
            lines.append(bullet(f"The reading of {lower_first(element.name)} as {element.status} no longer counts{cause}; "
                                f"ask {view.to_ask(element)} again.", decision.item))
    if lines:
        return lines
    stays = "Everything decided was approved as drafted" if made else "No decision, so no change"
    return [bullet(f"{stays}: the plan for {view.company} is the one of the review of {say_date(view.context.date)}.",
                   *[a.id for a in view.desk.recommended] or view.worst)]


def _restated(view: View, element: EntryReading, now: Inference) -> str:
    if now.status != element.status:
        return f"{element.name} went from {element.status} to {now.status}"
    said = now.statement != element_statement(element, view.reading)
    return f"{element.name} now reads “{clip(now.statement)}”" if said else f"{element.name} stays as it was"


def _differences(view: View, was: Proposal, now: Recommendation) -> Iterator[str]:
    if now.action != was.action:
        yield f"The action was “{clip(was.action, 140)}” and is now “{clip(now.action, 140)}”"
    if now.with_ != was.with_people:
        before = and_list(view.context.name(p) for p in was.with_people) or "nobody"
        yield f"It is now with {and_list(view.context.name(p) for p in now.with_) or 'nobody'} rather than {before}"
    if now.owner != was.owner:
        yield f"{view.context.name(now.owner)} does it rather than {view.context.name(was.owner)}"
    day = view.context.date.toordinal() + was.days
    if now.due and now.due.toordinal() != day:
        yield f"It is due on {say_date(now.due)}, {abs(now.due.toordinal() - day)} days " \
              f"{'later' if now.due.toordinal() > day else 'earlier'} than drafted"
    if now.id != f"r{now.rank}":
        yield f"It now stands at place {now.rank}"


def _topics(view: View) -> list[tuple[EntryReading, str, str]]:
    """What to ask about, whom, and the item that asks for it: changed readings first, then by action."""
    found: dict[str, tuple[EntryReading, str, str]] = {}
    settled = {i.about for i in view.desk.inferred if i.status == "evidenced"}
    for item in view.desk.decisions:
        element = _element(view, item)
        if element and element.id not in settled:
            found[element.id] = (element, view.to_ask(element), item)
    for action in view.desk.recommended:
        for closed in action.closes:
            element = view.reading.element(closed)
            if element and closed not in settled and closed not in found:
                buyers = [p for p in action.with_ if p in {b.id for b in view.buyers}]
                found[closed] = (element, view.context.name(buyers[0]) if buyers else view.to_ask(element), action.id)
    if not view.desk.recommended and not found:
        found = {g.id: (g, view.to_ask(g), view.desk.of(g.id) or "") for g in view.gaps}
    return list(found.values())[:_ASKED]


def _questions(view: View) -> list[str]:
    lines = []
    for number, (element, person, item) in enumerate(_topics(view), 1):
        words = (*element.denied, *element.quotes)[:1]
        quoted = f" So far: {view.said(words[0], 120)}" if words else f" {view.company} has said nothing on it."
        lines.append(numbered(number, f"{element.name}, with {person}.{quoted}", item, *view.cite(*words)))
        lines += [sub(f"Ask {person}: “{q}”", element.path) for q in view.questions(element)[:2]]
    return lines or [bullet(f"Everything the plan for {view.company} rests on is settled; ask {view.contact} only for the "
                            "date.", *[a.id for a in view.desk.recommended[:1]] or view.worst)]


def _order(view: View) -> list[str]:
    topics = _topics(view)
    first = view.words_of(view.present[0])[:1] if view.present else []
    lines = [numbered(1, f"Start from the words of {view.context.name(f.quote.speaker)}: “{clip(f.quote.text, 120)}”",
                      *view.cite(f)) for f in first]
    for element, person, item in topics[:3]:
        lines.append(numbered(len(lines) + 1, f"{element.name} with {person}. Go on once {view.company} has said "
                              f"{view.parts(element, 3)}.", item))
    for action in [a for a in view.desk.recommended if a.id in view.desk.decisions][:2]:
        lines.append(numbered(len(lines) + 1, f"Put it to {view.contact}: {lower_first(unstop(action.action))}.", action.id))
    day = say_date(weekday_after(view.context.date, _END_DAYS))
    last = [item for _, _, item in topics[:1]] or view.worst
    lines.append(numbered(len(lines) + 1, f"End with a date, {day} at the latest, an owner at {view.company} and one on our "
                          "side; a proposal until they accept.", *last))
    return lines


WORKFLOW = Workflow(
    name="adjusted_call_plan", title="Adjusted call plan", trigger="manager_review",
    purpose="Turn the manager's decisions into the plan for the next call and show what each one changed.",
    reads=("the deal review at the event", "the manager's decisions on it", "the evidence behind it"),
    parts=("qualification: open parts and their questions", "plays"),
    headings=("What was decided, and by whom", "The plan as it now stands", "What changed, and because of which decision",
              "Questions for the call", "Order of the call"),
    stops="The seller runs the approved plan; undecided items wait for a person.",
    compose=compose, decides=True)
