"""The server's routes."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from protocol_server import batches_api, control, messages_api, models_api
from protocol_server.errors import ApiError
from protocol_server.exchange import answering
from protocol_server.reply import Replies
from protocol_server.state import State

BATCHES = "/v1/messages/batches"
ROUTES = [
    Route("/v1/messages", answering("messages", messages_api.create_message), methods=["POST"]),
    Route("/v1/messages/count_tokens", answering("count_tokens", messages_api.count_tokens), methods=["POST"]),
    Route(BATCHES, answering("batches", batches_api.create), methods=["POST"]),
    Route(BATCHES, answering("batches", batches_api.listing), methods=["GET"]),
    Route(f"{BATCHES}/{{batch_id}}", answering("batches", batches_api.retrieve), methods=["GET"]),
    Route(f"{BATCHES}/{{batch_id}}", answering("batches", batches_api.delete), methods=["DELETE"]),
    Route(f"{BATCHES}/{{batch_id}}/cancel", answering("batches", batches_api.cancel), methods=["POST"]),
    Route(f"{BATCHES}/{{batch_id}}/results", answering("batch_results", batches_api.results), methods=["GET"]),
    Route("/v1/models", answering("models", models_api.listing), methods=["GET"]),
    Route("/v1/models/{model_id}", answering("models", models_api.retrieve), methods=["GET"]),
    Mount("/_control", routes=control.ROUTES),
]


def build_app(replies: Replies | None = None) -> Starlette:
    """A server with nothing seen yet; `replies` says what the model answers."""
    app = Starlette(routes=ROUTES, exception_handlers={HTTPException: _no_route})
    app.state.replies = replies
    app.state.server = State(replies=replies)
    return app


async def _no_route(request: Request, failure: Exception) -> Response:
    status = getattr(failure, "status_code", 404)
    error = ApiError(status, "Not found" if status == 404 else str(getattr(failure, "detail", "")))
    return JSONResponse(error.body("req_000"), status, {"request-id": "req_000"})
