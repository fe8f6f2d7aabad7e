"""What is recommended and scored: people, dates, ids and order checked."""

from __future__ import annotations

import datetime

from studio.drafting.draft import BehaviourScore, Recommendation
from studio.drafting.prompting.known import GENERAL
from studio.drafting.prompting.reply import ReplyAction
from studio.drafting.prompting.state import Check


def recommend(check: Check) -> list[Recommendation]:
    """Return the actions in their order, with people, dates and ids that are there."""
    given = check.reply.recommended
    names = check.ids.number("r", [r.id for r in given])
    if sorted(r.rank for r in given) != list(range(1, len(given) + 1)):
        check.findings.problem("recommended", "the ranks are not 1, 2, 3 and so on; the order is kept")
    made: list[Recommendation] = []
    for name, item in sorted(zip(names, given, strict=True), key=lambda pair: pair[1].rank):
        action = check.findings.line(name, item.action)
        if action:
            made.append(_action(check, name, item, action, len(made) + 1))
        else:
            check.leave(name, "it says nothing to do")
    return made


def _action(check: Check, name: str, item: ReplyAction, action: str, rank: int) -> Recommendation:
    people = [_person(check, name, written) for written in item.with_]
    return Recommendation(
        id=name, rank=rank, action=action, owner=_person(check, name, item.owner) if item.owner else None,
        with_=tuple(dict.fromkeys(p for p in people if p)), due=_due(check, name, item.due),
        closes=tuple(t for t in check.topics(name, item.closes) if t not in GENERAL),
        basis=tuple(check.ids.resolve(name, item.basis, "oi")), standard=check.path(name, item.standard))


def _person(check: Check, name: str, written: str) -> str | None:
    person = check.known.person(written)
    if person is None:
        check.findings.problem(name, f"'{written[:40]}' is nobody on the list of people")
    return person


def _due(check: Check, name: str, written: str | None) -> datetime.date | None:
    if not written:
        return None
    try:
        day = datetime.date.fromisoformat(written.strip()[:10])
    except ValueError:
        check.findings.problem(name, f"'{written[:40]}' is no date, expected YYYY-MM-DD")
        return None
    if day < check.context.date:
        check.findings.problem(name, f"it is due on {day}, before the event on {check.context.date}")
        return None
    return day


def score(check: Check) -> list[BehaviourScore]:
    """Return one score for each behaviour of the standard that was judged."""
    scores: dict[str, BehaviourScore] = {}
    for item in check.reply.behaviours:
        behaviour = check.known.behaviour(item.id)
        if behaviour is None:
            check.findings.problem("behaviours", f"'{item.id[:40]}' is no behaviour of the standard, it is left out")
        elif behaviour in scores:
            check.findings.problem("behaviours", f"'{behaviour}' is scored twice; the first score is kept")
        else:
            scores[behaviour] = BehaviourScore(
                id=behaviour, score=item.score, basis=tuple(check.ids.resolve(behaviour, item.basis, "oi")),
                standard=check.path(behaviour, item.standard))
    return list(scores.values())


def stage(check: Check) -> str | None:
    """Return the supported stage, by its canonical id."""
    written = check.reply.stage_supported or ""
    found = check.known.stage(written)
    if found is None:
        check.findings.problem("stage_supported", f"'{written[:40]}' is no stage", breaks=True)
    return found
