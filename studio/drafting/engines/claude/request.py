"""From an order to what is sent: blocks, cache breakpoints, the form of the answer, limits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from studio.drafting.engines.claude.prices import Tokens
from studio.drafting.engines.claude.settings import EngineSettings
from studio.drafting.engines.orders import Order
from studio.drafting.prompting.checking import repair_message
from studio.drafting.prompting.layout import BlockName, Prompt
from studio.drafting.prompting.reply import Problem

#: Tokens that an answer may have, thinking among them; a review quotes the most.
_ANSWER = {"deal_review": 12_000, "pre_call_plan": 12_000}
_OTHER = 9_000
_EFFORT = {"low": 1.0, "medium": 1.5, "high": 2.5, "xhigh": 4.0, "max": 5.0}
#: Longer answers than this are streamed: a connection that says nothing for so long is cut by many networks.
MOST_AT_ONCE = 21_000
#: After which blocks a cache breakpoint stands, unless nothing would read what it writes.
BOTH: frozenset[BlockName] = frozenset({"standard", "evidence"})


def request(order: Order, settings: EngineSettings, *, cached: Collection[BlockName] = BOTH,
            ttl: str = "5m") -> dict[str, Any]:
    """Return the body of the request for an order; `cached` names the blocks with a breakpoint after them."""
    prompt = order.prompt
    config: dict[str, Any] = {"format": {"type": "json_schema", "schema": order.schema}}
    if settings.effort:
        config["effort"] = settings.effort
    body: dict[str, Any] = {
        "model": settings.model, "max_tokens": most_tokens(order.workflow, settings.effort),
        "system": _blocks(prompt, True, cached, ttl),
        "messages": [{"role": "user", "content": _blocks(prompt, False, cached, ttl)}], "output_config": config}
    if settings.thinking:
        body["thinking"] = {"type": settings.thinking}
    return body


def repair(body: dict[str, Any], text: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return the request that tells a model what is wrong with its answer."""
    turns = [{"role": "assistant", "content": [{"type": "text", "text": text}]},
             {"role": "user", "content": [{"type": "text", "text": repair_message(problems)}]}]
    return body | {"messages": [*body["messages"], *turns]}


def most_tokens(workflow: str, effort: str) -> int:
    """Return how many tokens an answer may have."""
    return int(_ANSWER.get(workflow, _OTHER) * _EFFORT.get(effort, 2.5))


def how(settings: EngineSettings) -> str:
    """Return what beside the words shapes an answer, for its key."""
    return f"{settings.effort}/{settings.thinking}"


def _blocks(prompt: Prompt, system: bool, cached: Collection[BlockName], ttl: str) -> list[dict[str, Any]]:
    mark = {"type": "ephemeral"} if ttl == "5m" else {"type": "ephemeral", "ttl": ttl}
    return [{"type": "text", "text": b.text} | ({"cache_control": mark} if b.cache and b.name in cached else {})
            for b in (prompt.system if system else prompt.user)]


def worst_tokens(body: dict[str, Any]) -> Tokens:
    """Return the most that a request can use: all of its input written to the cache, and the longest answer.

    An ASCII text has at least two characters a token in practice, any other
    text at least one byte.
    """
    texts = [b["text"] for part in (body["system"], *(m["content"] for m in body["messages"])) for b in part]
    count = sum(_most(text) for text in texts) + _most(repr(body["output_config"])) + 100
    written = {"written_1h": count} if "'1h'" in repr([b.get("cache_control") for b in body["system"]]) else {
        "written_5m": count}
    return Tokens(output=body["max_tokens"], **written)


def _most(text: str) -> int:
    size = len(text.encode("utf-8", "surrogatepass"))
    plain = len(text) - (size - len(text)) if size < 2 * len(text) else 0
    return size - plain // 2 if plain > 0 else size
