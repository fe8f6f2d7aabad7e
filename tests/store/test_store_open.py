"""Opening the store: made on first use, migrated with a copy kept, and never harmed by what it cannot read."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest
from store_examples import Session, another_user, bytes_of, copies, in_home, parts_of, sql, start
from store_racers import made_at_once, migrated_at_once

from playbook.text_files import FileFault
from studio import actions
from studio.store import database
from studio.store.migrations import migrations

SPAWN = get_context("spawn")
#: The copy that is kept before one more step is taken.
BEFORE = f"studio.db.before-{len(database.known_steps()) + 1:03}"


@pytest.fixture
def newer_step(monkeypatch):
    """A migration that the next version of the studio brings."""
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))

    def step(name="m999_shelf", fails=False):
        database._ready.clear()

        @migrations(name=name)
        def added(db):
            db["shelf"].create({"id": int, "book": str}, pk="id")
            if fails:
                raise sqlite3.OperationalError("the step is wrong")

    return step


def fault() -> FileFault:
    """What the store says; one sentence, which names the file."""
    with pytest.raises(FileFault) as told:
        actions.own_playbooks()
    assert len(str(told.value).splitlines()) == 1
    assert "studio.db" in str(told.value).split(": ")[0] and "expected" in str(told.value)
    return told.value


# -- first use


def test_nothing_is_made_by_looking(home):
    assert actions.own_playbooks() == [] and actions.own_book("x") is None and actions.people() == []
    assert actions.own_deals() == [] and actions.last_person() == "" and actions.own_stamp("x") == ()
    assert not home.exists()


def test_store_is_made_on_first_use_with_its_folders(home, monkeypatch):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(home / "deep" / "er"))
    assert actions.join_people("Ann") == "Ann"
    assert actions.people() == ["Ann"]
    assert (home / "deep" / "er" / "studio.db").is_file()


def test_writers_queue_and_a_save_is_on_the_disk_when_it_returns(home, playbook):
    with database.opened(home) as db:
        assert db.execute("pragma journal_mode").fetchone() == ("wal",)
        assert db.execute("pragma synchronous").fetchone() == (2,)
        assert db.execute("pragma foreign_keys").fetchone() == (1,)


def test_empty_file_is_a_store_that_was_not_begun(home):
    home.mkdir()
    (home / "studio.db").touch()
    assert actions.own_playbooks() == []
    assert start() == "ours"


def test_many_processes_open_a_new_store_at_once(tmp_path):
    folders = [tmp_path / f"new-{n}" for n in range(12)]
    barrier = SPAWN.Barrier(3)
    with SPAWN.Pool(3, initializer=_share, initargs=(barrier,)) as pool:
        told = pool.map(made_at_once, [(f"P{n}", folders) for n in range(3)], chunksize=1)
    assert told == [[], [], []]
    for folder in folders:
        assert sorted(sql(folder, "select name from people")) == [("P0",), ("P1",), ("P2",)]
        assert sql(folder, "pragma integrity_check") == [("ok",)]
        assert copies(folder) == []


def _share(barrier):
    import store_racers

    store_racers.barrier = barrier


# -- older and newer


def test_older_store_is_migrated_and_a_copy_is_kept_first(home, older, newer_step):
    before = parts_of("kept_for_long")
    newer_step()
    assert parts_of("kept_for_long") == before
    assert sql(home, "select count(*) from shelf") == [(0,)]
    assert copies(home) == [BEFORE]
    with closing(sqlite3.connect(home / BEFORE)) as copy:
        assert copy.execute("select id from playbooks").fetchall() == [("kept_for_long",)]
        assert copy.execute("select name from sqlite_master where name = 'shelf'").fetchall() == []


def test_store_of_today_is_opened_without_a_copy(home, older):
    for _ in range(3):
        actions.own_playbooks()
    assert copies(home) == []


def test_earlier_copy_is_never_written_over(home, older, newer_step):
    (home / BEFORE).write_text("mine")
    newer_step()
    actions.own_playbooks()
    assert copies(home) == [BEFORE, BEFORE + "-2"]
    assert (home / BEFORE).read_text() == "mine"


def test_step_that_fails_leaves_the_store_as_it_was(home, older, newer_step):
    newer_step(fails=True)
    assert "the step is wrong" in str(fault())
    assert sql(home, "select name from sqlite_master where name = 'shelf'") == []
    migrations._migrations.pop()
    assert [k.id for k in actions.own_playbooks()] == ["kept_for_long"]


def test_two_processes_migrate_an_older_store_once_and_keep_the_older_one(home, older, tmp_path):
    folders = [tmp_path / f"older-{n}" for n in range(6)]
    for folder in folders:
        shutil.copytree(home, folder)
    barrier = SPAWN.Barrier(2)
    with SPAWN.Pool(2, initializer=_share, initargs=(barrier,)) as pool:
        told = pool.map(migrated_at_once, [folders] * 2, chunksize=1)
    assert told == [[], []]
    for folder in folders:
        assert copies(folder) == [BEFORE]
        with closing(sqlite3.connect(folder / BEFORE)) as copy:
            assert copy.execute("select name from sqlite_master where name = 'shelf'").fetchall() == []


def test_newer_store_is_refused_and_stays_byte_for_byte(home, older, newer_step):
    newer_step()
    actions.own_playbooks()
    migrations._migrations.pop()
    database._ready.clear()
    before = bytes_of(home)
    for _ in range(2):
        assert "was written by a newer Playbook Studio (it knows 'm999_shelf')" in str(fault())
    with pytest.raises(FileFault, match="newer"):
        start("Another")
    assert bytes_of(home) == before


def test_store_that_becomes_newer_while_the_app_runs_is_refused(home, older, newer_step):
    assert actions.own_playbooks()
    known = dict(database._ready)
    newer_step()
    assert actions.own_playbooks()
    migrations._migrations.pop()
    database._ready.update(known)
    assert "newer" in str(fault())


def test_database_of_something_else_is_refused_and_stays_byte_for_byte(home):
    home.mkdir()
    with closing(sqlite3.connect(home / "studio.db")) as other:
        other.execute("create table invoices (id integer)")
    before = bytes_of(home)
    assert "is a database of something else (it has a table 'invoices')" in str(fault())
    assert bytes_of(home) == before


def test_database_that_migrates_itself_by_the_same_library_is_refused(home):
    from sqlite_utils import Database, Migrations

    home.mkdir()
    others = Migrations("other")
    others(name="m001")(lambda db: db["invoices"].create({"id": int}))
    with closing(sqlite3.connect(home / "studio.db", isolation_level=None)) as other:
        others.apply(Database(other))
    before = bytes_of(home)
    assert "something else" in str(fault())
    assert bytes_of(home) == before


# -- broken


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"\0" * 8192, b"SQLite format 3\0" + b"\xff" * 4096, b"mine"],
                         ids=["garbage", "zeros", "a torn head", "a few bytes"])
def test_broken_file_is_told_and_left_as_it_is(home, content):
    home.mkdir()
    (home / "studio.db").write_bytes(content)
    assert "is not a sound store" in str(fault())
    with pytest.raises(FileFault):
        start()
    assert bytes_of(home) == {"studio.db": content}


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9])
def test_truncated_file_is_told_and_left_as_it_is(home, playbook, share):
    whole = (home / "studio.db").read_bytes()
    torn = whole[:int(len(whole) * share)]
    (home / "studio.db").write_bytes(torn)
    with pytest.raises(FileFault, match="is not a sound store"):
        actions.own_playbooks()
        actions.own_playbook(playbook)
        actions.versions(playbook)
        actions.join_people("Ann")
    assert (home / "studio.db").read_bytes() == torn


def test_store_that_breaks_while_the_app_runs_is_told(home, playbook):
    assert actions.own_book(playbook)
    (home / "studio.db").write_bytes(b"garbage" * 5000)
    assert "is not a sound store" in str(fault())


def test_latest_pages_are_not_thrown_away_where_the_file_is_gone(home, playbook):
    with closing(sqlite3.connect(home / "studio.db")) as reader:
        reader.execute("select * from people").fetchall()
        actions.join_people("Ann")
        pages = (home / "studio.db-wal").read_bytes()
    assert pages
    for make in (lambda p: p.unlink(missing_ok=True), lambda p: p.write_bytes(b"")):
        make(home / "studio.db")
        (home / "studio.db-wal").write_bytes(pages)
        with pytest.raises(FileFault, match="its latest pages are still in studio"):
            start("Another")
        assert (home / "studio.db-wal").read_bytes() == pages


def test_folder_in_the_place_of_the_file_is_told(home):
    (home / "studio.db").mkdir(parents=True)
    (home / "studio.db" / "mine.txt").write_text("mine")
    assert "cannot be opened" in str(fault())
    assert (home / "studio.db" / "mine.txt").read_text() == "mine"


def test_file_in_the_place_of_the_folder_is_told(home):
    home.write_text("mine")
    with pytest.raises(FileFault, match="expected a folder that can be written"):
        start()
    assert home.read_text() == "mine"


def test_store_that_somebody_holds_is_told_after_some_patience(home, playbook, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    with closing(sqlite3.connect(home / "studio.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        assert actions.own_book(playbook)
        with pytest.raises(FileFault, match="is in use by another program"):
            actions.join_people("Ann")
    assert actions.join_people("Ann") == "Ann"


def test_folder_called_locked_is_not_taken_for_a_lock():
    error = PermissionError(13, "Permission denied", "/home/locked/studio.db")
    assert "Permission denied" in str(database.unusable(Path("/home/locked/studio.db"), error))


# -- permissions; root may write anywhere, so another user tries


@pytest.fixture
def shared():
    """A folder that every user of this machine may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps permissions otherwise")
@pytest.mark.parametrize("what", ["folder read only", "parent read only", "file read only", "file closed",
                                  "folder closed"])
def test_store_without_permission_is_told_and_left_as_it_is(shared, what, monkeypatch):
    start("Loaded, so that nothing has to be")
    folder = shared / "home"
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(folder))
    if what != "parent read only":
        start("Kept")
        (folder / "studio.db").chmod(0o644)
    if what == "folder read only":
        (folder / "studio.db").unlink()
        folder.chmod(0o555)
    elif what == "file read only":
        folder.chmod(0o777)
        (folder / "studio.db").chmod(0o444)
    elif what == "file closed":
        (folder / "studio.db").chmod(0o000)
    elif what == "folder closed":
        folder.chmod(0o000)
    else:
        shared.chmod(0o555)
    with another_user(), pytest.raises(FileFault) as told:
        start("Another")
    assert "studio.db: cannot be" in str(told.value) and "expected" in str(told.value)
    with another_user(), pytest.raises(FileFault, match="cannot be"):
        actions.deals_by_id(), actions.own_deals(), actions.people(), start("Another")
    if what in ("file read only", "file closed", "folder closed"):
        assert [k.name for k in actions.own_playbooks()] == ["Kept"]


FULL = """
import os, resource
from store_examples import Session
session = Session("ours", "Ann")
session.open("process.talk")
room = os.path.getsize(os.environ["PLAYBOOK_STUDIO_HOME"] + "/studio.db") + 30_000
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    for n in range(100):
        session.save("process.talk", purpose=f"purpose {n} " * 300)
        print(n, flush=True)
except Exception as problem:
    print(type(problem).__name__, problem)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="the system cannot limit a file's size")
def test_full_disk_is_told_and_what_was_saved_is_there(home, playbook):
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, "-c", FULL], capture_output=True, text=True, check=True, timeout=60, env=env)
    *saved, told = done.stdout.splitlines()
    assert told.startswith(f"FileFault {home / 'studio.db'}: cannot be written") and saved and len(saved) < 100
    assert Session(playbook, "Ann").open("process.talk")["purpose"].startswith(f"purpose {saved[-1]} ")


def test_store_is_opened_by_one_process_under_another_name_too(home, tmp_path):
    in_home(home)
    start()
    (tmp_path / "link").symlink_to(home, target_is_directory=True)
    in_home(tmp_path / "link")
    assert [k.id for k in actions.own_playbooks()] == ["ours"]
