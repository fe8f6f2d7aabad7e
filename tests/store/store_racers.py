"""What other processes do in the store's tests, at the same time as others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from store_examples import Session, in_home

from studio import actions
from studio.store.migrations import migrations
from studio.store.playbooks import Conflict

#: Lets the racers of one test begin together; set in each process.
barrier: Any = None


def made_at_once(job: tuple[str, list[Path]]) -> list[str]:
    """Open stores that are not there yet; return what went wrong."""
    name, folders = job
    return _each(folders, lambda: actions.join_people(name))


def migrated_at_once(folders: list[Path]) -> list[str]:
    """Open older stores with a studio that is newer; return what went wrong."""

    @migrations(name="m999_shelf")
    def added(db: Any) -> None:
        db["shelf"].create({"id": int, "book": str}, pk="id")

    return _each(folders, actions.own_playbooks)


def _each(folders: list[Path], action: Any) -> list[str]:
    wrong = []
    for folder in folders:
        in_home(folder)
        barrier.wait(60)
        try:
            action()
        except Exception as problem:
            wrong.append(repr(problem))
    return wrong


def save_until_told(home: Path, playbook: str, path: str, by: str, told: Any) -> None:
    """Save texts of one entry, one after another, until told to stop; then say which saves returned."""
    in_home(home)
    session, number, saved = Session(playbook, by), 0, []
    while not told.poll():
        text = f"{by} {number}."
        try:
            session.open(path)
            session.save(path, purpose=text)
            saved.append(text)
        except Conflict:
            pass
        if number == 0:
            told.send("begun")
        number += 1
    told.send(saved)
