"""A message as the API sends it: whole, or as the events of a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from protocol_server.cache import Reading
from protocol_server.reply import Reply

Event = tuple[str, dict[str, Any]]


def usage(reading: Reading, reply: Reply, tier: str) -> dict[str, Any]:
    """How the request is billed."""
    return {
        "input_tokens": reading.fresh,
        "cache_creation_input_tokens": reading.written_5m + reading.written_1h,
        "cache_read_input_tokens": reading.read,
        "cache_creation": {"ephemeral_5m_input_tokens": reading.written_5m,
                           "ephemeral_1h_input_tokens": reading.written_1h},
        "output_tokens": reply.output_tokens,
        "output_tokens_details": {"thinking_tokens": reply.thinking_tokens},
        "server_tool_use": None, "service_tier": tier, "inference_geo": "not_available",
    }


def whole(message_id: str, model: str, reply: Reply, billed: dict[str, Any]) -> dict[str, Any]:
    """The message in one piece."""
    return {
        "id": message_id, "type": "message", "role": "assistant", "model": model, "content": reply.content(),
        "stop_reason": reply.stop_reason, "stop_sequence": reply.stop_sequence, "stop_details": reply.stop_details,
        "container": None, "usage": billed,
    }


def events(message: dict[str, Any], chunk: int) -> Iterator[Event]:
    """The message as a stream: the same content, in pieces of `chunk` characters."""
    started = {**message, "content": [], "stop_reason": None, "stop_sequence": None, "stop_details": None,
               "usage": {**message["usage"], "output_tokens": 1}}
    yield "message_start", {"type": "message_start", "message": started}
    yield "ping", {"type": "ping"}
    for index, block in enumerate(message["content"]):
        yield from _block(index, block, chunk)
    billed = {name: message["usage"][name] for name in
              ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens",
               "output_tokens_details")}
    stop = {name: message[name] for name in ("stop_reason", "stop_sequence", "stop_details")}
    yield "message_delta", {"type": "message_delta", "delta": stop, "usage": billed}
    yield "message_stop", {"type": "message_stop"}


def _block(index: int, block: dict[str, Any], chunk: int) -> Iterator[Event]:
    text = block[block["type"]]
    empty = {**block, block["type"]: ""} | ({"signature": ""} if "signature" in block else {})
    yield "content_block_start", {"type": "content_block_start", "index": index, "content_block": empty}
    deltas = [{"type": f"{block['type']}_delta", block["type"]: text[i:i + chunk]} for i in range(0, len(text), chunk)]
    if "signature" in block:
        deltas.append({"type": "signature_delta", "signature": block["signature"]})
    for delta in deltas:
        yield "content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta}
    yield "content_block_stop", {"type": "content_block_stop", "index": index}


def encoded(name: str, data: dict[str, Any]) -> bytes:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
