"""The store's file: open, migrate, read at one moment, write in turn."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database

from playbook.text_files import FileFault
from studio.store.migrations import migrations

FILE = "studio.db"
#: How long a writer waits for another one, in seconds.
PATIENCE = 30.0
#: SQLite keeps a store's latest pages, and who reads them, in files beside it.
BESIDE = ("-wal", "-shm")

_ready: dict[tuple[str, int, int], int] = {}


class Unsound(FileFault):
    """A store that this studio cannot read: broken, newer, or of something else."""


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    """Give a connection to the store in a folder, made and migrated where needed.

    One connection a run: it is closed at the end and never shared between
    threads. Raises FileFault for a store that is in use for too long or that
    cannot be written, Unsound for one that is broken or newer than this
    studio.
    """
    path = folder / FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_remains(path)
        db = _connect(path)
    except (OSError, sqlite3.Error) as error:
        raise unusable(path, error) from None
    try:
        _make_ready(db, path)
        yield db
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise unusable(path, error) from None
    finally:
        db.close()


@contextmanager
def reading(db: Database) -> Iterator[Database]:
    """Read several things as they stand at one moment, whatever others save meanwhile."""
    db.execute("begin")
    try:
        yield db
    finally:
        db.rollback()


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """Write in one transaction that is taken at once, so that writers queue.

    What happened inside is kept whole, or not at all. A write inside another
    one is a part of it.
    """
    if db.conn.in_transaction:
        yield db
        return
    db.execute("begin immediate")
    try:
        yield db
    except BaseException:
        db.rollback()
        raise
    db.commit()


def known_steps() -> list[str]:
    """Return names of the migrations that this studio knows, in their order."""
    with closing(sqlite3.connect(":memory:")) as empty:
        return [m.name for m in migrations.pending(Database(empty))]


def free(path: Path) -> Path:
    """Return a name that nothing has yet."""
    number, found = 1, path
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def copy_to(source: sqlite3.Connection, target: Path) -> None:
    """Copy a store as it stands at one moment into one file that needs none beside it."""
    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("pragma journal_mode = delete")


def unusable(path: Path, error: Exception) -> FileFault:
    """Return in a sentence why a store cannot be used, and what to do."""
    if isinstance(error, OSError):
        return FileFault(path, "", f"cannot be used ({error.strerror}), expected a folder that can be written; set "
                                   "PLAYBOOK_STUDIO_HOME to one")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return FileFault(path, "", f"is in use by another program for more than {PATIENCE:.0f} seconds, expected it "
                                   "free; close the other program and try again")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return FileFault(path, "", "cannot be opened, expected a file that can be read and written")
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return FileFault(path, "", f"cannot be written ({error}), expected room on a sound disk; what was saved "
                                   "before is still there")
    return Unsound(path, "", f"is not a sound store ({error}), expected one that Playbook Studio wrote; it is left "
                             "as it is: move it away to start anew, or bring back a copy with `playbook-studio "
                             "restore FILE`")


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    connection.execute("pragma foreign_keys = on")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma secure_delete = on")
    return Database(connection)


def _refuse_remains(path: Path) -> None:
    # SQLite would throw away the latest pages of a store whose own file is gone. The file is looked at
    # again at the end, as another process may just be making the store.
    latest = path.with_name(path.name + BESIDE[0])
    if not _size(path) and _size(latest) and not _size(path):
        raise Unsound(path, "", f"is empty or gone while its latest pages are still in {latest.name}, expected both; "
                                f"bring back a copy with `playbook-studio restore FILE`, or move {latest.name} away "
                                "to start anew")


def _size(path: Path) -> int:
    try:
        return os.stat(path).st_size
    except FileNotFoundError:
        return 0


def _make_ready(db: Database, path: Path) -> None:
    """Bring a store to this studio's form once a process; a copy is kept before it is changed."""
    seen = os.stat(path)
    key = (str(path), seen.st_ino, seen.st_dev)
    if _ready.get(key) == _form(db):
        return
    with reading(db):
        behind = _behind(db, path)
    if behind or db.journal_mode != "wal":
        _queue_writers(db)
        with writing(db):
            if _behind(db, path):
                if migrations.applied(db):
                    _keep_older(path)
                migrations.apply(db)
    _ready[key] = _form(db)


def _form(db: Database) -> int:
    return int(db.execute("pragma schema_version").fetchone()[0])


def _behind(db: Database, path: Path) -> bool:
    """Tell whether a store is new or older. Raises Unsound for one that is newer or something else's."""
    known, applied = known_steps(), [m.name for m in migrations.applied(db)]
    if newer := [name for name in applied if name not in known]:
        raise Unsound(path, "", f"was written by a newer Playbook Studio (it knows '{newer[0]}'), expected a store of "
                                "this version or older; update Playbook Studio, nothing was changed")
    if not applied and (foreign := [t for t in db.table_names() if not t.startswith("sqlite_")]):
        raise Unsound(path, "", f"is a database of something else (it has a table '{foreign[0][:40]}'), expected a "
                                "store of Playbook Studio; nothing was changed")
    return len(applied) < len(known)


def _queue_writers(db: Database) -> None:
    """Turn on the write-ahead log; SQLite does not wait for others here, so this does."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return db.enable_wal()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _keep_older(path: Path) -> None:
    """Copy a store that is about to be migrated; the caller holds it, so it cannot change meanwhile."""
    with closing(sqlite3.connect(path)) as source:
        copy_to(source, free(path.with_name(f"{path.name}.before-{len(known_steps()):03}")))
