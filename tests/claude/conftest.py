"""The protocol server for each test, and a guard that keeps the tests on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from loopback import only_loopback
from protocol_server import ThreadServer


@pytest.fixture(autouse=True)
def nothing_beyond_loopback() -> Iterator[None]:
    """Fail a test that tries to reach another host, even where the code under test hides the failure."""
    with only_loopback() as tried:
        yield
    if tried:
        pytest.fail(f"reached beyond loopback: {', '.join(tried)}")


@pytest.fixture(scope="session")
def protocol_server() -> Iterator[ThreadServer]:
    """One server for all tests of this process."""
    with ThreadServer() as server:
        yield server


@pytest.fixture
def api(protocol_server: ThreadServer, monkeypatch: pytest.MonkeyPatch) -> ThreadServer:
    """The server as new, and an environment in which the SDK finds it."""
    protocol_server.reset()
    for name in ("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_CUSTOM_HEADERS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in protocol_server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return protocol_server
