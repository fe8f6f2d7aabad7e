"""`/_control`: script the server and read what it saw, from this process or another."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from protocol_server.faults import Rule
from protocol_server.settings import Settings
from protocol_server.state import State


def _state(request: Request) -> State:
    return request.app.state.server


async def _reset(request: Request) -> JSONResponse:
    request.app.state.server = State(replies=request.app.state.replies)
    return JSONResponse({})


async def _settings(request: Request) -> JSONResponse:
    state = _state(request)
    changed = {**state.settings.model_dump(), **await _given(request)}
    try:
        state.settings = Settings.model_validate(changed)
    except ValidationError as failure:
        return JSONResponse({"error": str(failure)}, 400)
    return JSONResponse(state.settings.model_dump())


async def _add_rule(request: Request) -> JSONResponse:
    try:
        _state(request).script.add(Rule.model_validate_json(await request.body()))
    except ValidationError as failure:
        return JSONResponse({"error": str(failure)}, 400)
    return JSONResponse({})


async def _rules(request: Request) -> JSONResponse:
    script = _state(request).script
    return JSONResponse([{"rule": rule.model_dump(), "struck": struck}
                         for rule, struck in zip(script.rules, script.struck, strict=True)])


async def _clear_rules(request: Request) -> JSONResponse:
    script = _state(request).script
    script.rules.clear()
    script.struck.clear()
    return JSONResponse({})


async def _log(request: Request) -> JSONResponse:
    bodies = request.query_params.get("bodies", "1") == "1"
    since = int(request.query_params.get("since", "0"))
    return JSONResponse([entry.to_json(bodies) for entry in _state(request).log.entries[since:]])


async def _totals(request: Request) -> JSONResponse:
    state = _state(request)
    return JSONResponse({"requests": dict(state.log.counts), **state.ledger.totals()})


async def _clock(request: Request) -> JSONResponse:
    _state(request).ahead += (await _given(request))["seconds"]
    return JSONResponse({})


async def _given(request: Request) -> dict[str, Any]:
    return await request.json()


ROUTES = [
    Route("/reset", _reset, methods=["POST"]),
    Route("/settings", _settings, methods=["POST"]),
    Route("/faults", _add_rule, methods=["POST"]),
    Route("/faults", _rules, methods=["GET"]),
    Route("/faults", _clear_rules, methods=["DELETE"]),
    Route("/log", _log, methods=["GET"]),
    Route("/totals", _totals, methods=["GET"]),
    Route("/clock", _clock, methods=["POST"]),
]
