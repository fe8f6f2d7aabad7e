"""`POST /v1/messages` and `POST /v1/messages/count_tokens`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import JSONResponse

from protocol_server.cache import Reading
from protocol_server.catalogue import Model
from protocol_server.delivery import Delivery
from protocol_server.exchange import Exchange
from protocol_server.faults import Fault
from protocol_server.message import usage, whole
from protocol_server.prefix import segments, total_tokens
from protocol_server.reply import Asked, compose
from protocol_server.state import State


async def create_message(exchange: Exchange) -> Delivery:
    """Answer a request for a message."""
    state, entry = exchange.state, exchange.entry
    request, model = state.create(exchange.json())
    state.limiter.admit(state.settings, state.ledger.in_flight, entry.arrived)
    fault = exchange.strike()
    reply = answer(state, Asked(entry.number, exchange.json(), request), model, fault, "standard", entry.arrived)
    entry.usage = reply.message["usage"]

    def begin() -> None:
        reply.begin(entry.digest)

    return Delivery(state, entry, reply.message, request.stream, fault,
                    state.limiter.headers(state.settings, state.now()), begin)


async def count_tokens(exchange: Exchange) -> JSONResponse:
    """Say how many input tokens a prompt has."""
    prompt, model = exchange.state.prompt(exchange.json())
    exchange.strike()
    return JSONResponse({"input_tokens": total_tokens(prompt, model)})


class Answer:
    """A message with what it reads and writes in the cache; paid when `begin` is called."""

    def __init__(self, message: dict[str, Any], begin: Callable[[str], None]) -> None:
        self.message = message
        self.begin = begin


def answer(state: State, asked: Asked, model: Model, fault: Fault | None, tier: str, now: float) -> Answer:
    """The message for a checked request."""
    reading: Reading = state.cache.read(segments(asked.request, model), model.minimum, now)
    reply = compose(asked, model, state.replies, fault, state.settings.thinking_tokens)
    billed = usage(reading, reply, tier)

    def begin(digest: str) -> None:
        state.cache.begin(reading)
        state.ledger.pay(tier, digest, reading, reply.output_tokens)

    return Answer(whole(state.new_id("msg"), model.id, reply, billed), begin)
