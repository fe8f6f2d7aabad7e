"""Two people's edits of one entry, put together field by field."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from playbook.difference.alignment import ALIKE, bag, shared

Side = Literal["mine", "theirs", "both"]

_ABSENT = object()
#: One item of a list: what it says, and which of its equals it is.
_Id = Hashable


@dataclass(frozen=True)
class Conflict:
    """A field that both sides changed differently; None stands for a field or part that is not there."""

    field: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merge:
    """Two edits put together.

    `merged` has mine where both differ, and the part that was kept where one
    side took it out and the other edited it; `conflicts` holds both values.
    `sides` says for each changed field who changed it.
    """

    merged: dict[str, Any]
    sides: dict[str, Side]
    conflicts: tuple[Conflict, ...]


def three_way(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> Merge:
    """Return two edits of the same entry as one.

    A field that one side changed takes that side's value. Lists to which both
    sides added, or from which both took, different items have all of it. What
    both changed differently is a conflict.
    """
    work = _Work()
    merged = _mapping(base, mine, theirs, (), work)
    return Merge(merged, work.sides, tuple(work.conflicts))


@dataclass
class _Work:
    sides: dict[str, Side] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    def changed(self, steps: tuple[str, ...], side: Side) -> None:
        self.sides[".".join(steps)] = side

    def conflict(self, steps: tuple[str, ...], *values: Any) -> None:
        self.changed(steps, "both")
        self.conflicts.append(Conflict(".".join(steps), *(None if v is _ABSENT else v for v in values)))


def _mapping(base: dict, mine: dict, theirs: dict, steps: tuple[str, ...], work: _Work) -> dict[str, Any]:
    merged = {}
    for key in dict.fromkeys((*mine, *theirs, *base)):
        value = _value(*(part.get(key, _ABSENT) for part in (base, mine, theirs)), (*steps, str(key)), work)
        if value is not _ABSENT:
            merged[key] = value
    return merged


def _value(base: Any, mine: Any, theirs: Any, steps: tuple[str, ...], work: _Work) -> Any:
    if _same(mine, theirs):
        if not _same(mine, base):
            work.changed(steps, "both")
        return mine
    if _same(base, theirs):
        work.changed(steps, "mine")
        return mine
    if _same(base, mine):
        work.changed(steps, "theirs")
        return theirs
    return _both(base, mine, theirs, steps, work)


def _both(base: Any, mine: Any, theirs: Any, steps: tuple[str, ...], work: _Work) -> Any:
    """Both sides changed it, and not to the same."""
    if all(isinstance(v, dict) for v in (mine, theirs)) and (base is _ABSENT or isinstance(base, dict)):
        return _mapping({} if base is _ABSENT else base, mine, theirs, steps, work)
    if all(isinstance(v, list) for v in (mine, theirs)) and (base is _ABSENT or isinstance(base, list)):
        merged = _list([] if base is _ABSENT else base, mine, theirs, steps, work)
        if merged is not None:
            return merged
    work.conflict(steps, base, mine, theirs)
    return theirs if mine is _ABSENT else mine


def _same(one: Any, other: Any) -> bool:
    if one is _ABSENT or other is _ABSENT:
        return one is other
    return one is other or _key(one) == _key(other)


def _key(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


# -- lists

def _list(base: list, mine: list, theirs: list, steps: tuple[str, ...], work: _Work) -> list | None:
    """Return the merged list; None where the two edits cannot both stand."""
    if all(_named(part) for part in (base, mine, theirs)):
        return _by_id(base, mine, theirs, steps, work)
    old, own, other = (_numbered(part) for part in (base, mine, theirs))
    if _clash(old, own, other):
        return None
    gone = {i for i in old if i not in own or i not in other}
    order = _order(list(old), list(own), list(other), gone)
    if order is None:
        return None
    work.changed(steps, "both")
    values = old | other | own
    return [values[i] for i in order]


def _named(items: list) -> bool:
    ids = [i.get("id") if isinstance(i, dict) else None for i in items]
    return all(isinstance(i, str) for i in ids) and len(set(ids)) == len(ids)


def _numbered(items: list) -> dict[_Id, Any]:
    seen: Counter[str] = Counter()
    found: dict[_Id, Any] = {}
    for item in items:
        key = _key(item)
        seen[key] += 1
        found[key, seen[key]] = item
    return found


def _clash(old: dict[_Id, Any], mine: dict[_Id, Any], theirs: dict[_Id, Any]) -> bool:
    """Whether both sides put something different in the place of the same item."""
    both = [i for i in old if i not in mine and i not in theirs]
    own, other = ([i for i in part if i not in old] for part in (mine, theirs))
    if not both or set(own) == set(other):
        return False
    return bool(own and other) or any(_alike(i, n) for i in both for n in (*own, *other))


def _alike(one: _Id, other: _Id) -> bool:
    return shared(bag(one[0]), bag(other[0])) >= ALIKE


def _order(base: Sequence[_Id], mine: Sequence[_Id], theirs: Sequence[_Id], gone: set[_Id]) -> list[_Id] | None:
    """Return all that is left in a sensible order; None where both reordered it differently."""
    stay = set(base) & set(mine) & set(theirs)
    was, own, other = ([i for i in part if i in stay] for part in (base, mine, theirs))
    if own != was and other != was and own != other:
        return None
    lead, rest = (mine, theirs) if own != was or other == was else (theirs, mine)
    order = [i for i in lead if i not in gone]
    known, placed, anchor = set(base), set(order), None
    for item in rest:
        if item not in placed and item not in gone:
            order.insert(_spot(order, anchor, known), item)
            placed.add(item)
        anchor = item if item in placed else anchor
    return order


def _spot(order: Sequence[_Id], anchor: _Id | None, known: set[_Id]) -> int:
    """Where a new item goes: after what stands before it, and after what the other side put there."""
    spot = 0 if anchor is None else order.index(anchor) + 1
    while (anchor is None or anchor in known) and spot < len(order) and order[spot] not in known:
        spot += 1
    return spot


def _by_id(base: list, mine: list, theirs: list, steps: tuple[str, ...], work: _Work) -> list | None:
    old, own, other = ({item["id"]: item for item in part} for part in (base, mine, theirs))
    gone = {i for i in old if _taken_out(old[i], own.get(i, _ABSENT), other.get(i, _ABSENT))}
    order = _order(list(old), list(own), list(other), gone)
    if order is None:
        return None
    if list(old) != [i for i in order if i in old] and not gone:
        work.changed(steps, "theirs" if [i for i in own if i in old] == list(old) else "mine")
    for number in gone:
        side = "both" if number not in own and number not in other else "theirs" if number in own else "mine"
        work.changed((*steps, number), side)
    return [_value(*(part.get(i, _ABSENT) for part in (old, own, other)), (*steps, i), work) for i in order]


def _taken_out(base: Any, mine: Any, theirs: Any) -> bool:
    """Whether one side took a part out that the other left as it was."""
    return any(a is _ABSENT and (b is _ABSENT or _same(b, base)) for a, b in ((mine, theirs), (theirs, mine)))
