"""First look: how well each passage fits each part of each entry."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.deals.evidence import Evidence
from studio.drafting.engines.offline.features import EMBEDDED, NAMES, TYPES, Embed, pair_features
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
                  model: Linear, embed: Embed | None = None) -> Scan:
    """Return the scan of evidence; each artefact is scanned once per lens and model."""
    key = tuple(people)
    held = [_held(item, key, lens, model) for item in evidence]
    new = [item for item, scan in zip(evidence, held, strict=True) if scan is None]
    if new:
        index = index_evidence(new, key)
        whole = first_look(index, pair_features(index, lens, embed), model)
        for item in new:
            _keep(item, key, lens, model, _part(whole, item.id))
        held = [_held(item, key, lens, model) for item in evidence]
    index = Index(tuple(p for scan in held for p in scan.index.passages))
    if not held:
        none = np.zeros((0, len(lens.parts)))
        return Scan(index, none, np.zeros((0, len(lens.parts), len(KEPT))), none)
    return Scan(index, *(np.concatenate([getattr(scan, a) for scan in held]) for a in ("fit", "kept", "said")))


def _held(item: Evidence, people: tuple, lens: Lens, model: Linear) -> Scan | None:
    held = _SCANS.get((id(item), people, id(lens), id(model)))
    known = held is not None and held[0] is item and held[1] is lens and held[2] is model
    return held[3] if known else None


def _keep(item: Evidence, people: tuple, lens: Lens, model: Linear, scan: Scan) -> None:
    _SCANS[(id(item), people, id(lens), id(model))] = (item, lens, model, scan)
    while len(_SCANS) > _MOST:
        _SCANS.popitem(last=False)


def _part(whole: Scan, evidence: str) -> Scan:
    rows = np.flatnonzero([p.evidence == evidence for p in whole.index.passages])
    return Scan(Index(tuple(whole.index.passages[r] for r in rows)), whole.fit[rows], whole.kept[rows], whole.said[rows])


def first_look(index: Index, values: np.ndarray, model: Linear) -> Scan:
    """Return the scan of passages from their pair features."""
    columns = model.columns((*NAMES, *EMBEDDED))
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
