"""Markdown to blocks, by markdown-it: headings, nested lists, tables, fences."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from playbook.text_files import FileFault
from studio.exchange.documents.blocks import INNER, LABEL, Blocks, heads
from studio.exchange.documents.readers.html import html_blocks_of_part
from studio.exchange.documents.readers.text import text_blocks

_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_WORDS = ("", "text", "txt", "plain", "plaintext", "markdown", "md", "none")
# Emphasis and links in a longer paragraph are not worth what hostile nesting costs.
_LONGEST = 20_000
_DEEPEST = 40
_NAME_LINE = re.compile(r"\s*(?:\*\*|__)[^*_\n]{2,80}(?:\*\*|__):?\s*\\?")
_PICTURE = re.compile(r"!\[[^\n]*\)")
_LABELLED = re.compile(r"[A-Z][\w /&'’-]{1,30}:(?:\s|$)|[•◦▪□☐☑☒✓✔✗✅❌●]\s")
# Tokens of a bold name before a line's end: the opening, the words and the closing.
_BOLD_NAME = 3
_TOO_DEEP = re.compile(r"^(?:[ \t]*>){40}|^[ ]{200}[ ]*[-*+\d]|^\t{40}\t*[-*+\d]", re.M)


def markdown_blocks(text: str, path: Path, out: Blocks) -> None:
    """Read Markdown: CommonMark with tables and front matter. Raises FileFault past 40 levels of nesting."""
    text, skipped = _front_matter(text, out)
    if _TOO_DEEP.search(text):
        raise FileFault(path, "", f"nests over {_DEEPEST} levels, expected the lists of a handbook")
    parser = MarkdownIt("commonmark", {"maxNesting": 4 * _DEEPEST}).enable("table").disable("inline")
    env: dict[str, Any] = {}
    _Reader(parser, env, out, skipped).read(parser.parse(_without_comments(text), env))


def _front_matter(text: str, out: Blocks) -> tuple[str, int]:
    if not (found := _FRONT.match(text)):
        return text, 0
    try:
        data = yaml.safe_load(found.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):
        data = None
    title = data.get("title") if isinstance(data, dict) else None
    if isinstance(title, str):
        out.place = "line 1"
        out.heading(title, 1)
    rest = "\n".join(line for line in found.group(1).split("\n") if not line.startswith("title:") or not title)
    out.paragraph(rest, "note")
    return text[found.end():], text.count("\n", 0, found.end())


def _without_comments(text: str) -> str:
    return _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text)


class _Reader:
    def __init__(self, parser: MarkdownIt, env: dict[str, Any], out: Blocks, skipped: int, lowest: int = 0) -> None:
        self._parser, self._env, self._out, self._skipped, self._lowest = parser, env, out, skipped, lowest
        self._lists: list[bool] = []
        self._fresh = False
        self._rows: list[list[str]] | None = None
        self._heading = 0

    def read(self, tokens: list[Token]) -> None:
        """Turn block tokens into blocks, one after the other."""
        for token in tokens:
            if token.map:
                self._out.place = f"line {token.map[0] + 1 + self._skipped}"
            handle = getattr(self, f"_{token.type}", None)
            if handle:
                handle(token)

    def _heading_open(self, token: Token) -> None:
        self._heading = int(token.tag[1])

    def _bullet_list_open(self, token: Token) -> None:
        self._lists.append(token.type.startswith("ordered"))

    _ordered_list_open = _bullet_list_open

    def _bullet_list_close(self, token: Token) -> None:
        self._lists.pop()

    _ordered_list_close = _bullet_list_close

    def _list_item_open(self, token: Token) -> None:
        self._fresh = True

    def _table_open(self, token: Token) -> None:
        self._rows = []

    def _tr_open(self, token: Token) -> None:
        if self._rows is not None:
            self._rows.append([])

    def _table_close(self, token: Token) -> None:
        self._out.table(self._rows or [])
        self._rows = None

    def _inline(self, token: Token) -> None:
        text, bold = self._words(token.content)
        if self._rows is not None:
            self._rows[-1].append(text)
        elif self._heading:
            self._out.heading(text, max(self._heading, self._lowest))
            self._heading = 0
        elif self._lists:
            self._out.item(text, len(self._lists) - self._fresh, ordered=self._lists[-1])
            self._fresh = False
        elif bold and heads(text):
            self._out.heading(text, max(LABEL, self._lowest))
        elif "\n" in token.content and any(map(_NAME_LINE.fullmatch, token.content.split("\n"))):
            self._named_lines(token.content)
        else:
            self._out.paragraph(text, "note" if _PICTURE.fullmatch(token.content.strip()) else "paragraph")

    def _named_lines(self, source: str) -> None:
        """A paragraph in which bold names stand on lines of their own: each heads what follows."""
        for named, lines in groupby(source.split("\n"), lambda line: bool(_NAME_LINE.fullmatch(line))):
            for text, bold in [self._words(line) for line in lines] if named else [self._words("\n".join(lines))]:
                if bold and heads(text):
                    self._out.heading(text, max(LABEL, self._lowest))
                else:
                    self._out.paragraph(text)

    def _line(self, token: Token) -> int:
        return token.map[0] + 1 if token.map else 0

    def _fence(self, token: Token) -> None:
        language = (token.info or "").split(" ")[0].lower()
        if language not in _WORDS:
            self._out.paragraph(token.content, "code")
            return
        if language in ("markdown", "md"):
            inner = _Reader(self._parser, self._env, self._out, self._line(token) + self._skipped, lowest=INNER)
            inner.read(self._parser.parse(token.content, self._env))
            return
        text_blocks(token.content, self._out, first=int(self._out.place.removeprefix("line ") or 0) + 1, top=INNER)

    def _code_block(self, token: Token) -> None:
        self._out.paragraph(token.content)

    def _html_block(self, token: Token) -> None:
        html_blocks_of_part(token.content, self._out)

    def _words(self, source: str) -> tuple[str, bool]:
        """The text that a reader sees, and whether all of it is bold."""
        if len(source) > _LONGEST:
            return source, False
        tokens = list[Token]()
        self._parser.inline.parse(source, self._parser, self._env, tokens)
        parts, depth, plain, starts = list[str](), 0, "", 0
        tokens = [t for t in tokens if t.type != "text" or t.content]
        for place, token in enumerate(tokens):
            depth += (token.type == "strong_open") - (token.type == "strong_close")
            named = place - starts == _BOLD_NAME and tokens[starts].type == "strong_open"
            part = _shown(token, tokens[place - 1] if named else None, tokens[place + 1:place + 2])
            starts = place + 1 if part == "\n" else starts
            parts.append(part)
            plain += "" if depth else part
        return "".join(parts), any(p.strip() for p in parts) and plain.strip() in ("", ":")


def _shown(token: Token, before: Token | None, after: list[Token]) -> str:
    if token.type == "hardbreak" or (token.type == "html_inline" and token.content.lower().startswith("<br")):
        return "\n"
    if token.type == "softbreak":  # lines such as "**Owner:** …" stand each for itself
        led = before is not None and before.type == "strong_close"
        starts = after and (after[0].type == "strong_open" or _LABELLED.match(after[0].content))
        return "\n" if led or starts else " "
    return token.content if token.type in ("text", "code_inline", "image", "text_special") else ""
