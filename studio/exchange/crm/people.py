"""People as exports name them: contacts, owners, users, and who is who."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from studio.deals.model import Side
from studio.exchange.crm.cells import person_name, short
from studio.exchange.crm.entries import Entry
from studio.exchange.crm.words import meaning, plain

_EMAIL = re.compile(r"[^\s<>,;@]+@[^\s<>,;@]+\.[^\s<>,;@]+")
#: How far addresses are looked for, in characters.
_SEARCHED = 2_000
_PUBLIC = frozenset(("gmail.com", "outlook.com", "hotmail.com", "yahoo.com", "gmx.de", "web.de", "icloud.com",
                     "aol.com", "orange.fr", "googlemail.com", "live.com", "proton.me"))


@dataclass(frozen=True)
class Named:
    """Somebody as an export names them; `key` is the CRM id, else the address, else the name."""

    name: str
    key: str = ""
    title: str = ""
    email: str = ""
    side: Side = "buyer"
    role: str = ""

    @property
    def written(self) -> str:
        """The person as a mail's header names them."""
        return f"{self.name} <{self.email}>" if self.email and self.name != self.email else self.name


@dataclass
class Contact:
    """A contact of an export, with the account and deals that it belongs to."""

    person: Named
    entry: Entry
    account_id: str = ""
    account: str = ""
    deal_ids: list[str] = field(default_factory=list)
    deals: list[str] = field(default_factory=list)
    used: bool = False


def named(name: str, *, key: str = "", title: str = "", email: str = "", side: Side = "buyer",
          role: str = "") -> Named | None:
    """Return somebody by name or address; None where there is neither."""
    if not name and email:
        name = name_of_address(email)
    if not name:
        return None
    kept = key or email.casefold() or f"{'own' if side == 'seller' else 'name'}:{plain(name) or name}"
    side = "partner" if side == "buyer" and meaning("partner", role) else side
    return Named(name, kept, title, email, side, role)


def contact_of(entry: Entry) -> Named | None:
    """Return the contact, or user, that a row names; None where it names nobody."""
    whole = person_name(entry.get("name"), entry.note)
    first, last = (short(entry.get(part), entry.note) for part in ("first_name", "last_name"))
    return named(f"{first} {last}".strip() or whole, key=entry.id("id"), title=short(entry.get("title"), entry.note),
                 email=address(entry.get("email")), role=short(entry.get("role"), entry.note))


def is_loose(key: str) -> bool:
    """Tell whether a key is no CRM id but a name or an address, which may get an id in a later export."""
    return key.startswith(("name:", "own:")) or "@" in key


def address(text: str) -> str:
    """Return the first mail address in a text; empty where there is none."""
    found = _EMAIL.search(text[:_SEARCHED])
    return found[0].strip("'\"") if found and len(found[0]) <= 254 else ""


def addresses(text: str) -> list[str]:
    """Return every mail address in a text."""
    return list(dict.fromkeys(_EMAIL.findall(text[:_SEARCHED])))


def name_of_address(email: str) -> str:
    """Return a name made of an address: `dana.ortiz@x.com` is Dana Ortiz."""
    local = [w for w in re.split(r"[._\-+\d]+", email.partition("@")[0]) if w]
    return " ".join(w.capitalize() for w in local) if len(local) > 1 else email


def domain(email: str) -> str:
    """Return the company's domain of an address; empty for public mail services."""
    found = email.rpartition("@")[2].casefold()
    return "" if found in _PUBLIC else found


def same(one: Named, other: Named) -> bool:
    """Tell whether two namings are of one person: by key, else by address, else by name, side and title."""
    if one.key and one.key == other.key:
        return True
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    if one.side != other.side or (one.title and other.title and plain(one.title) != plain(other.title)):
        return False
    return bool(plain(one.name)) and plain(one.name) == plain(other.name)


def joined(people: Iterable[Named]) -> list[Named]:
    """Return people each once, with what any naming says of them; the first naming's key and side stand."""
    found: list[Named] = []
    for person in people:
        at = next((i for i, known in enumerate(found) if same(known, person)), None)
        if at is None:
            found.append(person)
            continue
        known = found[at]
        found[at] = replace(known, title=known.title or person.title, email=known.email or person.email,
                            role=known.role or person.role)
    return found


def with_sides(people: list[Named]) -> list[Named]:
    """Return people with contacts who share the owner's company domain as sellers."""
    own = {domain(p.email) for p in people if p.side == "seller" and p.email} - {""}
    return [replace(p, side="seller") if p.side == "buyer" and domain(p.email) in own else p for p in people]
