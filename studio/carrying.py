"""What people decided on a deal, carried into a later draft on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from studio.drafting.assemble import say_date, section
from studio.drafting.draft import QUALIFICATION_FORM, Draft, Inference
from studio.drafting.workflows.lines import bullet, clip
from studio.governing import reason_words
from studio.remembering import Remembered
from studio.striking import without_struck

#: Heading of the section that tells what is remembered, in every draft that has something to tell.
HEADING = "What people decided on this deal before"
_MOST = 15


@dataclass(frozen=True)
class Against:
    """A later inference that speaks against what a person decided; `basis` is what it rests on."""

    remembered: Remembered
    item: str
    now: str
    basis: tuple[str, ...]


def carried(draft: Draft, memory: Iterable[Remembered]) -> tuple[Draft, list[Against]]:
    """Return a draft in which people's statuses stand, and what in it speaks against them.

    The later reading is not hidden: the statement says what the evidence now
    reads. Facts that somebody struck are left out, with what rested on them
    alone; a section tells what people decided before, by whom and when.
    """
    held = list(memory)
    clean = without_struck(draft, [m for m in held if m.kind == "struck"])
    decided = {m.about: m for m in held if m.kind == "status" or (m.kind == "rejected" and m.status)}
    against: list[Against] = []
    inferred = []
    for one in clean.inferred:
        fixed = decided.get(one.about) if one.status else None
        inferred.append(_fixed(one, fixed) if fixed else one)
        if fixed and fixed.kind == "status" and one.status != fixed.status:
            against.append(Against(fixed, one.id, one.status or "", one.basis))
    changed = clean.model_copy(update={"inferred": tuple(inferred)})
    return _told(changed, held, {a.item: a.now for a in against}), against


def _fixed(one: Inference, fixed: Remembered) -> Inference:
    """An inference with what a person decided on it: their status, or that they rejected this very reading."""
    who, when = _who(fixed), _day(fixed.at)
    if fixed.kind == "rejected":
        words = f"{who} rejected the reading “{fixed.status}” on {when}: {clip(reason_words(fixed.reason), 200)}. "
        return one.model_copy(update={"statement": words + one.statement}) if one.status == fixed.status else one
    if one.status == fixed.status:
        return one
    words = f"Decided by {who} on {when}: {fixed.status}. The evidence now reads as {one.status}. "
    return one.model_copy(update={"status": fixed.status, "statement": words + one.statement})


def speaks_against(was: str, now: str) -> bool:
    """Tell whether a later reading goes against a decision, and does not merely know less or a little more."""
    return (now == "contradicted" and was != now) or (was in ("missing", "contradicted") and now == "evidenced")


# -- the section that tells it

def _told(draft: Draft, memory: Sequence[Remembered], now: dict[str, str]) -> Draft:
    lines = [line for one in memory if (line := _line(draft, one, now))][:_MOST]
    if not lines:
        return draft
    sections = (*draft.document.sections, section(HEADING, lines))
    return draft.model_copy(update={"document": draft.document.model_copy(update={"sections": sections})})


def _line(draft: Draft, one: Remembered, now: dict[str, str]) -> str:
    """One remembered thing with who, when and why; empty where nothing in this draft is about it."""
    judged = [i.id for i in draft.inferred if i.about == one.about and i.status]
    same = [r.id for r in draft.recommended if " ".join(r.action.split()) == " ".join(one.text.split())]
    cites = (same or judged) if one.item.startswith("r") else judged
    if one.kind == "struck" or not cites:
        return ""
    name = QUALIFICATION_FORM.get(one.about) or one.about.replace("_", " ").capitalize()
    said = f"{_who(one)} on {_day(one.at)}"
    why = f" ({clip(reason_words(one.reason), 120)})" if one.reason else ""
    stale = f" Ask again: {one.stale}." if one.stale else ""
    reads = next((f", and the evidence now reads as {now[c]}" for c in cites if c in now), "")
    quoted = f"“{clip(one.text, 160)}”"
    told = {
        "status": f"{name}: {one.status}, decided by {said}{why}{reads}.",
        "fact": f"{name}: {quoted}, approved by {said}.",
        "commitment": f"{'Carried out' if one.done else 'Still open'}: {quoted}, approved by {said}"
                      f"{f', due on {say_date(one.due)}' if one.due else ''}.",
        "rejected": (f"{name}: not {one.status}, by {said}{why}." if one.item.startswith("i")
                     else f"Rejected: {quoted}, by {said}{why}."),
    }[one.kind]
    return bullet(told + stale, *cites[:1])


def _who(one: Remembered) -> str:
    return f"{one.by or 'somebody'}{f' ({one.role})' if one.role else ''}"


def _day(at: str) -> str:
    return say_date(date.fromisoformat(at[:10]))
