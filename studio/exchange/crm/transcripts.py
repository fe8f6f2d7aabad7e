"""Transcripts and mails that are given along: their day, what they are, and who takes part."""

from __future__ import annotations

import datetime
import email.utils
import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playbook.text_files import FileFault
from studio.deals.encoding import read_bytes
from studio.deals.evidence import Artefact
from studio.deals.people import split_address
from studio.deals.readers import READERS, read_artefact
from studio.exchange.crm.people import addresses
from studio.exchange.crm.words import plain, slug

_DAY = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(0[1-9]|1[0-2])[-_. ]?(0[1-9]|[12]\d|3[01])(?!\d{3})")
_DAY_MONTH = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.(20\d\d)(?!\d)")
_STARTED = ("started", "scheduled", "startTime", "start_time", "date")
_ASIDE = re.compile(r"\s*[(\[|/].*$")


@dataclass(frozen=True)
class Transcript:
    """A file of evidence, read; `words` are those of its name and folders, by which a deal is found."""

    path: Path
    day: datetime.date
    artefact: Artefact
    raw: bytes
    words: tuple[str, ...] = ()
    names: frozenset[str] = field(default_factory=frozenset)
    emails: frozenset[str] = field(default_factory=frozenset)

    @property
    def stem(self) -> str:
        """The evidence id that the file gets."""
        return f"{self.day}-{_what(self.path) or self.artefact.type}"

    @property
    def suffix(self) -> str:
        """The kind of file, as its name says."""
        return self.path.suffix.lower()

    @property
    def key(self) -> str:
        """What names the file across runs: its day and name."""
        return f"file:{self.stem}{self.suffix}"

    @property
    def hash(self) -> str:
        """The SHA-256 of the file."""
        return hashlib.sha256(self.raw).hexdigest()


def read_transcript(path: Path) -> Transcript:
    """Return a file of evidence. Raises FileFault where it is none, or where no day can be told."""
    artefact, raw = read_artefact(path), read_bytes(path)
    day = _day(path, artefact, raw)
    if day is None:
        raise FileFault(path, "", f"has no date, expected a name such as 2026-02-24-call{path.suffix}")
    written = {piece.speaker or artefact.author for piece in artefact.pieces if not piece.quoted}
    people = [split_address(_ASIDE.sub("", who) if "<" not in who else who) for who in written if who]
    emails = {mail.casefold() for _, mail in people if mail} | set(_header_addresses(artefact))
    return Transcript(path, day, artefact, raw, (*path.parts[-3:-1], path.stem),
                      frozenset(plain(name) for name, _ in people if len(name.split()) > 1), frozenset(emails))


def named_well(one: Transcript, stem: str) -> bool:
    """Tell whether a file still reads under its new name: the name may say what kind of text it is."""
    try:
        return bool(READERS[one.suffix](one.raw, Path(f"{stem}{one.suffix}")).pieces)
    except FileFault:
        return False


def _what(path: Path) -> str:
    """The words of a file's name without the day, time and what tools put there."""
    stem = _DAY_MONTH.sub(" ", _DAY.sub(" ", path.stem))
    return slug(re.sub(r"(?i)gmt|t?\d{6}|recording|\btranscript\b", " ", stem), most=40)


def _day(path: Path, artefact: Artefact, raw: bytes) -> datetime.date | None:
    for text in (path.stem, *reversed(path.parts[-3:-1])):
        if found := _DAY.search(text):
            return _date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_MONTH.search(text):
            return _date(int(found[3]), int(found[2]), int(found[1]))
    if artefact.type == "email":
        return _sent(artefact.text)
    return _started(raw) if path.suffix.lower() == ".json" else None


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _sent(text: str) -> datetime.date | None:
    found = re.search(r"^Date: (.+)$", text[:5000], re.MULTILINE)
    try:
        return email.utils.parsedate_to_datetime(found[1]).date() if found else None
    except (ValueError, TypeError, IndexError):
        return None


def _started(raw: bytes) -> datetime.date | None:
    """The day that a call's export names, at its top, in its calls or in its metadata."""
    todo: list[Any] = [json.loads(raw.decode("utf-8-sig", "replace"))]
    for holder in todo:
        if isinstance(holder, list):
            todo += holder[:5]
        elif isinstance(holder, dict):
            for key in _STARTED:
                if found := _DAY.search(str(holder.get(key, ""))[:40]):
                    return _date(int(found[1]), int(found[2]), int(found[3]))
            todo += [holder[key] for key in ("metaData", "calls", "callTranscripts", "call") if key in holder]
    return None


def _header_addresses(artefact: Artefact) -> list[str]:
    head = artefact.text.partition("\n\n")[0][:5000] if artefact.type == "email" else ""
    lines = [line for line in head.split("\n") if line.lower().startswith(("from:", "to:", "cc:"))]
    return [found.casefold() for line in lines for found in addresses(line)]
