"""A CSV export as rows: encoding, delimiter, header and broken rows told apart, read as a stream."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from playbook.text_files import FileFault
from studio.exchange.crm.cells import tidy

MAX_BYTES, MAX_COLUMNS, MAX_CELL = 200_000_000, 2_000, 5_000_000
DELIMITERS = (",", ";", "\t", "|")
#: How many lines one row may take, and how often a file may be read again from a broken one.
_LINES, _TRIES = 20_000, 100
#: Rows among which the header is looked for, and the longest one, in characters.
_HEAD_ROWS, _HEADER = 25, 200
#: Up to which share NUL bytes are dirt.
_FEW = 0.005
_BINARY = {b"PK": "an Excel workbook or a zip archive", b"\xd0\xcf\x11\xe0": "an old Excel workbook", b"%PDF": "a PDF",
           b"\x1f\x8b": "a gzip archive", b"\x89PNG": "an image", b"\xff\xd8\xff": "an image",
           b"7z\xbc\xaf": "a 7z archive"}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class Row(NamedTuple):
    """One row as the spreadsheet numbers it, the first line being 1."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Broken:
    """A row that cannot be read, and why."""

    number: int
    why: str


@dataclass(frozen=True)
class Table:
    """An export: where it is, how it is written, and its header."""

    path: Path
    encoding: str
    delimiter: str
    headers: list[str]
    header_row: int
    note: str = ""

    def rows(self) -> Iterator[Row | Broken]:
        """Yield the rows below the header; blank ones are passed over. Raises FileFault."""
        width, foot = len(self.headers), False
        for found in records(self.path, self.encoding, self.delimiter, width):
            if found.number <= self.header_row:
                continue
            if isinstance(found, Broken):
                yield found
            elif not any(cell.strip() for cell in found.cells):
                foot = True
            elif foot and is_footer(found.cells):
                yield Broken(found.number, "belongs to the report's footer")
            else:
                foot = False
                yield fitted(found, width)


def is_footer(cells: list[str]) -> bool:
    """Tell whether a row after a blank one is a report's footer: one cell, in the first column."""
    return sum(1 for cell in cells if cell.strip()) == 1 and bool(cells[0].strip())


def fitted(row: Row, width: int) -> Row | Broken:
    """Return a row with as many cells as the header; only empty ones may be too many."""
    cells = [tidy(cell) for cell in row.cells]
    if any(cells[width:]):
        return Broken(row.number, f"has {len(cells)} cells, expected {width} as in the header")
    return Row(row.number, cells[:width] + [""] * (width - len(cells)))


# -- opening

def open_table(path: Path, known: Callable[[list[str]], int]) -> Table:
    """Find how an export is written; `known` counts the headers that are known. Raises FileFault."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(1_000_000)
    except OSError as error:
        raise FileFault(path, "", f"cannot be read ({error.strerror})") from None
    if size > MAX_BYTES:
        raise FileFault(path, "", f"has {size / 1e6:.0f} MB, expected at most {MAX_BYTES / 1e6:.0f} MB")
    _refuse_binary(head, path)
    if not head.strip(b"\xef\xbb\xbf\r\n\t ;,"):
        raise FileFault(path, "", "is empty, expected a CSV export with a header")
    encoding, note = encoding_of(path, head)
    best = max((_header(path, encoding, mark, known) for mark in _delimiters(path, encoding)), key=lambda h: h[0])
    (_, _, _), delimiter, number, headers = best
    if len(headers) > MAX_COLUMNS:
        raise FileFault(path, f"row {number}", f"has over {MAX_COLUMNS:,} columns, expected at most as many")
    return Table(path, encoding, delimiter, headers, number, note)


def _refuse_binary(head: bytes, path: Path) -> None:
    for start, what in _BINARY.items():
        if head.startswith(start):
            raise FileFault(path, "", f"is {what}, expected CSV: save or unpack it as CSV")
    if _nuls(head) > _FEW and not head.startswith(tuple(_MARKS)) and not _wide(head):
        raise FileFault(path, f"byte {head.index(0)}", "is binary (NUL bytes), expected a CSV export")


def _nuls(head: bytes) -> float:
    """The share of NUL bytes: a few are dirt in a text, many are binary, or half of UTF-16."""
    sample = head[:4096]
    return sample.count(0) / max(len(sample), 1)


def _wide(head: bytes) -> str:
    """The UTF-16 that the place of NUL bytes tells; empty where it tells none."""
    even, odd = head[:4096:2].count(0), head[1:4096:2].count(0)
    if _nuls(head) <= _FEW or max(even, odd) < 10 * min(even, odd) or _nuls(head) < 0.2:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def encoding_of(path: Path, head: bytes) -> tuple[str, str]:
    """Return the encoding of a file, and a note where it is a guess."""
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name, ""
    if name := _wide(head):
        return name, ""
    spoiled = _not_utf8(path)
    if not spoiled:
        return "utf-8", ""
    name = _guess(spoiled)
    return name, f"is not UTF-8, read as {name}"


def _not_utf8(path: Path) -> bytes:
    """Bytes of a file around the first that are not UTF-8; none where all are."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(1_000_000):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return chunk
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return b"\xc3"
    return b""


def _guess(sample: bytes) -> str:
    """The encoding whose letters look most like those of European names; UTF-8 where few bytes are broken."""
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    foreign = sum(1 for byte in sample if byte > 127)
    if foreign > 20 and broken * 10 < foreign:
        return "utf-8"
    wanted = set("äöüßéèêëàâçñóíúáîïôûœÄÖÜÉÈÀÇÑÓ€–’‘“”„«»…°·łŁøåÅØżźćśąęńőűčřšžýěů ")
    scores = {}
    for name in ("cp1252", "mac_roman", "cp850", "cp1250"):
        letters = [c for c in sample.decode(name, "replace") if ord(c) > 127]
        scores[name] = sum(c in wanted for c in letters) - sum(c == "\ufffd" for c in letters)
    return max(scores, key=lambda name: scores[name])


def _delimiters(path: Path, encoding: str) -> tuple[str, ...]:
    with path.open(encoding=encoding, errors="replace") as file:
        first = file.readline(200).strip().strip('"')
    return (first[4],) if first.lower().startswith("sep=") and len(first) == 5 else DELIMITERS


def _header(path: Path, encoding: str, delimiter: str,
            known: Callable[[list[str]], int]) -> tuple[tuple[int, int, int], str, int, list[str]]:
    """The row of the first ones that holds most known headers, and how good a header it makes."""
    best: tuple[tuple[int, int, int], str, int, list[str]] = ((0, 0, 0), delimiter, 1, [])
    for row in islice(records(path, encoding, delimiter, 0), _HEAD_ROWS):
        if isinstance(row, Broken) or (len(row.cells) == 1 and row.cells[0].lower().startswith("sep=")):
            continue
        cells = [tidy(cell[:_HEADER]) for cell in row.cells[:MAX_COLUMNS + 1]]
        while cells and not cells[-1]:
            cells.pop()
        hits = known(cells)
        score = (hits if hits > 1 else 0, min(len(cells), 2), -row.number)
        if score > best[0]:
            best = (score, delimiter, row.number, cells)
    return best


# -- rows

@dataclass
class _Feed:
    """Lines for the CSV reader, which can be given back; `taken` are those of the row being read."""

    lines: Iterator[str]
    back: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    ended: bool = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _LINES:
            raise csv.Error("too many lines")
        line = self.back.pop() if self.back else next(self.lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        self.back += reversed(lines)
        self.ended = False


def records(path: Path, encoding: str, delimiter: str, width: int) -> Iterator[Row | Broken]:
    """Yield every row of a file; a row that swallowed others by a stray quote is read again without it.

    `width` is the number of cells expected, 0 where it is not known. Raises FileFault.
    """
    csv.field_size_limit(MAX_CELL)
    try:
        with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline="") as file:
            yield from _records(_Feed(iter(file)), delimiter, width)
    except OSError as error:
        raise FileFault(path, "", f"cannot be read ({error.strerror})") from None


def _records(feed: _Feed, delimiter: str, width: int) -> Iterator[Row | Broken]:
    reader, number, tries = csv.reader(feed, delimiter=delimiter), 0, 0
    while True:
        feed.taken.clear()
        why, cells = "", list[str]()
        try:
            cells = next(reader)
        except StopIteration:
            if not feed.taken:
                return
        except csv.Error as error:
            why = _told(str(error))
        number += 1
        why = why or _fault(feed, cells, width, delimiter)
        if why and len(feed.taken) > 1 and tries < _TRIES:
            tries += 1
            feed.give_back(feed.taken[1:])
        if why:
            reader = csv.reader(feed, delimiter=delimiter)
            yield Broken(number, why)
        else:
            yield Row(number, cells)


def _fault(feed: _Feed, cells: list[str], width: int, delimiter: str) -> str:
    """Why a row is none: its quote never closes, or stands where it swallows cells or rows."""
    if feed.ended:
        return "opens a quote that is never closed"
    if not width or not cells or len(cells) == width:
        return ""
    if len(feed.taken) > 1:
        return f"has {len(cells)} cells over {len(feed.taken)} lines, expected {width} as in the header"
    try:
        next(csv.reader(feed.taken, delimiter=delimiter, strict=True))
    except csv.Error:
        return f"has a quote inside a cell, and {len(cells)} cells, expected {width} as in the header"
    return ""


def _told(error: str) -> str:
    if "field larger" in error:
        return f"has a cell of over {MAX_CELL / 1e6:.0f} million characters"
    if "too many lines" in error:
        return f"opens a quote that is not closed within {_LINES:,} lines"
    return "cannot be read as CSV"
