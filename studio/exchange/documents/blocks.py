"""What any document is read into: blocks in order, each with where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playbook.text_files import FileFault
from studio.exchange.documents.labels import gives_part

Kind = Literal["heading", "item", "paragraph", "row", "code", "note"]

#: Level of a bold line or a line with a colon that heads what follows: below every real heading.
LABEL = 7
#: Level of such a line inside a piece of text that stands by itself.
INNER = 8
MAX_PAGES = 500
_LETTERS_A_PAGE, _LINES_A_PAGE = 3_000, 100
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffe\uffff"
                     r"\ud800-\udfff]")


@dataclass(frozen=True)
class Block:
    """One heading, list item, paragraph or table row of a document.

    `level` counts headings from 1 and nested items from 0; `where` tells a
    person where it stands; `trail` holds the headings above it; a row has its
    `cells` as pairs of column heading and text, and the number of its table.
    A note is what a file says beside its content (properties, page furniture).
    """

    kind: Kind
    text: str
    level: int = 0
    where: str = ""
    trail: tuple[str, ...] = ()
    cells: tuple[tuple[str, str], ...] = ()
    table: int = 0
    ordered: bool = False
    defines: bool = False


def one_line(text: str) -> str:
    """Return text with white space folded and unseen characters removed."""
    return " ".join(_UNSEEN.sub("", text).split())


def lines(text: str) -> str:
    """Return text with each line folded, without empty lines."""
    return "\n".join(line for part in _UNSEEN.sub("", text).split("\n") if (line := " ".join(part.split())))


class Blocks:
    """The blocks of one document as a reader adds them.

    Set `place` ("page 3") as the reading goes on. Raises FileFault past 500
    pages of text.
    """

    def __init__(self, path: Path) -> None:
        self.found: list[Block] = []
        self.place = ""
        self._path = path
        self._headings: list[tuple[int, str]] = []
        self._letters = 0
        self._tables = 0

    def heading(self, text: str, level: int) -> None:
        """Add a heading; it closes those of its own level and below."""
        if not (text := one_line(text)):
            return
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        self._add(Block("heading", text, level, self._where(), self._trail()))
        self._headings.append((level, text[:200]))

    def item(self, text: str, level: int = 0, *, ordered: bool = False, defines: bool = False) -> None:
        """Add a list item; `level` 0 is the outermost, `defines` tells that it explains the term above it."""
        if text := lines(text):
            self._add(Block("item", text, level, self._where(), self._trail(), ordered=ordered, defines=defines))

    def paragraph(self, text: str, kind: Kind = "paragraph") -> None:
        """Add a paragraph, a piece of code or a note."""
        if text := lines(text):
            self._add(Block(kind, text, 0, self._where(), self._trail()))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Add a table whose first row has the column headings."""
        cleaned = [[lines(cell) for cell in row] for row in rows]
        cleaned = [row for row in cleaned if any(row)]
        if len(cleaned) == 1:
            self.paragraph(" | ".join(cell for cell in cleaned[0] if cell))
            return
        self._tables += 1
        for row in cleaned[1:]:
            heads = [*cleaned[0], *[""] * (len(row) - len(cleaned[0]))]
            cells = tuple(zip(heads, [*row, *[""] * (len(heads) - len(row))], strict=True))
            text = " | ".join(cell for cell in row if cell)
            self._add(Block("row", text, 0, self._where(), self._trail(), cells, self._tables))

    def _add(self, block: Block) -> None:
        self._letters += len(block.text)
        if self._letters > MAX_PAGES * _LETTERS_A_PAGE or len(self.found) >= MAX_PAGES * _LINES_A_PAGE:
            raise FileFault(self._path, self.place, f"has more text than {MAX_PAGES} pages hold, expected at most "
                            f"{MAX_PAGES} pages")
        self.found.append(block)

    def _trail(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._headings)

    def _where(self) -> str:
        section = f"section '{self._headings[-1][1]}'" if self._headings else ""
        return ", ".join(part for part in (self.place, section) if part)


_SAYS = re.compile(r"^(?!\s*\(?(?:stage|phase|step|gate|part|day|week)\b).{2,60}?(?::\s+|\s+[–—]\s+)\S+\s+\S", re.I)


def heads(text: str) -> bool:
    """Tell whether a bold line is a heading, and not a whole statement ("Owner: the account executive")."""
    return is_short(text) and not _SAYS.match(text) and not gives_part(text)


def is_short(text: str, words: int = 12) -> bool:
    """Tell whether a line could be a heading by its length and its end."""
    return 0 < len(text.split()) <= words and len(text) <= 120 and not text.rstrip("*_ ").endswith((".", ";", ",", "?"))
