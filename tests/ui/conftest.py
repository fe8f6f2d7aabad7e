"""Pages under test run in this process, each test with a data folder of its own."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from re import sub

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def open_page(tmp_path, monkeypatch):
    """Open a page of the app with these choices in the address."""
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "home"))

    def opened(page: str = "home", **choices: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "studio" / "app.py"), default_timeout=60)
        app.switch_page(f"../pages/{page}.py")
        for name, value in choices.items():
            app.query_params[name] = value
        app.run()
        return app

    return opened


@pytest.fixture
def markup():
    """All HTML that a page shows, as it is sent; style sheets are left out."""
    return lambda app: "\n".join(body for element in app.get("html")
                                 if not (body := element.proto.body).lstrip().startswith("<style"))


@pytest.fixture
def words(markup):
    """All text in the HTML that a page shows."""
    return lambda app: " ".join(unescape(sub(r"<[^>]*>", " ", markup(app))).split())
