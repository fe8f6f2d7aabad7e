"""Words compared: the same after Unicode and white space, and in nothing else."""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

_DASHES = dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
_SINGLE = dict.fromkeys("‘’‚‛′`´ʼʹ", "'")
_DOUBLE = dict.fromkeys("“”„‟″«»〝〞＂", '"')
_SAME = _DASHES | _SINGLE | _DOUBLE
# How a character may be written in a compatible way: superscripts, fractions and circled
# digits stay apart, because 10² is not 102.
_COMPATIBLE = ("<compat>", "<wide>", "<narrow>", "<noBreak>", "<small>", "<vertical>")
_EDGES = re.compile(r"^(?:[\"'\s]|\.\.\.)+|(?:[\"'\s]|\.\.\.)+$")
_MARKS = re.compile(r"^[\"'\s.,;:!?-]+|[\"'\s.,;:!?-]+$")


@dataclass(frozen=True, eq=False)
class Folded:
    """A text with its writing made even, and where each character came from.

    `starts` and `ends` are code points of the original text; characters that
    came from one place share them.
    """

    text: str
    starts: array[int]
    ends: array[int]

    def whole(self, first: int, last: int) -> bool:
        """Tell whether characters first to last - 1 take no place of the original apart."""
        opens = first == 0 or self.starts[first] != self.starts[first - 1]
        return opens and (last == len(self.text) or self.starts[last] != self.starts[last - 1])


@lru_cache(maxsize=4096)
def _even(cluster: str) -> str:
    """One letter with its marks, as it is compared; empty for what cannot be seen."""
    if cluster in _SAME:
        return _SAME[cluster]
    kind = unicodedata.category(cluster[0])
    if kind == "Cf":
        return _even(cluster[1:]) if len(cluster) > 1 else ""
    if cluster.isspace() or kind == "Zs":
        return " "
    if unicodedata.decomposition(cluster[0]).startswith(_COMPATIBLE):
        return "".join(_SAME.get(c, c) for c in unicodedata.normalize("NFKD", cluster))
    return unicodedata.normalize("NFD", cluster)


def fold(text: str) -> Folded:
    """Return a text as it is compared, with the way back."""
    letters: list[str] = []
    starts, ends = array("L"), array("L")
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for letter in _even(text[at:end]):
            if letter == " " and letters and letters[-1] == " ":
                ends[-1] = end
                continue
            letters.append(letter)
            starts.append(at)
            ends.append(end)
        at = end
    return Folded("".join(letters), starts, ends)


#: The same, kept: for evidence, which many quotes are looked up in.
folded = lru_cache(maxsize=256)(fold)


def same_words(words: str, text: str) -> list[tuple[int, int]]:
    """Every place in a text where words stand, as (start, end) of the original.

    Quotation marks and points of omission around the words need not stand
    there; where nothing is found, other marks at the edges neither.
    """
    source, wanted = folded(text), fold(words).text.strip()
    for form in dict.fromkeys((wanted, _EDGES.sub("", wanted), _MARKS.sub("", wanted))):
        if found := _places(form, source):
            return found
    return []


def _places(wanted: str, source: Folded) -> list[tuple[int, int]]:
    if not any(c.isalnum() for c in wanted):
        return []
    found = []
    first = source.text.find(wanted)
    while first >= 0:
        last = first + len(wanted)
        if source.whole(first, last):
            found.append((source.starts[first], source.ends[last - 1]))
        first = source.text.find(wanted, first + 1)
    return found


def plain_words(text: str) -> str:
    """Return a text as it is compared, without marks and blanks at its edges."""
    return _MARKS.sub("", fold(text).text)
