"""`audit verify` and `audit export`: a whole trail, one that somebody changed, and none."""

import sqlite3
from contextlib import closing

import pytest

from studio import actions


@pytest.fixture
def trail(home):
    """A store with a few lines in its trail."""
    actions.start_playbook("Ours", by="Ann", source="thin")
    for number in range(3):
        actions.note("export", f"thing {number}")
    return home


def test_a_whole_trail_verifies_and_its_last_seal_can_be_noted(call, trail):
    first = call("audit", "verify", "--json").data
    assert first["whole"] and first["lines"] >= 3
    done = call("audit", "verify", "--head", first["head"])
    assert (done.code, done.err) == (0, "") and first["head"] in done.out


def test_a_changed_line_is_named(call, trail):
    with closing(sqlite3.connect(next(trail.glob("*.db")))) as store, store:
        for (name,) in store.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            store.execute(f'drop trigger "{name}"')
        store.execute("update audit set subject = 'other' where seq = 2")
    done = call("audit", "verify")
    assert (done.code, done.out, done.err) == (1, "", "not whole: line 2 is not as it was written\n")


def test_a_seal_that_is_not_in_the_trail_shows_a_cut_end(call, trail):
    done = call("audit", "verify", "--head", "0" * 64)
    assert done.code == 1 and "noted seal" in done.err


def test_export_writes_the_trail_and_says_so_in_it(call, trail, tmp_path):
    assert call("audit", "export", "--as", "csv", "--out", tmp_path / "trail.csv").code == 0
    assert "thing 2" in (tmp_path / "trail.csv").read_text()
    assert "audit trail" in call("audit", "export").out


def test_no_store_is_one_sentence(call, home):
    done = call("audit", "verify")
    assert (done.code, done.out) == (1, "") and len(done.err.splitlines()) == 1
