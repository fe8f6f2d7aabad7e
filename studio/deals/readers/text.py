"""Plain text and Markdown: a call, a mail, a note, a document or a web form."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

from playbook.text_files import FileFault, parse_yaml
from studio.deals.encoding import decode
from studio.deals.evidence import Artefact, EvidenceType, TurnSide, call_of, clean
from studio.deals.readers.prose import is_mail, labels, mail_paragraphs, paragraphs
from studio.deals.readers.speech import Line, is_call, said_in, split_line

TYPES: tuple[str, ...] = get_args(EvidenceType)
_SIDES: tuple[str, ...] = get_args(TurnSide)
_FORM = re.compile(r"(?<!order[-_ ])(?<!consent[-_ ])(?<![^\W_])(?:web)?forms?(?![^\W_])", re.IGNORECASE)
_MAIL = re.compile(r"(?<![^\W_])e?-?mails?(?![^\W_])", re.IGNORECASE)
_NOTE = re.compile(r"(?<![^\W_])(?:notes?|memo|debrief|recap)(?![^\W_])", re.IGNORECASE)
_NAMED = ("name", "full name", "your name", "contact", "contact name", "submitted by", "from")
_MAILED = ("email", "e-mail", "email address", "work email", "business email")


def read(raw: bytes, path: Path) -> Artefact:
    """Return what a .txt or .md file holds. Raises FileFault."""
    text = clean(decode(raw, path))
    matter, text = _front_matter(text, path)
    text = text.strip("\n")
    if not text.strip():
        raise FileFault(path, "", "is empty, expected words")
    title = _word(matter, "title")
    lines = [line for line in text.split("\n") if line.strip()]
    parsed = [split_line(line) for line in lines]
    kind = _type(matter, title, path, text) or ("call" if is_call(parsed) else "")
    if kind == "call":
        return _call(lines, parsed, title, path)
    return _prose(kind or _guess(path.stem), text, title, matter)


def _call(lines: list[str], parsed: list[Line], title: str, path: Path) -> Artefact:
    headings = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    if headings and not title:
        title = lines[0].strip("# ")
    said = said_in(parsed[headings:], lines[headings:])
    if not any(one.speaker and any(one.words) for one in said):
        raise FileFault(path, "line 1", "names no speaker, expected a call with lines like 'Name: words'")
    return call_of(said, title)


def _prose(kind: str, text: str, title: str, matter: dict[str, Any]) -> Artefact:
    author = _word(matter, "author") or _word(matter, "from")
    pieces = mail_paragraphs(text, thread=True) if kind == "email" else paragraphs(text, form=kind == "form")
    values = labels(pieces, text)
    if kind == "form":
        author = author or _submitter(values)
    elif kind == "email":
        author = author or values.get("from", "")
        title = title or values.get("subject", "")
    side = _word(matter, "side") or ("buyer" if kind == "form" else None)
    return Artefact(kind, text, pieces, title, author, side)  # type: ignore[arg-type]


def _submitter(values: dict[str, str]) -> str:
    name = next((values[key] for key in _NAMED if values.get(key)), "")
    name = name or f"{values.get('first name', '')} {values.get('last name', '')}".strip()
    address = next((values[key] for key in _MAILED if values.get(key)), "")
    return f"{name} <{address}>" if name and address else name or address


def _type(matter: dict[str, Any], title: str, path: Path, text: str) -> str:
    """The type that the file tells; the contract's front matter knows no form, so the name may say it."""
    written = _word(matter, "type")
    if written in ("", "document", "note") and _FORM.search(path.stem):
        return "form"
    if written in ("", "document") and _FORM.search(title):
        return "form"
    return written or ("email" if is_mail(text) else "")


def _guess(stem: str) -> str:
    return "email" if _MAIL.search(stem) else "note" if _NOTE.search(stem) else "document"


def _front_matter(text: str, path: Path) -> tuple[dict[str, Any], str]:
    if not text.startswith("---\n"):
        return {}, text
    found = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE).search(text, 4)
    if not found:
        return {}, text
    matter = parse_yaml("\n" + text[4:found.start()], path)
    if not isinstance(matter, dict):
        return {}, text
    _checked(matter, path, "type", TYPES)
    _checked(matter, path, "side", _SIDES)
    return matter, text[found.end():]


def _checked(matter: dict[str, Any], path: Path, key: str, known: tuple[str, ...]) -> None:
    if matter.get(key) is not None and matter[key] not in known:
        raise FileFault(path, f"front matter.{key}", f"expected one of {', '.join(known)} "
                        f"(found {str(matter[key])[:60]!r})")


def _word(matter: dict[str, Any], key: str) -> str:
    value = matter.get(key)
    return "" if value is None or isinstance(value, dict | list) else clean(str(value)).strip()
