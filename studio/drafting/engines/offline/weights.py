"""Learned weights: one small data file, the same for every entry and playbook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).with_name("weights.json")
EMBEDDED_FILE = Path(__file__).with_name("weights_embeddings.json")


@dataclass(frozen=True, eq=False)
class Linear:
    """A logistic model: features by name, standardised, one row a class."""

    names: tuple[str, ...]
    mean: np.ndarray
    scale: np.ndarray
    coef: np.ndarray
    intercept: np.ndarray

    @classmethod
    def of(cls, data: dict[str, Any]) -> Linear:
        """Return a model from plain data."""
        return cls(tuple(data["names"]), *(np.asarray(data[k], dtype=np.float32)
                                           for k in ("mean", "scale", "coef", "intercept")))

    def as_data(self) -> dict[str, Any]:
        """Return the model as plain data, rounded so that files stay small."""
        return {"names": list(self.names)} | {
            k: np.round(np.asarray(getattr(self, k), dtype=float), 5).tolist()
            for k in ("mean", "scale", "coef", "intercept")}

    def columns(self, names: Sequence[str]) -> list[int]:
        """Return where this model's features stand among `names`."""
        return [names.index(n) for n in self.names]

    def scores(self, values: np.ndarray) -> np.ndarray:
        """Return the linear scores, rows × classes, of standardised features."""
        folded = self.coef / self.scale
        return values @ folded.T + (self.intercept - folded @ self.mean)

    def chance(self, values: np.ndarray) -> np.ndarray:
        """Return the probability of a two-class model."""
        return 1 / (1 + np.exp(-np.clip(self.scores(values)[..., 0], -30, 30)))

    def classes(self, values: np.ndarray) -> np.ndarray:
        """Return the probabilities of a many-class model (softmax)."""
        scores = self.scores(values)
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return powers / powers.sum(axis=-1, keepdims=True)


@dataclass(frozen=True, eq=False)
class Weights:
    """Everything the engine has learned from the tuning deals."""

    idf: dict[str, float]
    unseen: float
    models: dict[str, Linear]
    numbers: dict[str, float]

    def as_data(self) -> dict[str, Any]:
        """Return the weights as plain data."""
        return {"numbers": {k: round(v, 5) for k, v in self.numbers.items()}, "unseen": round(self.unseen, 4),
                "models": {k: m.as_data() for k, m in self.models.items()},
                "idf": {k: round(v, 3) for k, v in sorted(self.idf.items())}}

    @classmethod
    def of(cls, data: dict[str, Any]) -> Weights:
        """Return weights from plain data."""
        return cls(data["idf"], data["unseen"], {k: Linear.of(m) for k, m in data["models"].items()}, data["numbers"])


@lru_cache(maxsize=2)
def learned(embedded: bool = False) -> Weights:
    """Return the shipped weights; those that use embeddings are a file of their own."""
    return Weights.of(json.loads((EMBEDDED_FILE if embedded else FILE).read_text(encoding="utf-8")))


def log_odds(chance: np.ndarray) -> np.ndarray:
    """Return log(p / (1 - p)), bounded at about ±9."""
    clipped = np.clip(chance, 1e-4, 1 - 1e-4)
    return np.log(clipped / (1 - clipped))
