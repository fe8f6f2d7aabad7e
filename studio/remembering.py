"""What is known of a deal because people decided it: facts, statuses, commitments, with where each comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from studio.drafting.draft import QUALIFICATION_FORM, Draft, Inference, Quote
from studio.store.decisions import Made
from studio.store.drafts import KeptDraft

Kind = Literal["status", "fact", "commitment", "struck"]


@dataclass(frozen=True)
class Remembered:
    """One thing a person stands behind; `stale` says why it is to be asked again."""

    decision: int
    draft: str
    item: str
    kind: Kind
    about: str
    text: str
    status: str | None
    owner: str | None
    with_: tuple[str, ...]
    due: date | None
    quotes: tuple[Quote, ...]
    by: str
    role: str
    at: str
    event_date: str
    reason: str
    amended: bool
    done: bool = False
    stale: str = ""


def remember(drafts: Iterable[KeptDraft], decisions: Mapping[tuple[str, str], Made], *, today: date | None = None,
             gone: Mapping[str, str] | None = None, done: Iterable[int] = ()) -> list[Remembered]:
    """Return what people approved on a deal, the latest on each subject first.

    `gone` names people who have left, with their names; `today` is the date
    against which what was promised is late; `done` are decisions whose action
    has been carried out.
    """
    found: dict[tuple[str, str], Remembered] = {}
    finished = set(done)
    for kept in sorted(drafts, key=lambda d: (d.event_date, d.at)):
        for one in _of_draft(kept, decisions, finished):
            place = (one.kind, one.about if one.kind == "status" else f"{one.draft}:{one.item}")
            found[place] = _aged(one, today, gone or {})
    return sorted(found.values(), key=lambda r: (r.event_date, r.at), reverse=True)


def _of_draft(kept: KeptDraft, decisions: Mapping[tuple[str, str], Made], done: set[int]) -> Iterable[Remembered]:
    draft = kept.draft
    quotes = {o.id: o.quotes for o in draft.observed}
    for inference in draft.inferred:
        made = decisions.get((kept.id, inference.id))
        if made and made.decision in ("approve", "amend"):
            status = made.changes.get("status") or inference.status
            text = made.changes.get("statement") or inference.statement
            yield _made(kept, made, "status" if status else "fact", inference.about, text, status=status,
                        quotes=tuple(q for o in inference.basis for q in quotes.get(o, ())))
    for action in draft.recommended:
        made = decisions.get((kept.id, action.id))
        if made and made.decision in ("approve", "amend"):
            due = made.changes.get("due") or action.due
            yield _made(kept, made, "commitment", action.closes[0] if action.closes else "",
                        made.changes.get("action") or action.action, owner=made.changes.get("owner") or action.owner,
                        with_=tuple(made.changes.get("with") or action.with_),
                        due=date.fromisoformat(due) if isinstance(due, str) else due, done=made.id in done)
    for seen in draft.observed:
        made = decisions.get((kept.id, seen.id))
        if made and made.decision in ("approve", "strike"):
            kind: Kind = "struck" if made.decision == "strike" else "fact"
            yield _made(kept, made, kind, seen.about[0] if seen.about else "", seen.statement, quotes=seen.quotes)


def _made(kept: KeptDraft, made: Made, kind: Kind, about: str, text: str, *, status: str | None = None,
          owner: str | None = None, with_: tuple[str, ...] = (), due: date | None = None,
          quotes: tuple[Quote, ...] = (), done: bool = False) -> Remembered:
    return Remembered(made.id, kept.id, made.item, kind, about, text, status, owner, with_, due, quotes, made.by,
                      made.role, made.at, kept.event_date, made.reason, made.decision == "amend", done)


def _aged(one: Remembered, today: date | None, gone: Mapping[str, str]) -> Remembered:
    """The same with why it may no longer hold: somebody left, or a date has passed."""
    people = {*one.with_, *([one.owner] if one.owner else []), *(q.speaker for q in one.quotes if q.speaker)}
    left = [gone[p] for p in people if p in gone]
    why = f"{left[0]} may have left" if left else ""
    if not why and one.kind == "commitment" and not one.done and one.due and today and one.due < today:
        why = f"was due on {one.due.isoformat()}"
    return Remembered(**{**one.__dict__, "stale": why}) if why else one


# -- carried into a later draft

@dataclass(frozen=True)
class Against:
    """A later inference that speaks against what a person decided."""

    remembered: Remembered
    item: str
    now: str


def carried(draft: Draft, memory: Iterable[Remembered]) -> tuple[Draft, list[Against]]:
    """Return a draft in which people's statuses stand, and what in it speaks against them.

    The later reading is not hidden: the statement says what the evidence now
    reads. Facts that somebody struck are left out, with what rested on them
    alone.
    """
    held = list(memory)
    statuses = {m.about: m for m in held if m.kind == "status"}
    struck = {(q.evidence, q.field, q.start, q.end) for m in held if m.kind == "struck" for q in m.quotes}
    against: list[Against] = []
    inferred = []
    for one in draft.inferred:
        fixed = statuses.get(one.about)
        if fixed is None or one.status is None or one.status == fixed.status or one.about not in QUALIFICATION_FORM:
            inferred.append(one)
            continue
        against.append(Against(fixed, one.id, one.status))
        inferred.append(_decided(one, fixed))
    changed = draft.model_copy(update={"inferred": tuple(inferred)})
    return (_without(changed, struck) if struck else changed), against


def _decided(one: Inference, fixed: Remembered) -> Inference:
    who = f"{fixed.by or 'somebody'}{f' ({fixed.role})' if fixed.role else ''}"
    words = (f"Decided by {who} on {fixed.at[:10]}: {fixed.status}. The evidence now reads as {one.status}; a person "
             f"must say which stands. {one.statement}")
    return one.model_copy(update={"status": fixed.status, "statement": words})


def _without(draft: Draft, struck: set[tuple[Any, ...]]) -> Draft:
    """A draft without quotes that somebody struck; an observation without a quote goes, and its marks with it."""
    kept, gone = [], set()
    for seen in draft.observed:
        quotes = tuple(q for q in seen.quotes if (q.evidence, q.field, q.start, q.end) not in struck)
        if quotes:
            kept.append(seen if len(quotes) == len(seen.quotes) else seen.model_copy(update={"quotes": quotes}))
        else:
            gone.add(seen.id)
    if not gone:
        return draft.model_copy(update={"observed": tuple(kept)})

    def clean(basis: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(b for b in basis if b not in gone)

    sections = tuple(s.model_copy(update={"body": _unmarked(s.body, gone), "basis": clean(s.basis)})
                     for s in draft.document.sections)
    return draft.model_copy(update={
        "observed": tuple(kept),
        "inferred": tuple(i.model_copy(update={"basis": clean(i.basis)}) for i in draft.inferred),
        "recommended": tuple(r.model_copy(update={"basis": clean(r.basis)}) for r in draft.recommended),
        "behaviours": tuple(b.model_copy(update={"basis": clean(b.basis)}) for b in draft.behaviours),
        "document": draft.document.model_copy(update={"sections": sections})})


def _unmarked(body: str, gone: set[str]) -> str:
    """A document's lines without those that rest on struck facts alone; marks of struck ones taken out."""
    import re

    lines = []
    for line in body.split("\n"):
        marks = re.search(r"\s*\[([^\[\]]+)\]\s*$", line)
        if marks is None:
            lines.append(line)
            continue
        ids = [i.strip() for i in marks[1].split(",")]
        left = [i for i in ids if i not in gone]
        if left == ids:
            lines.append(line)
        elif left:
            lines.append(f"{line[:marks.start()]} [{', '.join(left)}]")
    return "\n".join(lines)
