"""What the user sets about the engine; the key is never among it."""

from __future__ import annotations

import ipaddress
import os
from typing import Literal, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from playbook.files import first_fault
from studio.drafting.engines.claude.models import DEFAULT_MODEL
from studio.drafting.engines.claude.prices import Price

Effort = Literal["", "low", "medium", "high", "xhigh", "max"]
Thinking = Literal["", "adaptive", "disabled", "between_tools"]
EFFORTS = get_args(Effort)
SERVICE = "https://api.anthropic.com"
ADDRESS = "ANTHROPIC_BASE_URL"
_NEAR = (".local", ".internal", ".lan", ".localhost")


class EngineSettings(BaseModel):
    """Model, address, effort and money of the Claude engine.

    Empty texts leave the choice to the service. Budgets are USD, null is no
    limit; `prices` come before the table that is shipped. `timeout` is how
    many seconds may pass without a byte.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(DEFAULT_MODEL, min_length=1, max_length=200, pattern=r"^\S+$")
    base_url: str = Field("", max_length=500)
    effort: Effort = "medium"
    thinking: Thinking = ""
    concurrency: int = Field(8, ge=1, le=200)
    budget_run: float | None = Field(10.0, gt=0)
    budget_day: float | None = Field(50.0, gt=0)
    prices: dict[str, Price] = Field(default_factory=dict)
    timeout: float = Field(600.0, gt=0, le=3600)

    @field_validator("base_url")
    @classmethod
    def _sound_address(cls, value: str) -> str:
        return sound_address(value.strip().rstrip("/"))

    @field_validator("model")
    @classmethod
    def _no_key(cls, value: str) -> str:
        if looks_like_key(value):
            raise ValueError("expected the name of a model; this looks like a key, which is kept elsewhere")
        return value

    @property
    def address(self) -> str:
        """Where requests go: the environment's address, else the one that is set, else the service's own."""
        return (os.environ.get(ADDRESS) or self.base_url or SERVICE).rstrip("/")

    @property
    def host(self) -> str:
        """The name of the address, for sentences."""
        return urlsplit(self.address).netloc.rpartition("@")[2] or self.address


def looks_like_key(text: str) -> bool:
    """Tell whether a text has the form of the service's keys."""
    return text.strip().startswith("sk-")


class BadSetting(ValueError):
    """A setting that cannot be used, in one sentence."""


def sound_address(value: str) -> str:
    """Return an address that a key may be sent to. Raises ValueError, in words."""
    if not value:
        return value
    parts = urlsplit(value)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError("expected an address such as https://gateway.example.com")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("expected an address without a name, password or anything after a '?' in it")
    if parts.scheme == "http" and not _near(parts.hostname):
        raise ValueError("expected https: over http the key would travel in the clear")
    return value


def _near(host: str) -> bool:
    """Whether a host is this machine or one of the company's own network."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_NEAR)


def changed(settings: EngineSettings, **given: object) -> EngineSettings:
    """Return settings with some changed. Raises BadSetting."""
    data = settings.model_dump() | given
    try:
        return EngineSettings.model_validate(data)
    except ValidationError as error:
        where, expected = first_fault(error, data)
        # What was typed is not repeated: it may be a key in the wrong place.
        raise BadSetting(f"{where.replace('_', ' ')}: {expected.split(' (found ')[0]}") from None
