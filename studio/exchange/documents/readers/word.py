"""Word documents to blocks, by python-docx: styles, lists, tables in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from playbook.text_files import FileFault
from studio.exchange.documents.blocks import LABEL, MAX_PAGES, Blocks, heads

_HEADING = re.compile(r"^heading (\d)$", re.I)
_LIST = re.compile(r"^list(?: (?:bullet|number|continue|paragraph))?(?: (\d))?$", re.I)
_TEXT, _TAB, _BREAK, _RUN = qn("w:t"), qn("w:tab"), (qn("w:br"), qn("w:cr")), qn("w:r")
_OPENED = {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag"), qn("w:customXml")}
_SKIPPED = {qn("w:del"), qn("w:pPr"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_DEEPEST = 20


def word_blocks(raw: bytes, path: Path, out: Blocks) -> None:
    """Read a .docx file. Raises FileFault where it is broken or too long."""
    try:
        document = Document(BytesIO(raw))
        reader = _Reader(document, out)
        body = document.element.body
    except Exception as error:  # the packaging layer raises whatever a broken part makes it raise
        raise FileFault(path, "", f"is broken ({type(error).__name__}), expected a Word document") from None
    if sum(1 for _ in body.iter(qn("w:lastRenderedPageBreak"))) >= MAX_PAGES:
        raise FileFault(path, "", f"has over {MAX_PAGES} pages, expected at most {MAX_PAGES}")
    reader.read(body)
    reader.footnotes()


class _Reader:
    def __init__(self, document: Any, out: Blocks) -> None:
        self._out, self._document = out, document
        self._styles = {s.style_id: s for s in document.styles}
        self._levels = {key: _outline(style) for key, style in self._styles.items()}

    def read(self, parent: Any, depth: int = 0) -> None:
        """Take paragraphs and tables in the order in which they stand."""
        for child in parent:
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table(child, depth)
            elif child.tag in _OPENED and depth < _DEEPEST:
                self.read(child, depth + 1)

    def footnotes(self) -> None:
        """Add what stands in footnotes: it is part of the text."""
        for relation in self._document.part.rels.values():
            if relation.reltype.endswith("/footnotes"):
                from lxml import etree

                root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
                for note in root.iter(qn("w:footnote")):
                    self._out.paragraph("\n".join(_words(p)[0] for p in note.iter(qn("w:p"))))

    def _paragraph(self, p: Any) -> None:
        text, bold = _words(p)
        style, level = self._style(p)
        if heading := self._levels.get(style, 0):
            self._out.heading(text, heading)
        elif level is not None:
            self._out.item(text, level)
        elif bold and heads(text):
            self._out.heading(text, LABEL)
        else:
            self._out.paragraph(text)

    def _style(self, p: Any) -> tuple[str, int | None]:
        """The style's id and the list level, which is None outside lists."""
        properties = p.pPr
        style = properties.pStyle.val if properties is not None and properties.pStyle is not None else ""
        numbering = properties.numPr if properties is not None else None
        if numbering is not None and (numbering.numId is None or numbering.numId.val != 0):
            return style, min(numbering.ilvl.val, 8) if numbering.ilvl is not None else 0
        name = self._styles[style].name if style in self._styles else ""
        found = _LIST.match(name or "")
        return style, (int(found.group(1) or 1) - 1 if found else None)

    def _table(self, table: Any, depth: int) -> None:
        rows = [row for row in table.iter(qn("w:tr")) if row.getparent() is table]
        cells = [list(self._cells(row)) for row in rows]
        if depth < _DEEPEST and (len(rows) == 1 or all(len(row) == 1 for row in cells)):
            for row in cells:  # a frame around text, not a table
                for cell in row:
                    self.read(cell, depth + 1)
            return
        self._out.table(list(_texts(cells)))

    def _cells(self, row: Any) -> Iterator[Any]:
        for cell in row:
            if cell.tag == qn("w:tc"):
                yield cell
            elif cell.tag == qn("w:sdt"):
                yield from cell.iter(qn("w:tc"))


def _texts(rows: list[list[Any]]) -> Iterator[list[str]]:
    """The cells' texts; one that is merged downwards stands in each of its rows."""
    above = dict[int, str]()
    for row in rows:
        line = list[str]()
        for cell in row:
            at, properties = len(line), cell.tcPr
            text = "\n".join(_words(p)[0] for p in cell.iter(qn("w:p")))
            merge = properties.find(qn("w:vMerge")) if properties is not None else None
            if merge is not None and merge.get(qn("w:val")) != "restart":
                text = above.get(at, text)
            above[at] = text
            wide = properties.find(qn("w:gridSpan")) if properties is not None else None
            span = int(wide.get(qn("w:val"), 1)) if wide is not None else 1
            line += [text, *[""] * (min(span, 60) - 1)]
        yield line


def _words(p: Any) -> tuple[str, bool]:
    """A paragraph's text and whether all of it is bold."""
    parts, plain = list[str](), False
    todo = [(child, None) for child in reversed(p)]
    while todo:
        node, run = todo.pop()
        if node.tag in _SKIPPED:
            continue
        if node.tag == _TEXT:
            parts.append(node.text or "")
            plain = plain or bool((node.text or "").strip(" :") and not _is_bold(run))
        elif node.tag == _TAB:
            parts.append("\t")
        elif node.tag in _BREAK:
            parts.append("\n")
        else:
            inner = node if node.tag == _RUN else run
            todo.extend((child, inner) for child in reversed(node))
    text = "".join(parts)
    return text, bool(text.strip()) and not plain


def _is_bold(run: Any) -> bool:
    properties = run.find(qn("w:rPr")) if run is not None else None
    mark = properties.find(qn("w:b")) if properties is not None else None
    return mark is not None and mark.get(qn("w:val"), "1") not in ("0", "false", "off")


def _outline(style: Any) -> int:
    """The heading level of a style or of one that it is based on, else 0."""
    for _ in range(_DEEPEST):
        name = style.name or ""
        if name.lower() in ("title", "subtitle"):
            return 1 if name.lower() == "title" else 2
        if found := _HEADING.match(name):
            return min(int(found.group(1)), 6)
        if getattr(style, "base_style", None) is None:
            break
        style = style.base_style
    return 0
