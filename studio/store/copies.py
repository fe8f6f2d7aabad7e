"""Copies of the store: back up while it is in use, bring a copy back."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from playbook.text_files import FileFault
from studio.store.database import (
    BESIDE,
    FILE,
    PATIENCE,
    Unsound,
    copy_to,
    free,
    known_steps,
    opened,
    unusable,
    writing,
)
from studio.store.migrations import migrations


def back_up(folder: Path, target: Path) -> None:
    """Copy the store to a file while it may be in use. Raises FileFault."""
    if os.path.lexists(target):
        raise FileFault(target, "", "is there already, expected a file name that is free")
    part = free(target.with_name(target.name + ".part"))
    with opened(folder) as db:
        try:
            copy_to(db.conn, part)
            _check_sound(part)
            os.replace(part, target)
        except (OSError, sqlite3.OperationalError) as error:
            why = getattr(error, "strerror", None) or error
            raise FileFault(target, "", f"cannot be written ({why}), expected a folder that can be") from None
        finally:
            _drop(part)


def restore(folder: Path, source: Path, at: datetime) -> Path | None:
    """Put a copy back in place of the store; return where the store that was there is kept.

    The copy is checked first, and migrated where it is older. Raises
    FileFault, with the store left as it was.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        checked = free(folder / "restoring.db")
    except OSError as error:
        raise unusable(path, error) from None
    try:
        _prepare(source, checked, at)
        return _put_in_place(checked, folder, free(path.with_name(f"{FILE}.before-restore-{at:%Y%m%d-%H%M%S}")))
    except (OSError, sqlite3.Error) as error:
        raise unusable(path, error) from None
    finally:
        _drop(checked)


def _prepare(source: Path, checked: Path, at: datetime) -> None:
    """Copy a file beside the store and make it ready to be one. Raises FileFault."""
    if not os.path.isfile(source):
        raise FileFault(source, "", "no such file, expected a copy made with `playbook-studio backup`")
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as given:
            copy_to(given, checked)
        _check_sound(checked)
        with closing(sqlite3.connect(checked, isolation_level=None)) as copy:
            _bring_up(Database(copy), source, at)
    except (OSError, sqlite3.Error) as error:
        raise FileFault(source, "", f"is not a sound copy of a store ({error}), expected one made with "
                                    "`playbook-studio backup`; nothing was changed") from None


def _bring_up(db: Database, source: Path, at: datetime) -> None:
    applied = [m.name for m in migrations.applied(db)]
    if not applied:
        raise sqlite3.DatabaseError("it holds no store")
    if any(name not in known_steps() for name in applied):
        raise FileFault(source, "", "was written by a newer Playbook Studio, expected a copy of this version or "
                                    "older; nothing was changed")
    with writing(db):
        migrations.apply(db)
        _renumber(db, int(at.timestamp() * 1000))


def _renumber(db: Database, revision: int) -> None:
    # A session that is open saw the store as it was: with numbers beyond any it knows, it cannot save over
    # what was brought back, nor take a book that it remembers for the one that is there.
    db.execute("update versions set revision = ? where revision = (select p.revision from playbooks p "
               "where p.id = versions.playbook)", [revision])
    db.execute("update parts set revision = ?", [revision])
    db.execute("update playbooks set revision = ?", [revision])


def _check_sound(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        told = copy.execute("pragma integrity_check").fetchone()[0]
    if told != "ok":
        raise sqlite3.DatabaseError(told)


def _put_in_place(checked: Path, folder: Path, kept: Path) -> Path | None:
    path = folder / FILE
    if not any(os.path.lexists(f"{path}{end}") for end in ("", *BESIDE)):
        os.replace(checked, path)
        return None
    try:
        with opened(folder):
            pass
    except Unsound:
        _move_aside(path, kept)
        os.replace(checked, path)
        return kept
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as live:
        # Held from here to the end, so that nothing can be saved between the copy that is kept and the new content.
        live.execute("pragma locking_mode = exclusive")
        live.execute("begin exclusive")
        live.execute("commit")
        copy_to(live, kept)
        with closing(sqlite3.connect(checked)) as new:
            new.backup(live)
    return kept


def _move_aside(path: Path, kept: Path) -> None:
    """Keep a store that cannot be read, byte for byte, with what lies beside it."""
    for end in ("", *BESIDE):
        with suppress(FileNotFoundError):
            os.replace(f"{path}{end}", f"{kept}{end}")


def _drop(path: Path) -> None:
    for end in ("", "-journal", *BESIDE):
        with suppress(OSError):
            os.unlink(f"{path}{end}")
