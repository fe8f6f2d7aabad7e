"""Entries come, go and move; nothing is deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playbook.model import Playbook
from playbook.parts import group_of, kind_of, order_path
from studio.actions.base import BadInput
from studio.actions.codify import checked, entries_in, needed, part_at, save_edit, save_fields
from studio.actions.store import again, slug


@again
def add_entry(playbook: str, group: str, name: str, *, by: str, fields: Mapping[str, Any] | None = None,
              after: str | None = None) -> str:
    """Add an entry to a list such as `process` or `process.discovery`; return its path. Raises BadInput."""
    from studio.store.playbooks import Edit, instead_of

    own = needed(playbook)
    taken = {p.rpartition(".")[2] for p in own.parts if p.rpartition(".")[0] == group}
    plain = " ".join(name.split())[:200]
    path = f"{group}.{slug(plain, taken)}"
    data = checked(kind_of(path), _starting(path, plain) | dict(fields or {}), path)
    changes = {path: instead_of(None, data), order_path(group): _inserted(own.book, group, data["id"], after)}
    save_edit(playbook, Edit(f"Added {plain}", changes), by)
    return path


def _starting(path: str, name: str) -> dict[str, Any]:
    """What a new entry must have: its id, its name, and an occasion for guidance."""
    start: dict[str, Any] = {"id": path.rpartition(".")[2], "name": name}
    if path.startswith("method.guidance."):
        start["occasion"] = "discovery"
    return start


def _inserted(book: Playbook, group: str, new: str, after: str | None) -> Any:
    ids = [e.id for e in entries_in(book, group)]

    def change(order: Any) -> list[str]:
        current = [i for i in _whole(order, ids) if i != new]
        place = current.index(after) + 1 if after in current else len(current)
        return [*current[:place], new, *current[place:]]

    return change


def _whole(order: Any, ids: Sequence[str]) -> list[str]:
    """An order with every id that is there: those it does not name at the end."""
    named = list(dict.fromkeys(order or ()))
    return [*named, *(i for i in ids if i not in named)]


@again
def duplicate_entry(playbook: str, path: str, *, by: str) -> str:
    """Copy an entry, with the criteria of a stage, right behind it; return the copy's path."""
    from studio.store.playbooks import Edit, instead_of

    own = needed(playbook)
    data, group = dict(part_at(own, path)), group_of(path)
    taken = {p.rpartition(".")[2] for p in own.parts if p.rpartition(".")[0] == group}
    copy = f"{group}.{slug(data['id'] + '_copy', taken)}"
    data |= {"id": copy.rpartition(".")[2], "name": f"{data['name'][:180]} (copy)"}
    data.pop("canonical", None)
    changes = {copy: instead_of(None, data),
               order_path(group): _inserted(own.book, group, data["id"], path.rpartition(".")[2])}
    for other, part in own.parts.items():
        if group == "process" and other.startswith(path + "."):
            changes[copy + other.removeprefix(path)] = instead_of(None, part)
    if group == "process" and order_path(path) in own.parts:
        changes[order_path(copy)] = instead_of(None, own.parts[order_path(path)])
    save_edit(playbook, Edit(f"Copied {data['name'].removesuffix(' (copy)')}", changes), by)
    return copy


def reorder_entry(playbook: str, path: str, step: int, *, by: str) -> None:
    """Move an entry up (−1) or down (+1) among those that are not archived."""
    from studio.store.playbooks import Edit

    own = needed(playbook)
    name, group, me = part_at(own, path)["name"], group_of(path), path.rpartition(".")[2]
    entries = entries_in(own.book, group)
    gone = {e.id for e in entries if e.archived}
    ids = [e.id for e in entries]

    def change(order: Any) -> list[str]:
        current = _whole(order, ids)
        live = [i for i in current if i not in gone or i == me]
        place = live.index(me)
        target = max(0, min(len(live) - 1, place + step))
        if target == place:
            return current
        current.remove(me)
        beside = live[target]
        at = current.index(beside) + (1 if step > 0 else 0)
        return [*current[:at], me, *current[at:]]

    save_edit(playbook, Edit(f"Moved {name} {'up' if step < 0 else 'down'}", {order_path(group): change}), by)


@again
def move_entry(playbook: str, path: str, to: str, *, by: str) -> str:
    """Move an exit criterion, as it stands, to another stage; return its new path. Raises BadInput."""
    from studio.store.playbooks import Edit, instead_of

    own = needed(playbook)
    part, group = part_at(own, path), group_of(path)
    if to == group:
        return path
    if not {group, to} <= {f"process.{s.id}" for s in own.book.process}:
        raise BadInput(f"{path}: cannot be moved to {to}, expected an exit criterion and one of the stages")
    taken = {p.rpartition(".")[2] for p in own.parts if p.rpartition(".")[0] == to}
    data = {**part, "id": part["id"] if part["id"] not in taken else slug(part["id"], taken)}
    target = f"{to}.{data['id']}"
    changes = {path: instead_of(dict(part), None), target: instead_of(None, data),
               order_path(to): _inserted(own.book, to, data["id"], None),
               order_path(group): lambda order: [i for i in (order or ()) if i != part["id"]]}
    save_edit(playbook, Edit(f"Moved {data['name']} to {_name(own.book, to)}", changes), by)
    return target


def archive_entry(playbook: str, path: str, archived: bool = True, *, by: str) -> None:
    """Archive an entry or bring it back; it is never deleted. Raises Conflict or BadInput."""
    own = needed(playbook)
    base = dict(part_at(own, path))
    what = f"{'Archived' if archived else 'Brought back'} {base['name']}"
    save_fields(playbook, path, {"archived": archived}, base=base, seen=own.saved[path].revision, by=by, what=what)


def save_rows(playbook: str, rows: Mapping[str, Mapping[str, Any]], *, seen: Mapping[str, int],
              base: Mapping[str, Mapping[str, Any]], by: str) -> int:
    """Save fields of many entries in one edit; return the new revision. Raises Conflict or BadInput."""
    from studio.store.playbooks import Edit, put

    changes = {path: put(checked(kind_of(path), dict(base[path]) | dict(values), path))
               for path, values in rows.items()}
    count = len(changes)
    return save_edit(playbook, Edit(f"Edited {count} {'entry' if count == 1 else 'entries'} in the table", changes,
                                {p: seen[p] for p in changes}, {p: dict(base[p]) for p in changes}), by)


def _name(book: Playbook, group: str) -> str:
    return next((s.name for s in book.process if f"process.{s.id}" == group), group)
