"""A manager's decisions in words: what was decided, and what that changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from studio.drafting.assemble import element_statement
from studio.drafting.decisions import Decision
from studio.drafting.draft import Inference, Recommendation
from studio.drafting.reading import EntryReading, Proposal
from studio.drafting.workflows.lines import and_list, bullet, clip, lower_first, say_date
from studio.drafting.workflows.view import View

DONE = {"approve": "Approved", "amend": "Amended", "reject": "Rejected"}


def decided_by(view: View, decision: Decision) -> str:
    """Who decided, in which role, when."""
    role = f" ({decision.role})" if decision.role else ""
    day = f" on {_day(decision.at)}" if decision.at else ""
    return f"{view.context.name(decision.by)}{role}{day}"


def _day(text: str) -> str:
    try:
        return say_date(datetime.date.fromisoformat(text[:10]))
    except ValueError:
        return text


def was_of(view: View, item: str) -> Proposal | None:
    """The action as it was drafted, before any decision."""
    rank = int(item[1:]) if item.startswith("r") else 0
    return view.reading.proposals[rank - 1] if 0 < rank <= len(view.reading.proposals) else None


def rests_on(view: View, item: str) -> list[str]:
    """What to cite for an item: itself, or what it rested on where it left the draft."""
    if any(a.id == item for a in view.desk.recommended) or not item.startswith("r"):
        return [item]
    was = was_of(view, item)
    return [n for c in (was.closes if was else ()) if (n := view.desk.of(c))]


def element_of(view: View, item: str) -> EntryReading | None:
    """The element whose reading an item is."""
    return next((e for e in view.reading.elements if view.desk.of(e.id) == item), None)


def named(view: View, item: str) -> str:
    """What an item is, in words."""
    was, element = was_of(view, item), element_of(view, item)
    if was:
        return f"“{clip(was.action, 160)}”"
    return f"the reading of {lower_first(element.name)}" if element else f"what was observed as {item}"


def changes(view: View, made: list[Decision]) -> list[str]:
    """What each decision changed in the plan, and who took it."""
    lines = []
    for decision in made:
        who = view.context.name(decision.by)
        cause = f", because {who} {DONE[decision.decision].lower()} it"
        was, element = was_of(view, decision.item), element_of(view, decision.item)
        if decision.decision == "reject" and was:
            lines.append(bullet(f"“{clip(was.action, 110)}” left the plan{cause}; its questions are gone "
                                "from the call.",
                                *rests_on(view, decision.item)))
        elif decision.decision == "amend" and was:
            now = next((a for a in view.desk.recommended if a.id == decision.item), None)
            lines += [bullet(f"{text}{cause}.", decision.item)
                      for text in _differences(view, was, now)] if now else []
        elif element and decision.decision == "amend":
            now_ = next(i for i in view.desk.inferred if i.id == decision.item)
            lines.append(bullet(_restated(view, element, now_) + f"{cause}.", decision.item))
        elif element and decision.decision == "reject":
            lines.append(bullet(f"The reading of {lower_first(element.name)} as {element.status} no longer "
                                f"counts{cause}; "
                                f"ask {view.to_ask(element)} again.", decision.item))
    if lines:
        return lines
    stays = "Everything decided was approved as drafted" if made else "No decision, so no change"
    return [bullet(f"{stays}: the plan for {view.company} is the one of the review of "
                   f"{say_date(view.context.date)}.",
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
        after = and_list(view.context.name(p) for p in now.with_) or "nobody"
        yield f"It is now with {after} rather than {before}"
    if now.owner != was.owner:
        yield f"{view.context.name(now.owner)} does it rather than {view.context.name(was.owner)}"
    day = view.context.date.toordinal() + was.days
    if now.due and now.due.toordinal() != day:
        yield f"It is due on {say_date(now.due)}, {abs(now.due.toordinal() - day)} days " \
              f"{'later' if now.due.toordinal() > day else 'earlier'} than drafted"
    if now.id != f"r{now.rank}":
        yield f"It now stands at place {now.rank}"
