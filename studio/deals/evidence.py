"""Evidence: a text, and the turns or paragraphs it is made of."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

EvidenceType = Literal["call", "email", "note", "document", "form"]
TurnSide = Literal["buyer", "seller", "partner", "unknown"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said without a break, or one paragraph.

    `start` and `end` are code points into the evidence's text and cover the
    words only, so that `evidence.text[start:end] == text`. `person` is an id
    from the deal; `time` is in seconds from the start of a call. `quoted`
    words repeat an earlier mail; `label` is the field that a form line fills.
    """

    index: int
    start: int
    end: int
    speaker: str
    person: str | None
    side: TurnSide
    text: str
    time: float | None = None
    quoted: bool = False
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One artefact as `deals show` prints it."""

    id: str
    type: EvidenceType
    title: str
    date: datetime.date | None
    text: str
    turns: list[Turn]
    path: Path


@dataclass(slots=True)
class Piece:
    """A turn as a reader finds it, before people are matched.

    `speaker` None means the artefact's author; `side` is what the file itself
    says of somebody who is not among the deal's people.
    """

    speaker: str | None
    start: int
    end: int
    time: float | None = None
    side: TurnSide | None = None
    quoted: bool = False
    label: str | None = None


@dataclass(slots=True)
class Artefact:
    """A file as a reader finds it: independent of the deal, so it can be cached."""

    type: EvidenceType
    text: str
    pieces: list[Piece]
    title: str = ""
    author: str = ""
    side: TurnSide | None = None


@dataclass(slots=True)
class Said:
    """Words with their speaker, before they stand in a text."""

    speaker: str
    words: list[str] = field(default_factory=list)
    time: float | None = None
    side: TurnSide | None = None


# ASCII control characters mean nothing in evidence and confuse terminals; halves of
# surrogate pairs cannot be written out as UTF-8 at all.
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff]")
_HALF = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return text with `\\n` newlines, without BOMs, controls and half surrogates."""
    text = _BREAKS.sub("\n", text).replace("\x0b", " ").replace("\x0c", " ")
    return _HALF.sub("\ufffd", _CONTROL.sub("", text))


def fold(text: str) -> str:
    """Return text with every run of white space as one blank: how quotes are compared."""
    return " ".join(text.split())


def call_of(said: Iterable[Said], title: str = "") -> Artefact:
    """Return a call of one line a turn, `Name: words`; turns without words are dropped."""
    lines, pieces, at = [], [], 0
    for one in said:
        words, speaker = fold(clean(" ".join(one.words))), fold(clean(one.speaker))
        if not words:
            continue
        prefix = f"{speaker}: " if speaker else ""
        start = at + len(prefix)
        pieces.append(Piece(speaker, start, start + len(words), one.time, one.side))
        lines.append(prefix + words)
        at += len(lines[-1]) + 1
    return Artefact("call", "\n".join(lines), pieces, title)
