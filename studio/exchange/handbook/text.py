"""Text that stays text: made safe for Markdown and for HTML, nothing of it lost."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from studio.exchange.handbook.document import Link, Words

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_SLOT = re.compile(r"\{[a-z_]+\}")
_ALWAYS = str.maketrans({char: f"\\{char}" for char in "\\`*[]<|~$"})
# Marks that are markup only in some places: not an underscore inside a word, an ampersand that starts no entity or a
# dot inside a number. There they are left alone, so that the file reads well as it is.
_SOMETIMES = tuple((mark, re.compile(pattern, re.I)) for mark, pattern in (
    ("_", r"_(?<![^\W_]_)"), ("&", r"&(?=#?\w+;)"), ("//", r"/(?<=//)"), ("@", r"@(?=\w)"),
    (".", r"\.(?=[^\W\d_]{2})(?<=\w\.)|\.(?<=www\.)")))
_LINE_START = re.compile(r"(\d{1,9})(?=[.)])|[#\-+=:>]")


def clean(text: str) -> str:
    """Return a text with its lines ended alike and control characters shown as �."""
    if text.isprintable():
        return text
    return _UNSEEN.sub("\ufffd", re.sub(r"\r\n?|\x85", "\n", text))


def folded(text: str) -> str:
    """Return a text on one line."""
    return re.sub(r"[ \t\n]+", " ", clean(text)).strip(" ")


def markdown_line(text: str) -> str:
    """Return a text as one line of Markdown that renders as this text.

    What turns the reading direction is written as a character reference, so
    that it cannot disorder the file itself.
    """
    line = folded(text).translate(_ALWAYS)
    for mark, pattern in _SOMETIMES:
        if mark in line:
            line = pattern.sub(r"\\\g<0>", line)
    if start := _LINE_START.match(line):
        line = _at_start(start) + line[start.end():]
    return line if line.isprintable() else _TURNS.sub(lambda found: f"&#x{ord(found[0]):X};", line)


def _at_start(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1] else f"\\{found[0]}"


def markdown_lines(text: str) -> list[str]:
    """Return a text of several lines as Markdown lines; an empty one between paragraphs."""
    return [markdown_line(line) for line in clean(text).split("\n")]


def markdown_heading(text: str) -> str:
    """Return a text as a Markdown heading's words."""
    return re.sub(r"(?<= )#", r"\\#", markdown_line(text))


def markdown_words(words: Words) -> str:
    """Return running words as one line of Markdown, links to entries included."""
    return "".join(f"[{markdown_line(w.text)}](#{w.anchor})" if isinstance(w, Link) else _piece(w) for w in words)


def _piece(text: str) -> str:
    return f"{' ' * text.startswith(' ')}{markdown_line(text)}{' ' * text.endswith(' ')}"


def html_words(words: Words) -> Markup:
    """Return running words as HTML, links to entries included."""
    return Markup("".join(
        f'<a href="#{escape(w.anchor)}" dir="auto">{escape(clean(w.text))}</a>' if isinstance(w, Link) else html_text(w)
        for w in words))


def html_text(text: str) -> Markup:
    """Return a text as HTML, with the slots that a deal fills marked."""
    safe = str(escape(clean(text)))
    if "{" in safe:
        safe = _SLOT.sub(r'<span class="slot">\g<0></span>', safe)
    return Markup(safe if safe.isprintable() or not _TURNS.search(safe) else f"<bdi>{safe}</bdi>")
