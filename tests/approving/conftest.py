"""A data folder of its own for every test, and somebody who acts: Ann, in every role unless a test says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from approving_deals import ANN, keep

from studio.acting import acting


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, empty at first."""
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def ann():
    """Ann acts."""
    with acting(ANN) as who:
        yield who


@pytest.fixture
def review() -> str:
    """A kept deal review at the first call, by its id."""
    return keep("e3")
