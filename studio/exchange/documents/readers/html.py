"""HTML to blocks, by BeautifulSoup: what a reader of the page sees."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, NavigableString, Tag, XMLParsedAsHTMLWarning

from playbook.text_files import FileFault
from studio.exchange.documents.blocks import INNER, LABEL, Blocks, heads
from studio.exchange.documents.readers.text import text_blocks

_UNSEEN = {"script", "style", "nav", "footer", "noscript", "template", "svg", "math", "iframe", "object", "head",
           "select", "option", "canvas", "audio", "video"}
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = {"p", "div", "section", "article", "main", "header", "aside", "blockquote", "ul", "ol", "dl", "dt", "dd",
           "li", "figure", "figcaption", "address", "hr", "pre", "form", "fieldset", "details", "summary", "body",
           "html", "center", "td", "tr", "table", "tbody", "thead", "th", "caption", "label", *_HEADINGS}
#: What pages call their menus, and the heads of their panels.
_MENUS = re.compile(r"(?:^|[-_ ])(?:breadcrumbs?|toc|table-of-contents|page-tree|pagination|skip-link|sidenav)(?:$|"
                    r"[-_ ])")
_PANELS = re.compile(r"(?:^|[-_ ])(?:panel|expand|accordion|collapse|card|callout|toggle|tab)[-_]?(?:header|heading|"
                     r"title|"
                     r"control-text|summary)(?:$|[-_ ])", re.I)
_WORDS = re.compile(r"language-(?:te?xt|plain\w*|markdown|md|none)\b")
_MAX_TAGS = 400_000


def html_blocks(markup: str, path: Path, out: Blocks) -> None:
    """Read a page; scripts, styles, menus and footers are left out."""
    if markup.count("<") > 2 * _MAX_TAGS:
        raise FileFault(path, "", f"has over {_MAX_TAGS:,} elements, expected a page of a handbook")
    _Page(out).read(_soup(markup))


def html_blocks_of_part(markup: str, out: Blocks) -> None:
    """Read a piece of HTML that stands in another document."""
    if markup.count("<") <= 2 * _MAX_TAGS:
        _Page(out).read(_soup(markup))


def _soup(markup: str) -> BeautifulSoup:
    with warnings.catch_warnings():  # text that looks like a file's name, or XML, is read all the same
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(markup, "lxml")


class _Page:
    def __init__(self, out: Blocks) -> None:
        self._out = out
        self._words: list[str] = []
        self._plain = 0
        self._bold = 0
        self._lists: list[bool] = []
        self._heads: list[Tag] = []
        self._fresh = self._heading = self._term = 0

    def read(self, root: Tag) -> None:
        """Walk the tree without recursion: a hostile page nests thousands of levels."""
        todo: list[tuple[Tag | NavigableString, bool]] = [(root, False)]
        while todo:
            node, left = todo.pop()
            if isinstance(node, NavigableString):
                if type(node) is NavigableString:
                    self._say(str(node))
            elif left:
                self._leave(node)
            elif self._enter(node):
                todo.append((node, True))
                below = [child for child in node.contents if isinstance(child, Tag | NavigableString)]
                todo.extend((child, False) for child in reversed(below))
        self._flush()

    def _say(self, text: str) -> None:
        self._words.append(text)
        if not self._bold and text.strip(" :\n\t"):
            self._plain += 1

    def _enter(self, tag: Tag) -> bool:
        name = tag.name
        if name in _UNSEEN or (name == "button" and not self._heading) or _is_menu(tag):
            return False
        if name == "table" and _is_data(tag):
            self._flush()
            self._out.table(_rows(tag))
            return False
        if name == "pre":
            self._flush()
            self._written(tag)
            return False
        if name == "br":
            self._words.append("\n")
        elif name in ("b", "strong"):
            self._bold += 1
        elif name in _BLOCKS:
            self._flush()
            self._open(name)
        if name not in _HEADINGS and _PANELS.search(_said_of(tag, "class")) and not self._heading:
            self._flush()
            self._heading = LABEL
            self._heads.append(tag)
        return True

    def _written(self, tag: Tag) -> None:
        """Text that stands as it was typed; code of a language stays code."""
        code = tag.find("code")
        language = " ".join(code.get("class") or []) if isinstance(code, Tag) else ""
        if "language-" in language and not _WORDS.search(language):
            self._out.paragraph(tag.get_text(), "code")
        else:
            text_blocks(tag.get_text(), self._out, top=INNER, numbered=False)

    def _open(self, name: str) -> None:
        if name in _HEADINGS:
            self._heading = _HEADINGS[name]
        elif name in ("ul", "ol", "dl"):
            self._lists.append(name == "ol")
        elif name in ("li", "dt", "dd"):
            self._fresh, self._term = 1, name == "dd"
        elif name == "summary":
            self._heading = LABEL

    def _leave(self, tag: Tag) -> None:
        name = tag.name
        if self._heads and self._heads[-1] is tag:
            self._flush()
            self._heads.pop()
            self._heading = 0
        if name in ("b", "strong"):
            self._bold = max(0, self._bold - 1)
        elif name in _BLOCKS:
            self._flush()
            if name in ("ul", "ol", "dl") and self._lists:
                self._lists.pop()
            elif name in _HEADINGS or name == "summary":
                self._heading = 0

    def _flush(self) -> None:
        # Line ends in the source are white space; those of <br> were put in alone.
        text = "".join("\n" if word == "\n" else " ".join(f"x{word}x".split())[1:-1] for word in self._words)
        plain, self._words, self._plain = self._plain, [], 0
        if not text.strip():
            return
        if self._heading:
            self._out.heading(text, self._heading)
        elif self._lists:
            level = len(self._lists) - (0 if self._term else self._fresh)
            self._out.item(text, max(0, level), ordered=self._lists[-1], defines=bool(self._term))
            self._fresh = 0
        elif not plain and heads(text):
            self._out.heading(text, LABEL)
        else:
            self._out.paragraph(text)


def _said_of(tag: Tag, name: str) -> str:
    value = tag.get(name) or ""
    return " ".join(value) if isinstance(value, list) else value


def _is_menu(tag: Tag) -> bool:
    """Whether an element only leads elsewhere: a menu, a path of pages, a list of contents."""
    told = f"{_said_of(tag, 'class')} {_said_of(tag, 'id')}".lower()
    return _said_of(tag, "role") in ("navigation", "contentinfo", "menu") or bool(_MENUS.search(told))


def _is_data(table: Tag) -> bool:
    """Whether a table holds data, and does not only lay out the page."""
    return table.find(["table", *_HEADINGS]) is None and len(table.find_all("tr", limit=2)) > 1


def _rows(table: Tag) -> list[list[str]]:
    rows, held = list[list[str]](), dict[int, tuple[int, str]]()
    for line in table.find_all("tr"):
        row = list[str]()
        for cell in [*line.find_all(["td", "th"], recursive=False), None]:
            while (at := len(row)) in held:
                left, text = held.pop(at)
                row.append(text)
                if left > 1:
                    held[at] = (left - 1, text)
            if cell is not None:
                _put(row, cell, held)
        rows.append(row)
    return rows


def _put(row: list[str], cell: Tag, held: dict[int, tuple[int, str]]) -> None:
    text = _cell_text(cell)
    for number in range(_span(cell, "colspan")):
        if (down := _span(cell, "rowspan")) > 1:
            held[len(row)] = (down - 1, text)
        row.append("" if number else text)


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return min(max(int(value), 1), 50) if value.isdecimal() and len(value) < 4 else 1


def _cell_text(cell: Tag) -> str:
    for unseen in cell.find_all(list(_UNSEEN)):
        unseen.extract()
    for br in cell.find_all(["br", "li", "p", "div"]):
        br.insert_before("\v")
    return "\n".join(" ".join(line.split()) for line in cell.get_text().split("\v"))
