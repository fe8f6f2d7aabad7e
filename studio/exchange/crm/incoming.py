"""A deal as an export holds it, before it meets the folder that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from playbook.model.base import QUALIFICATION_IDS
from studio.exchange.crm.activities import Activity
from studio.exchange.crm.cells import LONG, long, person_name, short
from studio.exchange.crm.entries import Entry, own_fields, parts
from studio.exchange.crm.numbers import currency_code
from studio.exchange.crm.people import Named, address, named
from studio.exchange.crm.transcripts import Transcript
from studio.exchange.crm.words import meaning, plain

#: Fields of the record whose column an export may lack, in which case the folder's value stands.
_TEXTS = ("stage", "next_step")


@dataclass
class Incoming:
    """A deal with what the exports say of it; `record` and `account` hold only what an export has a column for.

    `key` names the deal across runs: its id, else its name and account.
    """

    key: str
    name: str
    crm_id: str = ""
    system: str = ""
    entry: Entry | None = None
    record: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    account_id: str = ""
    product: str = ""
    modified: date | None = None
    owner: Named | None = None
    owner_id: str = ""
    contact_ids: list[str] = field(default_factory=list)
    people: list[Named] = field(default_factory=list)
    activities: dict[str, Activity] = field(default_factory=dict)
    transcripts: list[Transcript] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


    @property
    def touched(self) -> bool:
        """Whether anything that was given is about this deal."""
        return bool(self.entry or self.people or self.activities or self.transcripts)


def name_key(name: str, account: str) -> str:
    """Return what names a deal without an id across runs."""
    return f"name:{plain(name)}:{plain(account)}"


def incoming(entry: Entry) -> Incoming | None:
    """Return the deal that a row holds; None, and reported, where it has neither id nor name."""
    crm_id, name = entry.id("id"), short(entry.get("name"), entry.note)
    account = short(first(entry.get("account")), entry.note)
    if not name and not account:
        entry.refuse("has neither a deal's name nor an account's, expected at least one")
        return None
    if not crm_id:
        entry.note("has no id, known again by its name and account")
    key = f"id:{crm_id}" if crm_id else name_key(name or account, account)
    deal = Incoming(key, name or account, crm_id, entry.mapped.system, entry, headers=dict(entry.headers))
    deal.record = _record(entry, deal.name)
    deal.account = _account(entry, account)
    deal.account_id = next(iter(entry.ids("account_id")), "")
    deal.product = short(entry.get("product"), entry.note)
    deal.modified = entry.days.get("modified")
    deal.owner_id = entry.id("owner_id")
    deal.owner = _owner(entry)
    deal.contact_ids = entry.ids("contact_ids")
    deal.people = _contacts(entry, deal.contact_ids)
    return deal


def first(text: str) -> str:
    """Return the first of several names in a field."""
    return next(iter(text.split(";")), "").strip()


def _record(entry: Entry, name: str) -> dict[str, Any]:
    record: dict[str, Any] = {"name": name}
    record |= _money(entry)
    record |= {part: short(entry.get(part), entry.note, LONG) for part in _TEXTS if part in entry.known}
    record |= {day: entry.days.get(day) for day in ("created", "close_date") if day in entry.known}
    created, closing = record.get("created"), record.get("close_date")
    if created and closing and closing < created:
        entry.note(f"the close date {closing} is before the creation {created}; the creation date is left empty")
        record["created"] = None
    fields = _fields(entry)
    if "forecast" in entry.known:
        record["forecast"] = meaning("forecast", entry.get("forecast")) or None
        fields["forecast_category"] = ""
        if entry.get("forecast") and not record["forecast"]:
            entry.note(f"the forecast '{entry.get('forecast')[:40]}' is not known, kept among the fields")
            fields["forecast_category"] = short(entry.get("forecast"), entry.note)
    return record | {"fields": fields}


def _money(entry: Entry) -> dict[str, Any]:
    """Amount and currency; the amount is left out where its currency is in doubt."""
    if "amount" not in entry.known and "amount_converted" not in entry.known:
        return {}
    own = "amount" in entry.amounts or "amount_converted" not in entry.amounts
    amount = entry.amounts.get("amount" if own else "amount_converted")
    written = entry.get("currency" if own else "currency_converted")
    told = currency_code(written)
    if written and not told:
        entry.note(f"'{written[:40]}' is no currency, expected a code such as EUR; left empty")
    if amount and told and amount.currencies and told not in amount.currencies:
        entry.note(f"two currencies: the amount is in {amount.currencies[0]}, the currency column says {told}; "
                   "the amount is left empty")
        return {"amount": None, "currency": told}
    currency = told or (amount.currencies[0] if amount and amount.currencies else "")
    return {"amount": amount.value if amount else None, "currency": currency}


def _fields(entry: Entry) -> dict[str, str]:
    fields = {i: long(entry.get(i), entry.note) for i in QUALIFICATION_IDS if entry.get(i)}
    if entry.get("probability"):
        fields["probability"] = short(entry.get("probability"), entry.note)
    return fields | {key: long(value, entry.note) for key, value in own_fields(entry).items() if key not in fields}


def _account(entry: Entry, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name} if name else {}
    found |= {part: short(entry.get(part), entry.note) for part in ("industry", "country") if entry.get(part)}
    if "employees" in entry.amounts:
        found["employees"] = int(entry.amounts["employees"].value)
    return found


def _owner(entry: Entry) -> Named | None:
    written = entry.get("owner")
    email = address(entry.get("owner_email")) or address(written)
    name = "" if "@" in written else person_name(written, entry.note)
    return named(name, key=entry.id("owner_id"), email=email, side="seller", role="owner")


def _contacts(entry: Entry, ids: list[str]) -> list[Named]:
    """People that the deal's own row names; one in a row also brings title, address and role."""
    names = [person_name(part, entry.note) for part in parts(entry.get("contacts"))]
    if len(names) != 1:
        keys = ids if len(ids) == len(names) else [""] * len(names)
        return [p for name, key in zip(names, keys, strict=True) if (p := named(name, key=key))]
    person = named(names[0], key=ids[0] if len(ids) == 1 else "", email=address(entry.get("contact_email")),
                   title=short(entry.get("contact_title"), entry.note),
                   role=short(entry.get("contact_role"), entry.note))
    return [person] if person else []
