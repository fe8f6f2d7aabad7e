"""One request being answered: its headers and body checked, its place in the log kept."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import partial
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from protocol_server.errors import ApiError, invalid
from protocol_server.faults import Facts, Fault
from protocol_server.state import State

VERSIONS = ("2023-06-01", "2026-10-21")
LIMITS = {"batches": 256 * 2**20}
LIMIT = 32 * 2**20


class Exchange:
    """A request, the server's state when it came, and its entry in the log."""

    def __init__(self, request: Request, state: State, on: str, raw: bytes) -> None:
        self.request = request
        self.state = state
        self.raw = raw
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.headers = headers
        self.entry = state.log.open(on, request.method, request.url.path, headers, state.now())
        self.entry.digest = sha256(raw).hexdigest()
        self._json: Any = None

    def check(self) -> None:
        """Refuse a request whose key, version, type or size the API would refuse."""
        self.state.check_key(self.headers)
        version = self.headers.get("anthropic-version")
        if version not in VERSIONS:
            raise invalid(f"anthropic-version: {version!r} is not a version of the API" if version
                          else "anthropic-version: header is required")
        if self.request.method == "POST" and self.raw:
            if self.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
                raise invalid("content-type: application/json is required")
            if len(self.raw) > LIMITS.get(self.entry.on, LIMIT):
                raise ApiError(413)

    def json(self) -> Any:
        """The body, which must be JSON in UTF-8."""
        if self._json is None:
            try:
                self._json = json.loads(self.raw.decode("utf-8"), parse_constant=_no_constant)
                if b"\\ud" in self.raw.lower():
                    json.dumps(self._json, ensure_ascii=False).encode("utf-8")
            except (ValueError, RecursionError) as failure:
                raise invalid(f"The request body is not valid JSON: {failure}") from None
            if self.state.settings.keep_bodies:
                self.entry.body = self._json
        return self._json

    def strike(self) -> Fault | None:
        """The fault this request meets; an `error` fault is raised."""
        if not self.state.script.rules:
            return None
        body = self._json if isinstance(self._json, dict) else {}
        fault = self.state.script.pick(Facts(self.entry.on, self.entry.number, body,
                                             self.raw.decode("utf-8", "replace"), self.headers))
        if fault is None:
            return None
        self.entry.fault = fault.kind
        if fault.kind == "error" or (fault.kind == "error_event" and not body.get("stream")):
            raise fault.error()
        return fault

    def refused(self, error: ApiError) -> Response:
        """The API's answer to a request that failed."""
        self.entry.outcome = f"error_{error.status}"
        self.entry.status = error.status
        self.entry.error = error.message
        self.entry.answered = self.state.now()
        limits = self.state.limiter.headers(self.state.settings, self.state.now()) if error.status == 429 else {}
        return JSONResponse(error.body(self.entry.request_id), error.status,
                            {"request-id": self.entry.request_id, **limits, **error.headers})


Handler = Callable[[Exchange], Awaitable[Any]]


def answering(on: str, handler: Handler) -> Callable[[Request], Awaitable[Any]]:
    """An endpoint: the handler, with what every request goes through around it."""
    return partial(_answer, on, handler)


async def _answer(on: str, handler: Handler, request: Request) -> Any:
    state: State = request.app.state.server
    exchange = Exchange(request, state, on, await request.body())
    counted = on == "messages"
    if counted:
        state.ledger.arrive(exchange.entry.arrived)
        exchange.entry.in_flight = state.ledger.in_flight
    try:
        exchange.check()
        response = await handler(exchange)
    except Exception as failure:
        # A reply function of a test can fail in any way; the test is to see how, not to hang.
        known = isinstance(failure, ApiError)
        response = exchange.refused(failure if known else ApiError(500, f"the test server failed: {failure!r}"))
        if counted:
            state.ledger.leave(exchange.entry.outcome, state.now())
        return response
    if not counted:
        response.headers["request-id"] = exchange.entry.request_id
        exchange.entry.outcome, exchange.entry.status = "ok", response.status_code
        exchange.entry.answered = state.now()
    return response


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number in JSON")
