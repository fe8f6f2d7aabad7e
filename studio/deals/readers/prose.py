"""Prose to paragraphs: label lines on their own, mails by author, quotes kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from studio.deals.evidence import Piece, fold

_LABEL = re.compile(
    r"(?:[-*•]\s+)?(?:\*\*|__)?(?P<label>[^\W_][^:\n*]{0,79}?)\s*(?:\*\*|__)?:(?:\*\*|__)?(?:\s+(?P<value>.*))?$")
_QUOTE = re.compile(r"\s*(?:>\s?)*\s*")
_RULE = re.compile(r"[-=*_~\s]{3,}$")
_WROTE = re.compile(r"On\s.{4,250}\bwrote:$", re.DOTALL)
_WHEN = re.compile(
    r"^On\s.*(?:\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s*[AP]\.?M\.?)?(?:\s*(?:[A-Z]{3,5}|[+-]\d{4}|\([A-Z]+\)))*|\b\d{4})"
    r"[\s,]+(?:at\s)?", re.IGNORECASE | re.DOTALL)
_HEADERS = frozenset({"from", "to", "cc", "bcc", "date", "sent", "subject", "reply-to"})


class _Line(NamedTuple):
    start: int
    end: int
    depth: int
    words: str


def paragraphs(text: str, *, form: bool = False) -> list[Piece]:
    """Return one piece a block of lines; a form's labelled lines each on their own."""
    pieces: list[Piece] = []
    for block in _blocks(text, mail=False):
        pieces += _pieces(block, form)
    return pieces


def mail_paragraphs(text: str, *, thread: bool) -> list[Piece]:
    """Return a mail's paragraphs, each with who wrote it (None: the mail's author).

    In a `thread`, headers further down start a message of its own; otherwise
    they stand for an older mail below the new one, which is quoted.
    """
    author: dict[int, str | None] = {0: None}
    older = False
    pieces: list[Piece] = []
    blocks = list(_blocks(text, mail=True))
    for index, block in enumerate(blocks):
        depth = block[0].depth
        if _is_header(block):
            older = older or (bool(pieces) and depth == 0 and not thread)
            author[depth] = _value(block, "from")
        elif wrote := _wrote(block):
            below = blocks[index + 1][0].depth if index + 1 < len(blocks) else depth + 1
            author[max(below, depth)] = wrote
            pieces.append(Piece("", block[0].start, block[-1].end, quoted=True))
            older = older or below == 0
            continue
        who = author.get(depth, "")
        for piece in _pieces(block, False):
            piece.speaker, piece.quoted = who, depth > 0 or older
            pieces.append(piece)
    return pieces


def labels(pieces: list[Piece], text: str) -> dict[str, str]:
    """Return the values of labelled lines by their label in lower case; the first of each."""
    values: dict[str, str] = {}
    for piece in pieces:
        if piece.label:
            value = text[piece.start:piece.end].partition(":")[2].strip().strip("*_").strip()
            values.setdefault(piece.label.casefold(), fold(value))
    return values


def is_mail(text: str) -> bool:
    """Tell whether text starts as a mail does: From and another header line."""
    first = next(_blocks(text, mail=True), [])
    return bool(first) and _is_header(first)


def _lines(text: str, mail: bool) -> Iterator[_Line]:
    at = 0
    for written in text.split("\n"):
        lead = len(written) - len(written.lstrip())
        depth = 0
        if mail and (quote := _QUOTE.match(written)):
            lead, depth = quote.end(), quote.group().count(">")
        words = written[lead:].rstrip()
        yield _Line(at + lead, at + lead + len(words), depth, words)
        at += len(written) + 1


def _blocks(text: str, mail: bool) -> Iterator[list[_Line]]:
    """Yield runs of lines between blank ones; a mail's change of quote depth parts them too."""
    block: list[_Line] = []
    lines = list(_lines(text, mail))
    wrote_until = -1
    for index, line in enumerate(lines):
        wrote = _wrote_length(lines[index:index + 3]) if mail and index >= wrote_until else 0
        parted = wrote or index == wrote_until or (block and block[-1].depth != line.depth)
        wrote_until = index + wrote if wrote else wrote_until
        if block and (not line.words or parted):
            yield block
            block = []
        if line.words and not _RULE.match(line.words):
            block.append(line)
    if block:
        yield block


def _wrote_length(lines: list[_Line]) -> int:
    """How many lines an attribution ("On ..., X wrote:") takes; 0 where there is none."""
    if not lines[0].words.startswith("On "):
        return 0
    for count in range(1, len(lines) + 1):
        taken = lines[:count]
        if not taken[-1].words or taken[-1].depth != lines[0].depth:
            return 0
        if len(taken[-1].words) < 260 and taken[-1].words.endswith("wrote:"):
            return count if _wrote(taken) else 0
    return 0


def _wrote(block: list[_Line]) -> str:
    joined = " ".join(line.words for line in block) if len(block) <= 3 else ""
    if len(joined) > 300 or not _WROTE.match(joined):
        return ""
    who = joined.removesuffix("wrote:").strip()
    when = _WHEN.match(who)
    return who[when.end():].strip() if when else who.removeprefix("On ").rpartition(",")[2].strip()


def _is_header(block: list[_Line]) -> bool:
    found = {name for line in block[:8] if (name := _label(line, 2).casefold()) in _HEADERS}
    return "from" in found and len(found) > 1


def _value(block: list[_Line], label: str) -> str:
    for line in block:
        if _label(line, 2).casefold() == label:
            return line.words.partition(":")[2].strip(" *_")
    return ""


def _label(line: _Line, most_words: int) -> str:
    found = _LABEL.match(line.words)
    if not found:
        return ""
    label = found["label"].strip()
    speech = any(mark in label for mark in (". ", "! ", "; ", ", "))
    return "" if speech or len(label.split()) > most_words else label


def _pieces(block: list[_Line], form: bool) -> list[Piece]:
    header = _is_header(block)
    found = [_label(line, 10 if form else 5) for line in block]
    if not form and not header and (len(block) < 2 or not all(found)):
        return [Piece(None, block[0].start, block[-1].end)]
    if header:
        found = [label if label.casefold() in _HEADERS else "" for label in found]
    pieces: list[Piece] = []
    open_value = False
    for line, label in zip(block, found, strict=True):
        if label:
            pieces.append(Piece(None, line.start, line.end, label=label))
            open_value = line.end > line.start and not line.words.endswith(":")
        elif pieces and (open_value or pieces[-1].label is None) and not (header and pieces[-1].label):
            pieces[-1].end = line.end
        else:
            pieces.append(Piece(None, line.start, line.end))
    return pieces
