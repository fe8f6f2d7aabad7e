"""Texts from a model made inert: no link, image, HTML or hidden character."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt

LINK, IMAGE, TAG, SCRIPT, HIDDEN = "a link", "an image", "HTML", "a script address", "hidden characters"

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
                     "\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]")
_ADDRESS = re.compile(r"<([^<>\s@]+@[^<>\s@]+)>")
_TEXT = r"[^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)*"
_RULES = (
    (IMAGE, re.compile(rf"!\[({_TEXT})\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\[\]\n]*\])?"), r"\1"),
    (LINK, re.compile(rf"\[({_TEXT})\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"), r"[\1]"),
    (SCRIPT, re.compile(r"(?:javascript|vbscript|livescript)\s*:[^\s]*", re.I), ""),
    (SCRIPT, re.compile(r"(?<![a-z])data:\s*(?:text|image|application|audio|video|font)/[^\s\])]*", re.I), ""),
    (LINK, re.compile(r"<?(?:[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s<>\])]*>?", re.I), "(link removed)"),
    (LINK, re.compile(r"<?(?:mailto|xmpp):[^\s<>\])]+>?", re.I), "(link removed)"),
    (TAG, re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.S), ""),
    (TAG, re.compile(r"<(script|style|iframe|object|svg|math)\b.*?(?:</\1\s*>|\Z)", re.I | re.S), ""),
    (TAG, re.compile(r"</?[a-z!][^<>]*>", re.I), ""),
    (TAG, re.compile(r"<(?=[a-z/!?])", re.I), ""),
)
# What is left of a link's writing is pulled apart, so that no renderer can join it again.
_LOOSE = ((re.compile(r"\](?=[(\[])"), "] "), (re.compile(r"!(?=\[)"), "! "),
          (re.compile(r"^(\s{0,3}(?:[-*+>]\s+|\d+[.)]\s+)*\[[^\]\n]*\]):", re.M), r"\1 "),
          (re.compile(r"(?<=\w)@(?=\w)"), " (at) "))
_ROUNDS = 4


class Cleaned(NamedTuple):
    """A text that is safe to show, and the kinds of thing that were taken out."""

    text: str
    removed: tuple[str, ...]


def clean_markdown(text: str) -> Cleaned:
    """Return Markdown without links, images, HTML, script addresses and hidden characters."""
    removed: dict[str, None] = {}
    if _HIDDEN.search(text):
        text = _HIDDEN.sub(_unhidden(removed), text)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for _ in range(_ROUNDS):
        before, text = text, _ADDRESS.sub(r"\1", html.unescape(text))
        for kind, pattern, instead in _RULES:
            text, count = pattern.subn(instead, text)
            removed |= {kind: None} if count else {}
        if text == before:
            break
    for pattern, instead in _LOOSE:
        text = pattern.sub(instead, text)
    if _alive(text):
        removed[TAG] = None
        text = re.sub(r"[<>&\\`]", " ", text)
    return Cleaned("\n".join(line.rstrip() for line in text.split("\n")).strip(), tuple(removed))


def clean_line(text: str) -> Cleaned:
    """Return plain words on one line, cleaned in the same way."""
    cleaned = clean_markdown(" ".join(text.split()))
    return Cleaned(" ".join(cleaned.text.split()), cleaned.removed)


def _unhidden(removed: dict[str, None]) -> object:
    def instead(found: re.Match[str]) -> str:
        if found[0] not in "\r\t\u200d\ufe0e\ufe0f\xad":
            removed[HIDDEN] = None
        return "\r" if found[0] == "\r" else ""

    return instead


def _alive(text: str) -> bool:
    """Tell whether a renderer would still make a link, an image or HTML of it."""
    tokens = _renderer().parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    return any(t.type in ("link_open", "image", "html_inline", "html_block") for t in (*tokens, *inline))


@cache
def _renderer() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True})
