"""Events of deals that were played: what was drafted then, or that nothing was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from studio.store.database import writing


def keep_play(db: Database, deal: str, event: str, playbook: str, drafts: Iterable[str], *, by: str,
              at: datetime) -> None:
    """Note that an event was played by a playbook's map, with the drafts that came of it."""
    with writing(db):
        db["plays"].insert_all({"deal": deal, "event": event, "playbook": playbook, "draft": draft, "by": by,
                                "at": at.isoformat()} for draft in (list(drafts) or [None]))


def plays(db: Database, deal: str, playbook: str) -> dict[str, list[str]]:
    """Return the events of a deal that were played, each with the ids of its drafts."""
    found: dict[str, list[str]] = {}
    for event, draft in db.execute("select event, draft from plays where deal = ? and playbook = ? order by id",
                                   [deal, playbook]):
        held = found.setdefault(event, [])
        if draft and draft not in held:
            held.append(draft)
    return found
