"""PDF to blocks, by pypdf: headings by size, lists by indent, lines joined."""

from __future__ import annotations

import re
from collections import Counter
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from playbook.text_files import FileFault
from studio.exchange.documents.blocks import LABEL, MAX_PAGES, Blocks, heads
from studio.exchange.documents.readers.pdf_page import Line, page_lines, width
from studio.exchange.documents.readers.text import BULLET, NUMBER, text_blocks

_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d+\s*$")
_DIGITS = re.compile(r"\d+")
_MOST_LETTERS = 3_000_000


def pdf_blocks(raw: bytes, path: Path, out: Blocks) -> None:
    """Read a PDF. Raises FileFault where it is broken, encrypted or too long."""
    try:
        reader = PdfReader(BytesIO(raw))
        locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if locked else len(reader.pages)
    except Exception as error:  # a broken PDF makes the parser raise of every kind
        raise FileFault(path, "", f"is broken ({type(error).__name__}), expected a PDF") from None
    if locked:
        raise FileFault(path, "", "is protected by a password, expected a PDF that opens without one")
    if count > MAX_PAGES:
        raise FileFault(path, "", f"has {count:,} pages, expected at most {MAX_PAGES}")
    _Document(_lines(reader, path, count), count, out).write()


def _lines(reader: PdfReader, path: Path, count: int) -> list[Line]:
    found, letters = list[Line](), 0
    for number in range(1, count + 1):
        where = f"page {number}"
        try:
            page = page_lines(reader.pages[number - 1], number)
        except Exception as error:  # as above
            raise FileFault(path, where, f"cannot be read ({type(error).__name__}), expected text") from None
        letters += sum(len(line.text) for line in page)
        if letters > _MOST_LETTERS:
            raise FileFault(path, where, f"has more text than {MAX_PAGES} pages hold")
        found += page
    return found


class _Document:
    def __init__(self, found: list[Line], pages: int, out: Blocks) -> None:
        self._lines, self._out = found, out
        letters = Counter[float]()
        for line in found:
            letters[line.size] += len(line.text)
        self._body = letters.most_common(1)[0][0] if letters else 0.0
        self._furniture = _on_every_page([line for line in found if line.size <= self._body * 1.08], pages)
        lefts = Counter(round(line.left) for line in found if not self._is_furniture(line))
        self._margin = min((x for x, n in lefts.items() if n > max(1, len(found) // 50)), default=0)
        rights = sorted(line.right for line in found if line.size == self._body and not line.cells)
        self._edge = rights[len(rights) * 98 // 100] if rights else 0.0
        larger = sorted({line.size for line in found if line.size > self._body * 1.08}, reverse=True)
        self._sizes = {size: min(place + 1, 5) for place, size in enumerate(larger)}

    def write(self) -> None:
        """Write headings and tables, and between them what the text reader makes of the lines."""
        run = list[Line]()
        for line in self._lines:
            if self._is_furniture(line) or _CONTENTS.search(line.text):
                self._note(line)
            elif len(line.cells) > 1:
                if run and not run[-1].cells:
                    self._flush(run)
                run.append(line)
            elif level := self._level(line):
                self._flush(run)
                self._out.place = f"page {line.page}"
                self._out.heading(line.text, level)
            else:
                if run and (run[-1].cells or (line.page != run[0].page and line.gap > 1)):
                    self._flush(run)
                run.append(line)
        self._flush(run)

    def _is_furniture(self, line: Line) -> bool:
        return line.size <= self._body * 1.08 and _key(line) in self._furniture

    def _level(self, line: Line) -> int:
        if not heads(line.text) or not any(c.isalpha() for c in line.text):
            return 0
        if line.size in self._sizes:
            return self._sizes[line.size]
        bold = line.bold and (line.text[:1].isalnum() or line.text[:1] in "“\"'")
        return (LABEL if line.text.rstrip().endswith(":") or line.gap < 1 else LABEL - 1) if bold else 0

    def _flush(self, run: list[Line]) -> None:
        if not run:
            return
        self._out.place = f"page {run[0].page}"
        if run[0].cells:
            self._out.table([run[0].cells, *(line.cells for line in run[1:] if line.cells != run[0].cells)])
        else:
            text_blocks("\n".join(self._as_text(run)), self._out, top=LABEL, numbered=False)
        run.clear()

    def _as_text(self, run: list[Line]) -> list[str]:
        """Lines as a person would type them: indents, bullets where they were drawn, empty lines."""
        texts = list[str]()
        for at, line in enumerate(run):
            before = run[at - 1] if at else None
            steps = max(0, round((line.left - self._margin) / max(self._body, 1)))
            if before is not None and (line.gap > 1 or self._ends(before, line)):
                texts.append("")
            marked = BULLET.match(line.text) or NUMBER.match(line.text)
            starts = steps > 0 and not marked and not self._goes_on(before, line)
            texts.append(" " * steps + ("• " if starts else "  " if steps and not marked else "") + line.text.strip())
        return texts

    def _goes_on(self, before: Line | None, line: Line) -> bool:
        """Whether a line continues the one before, which filled its width or broke off."""
        if before is None or line.gap > 1 or abs(before.left - line.left) > self._body * 2:
            return False
        text, full = before.text.rstrip(), self._is_full(before, line)
        marked = BULLET.match(before.text) or NUMBER.match(before.text)
        return line.text[:1].islower() or bool(marked and before.left < line.left and full) \
            or (full and not text.endswith((".", "?", "!", ":")) and abs(before.left - line.left) < self._body)

    def _is_full(self, before: Line, line: Line) -> bool:
        """Whether the next line's first word would not have fitted: else it was not wrapped."""
        return before.right + width(f" {line.text.split()[0]}", line.size) > self._edge * 0.95

    def _ends(self, before: Line, line: Line) -> bool:
        """Whether a paragraph ends before a line, though no more space stands between them than elsewhere."""
        return before.text.rstrip().endswith((".", "?", "!")) and not self._is_full(before, line) \
            and abs(before.left - line.left) < self._body and line.text[:1].isupper()

    def _note(self, line: Line) -> None:
        if (key := _key(line)) in self._furniture:
            if self._furniture[key]:
                return
            self._furniture[key] = True
        self._out.place = f"page {line.page}"
        self._out.paragraph(line.text, "note")


def _key(line: Line) -> str:
    return _DIGITS.sub("#", " ".join(line.text.split()))


def _on_every_page(found: list[Line], pages: int) -> dict[str, bool]:
    """Running heads and feet: the same line at the edge of most pages, and whether it is noted yet."""
    by_page: dict[int, list[Line]] = {}
    for line in found:
        by_page.setdefault(line.page, []).append(line)
    seen = Counter(key for lines in by_page.values() for key in {_key(line) for line in (*lines[:2], *lines[-2:])})
    return {key: False for key, count in seen.items() if pages > 2 and count > max(2, pages * 0.6)}
