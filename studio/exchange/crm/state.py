"""What the last import put into a deal's folder, kept beside the deal: `.crm.json`."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from playbook.text_files import FileFault
from studio.exchange.crm.incoming import Incoming

FILE = ".crm.json"
#: How the keys of deals begin that no export made, and that only got transcripts.
OUTSIDE = "folder:"
#: Parts of a record that are dates; JSON keeps them as text.
_DAYS = ("created", "close_date")


@dataclass
class State:
    """What was imported: by it a person's edits are told from the CRM's changes.

    `record` and `account` are as the CRM said last; `people` by key are the
    id in the deal and what the CRM said; `evidence` by key are file and hash;
    `events` by key are ids; `base` is the first record, kept once it changed;
    `given` is the fingerprint of what the last import gave.
    While a folder is brought up to date, `next` is the state that will hold
    once its deal.yaml has the hash `next_deal`.
    """

    key: str = ""
    crm_id: str = ""
    system: str = ""
    record: dict[str, Any] = field(default_factory=dict)
    account: dict[str, Any] = field(default_factory=dict)
    account_id: str = ""
    people: dict[str, dict[str, str]] = field(default_factory=dict)
    evidence: dict[str, dict[str, str]] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    base: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    given: str = ""
    next: dict[str, Any] = field(default_factory=dict)
    next_deal: str = ""

    def as_text(self) -> str:
        """The state as it is kept."""
        return json.dumps(self.as_data(), ensure_ascii=False, default=str) + "\n"

    def as_data(self) -> dict[str, Any]:
        """The state as plain data; its dates are dates."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


@dataclass(frozen=True)
class Link:
    """Where a deal stands in the CRM: system, id, the record as imported last, and the columns' own names."""

    system: str
    crm_id: str
    record: Mapping[str, Any]
    headers: Mapping[str, str]


def read_state(folder: Path) -> State | None:
    """Return what was imported into a folder; None where nothing was. Raises FileFault."""
    path = folder / FILE
    try:
        raw = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise FileFault(path, "", f"cannot be read ({error})") from None
    try:
        return _resumed(folder, _state(json.loads(raw)))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise FileFault(path, "", "is not as an import wrote it; move it away to import the deal anew") from None


def _state(data: Mapping[str, Any]) -> State:
    state = State(**{f.name: data[f.name] for f in fields(State) if f.name in data})
    state.record, state.base = with_days(state.record), with_days(state.base)
    return state


def _resumed(folder: Path, state: State) -> State:
    """The state after an import that was ended half-way: what it wrote is known as an import's."""
    if not state.next:
        return state
    coming = _state(state.next)
    if hash_of(folder / "deal.yaml") == state.next_deal:
        return coming
    for key, kept in coming.evidence.items():
        if hash_of(folder / "evidence" / kept["file"]) == kept["hash"]:
            state.evidence[key] = kept
    state.next, state.next_deal, state.given = {}, "", ""
    return state


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file; empty where it is not there."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def with_days(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with its dates as dates."""
    return {name: datetime.date.fromisoformat(value) if name in _DAYS and isinstance(value, str) else value
            for name, value in record.items()}


def crm_link(folder: Path) -> Link | None:
    """Return where a deal stands in the CRM; None where it came from none. Raises FileFault."""
    state = read_state(folder)
    if state is None or not state.crm_id:
        return None
    return Link(state.system, state.crm_id, state.record, state.headers)


def known_folders(target: Path) -> tuple[dict[str, tuple[Path, State]], list[FileFault]]:
    """Return the imported deals of a folder by key, and a fault for each that cannot be read."""
    found: dict[str, tuple[Path, State]] = {}
    faults: list[FileFault] = []
    for entry in sorted(os.scandir(target), key=lambda e: e.name) if target.is_dir() else ():
        if entry.name.startswith(".") or not entry.is_dir():
            continue
        try:
            state = read_state(Path(entry.path))
            if state and not state.key.startswith(OUTSIDE):
                found.setdefault(state.key, (Path(entry.path), state))
        except FileFault as fault:
            faults.append(fault)
    return found, faults


def known_deal(state: State) -> Incoming:
    """Return an imported deal as rows are joined to it; it is not changed unless an export says so."""
    return Incoming(state.key, str(state.record.get("name", "")), state.crm_id, state.system,
                    account=dict(state.account), account_id=state.account_id,
                    contact_ids=[key for key, person in state.people.items() if person.get("side") != "seller"])
