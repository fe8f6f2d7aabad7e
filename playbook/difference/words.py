"""Two texts as one: words kept, added and gone, in reading order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Mark = Literal["kept", "added", "gone"]

_LEADING = re.compile(r"\s*")
_TOKEN = re.compile(r"(\w+(?:['’.-]\w+)*|[^\w\s])(\s*)")
_LETTERS = re.compile(r"\w")
#: Pairs of equal words beyond which the most frequent are not aligned, so that time stays bounded.
_MANY = 200_000
#: A text of which less is kept than this share was written anew, and is shown so.
_ANEW = 0.25
_WEAK_LETTERS = 3

#: A word and the white space after it.
Token = tuple[str, str]
#: What becomes of a run of words: (the same?, from and to before, from and to after).
Run = tuple[bool, int, int, int, int]


@dataclass(frozen=True)
class Piece:
    """A stretch of text that was kept, added or taken away."""

    kind: Mark
    text: str


def word_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as pieces of whole words.

    What is kept and gone, joined, is `before`; what is kept and added is
    `after`, white space included.
    """
    if before == after:
        return (Piece("kept", before),) if before else ()
    old, new = _tokens(before), _tokens(after)
    runs = _folded(_runs([w for w, _ in old], [w for w, _ in new]), old)
    kept = sum(run[2] - run[1] for run in runs if run[0])
    if kept < min(len(old), len(new)) and kept < _ANEW * max(len(old), len(new)):
        return _joined((Piece("gone", before), Piece("added", after)))
    lead = _spaces(_LEADING.match(before)[0], _LEADING.match(after)[0])
    return _joined((*lead, *(piece for run in runs for piece in _said(run, old, new))))


def before_text(pieces: Iterable[Piece]) -> str:
    """Return the text as it was."""
    return "".join(p.text for p in pieces if p.kind != "added")


def after_text(pieces: Iterable[Piece]) -> str:
    """Return the text as it is now."""
    return "".join(p.text for p in pieces if p.kind != "gone")


def _tokens(text: str) -> list[Token]:
    return _TOKEN.findall(text)


def _runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the runs of words, kept and not kept in turn."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    inner, outer = old[head:len(old) - tail], new[head:len(new) - tail]
    counts = Counter(outer)
    matcher = SequenceMatcher(None, inner, outer, autojunk=sum(counts[w] for w in inner) > _MANY)
    runs = [(True, 0, head, 0, head)] if head else []
    runs += [(tag == "equal", i + head, j + head, k + head, m + head) for tag, i, j, k, m in matcher.get_opcodes()]
    return runs + ([(True, len(old) - tail, len(old), len(new) - tail, len(new))] if tail else [])


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words two texts have in common from their start."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _folded(runs: Sequence[Run], old: Sequence[Token]) -> list[Run]:
    """Take a short word or comma between two changes into the change: easier to read."""
    joined: list[Run] = []
    for place, run in enumerate(runs):
        same, i, j, k, m = run
        inside = 0 < place < len(runs) - 1
        if same and inside and sum(len(_LETTERS.findall(w)) for w, _ in old[i:j]) <= _WEAK_LETTERS:
            same = False
        if joined and joined[-1][0] == same:
            _, first, _, start, _ = joined.pop()
            i, k = first, start
        joined.append((same, i, j, k, m))
    return joined


def _said(run: Run, old: Sequence[Token], new: Sequence[Token]) -> Iterator[Piece]:
    same, i, j, k, m = run
    if same:
        for (word, space), (_, now) in zip(old[i:j], new[k:m], strict=True):
            yield Piece("kept", word)
            yield from _spaces(space, now)
        return
    gone, added = ("".join(w + s for w, s in part) for part in (old[i:j], new[k:m]))
    space = old[j - 1][1] if j > i and m > k and old[j - 1][1] == new[m - 1][1] else ""
    yield Piece("gone", gone.removesuffix(space))
    yield Piece("added", added.removesuffix(space))
    yield Piece("kept", space)


def _spaces(was: str, now: str) -> tuple[Piece, ...]:
    return (Piece("kept", was),) if was == now else (Piece("gone", was), Piece("added", now))


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Join neighbours of one kind; between two kept pieces, what is gone stands before what is added."""
    held: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        spot = len(held)
        if piece.kind == "gone" and held and held[-1].kind == "added":
            spot -= 1
        if spot and held[spot - 1].kind == piece.kind:
            held[spot - 1] = Piece(piece.kind, held[spot - 1].text + piece.text)
        else:
            held.insert(spot, piece)
    return tuple(held)
