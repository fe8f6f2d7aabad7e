"""The records of all exports, found by id, and by name where a name is one record's only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from studio.exchange.crm.activities import Activity
from studio.exchange.crm.cells import person_name
from studio.exchange.crm.entries import Entry
from studio.exchange.crm.incoming import Incoming
from studio.exchange.crm.people import Contact, Named, address, joined, named
from studio.exchange.crm.words import plain


def _sets() -> defaultdict[str, set[str]]:
    return defaultdict(set)


@dataclass
class Account:
    """A company of an export."""

    name: str
    entry: Entry
    data: dict[str, Any]
    used: bool = False


@dataclass
class User:
    """Somebody of one's own company, who owns deals and activities."""

    person: Named
    entry: Entry
    used: bool = False


@dataclass(frozen=True)
class Waiting:
    """An activity that names no deal, until it is known whose contacts and accounts its are."""

    entry: Entry
    one: Activity
    people: list[Named]
    accounts: list[str]
    contacts: list[str]
    why: str


@dataclass
class Index:
    """Where to find deals: by id, by compared name, by account and by contact; the last two of earlier imports."""

    ids: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=_sets)
    accounts: dict[str, set[str]] = field(default_factory=_sets)
    contacts: dict[str, set[str]] = field(default_factory=_sets)
    before: dict[str, set[str]] = field(default_factory=_sets)
    activities: dict[str, set[str]] = field(default_factory=_sets)


@dataclass
class Book:
    """Everything that the exports hold, and the deals whose folders are there already."""

    today: date
    deals: dict[str, Incoming] = field(default_factory=dict)
    index: Index = field(default_factory=Index)
    accounts: dict[str, Account] = field(default_factory=dict)
    accounts_named: dict[str, set[str]] = field(default_factory=_sets)
    contacts: dict[str, Contact] = field(default_factory=dict)
    contacts_named: dict[str, set[str]] = field(default_factory=_sets)
    users: dict[str, User] = field(default_factory=dict)
    users_named: dict[str, set[str]] = field(default_factory=_sets)
    texts: dict[str, str] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)

    def keep(self, deal: Incoming) -> None:
        """Keep a deal, of an export or of a folder that is there, and make it findable."""
        self.deals[deal.key] = deal
        if deal.crm_id:
            self.index.ids[deal.crm_id] = deal.key
        self.index.names[plain(deal.name)].add(deal.key)
        for name in (deal.account_id, plain(str(deal.account.get("name", "")))):
            if name:
                self.index.accounts[name].add(deal.key)
        for contact_id in deal.contact_ids:
            (self.index.contacts if deal.entry else self.index.before)[contact_id].add(deal.key)

    def keep_activity(self, deal: Incoming, one: Activity, people: list[Named]) -> None:
        """Give an activity and who took part in it to a deal."""
        deal.activities.setdefault(one.key, one)
        self.index.activities[one.key].add(deal.key)
        deal.people = joined([*deal.people, *people])
        for person in people:
            if person.side != "seller":
                self.index.contacts[person.key].add(deal.key)

    def find_deals(self, ids: Iterable[str]) -> list[Incoming]:
        """Return the deals with these ids."""
        return [self.deals[self.index.ids[i]] for i in ids if i in self.index.ids]

    def only_deal(self, named: Iterable[str], accounts: Iterable[str] = (),
                  contacts: Iterable[str] = ()) -> tuple[Incoming | None, str]:
        """Return the one deal that names mean, else the one of an account or contact, else why there is none."""
        for what, keys, index in (("name", map(plain, named), self.index.names),
                                  ("account", accounts, self.index.accounts),
                                  ("contact", contacts, self.index.contacts)):
            fits = {deal for key in keys for deal in index.get(key, ())}
            if len(fits) == 1:
                return self.deals[fits.pop()], ""
            if fits:
                return None, f"fits {len(fits)} deals by its {what}, expected the id of one"
        return None, ""

    def contact(self, key: str, name: str = "", email: str = "") -> Named | None:
        """Return a contact by id, else by address or name where that is one contact's, else as it is named."""
        if key in self.contacts:
            self.contacts[key].used = True
            return self.contacts[key].person
        for word in (email.casefold(), plain(name)):
            if word and len(keys := self.contacts_named.get(word, set())) == 1:
                return self.contact(next(iter(keys)))
        return named(name, key=key, email=email)

    def owner(self, key: str, written: str) -> Named | None:
        """Return who owns something, by a user's id or name, else as it is written."""
        email = address(written)
        name = "" if "@" in written else person_name(written, lambda _: None)
        if key not in self.users:
            fits = self.users_named.get(email.casefold() or plain(name), set())
            key = next(iter(fits)) if len(fits) == 1 else key
        if key in self.users:
            user = self.users[key]
            user.used = True
            return named(user.person.name, key=key, title=user.person.title, email=user.person.email, side="seller")
        return named(name, key=key, email=email, side="seller")

    def account_of(self, deal: Incoming) -> Account | None:
        """Return the company of a deal, by id, else by a name that one company only has."""
        if deal.account_id in self.accounts:
            return self.accounts[deal.account_id]
        keys = self.accounts_named.get(plain(str(deal.account.get("name", ""))), set())
        return self.accounts[next(iter(keys))] if len(keys) == 1 else None
