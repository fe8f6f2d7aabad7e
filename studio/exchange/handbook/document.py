"""The parts of a handbook: chapters, sections and blocks of text, free of any markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

NOT_WRITTEN = "Not written yet"


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads to the place of that entry in the handbook."""

    text: str
    anchor: str


#: One running text, in pieces.
Words = tuple[str | Link, ...]
#: The lines of one table cell; none for an empty cell.
Cell = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A text under its label; a lead is set larger and has none, an aside smaller."""

    kind: ClassVar[str] = "prose"
    label: str
    words: Words
    size: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list under its label."""

    kind: ClassVar[str] = "items"
    label: str
    items: tuple[Words, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Quotes:
    """How it is put, each with the reason; `tone` is yes, no or maybe."""

    kind: ClassVar[str] = "quotes"
    label: str
    tone: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Short facts in one line."""

    kind: ClassVar[str] = "facts"
    pairs: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; the first cell names it."""

    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head."""

    kind: ClassVar[str] = "table"
    label: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Blocks that are read side by side."""

    kind: ClassVar[str] = "beside"
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it; `over` says before it what kind of thing it is."""

    kind: ClassVar[str] = "section"
    title: str
    blocks: tuple[Block, ...]
    anchor: str = ""
    over: str = ""
    note: str = ""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections that stand directly in this one."""
        return tuple(b for b in self.blocks if isinstance(b, Section))


Block = Prose | Items | Quotes | Facts | Table | Beside | Section


@dataclass(frozen=True, slots=True)
class Handbook:
    """A whole handbook; each chapter is a section."""

    title: str
    facts: tuple[tuple[str, Words], ...]
    about: str
    chapters: tuple[Section, ...]
    absent: tuple[str, ...] = ()


def plain(text: str) -> Words:
    """Return a text as words without a link."""
    return (text,)


def joined(parts: list[Words], between: str = ", ", last: str | None = None) -> Words:
    """Return words one after the other; `last` stands before the last of them."""
    words: list[str | Link] = []
    for number, part in enumerate(parts):
        if number:
            words.append(last if last and number == len(parts) - 1 else between)
        words += part
    return tuple(words)


def table(label: str, head: tuple[str, ...], rows: list[Row]) -> Table | None:
    """Return a table without its empty columns; None where only names are left."""
    full = [n for n in range(len(head)) if n == 0 or any(row.cells[n] for row in rows)]
    if len(full) < 2:
        return None
    kept = tuple(Row(tuple(row.cells[n] for n in full), row.anchor) for row in rows)
    return Table(label, tuple(head[n] for n in full), kept)


def blocks_in(block: Block) -> Iterator[Block]:
    """Return a block and every block inside it."""
    yield block
    for inner in block.blocks if isinstance(block, Section | Beside) else ():
        yield from blocks_in(inner)
