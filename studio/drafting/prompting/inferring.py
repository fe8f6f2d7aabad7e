"""What was inferred: about something known, resting on something that is there."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from playbook.model import Status
from studio.drafting.draft import QUALIFICATION_FORM, Inference
from studio.drafting.prompting.findings import Findings
from studio.drafting.prompting.observing import observe_record
from studio.drafting.prompting.reply import ReplyInference
from studio.drafting.prompting.state import Check
from studio.drafting.prompting.statuses import recorded_status, supported_status, why_not

_UNSURE = 0.2
Basis = Mapping[str, Sequence[str]]


class _Item(NamedTuple):
    name: str
    about: str
    given: ReplyInference


def infer(check: Check) -> None:
    """Fill the inferred lane; a form is complete afterwards, or the problem is noted."""
    names = check.ids.number("i", [i.id for i in check.reply.inferred])
    items = _resting(check, _placed(check, list(zip(names, check.reply.inferred, strict=True))))
    basis = uncircled({i.name: check.ids.resolve(i.name, i.given.basis, "oi") for i in items}, check.findings)
    check.inferred += [_inference(check, item, basis) for item in items]
    if check.form:
        _complete_form(check)


def _placed(check: Check, pairs: list[tuple[str, ReplyInference]]) -> list[_Item]:
    """Leave out what is about nothing known, and a second verdict on an element."""
    kept: dict[str, _Item] = {}
    judged: set[str] = set()
    for name, given in sorted(pairs, key=lambda pair: pair[1].status is None):
        about = check.topic(given.about)
        verdict = about in check.known.elements and (given.status is not None or _filled_in(check, about))
        if about is None:
            check.leave(name, f"it is about '{given.about[:40]}', which is no id of the standard or the form")
        elif verdict and about in judged:
            check.leave(name, f"'{about}' is judged twice; the first verdict is kept")
        else:
            judged |= {about} if verdict else set()
            kept[name] = _Item(name, about, given)
    return [kept[name] for name, _ in pairs if name in kept]


def _filled_in(check: Check, about: str | None) -> bool:
    return check.form and about in QUALIFICATION_FORM


def _resting(check: Check, items: list[_Item]) -> list[_Item]:
    """Leave out, until nothing changes, what has lost all that it rested on; verdicts stay."""
    while True:
        lost = [i for i in items if i.given.status is None and i.given.basis
                and not any(check.ids.live(raw) for raw in i.given.basis)]
        for item in lost:
            check.leave(item.name, "nothing that it rests on is there")
        if not lost:
            return items
        items = [i for i in items if i not in lost]


def _inference(check: Check, item: _Item, basis: Basis) -> Inference:
    name, given = item.name, item.given
    status, sure, path = _verdict(check, item, basis)
    if given.basis and not basis[name]:
        sure = _at_most(sure, _UNSURE)
    statement = check.findings.line(name, given.statement) or f"No reason was given on {item.about}."
    return Inference(id=name, statement=statement, about=item.about, status=status, confidence=sure,
                     basis=tuple(basis[name]), standard=path)


def _verdict(check: Check, item: _Item, basis: Basis) -> tuple[Status | None, float | None, str | None]:
    """The status that the quotes allow, how sure, and by which entry."""
    name, about, status = item.name, item.about, item.given.status
    sure, path = _confidence(check, item), check.path(name, item.given.standard)
    if status is None:
        return None, sure, path
    if about not in check.known.elements:
        check.findings.problem(name, f"'{about}' is no element, so it has no status")
        return None, sure, path
    if check.standard.element(about) is None:
        by_record = recorded_status(check.context.record.fields.get(about, ""))
        if by_record != status:
            check.findings.problem(name, f"the standard says nothing on '{about}', so the record decides: {by_record}")
        return by_record, sure, None
    allowed = supported_status(status, _heard(check, item, basis))
    if allowed != status:
        check.findings.problem(name, f"{about}: {why_not(status, allowed)}")
        return allowed, _at_most(sure, _UNSURE), path
    return status, sure, path


def _confidence(check: Check, item: _Item) -> float | None:
    given = item.given.confidence
    if given is not None and not (math.isfinite(given) and 0 <= given <= 1):
        check.findings.problem(item.name, f"the confidence {given} is not between 0 and 1")
        return None
    return given


def _at_most(given: float | None, limit: float) -> float:
    return limit if given is None else min(given, limit)


def _heard(check: Check, item: _Item, basis: Basis) -> set[str]:
    """Who is quoted for an element: in what the verdict rests on, or observed about it."""
    rests = reached(basis[item.name], basis) | {o.id for o in check.observed if item.about in o.about}
    return set().union(*(check.sides.get(one, set()) for one in rests))


def _complete_form(check: Check) -> None:
    judged = {i.about for i in check.inferred if i.status is not None}
    for element in QUALIFICATION_FORM:
        if element in judged:
            continue
        if check.standard.element(element) is not None:
            check.findings.problem("inferred", f"'{element}' has no status, each element of the form needs one",
                                   breaks=True)
        else:
            check.inferred = [i for i in check.inferred if i.about != element] + [_by_record(check, element)]


def _by_record(check: Check, element: str) -> Inference:
    """The verdict where the standard says nothing: the record is all there is."""
    text = check.context.record.fields.get(element, "")
    says = "the record alone speaks for it" if text.strip() else "the record's field is empty"
    basis = observe_record(check, element)
    check.findings.problem("inferred", f"'{element}' has no status; the standard says nothing on it, so the record "
                           "decides")
    return Inference(id=check.free("i"), about=element, status=recorded_status(text), confidence=0.5,
                     basis=tuple(basis),
                     statement=f"{QUALIFICATION_FORM[element]}: {says}; no standard says how to check it.")


def uncircled(basis: Basis, findings: Findings) -> dict[str, list[str]]:
    """Return what each inference rests on, without the steps that lead in a circle."""
    cut: dict[str, list[str]] = {}
    for name, rests in basis.items():
        cut[name] = []
        for one in rests:
            if name in reached([one], cut):
                findings.problem(name, f"it rests on {one}, which rests on it")
            else:
                cut[name].append(one)
    return cut


def reached(start: Sequence[str], basis: Basis) -> set[str]:
    """Return everything that some items are or rest on."""
    todo, seen = list(start), set()
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += basis.get(one, ())
    return seen
