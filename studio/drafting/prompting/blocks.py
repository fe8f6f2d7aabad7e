"""JSON found in a text: each object with its strings made clean, cut ones up to their last whole item."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_STRICT = json.JSONDecoder(strict=False)
_CLOSERS = {'"': '"', "“": "”\"“", "„": "“”\"", "«": "»", "'": "'’", "‘": "’'"}
# What may follow a string and its comma, by where the string stands.
_AFTER = {"value": re.compile(r"\s*(?:[\"“„'‘]\s*\w[\w -]{0,40}[\"”“'’]\s*:|\w+\s*:|[}\]]|$)"),
          "item": re.compile(r"\s*(?:[\"“„«'‘{\[\]\d-]|(?:true|false|null|none)\b|$)", re.I)}
_KEY = re.compile(r"[\"“„'‘]\s*\w[\w -]{0,40}[\"”“'’]\s*:")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.S)
_WORD = re.compile(r"[A-Za-z_]+")
_LITERALS = {"none": "null", "null": "null", "true": "true", "false": "false", "nan": "null", "undefined": "null"}
_TRIES = 4
_PAIR = {"{": "}", "[": "]"}


class JsonBlock(NamedTuple):
    """An object in a text, its strings written as JSON asks.

    `cut` tells that its end is missing: then it ends after its last whole
    item, its brackets closed. `mended` tells that its writing was changed.
    """

    text: str
    cut: bool
    mended: bool
    end: int


def json_blocks(text: str) -> Iterator[JsonBlock]:
    """Yield the outermost objects of a text, one after the other.

    After one that does not end, a few more are tried inside it: a bracket in
    the prose before the answer opens nothing.
    """
    at, tries = text.find("{"), _TRIES
    while at >= 0 and tries:
        block = _clean(text, at) or _Scan(text, at).block()
        yield block
        tries -= block.cut
        at = text.find("{", at + 1 if block.cut else block.end)


def _clean(text: str, at: int) -> JsonBlock | None:
    """The object that begins here, where it is JSON as it stands."""
    try:
        _, end = _STRICT.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None
    return JsonBlock(text[at:end], False, False, end)


@dataclass
class _Scan:
    """Reads one object from its opening bracket on."""

    text: str
    start: int
    out: list[str] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    safe: tuple[int, str] | None = None
    mended: bool = False

    def block(self) -> JsonBlock:
        at = self.start
        while at < len(self.text):
            at = self._step(at)
            if not self.stack:
                return JsonBlock("".join(self.out), False, self.mended, at)
        kept = "".join(self.out[:self.safe[0]]) + self.safe[1] if self.safe else "{}"
        return JsonBlock(kept, True, self.mended, len(self.text))

    def _step(self, at: int) -> int:
        """Read one token; return where the next one begins."""
        sign = self.text[at]
        if sign in _CLOSERS:
            return self._string(at)
        if sign == "/" and (comment := _COMMENT.match(self.text, at)):
            self.mended = True
            return comment.end()
        if word := _WORD.match(self.text, at):
            self._put(_LITERALS.get(word[0].lower(), word[0]), word[0] not in ("null", "true", "false"))
            return word.end()
        if sign in "{[":
            self._comma()
            self.stack.append(sign)
        self._put(sign)
        if sign in "}]":
            self._close()
        elif sign == "," and "[" not in self.stack:
            self.safe = (len(self.out) - 1, self._closing())
        return at + 1

    def _put(self, token: str, mended: bool = False) -> None:
        self.mended |= mended
        if not token.isspace() or token == " ":
            self.out.append(token)

    def _last(self) -> str:
        return next((token for token in reversed(self.out) if token != " "), "")

    def _comma(self) -> None:
        """Put the comma that was forgotten before another value."""
        if self._last()[-1:] in ('"', "}", "]") and self._last():
            self._put(",", True)

    def _string(self, at: int) -> int:
        self._comma()
        end, closed = _string_end(self.text, at, self._place())
        inner = self.text[at + 1:end - 1] if closed else self.text[at + 1:]
        clean = json.dumps(_decoded(inner), ensure_ascii=False)
        self._put(clean, self.text[at] != '"' or self.text[end - 1:end] != '"' or '"' in inner.replace('\\"', ""))
        return end

    def _place(self) -> str:
        """Where the next string stands: a key, a value, or an item of a list."""
        if self.stack and self.stack[-1] == "[":
            return "item"
        return "key" if self._last() in ("{", ",") else "value"

    def _close(self) -> None:
        if self.stack:
            self.stack.pop()
        place = next((n for n in range(len(self.out) - 2, -1, -1) if self.out[n] != " "), -1)
        if place >= 0 and self.out[place] == ",":
            del self.out[place]
            self.mended = True
        # An item of a lane is whole, or more than that; not the quotes of an item that is still open.
        if self.stack and ("[" not in self.stack or (self.stack[-1] == "[" and self.stack.count("[") == 1)):
            self.safe = (len(self.out), self._closing())

    def _closing(self) -> str:
        return "".join(_PAIR[sign] for sign in reversed(self.stack))


def _string_end(text: str, start: int, place: str) -> tuple[int, bool]:
    """Where a string ends, and whether it does; marks inside it that close nothing are passed over."""
    closers = _CLOSERS[text[start]]
    at = start + 1
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text[at] in closers and _ends(text, at + 1, place):
            return at + 1, True
        else:
            at += 1
    return len(text), False


def _ends(text: str, at: int, place: str) -> bool:
    """Tell whether a string that stands here may end before a place in the text."""
    while at < len(text) and text[at].isspace():
        at += 1
    if at >= len(text):
        return True
    if place == "key":
        return text[at] == ":"
    if text[at] == ("}" if place == "value" else "]"):
        return True
    return bool(_AFTER[place].match(text, at + 1) if text[at] == "," else _KEY.match(text, at))


def _decoded(inner: str) -> str:
    """What a string says; an escape that JSON does not know is the sign itself."""
    known = re.sub(r"\\(?![\"\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})", lambda m: m[0][1:], inner)
    quoted = re.sub(r"(\\.)|\"", lambda m: m[1] or '\\"', known)
    try:
        return json.loads(f'"{quoted}"', strict=False)
    except ValueError:
        return inner
