"""The app as a process on a free port with a data folder of its own, for benches that look or kill."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(home: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the app and wait until it answers. Raises RuntimeError where it does not within 60 seconds."""
    env = os.environ | {"PLAYBOOK_STUDIO_HOME": str(home), "STREAMLIT_SERVER_HEADLESS": "true", "PYTHONPATH": str(ROOT)}
    app = subprocess.Popen([sys.executable, "-m", "studio.cli", "--port", str(port)], cwd=home, env=env,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while time.monotonic() < until and app.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=1):
                return app
        except OSError:
            time.sleep(0.05)
    app.kill()
    raise RuntimeError(f"the app did not answer on port {port}, expected it within 60 seconds")


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """Give the address of the app over a data folder; it is stopped at the end."""
    port = free_port()
    app = start(home, port)
    try:
        yield f"http://localhost:{port}"
    finally:
        app.terminate()
        app.wait(20)


@contextmanager
def chromium() -> Iterator[Any]:
    """Give a Chromium. Raises RuntimeError where this machine has none."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        raise RuntimeError("no chromium on this machine, expected one on the path")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
