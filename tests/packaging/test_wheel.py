"""The wheel carries everything: pages, sample deals, library, weights, fonts."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    # Not isolated: an isolated build fetches its tools from a registry, and tests stay on this machine.
    subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(out), str(ROOT)],
                   check=True, capture_output=True, timeout=300)
    return next(out.glob("*.whl"))


def test_wheel_holds_the_shipped_data(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for wanted in ("playbook/library/reference.yaml", "studio/drafting/engines/offline/weights.json",
                   "studio/_bundled/pages/home.py", "studio/_bundled/sample_deals/tanjong-payments/deal.yaml",
                   "studio/_bundled/sample_deals/split.yaml", "studio/.streamlit/config.toml", "studio/ui/theme.css",
                   "studio/exchange/handbook/templates/handbook.html",
                   "studio/exchange/handbook/templates/handbook.css"):
        assert wanted in names, wanted
    assert not any(name.startswith(("tests/", "bench/", "pages/")) for name in names)


@pytest.fixture(scope="module")
def call_installed(wheel, tmp_path_factory):
    """Call the command line of the installed wheel, in another folder."""
    target, home = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("home")
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=300)
    code = ("import sys; sys.path.insert(0, sys.argv.pop(1)); import studio; "
            "assert studio.__file__.startswith(sys.path[0]), studio.__file__; from studio.cli import main; main()")

    def call(*args: str) -> str:
        env = os.environ | {"PLAYBOOK_STUDIO_HOME": str(home), "PYTHONPATH": ""}
        done = subprocess.run([sys.executable, "-c", code, str(target), *args], cwd=home, capture_output=True,
                              text=True, timeout=120, env=env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


def test_command_works_from_the_wheel_in_any_folder(call_installed):
    assert "Tanjong" in call_installed("run", "lead_brief", "tanjong-payments", "--as-of", "e1")


def test_handbook_is_made_from_the_wheel(call_installed):
    html = call_installed("export", "thin", "--as", "html")
    assert html.startswith("<!DOCTYPE html>") and "Solution / Demo" in html
