"""Mail (.eml): the headers people see, a blank line, and the body as text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playbook.text_files import FileFault
from studio.deals.encoding import decode
from studio.deals.evidence import Artefact, clean, fold
from studio.deals.readers.prose import mail_paragraphs

_SHOWN = ("From", "To", "Date", "Subject")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
_MARK = re.compile(r"[ \t]*>[> \t]*")
_ITEM = re.compile(r"[-*•]\s|\d+[.)]\s|On\s.*wrote:$")
# Mailers wrap at 72 to 80: a shorter line ends where its writer ended it.
_WRAPPED = 50
_PARTED = ["p", "blockquote", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"]
_ALONE = ["address", "article", "div", "dd", "dt", "footer", "form", "header", "hr", "li", "main", "pre",
          "section", "tr"]


def read(raw: bytes, path: Path) -> Artefact:
    """Return the mail in an .eml file. Raises FileFault."""
    raw = raw.strip()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        raw = decode(raw, path).encode("utf-8", "replace")
    # A zip or an image has no header line, so it fails below; NULs must fail here.
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
    from email import message_from_string, policy

    text = decode(raw, path)
    try:
        message = message_from_string(text + "\n\n", policy=policy.default)
        found = {name: message[name] for name in _SHOWN}
        return {name: words for name, value in found.items() if value and (words := fold(clean(str(value))))}
    except Exception as error:  # the email package fails in many ways on malformed headers
        raise FileFault(path, "headers", f"are malformed, expected a mail ({error})") from None


def _body(raw: bytes, path: Path) -> str:
    from email import message_from_bytes, policy

    try:
        part = message_from_bytes(raw, policy=policy.default).get_body(preferencelist=("plain", "html"))
        if part is None:
            return ""
        text = _payload(part, path)
        return _unwrapped(clean(_html_text(text) if part.get_content_subtype() == "html" else text))
    except FileFault:
        raise
    except Exception as error:  # as above, and in the HTML parser
        raise FileFault(path, "body", f"is malformed, expected text or HTML ({error})") from None


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
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(raw, path)


def _html_text(markup: str) -> str:
    """Return the words of HTML, a block a line, quoted blocks marked with `>`."""
    from bs4 import BeautifulSoup, NavigableString

    soup = BeautifulSoup(markup, "html.parser")
    for hidden in soup(["script", "style", "head", "title", "template"]):
        hidden.extract()
    for hidden in soup.find_all(style=re.compile(r"display\s*:\s*none", re.IGNORECASE)):
        hidden.extract()
    for string in list(soup.find_all(string=True)):
        if type(string) is NavigableString:
            string.replace_with(re.sub(r"\s+", " ", string))
        else:
            string.extract()
    for line in soup("br"):
        line.replace_with("\n")
    for block in soup(_PARTED + _ALONE):
        gap = "\n\n" if block.name in _PARTED else "\n"
        block.insert_before(gap)
        block.insert_after(gap)
    for cell in soup(["td", "th"]):
        cell.insert_after(" ")
    for quote in reversed(soup("blockquote")):
        lines = _tidy(quote.get_text()).split("\n")
        quote.replace_with("\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n")
    return _tidy(soup.get_text())


def _tidy(text: str) -> str:
    lines = [" ".join(line.split(" ")).strip(" \t") for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
