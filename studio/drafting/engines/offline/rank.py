"""Second look: the same chances, in the light of context and of what is claimed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.drafting.engines.offline.claims import CLAIM_FEATURES, Claim, compare_claims, make_claim
from studio.drafting.engines.offline.entities import People
from studio.drafting.engines.offline.index import Index
from studio.drafting.engines.offline.lens import Lens
from studio.drafting.engines.offline.scan import Scan
from studio.drafting.engines.offline.weights import Linear, log_odds

SECOND = ("own", "rival", "lead", "before", "after", "nearby", "prompted", "turn", "place", "around", "buyer_place",
          "buyer", *(f"claim_{c}" for c in CLAIM_FEATURES))
LOOKED_AT = 70
WINDOW = 5
NOTE_CLAIMS = 3
NOTE_FIT = 0.08
_LOW = -7.0


def target_fit(scan: Scan, lens: Lens) -> np.ndarray:
    """Return passages × targets: the best of a target's parts."""
    fit = np.zeros((len(scan.index.passages), len(lens.targets)), dtype=np.float32)
    for target in range(len(lens.targets)):
        fit[:, target] = scan.fit[:, lens.owner == target].max(axis=1)
    return fit


def target_said(scan: Scan, lens: Lens, target: int) -> np.ndarray:
    """Return for each passage how much it speaks of a target, whoever says it."""
    return scan.said[:, lens.owner == target].max(axis=1)


def find_claims(index: Index, said: np.ndarray, recorded: Sequence[tuple[str, str]], who: People) -> list[Claim]:
    """Return what the record and the seller's notes and mails claim of one entry.

    `said` is how much each passage speaks of it; `recorded` are pairs of field
    and text.
    """
    claims = [make_claim(text, who, field) for field, text in recorded]
    noted = [row for row, p in enumerate(index.passages)
             if p.side == "seller" and p.type in ("note", "email") and said[row] > NOTE_FIT]
    for row in sorted(noted, key=lambda r: (-said[r], r))[:NOTE_CLAIMS]:
        claims.append(make_claim(index.passages[row].text, who, None, index.passages[row]))
    return claims


def compare_all(index: Index, first: np.ndarray, claims: Sequence[Sequence[Claim]], lens: Lens) -> np.ndarray:
    """Return passages × targets × CLAIM_FEATURES for the passages that may matter."""
    found = np.zeros((*first.shape, len(CLAIM_FEATURES)), dtype=np.float32)
    heard = np.array([not (p.side == "seller" and p.type != "call") for p in index.passages], dtype=bool)
    for target, mine in enumerate(claims):
        if mine:
            order = np.argsort(-np.where(heard, first[:, target], -1), kind="stable")[:LOOKED_AT]
            found[:, target] = compare_claims(index, mine, lens.idf, sorted(order.tolist()))
    return found


def second_features(index: Index, first: np.ndarray, compared: np.ndarray) -> np.ndarray:
    """Return passages × targets × SECOND."""
    count, targets = first.shape
    if not count:
        return np.zeros((0, targets, len(SECOND)), dtype=np.float32)
    own = log_odds(first)
    if targets > 1:
        order = np.sort(own, axis=1)
        top = own.argmax(axis=1)
        rival = np.where(np.arange(targets)[None, :] == top[:, None], order[:, -2:-1], order[:, -1:])
    else:
        rival = np.full_like(own, _LOW)
    turns: dict[tuple[str, int], int] = {}
    turn = np.array([turns.setdefault((p.evidence, p.turn), len(turns)) for p in index.passages])
    by_turn = np.full((len(turns), targets), _LOW, dtype=np.float32)
    np.maximum.at(by_turn, turn, own)
    asker = _askers(index)
    prompted = np.where(asker[:, None] >= 0, own[np.maximum(asker, 0)], _LOW)
    buyer = np.array([p.side not in ("seller", "form") for p in index.passages])
    heard = np.where(buyer[:, None], own, _LOW - 2)
    columns = [own, rival, own - rival, _shift(own, 1), _shift(own, -1), np.maximum(_shift(own, 2), _shift(own, -2)),
               prompted, by_turn[turn], _places(own), _around(own), _places(heard),
               np.repeat(buyer[:, None].astype(np.float32), targets, axis=1)]
    return np.concatenate([np.stack(columns, axis=2), compared], axis=2).astype(np.float32)


def second_look(index: Index, first: np.ndarray, compared: np.ndarray, model: Linear) -> np.ndarray:
    """Return passages × targets: the chance that a passage is evidence for a target."""
    values = second_features(index, first, compared)
    return model.chance(values[:, :, model.columns(SECOND)]) if len(values) else first


def _shift(values: np.ndarray, by: int) -> np.ndarray:
    edge = np.full((min(abs(by), len(values)), values.shape[1]), _LOW, dtype=np.float32)
    return np.vstack([edge, values[:-by]])[:len(values)] if by > 0 else np.vstack([values[-by:], edge])[:len(values)]


def _places(values: np.ndarray) -> np.ndarray:
    return np.log1p((-values).argsort(axis=0, kind="stable").argsort(axis=0, kind="stable"))


def _around(values: np.ndarray) -> np.ndarray:
    total = np.vstack([np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)])
    low = np.maximum(np.arange(len(values)) - WINDOW, 0)
    high = np.minimum(np.arange(len(values)) + WINDOW + 1, len(values))
    return (total[high] - total[low]) / (high - low)[:, None]


def _askers(index: Index) -> np.ndarray:
    """Row of the last passage of what another person said just before, else -1."""
    rows = np.full(len(index.passages), -1)
    for row, passage in enumerate(index.passages):
        back = row - 1
        while passage.prompt and passage.type == "call" and back >= max(0, row - 24):
            other = index.passages[back]
            if other.evidence != passage.evidence:
                break
            if other.turn != passage.turn and other.text in passage.prompt:
                rows[row] = back
                break
            back -= 1
    return rows
