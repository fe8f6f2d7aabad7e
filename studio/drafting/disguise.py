"""Writing that hides what it says: read in the ways a model might read it."""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

Place = tuple[int, int]

_EVEN = str.maketrans({**dict.fromkeys("‘’‛′`´", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‐‑–—", "-"),
                       "＜": "<", "＞": ">", "‹": "<", "›": ">"})
# Letters of other scripts that look like Latin ones.
_TWINS = str.maketrans(
    "аеорсухіјѕԁһӏԛԝвкмнтАВЕКМНОРСТУХІЈЅαενοροτικχυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhlqwbkmhtABEKMHOPCTYXIJSaevopotikxuABEZHIKMNOPTYX")
_FIGURES = str.maketrans("013457@$", "oieastas")
_BLANKS = str.maketrans("\t\r\xa0", "   ")
_WRAP = re.compile(r"(?<!\n)\n(?!\s*\n)")
_MIXED = re.compile(r"\w*(?:[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z])\w*")
_FIGURED = re.compile(r"\b(?=\w*[a-z])(?=[\w@$]*[013457@$])[\w@$]{3,}\b", re.I)
_APART = re.compile(r"(?:\b[A-Za-z][\s.\-_*|/]{1,3}){11,}[A-Za-z]\b")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_TURNED = re.compile("[\u202d\u202e]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u180e]{12,}")
_BASE64 = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{20,}={0,2}(?![\w+/=])")
_HEX = re.compile(r"\b(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s,:]?){16,}")
_PERCENT = re.compile(r"\S*(?:%[0-9a-fA-F]{2}\S*){5,}")
_ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}){4,}")
_ENTITIES = re.compile(r"(?:&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-z]{2,8});.{0,24}?){2,}", re.S)
_PLAIN = re.compile(r"[\w\s.,:;!?'\"()<>/*#|=\[\]{}&%$@+~`^\\-]{8,}")


@dataclass(frozen=True)
class View:
    """A text as it is searched, with the way back to the original.

    `hidden` names places with characters that nobody sees; `spelt` places
    where letters are set apart, with the letters read together; `coded` tells
    that every letter was turned into another.
    """

    text: str
    at: Sequence[int] | None = None
    coded: bool = False
    hidden: tuple[tuple[Place, str], ...] = ()
    spelt: tuple[tuple[Place, str], ...] = ()

    @cached_property
    def lower(self) -> str:
        """The text in lower case, for a quick look."""
        return self.text.lower()

    def place(self, start: int, end: int) -> Place:
        """Return where a match stands in the original text."""
        if self.at is None:
            return start, end
        return self.at[start], (self.at[end - 1] + 1 if end else self.at[0])


def plain_view(text: str, lines: bool) -> View:
    """Return a text without what cannot be seen, marks on letters left out.

    With `lines`, the end of a line is the end of a sentence; otherwise only
    an empty line is.
    """
    flat = (text if lines else _WRAP.sub(" ", text)).translate(_BLANKS)
    hidden = tuple((m.span(), why) for pattern, why in (
        (_TAGS, "holds letters that nobody can see"), (_UNSEEN, "holds a run of characters that nobody can see"),
        (_TURNED, "turns the direction of writing to hide words")) for m in pattern.finditer(text))
    spelt = tuple((m.span(), re.sub(r"[^a-z]", "", m[0].lower())) for m in _APART.finditer(flat))
    if flat.isascii():
        return View(flat, None, False, hidden, spelt)
    shown, at = _seen(flat.translate(_EVEN))
    return View(shown, at, False, hidden, spelt)


def _seen(text: str) -> tuple[str, list[int]]:
    letters, at = [], []
    for place, letter in enumerate(text):
        if letter < "\x80":
            letters.append(letter)
            at.append(place)
            continue
        for part in unicodedata.normalize("NFKD", letter):
            if "\U000e0020" <= part <= "\U000e007e":
                part = chr(ord(part) - 0xE0000)
            elif unicodedata.combining(part) or unicodedata.category(part) in ("Cf", "Mn"):
                continue
            letters.append(part)
            at.append(place)
    return "".join(letters), at


def views(text: str, lines: bool) -> Iterator[View]:
    """Yield the text as it stands, then as it reads behind each disguise that keeps its length."""
    plain = plain_view(text, lines)
    yield plain
    if _MIXED.search(plain.text):
        yield View(_MIXED.sub(lambda m: m[0].translate(_TWINS), plain.text), plain.at)
    if len(_FIGURED.findall(plain.text)) >= 2:
        yield View(_FIGURED.sub(lambda m: m[0].translate(_FIGURES), plain.text), plain.at)
    yield View(codecs.encode(plain.text, "rot13"), plain.at, True)
    back = list(plain.at)[::-1] if plain.at is not None else range(len(plain.text))[::-1]
    yield _Backwards(plain.text[::-1], back, True)


class _Backwards(View):
    """A text read from its end."""

    def place(self, start: int, end: int) -> Place:
        """Return where a match stands in the original text."""
        assert self.at is not None
        return self.at[end - 1], self.at[start] + 1


def decoded(text: str) -> Iterator[tuple[Place, str, str]]:
    """Yield what is written in code: its place, what it says, and the code's name."""
    readers = ((_BASE64, _from_base64, "in base64"), (_HEX, _from_hex, "in hexadecimal"),
               (_PERCENT, urllib.parse.unquote, "as an encoded address"), (_ESCAPED, _from_escapes, "in escapes"),
               (_ENTITIES, html.unescape, "in HTML entities"))
    for pattern, read, how in readers:
        for found in pattern.finditer(text):
            inner = read(found[0])
            if inner and inner != found[0] and _PLAIN.search(inner):
                yield found.span(), inner, how


def _from_base64(code: str) -> str:
    bare = code.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return _text(base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True))
    except (binascii.Error, ValueError):
        return ""


def _from_hex(code: str) -> str:
    try:
        return _text(bytes.fromhex(re.sub(r"0x|\\x|[\s,:]", "", code)))
    except ValueError:
        return ""


def _from_escapes(code: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", lambda m: chr(int(m[1] or m[2], 16)), code)


def _text(raw: bytes) -> str:
    for encoding in ("utf-8", "utf-16-le"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text and sum(c.isprintable() or c.isspace() for c in text) > 0.95 * len(text):
            return text
    return ""
