"""What is known of a deal because people decided it: facts, statuses, commitments, with where each comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from studio.drafting.assemble import say_date
from studio.drafting.draft import Inference, Observation, Quote, Recommendation
from studio.store.decisions import Made
from studio.store.drafts import KeptDraft

Kind = Literal["status", "fact", "commitment", "rejected", "struck"]


@dataclass(frozen=True)
class Remembered:
    """One thing a person stands behind; `stale` says why it is to be asked again.

    `status` is what was decided on an element, or the reading that was
    rejected. A strike whose words were forgotten still holds, and is not
    shown.
    """

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
    forgotten: bool = False


def remember(drafts: Iterable[KeptDraft], decisions: Mapping[tuple[str, str], Made], *, today: date | None = None,
             gone: Mapping[str, str] | None = None, done: Iterable[int] = (),
             forgotten: Collection[int] = ()) -> list[Remembered]:
    """Return what people decided on a deal, the latest on each subject, the newest first.

    `gone` names people who have left, with their names; `today` is the date
    against which what was promised is late; `done` are decisions whose action
    has been carried out, `forgotten` those whose text was purged.
    """
    finished, found = set(done), {}
    for one in sorted((r for kept in drafts for r in _of_draft(kept, decisions)), key=_when):
        held = replace(one, done=one.decision in finished, forgotten=one.decision in forgotten)
        if held.kind == "struck" or not held.forgotten:
            found[_subject(held)] = _aged(held, today, gone or {})
    return sorted(found.values(), key=_when, reverse=True)


def _when(one: Remembered) -> tuple[str, int]:
    return one.event_date, one.decision


def _subject(one: Remembered) -> tuple[str, ...]:
    """What a decision is about; the latest one on the same takes the place of those before."""
    if one.item.startswith("i") and one.status:
        return "status", one.about
    if one.item.startswith("r"):
        return "action", " ".join(one.text.split())
    return one.kind, one.draft, one.item


def _of_draft(kept: KeptDraft, decisions: Mapping[tuple[str, str], Made]) -> Iterator[Remembered]:
    draft = kept.draft
    quotes = {o.id: o.quotes for o in draft.observed}
    for item in (*draft.inferred, *draft.recommended, *draft.observed):
        made = decisions.get((kept.id, item.id))
        if made is None:
            continue
        if isinstance(item, Inference):
            yield _judged(kept, made, item, tuple(q for o in item.basis for q in quotes.get(o, ())))
        elif isinstance(item, Recommendation):
            yield _promised(kept, made, item)
        else:
            yield _seen(kept, made, item)


def _judged(kept: KeptDraft, made: Made, item: Inference, quotes: tuple[Quote, ...]) -> Remembered:
    status = made.changes.get("status") or item.status
    kind: Kind = "rejected" if made.decision == "reject" else "status" if status else "fact"
    return _made(kept, made, kind, item.about, made.changes.get("statement") or item.statement, status=status,
                 quotes=quotes)


def _promised(kept: KeptDraft, made: Made, item: Recommendation) -> Remembered:
    due = made.changes.get("due") or item.due
    with_ = made.changes.get("with", item.with_)
    return _made(kept, made, "rejected" if made.decision == "reject" else "commitment",
                 item.closes[0] if item.closes else "", made.changes.get("action") or item.action,
                 owner=made.changes.get("owner") or item.owner, with_=tuple(with_),
                 due=date.fromisoformat(due) if isinstance(due, str) else due)


def _seen(kept: KeptDraft, made: Made, item: Observation) -> Remembered:
    return _made(kept, made, "struck" if made.decision == "strike" else "fact", item.about[0] if item.about else "",
                 item.statement, quotes=item.quotes)


def _made(kept: KeptDraft, made: Made, kind: Kind, about: str, text: str, *, status: str | None = None,
          owner: str | None = None, with_: tuple[str, ...] = (), due: date | None = None,
          quotes: tuple[Quote, ...] = ()) -> Remembered:
    return Remembered(made.id, kept.id, made.item, kind, about, text, status, owner, with_, due, quotes, made.by,
                      made.role, made.at, kept.event_date, made.reason, made.decision == "amend")


def _aged(one: Remembered, today: date | None, gone: Mapping[str, str]) -> Remembered:
    """The same with why it may no longer hold: somebody left, or a date has passed."""
    if one.kind in ("rejected", "struck"):
        return one
    people = {*one.with_, *([one.owner] if one.owner else []), *(q.speaker for q in one.quotes if q.speaker)}
    left = sorted(gone[p] for p in people if p in gone)
    why = f"{left[0]} may have left" if left else ""
    if not why and one.kind == "commitment" and not one.done and one.due and today and one.due < today:
        why = f"was due on {say_date(one.due)}"
    return replace(one, stale=why) if why else one
