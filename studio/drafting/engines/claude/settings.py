"""How the engine is set up: model, address, effort, pace, budget; and where its key comes from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from studio.drafting.engines.claude.prices import Price, price_of

#: A current model of the middle of the range; checked against the SDK's own list in the tests.
DEFAULT_MODEL = "claude-sonnet-5-5"
Effort = Literal["low", "medium", "high", "xhigh", "max"]
SERVICE, ACCOUNT = "playbook-studio", "anthropic-api-key"


class EngineSettings(BaseModel):
    """What a person chose; amounts are US dollars, None is no limit."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    model: str = Field(DEFAULT_MODEL, min_length=1, max_length=200)
    base_url: str = Field("", max_length=500, description="A gateway or a local server; empty: the vendor's own")
    effort: Effort | None = Field("medium", description="How hard the model thinks; None leaves it to the model")
    concurrency: int = Field(8, ge=1, le=64)
    run_budget: float | None = Field(10.0, gt=0)
    day_budget: float | None = Field(50.0, gt=0)
    max_tokens: int = Field(16_000, ge=1_000, le=64_000)
    price: Price | None = Field(None, description="Your own price, where the table's does not hold")

    @property
    def prices(self) -> Price | None:
        """What the model costs; None where nobody knows."""
        return self.price or price_of(self.model)


@dataclass(frozen=True)
class Key:
    """A key and where it came from; it shows itself nowhere."""

    secret: str
    source: str

    def __repr__(self) -> str:
        return f"Key(from {self.source})"


class NoKey(ValueError):
    """There is no key; says what to do, and offers the offline engine."""

    def __init__(self) -> None:
        super().__init__("there is no key for Claude: set ANTHROPIC_API_KEY, or keep one under Settings; the offline "
                         "engine needs none (--engine offline)")


def find_key() -> Key:
    """Return the key from the environment, else from the system's keyring. Raises NoKey."""
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"):
        if secret := os.environ.get(name, "").strip():
            return Key(secret, f"the environment ({name})")
    if secret := _from_keyring():
        return Key(secret, "the system's keyring")
    raise NoKey


def _from_keyring() -> str:
    try:
        import keyring

        return keyring.get_password(SERVICE, ACCOUNT) or ""
    except Exception:  # a keyring that is absent or locked is the same as none
        return ""


def keep_key(secret: str) -> None:
    """Keep a key in the system's keyring, and nowhere else. Raises ValueError with what to do instead."""
    try:
        import keyring

        keyring.set_password(SERVICE, ACCOUNT, secret.strip())
    except Exception as error:  # whatever the system's keyring raises
        raise ValueError(f"this system's keyring cannot be used ({type(error).__name__}): set ANTHROPIC_API_KEY in "
                         "the environment instead") from None


def forget_key() -> None:
    """Take the key out of the system's keyring."""
    try:
        import keyring

        keyring.delete_password(SERVICE, ACCOUNT)
    except Exception:  # nothing was kept
        return
