"""The protocol server for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from protocol_server import ThreadServer


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
