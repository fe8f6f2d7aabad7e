"""HTML mail to text: a block a line, quoted blocks marked with `>`."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_PARTED = {"p", "blockquote", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
_ALONE = {"address", "article", "br", "dd", "div", "dt", "footer", "form", "header", "hr", "li", "main",
          "pre", "section", "tr"}
_HIDDEN = {"head", "script", "style", "template", "title"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_DEEPEST = 20


def html_words(markup: str) -> str:
    """Return what a reader of the mail sees, without markup."""
    # A stream, as a tree of a hostile mail's nesting takes minutes to walk.
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    reader.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(reader.lines)).strip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._words: list[str] = []
        self._quotes = 0
        self._kept = 0
        self._hidden, self._nested = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, or start to leave out what nobody sees."""
        if self._hidden and tag != "body":
            self._nested += tag == self._hidden
            return
        self._hidden = ""
        style = next((value or "" for name, value in attrs if name == "style"), "")
        if tag in _HIDDEN or (tag not in _VOID and _NOT_SHOWN.search(style)):
            self._hidden, self._nested = tag, 1
            return
        self._open_or_close(tag, +1)

    def handle_endtag(self, tag: str) -> None:
        """Close a block, or what was left out."""
        if self._hidden:
            self._nested -= tag == self._hidden
            self._hidden = self._hidden if self._nested else ""
            return
        self._open_or_close(tag, -1)

    def handle_data(self, data: str) -> None:
        """Take words; line ends count only in preformatted text."""
        if self._hidden:
            return
        first, *rest = data.split("\n") if self._kept else [data]
        self._words.append(first)
        for line in rest:
            self.end_line()
            self._words.append(line)

    def end_line(self) -> None:
        """Finish the line at hand, if it has words."""
        words = " ".join("".join(self._words).split())
        self._words.clear()
        if words:
            self.lines.append("> " * self._quotes + words)

    def _open_or_close(self, tag: str, step: int) -> None:
        if tag in _PARTED or tag in _ALONE:
            self.end_line()
        if tag in _PARTED:
            self.lines.append("")
        if tag == "blockquote":
            self._quotes = min(max(self._quotes + step, 0), _DEEPEST)
        elif tag == "pre":
            self._kept = max(self._kept + step, 0)
        elif tag in ("td", "th"):
            self._words.append(" ")
