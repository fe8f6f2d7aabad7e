"""kill -9 of the real server while somebody types: what the page confirmed is there afterwards."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "bench" / "kill_server.py"


def test_what_the_page_confirmed_outlives_two_kills(chromium):
    done = subprocess.run([sys.executable, str(SCRIPT), "--kills", "2", "--seed", "5"], capture_output=True, text=True,
                          timeout=300)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert "2 kills" in done.stdout and "none lost" in done.stdout
