"""Delimiters that the text between them cannot close."""

from __future__ import annotations

import hashlib
import html
import re

# A mail address keeps its brackets, so that headers stay readable.
_OPENS = re.compile(r"<(?![^<>\s@]+@[^<>\s@]+>)")
_FULL_WIDTH = "＜"


def fence_code(*texts: str) -> str:
    """Return twelve hex digits drawn from the texts that stand in none of them.

    The same texts always give the same code, and whoever writes one of them
    cannot know it.
    """
    body = "\0".join(f"{len(text)}:{text}" for text in texts)
    turn = 0
    while True:
        code = hashlib.sha256(f"{turn}\0{body}".encode("utf-8", "surrogatepass")).hexdigest()[:12]
        if code not in body:
            return code
        turn += 1


def inert(text: str) -> str:
    """Return a text in which nothing looks like a delimiter.

    Each `<` that could open a tag becomes its full-width twin: no character
    moves, and the quote check reads the two as one.
    """
    return _OPENS.sub(_FULL_WIDTH, text)


def inert_line(text: str) -> str:
    """Return a text on one line in which nothing looks like a delimiter."""
    return inert(" ".join(text.split()))


def attribute(text: object) -> str:
    """Return a value to stand between quotation marks in a delimiter."""
    return html.escape(" ".join(str(text).split()), quote=True)
