"""What other processes do in the store's tests, at the same time as others."""

from __future__ import annotations

import random
import time
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


def hammer(home: Path, playbook: str, by: str, seconds: float, together: Any) -> dict[str, list[Any]]:
    """Save shared and own entries as fast as one can; return what was saved, what came late, what was added.

    All begin at once from the same text. Each text says which text its writer
    had before them.
    """
    in_home(home)
    session, rng = Session(playbook, by), random.Random(by)
    done: dict[str, list[Any]] = {"saved": [], "late": [], "added": [], "wrong": []}
    session.open("process.talk")
    together.wait(60)
    until, number = time.monotonic() + seconds, 0
    while time.monotonic() < until or (len(done["saved"]) < 5 and number < 1000):
        number += 1
        try:
            if number % 8 == 0:
                done["added"].append(actions.add_entry(playbook, "process.talk", "Same name", by=by,
                                                       fields={"statement": f"{by} {number}."}))
            else:
                _save_one(session, "process.talk" if number % 3 else f"process.{by.lower()}", number, done)
            time.sleep(rng.random() / 200)
        except Exception as problem:
            done["wrong"].append(repr(problem))
    return done


def _save_one(session: Session, path: str, number: int, done: dict[str, list[Any]]) -> None:
    if path not in session.seen:
        session.open(path)
    values = {"owner": f"{session.by} {number}.", "purpose": f"after {session.seen[path][1].get('owner', 'nobody')}"}
    try:
        session.save(path, **values)
        done["saved"].append(values)
    except Conflict as told:
        done["late"].append({**values, "held": told.held})
        session.open(path)


def hammer_at_once(job: tuple[Path, str, str, float]) -> dict[str, list[Any]]:
    """Hammer a store, in a process of its own."""
    return hammer(*job, barrier)
