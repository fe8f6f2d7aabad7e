"""What the model says: built from the schema, given by the test, or spoiled by a fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from protocol_server.catalogue import Model
from protocol_server.faults import Fault
from protocol_server.generate import UNFILLED, build
from protocol_server.prefix import estimate
from protocol_server.requests import SIGNATURE, Create, Document, PlainSource

STOPS = {"refusal": "refusal", "max_tokens": "max_tokens", "context_window": "model_context_window_exceeded"}


@dataclass(frozen=True)
class Asked:
    """A request as a reply function sees it."""

    number: int
    body: dict[str, Any]
    request: Create
    custom_id: str | None = None

    @property
    def schema(self) -> dict[str, Any] | None:
        """The schema the reply must match, if any."""
        return self.request.schema_asked

    def documents(self) -> list[tuple[str | None, str]]:
        """Title and text of each plain-text document, in order: what a reply may quote."""
        blocks = [block for message in self.request.messages for block in message.content]
        return [(block.title, block.source.data) for block in blocks
                if isinstance(block, Document) and isinstance(block.source, PlainSource)]


@dataclass(frozen=True)
class Reply:
    """Text, thinking and why it stopped."""

    text: str = ""
    stop_reason: str = "end_turn"
    stop_sequence: str | None = None
    stop_details: dict[str, Any] | None = None
    thinking: str | None = None
    thinking_tokens: int = 0

    @property
    def output_tokens(self) -> int:
        """Tokens of the whole reply."""
        return estimate(self.text) + self.thinking_tokens

    def content(self) -> list[dict[str, Any]]:
        """The reply's content blocks."""
        blocks: list[dict[str, Any]] = []
        if self.thinking is not None:
            blocks.append({"type": "thinking", "thinking": self.thinking, "signature": SIGNATURE})
        if self.text:
            blocks.append({"type": "text", "text": self.text, "citations": None})
        return blocks


#: A test's own reply: JSON, text, or None for the reply that is built.
Replies = Callable[[Asked], Any]


def compose(asked: Asked, model: Model, own: Replies | None, fault: Fault | None, thinking_tokens: int) -> Reply:
    """The reply to a request, as it leaves the model."""
    if asked.request.max_tokens == 0:
        return Reply(stop_reason="max_tokens")
    given = own(asked) if own else None
    reply = given if isinstance(given, Reply) else Reply(_words(asked, given, fault))
    if _thinks(asked.request, model):
        shown = getattr(asked.request.thinking, "display", None) == "summarized"
        reply = replace(reply, thinking="Weighing it." if shown else "", thinking_tokens=thinking_tokens)
    return _within(_spoiled(_stopped(reply, asked.request), fault), asked.request.max_tokens)


def _words(asked: Asked, given: Any, fault: Fault | None) -> str:
    if isinstance(given, str):
        return given
    if given is not None:
        return json.dumps(given, ensure_ascii=False)
    if asked.schema is None:
        return f"Reply to request {asked.number}."
    fill = _recased if fault and fault.kind == "enum_case" else None
    return json.dumps(build(asked.schema, fill), ensure_ascii=False)


def _recased(path: tuple[str | int, ...], node: dict[str, Any]) -> Any:
    first = (node.get("enum") or [None])[0]
    return first.title() if isinstance(first, str) else UNFILLED


def _thinks(request: Create, model: Model) -> bool:
    if request.thinking is not None:
        return request.thinking.type in ("adaptive", "enabled") and request.effort != "low"
    return model.thinking in ("always", "default") and request.effort != "low"


def _stopped(reply: Reply, request: Create) -> Reply:
    found = [(reply.text.find(stop), stop) for stop in request.stop_sequences if stop in reply.text]
    if not found:
        return reply
    where, stop = min(found)
    return replace(reply, text=reply.text[:where], stop_reason="stop_sequence", stop_sequence=stop)


def _spoiled(reply: Reply, fault: Fault | None) -> Reply:
    if fault is None:
        return reply
    half = reply.text[:len(reply.text) // 2]
    if fault.kind in STOPS:
        details = ({"type": "refusal", "category": fault.category, "explanation": fault.explanation}
                   if fault.kind == "refusal" else None)
        return replace(reply, text=half, stop_reason=STOPS[fault.kind], stop_details=details)
    if fault.kind == "cut_reply":
        return replace(reply, text=half)
    return replace(reply, text=fault.text) if fault.kind == "reply" else reply


def _within(reply: Reply, max_tokens: int) -> Reply:
    if reply.output_tokens <= max_tokens:
        return reply
    left = max(0, max_tokens - reply.thinking_tokens)
    return replace(reply, text=reply.text[:4 * left], stop_reason="max_tokens", stop_sequence=None,
                   thinking_tokens=min(reply.thinking_tokens, max_tokens))
