"""`/v1/messages/batches`: create, retrieve, list, cancel, delete, results."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from starlette.responses import JSONResponse, Response

from protocol_server.batches import Batch, due, fate, ordered
from protocol_server.errors import ApiError, invalid
from protocol_server.exchange import Exchange
from protocol_server.faults import Facts
from protocol_server.messages_api import Answer, answer
from protocol_server.paging import page
from protocol_server.reply import Asked
from protocol_server.requests import BatchCreate, BatchEntry, read_body
from protocol_server.state import State


def _root(exchange: Exchange) -> str:
    return str(exchange.request.base_url).rstrip("/")


def _id(exchange: Exchange) -> str:
    return exchange.request.path_params["batch_id"]


async def create(exchange: Exchange) -> Response:
    """Take a batch in."""
    body = read_body(BatchCreate, exchange.json())
    exchange.strike()
    batch = exchange.state.batches.create(exchange.state.new_id("msgbatch"), body, exchange.entry.arrived)
    return JSONResponse(batch.to_json(_root(exchange)))


async def retrieve(exchange: Exchange) -> Response:
    """Say how a batch stands; each call is a poll."""
    state = exchange.state
    exchange.strike()
    batch = state.batches.get(_id(exchange))
    batch.polls += 1
    if due(batch, state.settings, state.now()):
        _run(state, batch)
    return JSONResponse(batch.to_json(_root(exchange)))


async def listing(exchange: Exchange) -> Response:
    """List batches, newest first."""
    exchange.strike()
    found = [batch.to_json(_root(exchange)) for batch in reversed(exchange.state.batches.all.values())]
    return JSONResponse(page(found, exchange.request.query_params))


async def cancel(exchange: Exchange) -> Response:
    """Begin to cancel a batch."""
    batch = exchange.state.batches.cancel(_id(exchange), exchange.state.settings)
    return JSONResponse(batch.to_json(_root(exchange)))


async def delete(exchange: Exchange) -> Response:
    """Delete a batch that has ended."""
    exchange.state.batches.delete(_id(exchange))
    return JSONResponse({"id": _id(exchange), "type": "message_batch_deleted"})


async def results(exchange: Exchange) -> Response:
    """The results of a batch, one JSON document a line."""
    batch = exchange.state.batches.get(_id(exchange))
    fault = exchange.strike()
    if not batch.ended:
        raise invalid(f"batch {batch.id} has no results yet")
    lines = [json.dumps(result, ensure_ascii=False) for result in batch.results]
    text = "".join(f"{line}\n" for line in lines)
    if fault and fault.kind == "truncated":
        text = text[:len(text) // 2]
    return Response(text, media_type="application/x-jsonl")


def _run(state: State, batch: Batch) -> None:
    """Process a batch: the entries of a wave read what earlier waves wrote."""
    done = []
    for start in range(0, len(batch.entries), state.settings.batch_wave):
        wave = range(start, min(start + state.settings.batch_wave, len(batch.entries)))
        begun = [(entry, one) for entry, one in ((batch.entries[i], _one(state, batch, i)) for i in wave)]
        for entry, one in begun:
            if isinstance(one, Answer):
                one.begin(_digest(entry))
                one = {"type": "succeeded", "message": one.message}
            done.append({"custom_id": entry.custom_id, "result": one})
    batch.results = ordered(done, state.settings.batch_order)
    batch.ended = datetime.now(UTC)


def _one(state: State, batch: Batch, index: int) -> Answer | dict[str, Any]:
    entry = batch.entries[index]
    if outcome := fate(batch, index, state.settings):
        return {"type": outcome} if outcome != "errored" else _errored(state, ApiError(500))
    try:
        return _message(state, entry)
    except ApiError as error:
        return _errored(state, error)


def _message(state: State, entry: BatchEntry) -> Answer:
    request, model = state.create(entry.params)
    if request.stream or request.max_tokens == 0:
        raise invalid("a request of a batch can neither be streamed nor only fill the prompt cache")
    state.log.counts["batch_entry"] += 1
    number = state.log.counts["batch_entry"]
    fault = state.script.pick(Facts("batch_entry", number, entry.params, json.dumps(entry.params)))
    if fault and fault.kind == "error":
        raise fault.error()
    return answer(state, Asked(number, entry.params, request, entry.custom_id), model, fault, "batch", state.now())


def _errored(state: State, error: ApiError) -> dict[str, Any]:
    return {"type": "errored", "error": error.body(state.new_id("req"))}


def _digest(entry: BatchEntry) -> str:
    return sha256(json.dumps(entry.params).encode()).hexdigest()
