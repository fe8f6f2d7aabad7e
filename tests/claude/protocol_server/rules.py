"""Rules that hold between the fields of a request."""

from __future__ import annotations

from collections.abc import Iterator

from protocol_server.catalogue import Model
from protocol_server.errors import invalid
from protocol_server.requests import (
    SIGNATURE,
    Block,
    CacheControl,
    ContentSource,
    Create,
    Document,
    Prompt,
    Text,
    Thinking,
)
from protocol_server.schema import check_schemas

MAX_BREAKPOINTS = 4
MAX_STRICT_TOOLS = 20


def check_prompt(prompt: Prompt, model: Model) -> None:
    """Refuse a prompt that the API would refuse for this model."""
    _check_turns(prompt)
    _check_text(prompt)
    _check_breakpoints(prompt)
    _check_thinking(prompt, model)
    _check_format(prompt)


def check_create(request: Create, model: Model) -> None:
    """Refuse a request for a message that the API would refuse for this model."""
    check_prompt(request, model)
    if request.max_tokens > model.output:
        raise invalid(f"max_tokens: {model.id} answers with at most {model.output} tokens, not {request.max_tokens}")
    if request.max_tokens == 0 and request.stream:
        raise invalid("max_tokens: 0 only fills the prompt cache and cannot be streamed")
    budget = getattr(request.thinking, "budget_tokens", None)
    if budget is not None and budget >= request.max_tokens:
        raise invalid("max_tokens: must be greater than thinking.budget_tokens")
    if any(not sequence.strip() for sequence in request.stop_sequences):
        raise invalid("stop_sequences: each stop sequence must contain non-whitespace")


def breakpoints(prompt: Prompt) -> Iterator[tuple[str, CacheControl]]:
    """Where the request marks breakpoints, in the order the API reads: tools, system, messages."""
    for place, block in _marked(prompt):
        if control := getattr(block, "cache_control", None):
            yield place, control


def _marked(prompt: Prompt) -> Iterator[tuple[str, object]]:
    yield from ((f"tools.{i}", tool) for i, tool in enumerate(prompt.tools))
    yield from ((f"system.{i}", block) for i, block in enumerate(prompt.system or []))
    for i, message in enumerate(prompt.messages):
        yield from ((f"messages.{i}.content.{j}", block) for j, block in enumerate(message.content))


def _check_turns(prompt: Prompt) -> None:
    for i, message in enumerate(prompt.messages):
        wanted = "user" if i % 2 == 0 else "assistant"
        if message.role != wanted:
            raise invalid(f"messages.{i}.role: turns alternate, the user's first, so this one must be \"{wanted}\"")
        if not message.content:
            raise invalid(f"messages.{i}: content must be non-empty")
        for j, block in enumerate(message.content):
            _check_role(f"messages.{i}.content.{j}", block, wanted)
    if prompt.messages[-1].role == "assistant":
        raise invalid("messages: the last message must be the user's; this model cannot continue one of its own")


def _check_role(place: str, block: Block, role: str) -> None:
    if isinstance(block, Document) and role == "assistant":
        raise invalid(f"{place}: only the user can give documents")
    if isinstance(block, Thinking) and (role == "user" or block.signature != SIGNATURE):
        raise invalid(f"{place}: thinking must be sent back in the assistant's turn, just as it came")


def _check_text(prompt: Prompt) -> None:
    for place, block in _marked(prompt):
        texts = [block.text] if isinstance(block, Text) else _document_texts(block)
        if any(not text.strip() for text in texts):
            raise invalid(f"{place}: a text block must hold more than white space")


def _document_texts(block: object) -> list[str]:
    if not isinstance(block, Document):
        return []
    if isinstance(block.source, ContentSource):
        return [part.text for part in block.source.content] or [""]
    return [block.source.data]


def _check_breakpoints(prompt: Prompt) -> None:
    found = list(breakpoints(prompt))
    count = len(found) + (prompt.cache_control is not None)
    if count > MAX_BREAKPOINTS:
        raise invalid(f"cache_control: at most {MAX_BREAKPOINTS} breakpoints are allowed, {count} are given")
    if prompt.cache_control:
        found.append(("cache_control", prompt.cache_control))
    shorter = False
    for place, control in found:
        if control.ttl == "1h" and shorter:
            raise invalid(f"{place}.cache_control.ttl: a 1h breakpoint cannot follow a 5m one "
                          "(the order is tools, system, messages)")
        shorter = shorter or control.ttl == "5m"


def _check_thinking(prompt: Prompt, model: Model) -> None:
    asked = prompt.thinking.type if prompt.thinking else None
    accepted = {"always": ("adaptive",), "manual": ("enabled", "disabled")}.get(model.thinking,
                                                                                  ("adaptive", "disabled"))
    if asked and asked not in accepted:
        raise invalid(f"thinking.type: \"{asked}\" is not supported for this model, use \"{accepted[0]}\"")
    if prompt.effort and prompt.effort not in model.efforts:
        raise invalid(f"output_config.effort: \"{prompt.effort}\" is not supported for this model")
    if asked == "disabled" and prompt.effort in ("xhigh", "max"):
        raise invalid("thinking.type.disabled is not supported with this output_config.effort")


def _check_format(prompt: Prompt) -> None:
    strict = [tool.input_schema for tool in prompt.tools if tool.strict]
    if len(strict) > MAX_STRICT_TOOLS:
        raise invalid(f"tools: at most {MAX_STRICT_TOOLS} may be strict, {len(strict)} are")
    for i, tool in enumerate(prompt.tools):
        if tool.input_schema.get("type") != "object":
            raise invalid(f"tools.{i}.custom.input_schema.type: Input should be 'object'")
    schema = prompt.schema_asked
    check_schemas(([("output_config.format.schema", schema)] if schema is not None else [])
                  + [(f"tools.{i}.input_schema", body) for i, body in enumerate(strict)])
    if schema is not None and any(isinstance(block, Document) and block.citations and block.citations.enabled
                                  for _, block in _marked(prompt)):
        raise invalid("output_config.format: citations cannot be enabled together with a JSON format")
