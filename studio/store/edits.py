"""The edits of a playbook: undo, redo, history."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from playbook.parts import Part, is_order
from playbook.text_files import FileFault
from studio.acting import actor
from studio.store import audit
from studio.store.database import writing
from studio.store.playbooks import Edit, Stale, apply, parts_of, put


class CannotUndo(Exception):
    """Somebody else has gone on from there; says who and where."""


@dataclass(frozen=True)
class Done:
    """One edit in the history: who did what, when, to which parts."""

    number: int
    by: str
    at: str
    kind: str
    what: str
    state: str
    paths: tuple[str, ...]


def history(db: Database, playbook: str, *, path: str | None = None, most: int = 200) -> list[Done]:
    """Return the edits of a playbook or of one part, newest first."""
    where = "and e.id in (select edit from edit_parts where path = ?)" if path else ""
    rows = db.query(
        "select e.*, (select group_concat(path, char(10)) from edit_parts p where p.edit = e.id) as paths from edits e "
        f"where e.playbook = ? {where} order by e.id desc limit ?", [playbook, *([path] if path else []), most])
    return [_done(row) for row in rows]


def _done(row: dict[str, Any]) -> Done:
    return Done(row["id"], row["by"] or "", row["at"], row["kind"], row["what"], row["state"],
                tuple((row["paths"] or "").split("\n")))


def next_undo(db: Database, playbook: str, by: str) -> Done | None:
    """Return the edit that this person's undo would take back."""
    return _next(db, playbook, by, "done", "desc")


def next_redo(db: Database, playbook: str, by: str) -> Done | None:
    """Return the edit that this person's redo would do again."""
    return _next(db, playbook, by, "undone", "asc")


def _next(db: Database, playbook: str, by: str, state: str, order: str) -> Done | None:
    rows = db.query("select e.*, (select group_concat(path, char(10)) from edit_parts p where p.edit = e.id) as paths "
                    f"from edits e where playbook = ? and by = ? and state = ? order by id {order} limit 1",
                    [playbook, by, state])
    return next((_done(row) for row in rows), None)


def undo(db: Database, playbook: str, *, by: str, at: datetime) -> Done | None:
    """Take back this person's last edit; return it, or None where there is none.

    Raises CannotUndo where somebody else has changed the same text since.
    """
    return _turn(db, playbook, by, at, back=True)


def redo(db: Database, playbook: str, *, by: str, at: datetime) -> Done | None:
    """Do again what this person took back last; return it, or None.

    Raises CannotUndo where somebody else has changed the same text since.
    """
    return _turn(db, playbook, by, at, back=False)


def _turn(db: Database, playbook: str, by: str, at: datetime, *, back: bool) -> Done | None:
    with writing(db):
        done = (next_undo if back else next_redo)(db, playbook, by)
        if done is None:
            return None
        now, changes = parts_of(db, playbook), {}
        for path, before, after in db.execute("select path, before, after from edit_parts where edit = ?",
                                              [done.number]).fetchall():
            found, wanted = (after, before) if back else (before, after)
            try:
                changes[path] = put(_turned(path, now.get(path), _part(found), _part(wanted)))
            except Stale:
                raise CannotUndo(_who_went_on(db, playbook, path)) from None
        try:
            apply(db, playbook, Edit(done.what, changes), by, at, log=False)
        except FileFault as fault:
            raise CannotUndo(f"something else in the playbook now needs it: {fault}") from None
        db.execute("update edits set state = ? where id = ?", ["undone" if back else "done", done.number])
        audit.record(db, "undo edit" if back else "redo edit", playbook, by=by, role=actor().role or "", at=at,
                     detail={"edit": done.number})
    return done


def _turned(path: str, now: Part | None, found: Part | None, wanted: Part | None) -> Part | None:
    """What a part is to be once an edit is turned. Raises Stale where somebody has gone on from there.

    Where an edit put entries into a list, or took some out, others may have
    changed the list meanwhile: just those entries go or come back.
    """
    if now == found:
        return wanted
    if not is_order(path) or now is None:
        raise Stale
    ours, theirs = list(found or ()), list(wanted or ())
    if [i for i in ours if i in theirs] != [i for i in theirs if i in ours] or set(ours) == set(theirs):
        raise Stale
    turned = [i for i in now if i in theirs or i not in ours]
    for before, new in zip([None, *theirs], theirs, strict=False):
        if new not in ours and new not in turned:
            turned.insert(turned.index(before) + 1 if before in turned else 0, new)
    return turned


def _part(text: str | None) -> Part | None:
    return None if text is None else json.loads(text)


def _who_went_on(db: Database, playbook: str, path: str) -> str:
    row = db.execute("select by from parts where playbook = ? and path = ?", [playbook, path]).fetchone()
    what = f"the order of '{path.partition(':')[2]}'" if is_order(path) else f"'{path}'"
    if row is None:
        return f"{what} is no longer there, so nothing was taken back"
    return f"{row[0] or 'somebody'} has changed {what} since, so nothing was taken back"
