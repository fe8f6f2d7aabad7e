"""Playbooks in the store: their parts, saved one edit at a time, never over somebody else's."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from playbook.model import Playbook
from playbook.parts import Part, join, split
from playbook.text_files import FileFault
from studio.acting import actor
from studio.store import audit
from studio.store.database import writing

#: Edits of one field by one person within this time are one step to undo.
TOGETHER = timedelta(seconds=20)

#: What an edit makes of a part: given what is there now, what is to be there; None takes it away.
Change = Callable[[Part | None], Part | None]


class Stale(Exception):
    """What an edit was made from is no longer there; nothing was saved, and it can be made again."""


class Conflict(Exception):
    """Somebody else has saved the same entry; both texts are kept under `held`."""

    def __init__(self, held: int, path: str, theirs_by: str, theirs_at: str):
        who = theirs_by or "somebody else"
        super().__init__(f"{who} has saved this entry since you opened it; both texts are kept")
        self.held, self.path, self.theirs_by, self.theirs_at = held, path, theirs_by, theirs_at


@dataclass(frozen=True)
class Kept:
    """A playbook in the store: who made it from what, how far it is edited and published."""

    id: str
    name: str
    started_from: str
    by: str
    at: str
    archived: bool
    revision: int
    version: int


@dataclass(frozen=True)
class Edit:
    """One edit to be saved: changes by path, and what the writer had before them.

    `expected` holds, for each path that somebody may have changed meanwhile,
    the revision that the writer saw, and `base` what stood there then. `what`
    says in words what was done; `field` names the one field that was typed
    in, so that typing is one step to undo.
    """

    what: str
    changes: Mapping[str, Change]
    expected: Mapping[str, int] = dataclasses.field(default_factory=dict)
    base: Mapping[str, Part] = dataclasses.field(default_factory=dict)
    field: str = ""
    kind: str = "edit"


def put(part: Part | None) -> Change:
    """A change to exactly this, whatever was there."""
    return lambda _: part


def instead_of(before: Part | None, after: Part | None) -> Change:
    """A change made from what was read before: it raises Stale where something else stands there by now."""

    def change(now: Part | None) -> Part | None:
        if now != before:
            raise Stale
        return after

    return change


def list_kept(db: Database) -> list[Kept]:
    """Return the playbooks of the store, those touched last first."""
    rows = db.query("select p.*, (select max(at) from edits e where e.playbook = p.id) as touched from playbooks p "
                    "order by coalesce(touched, p.at) desc, p.rowid desc")
    return [_kept(row) for row in rows]


def find_kept(db: Database, playbook: str) -> Kept | None:
    """Return what the store knows of a playbook."""
    return next((_kept(row) for row in db.query("select * from playbooks where id = ?", [playbook])), None)


def _kept(row: Mapping[str, Any]) -> Kept:
    return Kept(row["id"], row["name"], row["started_from"] or "", row["by"] or "", row["at"], bool(row["archived"]),
                row["revision"], row["version"])


def create(db: Database, book: Playbook, *, started_from: str, by: str, at: datetime) -> Kept:
    """Keep a playbook as a new one; its id must be free. Raises FileFault."""
    stamp = at.isoformat()
    with writing(db):
        if find_kept(db, book.id) is not None:
            raise FileFault(book.id, "", "is the id of a playbook here already, expected another one")
        db["playbooks"].insert({"id": book.id, "name": book.name, "started_from": started_from, "by": by,
                                "at": stamp, "archived": 0, "revision": 1, "version": 0})
        db["parts"].insert_all({"playbook": book.id, "path": path, "data": _dump(part), "revision": 1, "by": by,
                                "at": stamp} for path, part in split(book).items())
    found = find_kept(db, book.id)
    assert found is not None
    return found


def parts_of(db: Database, playbook: str) -> dict[str, Part]:
    """Return the parts of a playbook, as they are saved now."""
    rows = db.execute("select path, data from parts where playbook = ? order by rowid", [playbook])
    return {path: json.loads(data) for path, data in rows.fetchall()}


def load(db: Database, playbook: str) -> Playbook:
    """Return the playbook as it is saved now. Raises FileFault."""
    kept = needed(db, playbook)
    return join(parts_of(db, playbook), max(1, kept.version), playbook)


@dataclass(frozen=True)
class Saved:
    """Who saved a part last, and at which revision."""

    revision: int
    by: str
    at: str


def revisions(db: Database, playbook: str) -> dict[str, Saved]:
    """Return for every part the revision at which it was saved last, by whom and when."""
    rows = db.execute("select path, revision, by, at from parts where playbook = ?", [playbook])
    return {path: Saved(revision, by, at) for path, revision, by, at in rows.fetchall()}


def save(db: Database, playbook: str, edit: Edit, *, by: str, at: datetime) -> int:
    """Save an edit; return the playbook's new revision.

    Raises Conflict where a part was saved by somebody else since: that text
    is kept beside theirs, nothing is overwritten, and the edit's other parts
    are saved. Raises FileFault where the playbook would no longer be valid,
    Stale where a change says so; then nothing is saved.
    """
    with writing(db):
        needed(db, playbook)
        conflicts = _conflicts(db, playbook, edit, by, at)
        late = {c.path for c in conflicts}
        rest = {path: change for path, change in edit.changes.items() if path not in late}
        revision = apply(db, playbook, dataclasses.replace(edit, changes=rest), by, at)
    if conflicts:
        raise conflicts[0]
    return revision


def apply(db: Database, playbook: str, edit: Edit, by: str, at: datetime, *, log: bool = True) -> int:
    """Apply an edit inside a transaction; return the new revision, the old one where nothing changes."""
    kept = needed(db, playbook)
    parts = parts_of(db, playbook)
    changed: dict[str, tuple[Part | None, Part | None]] = {}
    for path, change in edit.changes.items():
        before, after = parts.get(path), change(parts.get(path))
        if before != after:
            changed[path] = (before, after)
            if after is None:
                del parts[path]
            else:
                parts[path] = after
    if not changed:
        return kept.revision
    book = join(parts, max(1, kept.version), playbook)
    revision = kept.revision + 1
    for path, (_, after) in changed.items():
        if after is None:
            db.execute("delete from parts where playbook = ? and path = ?", [playbook, path])
        else:
            db["parts"].upsert({"playbook": playbook, "path": path, "data": _dump(after), "revision": revision,
                                "by": by, "at": at.isoformat()}, pk=("playbook", "path"))
    db.execute("update playbooks set revision = ?, name = ? where id = ?", [revision, book.name, playbook])
    if log:
        _log(db, playbook, edit, changed, by, at, revision)
    return revision


def _log(db: Database, playbook: str, edit: Edit, changed: Mapping[str, tuple[Part | None, Part | None]], by: str,
         at: datetime, revision: int) -> None:
    db.execute("update edits set state = 'void' where playbook = ? and by = ? and state = 'undone'", [playbook, by])
    if edit.field and len(changed) == 1 and (last := _same_step(db, playbook, edit, by, at, changed)) is not None:
        path, (_, after) = next(iter(changed.items()))
        db.execute("update edits set at = ?, revision = ? where id = ?", [at.isoformat(), revision, last])
        db.execute("update edit_parts set after = ? where edit = ? and path = ?", [_text(after), last, path])
        return
    row = db["edits"].insert({"playbook": playbook, "by": by, "at": at.isoformat(), "kind": edit.kind,
                              "what": edit.what, "field": edit.field, "state": "done", "revision": revision})
    number = row.last_pk
    audit.record(db, edit.kind, playbook, by=by, role=actor().role or "", at=at,
                 detail={"edit": number, "paths": sorted(changed)[:50], "revision": revision})
    db["edit_parts"].insert_all({"edit": number, "path": path, "before": _text(before), "after": _text(after)}
                                for path, (before, after) in changed.items())


def _same_step(db: Database, playbook: str, edit: Edit, by: str, at: datetime,
               changed: Mapping[str, tuple[Part | None, Part | None]]) -> int | None:
    """The person's last edit, where this one goes on with it: same field, at once, nothing between."""
    path, (before, _) = next(iter(changed.items()))
    rows = db.execute(
        "select e.id, e.at, e.field, e.state, p.after from edits e join edit_parts p on p.edit = e.id and p.path = ? "
        "where e.playbook = ? and e.by = ? order by e.id desc limit 1", [path, playbook, by]).fetchall()
    latest = db.execute("select max(id) from edits where playbook = ? and by = ?", [playbook, by]).fetchone()[0]
    if not rows or rows[0][0] != latest:
        return None
    number, when, typed_in, state, after = rows[0]
    close = abs(at - datetime.fromisoformat(when)) <= TOGETHER
    same = typed_in == edit.field and state == "done" and after == _text(before)
    return number if close and same else None


def _conflicts(db: Database, playbook: str, edit: Edit, by: str, at: datetime) -> list[Conflict]:
    """Keep each text that comes late beside the one that is there; return what to say of them."""
    now, found = revisions(db, playbook), []
    for path, seen in edit.expected.items():
        held = now.get(path)
        if held is not None and held.revision <= seen:
            continue
        row = db.query("select data from parts where playbook = ? and path = ?", [playbook, path])
        theirs = next((r["data"] for r in row), None)
        change = edit.changes.get(path)
        mine = _text(change(json.loads(theirs) if theirs else None)) if change else None
        if mine == theirs:
            continue
        number = db["held"].insert({
            "playbook": playbook, "path": path, "base": _text(edit.base.get(path)), "mine": mine,
            "theirs": theirs, "theirs_by": held.by if held else "", "theirs_at": held.at if held else "", "by": by,
            "at": at.isoformat(), "state": "open"}).last_pk
        found.append(Conflict(int(number), path, held.by if held else "", held.at if held else ""))
    return found


def needed(db: Database, playbook: str) -> Kept:
    """Return what the store knows of a playbook. Raises FileFault where that is nothing."""
    kept = find_kept(db, playbook)
    if kept is None:
        raise FileFault(playbook, "", "is no playbook of this store, expected the id of one")
    return kept


def _dump(part: Part) -> str:
    return json.dumps(part, ensure_ascii=False, sort_keys=True)


def _text(part: Part | None) -> str | None:
    return None if part is None else _dump(part)
