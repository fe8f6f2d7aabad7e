"""`backup` and `restore`, and commands that need no store where the store is broken."""

import json
import sqlite3
from contextlib import closing

import pytest

from studio import actions


@pytest.fixture
def kept(home):
    """A playbook of one's own, by its id."""
    return actions.start_playbook("Ours", by="Ann", source="thin")


def test_backup_then_restore_brings_everything_back(call, kept, tmp_path):
    before = call("export", kept).out
    done = call("backup", tmp_path / "copy.db")
    assert (done.code, done.out, done.err) == (0, "", f"copied to {tmp_path / 'copy.db'}\n")
    own = actions.own_playbook(kept)
    actions.save_own_fields(kept, {"name": "Renamed"}, base=own.parts["playbook"], seen=own.kept.revision, by="Ann")
    assert call("export", kept).out != before
    done = call("restore", tmp_path / "copy.db")
    assert (done.code, done.out) == (0, "") and done.err.startswith(f"restored from {tmp_path / 'copy.db'}; what was")
    assert call("export", kept).out == before


def test_json_says_where_the_copy_and_the_earlier_store_are(call, home, kept, tmp_path):
    assert call("backup", tmp_path / "copy.db", "--json").data == {"backup": str(tmp_path / "copy.db")}
    data = call("restore", tmp_path / "copy.db", "--json").data
    assert data["restored"] == str(tmp_path / "copy.db")
    with closing(sqlite3.connect(data["kept"])) as earlier:
        assert earlier.execute("select id from playbooks").fetchall() == [(kept,)]


def test_restore_where_nothing_was_kept_keeps_nothing(call, kept, tmp_path, monkeypatch):
    call("backup", tmp_path / "copy.db")
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "elsewhere"))
    assert call("restore", tmp_path / "copy.db", "--json").data["kept"] is None
    assert call("export", kept).code == 0


def test_backup_of_nothing_is_told(call, home, tmp_path):
    fault = call("backup", tmp_path / "copy.db").fault
    assert fault == f"{home}: nothing has been kept there yet, expected a store to copy"


def test_backup_never_writes_over_a_file(call, kept, tmp_path):
    (tmp_path / "copy.db").write_text("mine")
    assert "is there already, expected a file name that is free" in call("backup", tmp_path / "copy.db").fault
    assert (tmp_path / "copy.db").read_text() == "mine"


@pytest.mark.parametrize("content", [None, b"", b"garbage" * 500], ids=["missing", "empty", "garbage"])
def test_restore_of_what_is_no_copy_is_told_and_changes_nothing(call, home, kept, tmp_path, content):
    if content is not None:
        (tmp_path / "copy.db").write_bytes(content)
    before = {p.name: p.read_bytes() for p in home.iterdir()}
    assert call("restore", tmp_path / "copy.db").fault.startswith(f"{tmp_path / 'copy.db'}: ")
    assert {p.name: p.read_bytes() for p in home.iterdir()} == before


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_file_is_needed(call, command):
    assert call(command).code == 2


# -- a broken store


@pytest.fixture
def broken(home):
    """A store that nobody can read."""
    home.mkdir()
    (home / "studio.db").write_bytes(b"garbage" * 1000)
    return home / "studio.db"


def test_shipped_deal_and_playbook_need_no_store(call, broken):
    draft = call("run", "deal_review", "tanjong-payments", "--json").data
    assert draft["deal"] == "tanjong-payments" and draft["inferred"]
    assert call("deals", "show", "tanjong-payments", "--json").data["deal"]["id"] == "tanjong-payments"
    assert call("check", "reference", "--json").code == 0
    assert broken.read_bytes() == b"garbage" * 1000


def test_deal_folder_and_playbook_file_need_no_store(call, broken, deal, book):
    assert call("run", "deal_review", deal, "--playbook", book, "--json").data["deal"] == "harbor"
    assert call("check", book).code == 0


@pytest.mark.parametrize("command", [("check", "ours"), ("export", "ours"), ("run", "deal_review", "no-such-deal")],
                         ids=" ".join)
def test_what_needs_the_store_says_that_it_is_broken(call, broken, command):
    fault = call(*command).fault
    assert fault.startswith(f"{broken}: is not a sound store") and "playbook-studio restore FILE" in fault


def test_broken_store_cannot_be_backed_up_and_can_be_replaced(call, home, broken, tmp_path, monkeypatch):
    assert call("backup", tmp_path / "copy.db").fault.startswith(f"{broken}: is not a sound store")
    assert not (tmp_path / "copy.db").exists()
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "elsewhere"))
    actions.start_playbook("Ours", by="Ann")
    call("backup", tmp_path / "copy.db")
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(home))
    kept = call("restore", tmp_path / "copy.db", "--json").data["kept"]
    with open(kept, "rb") as file:
        assert file.read() == b"garbage" * 1000
    assert json.loads(call("export", "ours", "--as", "json").out)["name"] == "Ours"
