"""What of the server can be set while it runs."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

KEY = "sk-ant-test-key"


class Settings(BaseModel):
    """Seconds, counts and keys; each can be changed alone."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    keys: list[str] = [KEY]
    """API keys that are accepted."""
    forbidden_keys: list[str] = ["sk-ant-forbidden"]
    """Keys that are known and may use nothing (403)."""
    latency: float = Field(default=0.0, ge=0)
    """Seconds from a request's arrival to the start of its response."""
    stream_delay: float = Field(default=0.0, ge=0)
    """Seconds between the events of a stream."""
    chunk: int = Field(default=48, ge=1)
    """Characters in one text event."""
    thinking_tokens: int = Field(default=32, ge=0)
    """Output tokens of one thinking block."""
    context: int | None = Field(default=None, ge=1)
    """Context window of every model in tokens; None is each model's own."""
    requests: int | None = Field(default=None, ge=1)
    """Requests allowed in a window; None is no limit."""
    window: float = Field(default=60.0, gt=0)
    """Seconds of a rate-limit window."""
    concurrent: int | None = Field(default=None, ge=1)
    """Requests allowed at a time; None is no limit."""
    keep_bodies: bool = True
    """Whether the log keeps request bodies."""
    batch_polls: int = Field(default=2, ge=0)
    """Polls that a batch takes to end."""
    batch_seconds: float = Field(default=0.0, ge=0)
    """Seconds that a batch takes at least to end."""
    batch_wave: int = Field(default=20, ge=1)
    """Entries of a batch that run at a time, and so do not see what the others of the wave cache."""
    batch_order: Literal["given", "reversed", "shuffled"] = "shuffled"
    """Order of the results."""
    batch_outcomes: dict[str, Literal["errored", "expired", "canceled"]] = {}
    """What becomes of entries whose custom_id matches the pattern; all others are processed."""
