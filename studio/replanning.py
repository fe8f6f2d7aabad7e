"""The call plan after decisions: only what depends on them is drafted anew, and what changed says why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from playbook.difference import Item, text_items
from studio.drafting.decisions import Decision
from studio.drafting.draft import Document, Draft, Section


_NUMBER = re.compile(r"^\s*\d+\.\s+")
#: How much of an action's text tells that a line names it.
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


def replanned(previous: Draft | None, new: Draft, changed: set[str], renamed: Mapping[str, str]) -> Draft:
    """Return the new plan with the sections of the previous one that no changed item touches.

    `renamed` leads from the items of the previous draft to those of the new
    one; a section whose items are not all there is drafted anew.
    """
    if previous is None or not changed:
        return new
    held = {s.heading: s for s in previous.document.sections}
    sections = []
    for section in new.document.sections:
        was = held.get(section.heading)
        touched = was is None or changed & {*section.basis, *was.basis} or _differs(was, section, renamed)
        sections.append(section if touched or was is None else was)
    return new.model_copy(update={"document": Document(title=new.document.title, sections=tuple(sections))})


def _differs(was: Section, now: Section, renamed: Mapping[str, str]) -> bool:
    """Whether a section would point to other items than it did."""
    return any(renamed.get(b, b) != b for b in was.basis) or set(was.basis) != set(now.basis)


def plan_changes(before: Draft | None, after: Draft, decisions: Iterable[Decision],
                 actions: Mapping[str, str] | None = None) -> list[PlanChange]:
    """Return every line that differs between two plans, with the decisions that it rests on.

    `actions` are the texts of the review's recommended actions, by item: a
    line that names one rests on its decision.
    """
    made = {d.item: d for d in decisions}
    told = {item: text[:_NAMED] for item, text in (actions or {}).items() if item in made}
    held = {s.heading: s for s in before.document.sections} if before else {}
    found = []
    for section in after.document.sections:
        was = held.get(section.heading)
        old = was.body.split("\n") if was else []
        for item in text_items([_plain(x) for x in old if x.strip()],
                               [_plain(x) for x in section.body.split("\n") if x.strip()]):
            if item.kind != "kept":
                found.append(PlanChange(section.heading, item, _because(item, section, was, made, told)))
    return found


def _plain(line: str) -> str:
    """A line without its marks and without its number."""
    words = line.rpartition(" [")[0] or line if line.rstrip().endswith("]") else line
    return _NUMBER.sub("", words)


def _because(item: Item, section: Section, was: Section | None, made: Mapping[str, Decision],
             told: Mapping[str, str]) -> tuple[Decision, ...]:
    """The decisions that a line rests on: by the marks at its end, in the new text or the old."""
    words = "".join(p.text for p in item.pieces if p.kind != "gone") or "".join(p.text for p in item.pieces)
    marks: list[str] = []
    for body in (section.body, was.body if was else ""):
        for line in body.split("\n"):
            if _plain(line).strip() == words.strip() and line.rstrip().endswith("]"):
                marks += [m.strip() for m in line.rstrip().rstrip("]").rpartition("[")[2].split(",")]
    whole = "".join(p.text for p in item.pieces)
    marks = [i for i, text in told.items() if text and text in whole] + marks
    return tuple(made[m] for m in dict.fromkeys(marks) if m in made)
