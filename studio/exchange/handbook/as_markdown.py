"""A handbook as GitHub-flavoured Markdown that also reads well as it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise, zip_longest

from studio.exchange.handbook.document import (
    Beside,
    Block,
    Cell,
    Facts,
    Handbook,
    Items,
    Prose,
    Quotes,
    Section,
    Table,
    Words,
)
from studio.exchange.handbook.text import (
    folded,
    markdown_heading,
    markdown_line,
    markdown_lines,
    markdown_words,
)


def markdown_of(book: Handbook) -> str:
    """Return a handbook as Markdown; every text of the playbook stays text."""
    parts = [f"# {markdown_heading(book.title)}", _facts(book.facts)]
    parts += [_paragraphs(book.about)] if book.about else []
    parts += ['## <a id="contents"></a>Contents', _contents(book)]
    if book.absent:
        parts.append(f"Not in this edition: {', '.join(book.absent)}.")
    for chapter in book.chapters:
        parts += _section(chapter, 2)
    return "\n\n".join(parts) + "\n"


def _contents(book: Handbook) -> str:
    lines = []
    for chapter in book.chapters:
        lines.append(f"- {_entry_link(chapter)}")
        lines += [f"  - {_entry_link(s)}" for s in chapter.sections if s.anchor]
    return "\n".join(lines)


def _entry_link(section: Section) -> str:
    return f"[{markdown_line(section.title)}](#{section.anchor})"


def _section(section: Section, level: int) -> Iterator[str]:
    anchor = f'<a id="{section.anchor}"></a>' if section.anchor else ""
    note = f" ({section.note})" if section.note else ""
    over = f"{section.over}: " if section.over else ""
    yield f"{'#' * level} {anchor}{over}{markdown_heading(section.title)}{note}"
    for block in section.blocks:
        yield from _block(block, level)


def _block(block: Block, level: int) -> Iterator[str]:
    if isinstance(block, Section):
        yield from _section(block, level + 1)
    elif isinstance(block, Beside):
        for inner in block.blocks:
            yield from _block(inner, level)
    elif isinstance(block, Prose):
        yield _prose(block)
    elif isinstance(block, Facts):
        yield _facts(block.pairs)
    else:
        if block.label:
            yield f"**{block.label}**"
        yield _table(block) if isinstance(block, Table) else _list(block)


def _prose(block: Prose) -> str:
    label = f"**{block.label}:** " if block.label else ""
    if len(block.words) == 1 and isinstance(block.words[0], str):
        return label + _paragraphs(block.words[0])
    return label + markdown_words(block.words)


def _facts(pairs: tuple[tuple[str, Words], ...]) -> str:
    return " · ".join(f"**{name}:** {markdown_words(words)}" for name, words in pairs)


def _paragraphs(text: str, indent: str = "") -> str:
    lines = markdown_lines(text)
    # A backslash keeps the break after a line; an empty line is a break already.
    ends = (f"\\\n{indent}" if line and after else f"\n{indent if after else ''}"
            for line, after in pairwise(lines))
    return "".join(chain.from_iterable(zip_longest(lines, ends, fillvalue="")))


def _list(block: Items | Quotes) -> str:
    if isinstance(block, Quotes):
        return "\n".join(f"- {_paragraphs(text, '  ')}" + (f"\\\n  *{markdown_line(why)}*" if folded(why) else "")
                         for text, why in block.quotes)
    rows = []
    for number, words in enumerate(block.items, 1):
        mark = f"{number}. " if block.ordered else "- "
        single = len(words) == 1 and isinstance(words[0], str)
        rows.append(mark + (_paragraphs(str(words[0]), " " * len(mark)) if single else markdown_words(words)))
    return "\n".join(rows)


def _table(block: Table) -> str:
    rows = [" | ".join(block.head), " | ".join("---" for _ in block.head)]
    for row in block.rows:
        anchor = f'<a id="{row.anchor}"></a>' if row.anchor else ""
        rows.append(anchor + " | ".join([_cell(row.cells[0], ""), *(_cell(c, "• ") for c in row.cells[1:])]))
    return "\n".join(f"| {row} |" for row in rows)


def _cell(cell: Cell, mark: str) -> str:
    return "<br>".join(f"{mark if len(cell) > 1 else ''}{markdown_words(words)}" for words in cell)
