"""Lines as `Name: what they said`, with the times and marks that tools put around."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from studio.deals.evidence import Said

_TIME = r"[\[(]\s*(?:(?P<{0}h>\d{{1,3}}):)?(?P<{0}m>\d{{1,3}}):(?P<{0}s>\d{{2}}(?:[.,]\d{{1,3}})?)\s*[\])]"
_START = re.compile(rf"\s*(?:[-*•]\s+)?(?:{_TIME.format('a')}\s*(?:[-–—]\s+)?)?")
_BOLD = re.compile(r"(\*\*|__)(?P<name>[^*_:\n]{1,80})(?:\1\s*:|:\s*\1)")
_NAME = re.compile(rf"(?P<name>[\w'’\"][^:\n]{{0,79}}?)\s*(?:{_TIME.format('b')}\s*)?:(?=\s|$)")
_ASIDE = re.compile(r"\s*[(\[|/,].*$|\s+[-–—]\s.*$", re.DOTALL)
_SMALL = frozenset(("de", "da", "di", "del", "dos", "du", "van", "von", "der", "den", "la", "le", "el", "al",
                    "bin", "ibn", "y", "of", "the", "and"))
_HEADERS = frozenset(("from", "to", "cc", "bcc", "subject", "date", "sent", "reply-to"))


class Line(NamedTuple):
    """One line of a transcript; `speaker` is None where nobody is named."""

    speaker: str | None
    words: str
    time: float | None


def split_line(line: str) -> Line:
    """Return who a line names, at which second, and the words."""
    start = _START.match(line)
    assert start is not None
    time, rest = _seconds(start, "a"), line[start.end():]
    found = _BOLD.match(rest) or _NAME.match(rest)
    if not found:
        return Line(None, rest.strip(), time)
    if time is None and found.re is _NAME:
        time = _seconds(found, "b")
    return Line(" ".join(found["name"].split()), rest[found.end():].strip(), time)


def _seconds(found: re.Match[str], which: str) -> float | None:
    if found[f"{which}m"] is None:
        return None
    seconds = float(found[f"{which}s"].replace(",", "."))
    return int(found[f"{which}h"] or 0) * 3600 + int(found[f"{which}m"]) * 60 + seconds


def names_in(lines: Iterable[Line]) -> Counter[str]:
    """Count the lines of each speaker; what only looks like a name is left out."""
    counts = Counter(line.speaker for line in lines if line.speaker)
    return Counter({name: n for name, n in counts.items() if _is_name(name, n)})


def _is_name(written: str, times: int) -> bool:
    words = _ASIDE.sub("", written).split()
    if not words or written.casefold() in _HEADERS or len(words) > 5:
        return False
    # A lower-case word ahead of a colon is speech ("here is the thing: ..."), unless it recurs.
    return times > 1 or all(not w[0].islower() or w in _SMALL for w in words)


def is_call(lines: list[Line]) -> bool:
    """Tell whether most lines name a speaker and at least two speakers recur."""
    names = names_in(lines)
    named = sum(names.values())
    # A name alone on its line is named by one line and speaks on the next.
    alone = sum(1 for line in lines if line.speaker in names and not line.words)
    return named * 2 > len(lines) - alone and sum(1 for n in names.values() if n > 1) >= 2


def said_in(lines: list[Line], raw: list[str]) -> list[Said]:
    """Return the turns of a call; a line that names nobody goes on with the turn before."""
    names = names_in(lines)
    turns: list[Said] = []
    for line, written in zip(lines, raw, strict=True):
        if line.speaker in names:
            turns.append(Said(line.speaker, [line.words], line.time))
            continue
        words = line.words if line.speaker is None else _untimed(written)
        if turns:
            turns[-1].words.append(words)
        else:
            turns.append(Said("", [words], line.time))
    return turns


def _untimed(written: str) -> str:
    start = _START.match(written)
    return written[start.end():].strip() if start else written
