"""One page of a PDF by its geometry: lines, their indent and size, tables."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] "), frozenset("mwMWGOQ@%—")
_MARKER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])[.)]|[-*+•‣◦▪■□☐☑☒✓✔✗·–—○●►➢❑o]$")
_GOES_ON = (":", ",", ".", ";", ")", "–", "—", "-")
_SAME_LINE, _COLUMN_GAP = 0.45, 1.6
_UNSHOWN = ("Cc", "Co", "Cn")


def width(text: str, size: float) -> float:
    """Return about how wide words are in a usual typeface."""
    return size * sum(0.3 if c in _NARROW else 0.83 if c in _WIDE else 0.64 if c.isupper() else 0.5 for c in text)


@dataclass
class Piece:
    """Words that were drawn in one go."""

    text: str
    left: float
    base: float
    size: float
    bold: bool

    @property
    def right(self) -> float:
        """Where the words end, by the usual width of their letters."""
        return self.left + width(self.text, self.size)


@dataclass
class Line:
    """A line as it is read, or the cells of a table's row.

    A `gap` over 1 above it parts it from the line before.
    """

    text: str
    left: float
    size: float
    bold: bool
    right: float = 0.0
    gap: float = 0.0
    page: int = 0
    cells: tuple[str, ...] = ()


def page_lines(page: Any, number: int) -> list[Line]:
    """Return a page's lines from top to bottom, columns of text one after the other."""
    found = list[Line]()
    for zone in _zones(_pieces(page), float(page.mediabox.height)):
        found += _zone_lines(zone)
    for line in found:
        line.page = number
    return found


def _pieces(page: Any) -> list[Piece]:
    found = list[Piece]()

    def take(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        name = str((font or {}).get("/BaseFont", "")).lower()
        left, base = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        height = abs(size * (tm[3] or tm[1] or 1) * (cm[3] or cm[1] or 1)) or 1.0
        for step, part in enumerate(text.split("\n")):
            if part.strip():
                bold = any(word in name for word in ("bold", "black", "heavy", "semib"))
                found.append(Piece(part, left, base - step * height * 1.2, round(height, 1), bold))

    page.extract_text(visitor_text=take)
    return found


def _zones(pieces: list[Piece], height: float) -> list[list[Piece]]:
    """Split where the text jumps up the page: a next column of text."""
    zones: list[list[Piece]] = [[]]
    for piece in pieces:
        last = zones[-1][-1] if zones[-1] else piece
        if piece.base - last.base > height * 0.25 and piece.left > last.left + 20:
            zones.append([])
        zones[-1].append(piece)
    return [zone for zone in zones if zone]


def _zone_lines(zone: list[Piece]) -> list[Line]:
    rows = list[list[Piece]]()
    for piece in sorted(zone, key=lambda p: -p.base):
        if rows and abs(rows[-1][0].base - piece.base) < _SAME_LINE * max(piece.size, rows[-1][0].size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    rows = [_marked(sorted(row, key=lambda p: p.left)) for row in rows]
    columns = _columns(rows)
    leading = _leading(rows)
    found, at = list[Line](), 0
    while at < len(rows):
        taken, cells = _table_row(rows, at, columns, leading)
        usual = max(1.8 * rows[at][0].size, 1.25 * leading)
        gap = (rows[at - 1][0].base - rows[at][0].base) / usual if at else 2.0
        row = [piece for line in rows[at:at + taken] for piece in line]
        text = _joined(row) if taken == 1 else " ".join(cells)
        found.append(Line(text, min(p.left for p in row), max(p.size for p in row), all(p.bold for p in row),
                          max(p.right for p in row), gap, cells=cells))
        at += taken
    return _without_spare(found)


def _leading(rows: list[list[Piece]]) -> float:
    """The step from line to line within paragraphs: a usual one, or a usual one to lines that begin in lower case."""
    steps = sorted(a[0].base - b[0].base for a, b in pairwise(rows))
    wrapped = sorted(a[0].base - b[0].base for a, b in pairwise(rows)
                     if len(b) == 1 and b[0].text.lstrip()[:1].islower())
    usual = [steps[len(steps) // 4]] if steps else [12.0]
    return min(usual + ([wrapped[len(wrapped) // 2]] if len(wrapped) > 1 else []))


def _without_spare(found: list[Line]) -> list[Line]:
    """Take out of each table the columns that only another table of the page has."""
    for tabular, group in groupby(found, key=lambda line: bool(line.cells)):
        rows = list(group)
        kept = [n for n in range(len(rows[0].cells)) if any(line.cells[n] for line in rows)]
        for line in rows if tabular else []:
            line.cells = tuple(line.cells[n] for n in kept)
    return found


def _marked(row: list[Piece]) -> list[Piece]:
    """Put a list's number or bullet, drawn for itself, before its words."""
    mark = _mark(row[0].text)
    if len(row) > 1 and mark and row[1].left - row[0].right < 3 * row[0].size:
        first = row[1]
        text = f"{mark} {first.text.lstrip()}"
        return [Piece(text, row[0].left, first.base, first.size, first.bold), *row[2:]]
    return row


def _mark(text: str) -> str:
    """The list mark that a piece is; a sign of a symbol font has no name of its own."""
    text = text.strip(" ")
    if len(text) == 1 and unicodedata.category(text) in _UNSHOWN:
        return "•"
    return text.strip() if _MARKER.match(text.strip()) else ""


def _joined(row: list[Piece]) -> str:
    text = row[0].text
    for before, piece in pairwise(row):
        spaced = text.endswith(" ") or piece.text.startswith(" ")
        text += piece.text if spaced or piece.left - before.right < before.size * 0.12 else f" {piece.text}"
    return text.rstrip()


def _columns(rows: list[list[Piece]]) -> list[float]:
    """Where columns of tables start: places to the right where pieces start again and again."""
    pairs = [(a, b) for row in rows for a, b in pairwise(row) if b.text.lstrip()[:1] not in _GOES_ON]
    seen = Counter(round(b.left) for _, b in pairs)
    parted = Counter(round(b.left) for a, b in pairs if b.left - a.right > 0.5 * a.size)
    wide = Counter(round(b.left) for a, b in pairs if b.left - a.right > _COLUMN_GAP * a.size)
    starts = sorted(x for x, n in seen.items() if (wide[x] and n > 1) or (parted[x] * 2 >= n > 2))
    return [float(x) for n, x in enumerate(starts) if not n or x - starts[n - 1] > 3]


def _cells(row: list[Piece], columns: list[float]) -> list[list[Piece]]:
    cells: list[list[Piece]] = [[] for _ in range(len(columns) + 1)]
    at = 0
    for piece in row:
        at = at if piece.text.lstrip()[:1] in _GOES_ON else sum(piece.left >= x - 2 for x in columns)
        cells[at].append(piece)
    return cells


def _table_row(rows: list[list[Piece]], at: int, columns: list[float], leading: float) -> tuple[int, tuple[str, ...]]:
    """How many lines a table's row takes, and its cells; one line without cells outside tables."""
    if not columns or not _starts(rows, at, columns):
        return 1, ()
    taken = 1
    while at + taken < len(rows) and _continues(rows, at + taken, columns, leading):
        taken += 1
    texts = [""] * (len(columns) + 1)
    for row in rows[at:at + taken]:
        for n, cell in enumerate(_cells(row, columns)):
            texts[n] = f"{texts[n]} {_joined(cell)}".strip() if cell else texts[n]
    return taken, tuple(texts)


def _step(rows: list[list[Piece]], at: int) -> float:
    return rows[at - 1][0].base - rows[at][0].base if 0 < at < len(rows) else 1e9


def _starts(rows: list[list[Piece]], at: int, columns: list[float]) -> bool:
    """Whether a line is the first of a table's row; a taller cell may start above the first column's."""
    cells = _cells(rows[at], columns)
    if sum(bool(c) for c in cells) > 1:
        return True
    below = _cells(rows[at + 1], columns) if at + 1 < len(rows) else []
    return not cells[0] and _step(rows, at + 1) < rows[at][0].size * 1.2 and sum(bool(c) for c in below) > 1


def _continues(rows: list[list[Piece]], at: int, columns: list[float], leading: float) -> bool:
    """Whether a line goes on with the row above: close to it, and no full row of its own."""
    step, cells = _step(rows, at), _cells(rows[at], columns)
    size = rows[at - 1][0].size
    if all(cells) or step > max(leading * 1.03, size * 1.25):
        return False
    if not cells[0]:
        return step <= _step(rows, at + 1) + 1 or _step(rows, at + 1) > size * 1.2
    return step < size * 1.2
