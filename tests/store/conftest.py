"""A store of its own for every test, and a clock that the test turns."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_examples import Clock, Session, small, start

from studio import actions


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, empty at first."""
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time as the actions see it."""
    found = Clock()
    found.wind(monkeypatch)
    return found


@pytest.fixture
def playbook() -> str:
    """A small playbook in the store, by its id."""
    return start()


@pytest.fixture
def ann(playbook: str) -> Session:
    """One person's session."""
    return Session(playbook, "Ann")


@pytest.fixture
def bo(playbook: str) -> Session:
    """Another person's session."""
    return Session(playbook, "Bo")


@pytest.fixture
def older(home: Path) -> Path:
    """The file of a store that has a playbook in it; a test then adds a migration to make it an older one."""
    actions.start_playbook("Kept for long", by="Ann", source=small())
    return home / "studio.db"
