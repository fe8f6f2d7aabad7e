"""Texts taken out of what is kept, wherever they stand: whole, cut short, or as JSON writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

#: What stands where a text was.
FORGOTTEN = "[forgotten]"
#: A run of this many characters of somebody's words is those words, also where they are cut short.
SPOKEN = 20
#: The same in the records of another deal, where a few words may be the same by chance.
ELSEWHERE = 60
#: The same for what a machine or a manager wrote, of which much stands in other lines by rights.
WRITTEN = 48
#: Keys of a draft whose values are ids and choices, no text.
_NO_TEXT = {"id", "workflow", "deal", "as_of", "engine", "model", "evidence", "field", "speaker", "about", "status",
            "basis", "standard", "owner", "with", "closes", "stage_supported", "approval", "outcome", "due",
            "specificity", "playbook"}


@dataclass(frozen=True)
class Words:
    """A text to be forgotten; `run` is how many characters in a row of it are taken for it."""

    text: str
    run: int


def spoken(text: str) -> Words:
    """Return somebody's words to be forgotten in the records of their deal."""
    return Words(text, SPOKEN)


def written(text: str) -> Words:
    """Return what a machine or a manager wrote, to be forgotten in the records of its deal."""
    return Words(text, max(WRITTEN, len(text) // 2))


def elsewhere(words: Iterable[Words]) -> list[Words]:
    """Return what is forgotten in the records of other deals too: what somebody said, where it is no chance."""
    return [Words(w.text, ELSEWHERE) for w in words if w.run == SPOKEN and len(w.text) >= SPOKEN]


def purged(body: str, words: Iterable[Words]) -> str:
    """Return a text in which none of these stands any more, whole or as a long enough run."""
    for one in words:
        for text in dict.fromkeys((one.text, " ".join(one.text.split()))):
            body = _without(body, text, one.run)
    return body


def purged_data(data: Any, words: Sequence[Words]) -> Any:
    """Return plain data of a draft in which none of these stands any more; ids stay as they are."""
    if isinstance(data, str):
        return purged(data, words)
    if isinstance(data, list):
        return [purged_data(x, words) for x in data]
    if isinstance(data, dict):
        return {k: v if k in _NO_TEXT else purged_data(v, words) for k, v in data.items()}
    return data


def purged_json(body: str, words: Sequence[Words]) -> str:
    """Return JSON text in which none of these stands any more; what is no JSON is purged as text."""
    try:
        data = json.loads(body)
    except ValueError:
        return purged(body, words)
    new = purged_data(data, words)
    return body if new == data else json.dumps(new, ensure_ascii=False)


def _without(body: str, text: str, run: int) -> str:
    if not text.strip():
        return body
    if len(text) < run:
        return _without_whole(body, text)
    held = {text[i:i + run] for i in range(len(text) - run + 1)}
    gone = [False] * len(body)
    for start in range(len(body) - run + 1):
        if body[start:start + run] in held:
            gone[start:start + run] = [True] * run
    return _joined(body, gone)


def _without_whole(body: str, text: str) -> str:
    """Without a short text where it stands for itself, and not as a part of a longer word."""
    start, parts = 0, []
    while (found := body.find(text, start)) >= 0:
        end = found + len(text)
        inside = (found and body[found - 1].isalnum() and text[0].isalnum()) or (
            end < len(body) and body[end].isalnum() and text[-1].isalnum())
        parts += [body[start:found], text if inside else FORGOTTEN]
        start = end
    return "".join([*parts, body[start:]])


def _joined(body: str, gone: Sequence[bool]) -> str:
    parts, inside = [], False
    for letter, out in zip(body, gone, strict=True):
        if not out:
            parts.append(letter)
        elif not inside:
            parts.append(FORGOTTEN)
        inside = out
    return "".join(parts)
