"""The compiled standard as queries: what each entry's texts let a reader match."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from weakref import WeakValueDictionary

import numpy as np
from scipy import sparse

from playbook.model import Behaviour, Component, Element, ExitCriterion
from studio.drafting.engines.offline.entities import KINDS, kinds
from studio.drafting.engines.offline.language import FLAG_NAMES, all_stems, flags, stems

GROUPS = ("name", "about", "meaning", "questions", "signals", "counters", "lookalikes", "good", "bad", "plausible")


@dataclass(frozen=True)
class Part:
    """One component as a reader sees it: its texts by group, and its demands."""

    id: str
    name: str
    texts: dict[str, tuple[str, ...]]
    cues: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    said_by: tuple[str, ...] = ()
    required: bool = True


@dataclass(frozen=True)
class Target:
    """One entry that evidence is matched to."""

    path: str
    id: str
    name: str
    parts: tuple[Part, ...]
    detailed: bool = field(default=False)


def element_target(element: Element) -> Target:
    """Return a qualification element as a target."""
    shared = {"name": (element.name,), "about": _filled(element.question, element.definition),
              **_examples(element.examples), "questions": tuple(element.questions)}
    parts = tuple(_part(c, shared) for c in element.components) or (Part("whole", element.name, shared),)
    return Target(f"qualification.{element.id}", element.reported_id, element.name, parts, bool(element.components))


def behaviour_target(behaviour: Behaviour) -> Target:
    """Return a behaviour as a target; its indicators are the parts."""
    shared = {"name": (behaviour.name,), "about": _filled(behaviour.standard), **_examples(behaviour.examples)}
    shared["bad"] = (*shared["bad"], *behaviour.anti_patterns)
    parts = tuple(_part(c, shared) for c in behaviour.indicators) or (Part("whole", behaviour.name, shared),)
    return Target(f"behaviours.{behaviour.id}", behaviour.reported_id, behaviour.name, parts,
                  bool(behaviour.indicators))


def criterion_target(criterion: ExitCriterion, stage: str) -> Target:
    """Return an exit criterion as a target of one part."""
    texts = {"name": (criterion.name,), "about": _filled(criterion.statement, criterion.evidence),
             "questions": tuple(criterion.questions), "signals": tuple(criterion.signals),
             "counters": tuple(criterion.counter_signals), "lookalikes": tuple(criterion.lookalikes),
             **_examples(criterion.examples)}
    part = Part(criterion.id, criterion.name, texts, tuple(criterion.cues), tuple(criterion.needs),
                tuple(criterion.said_by))
    return Target(f"process.{stage}.{criterion.id}", criterion.id, criterion.name, (part,), bool(criterion.statement))


def _filled(*texts: str) -> tuple[str, ...]:
    return tuple(t for t in texts if t)


def _examples(examples: object) -> dict[str, tuple[str, ...]]:
    return {kind: tuple(e.text for e in getattr(examples, kind)) for kind in ("good", "bad", "plausible")}


def _part(component: Component, shared: dict[str, tuple[str, ...]]) -> Part:
    texts = dict(shared) | {
        "meaning": _filled(component.name, component.meaning),
        "questions": (*component.questions, *shared.get("questions", ())), "signals": tuple(component.signals),
        "counters": tuple(component.counter_signals), "lookalikes": tuple(component.lookalikes)}
    return Part(component.id, component.name, texts, tuple(component.cues), tuple(component.needs),
                tuple(component.said_by), component.required and component.measure is None)


class Lens:
    """Targets turned into vectors; cosines and cue hits against any texts.

    `weight` gives the rarity of a stem in ordinary business talk (idf).
    """

    def __init__(self, targets: Sequence[Target], weight: dict[str, float], unseen: float) -> None:
        self.targets = tuple(targets)
        self.parts = [(t, part) for t, target in enumerate(self.targets) for part in target.parts]
        self.owner = np.array([t for t, _ in self.parts], dtype=int)
        self._idf, self._unseen = weight, unseen
        self._vocabulary: dict[str, int] = {}
        rows, slots = [], []
        for number, (_, part) in enumerate(self.parts):
            for group, name in enumerate(GROUPS):
                for text in part.texts.get(name, ()):
                    rows.append(stems(text))
                    slots.append(number * len(GROUPS) + group)
        self._slots = np.array(slots, dtype=int)
        self._queries = self._vectors(rows, grow=True)
        self._starts, self._filled = _runs(self._slots)
        self._log_odds = self._discriminate(rows)
        self._cues = self._cue_table()
        self.profile = self._profiles()

    def idf(self, word: str) -> float:
        """Rarity of a stem."""
        return self._idf.get(word, self._unseen)

    def _vectors(self, rows: Sequence[tuple[str, ...]], grow: bool = False) -> sparse.csr_matrix:
        data: list[float] = []
        columns: list[int] = []
        ends = [0]
        for row in rows:
            counts = Counter(row)
            squares = 0.0
            first = len(data)
            for word, count in counts.items():
                value = (1 + math.log(count)) * self.idf(word)
                squares += value * value
                column = self._vocabulary.setdefault(word, len(self._vocabulary)) if grow else \
                    self._vocabulary.get(word)
                if column is not None:
                    data.append(value)
                    columns.append(column)
            scale = 1 / math.sqrt(squares) if squares else 0.0
            data[first:] = [v * scale for v in data[first:]]
            ends.append(len(data))
        shape = (len(rows), max(1, len(self._vocabulary)))
        return sparse.csr_matrix((np.array(data, dtype=np.float32), np.array(columns, dtype=np.int32),
                                  np.array(ends, dtype=np.int32)), shape=shape)

    def _discriminate(self, rows: Sequence[tuple[str, ...]]) -> np.ndarray:
        """Log-odds of each stem in a part's texts against all other targets' texts.

        Informative Dirichlet smoothing after Monroe, Colaresi and Quinn (2008).
        """
        size = max(1, len(self._vocabulary))
        counts = np.zeros((len(self.targets), size))
        skip = {GROUPS.index("counters"), GROUPS.index("lookalikes"), GROUPS.index("bad"), GROUPS.index("plausible")}
        for row, slot in zip(rows, self._slots, strict=True):
            if slot % len(GROUPS) not in skip:
                for word in row:
                    counts[self.owner[slot // len(GROUPS)], self._vocabulary[word]] += 1
        for owner, part in self.parts:
            for cue in part.cues:
                for word in stems(cue):
                    if word in self._vocabulary:
                        counts[owner, self._vocabulary[word]] += 2
        rest = counts.sum(axis=0, keepdims=True) - counts
        own_total, rest_total = counts.sum(axis=1, keepdims=True) + 1, rest.sum(axis=1, keepdims=True) + 1
        prior = 0.5
        own, others = (counts + prior) / (own_total + prior * size), (rest + prior) / (rest_total + prior * size)
        odds = np.log(own) - np.log(others)
        return np.where(counts > 0, np.clip(odds, -4, 4), np.minimum(0, odds)).astype(np.float32).T

    def _cue_table(self) -> dict[str, list[tuple[tuple[str, ...], int, float]]]:
        """First stem of a cue -> (the cue's stems, part, weight)."""
        owners: dict[tuple[str, ...], set[int]] = {}
        for number, (_, part) in enumerate(self.parts):
            for cue in part.cues:
                if phrase := all_stems(cue):
                    owners.setdefault(phrase, set()).add(number)
        table: dict[str, list[tuple[tuple[str, ...], int, float]]] = {}
        for phrase, numbers in owners.items():
            targets = {self.owner[n] for n in numbers}
            weight = max(self.idf(w) for w in phrase) / self._unseen / len(targets)
            for number in sorted(numbers):
                table.setdefault(phrase[0], []).append((phrase, number, weight))
        return table

    def _profiles(self) -> np.ndarray:
        """Parts × traits: how a trait (a flag, a kind of fact) speaks for a part.

        Log-ratio of how often a part's own phrases show a trait to how often
        all parts' phrases do; zero where a part has no phrases.
        """
        rates = np.zeros((len(self.parts), 2, len(FLAG_NAMES) + len(KINDS)))
        seen = np.zeros(len(self.parts))
        for number, (_, part) in enumerate(self.parts):
            for text in (*part.texts.get("signals", ()), *part.texts.get("good", ())):
                traits = _traits(text)
                rates[number, 1] += traits
                rates[number, 0] += 1 - traits
                seen[number] += 1
        whole = (rates.sum(axis=0) + 1) / max(1.0, seen.sum() + 2)
        found = np.log((rates + 4 * whole) / (seen[:, None, None] + 4) / whole)
        return np.where(seen[:, None, None] > 0, found, 0.0).astype(np.float32)

    def fits_profile(self, traits: np.ndarray) -> np.ndarray:
        """Return passages × parts: how well traits, passages × (flags, kinds), fit."""
        return traits @ self.profile[:, 1].T + (1 - traits) @ self.profile[:, 0].T

    def similar(self, texts: Sequence[tuple[str, ...]]) -> np.ndarray:
        """Return texts × parts × groups: the best cosine with each group."""
        found = np.zeros((len(texts), len(self.parts) * len(GROUPS)), dtype=np.float32)
        if len(texts) and len(self._slots):
            cosines = (self._vectors(texts) @ self._queries.T).toarray()
            found[:, self._filled] = np.maximum.reduceat(cosines, self._starts, axis=1)
        return found.reshape(len(texts), len(self.parts), len(GROUPS))

    def embedded(self, groups: Sequence[str], embed: Callable[[list[str]], np.ndarray]) -> Callable:
        """Return a function: vectors -> texts × parts, the best cosine with the parts' texts in `groups`."""
        pairs = [(number, text) for number, (_, part) in enumerate(self.parts) for g in groups
                 for text in part.texts.get(g, ())]
        starts, filled = _runs(np.array([n for n, _ in pairs], dtype=int))
        queries = embed([t for _, t in pairs]) if pairs else None

        def best(vectors: np.ndarray) -> np.ndarray:
            found = np.zeros((len(vectors), len(self.parts)), dtype=np.float32)
            if queries is not None:
                found[:, filled] = np.maximum.reduceat(vectors @ queries.T, starts, axis=1)
            return found

        return best

    def odds(self, texts: Sequence[tuple[str, ...]]) -> np.ndarray:
        """Return texts × targets: how much the words speak for each target."""
        if not len(texts):
            return np.zeros((0, len(self.targets)), dtype=np.float32)
        present = self._vectors([tuple(dict.fromkeys(t)) for t in texts])
        return np.asarray(present @ self._log_odds)

    def cue_hits(self, texts: Sequence[tuple[str, ...]]) -> np.ndarray:
        """Return texts × parts: summed weights of the cues that occur, at most 3."""
        found = np.zeros((len(texts), len(self.parts)), dtype=np.float32)
        for row, text in enumerate(texts):
            for place, word in enumerate(text):
                for phrase, number, weight in self._cues.get(word, ()):
                    if len(phrase) == 1 or text[place:place + len(phrase)] == phrase:
                        found[row, number] += weight
        return np.minimum(found, 3.0)

    @cached_property
    def present(self) -> np.ndarray:
        """Parts × groups: whether the standard says anything there."""
        flat = np.zeros(len(self.parts) * len(GROUPS), dtype=np.float32)
        flat[self._filled] = 1
        return flat.reshape(len(self.parts), len(GROUPS))


@lru_cache(maxsize=20_000)
def _traits(text: str) -> np.ndarray:
    return np.array([*flags(text), *kinds(text, frozenset())])


_PREPARED: WeakValueDictionary[tuple, Lens] = WeakValueDictionary()


def prepared(targets: Sequence[Target], weight: dict[str, float], unseen: float) -> Lens:
    """Return the lens of these targets; equal ones share it while it is in use.

    So after an edit only the kind of entry that was edited is prepared, and
    its evidence scanned, anew.
    """
    # The lens keeps `weight`, so its id is not given to another while the lens lives.
    key = (tuple(_content(t) for t in targets), id(weight), unseen)
    lens = _PREPARED.get(key)
    if lens is None:
        lens = _PREPARED[key] = Lens(targets, weight, unseen)
    return lens


def _content(target: Target) -> tuple:
    parts = tuple((p.id, p.name, tuple(p.texts.items()), p.cues, p.needs, p.said_by, p.required) for p in target.parts)
    return target.path, target.id, target.name, target.detailed, parts


def _runs(slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not len(slots):
        return np.zeros(0, dtype=int), np.zeros(0, dtype=int)
    starts = np.flatnonzero(np.r_[True, slots[1:] != slots[:-1]])
    return starts, slots[starts]
