"""Activities of a CRM as evidence: calls, mails and notes in the forms that the readers know."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from playbook.text_files import FileFault, write_yaml
from studio.deals.evidence import clean
from studio.deals.readers import READERS
from studio.deals.readers.html_words import html_words
from studio.deals.readers.speech import is_call, split_line
from studio.exchange.crm.cells import person_name, short
from studio.exchange.crm.entries import Entry
from studio.exchange.crm.people import Named, address, addresses, named
from studio.exchange.crm.words import meaning, slug

What = Literal["call", "email", "note"]

_HTML = re.compile(r"<(?:p|div|br|span|html|body|ul|ol|li|strong|em|b|i|a|table)\b[^>]*>", re.IGNORECASE)
_SUBJECT = re.compile(r"^\s*(?:(?:e-?mail|call|anruf|appel|llamada|task|note)\s*[:\-–]\s*|\[[^\]]{1,12}\]\s*)+",
                      re.IGNORECASE)
_LOGGED = re.compile(r"(from|to|additional to|cc|bcc|attachments?|subject|body)[ \t]*:[ \t]*(.*)$", re.IGNORECASE)
_FORM = re.compile(r"(?:^|-)(?:web-?)?forms?(?=-|$)")


@dataclass(frozen=True)
class Activity:
    """Something that was said or written on a deal; `key` names it across runs."""

    key: str
    date: date
    what: What
    title: str
    text: str
    sender: str = ""
    to: str = ""
    author: str = ""

    @property
    def stem(self) -> str:
        """The evidence id: the date, the kind and the words of the title."""
        # A note whose file is called a form would be read as words of the buyer.
        words = _FORM.sub("", slug(self.title, most=40)).strip("-")
        return f"{self.date}-{self.what}" + (f"-{words}" if words else "")

    def body(self) -> bytes | None:
        """Return the evidence file's bytes; None where there are no words, or none that can be read."""
        if not self.text:
            return None
        kinds = ["email"] if self.what == "email" else ["call", "note"] if _speaks(self.text) else ["note"]
        for kind in (*kinds, "note"):
            raw = self._as(kind).encode()
            try:
                if READERS[".txt"](raw, Path(f"{self.stem}.txt")).pieces:
                    return raw
            except FileFault:
                continue
        return None

    def _as(self, kind: str) -> str:
        matter = {"type": kind} | ({"title": self.title} if self.title else {})
        matter |= {"author": self.author} if kind == "note" and self.author else {}
        heads = {"From": self.sender, "To": self.to, "Date": str(self.date), "Subject": self.title}
        head = "".join(f"{name}: {value}\n" for name, value in heads.items() if value) if kind == "email" else ""
        return f"---\n{write_yaml(matter)}---\n{head}" + ("\n" if head else "") + self.text + "\n"


def _speaks(text: str) -> bool:
    return is_call([split_line(line) for line in text.split("\n") if line.strip()])


def words_of(text: str) -> str:
    """Return a cell's words: HTML as text, marks that mean nothing taken out."""
    return clean(html_words(text) if _HTML.search(text) else text).strip()


def kind_of(entry: Entry) -> What:
    """Return what an activity is: by its kind's word, else the column that holds it, else its subject."""
    for word in (entry.get("kind"), entry.kind, entry.get("subject").split(":")[0]):
        if found := meaning("kind", word):
            return found  # type: ignore[return-value]
    stem = slug(Path(entry.file).stem, mark=" ")
    return next((k for word in stem.split() if (k := meaning("kind", word.rstrip("s")))), "note")  # type: ignore[return-value]


def refusal(entry: Entry, day: date, today: date) -> str:
    """Why an activity is no evidence: it was planned or cancelled, or lies in the future; empty where it is."""
    if meaning("not_done", entry.get("status")):
        return f"has the status '{entry.get('status')[:40]}', expected something that has happened"
    return f"lies in the future ({day}), expected something that has happened" if day > today else ""


def day_of(entry: Entry) -> date | None:
    """Return the day of an activity: its own, else that of its creation."""
    return entry.days.get("date") or entry.days.get("created")


def activity(entry: Entry, day: date, contacts: list[Named], owner: Named | None) -> Activity:
    """Return what a row holds, with the people who said or wrote it."""
    what, text = kind_of(entry), words_of(entry.get("text"))
    title = short(_SUBJECT.sub("", entry.get("subject")), entry.note)
    sender, to = _ends(entry, contacts, owner)
    if what == "email":
        logged, text = _logged(text)
        # Salesforce logs no sender of the mails that a user sent from it.
        sender = sender or logged.get("from") or (owner.written if owner and logged else "")
        to = to or logged.get("to") or logged.get("additional to", "")
        title = title or logged.get("subject", "")
    key = entry.id("id") or hashlib.sha256(f"{day}|{what}|{title}|{text}".encode()).hexdigest()[:20]
    return Activity(key, day, what, title, text, sender, to, owner.name if owner else "")


def _ends(entry: Entry, contacts: list[Named], owner: Named | None) -> tuple[str, str]:
    """Who sent a mail and to whom: as its columns say, else by its direction."""
    known = [*contacts, *([owner] if owner else [])]
    sender, to = _person(entry.get("from"), entry, known), _people(entry.get("to"), known)
    # HubSpot's kinds say who wrote: EMAIL went out, INCOMING_EMAIL came in. Salesforce's `Email` says neither.
    way = entry.get("direction") or (entry.get("kind") if entry.mapped.system == "hubspot" else "")
    one = contacts[0].written if len(contacts) == 1 else ""
    if meaning("incoming", way) and not sender:
        return one, to or (owner.written if owner else "")
    if meaning("outgoing", way) and not sender and owner:
        return owner.written, to or ", ".join(c.written for c in contacts)
    return sender, to


def _person(text: str, entry: Entry, known: list[Named]) -> str:
    email = address(text)
    found = next((p for p in known if email and p.email.casefold() == email.casefold()), None)
    if found:
        return found.written
    name = person_name(text.replace(email, "").strip(" <>\"'"), entry.note)
    person = named(name, email=email)
    return person.written if person else ""


def _people(text: str, known: list[Named]) -> str:
    found = addresses(text)
    by_address = {p.email.casefold(): p.written for p in known if p.email}
    return ", ".join(by_address.get(a.casefold(), a) for a in found) or " ".join(text.split())[:500]


def _logged(text: str) -> tuple[dict[str, str], str]:
    """The headers that a CRM writes before a mail that it logs, and the mail's own words."""
    heads: dict[str, str] = {}
    lines = text.split("\n")
    for at, line in enumerate(lines[:20]):
        found = _LOGGED.match(line.strip())
        if found and found[1].casefold() == "body":
            return heads, "\n".join([found[2], *lines[at + 1:]]).strip()
        if found:
            heads[found[1].casefold()] = " ".join(found[2].split())[:500]
        elif line.strip():
            break
    return {}, text
