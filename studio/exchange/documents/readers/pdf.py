"""PDF to blocks, by pypdf: lines with their size, joined as they were meant."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from playbook.text_files import FileFault
from studio.exchange.documents.blocks import LABEL, MAX_PAGES, Blocks, is_short
from studio.exchange.documents.readers.text import text_blocks

_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d+\s*$")
_DIGITS = re.compile(r"\d+")
_MOST_LETTERS = 3_000_000


@dataclass
class _Line:
    text: str
    size: float
    bold: bool
    page: int
    left: float = 0.0


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
    found = list[_Line]()
    for number in range(count):
        try:
            found += _page_lines(reader.pages[number], number + 1)
        except Exception as error:  # as above
            raise FileFault(path, f"page {number + 1}", f"cannot be read ({type(error).__name__}), expected text") from None
        if sum(len(line.text) for line in found[-5000:]) > _MOST_LETTERS:
            raise FileFault(path, f"page {number + 1}", f"has more text than {MAX_PAGES} pages hold")
    _Document(found, count, out).write()


def _page_lines(page: Any, number: int) -> list[_Line]:
    """The lines of a page, each with the size of its largest letters."""
    found, parts = list[_Line](), list[tuple[str, float, bool, float]]()

    def end() -> None:
        words = [p for p in parts if p[0].strip()]
        if words:
            text = "".join(p[0] for p in parts)
            found.append(_Line(text.rstrip(), max(p[1] for p in words), all(p[2] for p in words), number,
                               min(p[3] for p in words)))
        elif found and found[-1].text:
            found.append(_Line("", 0, False, number))
        parts.clear()

    def take(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        name = str((font or {}).get("/BaseFont", "")).lower()
        height = abs(size * (tm[3] or tm[0] or 1) * (cm[3] or 1)) if tm else size
        for place, piece in enumerate(text.split("\n")):
            if place:
                end()
            if piece:
                parts.append((piece, round(height, 1), "bold" in name or "black" in name, tm[4] if tm else 0.0))

    page.extract_text(visitor_text=take)
    end()
    return found


class _Document:
    def __init__(self, found: list[_Line], pages: int, out: Blocks) -> None:
        self._lines, self._out = found, out
        self._furniture = _on_every_page(found, pages)
        letters = Counter[float]()
        for line in found:
            letters[line.size] += len(line.text)
        self._body = letters.most_common(1)[0][0] if letters else 0.0
        larger = sorted({line.size for line in found if line.size > self._body * 1.08}, reverse=True)
        self._sizes = {size: min(place + 1, 5) for place, size in enumerate(larger)}

    def write(self) -> None:
        """Write headings, and between them what the text reader makes of the lines."""
        run, page = list[_Line](), 0
        for line in self._lines:
            if _key(line) in self._furniture or _CONTENTS.search(line.text):
                self._note(line)
                continue
            if line.page != page and page:
                run.append(_Line("", 0, False, line.page)) if _ends(run) else None
            page = line.page
            if level := self._level(line):
                self._flush(run)
                self._heading(line, level)
            else:
                self._split(run, line)
        self._flush(run)

    def _heading(self, line: _Line, level: int) -> None:
        self._out.place = f"page {line.page}"
        self._out.heading(line.text, level)

    def _split(self, run: list[_Line], line: _Line) -> None:
        # The page stands beside each block, so a new page starts a new run where the text allows.
        if run and line.page != run[0].page and _ends(run):
            self._flush(run)
        run.append(line)

    def _level(self, line: _Line) -> int:
        if not line.text or not is_short(line.text) or not any(c.isalpha() for c in line.text):
            return 0
        if line.size in self._sizes:
            return self._sizes[line.size]
        return LABEL - 1 if line.bold and line.text[:1].isalnum() and not line.text.rstrip().endswith(":") else 0

    def _flush(self, run: list[_Line]) -> None:
        if run:
            self._out.place = f"page {run[0].page}"
            text_blocks("\n".join(line.text for line in run), self._out, top=LABEL, numbered=False)
            run.clear()

    def _note(self, line: _Line) -> None:
        if (key := _key(line)) in self._furniture:
            if self._furniture[key]:
                return
            self._furniture[key] = True
        self._out.place = f"page {line.page}"
        self._out.paragraph(line.text, "note")


def _key(line: _Line) -> str:
    return _DIGITS.sub("#", " ".join(line.text.split()))


def _on_every_page(found: list[_Line], pages: int) -> dict[str, bool]:
    """Running heads and feet: the same line on most pages, and whether it is noted yet."""
    seen = Counter(key for key, _ in {(_key(line), line.page) for line in found if line.text.strip()})
    return {key: False for key, count in seen.items() if pages > 2 and count > max(2, pages * 0.5)}


def _ends(run: list[_Line]) -> bool:
    return not run or not run[-1].text or run[-1].text.rstrip().endswith((".", "!", "?", ":"))
