"""How an answer leaves the server: in time, in order, or broken as asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Scope, Send

from protocol_server.faults import Fault
from protocol_server.log import Entry
from protocol_server.message import encoded, events
from protocol_server.state import State

OVERLOADED = {"type": "error", "error": {"type": "overloaded_error", "message": "The service is overloaded."}}


@dataclass
class Delivery:
    """One message on its way; `begin` is called when its first byte is due."""

    state: State
    entry: Entry
    message: dict[str, Any]
    stream: bool
    fault: Fault | None
    headers: dict[str, str]
    begin: Callable[[], None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it (ASGI)."""
        try:
            await self._due()
            if self._is("disconnect", "before"):
                return await self._drop(scope, "abort")
            self.begin()
            await (self._stream(scope, send) if self.stream else self._whole(scope, send))
        finally:
            self.state.ledger.leave(self.entry.outcome, self.state.now())
            self.entry.answered = self.state.now()

    def _is(self, kind: str, point: str | None = None) -> bool:
        return self.fault is not None and self.fault.kind == kind and point in (None, self.fault.point)

    async def _due(self) -> None:
        late = self.fault.seconds if self.fault and (self._is("slow") or self._is("stall", "before")) else 0.0
        await asyncio.sleep(max(0.0, self.entry.arrived + self.state.settings.latency + late - self.state.now()))

    async def _whole(self, scope: Scope, send: Send) -> None:
        body = json.dumps(self.message, ensure_ascii=False).encode()
        half = len(body) // 2
        if self._is("truncated"):
            body = body[:half]
        if self._is("malformed"):
            body = b"<html>upstream failed</html>"
        await self._start(send, "application/json", len(body))
        if self._is("disconnect", "during"):
            await _part(send, body[:half], more=True)
            return await self._drop(scope, "close")
        if self.fault and self._is("stall", "during"):
            await _part(send, body[:half], more=True)
            await asyncio.sleep(self.fault.seconds)
            body = body[half:]
        await _part(send, body)
        self._done()

    async def _stream(self, scope: Scope, send: Send) -> None:
        await self._start(send, "text/event-stream; charset=utf-8", None)
        parts = [encoded(name, data) for name, data in events(self.message, self.state.settings.chunk)]
        half = len(parts) // 2
        await self._parts(send, parts[:half])
        if self.fault and self._is("stall", "during"):
            await asyncio.sleep(self.fault.seconds)
        if self._is("disconnect", "during"):
            return await self._drop(scope, "close")
        rest = self._rest(parts[half:])
        await self._parts(send, rest)
        await _part(send, b"")
        self._done()

    def _rest(self, parts: list[bytes]) -> list[bytes]:
        if self._is("truncated"):
            return []
        if self._is("malformed"):
            return [b"event: content_block_delta\ndata: {\"type\": \"content_blo\n\n", *parts]
        if self._is("error_event"):
            return [encoded("error", OVERLOADED)]
        return parts

    async def _parts(self, send: Send, parts: Iterable[bytes]) -> None:
        for part in parts:
            await _part(send, part, more=True)
            await asyncio.sleep(self.state.settings.stream_delay)

    async def _start(self, send: Send, kind: str, length: int | None) -> None:
        sized = {} if length is None else {"content-length": str(length)}
        headers = {"content-type": kind, "request-id": self.entry.request_id, **sized, **self.headers}
        self.entry.status = 200
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(name.encode(), value.encode()) for name, value in headers.items()]})

    def _done(self) -> None:
        self.entry.outcome = self.fault.kind if self.fault and self.fault.kind != "slow" else "ok"

    async def _drop(self, scope: Scope, how: str) -> None:
        self.entry.outcome = "disconnect"
        transport = scope["state"]["transports"][tuple(scope["client"])]
        getattr(transport, how)()
        # The loop must run for the connection to be lost before this call returns, or uvicorn answers 500.
        for _ in range(3):
            await asyncio.sleep(0)


async def _part(send: Send, body: bytes, more: bool = False) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})
