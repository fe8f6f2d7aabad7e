"""The workshop: its plan, the parking lot with its decisions, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbook.model import Playbook
from studio.acting import require
from studio.actions.base import BadInput
from studio.actions.store import now, store

if TYPE_CHECKING:
    from studio.store.points import Point
    from studio.store.workshops import Workshop

_LONGEST = 2000


def points(playbook: str, path: str | None = None) -> list[Point]:
    """Return the parking lot of a playbook or of one entry, open points first."""
    from studio.store.points import list_points

    with store() as db:
        return list_points(db, playbook, path=path)


def park(playbook: str, path: str, question: str, *, by: str) -> int:
    """Park a disagreement on an entry (or on none); return its number. Raises BadInput."""
    from studio.store.points import raise_point

    require("edit_playbook")
    with store() as db:
        return raise_point(db, playbook, path, _said("the question", question), by=by, at=now())


def decide(number: int, decision: str, reason: str, *, by: str) -> None:
    """Record what the room decided, and why. Raises BadInput."""
    from studio.store.points import decide_point

    require("edit_playbook")
    with store() as db:
        if not decide_point(db, number, _said("the decision", decision), _said("the reason", reason), by=by, at=now()):
            raise BadInput("this point was decided a moment ago, expected an open one; look at what was decided")


def _said(what: str, text: str) -> str:
    plain = text.strip()
    if not plain or len(plain) > _LONGEST:
        raise BadInput(f"{what}: expected 1 to {_LONGEST:,} characters")
    return plain


def start_workshop(playbook: str, name: str, *, by: str) -> Workshop:
    """Begin a workshop; the playbook is kept as it stands, to compare with at the end."""
    from studio.store.workshops import start_workshop as begin

    require("edit_playbook")
    with store() as db:
        return begin(db, playbook, " ".join(name.split())[:120] or "Workshop", by=by, at=now())


def end_workshop(number: int) -> None:
    """End a workshop; the playbook is kept as it stands now."""
    from studio.store.workshops import end_workshop as finish

    require("edit_playbook")
    with store() as db:
        finish(db, number, at=now())


def workshops(playbook: str) -> list[Workshop]:
    """Return the workshops on a playbook, the newest first."""
    from studio.store.workshops import list_workshops

    with store() as db:
        return list_workshops(db, playbook)


def before_and_after(number: int) -> tuple[Playbook, Playbook]:
    """Return the playbook before a workshop, and after it or as it stands. Raises FileFault."""
    from studio.store.workshops import books_of

    with store() as db:
        return books_of(db, number)
