"""Behaviours, read: what the seller did, what buyers confirmed, what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playbook.compile import Standard
from playbook.model import Behaviour, Component
from studio.drafting.engines.offline.entities import has_date, has_money, numbers
from studio.drafting.engines.offline.facts import found_of
from studio.drafting.engines.offline.index import Index
from studio.drafting.engines.offline.lens import Lens
from studio.drafting.engines.offline.scan import Scan
from studio.drafting.engines.offline.weights import Linear, Weights, log_odds
from studio.drafting.reading import BehaviourReading

FEATURES = ("seller_best", "seller_three", "seller_mass", "buyer_best", "buyer_three", "buyer_mass", "seller_covered",
            "buyer_covered", "counter", "measured", "measured_share", "detailed")
QUOTES = 4
SHOWN = 0.3
_NOTHING = -7.0


def measures(index: Index) -> dict[str, float]:
    """Return what can be counted in the evidence, by measure."""
    people = {p.person for p in index.passages if p.side == "buyer" and p.person}
    calls = [p for p in index.passages if p.type == "call"]
    talk = sum(p.length for p in calls)
    seller = sum(p.length for p in calls if p.side == "seller")
    ids = {p.evidence for p in calls}
    asked = sum(1 for p in calls if p.side == "seller" and p.flag("question") and p.length > 4)
    figures = {(p.evidence, p.turn) for p in index.passages
               if p.side == "buyer" and (has_money(p.text) or any(n > 9 for n in numbers(p.text)))}
    closed = sum(1 for e in ids if _dated(calls, e))
    return {"buyer_people_heard": len(people), "seller_talk_share": seller / talk if talk else 1.0,
            "seller_questions": asked / len(ids) if ids else 0.0, "buyer_numbers": len(figures),
            "dated_close": closed / len(ids) if ids else 0.0}


def _dated(calls: Sequence, evidence: str) -> bool:
    """A buyer names or agrees to a date in the last tenth of a call."""
    last = [p for p in calls if p.evidence == evidence and p.place >= 0.88]
    for number, passage in enumerate(last):
        if has_date(passage.text) and (passage.side == "buyer" or any(
                q.side == "buyer" and q.flag("agreement") for q in last[number:number + 6])):
            return True
    return False


def measured(component: Component, counted: dict[str, float]) -> bool:
    """Tell whether a counted indicator holds."""
    value = counted[component.measure]
    return (component.at_least is None or value >= component.at_least) and (
        component.at_most is None or value <= component.at_most)


def behaviour_features(behaviour: Behaviour, scan: Scan, lens: Lens, target: int,
                       counted: dict[str, float]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a behaviour's features, its passages' fit, and its indicators' coverage."""
    own = np.flatnonzero(lens.owner == target)
    passages = scan.index.passages
    fit = scan.fit[:, own].max(axis=1) if len(passages) else np.zeros(0)
    values = dict.fromkeys(FEATURES, 0.0)
    cover = np.zeros(len(own))
    for side, mine in (("seller", np.array([p.side == "seller" for p in passages], dtype=bool)),
                       ("buyer", np.array([p.side in ("buyer", "unknown", "partner") for p in passages], dtype=bool))):
        chances = np.sort(fit[mine])[::-1] if len(passages) else np.zeros(0)
        odds = log_odds(chances[:3]) if len(chances) else np.array([_NOTHING])
        values[f"{side}_best"], values[f"{side}_three"] = float(odds[0]), float(odds.mean())
        values[f"{side}_mass"] = float(np.log(chances[:20].sum() + 1e-3))
        said = [k for k, j in enumerate(own) if side in lens.parts[j][1].said_by or not lens.parts[j][1].said_by]
        for k in said:
            if len(passages) and mine.any():
                cover[k] = max(cover[k], float(scan.fit[mine, own[k]].max()))
        values[f"{side}_covered"] = float(np.mean([cover[k] for k in said])) if said else 0.0
    if len(passages):
        values["counter"] = float((fit * np.maximum(scan.feature("denial_lead")[:, own].max(axis=1), 0)).max())
    counts = [measured(c, counted) for c in behaviour.indicators if c.measure]
    if counts:
        values["measured"], values["measured_share"] = 1.0, float(np.mean(counts))
    values["detailed"] = float(bool(behaviour.indicators))
    return np.array([values[f] for f in FEATURES], dtype=np.float32), fit, cover


def expected_score(values: np.ndarray, model: Linear) -> np.ndarray:
    """Return the mean score, 0 to 3, of each row of FEATURES."""
    return model.classes(values[:, [FEATURES.index(n) for n in model.names]]) @ np.arange(4)


def score_of(values: np.ndarray, model: Linear, numbers: dict[str, float]) -> int:
    """Return the score, 0 to 3.

    Means lie closer together than scores do; they are spread to the width
    that experts' scores had in learning, then rounded.
    """
    middle = numbers.get("behaviour_mean", 1.5)
    spread = middle + numbers.get("behaviour_spread", 1.0) * (float(expected_score(values[None], model)[0]) - middle)
    return int(np.clip(np.floor(spread + 0.5), 0, 3))


def read_behaviours(scan: Scan, lens: Lens, standard: Standard, weights: Weights) -> tuple[BehaviourReading, ...]:
    """Return the reading of every behaviour of the standard."""
    counted = measures(scan.index)
    readings = []
    for number, behaviour in enumerate(standard.behaviours):
        values, fit, cover = behaviour_features(behaviour, scan, lens, number, counted)
        order = np.argsort(-fit, kind="stable")[:QUOTES] if len(fit) else []
        own = np.flatnonzero(lens.owner == number)
        quotes = []
        for row in order:
            if fit[row] >= 0.05:
                part = lens.parts[own[int(scan.fit[row, own].argmax())]][1]
                quotes.append(found_of(scan.index.passages[row], fit[row], part.id, part.name))
        shown, still = [], []
        for k, component in enumerate(behaviour.indicators):
            holds = measured(component, counted) if component.measure else cover[k] >= SHOWN
            (shown if holds else still).append(component.name)
        readings.append(BehaviourReading(
            behaviour.reported_id, behaviour.name, f"behaviours.{behaviour.id}",
            score_of(values, weights.models["behaviour"], weights.numbers), tuple(quotes), tuple(shown), tuple(still)))
    return tuple(readings)
