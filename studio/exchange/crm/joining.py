"""Rows into the book: each is taken, or reported with the reason why not."""

from __future__ import annotations

from collections.abc import Callable

from studio.exchange.crm import activities
from studio.exchange.crm.book import Account, Book, User, Waiting
from studio.exchange.crm.cells import person_name, short
from studio.exchange.crm.entries import Entry, parts
from studio.exchange.crm.incoming import Incoming, first, incoming, name_key
from studio.exchange.crm.people import Contact, Named, address, contact_of, joined, named
from studio.exchange.crm.words import Kind, plain


def add(book: Book, entry: Entry) -> None:
    """Take a row into the book, or report why it is not taken."""
    _ADD[entry.mapped.object](book, entry)


def _add_deal(book: Book, entry: Entry) -> None:
    deal = incoming(entry)
    if deal is None:
        return
    known = book.deals.get(book.index.ids.get(deal.crm_id, deal.key)) or _known_by_name(book, deal)
    if known is None:
        book.keep(deal)
    elif known.entry is None:
        deal.key, deal.people = known.key, joined([*deal.people, *known.people])
        del book.deals[known.key]  # deals are told in the order of their rows
        book.keep(deal)
    elif clash := _clash(known, deal):
        what = f"the id {deal.crm_id} stands twice" if deal.crm_id else "two rows without an id have this name"
        entry.refuse(f"{what}, here with another {clash} than in row {known.entry.row}")
    else:
        known.people = joined([*known.people, *deal.people])
        for contact_id in deal.contact_ids:
            book.index.contacts[contact_id].add(known.key)


def _known_by_name(book: Book, deal: Incoming) -> Incoming | None:
    """A deal that came without an id in an earlier run, and now has one."""
    found = book.deals.get(name_key(deal.name, str(deal.account.get("name", ""))))
    return found if found and found.entry is None else None


def _clash(one: Incoming, other: Incoming) -> str:
    """The first field in which two rows of one id differ; empty where they are one deal's."""
    for part in ("name", "amount", "currency", "stage", "close_date"):
        if one.record.get(part) != other.record.get(part):
            return part.replace("_", " ")
    return ""


def _add_account(book: Book, entry: Entry) -> None:
    name = short(entry.get("name"), entry.note)
    key = entry.id("id") or f"name:{plain(name)}"
    if not name:
        entry.refuse("has no name, expected an account's")
    elif key in book.accounts:
        entry.refuse(f"the account {key.removeprefix('name:')[:60]} stands twice")
    else:
        data = {"name": name} | {part: short(entry.get(part), entry.note) for part in ("industry", "country")
                                 if entry.get(part)}
        if "employees" in entry.amounts:
            data["employees"] = int(entry.amounts["employees"].value)
        book.accounts[key] = Account(name, entry, data)
        book.accounts_named[plain(name)].add(key)


def _add_user(book: Book, entry: Entry) -> None:
    person, key = contact_of(entry), entry.id("id")
    if person is None or not key:
        entry.refuse("has no id or no name, expected a user's")
    elif key in book.users:
        entry.refuse(f"the user {key} stands twice")
    else:
        book.users[key] = User(person, entry)
        for word in filter(None, (plain(person.name), person.email.casefold())):
            book.users_named[word].add(key)


def _add_contact(book: Book, entry: Entry) -> None:
    person = contact_of(entry)
    if person is None:
        entry.refuse("has neither a name nor an address, expected a contact's")
        return
    deal_ids, deals = entry.ids("deal_ids"), parts(entry.get("deals"))
    if known := book.contacts.get(person.key):
        if not deal_ids and not deals:
            entry.refuse(f"the contact {person.key.removeprefix('name:')[:60]} stands twice")
        known.deal_ids += deal_ids
        known.deals += deals
        return
    book.contacts[person.key] = Contact(person, entry, next(iter(entry.ids("account_id")), ""),
                                        short(first(entry.get("account")), entry.note), deal_ids, deals)
    for word in filter(None, (plain(person.name), person.email.casefold())):
        book.contacts_named[word].add(person.key)


def _add_role(book: Book, entry: Entry) -> None:
    ids, names = entry.ids("deal_id"), parts(entry.get("deal"))
    found = book.find_deals(ids)
    deal, why = (found[0], "") if found else book.only_deal(names)
    if deal is None:
        entry.refuse(why or _unknown(ids, names))
        return
    person = book.contact(entry.id("contact_id"), person_name(entry.get("contact"), entry.note),
                          address(entry.get("email")))
    if person is None:
        entry.refuse("names no contact that is known, expected the id or name of one")
        return
    title = person.title or short(entry.get("title"), entry.note)
    in_role = named(person.name, key=person.key, title=title, email=person.email,
                    role=short(entry.get("role"), entry.note))
    deal.people = joined([*deal.people, *([in_role] if in_role else [])])
    book.index.contacts[person.key].add(deal.key)


def _add_activity(book: Book, entry: Entry) -> None:
    day = activities.day_of(entry)
    if day is None or (why := activities.refusal(entry, day, book.today)):
        entry.refuse(why if day else "has no date that can be read, expected a day such as 2026-12-31")
        return
    contacts = _contacts(book, entry)
    owner = book.owner(entry.id("owner_id"), entry.get("owner"))
    one = activities.activity(entry, day, contacts, owner)
    if not one.text and one.what != "call":
        entry.refuse(f"is {'an' if one.what == 'email' else 'a'} {one.what} without text")
    elif book.texts.setdefault(one.key, one.text) != one.text:
        entry.refuse(f"the activity {one.key} stands twice, here with another text")
    else:
        _give(book, entry, one, contacts, [*contacts, *([owner] if owner else [])])


def _give(book: Book, entry: Entry, one: activities.Activity, contacts: list[Named], people: list[Named]) -> None:
    """Give an activity to the deals that it names; where it names none it waits until all have been read."""
    ids, names = entry.ids("deal_id"), parts(entry.get("deal"))
    named_deal, why = book.only_deal(names)
    deals = book.find_deals(ids) or ([named_deal] if named_deal else [])
    for deal in deals:
        book.keep_activity(deal, one, people)
    if not deals:
        accounts = [a for a in (*entry.ids("account_id"), plain(first(entry.get("account")))) if a and not why]
        keys = [contact.key for contact in contacts if not why]
        book.waiting.append(Waiting(entry, one, people, accounts, keys, why or _unknown(ids, names)))


def join_waiting(book: Book) -> None:
    """Give waiting activities to the deals that had them before, else to the only one of their account or contact."""
    found = True
    while found:
        found, waiting, book.waiting = False, book.waiting, []
        for one in waiting:
            deals = [book.deals[key] for key in sorted(book.index.activities.get(one.one.key, ()))]
            deal, _ = book.only_deal((), one.accounts, one.contacts)
            for fits in deals or ([deal] if deal else []):
                book.keep_activity(fits, one.one, one.people)
                found = True
            if not deals and not deal:
                book.waiting.append(one)
    for one in book.waiting:
        one.entry.refuse(book.only_deal((), one.accounts, one.contacts)[1] or one.why)


def _unknown(ids: list[str], names: list[str]) -> str:
    shown = next(iter([*ids, *names]), "")
    return f"belongs to no deal that is known ({shown[:60]})" if shown else "names no deal, expected its id or name"


def _contacts(book: Book, entry: Entry) -> list[Named]:
    """The contacts of an activity: ids and names one by one where there are as many, else what is known."""
    ids = entry.ids("contact_ids")
    names = [person_name(part, entry.note) for part in parts(entry.get("contacts"))]
    pairs = list(zip(ids, names, strict=True)) if len(ids) == len(names) else (
        [(i, "") for i in ids if i in book.contacts] or [("", name) for name in names])
    return joined(p for key, name in pairs if (p := book.contact(key, name)))


_ADD: dict[Kind, Callable[[Book, Entry], None]] = {
    "deal": _add_deal, "contact": _add_contact, "contact_role": _add_role, "account": _add_account,
    "activity": _add_activity, "user": _add_user,
}
#: The order in which exports are read, so that what is joined to is there first.
ORDER: tuple[Kind, ...] = ("user", "account", "deal", "contact", "contact_role", "activity")
