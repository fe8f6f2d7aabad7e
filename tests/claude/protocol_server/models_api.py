"""`GET /v1/models` and `GET /v1/models/{id}`."""

from __future__ import annotations

from starlette.responses import JSONResponse

from protocol_server.catalogue import MODELS, info, listed
from protocol_server.errors import invalid
from protocol_server.exchange import Exchange
from protocol_server.paging import page

LIFECYCLES = ("active", "deprecated", "retired")


async def listing(exchange: Exchange) -> JSONResponse:
    """List models, newest first; retired ones only where they are asked for."""
    exchange.strike()
    query = exchange.request.query_params
    asked = query.getlist("lifecycle[]") or query.getlist("lifecycle") or ["active", "deprecated"]
    if bad := [name for name in asked if name not in LIFECYCLES]:
        raise invalid(f"lifecycle: {bad[0]!r} is not a stage")
    found = sorted((m for m in MODELS if m.lifecycle in asked), key=lambda m: m.created, reverse=True)
    return JSONResponse(page([info(model) for model in found], query))


async def retrieve(exchange: Exchange) -> JSONResponse:
    """One model, by its id or alias."""
    exchange.strike()
    return JSONResponse(info(listed(exchange.request.path_params["model_id"])))
