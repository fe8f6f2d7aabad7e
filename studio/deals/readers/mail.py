"""Mail (.eml): the headers people see, a blank line, and the body as text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playbook.text_files import FileFault
from studio.deals.encoding import decode
from studio.deals.evidence import Artefact, clean, fold
from studio.deals.readers.html_words import html_words
from studio.deals.readers.prose import mail_paragraphs

_SHOWN = ("From", "To", "Date", "Subject")
_MOST_HEADERS = 128_000
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_MARK = re.compile(r"[ \t]*>[> \t]*")
_ITEM = re.compile(r"[-*•]\s|\d+[.)]\s|On\s.*wrote:$")
# Mailers wrap at 72 to 80: a shorter line ends where its writer ended it.
_WRAPPED = 50


def read(raw: bytes, path: Path) -> Artefact:
    """Return the mail in an .eml file. Raises FileFault."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        raw = decode(raw, path).encode("utf-8", "replace")
    raw = raw.strip()
    parts = _BLANK_LINE.split(raw, maxsplit=1)
    headers = _headers(parts[0], path)
    body = _body(raw, path).strip()
    if not headers.get("From") and len(headers) < 2:
        raise FileFault(path, "", "is not a mail, expected RFC 5322 headers such as 'From: ...'")
    if not body and not headers.get("Subject"):
        raise FileFault(path, "", "has neither subject nor body, expected a mail with words")
    head = "\n".join(f"{name}: {value}" for name, value in headers.items())
    text = f"{head}\n\n{body}" if body else head
    pieces = mail_paragraphs(text, thread=False)
    return Artefact("email", text, pieces, headers.get("Subject", ""), headers.get("From", ""))


def _headers(raw: bytes, path: Path) -> dict[str, str]:
    # The older policy: the newer one parses a header in time that grows with its square.
    from email import message_from_string, policy

    if len(raw) > _MOST_HEADERS:
        raise FileFault(path, "headers", f"have {len(raw)} bytes, expected at most {_MOST_HEADERS}")
    text = decode(raw, path)
    try:
        message = message_from_string(text + "\n\n", policy=policy.compat32)
        found = {name: _decoded(str(message[name] or "")) for name in _SHOWN}
        return {name: words for name, value in found.items() if (words := fold(clean(value)))}
    except Exception as error:  # the email package fails in many ways on malformed headers
        raise FileFault(path, "headers", f"are malformed, expected a mail ({fold(str(error))})") from None


def _decoded(value: str) -> str:
    from email.errors import HeaderParseError
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(value))) if "=?" in value else value
    except (HeaderParseError, LookupError, ValueError):
        return value


def _body(raw: bytes, path: Path) -> str:
    from email import message_from_bytes, policy

    try:
        part = message_from_bytes(raw, policy=policy.default).get_body(preferencelist=("plain", "html"))
        if part is None:
            return ""
        text = _payload(part, path)
        return _unwrapped(clean(html_words(text) if part.get_content_subtype() == "html" else text))
    except FileFault:
        raise
    except Exception as error:  # as above, and in the HTML parser
        raise FileFault(path, "body", f"is malformed, expected text or HTML ({fold(str(error))})") from None


def _unwrapped(body: str) -> str:
    """Join the wrapped lines of quoted paragraphs, so that no `>` stands inside a sentence."""
    lines: list[str] = []
    depth, wrapped = 0, False
    for line in body.split("\n"):
        mark = _MARK.match(line)
        words = line[mark.end():].strip() if mark else ""
        now = mark[0].count(">") if mark else 0
        if wrapped and now == depth and words and not _ITEM.match(words):
            lines[-1] += f" {words}"
        else:
            lines.append(line.rstrip() if mark else line)
        depth, wrapped = now, len(words) >= _WRAPPED
    return "\n".join(lines)


def _payload(part: Any, path: Path) -> str:
    raw = part.get_payload(decode=True) or b""
    charset = part.get_content_charset()
    if charset and charset not in ("us-ascii", "ascii"):
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeError):
            pass
    return decode(raw, path)
