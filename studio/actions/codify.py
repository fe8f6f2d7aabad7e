"""Codifying: playbooks of one's own, edited entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from playbook.files import first_fault
from playbook.model import Entry, Playbook
from playbook.parts import GROUPS, OWN, Part, entry_data, join, kind_of
from studio.acting import require
from studio.actions.base import BadInput
from studio.actions.store import moment, now, slug, store, store_exists

if TYPE_CHECKING:
    from studio.store.playbooks import Edit, Kept, Saved


@dataclass(frozen=True)
class Own:
    """A playbook of the store as it stands: the book, and who saved each part last."""

    kept: Kept
    book: Playbook
    parts: Mapping[str, Part]
    saved: Mapping[str, Saved]


# -- playbooks of one's own

def own_playbooks() -> list[Kept]:
    """Return the playbooks kept here that are not put away, those touched last first."""
    from studio.store.playbooks import list_kept

    if not store_exists():
        return []
    with store() as db:
        return [k for k in list_kept(db) if not k.archived]


def put_away_playbooks() -> list[Kept]:
    """Return the playbooks kept here that were put away."""
    from studio.store.playbooks import list_kept

    with store() as db:
        return [k for k in list_kept(db) if k.archived]


def own_playbook(playbook: str) -> Own | None:
    """Return a playbook of the store as it stands, or None where there is none by that id."""
    from studio.store.playbooks import find_kept, revisions

    if not store_exists():
        return None
    with moment() as db:
        kept = find_kept(db, playbook)
        if kept is None:
            return None
        parts, book = _standing(db, kept)
        return Own(kept, book, parts, revisions(db, playbook))


def own_book(playbook: str) -> Playbook | None:
    """Return just the book of a playbook of the store; the same object until it is edited."""
    from studio.store.playbooks import find_kept

    if not store_exists():
        return None
    with moment() as db:
        kept = find_kept(db, playbook)
        return _standing(db, kept)[1] if kept else None


def own_stamp(playbook: str) -> tuple[object, ...]:
    """Return what changes whenever a playbook of the store does; empty for any other playbook."""
    from studio.store.playbooks import find_kept

    if not store_exists():
        return ()
    with store() as db:
        kept = find_kept(db, playbook)
        return (kept.id, kept.at, kept.revision, kept.version) if kept else ()


def _standing(db: Any, kept: Kept) -> tuple[Mapping[str, Part], Playbook]:
    from studio.store.playbooks import parts_of

    place = (db.execute("pragma database_list").fetchone()[2], kept.id)
    stamp = (kept.at, kept.revision, kept.version)
    held = _books.get(place)
    if held is None or held[0] != stamp:
        _books.pop(place, None)
        parts = parts_of(db, kept.id)
        held = _books[place] = (stamp, parts, join(parts, max(1, kept.version), kept.id))
        for old in list(_books)[:-_REMEMBERED]:
            _books.pop(old, None)
    return held[1], held[2]


#: How many playbooks are remembered as they stand, those read last.
_REMEMBERED = 12
_books: dict[tuple[str, str], tuple[tuple[Any, ...], Mapping[str, Part], Playbook]] = {}


def start_playbook(name: str, *, by: str, source: str | Path | Playbook | None = None) -> str:
    """Keep a new playbook under a name; return its id.

    `source` is what it starts from: a shipped id, a file, a playbook, or
    nothing. Its first version is published at once. Raises FileFault or
    BadInput.
    """
    from playbook.files import library_ids
    from studio.actions.playbooks import open_playbook
    from studio.store.database import writing
    from studio.store.playbooks import create, list_kept
    from studio.store.versions import publish

    require("edit_playbook")
    plain = " ".join(name.split())
    if not plain or len(plain) > 200:
        raise BadInput("the playbook's name: expected 1 to 200 characters")
    book = source if isinstance(source, Playbook) else open_playbook(source) if source else Playbook(id="x", name="x")
    words = book.name if source else "nothing"
    with store() as db, writing(db):
        taken = {*library_ids(), *(k.id for k in list_kept(db))}
        made = book.model_copy(update={"id": slug(plain, taken, "playbook"), "name": plain, "version": 1,
                                       "specificity": None})
        create(db, made, started_from=words, by=by, at=now())
        publish(db, made.id, name="The start", reason=f"Started from {words}", by=by, at=now())
    return made.id


def put_away(playbook: str, away: bool = True) -> None:
    """Take a playbook off the lists, or bring it back; nothing of it is deleted."""
    require("edit_playbook")
    with store() as db:
        db.execute("update playbooks set archived = ? where id = ?", [int(away), playbook])


# -- saving

def save_fields(playbook: str, path: str, values: Mapping[str, Any], *, base: Mapping[str, Any], seen: int, by: str,
                what: str = "", typed: str = "") -> int:
    """Save fields of one entry; return the playbook's new revision.

    `base` is the entry as the person saw it at revision `seen`; `typed` names
    the one field that is being typed in. Raises BadInput for a value that
    does not fit, and Conflict where somebody else has saved the entry since:
    then both texts are kept.
    """
    from studio.store.playbooks import Edit, put

    data = checked(kind_of(path), dict(base) | dict(values), path)
    words = what or f"Edited {data.get('name') or path}"
    return save_edit(playbook, Edit(words, {path: put(data)}, {path: seen}, {path: dict(base)}, typed), by)


def save_own_fields(playbook: str, values: Mapping[str, Any], *, base: Mapping[str, Any], seen: int, by: str,
                    typed: str = "") -> int:
    """Save the playbook's own fields (name, description, currency, …); return the new revision."""
    from studio.store.playbooks import Edit, put

    return save_edit(playbook, Edit("Edited the playbook's own page", {OWN: put(_merged(base, values))}, {OWN: seen},
                                {OWN: dict(base)}, typed), by)


def _merged(base: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Own fields with others put in; those of the pillars one level down. Empty ones are left out."""
    data = {k: dict(v) if isinstance(v, dict) else v for k, v in base.items()}
    for name, value in values.items():
        holder, _, field = name.rpartition(".")
        place = data.setdefault(holder, {}) if holder else data
        if value in (None, "", [], {}) and field != "name":
            place.pop(field, None)
        else:
            place[field] = value
        if holder and not place:
            del data[holder]
    return data


def checked(kind: type[Entry], data: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return an entry's data in the form in which it is kept. Raises BadInput in one sentence."""
    try:
        kept = entry_data(kind.model_validate(dict(data)))
    except ValidationError as error:
        place, told = first_fault(error, dict(data))
        raise BadInput(f"{path}{': ' + place.replace('_', ' ') if place else ''}: {told}") from None
    if kept["id"] != path.rpartition(".")[2]:
        raise BadInput(f"{path}: id: is how others refer to the entry and stays (found '{kept['id']}')")
    return kept


def save_edit(playbook: str, edit: Edit, by: str) -> int:
    """Save an edit; return the playbook's new revision. Raises Conflict or FileFault."""
    from studio.store.playbooks import save

    require("edit_playbook")
    with store() as db:
        return save(db, playbook, edit, by=by, at=now())


def needed(playbook: str) -> Own:
    """Return a playbook of the store. Raises BadInput where there is none by that id."""
    found = own_playbook(playbook)
    if found is None:
        raise BadInput(f"{playbook}: is no playbook of yours, expected one that was started here")
    return found


def part_at(own: Own, path: str) -> Mapping[str, Any]:
    """Return the data of one entry. Raises BadInput where it is gone."""
    part = own.parts.get(path)
    if not isinstance(part, dict):
        raise BadInput(f"{path}: is no entry of {own.kept.name}; somebody may have moved it")
    return part


def entries_in(book: Playbook, group: str) -> Sequence[Entry]:
    """Return the entries of a list such as `process`, `process.discovery` or `method.rows`, in order."""
    if group not in GROUPS:
        stage = group.removeprefix("process.")
        return next((s.exit_criteria for s in book.process if s.id == stage), [])
    place: Any = book
    for step in ("qualification.elements" if group == "qualification" else group).split("."):
        place = getattr(place, step)
    return place


def entry_values(entry: BaseModel) -> dict[str, Any]:
    """Return every field of an entry as plain data, defaults too."""
    return entry.model_dump(mode="json", exclude={"exit_criteria"})
