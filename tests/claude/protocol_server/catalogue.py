"""The models that the server offers, with what each accepts.

Context and output in tokens, the shortest prefix that is cached, how thinking is controlled and the effort levels are
as published in November 2026, the stricter where accounts differ; release dates only give the order of the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protocol_server.errors import ApiError

ALL_EFFORTS = ("low", "medium", "high", "xhigh", "max")


@dataclass(frozen=True)
class Model:
    """One model; `thinking` is how it thinks when the request says nothing, and what it accepts.

    `always` cannot be turned off, `default` is on unless turned off, `optional` is off unless asked for (all three
    adaptive), `manual` takes a budget.
    """

    id: str
    name: str
    created: str
    minimum: int = 512
    thinking: str = "default"
    efforts: tuple[str, ...] = ALL_EFFORTS
    context: int = 1_000_000
    output: int = 128_000
    lifecycle: str = "active"
    retires: str | None = None


MODELS = (
    Model("claude-haiku-5-5", "Claude Haiku 5.5", "2026-10-07"),
    Model("claude-opus-5-5", "Claude Opus 5.5", "2026-09-22", thinking="always"),
    Model("claude-sonnet-5-5", "Claude Sonnet 5.5", "2026-09-22", minimum=1024),
    Model("claude-fable-5-1", "Claude Fable 5.1", "2026-08-31", thinking="always"),
    Model("claude-opus-5", "Claude Opus 5", "2026-07-24"),
    Model("claude-sonnet-5", "Claude Sonnet 5", "2026-06-10", minimum=1024),
    Model("claude-opus-4-8", "Claude Opus 4.8", "2026-05-01", minimum=1024, thinking="optional"),
    Model("claude-opus-4-7", "Claude Opus 4.7", "2026-04-01", minimum=2048, thinking="optional"),
    Model("claude-sonnet-4-6", "Claude Sonnet 4.6", "2026-02-17", minimum=1024, thinking="optional",
          efforts=("low", "medium", "high", "max")),
    Model("claude-opus-4-5-20251101", "Claude Opus 4.5", "2025-11-01", minimum=4096, thinking="manual",
          efforts=("low", "medium", "high"), context=200_000, output=64_000),
    Model("claude-haiku-4-5-20251001", "Claude Haiku 4.5", "2025-10-01", minimum=4096, thinking="manual", efforts=(),
          context=200_000, output=64_000),
    Model("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "2025-09-29", minimum=1024, thinking="manual",
          efforts=(), context=200_000, output=64_000, lifecycle="deprecated", retires="2026-11-30"),
    Model("claude-mythos-preview", "Claude Mythos Preview", "2026-01-15", minimum=2048, lifecycle="retired",
          retires="2026-06-30"),
)
BY_ID = {model.id: model for model in MODELS}
ALIASES = {
    "claude-opus-4-5": "claude-opus-4-5-20251101",
    "claude-haiku-4-5": "claude-haiku-4-5-20251001",
    "claude-sonnet-4-5": "claude-sonnet-4-5-20250929",
}


def listed(name: str) -> Model:
    """The model of this id or alias; 404 where the catalogue has none."""
    model = BY_ID.get(ALIASES.get(name, name))
    if model is None:
        raise ApiError(404, f"model: {name}")
    return model


def usable(name: str) -> Model:
    """The model a request names; 404 where it is unknown or retired."""
    model = listed(name)
    if model.lifecycle == "retired":
        raise ApiError(404, f"model: {name}")
    return model


def info(model: Model) -> dict[str, Any]:
    """The model as `GET /v1/models` describes it."""
    return {
        "type": "model",
        "id": model.id,
        "display_name": model.name,
        "created_at": f"{model.created}T00:00:00Z",
        "lifecycle": model.lifecycle,
        "line": model.id.split("-")[1],
        "deprecated_at": "2026-05-30T00:00:00Z" if model.lifecycle != "active" else None,
        "retires_at": f"{model.retires}T00:00:00Z" if model.retires else None,
        "max_input_tokens": model.context,
        "max_tokens": model.output,
        "capabilities": _capabilities(model),
    }


def _capabilities(model: Model) -> dict[str, Any]:
    def support(value: bool) -> dict[str, bool]:
        return {"supported": value}

    adaptive = model.thinking != "manual"
    off = model.thinking != "always"
    return {
        "batch": support(True),
        "citations": support(True),
        "code_execution": support(False),
        "context_management": support(False),
        "effort": support(bool(model.efforts)) | {level: support(level in model.efforts) for level in ALL_EFFORTS},
        "image_input": support(False),
        "pdf_input": support(False),
        "server_tools": support(False) | {"code_execution": support(False), "web_search": support(False)},
        "structured_outputs": support(True),
        "thinking": support(True) | {"types": {
            "adaptive": support(adaptive), "enabled": support(not adaptive), "disabled": support(off),
            "between_tools": support(False)}},
    }
