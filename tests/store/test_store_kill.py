"""kill -9 in the middle of saves: every save that was confirmed is there afterwards."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
from store_examples import Session

from studio import actions

SCRIPT = Path(__file__).parents[2] / "bench" / "kill_saves.py"


@pytest.fixture(scope="module")
def killing():
    """The script that kills, as a module."""
    spec = importlib.util.spec_from_file_location("kill_saves", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["kill_saves"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["kill_saves"]


def test_every_confirmed_save_outlives_five_kills():
    done = subprocess.run([sys.executable, str(SCRIPT), "--kills", "5", "--seconds", "60"], capture_output=True,
                          text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    kills, saves = re.match(r"(\d+) kills in .* there, ([\d,]+) saves confirmed, none lost", done.stdout).groups()
    assert kills == "5" and int(saves.replace(",", "")) > 0


def test_a_save_that_is_lost_would_be_found(killing, home):
    playbook = actions.start_playbook("Ours", by="Ann", source="thin")
    session = Session(playbook, "Bo")
    session.save("process.proposal", purpose="Bo 1.")
    session.save("process.proposal", purpose="Bo 2.")
    known = killing.Confirmed(True, {"Ann": [], "Bo": ["Bo 1.", "Bo 2."]})
    assert killing.lost(home, known) == []
    known.saves["Bo"].append("Bo 3.")
    assert killing.lost(home, known) == ["lost: Bo 3.", "process.proposal says 'Bo 2.', and 'Bo 3.' was confirmed"]
    actions.back_up(home / "copy.db")
    (home / "studio.db").unlink()
    assert killing.lost(home, known) == ["the playbook is gone"]


def test_half_a_save_would_be_found(killing, home):
    import sqlite3

    playbook = actions.start_playbook("Ours", by="Ann", source="thin")
    Session(playbook, "Bo").save("process.proposal", purpose="Bo 1.")
    db = sqlite3.connect(home / "studio.db")
    db.executescript("delete from edits; update playbooks set revision = 9")
    db.close()
    told = killing.lost(home, killing.Confirmed(True))
    assert any("hangs in the air" in line for line in told) and "8 edits were counted and 0 kept" in told
