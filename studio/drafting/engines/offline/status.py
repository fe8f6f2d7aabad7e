"""From ranked passages to a status: covered, partly, not at all, or denied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playbook.model import Status
from studio.drafting.engines.offline.claims import CLAIM_FEATURES
from studio.drafting.engines.offline.entities import KINDS
from studio.drafting.engines.offline.index import Index
from studio.drafting.engines.offline.language import FLAG_NAMES
from studio.drafting.engines.offline.lens import Lens
from studio.drafting.engines.offline.rank import NOTE_CLAIMS, NOTE_FIT
from studio.drafting.engines.offline.scan import Scan
from studio.drafting.engines.offline.weights import Linear, log_odds

STATUSES: tuple[Status, ...] = ("missing", "partial", "evidenced", "contradicted")
DENIAL = ("sim_counters", "denial_lead", "sim_lookalikes", "sim_signals", "sim_bad", "sim_good", "sim_plausible",
          *(f"is_{f}" for f in FLAG_NAMES), *(f"names_{k}" for k in KINDS), *(f"claim_{c}" for c in CLAIM_FEATURES))
_CLAIMED = ("other_person", "same_affirmed", "speaker_affirms", "prompted_denied", "same_denied", "negative_unmet",
            "speaker_denies", "near_denied", "words_denied")
_SPOKEN = ("hedge", "negation", "hearsay")
# Few and readable: there are only some hundred statuses to learn from.
FEATURES = ("best", "best_three", "mass", "sure", "covered_mean", "covered_least", "covered_well", "denied",
            "denied_two", "noted", "named_needs", "person_lead", "figure_lead", *(f"claim_{c}" for c in _CLAIMED),
            "top_form", *(f"top_{s}" for s in _SPOKEN))
TOP = 8
_WELL = 0.4


@dataclass(frozen=True, eq=False)
class Judged:
    """What a status is judged by; rows of `top` and `notes` are passages."""

    values: np.ndarray
    top: tuple[int, ...]
    notes: tuple[int, ...]
    coverage: dict[int, float]
    denial: np.ndarray
    fit: np.ndarray


def denial_features(scan: Scan, lens: Lens, target: int, compared: np.ndarray) -> np.ndarray:
    """Return passages × DENIAL for one target."""
    own = lens.owner == target
    texts = [scan.feature(n)[:, own].max(axis=1) for n in DENIAL[:7]]
    return np.concatenate([np.stack(texts, axis=1), scan.index.flags, scan.index.kinds, compared], axis=1)


def heard_rows(index: Index) -> np.ndarray:
    """Rows whose words may count as evidence: not the seller's, not form fields."""
    return np.array([r for r, p in enumerate(index.passages) if p.side not in ("seller", "form")], dtype=int)


def judge(scan: Scan, lens: Lens, target: int, fit: np.ndarray, compared: np.ndarray, denial: Linear) -> Judged:
    """Return the features of one target's status.

    `fit` is the second look at the target, `compared` its claim features.
    """
    index = scan.index
    heard = heard_rows(index)
    own = np.flatnonzero(lens.owner == target)
    said = scan.said[:, own].max(axis=1)
    notes = tuple(int(r) for r in sorted(
        (r for r, p in enumerate(index.passages) if p.side == "seller" and p.type in ("note", "email")
         and said[r] > NOTE_FIT), key=lambda r: (-said[r], r))[:NOTE_CLAIMS])
    noted = float(log_odds(np.array([max((said[r] for r in notes), default=0.0)]))[0])
    if not len(heard):
        values = dict.fromkeys(FEATURES, 0.0) | dict.fromkeys(FEATURES[:2], -9.0) | {
            "mass": -7.0, "noted": noted, "covered_mean": -9.0, "covered_least": -9.0,
            "denied": -9.0, "denied_two": -9.0}
        return Judged(np.array([values[f] for f in FEATURES]), (), notes, {}, np.zeros(len(index.passages)), fit)
    chances = fit[heard]
    order = heard[np.argsort(-chances, kind="stable")][:TOP]
    weight = fit[order]
    odds = np.pad(log_odds(weight), (0, TOP - len(order)), constant_values=-8.0)
    share = weight / max(float(weight.sum()), 1e-6)
    parts = scan.fit[:, own]
    strength = parts / np.maximum(parts.max(axis=1, keepdims=True), 1e-6)
    cover = (chances[:, None] * strength[heard]).max(axis=0)
    required = np.array([lens.parts[j][1].required for j in own])
    wanted = cover[required] if required.any() else cover
    denying = np.zeros(len(index.passages))
    features = denial_features(scan, lens, target, compared)
    denying[heard] = denial.chance(features[heard][:, denial.columns(DENIAL)])
    denied = np.sort(chances * denying[heard])[::-1]
    root = np.sqrt(chances)
    at = {name: number for number, name in enumerate(CLAIM_FEATURES)}

    def claimed(name: str) -> float:
        return float((root * compared[heard, at[name]]).max())

    needs = scan.feature("needs_met")[np.ix_(heard, own)].max(axis=1)
    values = {
        "best": odds[0], "best_three": odds[:3].mean(), "mass": np.log(chances.sum() + 1e-3),
        "sure": np.log1p((chances > 0.3).sum()), "covered_mean": log_odds(wanted).mean(),
        "covered_least": log_odds(wanted).min(), "covered_well": (wanted > _WELL).mean(),
        "denied": log_odds(denied[:1])[0], "denied_two": log_odds(denied[:2]).mean(),
        "noted": noted, "named_needs": float((chances * needs).max()),
        "person_lead": claimed("other_person") - max(claimed("same"), claimed("speaker")),
        "figure_lead": claimed("other_figure") - claimed("same"),
        **{f"claim_{c}": claimed(c) for c in _CLAIMED},
        "top_form": float(weight[[index.passages[r].type == "form" for r in order]].sum()),
        **{f"top_{s}": float((share * index.flags[order, FLAG_NAMES.index(s)]).sum()) for s in _SPOKEN},
    }
    coverage = {int(j): float(c) for j, c in zip(own, cover, strict=True)}
    return Judged(np.array([values[f] for f in FEATURES], dtype=np.float32), tuple(int(r) for r in order), notes,
                  coverage, denying, fit)


def decide(values: np.ndarray, model: Linear, numbers: dict[str, float],
           detailed: bool = True) -> tuple[Status, float, np.ndarray]:
    """Return the status, its probability, and the probabilities of all four.

    `evidenced` is said only where it is more likely than not, and where the
    standard is `detailed`: without components nothing says what complete
    means. Else the next likely status is taken: rather a gap than a false
    comfort.
    """
    chances = model.classes(values[None, [FEATURES.index(n) for n in model.names]])[0].copy()
    order = sorted(range(len(STATUSES)), key=lambda k: (-chances[k], k))
    for k in order:
        least = numbers.get(f"least_{STATUSES[k]}", 0.0)
        if chances[k] >= least and (detailed or STATUSES[k] != "evidenced"):
            return STATUSES[k], float(chances[k]), chances
    return STATUSES[order[0]], float(chances[order[0]]), chances


def record_status(recorded: Sequence[tuple[str, str]]) -> Status:
    """Return the status where the standard says nothing: the record is all there is."""
    return "evidenced" if any(text.strip() for _, text in recorded) else "missing"
