"""A playbook taken apart into entries and orders, and put together again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from playbook.files import first_fault
from playbook.model import Agent, Behaviour, Element, Entry, ExitCriterion, HumanJudgement, Play, Playbook, Stage
from playbook.model.method import ChainStep, Guidance, Lever, MethodRow, Position, TalkPair, ValueDriver
from playbook.text_files import FileFault

#: The playbook's own fields stand under this path.
OWN = "playbook"
_ORDER = "order:"

#: The lists of entries, by the path that their entries' paths begin with.
GROUPS: dict[str, type[Entry]] = {
    "process": Stage, "qualification": Element, "method.chain": ChainStep, "method.rows": MethodRow,
    "method.guidance": Guidance, "method.positions": Position, "method.value_drivers": ValueDriver,
    "method.levers": Lever, "method.pairs": TalkPair, "behaviours": Behaviour, "plays": Play,
    "orchestration.agents": Agent, "governance.judgements": HumanJudgement,
}
_HOLDERS = {"qualification": "qualification.elements"}

#: Plain data of one part: an entry's fields, or an order of ids.
Part = dict[str, Any] | list[str]


def group_of(path: str) -> str:
    """Return the list that an entry stands in: `process`, `process.discovery`, `method.rows`, …

    Raises KeyError for a path that no list has.
    """
    head, _, _ = path.rpartition(".")
    if head in GROUPS or (head.startswith("process.") and head.count(".") == 1):
        return head
    raise KeyError(path)


def kind_of(path: str) -> type[Entry]:
    """Return what kind of entry stands at a path. Raises KeyError."""
    group = group_of(path)
    return GROUPS.get(group, ExitCriterion)


def order_path(group: str) -> str:
    """Return the path under which the order of a list is kept."""
    return _ORDER + group


def is_order(path: str) -> bool:
    """Tell whether a part is an order of ids."""
    return path.startswith(_ORDER)


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return an entry as plain data, without what is default and without the criteria of a stage."""
    return entry.model_dump(mode="json", exclude_defaults=True, exclude={"exit_criteria"})


def split(book: Playbook) -> dict[str, Part]:
    """Return the parts of a playbook by path; `join` puts an equal one together."""
    parts: dict[str, Part] = {OWN: _own(book)}
    for group, entries in _lists(book):
        if entries:
            parts[order_path(group)] = [e.id for e in entries]
        parts |= {f"{group}.{e.id}": entry_data(e) for e in entries}
    return parts


def _own(book: Playbook) -> dict[str, Any]:
    data = book.model_dump(mode="json", exclude_defaults=True, exclude={"version", "process", "behaviours", "plays"})
    for holder, field in (("qualification", "elements"), ("orchestration", "agents"), ("governance", "judgements"),
                          *(("method", g.split(".")[1]) for g in GROUPS if g.startswith("method."))):
        if holder in data:
            data[holder].pop(field, None)
            if not data[holder]:
                del data[holder]
    return data


def _lists(book: Playbook) -> Iterator[tuple[str, list[Entry]]]:
    for group in GROUPS:
        entries: Any = book
        for step in _HOLDERS.get(group, group).split("."):
            entries = getattr(entries, step)
        yield group, entries
    for stage in book.process:
        yield f"process.{stage.id}", list(stage.exit_criteria)


def join(parts: Mapping[str, Part], version: int = 1, name: str = "playbook") -> Playbook:
    """Return the playbook that these parts make. Raises FileFault where they make none.

    Entries that an order does not name stand at its end, in their own order;
    ids in an order that no entry has are passed over.
    """
    data = _nested(parts, version, name)
    try:
        return Playbook.model_validate(data)
    except ValidationError as error:
        raise FileFault(name, *first_fault(error, data)) from None


def _nested(parts: Mapping[str, Part], version: int, name: str) -> dict[str, Any]:
    own = parts.get(OWN, {})
    data: dict[str, Any] = {k: dict(v) if isinstance(v, dict) else v for k, v in dict(own).items()}
    data["version"] = version
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for path, part in parts.items():
        if path != OWN and not is_order(path) and isinstance(part, dict):
            groups.setdefault(group_of(path), {})[part.get("id", path.rpartition(".")[2])] = dict(part)
    for group, entries in groups.items():
        if group not in GROUPS:
            stage = groups.get("process", {}).get(group.removeprefix("process."))
            if stage is None:
                raise FileFault(name, group, f"is no stage here, expected one that holds '{next(iter(entries))}'")
            stage["exit_criteria"] = _ordered(entries, parts.get(order_path(group)))
    for group, entries in groups.items():
        if group in GROUPS:
            *holders, field = _HOLDERS.get(group, group).split(".")
            place = data
            for step in holders:
                place = place.setdefault(step, {})
            place[field] = _ordered(entries, parts.get(order_path(group)))
    return data


def _ordered(entries: dict[str, dict[str, Any]], order: Part | None) -> list[dict[str, Any]]:
    named = dict.fromkeys(i for i in (order or ()) if i in entries)
    return [entries[i] for i in [*named, *(i for i in entries if i not in named)]]
