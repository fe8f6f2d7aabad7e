"""The call plan after decisions: only what depends on them is drafted anew, and what changed says why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from playbook.difference import Item, text_items
from studio.drafting.decisions import Decision
from studio.drafting.draft import Document, Draft, Section
from studio.drafting.workflows.adjusted_call_plan import WORKFLOW

_NUMBER = re.compile(r"^\s*\d+\.\s+")
_MARKS = re.compile(r"\s*\[([^\[\]]+)\]\s*$")
#: Sections that tell what was decided and what that changed: they depend on every decision.
_OF_DECISIONS = {WORKFLOW.headings[0], WORKFLOW.headings[2]}
#: How much of an action's text in a line tells that the line names it.
_NAMED = 40


@dataclass(frozen=True)
class PlanChange:
    """A line of the plan that differs, with the decisions it comes from."""

    heading: str
    item: Item
    because: tuple[Decision, ...]


def changed_items(before: Sequence[Decision], after: Sequence[Decision]) -> set[str]:
    """Return items whose decision is new, gone or another one."""
    was, now = ({d.item: _content(d) for d in some} for some in (before, after))
    return {item for item in {*was, *now} if was.get(item) != now.get(item)}


def _content(decision: Decision) -> str:
    return decision.model_dump_json(exclude={"at"})


def replanned(previous: Draft | None, new: Draft, changed: set[str]) -> Draft:
    """Return the new plan with the sections of the previous one that no changed item touches.

    A section is drafted anew where it rests on a changed item, on an action
    that closes a changed judgement, or on other items than it did, and where
    it tells of the decisions themselves.
    """
    if previous is None or previous.as_of != new.as_of:
        return new
    held, reached = {s.heading: s for s in previous.document.sections}, _reached(changed, previous, new)
    sections = tuple(s if (was := held.get(s.heading)) is None or _touched(was, s, reached) else was
                     for s in new.document.sections)
    return new.model_copy(update={"document": Document(title=new.document.title, sections=sections)})


def _reached(changed: set[str], *plans: Draft) -> set[str]:
    """Changed items, and the actions that rest on them or close what they judge."""
    about = {i.about for plan in plans for i in plan.inferred if i.id in changed}
    return changed | {r.id for plan in plans for r in plan.recommended if changed & {*r.basis} or about & {*r.closes}}


def _touched(was: Section, now: Section, changed: set[str]) -> bool:
    return was.heading in _OF_DECISIONS or was.basis != now.basis or bool(changed & {*now.basis, *was.basis})


def plan_changes(before: Draft | None, after: Draft, decisions: Iterable[Decision],
                 actions: Mapping[str, str] | None = None) -> list[PlanChange]:
    """Return every line that differs between two plans, with the decisions that it rests on.

    `actions` are the texts of the review's recommended actions, by item: a
    line whose marks lead to no decision rests on that of the action it names.
    """
    made = {d.item: d for d in decisions}
    told = {item: _flat(text) for item, text in (actions or {}).items() if item in made}
    old = {s.heading: s for s in before.document.sections} if before else {}
    new = {s.heading: s for s in after.document.sections}
    found = []
    for heading in dict.fromkeys((*new, *old)):
        was, now = _lines(old.get(heading)), _lines(new.get(heading))
        marks = _marks(was) | _marks(now)
        for item in text_items([_plain(x) for x in was], [_plain(x) for x in now]):
            if item.kind != "kept":
                found.append(PlanChange(heading, item, _because(item, marks, made, told)))
    return found


def _lines(section: Section | None) -> list[str]:
    return [line for line in section.body.split("\n") if line.strip()] if section else []


def _marks(lines: Iterable[str]) -> dict[str, list[str]]:
    """What each line rests on, by its words."""
    return {_flat(_plain(line)): [m.strip() for m in found[1].split(",")]
            for line in lines if (found := _MARKS.search(line))}


def _plain(line: str) -> str:
    """A line without its marks and without its number."""
    return _NUMBER.sub("", _MARKS.sub("", line))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _because(item: Item, marks: Mapping[str, Sequence[str]], made: Mapping[str, Decision],
             told: Mapping[str, str]) -> tuple[Decision, ...]:
    """The decisions that a line rests on: by the marks at its end, now or before, else by the action it names."""
    now = _flat("".join(p.text for p in item.pieces if p.kind != "gone"))
    was = _flat("".join(p.text for p in item.pieces if p.kind != "added"))
    ids = dict.fromkeys((*marks.get(now, ()), *marks.get(was, ())))
    named = _named((now, was), told) if not any(i in made for i in ids) else []
    return tuple(made[i] for i in (*ids, *named) if i in made)


def _named(lines: Iterable[str], told: Mapping[str, str]) -> list[str]:
    """The action that a line names at greatest length."""
    shared = {item: max(_shared(line, text) for line in lines) for item, text in told.items()}
    most = max(shared.values(), default=0)
    return [item for item, length in shared.items() if length == most >= min(_NAMED, len(told[item]))]


def _shared(line: str, text: str) -> int:
    """How much of the beginning of a text stands in a line."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[:middle] in line else (low, middle - 1)
    return low
