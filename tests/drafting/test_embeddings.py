"""Embeddings are an extra: off unless asked for, and then said so."""

from pathlib import Path

import numpy as np
import pytest

from studio.deals.folder import load
from studio.drafting.engines.offline import embeddings
from studio.drafting.engines.offline.features import EMBEDDED, NAMES, pair_features
from studio.drafting.engines.offline.index import index_evidence
from studio.drafting.engines.offline.lens import Lens, Part, Target
from studio.drafting.run import run

DEAL = Path(__file__).parents[2] / "sample_deals" / "tanjong-payments"


def test_off_by_default_and_then_no_model_is_named(monkeypatch):
    monkeypatch.delenv(embeddings.SETTING, raising=False)
    assert embeddings.embedder() is None
    assert run("lead_brief", load(DEAL), "e1").model is None


def test_asked_for_and_not_installed_is_said_in_one_sentence(monkeypatch):
    embeddings._made.cache_clear()
    monkeypatch.setenv(embeddings.SETTING, "on")
    monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
    with pytest.raises(embeddings.EmbeddingsMissing, match="not installed: pip install"):
        embeddings.embedder()


def test_embedder_adds_its_columns_behind_the_plain_ones():
    loaded = load(DEAL)
    index = index_evidence([next(iter(loaded.evidence.values()))], [])
    parts = [Target(f"t{n}", f"t{n}", n, (Part("p", n, {"about": (text,), "signals": (text,)}),))
             for n, text in (("money", "who pays for it"), ("day", "which day it is decided"))]
    lens = Lens(parts, {}, 1.0)

    def letters(texts):
        found = np.array([[t.lower().count(c) + 0.01 for c in "abcdefghijklmnopqrstuvwxyz"] for t in texts])
        return found / np.linalg.norm(found, axis=1, keepdims=True)

    plain, more = pair_features(index, lens), pair_features(index, lens, letters)
    assert plain.shape[2] == len(NAMES) and more.shape[2] == len(NAMES) + len(EMBEDDED)
    assert np.array_equal(more[:, :, :len(NAMES)], plain)
    assert more[:, :, NAMES.index(NAMES[-1]) + 1].max() <= 1.0001
