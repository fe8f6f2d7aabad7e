"""Copies of the store: made while it is in use, brought back whole, and nothing lost by either."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest
from store_examples import Session, all_parts, bytes_of, copies, everything, parts_of, sql, start
from store_racers import save_until_told

from playbook.files import read_playbook
from playbook.parts import split
from playbook.text_files import FileFault
from studio import actions
from studio.actions import BadInput
from studio.store import database
from studio.store.migrations import migrations
from studio.store.playbooks import Conflict

SPAWN = get_context("spawn")
PURPOSE = "process.talk"


def state(playbook: str) -> tuple:
    """All that a person may look up about a playbook; the numbers of edits may change by bringing it back."""
    own = actions.own_playbook(playbook)
    numbered = [(v.number, v.name, v.reason, v.by, v.at) for v in actions.versions(playbook)]
    edits = [(e.number, e.by, e.at, e.kind, e.what, e.state, e.paths) for e in actions.edit_history(playbook)]
    books = [actions.version_book(playbook, v.number) for v in actions.versions(playbook)]
    held = [(h.number, h.mine, h.theirs, h.state) for h in actions.held_texts(playbook)]
    saved = {path: (s.by, s.at) for path, s in own.saved.items()}
    return own.book, dict(own.parts), saved, numbered, edits, books, held, actions.points(playbook), actions.people()


@pytest.fixture
def lived(playbook, ann, bo, clock):
    """A playbook with everything that may be kept of one."""
    actions.join_people("Ann")
    ann.open(PURPOSE)
    bo.save(PURPOSE, purpose="Bo's purpose")
    ann.late(PURPOSE, purpose="Ann's purpose")
    actions.publish(playbook, name="Two", reason="Bo knows", by="Bo")
    clock.turn(60)
    actions.add_entry(playbook, "process.talk", "Buyer has named 🎯 the price", by="Ann")
    ann.undo()
    actions.park(playbook, PURPOSE, "Do we need this?", by="Bo")
    return playbook


@pytest.fixture
def copy(home, lived, tmp_path) -> Path:
    """A copy of the store as it is after all that."""
    actions.back_up(tmp_path / "copy.db")
    return tmp_path / "copy.db"


# -- backing up


def test_copy_is_one_file_that_is_sound(copy, tmp_path):
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("copy")] == ["copy.db"]
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("pragma integrity_check").fetchone() == ("ok",)
        assert db.execute("pragma journal_mode").fetchone() == ("delete",)


def test_copy_is_made_while_another_process_writes(home, playbook, tmp_path):
    mine, theirs = SPAWN.Pipe()
    writer = SPAWN.Process(target=save_until_told, args=(home, playbook, PURPOSE, "Bo", theirs))
    writer.start()
    assert mine.recv() == "begun"
    made = []
    for number in range(8):
        made.append(tmp_path / f"{number}.db")
        actions.back_up(made[-1])
        time.sleep(0.02)
    mine.send("enough")
    writer.join(30)
    edits = []
    for path in made:
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("pragma integrity_check").fetchone() == ("ok",)
            (count, revision, last), (text,) = (
                db.execute("select count(*), (select revision from playbooks), (select after from edit_parts order by "
                           "edit desc limit 1) from edits").fetchone(),
                db.execute("select data from parts where path = ?", [PURPOSE]).fetchone())
        assert revision == count + 1 and text == last, "a copy of half a save"
        edits.append(count)
    assert edits == sorted(edits) and edits[-1] > edits[0], "nothing was written meanwhile"


def test_file_that_is_there_is_never_written_over(copy):
    before = copy.read_bytes()
    with pytest.raises(FileFault, match=r"copy\.db: is there already, expected a file name that is free"):
        actions.back_up(copy)
    assert copy.read_bytes() == before


def test_neighbour_called_part_is_left_alone(lived, tmp_path):
    (tmp_path / "x.db.part").write_text("mine")
    actions.back_up(tmp_path / "x.db")
    assert (tmp_path / "x.db.part").read_text() == "mine" and (tmp_path / "x.db").is_file()


def test_nothing_to_copy_is_told(tmp_path):
    with pytest.raises(BadInput, match="nothing has been kept there yet, expected a store to copy"):
        actions.back_up(tmp_path / "x.db")
    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize("where", ["none/x.db", "x" * 300])
def test_copy_that_cannot_be_written_names_the_copy_not_the_store(lived, tmp_path, where):
    with pytest.raises(FileFault) as told:
        actions.back_up(tmp_path / where)
    assert told.value.path == str(tmp_path / where) and "cannot be written" in str(told.value)


def test_broken_store_makes_no_copy(home, lived, tmp_path):
    whole = bytearray((home / "studio.db").read_bytes())
    whole[len(whole) // 2:] = b"\xff" * (len(whole) - len(whole) // 2)
    (home / "studio.db").write_bytes(whole)
    with pytest.raises(FileFault) as told:
        actions.back_up(tmp_path / "x.db")
    assert told.value.path == str(home / "studio.db")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith("x")] == []
    assert (home / "studio.db").read_bytes() == bytes(whole)


# -- bringing back


def test_backup_then_restore_gives_equal_playbooks_versions_and_history(home, lived, copy):
    before = state(lived)
    Session(lived, "Bo").save(PURPOSE, purpose="Written after the copy")
    actions.start_playbook("Another", by="Bo")
    actions.publish(lived, name="Three", reason="After the copy", by="Bo")
    actions.restore(copy)
    assert state(lived) == before
    assert [k.id for k in actions.own_playbooks()] == [lived]


def test_restore_into_an_empty_folder_gives_the_same(lived, copy, tmp_path, monkeypatch):
    before = state(lived)
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "elsewhere"))
    assert actions.restore(copy) is None
    assert state(lived) == before
    assert copies(tmp_path / "elsewhere") == []


def test_what_was_there_is_kept_whole(home, lived, copy):
    Session(lived, "Bo").save(PURPOSE, purpose="Written after the copy")
    before = state(lived)
    kept = actions.restore(copy)
    assert kept.parent == home and kept.name.startswith("studio.db.before-restore-")
    actions.restore(kept)
    assert state(lived) == before


def test_work_goes_on_after_a_restore(home, lived, copy, ann, bo):
    actions.restore(copy)
    fresh = Session(lived, "Ann")
    fresh.save(PURPOSE, purpose="New after the restore")
    assert actions.own_book(lived).process[0].purpose == "New after the restore"
    assert fresh.undo() is not None
    assert actions.own_book(lived).process[0].purpose == "Bo's purpose"
    assert actions.publish(lived, name="", reason="Goes on", by="Ann").number == 3


def test_version_that_showed_the_newest_edit_still_does_after_a_restore(playbook, tmp_path):
    actions.back_up(tmp_path / "x.db")
    actions.restore(tmp_path / "x.db")
    with pytest.raises(FileFault, match="has no edits since version 1"):
        actions.publish(playbook, name="", reason="Nothing new", by="Ann")


def test_open_session_cannot_save_over_what_was_brought_back(home, playbook, ann, tmp_path):
    ann.save(PURPOSE, purpose="In the copy")
    actions.back_up(tmp_path / "x.db")
    ann.save(PURPOSE, purpose="After the copy")
    actions.restore(tmp_path / "x.db")
    with pytest.raises(Conflict):
        ann.save(PURPOSE, purpose="From a screen that saw neither")
    assert actions.own_book(playbook).process[0].purpose == "In the copy"
    assert "From a screen that saw neither" in everything(home)


def test_book_read_before_a_restore_is_not_taken_for_one_after_it(home, playbook, ann, tmp_path):
    actions.back_up(tmp_path / "x.db")
    ann.save(PURPOSE, purpose="First try")
    stamps = {actions.own_stamp(playbook)}
    assert actions.own_book(playbook).process[0].purpose == "First try"
    for text in ("Second try", "Third try"):
        actions.restore(tmp_path / "x.db")
        Session(playbook, "Bo").save(PURPOSE, purpose=text)
        assert actions.own_book(playbook).process[0].purpose == text
        assert actions.own_playbook(playbook).parts[PURPOSE]["purpose"] == text
        assert actions.own_stamp(playbook) not in stamps
        stamps.add(actions.own_stamp(playbook))


def test_nothing_saved_during_a_restore_is_lost(home, playbook, tmp_path):
    actions.back_up(tmp_path / "x.db")
    mine, theirs = SPAWN.Pipe()
    writer = SPAWN.Process(target=save_until_told, args=(home, playbook, PURPOSE, "Bo", theirs))
    writer.start()
    assert mine.recv() == "begun"
    for _ in range(6):
        time.sleep(0.04)
        actions.restore(tmp_path / "x.db")
    mine.send("enough")
    saved = mine.recv()
    writer.join(30)
    assert len(saved) > 10
    found = everything(home)
    for name in copies(home):
        with closing(sqlite3.connect(home / name)) as kept:
            found += "\n".join(r[0] for r in kept.execute("select after from edit_parts union select mine from held"))
    assert [text for text in saved if f'"{text}"' not in found] == []


def test_older_copy_is_brought_up_first(home, copy, lived, monkeypatch):
    before = state(lived)
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))
    migrations(name="m999_shelf")(lambda db: db["shelf"].create({"id": int}))
    database._ready.clear()
    untouched = copy.read_bytes()
    actions.restore(copy)
    assert state(lived) == before and sql(home, "select count(*) from shelf") == [(0,)]
    assert copy.read_bytes() == untouched


def test_copy_whose_step_fails_changes_nothing(home, copy, lived, monkeypatch):
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))

    @migrations(name="m999_wrong")
    def wrong(db):
        if db["parts"].count_where("data like '%Sabotage%'"):
            raise sqlite3.OperationalError("no room for it")

    with closing(sqlite3.connect(copy)) as db:
        db.execute("update parts set data = '{\"name\": \"Sabotage\"}' where path = 'playbook'")
        db.commit()
    database._ready.clear()
    actions.own_playbooks()
    refused(home, copy, "is not a sound copy of a store")


def refused(home: Path, source: Path, words: str) -> None:
    """Bringing a file back is refused in one sentence, and nothing at all changes."""
    before, given = bytes_of(home), source.read_bytes() if source.is_file() else None
    with pytest.raises(FileFault) as told:
        actions.restore(source)
    assert told.value.path == str(source) and words in str(told.value) and len(str(told.value).splitlines()) == 1
    assert bytes_of(home) == before
    assert given is None or source.read_bytes() == given


@pytest.mark.parametrize("content", [b"garbage" * 900, b"", b"SQLite format 3\0" + b"\xff" * 5000, b"\0" * 4096],
                         ids=["garbage", "empty", "a torn head", "zeros"])
def test_restoring_garbage_changes_nothing(home, lived, tmp_path, content):
    (tmp_path / "x.db").write_bytes(content)
    refused(home, tmp_path / "x.db", "is not a sound copy of a store")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_restoring_half_a_copy_changes_nothing(home, lived, copy, share):
    copy.write_bytes(copy.read_bytes()[:int(copy.stat().st_size * share)])
    refused(home, copy, "is not a sound copy of a store")


def test_restoring_a_copy_with_a_broken_page_changes_nothing(home, lived, copy):
    content = bytearray(copy.read_bytes())
    content[len(content) // 2:len(content) // 2 + 4096] = b"\xff" * 4096
    copy.write_bytes(content)
    refused(home, copy, "is not a sound copy of a store")


def test_restoring_a_newer_copy_changes_nothing(home, lived, copy):
    with closing(sqlite3.connect(copy)) as db:
        db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('studio', 'm999', 'x')")
        db.commit()
    refused(home, copy, "was written by a newer Playbook Studio")


def test_restoring_a_database_of_something_else_changes_nothing(home, lived, tmp_path):
    with closing(sqlite3.connect(tmp_path / "x.db")) as db:
        db.execute("create table invoices (id integer)")
    refused(home, tmp_path / "x.db", "it holds no store")


def test_restoring_a_store_without_its_tables_changes_nothing(home, lived, copy):
    with closing(sqlite3.connect(copy)) as db:
        db.execute("drop table parts")
    refused(home, copy, "is not a sound copy of a store")


@pytest.mark.parametrize("name", ["none.db", "", "folder"])
def test_restoring_what_is_no_file_changes_nothing(home, lived, tmp_path, name):
    (tmp_path / "folder").mkdir()
    refused(home, tmp_path / name, "no such file, expected a copy made with `playbook-studio backup`")


def test_copy_with_an_odd_name_is_brought_back(lived, copy):
    before = state(lived)
    odd = copy.with_name("what? 100% #1 éü.db")
    copy.rename(odd)
    actions.restore(odd)
    assert state(lived) == before


def test_store_itself_may_be_given(home, lived):
    before = state(lived)
    actions.restore(home / "studio.db")
    assert state(lived) == before


@pytest.mark.parametrize("content", [b"garbage" * 900, b"SQLite format 3\0" + b"\xff" * 5000],
                         ids=["garbage", "a torn head"])
def test_broken_store_is_moved_aside_byte_for_byte_with_its_latest_pages(home, lived, copy, content):
    before = state(lived)
    (home / "studio.db").write_bytes(content)
    (home / "studio.db-wal").write_bytes(b"pages that somebody may still read")
    kept = actions.restore(copy)
    assert kept.read_bytes() == content
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"pages that somebody may still read"
    assert state(lived) == before


def test_newer_store_is_moved_aside_byte_for_byte(home, lived, copy):
    before = state(lived)
    with closing(sqlite3.connect(home / "studio.db")) as db:
        db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) values ('studio', 'm999', 'x')")
        db.commit()
    database._ready.clear()
    newer = (home / "studio.db").read_bytes()
    assert actions.restore(copy).read_bytes() == newer
    assert state(lived) == before


def test_latest_pages_of_a_store_that_is_gone_are_not_mixed_into_the_copy(home, lived, copy):
    before = state(lived)
    with closing(sqlite3.connect(home / "studio.db")) as reader:
        reader.execute("select * from people").fetchall()
        actions.join_people("Zoe")
        pages = (home / "studio.db-wal").read_bytes()
    (home / "studio.db").unlink()
    (home / "studio.db-wal").write_bytes(pages)
    kept = actions.restore(copy)
    assert state(lived) == before
    assert kept.with_name(kept.name + "-wal").read_bytes() == pages


def test_restore_waits_for_no_one_forever(home, lived, copy, monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    monkeypatch.setattr("studio.store.copies.PATIENCE", 0.2)
    with closing(sqlite3.connect(home / "studio.db", isolation_level=None)) as other:
        other.execute("begin immediate")
        with pytest.raises(FileFault, match="is in use by another program"):
            actions.restore(copy)
    assert copies(home) == []
    assert actions.restore(copy) is not None


def test_copies_made_within_one_second_are_all_kept(home, lived, copy, clock):
    kept = [actions.restore(copy) for _ in range(3)]
    assert len(set(kept)) == 3 and all(k.is_file() for k in kept)


def test_shipped_playbook_comes_through_store_and_copy_as_it_was(tmp_path, monkeypatch):
    book = read_playbook("reference")
    playbook = start("Reference of ours", book)
    actions.back_up(tmp_path / "x.db")
    actions.restore(tmp_path / "x.db")
    assert all_parts(actions.own_book(playbook)) == all_parts(book)
    own = split(book)["playbook"] | {"id": playbook, "name": "Reference of ours"}
    assert parts_of(playbook)["playbook"] == own
