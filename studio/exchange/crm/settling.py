"""Every deal gets its account, owner and people; what no deal took is reported."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from studio.exchange.crm.book import Book
from studio.exchange.crm.incoming import Incoming
from studio.exchange.crm.people import Contact, joined, with_sides
from studio.exchange.crm.words import plain

#: From how many contacts on an account none is taken for a deal that names nobody.
_MOST_CONTACTS = 25
_Companies = dict[str, list[Contact]]


def settle(book: Book) -> None:
    """Give every deal of an export its account, owner and contacts, before activities are joined to them."""
    for contact in book.contacts.values():
        _give(book, contact, _named_by(book, contact))
    companies = _companies(book)
    for deal in book.deals.values():
        if deal.entry is not None:
            _settle(book, deal, companies)
    # Who came in earlier imports is no sign that this export names somebody for a deal.
    for contact in book.contacts.values():
        _give(book, contact, book.index.before.get(contact.person.key, set()))
    for deal in book.deals.values():
        for key in (*(person.key for person in deal.people), *(deal.contact_ids if deal.entry is None else ())):
            book.index.contacts[key].add(deal.key)


def finish(book: Book) -> None:
    """Tell sellers from buyers, and report the rows that no deal took."""
    for deal in book.deals.values():
        if deal.people:
            deal.people = with_sides(deal.people)
            _note_namesakes(deal)
    _report(book)


def _named_by(book: Book, contact: Contact) -> set[str]:
    """The deals that a contact names, or that name it."""
    found = {deal.key for deal in book.find_deals(contact.deal_ids)}
    for name in contact.deals:
        if len(keys := book.index.names.get(plain(name), set())) == 1:
            found |= keys
    return found | book.index.contacts.get(contact.person.key, set())


def _give(book: Book, contact: Contact, deals: set[str]) -> None:
    for key in sorted(deals):
        deal = book.deals[key]
        deal.people = joined([*deal.people, contact.person])
        contact.used = True


def _companies(book: Book) -> _Companies:
    found: _Companies = defaultdict(list)
    for contact in book.contacts.values():
        for key in {contact.account_id, plain(contact.account)} - {""}:
            found[key].append(contact)
    return found


def _settle(book: Book, deal: Incoming, companies: _Companies) -> None:
    if account := book.account_of(deal):
        account.used = True
        deal.account = account.data | deal.account
    if not deal.account.get("name") and deal.entry:
        deal.entry.note("names no account, the deal's name stands for it")
    written = (deal.owner.email or deal.owner.name) if deal.owner else ""
    if owner := book.owner(deal.owner_id, written):
        name = deal.owner.name if deal.owner and owner.name == owner.email else owner.name
        deal.owner = replace(owner, name=name, role="owner")
        deal.people = joined([deal.owner, *deal.people])
    if not any(person.side == "buyer" for person in deal.people):
        deal.people = joined([*deal.people, *(c.person for c in _of_account(deal, companies))])


def _of_account(deal: Incoming, companies: _Companies) -> list[Contact]:
    """The contacts of the deal's account, for a deal of which no contact is named."""
    found = companies.get(deal.account_id) or companies.get(plain(str(deal.account.get("name", "")))) or []
    if len(found) > _MOST_CONTACTS and deal.entry:
        deal.entry.note(f"its account has {len(found)} contacts and the deal names none; none was taken")
        return []
    for contact in found:
        contact.used = True
    return found


def _note_namesakes(deal: Incoming) -> None:
    names = [plain(person.name) for person in deal.people]
    for person in deal.people:
        if deal.entry and names.count(plain(person.name)) > 1:
            deal.entry.note(f"several people of the deal are called {person.name}; who speaks cannot be told apart")
            return


def _report(book: Book) -> None:
    for contact in book.contacts.values():
        if not contact.used:
            contact.entry.refuse("belongs to no deal of these files")
    for account in book.accounts.values():
        if not account.used:
            account.entry.refuse("no deal of these files is with this account")
    for user in book.users.values():
        if not user.used:
            user.entry.refuse("owns nothing in these files")
