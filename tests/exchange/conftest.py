"""What the tests of the import share."""

from __future__ import annotations

import pytest

from studio.exchange.documents import propose


@pytest.fixture
def proposed(tmp_path):
    """The proposal for a text."""

    def reading(text):
        path = tmp_path / "handbook.md"
        path.write_text(text, encoding="utf-8")
        return propose([path])

    return reading
