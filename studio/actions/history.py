"""Undo, redo, history; versions published, compared and brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playbook.model import Playbook
from studio.acting import require
from studio.actions.base import BadInput
from studio.actions.store import now, store

if TYPE_CHECKING:
    from studio.store.edits import Done
    from studio.store.versions import Version


def can_turn(playbook: str, by: str) -> tuple[Done | None, Done | None]:
    """Return what undo would take back and what redo would do again, for this person."""
    from studio.store.edits import next_redo, next_undo

    with store() as db:
        return next_undo(db, playbook, by), next_redo(db, playbook, by)


def undo(playbook: str, by: str) -> Done | None:
    """Take back this person's last edit; None where there is none. Raises BadInput."""
    from studio.store.edits import undo as back

    return _turned(back, playbook, by)


def redo(playbook: str, by: str) -> Done | None:
    """Do again what this person took back; None where there is nothing. Raises BadInput."""
    from studio.store.edits import redo as again

    return _turned(again, playbook, by)


def _turned(turn: Any, playbook: str, by: str) -> Done | None:
    from studio.store.edits import CannotUndo

    require("edit_playbook")
    try:
        with store() as db:
            return turn(db, playbook, by=by, at=now())
    except CannotUndo as why:
        raise BadInput(str(why)) from None


def edit_history(playbook: str, path: str | None = None, most: int = 200) -> list[Done]:
    """Return who edited what and when, newest first."""
    from studio.store.edits import history

    with store() as db:
        return history(db, playbook, path=path, most=most)


# -- versions

def publish(playbook: str, *, name: str, reason: str, by: str, seen: int | None = None) -> Version:
    """Publish the playbook as it is saved now. Raises BadInput without a reason, FileFault without an edit."""
    from studio.store.versions import publish as keep

    require("publish")
    title, why = " ".join(name.split()), reason.strip()
    if not why:
        raise BadInput("the reason of a version: expected a sentence on why it is published")
    if len(title) > 120 or len(why) > 2000:
        raise BadInput("a version: expected a name of at most 120 characters and a reason of at most 2,000")
    with store() as db:
        return keep(db, playbook, name=title, reason=why, by=by, at=now(), seen=seen)


def versions(playbook: str) -> list[Version]:
    """Return the published versions of a playbook, newest first."""
    from studio.store.versions import list_versions

    with store() as db:
        return list_versions(db, playbook)


def version_book(playbook: str, number: int) -> Playbook:
    """Return a published version. Raises FileFault."""
    from studio.store.versions import load_version

    with store() as db:
        return load_version(db, playbook, number)


def bring_back_version(playbook: str, number: int, *, by: str) -> None:
    """Bring a version back as one edit, which can be undone. Raises FileFault."""
    from studio.store.versions import restore_version

    require("edit_playbook")
    with store() as db:
        restore_version(db, playbook, number, by=by, at=now())
