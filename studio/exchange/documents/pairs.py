"""The same point said twice in lines: led by a feature, and by the buyer's problem."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from studio.exchange.documents.here import Here
from studio.exchange.documents.labels import bare, label, slug
from studio.exchange.documents.making import PATTERNED, Making, short
from studio.exchange.documents.outline import Node
from studio.exchange.documents.table import is_column

_CROSSES, _TICKS = "❌✗✘🚫👎", "✅✔✓👍"


def pair_lines(node: Node, here: Here, making: Making) -> set[int]:
    """Make a pair of each two lines that say it by the feature and by the problem; return the lines' identities.

    Their labels say which is which ("Feature-led: …"); ticks and crosses do
    under a heading about such pairs.
    """
    paired = set[int]()
    for first, second in pairwise(node.children if not here.nothing and here.owner is None else []):
        sides = {_side(n, here): n for n in (first, second) if not n.children and id(n) not in paired}
        if {"feature_led", "problem_led"} <= sides.keys():
            _pair(sides["feature_led"], sides["problem_led"], making)
            paired |= {id(first), id(second)}
    return paired


def _side(node: Node, here: Here) -> Literal["feature_led", "problem_led"] | None:
    if node.kind not in ("item", "paragraph"):
        return None
    found = label(node.text)
    mark = node.text.lstrip(" -•*")[:1] if here.area == "pairs" else ""
    if (mark and mark in _CROSSES) or (found and _names(found[0], "feature_led")):
        return "feature_led"
    return "problem_led" if (mark and mark in _TICKS) or (found and _names(found[0], "problem_led")) else None


def _names(name: str, side: str) -> bool:
    """Whether a label names a side; "Good" and "Bad" alone name many things."""
    return is_column(side, name) and bool({"led", "say", "instead", "not", "try"} & set(slug(name).split("_")))


def _pair(left: Node, right: Node, making: Making) -> None:
    texts = [_said(left), _said(right)]
    made = making.named("method", "method.pairs", slug(short(texts[1])), short(texts[1]), PATTERNED)
    made.text = texts[1]
    made.add("feature_led", texts[0])
    made.add("problem_led", texts[1])
    for line in (left, right):
        made.seen(line)
    making.use(left, right)


def _said(node: Node) -> str:
    """A line without its label; what is quoted has none."""
    words = bare(node.text)
    found = label(words) if not words.startswith(("\"", "“")) else None
    return found[1] if found and found[1] else words
