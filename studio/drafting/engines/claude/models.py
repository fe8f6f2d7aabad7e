"""Which model drafts: a current default, and what the service lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: A current model of the SDK's own list; a test sees that it is not one that ends soon.
DEFAULT_MODEL = "claude-sonnet-5-5"


@dataclass(frozen=True)
class ModelChoice:
    """A model that the service offers; `ends` is the day it is taken away, if that is known."""

    id: str
    name: str
    deprecated: bool = False
    ends: str = ""
    efforts: tuple[str, ...] = ()
    most_input: int | None = None
    most_output: int | None = None


def deprecated_models() -> dict[str, str]:
    """Return the models that the SDK warns about, with the day each ends in its words."""
    from anthropic.resources.messages.messages import DEPRECATED_MODELS

    return dict(DEPRECATED_MODELS)


def choice_of(info: Any) -> ModelChoice | None:
    """Return a listed model as a choice; None for one that is gone.

    A gateway or local server may leave out all but the id.
    """
    lifecycle = getattr(info, "lifecycle", None)
    if lifecycle == "retired":
        return None
    ends = getattr(info, "retires_at", None)
    known = deprecated_models().get(info.id, "")
    return ModelChoice(
        id=info.id, name=getattr(info, "display_name", None) or info.id,
        deprecated=lifecycle == "deprecated" or bool(known), ends=ends.date().isoformat() if ends else known,
        efforts=_efforts(info), most_input=getattr(info, "max_input_tokens", None),
        most_output=getattr(info, "max_tokens", None))


def _efforts(info: Any) -> tuple[str, ...]:
    found = getattr(getattr(info, "capabilities", None), "effort", None)
    levels = ("low", "medium", "high", "xhigh", "max")
    return tuple(n for n in levels if getattr(getattr(found, n, None), "supported", False))
