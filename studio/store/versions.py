"""Published versions of a playbook: numbered, named, with a reason, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from playbook.files import parse_playbook, to_json
from playbook.model import Playbook
from playbook.parts import split
from playbook.text_files import FileFault
from studio.acting import actor
from studio.store import audit
from studio.store.database import writing
from studio.store.playbooks import Edit, apply, load, needed, parts_of, put


@dataclass(frozen=True)
class Version:
    """A published version; `revision` is the edit state that it shows."""

    playbook: str
    number: int
    name: str
    reason: str
    by: str
    at: str
    revision: int


def publish(db: Database, playbook: str, *, name: str, reason: str, by: str, at: datetime,
            seen: int | None = None) -> Version:
    """Keep the playbook as it is saved now as the next version.

    `seen` is the revision that the person read before publishing. Raises
    FileFault where somebody has edited it since, or where nothing changed.
    """
    with writing(db):
        kept = needed(db, playbook)
        if seen is not None and seen != kept.revision:
            raise FileFault(playbook, "", "was edited by somebody else a moment ago, expected nobody to: look at what "
                                          "changed and publish again")
        last = list_versions(db, playbook)[:1]
        if last and last[0].revision == kept.revision:
            raise FileFault(playbook, "", f"has no edits since version {last[0].number}, expected some to publish")
        number = kept.version + 1
        db.execute("update playbooks set version = ? where id = ?", [number, playbook])
        book = load(db, playbook)
        db["versions"].insert({"playbook": playbook, "number": number, "name": name, "reason": reason, "by": by,
                               "at": at.isoformat(), "data": to_json(book), "revision": kept.revision})
        audit.record(db, "publish", playbook, by=by, role=actor().role or "", at=at,
                     detail={"version": number, "revision": kept.revision})
    return Version(playbook, number, name, reason, by, at.isoformat(), kept.revision)


def list_versions(db: Database, playbook: str) -> list[Version]:
    """Return the published versions, newest first."""
    return [_version(row) for row in db.query(
        "select playbook, number, name, reason, by, at, revision from versions where playbook = ? "
        "order by number desc", [playbook])]


def _version(row: Mapping[str, Any]) -> Version:
    return Version(row["playbook"], row["number"], row["name"] or "", row["reason"] or "", row["by"] or "", row["at"],
                   row["revision"])


def load_version(db: Database, playbook: str, number: int) -> Playbook:
    """Return a published version. Raises FileFault."""
    row = db.execute("select data from versions where playbook = ? and number = ?", [playbook, number]).fetchone()
    if row is None:
        raise FileFault(playbook, f"version {number}", "was never published, expected one of the history")
    return parse_playbook(row[0], f"{playbook}, version {number}")


def restore_version(db: Database, playbook: str, number: int, *, by: str, at: datetime) -> int:
    """Bring a version back as an edit, which can be undone; return the new revision."""
    wanted = split(load_version(db, playbook, number))
    return replace(db, playbook, wanted, what=f"Brought back version {number}", kind="restore", by=by, at=at)


def replace(db: Database, playbook: str, wanted: Mapping[str, Any], *, what: str, kind: str, by: str,
            at: datetime) -> int:
    """Make a playbook consist of these parts, in one edit; return the new revision."""
    with writing(db):
        now = parts_of(db, playbook)
        changes = {path: put(wanted.get(path)) for path in {*now, *wanted}}
        return apply(db, playbook, Edit(what, changes, kind=kind), by, at)
