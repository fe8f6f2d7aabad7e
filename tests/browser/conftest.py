"""The app as people run it: started once, on a free port, seen through a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = os.environ.get("PLAYBOOK_STUDIO_BROWSER") == "required"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
#: Two look-ups that Streamlit makes on a deep link and answers with 404; harmless.
HARMLESS = ("_stcore/health", "_stcore/host-config")


def _absent(reason: str) -> None:
    if REQUIRED:
        pytest.fail(f"{reason}, and PLAYBOOK_STUDIO_BROWSER=required")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def app_home(tmp_path_factory) -> Path:
    """The data folder of the app under test."""
    return tmp_path_factory.mktemp("studio-home")


@pytest.fixture(scope="session")
def app_url(app_home, tmp_path_factory) -> Iterator[str]:
    """The address of the app, started from a folder that is not the project's."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    log = (elsewhere / "log").open("w+")
    env = os.environ | {"PLAYBOOK_STUDIO_HOME": str(app_home), "STREAMLIT_SERVER_HEADLESS": "true",
                        "PYTHONPATH": str(ROOT)}
    app = subprocess.Popen([sys.executable, "-m", "studio.cli", "--port", str(port)], cwd=elsewhere, env=env,
                           stdout=log, stderr=subprocess.STDOUT)
    url = f"http://localhost:{port}"
    try:
        _wait_for(url, app, log)
        yield url
    finally:
        app.terminate()
        try:
            app.wait(10)
        except subprocess.TimeoutExpired:
            app.kill()
        log.close()


def _wait_for(url: str, app: subprocess.Popen, log: Any) -> None:
    for _ in range(300):
        if app.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    log.seek(0)
    pytest.fail(f"the app did not start: {log.read()[-2000:]}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser; skipped with the reason where there is none.

    For a module only: Playwright keeps an event loop running, under which no other test could run its own.
    """
    playwright = pytest.importorskip("playwright.sync_api") if not REQUIRED else __import__(
        "playwright.sync_api", fromlist=["sync_api"])
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        _absent("no chromium on this machine (apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, app_url) -> Iterator[Any]:
    """A fresh browser page; afterwards: no exception box, no console error, no request to another host."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000}, base_url=app_url)
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    foreign: list[str] = []
    errors: list[str] = []
    own = (app_url, app_url.replace("http", "ws"), "data:", "blob:")
    opened.on("request", lambda r: foreign.append(r.url) if not r.url.startswith(own) else None)
    opened.on("console", lambda m: errors.append(f"{m.text} {m.location.get('url', '')}")
              if m.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    boxes = opened.get_by_test_id("stException").all_inner_texts()
    context.close()
    assert not boxes
    assert not foreign
    assert not [e for e in errors if not any(h in e for h in HARMLESS)]
