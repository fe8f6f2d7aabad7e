"""First look: how well each passage fits each part of each entry."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from studio.deals.evidence import Evidence
from studio.drafting.engines.offline.features import EMBEDDED, NAMES, TYPES, Embed, pair_features
from studio.drafting.engines.offline.index import Index, index_evidence
from studio.drafting.engines.offline.lens import Lens
from studio.drafting.engines.offline.weights import Linear

KEPT = ("sim_counters", "sim_lookalikes", "sim_signals", "sim_bad", "sim_good", "sim_plausible", "denial_lead",
        "needs_met", "cues")
#: Bytes of scans that a process keeps; a draft needs about one per cent of it.
_MOST = 160_000_000


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

    @property
    def size(self) -> int:
        """Bytes of its arrays."""
        return self.fit.nbytes + self.kept.nbytes + self.said.nbytes


class _Scans:
    """Scans of artefacts by lens and model; those longest unused are let go.

    The owners are kept with a scan, so that an id is not given to another.
    """

    def __init__(self, most: int) -> None:
        self._most, self._size, self._lock = most, 0, Lock()
        self._kept: OrderedDict[tuple, tuple[tuple, Scan]] = OrderedDict()

    def get(self, people: tuple, *owners: object) -> Scan | None:
        """Return the scan kept for these owners, if any."""
        key = (people, *map(id, owners))
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][1]

    def keep(self, scan: Scan, people: tuple, *owners: object) -> Scan:
        """Keep a scan, and return it."""
        key = (people, *map(id, owners))
        with self._lock:
            if key not in self._kept:
                self._size += scan.size
            self._kept[key] = (owners, scan)
            while self._size > self._most:
                self._size -= self._kept.popitem(last=False)[1][1].size
        return scan


_SCANS = _Scans(_MOST)


def scan_evidence(evidence: Sequence[Evidence], people: Sequence[tuple[str, str]], lens: Lens,
                  model: Linear, embed: Embed | None = None) -> Scan:
    """Return the scan of evidence; each artefact is scanned once per lens and model."""
    who = tuple(people)
    held = [_SCANS.get(who, item, lens, model) for item in evidence]
    new = [item for item, scan in zip(evidence, held, strict=True) if scan is None]
    if new:
        index = index_evidence(new, who)
        whole = first_look(index, pair_features(index, lens, embed), model)
        made = iter([_SCANS.keep(_part(whole, item.id), who, item, lens, model) for item in new])
        held = [next(made) if scan is None else scan for scan in held]
    index = Index(tuple(p for scan in held for p in scan.index.passages))
    if not held:
        none = np.zeros((0, len(lens.parts)))
        return Scan(index, none, np.zeros((0, len(lens.parts), len(KEPT))), none)
    return Scan(index, *(np.concatenate([getattr(scan, a) for scan in held]) for a in ("fit", "kept", "said")))


def _part(whole: Scan, evidence: str) -> Scan:
    rows = np.flatnonzero([p.evidence == evidence for p in whole.index.passages])
    own = Index(tuple(whole.index.passages[r] for r in rows))
    return Scan(own, whole.fit[rows], whole.kept[rows], whole.said[rows])


def first_look(index: Index, values: np.ndarray, model: Linear) -> Scan:
    """Return the scan of passages from their pair features."""
    columns = model.columns((*NAMES, *EMBEDDED))
    fit = model.chance(values[:, :, columns])
    kept = values[:, :, [NAMES.index(n) for n in KEPT]].copy()
    seller = np.flatnonzero([p.side == "seller" for p in index.passages])
    said = fit.copy()
    if len(seller):
        neutral = values[seller]
        as_types = ((f"type_{t}", t == "call") for t in TYPES)
        for name, value in (("seller", 0), ("buyer", 1), ("said_by_met", 1), *as_types):
            neutral[:, :, NAMES.index(name)] = value
        said[seller] = model.chance(neutral[:, :, columns])
    return Scan(index, fit, kept, said)
