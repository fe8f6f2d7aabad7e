"""The shuffled control: the right texts on the wrong entries."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from random import Random
from typing import Any

from playbook.model import Playbook

SEED = 20260
_TRIES = 2000
_IDENTITY = frozenset({"id", "canonical", "applies_when", "owner", "sources", "review_by", "archived"})
#: What tells which problem a row is about; its answers come from another row.
_ROW_KEPT = _IDENTITY | {"name", "problem", "personas", "cues", "signals", "lookalikes"}
#: A play still fires on its own gap, and then says what another play says.
_PLAY_KEPT = _IDENTITY | {"when"}

Item = dict[str, Any]


def shuffled(book: Playbook, seed: int = SEED) -> Playbook:
    """Return the playbook with contents moved among entries of a kind.

    Elements, behaviours and stages (with their exit criteria) each get the
    name and the whole content of another; method rows get another row's
    answers; plays fire when they did and do what another play does. Ids,
    canonical ids, owners and conditions stay. The same seed and entries
    always give the same move, so that a level of the shuffled playbook is
    the shuffled level. A kind with one entry stays as it is.
    """
    data = book.model_dump(exclude_unset=True)
    data["id"], data["name"] = _suffixed(book.id), f"{book.name} (shuffled)"
    qualification, method = data.get("qualification", {}), data.get("method", {})
    _move(qualification.get("elements", []), _IDENTITY, _subject, seed)
    _move(data.get("behaviours", []), _IDENTITY, _subject, seed)
    _move(data.get("process", []), _IDENTITY, _subject, seed)
    _move(method.get("rows", []), _ROW_KEPT, _subject, seed)
    _move(data.get("plays", []), _PLAY_KEPT, _closes, seed)
    _loosen(data.get("plays", []), qualification.get("elements", []), data.get("behaviours", []))
    return Playbook.model_validate(data)


def derangement(keys: Sequence[Hashable], seed: int = SEED) -> list[int]:
    """An order of the indices in which no place keeps its own key.

    Where keys repeat so often that this cannot be, the order met with the
    fewest kept; a rotation by one where nothing better was met.
    """
    n, rng = len(keys), Random(seed)
    best = [(i + 1) % n for i in range(n)]
    fewest = _kept(keys, best) or 1
    for _ in range(_TRIES):
        order = list(range(n))
        rng.shuffle(order)
        kept = _kept(keys, order) + sum(i == j for i, j in enumerate(order))
        if kept == 0:
            return order
        if kept < fewest:
            best, fewest = order, kept
    return best


def _kept(keys: Sequence[Hashable], order: Sequence[int]) -> int:
    return sum(keys[i] == keys[j] for i, j in enumerate(order))


def _move(items: list[Item], stays: frozenset[str], key: Callable[[Item], Hashable], seed: int) -> None:
    sources = [dict(item) for item in items]
    for item, source in zip(items, derangement([key(i) for i in items], seed), strict=True):
        moved = {name: value for name, value in sources[source].items() if name not in stays}
        own = {name: value for name, value in item.items() if name in stays}
        item.clear()
        item.update(own | moved)


def _subject(item: Item) -> Hashable:
    return item.get("canonical") or item["id"]


def _closes(item: Item) -> Hashable:
    closes = item.get("closes") or [item["id"]]
    return closes[0]


def _loosen(plays: list[Item], elements: list[Item], behaviours: list[Item]) -> None:
    """Take components out of triggers whose entry no longer has them."""
    parts = {e["id"]: {c["id"] for c in e.get("components", [])} for e in elements}
    parts |= {b["id"]: {c["id"] for c in b.get("indicators", [])} for b in behaviours}
    for play in plays:
        for trigger in play.get("when", []):
            if trigger.get("component") not in parts.get(trigger["entry"], set()):
                trigger.pop("component", None)


def _suffixed(book_id: str) -> str:
    return f"{book_id[:80 - len('-shuffled')]}-shuffled"
