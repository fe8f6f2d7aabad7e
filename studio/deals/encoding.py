"""Bytes to text: bounded in size, binary refused, encodings detected."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from playbook.text_files import FileFault

MAX_BYTES = 20_000_000

_BINARY = {
    b"PK\x03\x04": "a zip archive", b"PK\x05\x06": "a zip archive", b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image", b"GIF8": "an image", b"%PDF": "a PDF", b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old Office file", b"ID3": "a sound file", b"RIFF": "a media file",
    b"7z\xbc\xaf": "a 7z archive", b"\x7fELF": "a program", b"SQLite format 3\0": "a database",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)
# What cp1252 shows when the bytes were in another encoding: symbols inside
# words, or several foreign letters in a row, which English with foreign names has not.
_NOT_WESTERN = re.compile(r"[^\W\d_][£¤¥¦§¨ª¬¯±²³µ¶¸¹º¼½¾¿ˆ˜‡†‰]|[£¤¥¦¨¯³¹¿¡ª¬¸ˆ˜][^\W\d_]|[À-ÿŒœŠšŽžŸ]{3}")


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises FileFault when it is absent, no regular file or over 20 MB.
    """
    try:
        if not path.is_file():
            raise FileFault(path, "", "is a folder, expected a file" if path.is_dir() else "no such file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise FileFault(path, "", f"has {size / 1e6:.1f} MB, expected at most 20 MB")
        return path.read_bytes()
    except OSError as error:
        raise FileFault(path, "", f"cannot be read ({error.strerror})") from None


def decode(raw: bytes, path: Path) -> str:
    """Return the text in bytes. Raises FileFault for binary or undetectable ones."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _decoded(raw, name, path)
    for start, what in _BINARY.items():
        if raw.startswith(start):
            raise FileFault(path, "", f"is {what}, expected text")
    if b"\0" in raw:
        return _decoded(raw, _wide(raw, path), path)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _detected(raw, path)


def _decoded(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        where = f"byte {error.start}"
        raise FileFault(path, where, f"is not {encoding.upper()}, expected text in UTF-8") from None


def _wide(raw: bytes, path: Path) -> str:
    """The UTF-16 that the place of NUL bytes tells, as in exports without a BOM."""
    sample = raw[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if len(raw) % 2 == 0 and max(even, odd) > half * 0.4 and min(even, odd) < half * 0.05:
        return "utf-16-le" if odd > even else "utf-16-be"
    raise FileFault(path, f"byte {raw.index(0)}", "is binary (a NUL byte), expected text")


def _detected(raw: bytes, path: Path) -> str:
    # charset-normalizer mistakes short English with a few Windows characters for
    # Polish or Chinese, so the encoding that evidence most often has goes first.
    try:
        western = raw.decode("cp1252")
        if not _NOT_WESTERN.search(western):
            return western
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None:
        raise FileFault(path, "", "has an encoding that cannot be told, expected text in UTF-8")
    return _decoded(raw, best.encoding, path)
