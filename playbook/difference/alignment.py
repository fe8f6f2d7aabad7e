"""Two lists as one: what stayed, came, went and moved, in reading order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

#: Two texts that share at least this much of their words are one text, changed.
ALIKE = 0.5
#: Pairs of texts beyond which likeness is not looked for, so that time stays bounded.
_MANY_PAIRS = 20_000
_WORD = re.compile(r"\w+")

Key = Callable[[Any], Hashable]


@dataclass(frozen=True)
class Match:
    """One item of two lists: its place before and now, counted from 0.

    `moved` tells whether it stands in another order than the others.
    """

    was: int | None
    now: int | None
    moved: bool = False


def align(before: Sequence[Any], after: Sequence[Any], keys: Sequence[Key], text: Callable[[Any], str],
          alike: float = ALIKE) -> list[Match]:
    """Return both lists as one: what is there now in its order, what went where it stood.

    Items are paired by the first of `keys` that they share, the rest by the
    likeness of their words.
    """
    return woven(pairs(before, after, keys, text, alike), len(before), len(after))


def pairs(before: Sequence[Any], after: Sequence[Any], keys: Sequence[Key], text: Callable[[Any], str],
          alike: float = ALIKE) -> dict[int, int]:
    """Return the place before of each place now that has one."""
    found: dict[int, int] = {}
    left, right = list(range(len(before))), list(range(len(after)))
    for key in keys:
        was = {k: place for place, k in zip(left, _numbered(before, left, key), strict=True)}
        found |= {place: was[k] for place, k in zip(right, _numbered(after, right, key), strict=True) if k in was}
        taken = set(found.values())
        left, right = [p for p in left if p not in taken], [p for p in right if p not in found]
    if left and right and len(left) * len(right) <= _MANY_PAIRS:
        found |= _likest({p: bag(text(before[p])) for p in left}, {p: bag(text(after[p])) for p in right}, alike)
    return found


def _numbered(items: Sequence[Any], places: Sequence[int], key: Key) -> Iterator[tuple[Hashable, int]]:
    """Keys with a number, so that the second of two equal items meets the second."""
    seen: Counter[Hashable] = Counter()
    for place in places:
        own = key(items[place])
        seen[own] += 1
        yield own, seen[own]


def _likest(before: dict[int, Counter[str]], after: dict[int, Counter[str]], least: float) -> dict[int, int]:
    scored = sorted((-score, abs(was - now), was, now) for was, old in before.items() for now, new in after.items()
                    if (score := shared(old, new)) >= least)
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, was, now in scored:
        if was not in taken and now not in found:
            found[now] = was
            taken.add(was)
    return found


def bag(text: str) -> Counter[str]:
    """Return how often each word stands in a text."""
    return Counter(w.lower() for w in _WORD.findall(text))


def shared(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of words that two texts have in common, 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def woven(found: dict[int, int], before: int, after: int) -> list[Match]:
    """Return the places of two lists as one list; `found` as `pairs` returns it."""
    order = sorted(found)
    still = {order[n] for n in _longest_rise([found[now] for now in order])}
    stays = {was: now for now, was in found.items()}
    gone: dict[int, list[Match]] = {}
    anchor = -1
    for was in range(before):
        if was not in stays:
            gone.setdefault(anchor, []).append(Match(was, None))
        elif stays[was] in still:
            anchor = stays[was]
    rows = gone.get(-1, [])
    for now in range(after):
        rows.append(Match(found.get(now), now, now in found and now not in still))
        rows += gone.get(now, ())
    return rows


def _longest_rise(values: Sequence[int]) -> set[int]:
    """Places of a longest run of values that only rise: what is not in it has moved."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        spot = bisect_left(ends, value)
        before.append(places[spot - 1] if spot else -1)
        ends[spot:spot + 1] = [value]
        places[spot:spot + 1] = [place]
    kept: set[int] = set()
    place = places[-1] if places else -1
    while place >= 0:
        kept.add(place)
        place = before[place]
    return kept
