"""First look: how well each passage fits each part of each entry."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.deals.evidence import Evidence
from studio.drafting.engines.offline.features import NAMES, TYPES, pair_features
from studio.drafting.engines.offline.index import Index, index_evidence
from studio.drafting.engines.offline.lens import Lens
from studio.drafting.engines.offline.weights import Linear

KEPT = ("sim_counters", "sim_lookalikes", "sim_signals", "sim_bad", "sim_good", "sim_plausible", "denial_lead",
        "needs_met", "cues")
_MOST = 3000


@dataclass(frozen=True, eq=False)
class Scan:
    """Passages × parts: the chance that a passage shows a part.

    `said` is the same had a buyer said it on a call: how a seller's note is
    found to speak of something. `kept` is what later steps still need.
    """

    index: Index
    fit: np.ndarray
    kept: np.ndarray
    said: np.ndarray

    def feature(self, name: str) -> np.ndarray:
        """Return passages × parts of one kept feature."""
        return self.kept[:, :, KEPT.index(name)]


_SCANS: OrderedDict[tuple, tuple] = OrderedDict()


def scan_evidence(evidence: Sequence[Evidence], people: Sequence[tuple[str, str]], lens: Lens,
                  model: Linear) -> Scan:
    """Return the scan of evidence; each artefact is scanned once per lens."""
    key = tuple(people)
    parts = [_scan(item, key, lens, model) for item in evidence]
    index = Index(tuple(p for part in parts for p in part.index.passages))
    if not parts:
        none = np.zeros((0, len(lens.parts)))
        return Scan(index, none, np.zeros((0, len(lens.parts), len(KEPT))), none)
    return Scan(index, *(np.concatenate([getattr(p, a) for p in parts]) for a in ("fit", "kept", "said")))


def _scan(item: Evidence, people: tuple, lens: Lens, model: Linear) -> Scan:
    key = (id(item), people, id(lens), id(model))
    held = _SCANS.get(key)
    if held is not None and held[0] is item and held[1] is lens and held[2] is model:
        _SCANS.move_to_end(key)
        return held[3]
    index = index_evidence([item], people)
    scan = first_look(index, pair_features(index, lens), model)
    _SCANS[key] = (item, lens, model, scan)
    while len(_SCANS) > _MOST:
        _SCANS.popitem(last=False)
    return scan


def first_look(index: Index, values: np.ndarray, model: Linear) -> Scan:
    """Return the scan of passages from their pair features."""
    columns = model.columns(NAMES)
    fit = model.chance(values[:, :, columns])
    kept = values[:, :, [NAMES.index(n) for n in KEPT]].copy()
    seller = np.flatnonzero([p.side == "seller" for p in index.passages])
    said = fit.copy()
    if len(seller):
        neutral = values[seller]
        for name, value in (("seller", 0), ("buyer", 1), ("said_by_met", 1), *((f"type_{t}", t == "call") for t in TYPES)):
            neutral[:, :, NAMES.index(name)] = value
        said[seller] = model.chance(neutral[:, :, columns])
    return Scan(index, fit, kept, said)
