"""A deal's record and people brought up to date: the CRM's changes are taken, a person's edits stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.exchange.crm.incoming import Incoming
from studio.exchange.crm.people import Named, is_loose, same
from studio.exchange.crm.state import State
from studio.exchange.crm.words import free, slug

#: The order in which a deal's record is written.
_RECORD = ("name", "amount", "currency", "stage", "forecast", "created", "close_date", "next_step", "fields")
_KEPT_OF_PERSON = ("name", "title", "email", "role", "side")


@dataclass
class Merge:
    """A deal's data as plain YAML, the state that goes with it, and what changed."""

    data: dict[str, Any]
    state: State
    new: bool
    changed: list[str] = field(default_factory=list)

    def tell(self, what: str) -> None:
        """Note a change, unless the whole deal is new."""
        if not self.new:
            self.changed.append(what)


def merge_record(merge: Merge, deal: Incoming) -> bool:
    """Take what the CRM changed in account and record; return whether the record changed."""
    account = merge.data.setdefault("account", {})
    _take(merge, account, merge.state.account, deal.account, "account ")
    account["name"] = account.get("name") or deal.account.get("name") or deal.name
    record = dict(merge.data.get("opportunity") or {})
    fields = dict(record.get("fields") or {})
    now, seen = dict(deal.record), merge.state.record
    own, seen_own = now.pop("fields", {}), dict(seen.get("fields") or {})
    own = {key: own.get(key, "") for key in (*seen_own, *own) if key in own or _has_column(deal, key)}
    changed = _take(merge, record, seen, now, "")
    changed |= _take(merge, fields, seen_own, own, "")
    merge.state.record = {**seen, **now, "fields": {k: v for k, v in {**seen_own, **own}.items() if v}}
    merge.state.account = merge.state.account | deal.account
    record["fields"] = {k: v for k, v in fields.items() if v not in ("", None)}
    merge.data["opportunity"] = {k: record[k] for k in (*_RECORD, *record) if record.get(k) not in (None, "", {})}
    return changed


def _has_column(deal: Incoming, key: str) -> bool:
    return key in deal.headers or f"fields.{key}" in deal.headers


def _take(merge: Merge, target: dict[str, Any], seen: Mapping[str, Any], now: Mapping[str, Any], what: str) -> bool:
    """Write what the CRM says now where that is not what it said last; return whether anything was written."""
    changed = False
    for name, value in now.items():
        before = seen.get(name)
        if (value or None) == (before or None) and not merge.new:
            continue
        held = target.get(name)
        if held != value and (held or value):
            changed = True
            if not merge.new:
                edited = f", edited here from {_shown(before)}" if (held or None) != (before or None) else ""
                merge.tell(f"{what}{name.replace('_', ' ')}: {_shown(held)} → {_shown(value)}{edited}")
        target[name] = value
    return changed


def _shown(value: Any) -> str:
    text = " ".join(str(value).split()) if value not in (None, "") else "nothing"
    return text if len(text) <= 80 else text[:79] + "…"


# -- people

def merge_people(merge: Merge, people: list[Named]) -> None:
    """Add people who are new, and take what the CRM changed of the others; whom a person took out stays out."""
    held: list[dict[str, Any]] = [dict(p) for p in merge.data.get("people") or []]
    for person in people:
        key = _key(merge.state, person)
        before = merge.state.people.get(key)
        entry = next((p for p in held if before and p.get("id") == before.get("id")), None)
        if before and entry is None:
            continue
        if entry is None:
            entry = next((p for p in held if same(_named(p), person)), None)
        if entry is None:
            entry = {"id": _person_id(person, {str(p.get("id")) for p in held})}
            held.append(entry)
            merge.tell(f"person added: {person.name}")
        _take_person(merge, entry, before or {}, person)
        said = {k: getattr(person, k) or (before or {}).get(k, "") for k in _KEPT_OF_PERSON}
        merge.state.people[key] = {"id": str(entry["id"]), **said}
    _one_owner(merge, held, people)
    merge.data["people"] = held


def _key(state: State, person: Named) -> str:
    """The key under which somebody was imported: one without an id in one run may have an id in the other."""
    if person.key in state.people:
        return person.key
    return next((key for key, known in state.people.items()
                 if (is_loose(person.key) or is_loose(key)) and same(_named(known), person)), person.key)


def _named(held: Mapping[str, Any]) -> Named:
    return Named(str(held.get("name", "")), "", str(held.get("title") or ""), str(held.get("email") or ""),
                 held.get("side") or "buyer")


def _person_id(person: Named, taken: set[str]) -> str:
    words = slug(person.name.partition("@")[0], mark="_", fallback="person").split("_")
    last = words[-1]
    return last if last not in taken else free("_".join([last, *words[:-1]]), taken, mark="_")


def _take_person(merge: Merge, entry: dict[str, Any], before: Mapping[str, str], person: Named) -> None:
    """Take what is said of somebody; what is not said, in this export, is not unsaid."""
    new = len(entry) == 1
    for name in _KEPT_OF_PERSON:
        value, held = getattr(person, name), str(entry.get(name) or "")
        # A buyer is whoever is not known to be on another side; somebody whom a person added keeps what it says.
        unsaid = not value or (name == "side" and value == "buyer")
        if not new and (unsaid or value == before.get(name, "") or (held and not before)):
            continue
        if held != value and not new:
            merge.tell(f"{entry.get('name', person.name)}, {name}: {_shown(held)} → {_shown(value)}")
        if value:
            entry[name] = value


def _one_owner(merge: Merge, held: list[dict[str, Any]], people: list[Named]) -> None:
    """Take the role of owner from whom the CRM no longer calls so."""
    owner = next((p for p in people if p.role == "owner" and p.side == "seller"), None)
    now = merge.state.people.get(_key(merge.state, owner), {}).get("id") if owner else None
    for known in merge.state.people.values() if now else ():
        if known.get("role") != "owner" or known["id"] == now:
            continue
        known["role"] = ""
        for entry in held:
            if entry.get("id") == known["id"] and entry.get("role") == "owner":
                entry["role"] = ""
