"""Run the server: in a thread of this process, or as a process of its own."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from protocol_server.app import build_app
from protocol_server.handle import Handle
from protocol_server.reply import Replies

HOST = "127.0.0.1"
STARTUP_SECONDS = 20.0
FOLDER = Path(__file__).resolve().parents[1]


class DroppableProtocol(H11Protocol):
    """Keeps each connection where a fault can find it and drop it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state.setdefault("transports", {})[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.app_state["transports"].pop(self.client, None)
        super().connection_lost(exc)


def uvicorn_server(app: Starlette) -> uvicorn.Server:
    """The HTTP server, quiet, on the standard event loop whatever else is installed."""
    config = uvicorn.Config(app, http=DroppableProtocol, loop="asyncio", ws="none", lifespan="off", log_config=None,
                            log_level="critical", access_log=False, timeout_keep_alive=60)
    return uvicorn.Server(config)


def listen(port: int = 0) -> socket.socket:
    """A bound socket on loopback; port 0 takes a free one."""
    # Named as TCP, asyncio sends small writes at once; otherwise each answer is 40 ms late.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((HOST, port))
    # From here on a client can connect, and waits for the server to begin.
    sock.listen(256)
    return sock


class ThreadServer(Handle):
    """The server in a thread; `replies` may be any function."""

    def __init__(self) -> None:
        self.app = build_app()
        self._socket = listen()
        super().__init__(f"http://{HOST}:{self._socket.getsockname()[1]}")
        self._server = uvicorn_server(self.app)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + STARTUP_SECONDS
        while not self._server.started:
            if time.monotonic() > deadline:
                raise TimeoutError("the protocol server did not start")
            time.sleep(0.005)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._server.should_exit = self._server.force_exit = True
        self._thread.join(STARTUP_SECONDS)
        self._socket.close()

    def replies(self, own: Replies | None) -> None:
        """Let this function say what the model answers, until the next reset."""
        self.app.state.server.replies = own


class ProcessServer(Handle):
    """The server as a process, which outlives its clients; `replies` names a function, as `module:function`."""

    def __init__(self, replies: str | None = None, path: tuple[str, ...] = ()) -> None:
        named = ["--replies", replies] if replies else []
        env = os.environ | {"PYTHONPATH": os.pathsep.join((str(FOLDER), *path, os.environ.get("PYTHONPATH", "")))}
        self.process = subprocess.Popen([sys.executable, "-m", "protocol_server", "--port", "0", *named], env=env,
                                        stdout=subprocess.PIPE, text=True)
        said = self.process.stdout.readline() if self.process.stdout else ""
        if not said:
            raise RuntimeError("the protocol server did not start")
        super().__init__(said.split()[-1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.process.kill()
        self.process.wait(STARTUP_SECONDS)
