"""Plain text to blocks: numbering, bullets, underlines, capitals, columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.exchange.documents.blocks import LABEL, Blocks, heads, is_short
from studio.exchange.documents.labels import gives_part

BULLET = re.compile(r"^(\s*)([-*+?•‣◦▪▫■□☐☑☒✓✔✗·–—○●►➢❑o]|\[[ xX]?\])\s+(?=\S)(.*)$")
NUMBER = re.compile(r"^(\s*)((?:\d{1,3}(?:\.\d{1,3}){0,4}|[A-Za-z]|[ivxIVX]{1,4})[.)]|\(\w{1,3}\)|"
                    r"\d{1,2}(?:\.\d{1,2}){1,4})\s+(?=\S)(.*)$")
_STAGE = re.compile(r"^\s*(?:stage|phase|gate)\s+(?:\d{1,2}|[ivx]{1,4})\b", re.I)
_TWO_SENTENCES = re.compile(r"\w\w[.!?]\s+[A-Z]")
_RULE = re.compile(r"^\s*([=\-_~*#])\1{2,}\s*$")
_LETTER = re.compile(r"^\s*\(?[A-Z]\)?\s+[-–—:]\s+\w")
_COLUMNS = re.compile(r"\t+| *\| *| {3,}")
_LABELLED = re.compile(r"^\s*[A-Z][\w /&'’-]{1,40}:\s+\S|^\s*[A-Z][\w/&'’]{1,20}(?: [\w/&'’]{1,20}){0,3} [-–—] \S")
_DEEPEST = 6
#: Lines longer than this were not wrapped: each is a paragraph.
_WIDEST = 130


@dataclass
class _Line:
    number: int
    raw: str

    @property
    def text(self) -> str:
        return self.raw.strip()

    @property
    def indent(self) -> int:
        return len(self.raw) - len(self.raw.lstrip())


def text_blocks(text: str, out: Blocks, *, first: int = 1, top: int = 1, numbered: bool = True) -> None:
    """Read plain text; `first` is the number of its first line.

    `top` is the level that its outermost headings get; `numbered` tells
    whether blocks say the line that they stand on.
    """
    found = [_Line(first + n, raw.expandtabs(4) if raw[:1] in " \t" else raw) for n, raw in enumerate(text.split("\n"))]
    _Reader(found, out, top, numbered).read()


class _Reader:
    def __init__(self, found: list[_Line], out: Blocks, top: int, numbered: bool) -> None:
        self._lines, self._out, self._top, self._numbered = found, out, top, numbered
        self._wrapped = max((len(line.text) for line in found), default=0) <= _WIDEST
        self._at = 0
        self._open: list[int] = []

    def read(self) -> None:
        """Take the lines in order, a block at a time."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if self._numbered:
                self._out.place = f"line {line.number}"
            if not line.text or _RULE.match(line.raw):
                self._at += 1
            elif level := self._heading_level(line):
                self._open = []
                self._out.heading(line.text, level)
                self._at += 1
            elif rows := self._table():
                self._out.table(rows)
            elif found := BULLET.match(line.raw) or NUMBER.match(line.raw):
                self._item(line, found)
            else:
                self._paragraph(line)

    def _next(self, step: int = 1) -> str:
        at = self._at + step
        return self._lines[at].raw if 0 <= at < len(self._lines) else ""

    def _heading_level(self, line: _Line) -> int:
        """The level of a line that looks like a heading, else 0."""
        text, after = line.text, self._next()
        alone = not after.strip() or bool(_RULE.match(after))
        parted = self._at == 0 or not self._next(-1).strip() or bool(_RULE.match(self._next(-1)))
        if not is_short(text) or line.indent > 3 or gives_part(text):
            return 0
        if _RULE.match(after):
            return self._level(0 if "=" in after else 1)
        letters = [c for c in text if c.isalpha()]
        capitals = len(letters) > 3 and all(c.isupper() for c in letters) and not BULLET.match(line.raw)
        if capitals and parted:
            return self._level(1)
        if capitals and line.indent == 0 and len(text.split()) < 5 and _indent(after) > 0:
            return self._level(2)
        if _STAGE.match(text) or (_LETTER.match(text) and parted and heads(text)):
            return self._level(2) if parted or alone or _indent(after) > line.indent else 0
        if (found := NUMBER.match(line.raw)) and parted and not self._is_list_at(self._at) \
                and not _TWO_SENTENCES.search(found.group(3)):
            return self._level(1 + min(found.group(2).strip(".)").count("."), 3))
        if text.endswith(":") and len(text.split()) <= 10:
            return max(LABEL, self._top)
        if not parted or not text[:1].isupper() or BULLET.match(line.raw) or NUMBER.match(line.raw):
            return 0
        words, below = len(text.split()), after.strip()
        leads = words <= 5 and len(below) > max(40, len(text) * 1.5) and below[:1].isupper()
        return self._level(3) if ((alone and words <= 8) or leads) and not self._columns(line.raw) else 0

    def _level(self, depth: int) -> int:
        return min(self._top + depth, _DEEPEST) if self._top < LABEL else self._top

    def _is_list_at(self, at: int) -> bool:
        """Whether the next line with words is numbered too, as in a list."""
        for line in self._lines[at + 1:at + 3]:
            if line.text:
                return bool(NUMBER.match(line.raw)) and len(self._lines[at].text.split()) > 2
        return False

    def _item(self, line: _Line, found: re.Match[str]) -> None:
        level = self._item_level(line.indent)
        words = [found.group(3)]
        self._at += 1
        while self._at < len(self._lines) and self._goes_on(line.indent, words[-1]):
            words.append(self._lines[self._at].text)
            self._at += 1
        self._out.item(" ".join(words), level, ordered=found.re is NUMBER)

    def _item_level(self, indent: int) -> int:
        while self._open and self._open[-1] > indent:
            self._open.pop()
        if not self._open or self._open[-1] < indent:
            self._open.append(indent)
        return len(self._open) - 1

    def _goes_on(self, indent: int, before: str) -> bool:
        """Whether the line at hand continues an item's text."""
        line = self._lines[self._at]
        if not line.text or BULLET.match(line.raw) or NUMBER.match(line.raw) or _STAGE.match(line.raw):
            return False
        if before.rstrip().endswith(":") or line.text.endswith(":"):
            return False
        return line.indent > indent or (not before.rstrip().endswith((".", "!", "?")) and line.text[:1].islower())

    def _paragraph(self, line: _Line) -> None:
        indent = line.indent
        if indent > 1 and self._open:
            self._out.item(line.text, self._item_level(indent))
            self._at += 1
            return
        if _indent(self._next()) > indent + 1 and (_LETTER.match(line.text) or _LABELLED.match(line.text)):
            self._open = [indent]  # what is set in below belongs to it
            self._out.item(line.text, 0)
            self._at += 1
            return
        self._open = [indent] if indent else []
        words = [line.text]
        self._at += 1
        while self._at < len(self._lines) and self._joins(words[-1], indent):
            words.append(self._lines[self._at].text)
            self._at += 1
        self._out.paragraph(" ".join(words))

    def _joins(self, before: str, indent: int) -> bool:
        line = self._lines[self._at]
        if not line.text or _RULE.match(line.raw) or before.endswith(":"):
            return False
        if not self._wrapped and not line.text[:1].islower():
            return False
        if BULLET.match(line.raw) or NUMBER.match(line.raw) or _STAGE.match(line.raw) or _LETTER.match(line.raw) \
                or _LABELLED.match(line.raw):
            return False
        whole = len(before) < 40 and not line.text[:1].islower()  # a wrapped line fills its width
        whole = whole or (before.endswith((".", "!", "?", '"', "”")) and len(before) < 60)
        return not whole and abs(line.indent - indent) < 3 and self._heading_level(line) == 0

    def _columns(self, raw: str) -> list[str]:
        parts = _COLUMNS.split(raw.strip().strip("|").strip()) if len(raw) < 5000 else []
        return [p.strip() for p in parts] if len(parts) > 1 and not parts[0].endswith(":") else []

    def _table(self) -> list[list[str]]:
        """Rows of lines in columns, where at least two lines have as many."""
        rows, at = list[list[str]](), self._at
        while at < len(self._lines):
            raw = self._lines[at].raw
            if re.fullmatch(r"[\s|:+=-]+", raw) and "-" in raw and rows:
                at += 1
                continue
            cells = self._columns(raw)
            if not cells or BULLET.match(raw) or (rows and len(cells) != len(rows[0])):
                break
            rows.append(cells)
            at += 1
        if len(rows) < 2:
            return []
        self._at = at
        return rows


def _indent(raw: str) -> int:
    return len(raw) - len(raw.lstrip()) if raw.strip() else 0
