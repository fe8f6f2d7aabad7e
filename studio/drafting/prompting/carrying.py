"""A manager's decisions carried into a plan: they bind whatever a model writes."""

from __future__ import annotations

from collections.abc import Sequence

from studio.drafting.decisions import Decision
from studio.drafting.draft import Draft, Inference, Recommendation
from studio.drafting.prompting.state import Check

_ACTION = ("action", "owner", "with_", "due", "rank")


def carry(check: Check, actions: list[Recommendation], review: Draft, decisions: Sequence[Decision],
          ) -> list[Recommendation]:
    """Return the actions as decided; statuses that were amended are changed in place.

    The last decision on an item counts. Approved and amended actions stand as
    the review had them, with the amendments; rejected ones are out.
    """
    decided = {d.item: d for d in decisions}
    was = {r.id: r for r in review.recommended}
    check.inferred = [_verdict(i, review, decided) for i in check.inferred]
    kept = [_decided(check, a, was, decided) for a in actions]
    kept += [_again(check, was[name], decided[name]) for name in was
             if name in decided and decided[name].decision != "reject" and all(a.id != name for a in actions)]
    order = sorted((a for a in kept if a is not None), key=lambda a: a.rank)
    return [a.model_copy(update={"rank": n}) for n, a in enumerate(order, 1)]


def _decided(check: Check, action: Recommendation, was: dict[str, Recommendation],
             decided: dict[str, Decision]) -> Recommendation | None:
    decision = decided.get(action.id)
    if decision is None or action.id not in was:
        return action
    if decision.decision == "reject":
        check.leave(action.id, f"{decision.by} rejected it")
        return None
    stands = _amended(was[action.id], decision).model_copy(update={"basis": action.basis, "rank": action.rank})
    if decision.changes.rank is not None:
        stands = stands.model_copy(update={"rank": decision.changes.rank})
    if stands != action:
        check.findings.problem(action.id, f"it differs from what {decision.by} decided; it stands as decided")
    return stands


def _again(check: Check, action: Recommendation, decision: Decision) -> Recommendation:
    check.findings.problem(action.id, f"{decision.by} kept it and it is missing; it stands as decided")
    here = {i.id: i.about for i in check.inferred}
    basis = tuple(b for b in action.basis if b in here and here[b] in action.closes)
    check.ids.restore(action.id)
    return _amended(action, decision).model_copy(update={"basis": basis})


def _amended(action: Recommendation, decision: Decision) -> Recommendation:
    if decision.decision != "amend":
        return action
    given = {k: v for k, v in decision.changes.model_dump().items() if v is not None and k in _ACTION}
    return action.model_copy(update=given | ({"with_": tuple(given["with_"])} if "with_" in given else {}))


def _verdict(inference: Inference, review: Draft, decided: dict[str, Decision]) -> Inference:
    """An amended verdict; it is found by what it is about, as ids may differ."""
    for item in review.inferred:
        decision = decided.get(item.id)
        if decision and decision.decision == "amend" and item.about == inference.about and item.status is not None:
            given = {k: v for k, v in (("statement", decision.changes.statement),
                                       ("status", decision.changes.status)) if v is not None}
            return inference.model_copy(update=given)
    return inference
