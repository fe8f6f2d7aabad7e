"""kill -9 in the middle of decisions, and several who decide at once: nothing is lost, nothing is done twice."""

from __future__ import annotations

import importlib.util
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from studio import actions

SCRIPT = Path(__file__).parents[2] / "bench" / "deciding.py"


@pytest.fixture
def killing():
    """The script that kills, as a module."""
    spec = importlib.util.spec_from_file_location("deciding_bench", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["deciding_bench"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["deciding_bench"]


def test_every_confirmed_decision_outlives_five_kills_and_none_is_done_twice():
    done = subprocess.run([sys.executable, str(SCRIPT), "--kills", "5", "--decisions", "40"], capture_output=True,
                          text=True, timeout=180)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    made = re.match(r"5 kills in .*: ([\d,]+) decisions confirmed.*none lost, none twice", done.stdout)
    assert int(made[1].replace(",", "")) > 0
    assert "4 processes, 40 decisions" in done.stdout and "none lost, the trail whole" in done.stdout


@pytest.mark.parametrize(("change", "told"), [
    ("delete from decisions where id = 2", "lost: Ann-1"),
    ("insert into decisions (token, draft, item, lane, decision, undoes) select 'x', draft, item, lane, 'undo', 1 "
     "from decisions where id = 1", "the trail holds a line"),
    ("update audit set subject = 'other' where what = 'approve'", "the trail is broken"),
])
def test_the_look_afterwards_would_see_it(killing, home, change, told):
    draft, other = killing.furnish(home, 2)
    known = killing.Confirmed()
    for number in range(3):
        known.made[f"Ann-{number}"], = actions.decide_items(draft, [killing._choice("i1", number)],
                                                            token=f"Ann-{number}")
    assert other != draft and killing.wrong_with(home, known) == []
    with closing(sqlite3.connect(home / "studio.db", isolation_level=None)) as db:
        for name, in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            db.execute(f"drop trigger {name}")
        db.execute(change)
    assert any(told in fault for fault in killing.wrong_with(home, known))
