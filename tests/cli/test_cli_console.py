"""The command as it is installed: its own process, its own streams."""

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(sys.executable).with_name("playbook-studio")


def console(*args: str | bytes, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([SCRIPT, *args], capture_output=True, timeout=60, env=os.environ | env, check=False)


def test_script_ends_with_the_codes_of_the_contract():
    assert console("check", "thin", "--json").returncode == 0
    bad, wrong = console("check", "none.yaml"), console("dance")
    assert (bad.returncode, bad.stdout, bad.stderr.count(b"\n")) == (1, b"", 1)
    assert (wrong.returncode, wrong.stdout) == (2, b"")


def test_output_is_utf_8_whatever_the_terminal_is_set_to(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("id: own\nname: Überzeugen – 問う\n", encoding="utf-8")
    done = console("export", str(path), PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Überzeugen – 問う" in done.stdout.decode("utf-8")


def test_file_name_that_is_not_utf_8_is_told_and_not_tripped_over(tmp_path):
    name = os.fsencode(tmp_path) + b"/bad\xff"
    os.mkdir(name)
    told = console("deals", "check", name, "--json")
    assert told.returncode == 1 and b"Traceback" not in told.stderr
    assert "has no deal.yaml" in json.loads(told.stdout)["deals"][0]["faults"][0]


def test_help_loads_neither_the_app_nor_the_science():
    heavy = {"streamlit", "pandas", "scipy", "anthropic", "plotly"}
    code = f"import sys, studio.cli; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
