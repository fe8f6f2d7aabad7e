"""A prompt as the prompt cache sees it: a row of blocks, each with the digest of everything up to and with it.

The order is the format, tools, system, messages. A changed format changes every digest, as the API says it does;
a changed effort, thinking or tool choice changes those of the messages. Tokens are an estimate: a quarter of the
characters, and three for each block.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from protocol_server.catalogue import Model
from protocol_server.requests import Block, ContentSource, Document, Prompt, Text

BLOCK_OVERHEAD = 3


@dataclass(frozen=True)
class Segment:
    """One block: the prefix that ends with it, its own tokens, and how long it asks to be kept."""

    digest: bytes
    tokens: int
    ttl: str | None


def estimate(text: str) -> int:
    """Tokens in a text, about a quarter of its characters."""
    return -(-len(text) // 4)


def segments(prompt: Prompt, model: Model) -> list[Segment]:
    """The prompt's blocks in cache order; the last carries the request's own top-level breakpoint, if any."""
    running = sha256(model.id.encode())
    found = []
    for material, text, ttl in _blocks(prompt):
        running.update(b"\0" + material.encode())
        if text is not None:
            found.append(Segment(running.digest(), estimate(text) + BLOCK_OVERHEAD, ttl))
    if prompt.cache_control and not found[-1].ttl:
        last = found.pop()
        found.append(Segment(last.digest, last.tokens, prompt.cache_control.ttl))
    return found


def total_tokens(prompt: Prompt, model: Model) -> int:
    """All input tokens of a prompt."""
    return sum(segment.tokens for segment in segments(prompt, model))


def _blocks(prompt: Prompt) -> Iterator[tuple[str, str | None, str | None]]:
    """What enters the digest, the text that counts as tokens (None: none), the breakpoint."""
    if (schema := prompt.schema_asked) is not None:
        yield f"format{_json(schema)}", _json(schema), None
    for tool in prompt.tools:
        material = _json(tool.model_dump(exclude={"cache_control"}))
        yield material, material, _ttl(tool)
    for block in prompt.system or []:
        yield _material(block), _text(block), _ttl(block)
    thinking = prompt.thinking.model_dump() if prompt.thinking else None
    choice = prompt.tool_choice.model_dump() if prompt.tool_choice else None
    yield _json([thinking, choice, prompt.effort]), None, None
    for message in prompt.messages:
        for block in message.content:
            yield f"{message.role}{_material(block)}", _text(block), _ttl(block)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _material(block: Block) -> str:
    return _json(block.model_dump(exclude={"cache_control"}))


def _ttl(block: Any) -> str | None:
    control = getattr(block, "cache_control", None)
    return control.ttl if control else None


def _text(block: Block) -> str:
    if isinstance(block, Text):
        return block.text
    if not isinstance(block, Document):
        return block.thinking + block.signature
    body = ("".join(part.text for part in block.source.content) if isinstance(block.source, ContentSource)
            else block.source.data)
    return "".join((block.title or "", block.context or "", body))
