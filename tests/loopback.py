"""Nothing beyond loopback: connections and look-ups of names elsewhere are refused and remembered.

The look-up of a written-out address asks nobody, so it is let through.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

LOCAL = ("localhost", "", None, b"localhost")


class Reached(ConnectionRefusedError):
    """A test tried to reach a host that is not this machine."""


def is_local(host: Any) -> bool:
    """Whether a host name or address is this machine's own."""
    if host in LOCAL:
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return False


def _is_numeric(host: Any) -> bool:
    try:
        ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return False
    return True


@contextmanager
def only_loopback() -> Iterator[list[str]]:
    """Guard this process; gives the list of hosts that were tried all the same."""
    tried: list[str] = []

    def check(host: Any) -> None:
        if not is_local(host):
            tried.append(str(host))
            raise Reached(f"tests must not reach beyond loopback: {host}")

    with (patch.object(socket.socket, "connect", _guarded(socket.socket.connect, check)),
          patch.object(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex, check)),
          patch.object(socket, "getaddrinfo", _looking_up(socket.getaddrinfo, check))):
        yield tried


def _guarded(original: Any, check: Any) -> Any:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            check(address[0])
        return original(self, address)

    return connect


def _looking_up(original: Any, check: Any) -> Any:
    def getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
        if not _is_numeric(host):
            check(host)
        return original(host, *arguments, **named)

    return getaddrinfo
