"""No test reaches beyond this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from loopback import only_loopback


@pytest.fixture(autouse=True)
def nothing_beyond_loopback() -> Iterator[None]:
    """Fail a test that tries to reach another host, even where the code under test hides the failure."""
    with only_loopback() as tried:
        yield
    if tried:
        pytest.fail(f"reached beyond loopback: {', '.join(tried)}")
