"""The store as actions use it: opened for one run, with the clock and who acts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from studio.acting import require
from studio.actions.base import BadInput, data_folder

Takes = ParamSpec("Takes")
Gives = TypeVar("Gives")

#: How often an action is tried while others are faster.
_TRIES = 50


@contextmanager
def store() -> Iterator[Any]:
    """Give the store of the data folder for one run. Raises FileFault, or BadInput for text that no file can keep."""
    from studio.store.database import opened

    try:
        with opened(data_folder()) as db:
            yield db
    except UnicodeEncodeError as error:
        raise BadInput(f"a text holds half of a character ({error.object[error.start]!a}), expected whole ones; "
                       "nothing was saved") from None


@contextmanager
def moment() -> Iterator[Any]:
    """Give the store as it stands at one moment, to read several things that belong together. Raises FileFault."""
    from studio.store.database import reading

    with store() as db, reading(db):
        yield db


def store_exists() -> bool:
    """Tell whether anything was ever kept here, without making a store."""
    from studio.store.database import FILE

    try:
        return (data_folder() / FILE).exists()
    except OSError:  # a folder that cannot be looked into: opening the store says so
        return True


def again(action: Callable[Takes, Gives]) -> Callable[Takes, Gives]:
    """Make an action read anew and try again where what it began from has changed meanwhile."""

    @wraps(action)
    def patient(*args: Takes.args, **kwargs: Takes.kwargs) -> Gives:
        from studio.store.playbooks import Stale

        for _ in range(_TRIES):
            try:
                return action(*args, **kwargs)
            except Stale:
                continue
        raise BadInput("others are changing the same entries all the time, expected a quieter moment; try again")

    return patient


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def slug(text: str, taken: Collection[str] = (), fallback: str = "entry") -> str:
    """Return a free id made of a name."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:60].strip("_") or fallback
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}_{number}"
    return found


# -- copies

def back_up(target: Path) -> None:
    """Copy the store to a file that is not there yet. Raises Denied, FileFault or BadInput."""
    from studio.store.copies import back_up as copy

    require("bring_back")
    if not store_exists():
        raise BadInput(f"{data_folder()}: nothing has been kept there yet, expected a store to copy")
    copy(data_folder(), target)


def restore(source: Path) -> Path | None:
    """Put a copy in place of the store; return where the present one is kept. Raises Denied or FileFault."""
    from studio.store.copies import restore as bring_back

    require("bring_back")
    return bring_back(data_folder(), source, now())


# -- people

def people() -> list[str]:
    """Return the names of everybody who has worked here."""
    from studio.store.people import list_people

    if not store_exists():
        return []
    with store() as db:
        return [p.name for p in list_people(db)]


def join_people(name: str) -> str:
    """Keep a person by name; return the name as it is kept. Raises Denied or BadInput."""
    from studio.store.people import Person, keep_person, keep_setting, list_people

    require("join")
    plain = " ".join(name.split())
    if not plain or len(plain) > 80:
        raise BadInput("your name: expected 1 to 80 characters, so that others see who wrote what")
    with store() as db:
        keep_person(db, Person(plain.casefold(), plain), now())
        kept = next(p.name for p in list_people(db) if p.id == plain.casefold())
        keep_setting(db, "last_person", kept)
    return kept


def last_person() -> str:
    """Return the name of who worked here last; empty before anybody did."""
    from studio.store.people import setting

    if not store_exists():
        return ""
    with store() as db:
        return setting(db, "last_person")
