"""The store's file: open, migrate, write in turn, back up, restore."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from playbook.text_files import FileFault
from studio.store.migrations import migrations

FILE = "studio.db"
#: How long a writer waits for another one, in seconds.
PATIENCE = 30.0

_ready: dict[tuple[str, int, int], int] = {}


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    """Give a connection to the store in a folder, made and migrated where needed.

    One connection a run: it is closed at the end and never shared between
    threads. Raises FileFault for a store that is broken, newer than this
    studio, or that cannot be written.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        db = _connect(path)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, error) from None
    try:
        _make_ready(db, path)
        yield db
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise _unusable(path, error) from None
    finally:
        db.close()


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """Write in one transaction that is taken at once, so that writers queue.

    What happened inside is kept whole, or not at all.
    """
    db.execute("begin immediate")
    try:
        yield db
    except BaseException:
        db.rollback()
        raise
    db.commit()


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma secure_delete = on")
    return Database(connection)


def _make_ready(db: Database, path: Path) -> None:
    """Bring a store to this studio's form once a process; a copy is kept before it is changed."""
    seen = os.stat(path)
    key = (str(path), seen.st_ino, seen.st_dev)
    stamp = db.execute("pragma schema_version").fetchone()[0]
    if _ready.get(key) == stamp:
        return
    known = {m.name for m in migrations.pending(Database(memory=True))}
    applied = [m.name for m in migrations.applied(db)]
    if newer := [name for name in applied if name not in known]:
        raise FileFault(path, "", f"was written by a newer Playbook Studio (it knows '{newer[0]}'), expected a store "
                                  "of this version or older; update Playbook Studio, nothing was changed")
    if len(applied) < len(known):
        if applied:
            _copy(db, _free(path.with_name(f"{path.name}.before-{len(known):03}")))
        elif foreign := [t for t in db.table_names() if not t.startswith("sqlite_")]:
            raise FileFault(path, "", f"is a database of something else (it has a table '{foreign[0][:40]}'), "
                                      "expected a store of Playbook Studio; nothing was changed")
        db.enable_wal()
        with writing(db):
            migrations.apply(db)
    _ready[key] = db.execute("pragma schema_version").fetchone()[0]


def _unusable(path: Path, error: Exception) -> FileFault:
    if "locked" in str(error):
        return FileFault(path, "", f"is in use by another program for more than {PATIENCE:.0f} seconds, expected it "
                                   "free; close the other program and try again")
    if isinstance(error, OSError):
        return FileFault(path, "", f"cannot be used ({error.strerror}), expected a folder that can be written; set "
                                   "PLAYBOOK_STUDIO_HOME to one")
    if isinstance(error, sqlite3.OperationalError) and ("unable to open" in str(error) or "readonly" in str(error)):
        return FileFault(path, "", "cannot be opened, expected a file that can be read and written")
    return FileFault(path, "", f"is not a sound store ({error}), expected one that Playbook Studio wrote; it is left "
                               "as it is: move it away to start anew, or bring back a copy with `playbook-studio "
                               "restore FILE`")


def _free(path: Path) -> Path:
    """A name that nothing has yet."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def _copy(db: Database, target: Path) -> None:
    with closing(sqlite3.connect(target)) as copy:
        db.conn.backup(copy)


# -- copies

def back_up(folder: Path, target: Path) -> None:
    """Copy the store to a file while it may be in use. Raises FileFault."""
    if target.exists():
        raise FileFault(target, "", "is there already, expected a file name that is free")
    part = target.with_name(target.name + ".part")
    try:
        with opened(folder) as db:
            _copy(db, part)
        os.replace(part, target)
    except OSError as error:
        raise FileFault(target, "", f"cannot be written ({error.strerror}), expected a folder that can be") from None
    except sqlite3.Error as error:
        raise FileFault(target, "", f"cannot be written ({error}), expected a folder that can be") from None
    finally:
        part.unlink(missing_ok=True)


def restore(folder: Path, source: Path, at: datetime) -> Path | None:
    """Put a copy back in place of the store; return where the store that was there is kept.

    The copy is checked first, and migrated where it is older. Raises
    FileFault, with the store left as it was.
    """
    checked = _checked_copy(source, folder)
    path = folder / FILE
    kept = _free(path.with_name(f"{path.name}.before-restore-{at:%Y%m%d-%H%M%S}")) if path.exists() else None
    try:
        if kept is not None:
            _keep(path, kept)
        with closing(sqlite3.connect(checked)) as new, closing(_replaceable(path)) as live:
            new.backup(live)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, error) from None
    finally:
        for leftover in (checked, checked.with_name(checked.name + "-wal"), checked.with_name(checked.name + "-shm")):
            leftover.unlink(missing_ok=True)
    _ready.clear()
    with opened(folder):
        return kept


def _checked_copy(source: Path, folder: Path) -> Path:
    """Copy a file beside the store and see that it is a sound one."""
    if not source.is_file():
        raise FileFault(source, "", "no such file, expected a copy made with `playbook-studio backup`")
    folder.mkdir(parents=True, exist_ok=True)
    checked = _free(folder / "restoring.db")
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as given, \
                closing(sqlite3.connect(checked)) as copy:
            given.backup(copy)
            sound = copy.execute("pragma integrity_check").fetchone()[0]
            if sound != "ok":
                raise sqlite3.DatabaseError(sound)
            db = Database(copy)
            if not migrations.applied(db):
                raise sqlite3.DatabaseError("it holds no store")
            known = {m.name for m in migrations.pending(Database(memory=True))}
            if any(m.name not in known for m in migrations.applied(db)):
                raise FileFault(source, "", "was written by a newer Playbook Studio, expected a copy of this version "
                                            "or older; nothing was changed")
    except sqlite3.Error as error:
        checked.unlink(missing_ok=True)
        raise FileFault(source, "", f"is not a sound copy of a store ({error}), expected one made with "
                                    "`playbook-studio backup`; nothing was changed") from None
    except FileFault:
        checked.unlink(missing_ok=True)
        raise
    return checked


def _keep(path: Path, kept: Path) -> None:
    """Keep the store that is there: as a sound copy, or byte for byte where it is broken."""
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE)) as old, closing(sqlite3.connect(kept)) as copy:
            old.backup(copy)
    except sqlite3.DatabaseError:
        kept.unlink(missing_ok=True)
        os.replace(path, kept)
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)


def _replaceable(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE)
