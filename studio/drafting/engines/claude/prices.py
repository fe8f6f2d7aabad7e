"""What a model costs, from a table with its date; unknown models have no price."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from playbook.text_files import read_yaml

_FILE = Path(__file__).with_name("prices.yaml")
_MILLION = 1_000_000
#: Characters a token has at the least, for a worst case.
_CHARS = 2.8


class Price(BaseModel):
    """US dollars per million tokens; `long` holds for prompts of `long_from` tokens or more."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    write_5m: float = Field(ge=0)
    write_1h: float = Field(ge=0)
    read: float = Field(ge=0)
    long_from: int | None = Field(None, ge=1)
    long: Price | None = None

    def at(self, prompt_tokens: int) -> Price:
        """Return the price of a request with so long a prompt."""
        return self.long if self.long and self.long_from and prompt_tokens >= self.long_from else self

    def cost(self, *, fresh: int, written: int, read: int, output: int, batch: bool = False) -> float:
        """Return what a request cost, in US dollars; tokens written are those kept for five minutes."""
        held = self.at(fresh + written + read)
        total = fresh * held.input + written * held.write_5m + read * held.read + output * held.output
        return total / _MILLION * (batch_factor() if batch else 1.0)

    def worst(self, prompt_chars: int, max_tokens: int, *, batch: bool = False) -> float:
        """Return the most a request can cost: nothing read from the cache, every token of the answer used."""
        tokens = int(prompt_chars / _CHARS) + 500
        return self.cost(fresh=0, written=tokens, read=0, output=max_tokens, batch=batch)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    data = read_yaml(_FILE)
    return {"date": data["date"], "batch": float(data["batch"]),
            "models": {name: Price.model_validate(p) for name, p in data["models"].items()}}


def price_of(model: str) -> Price | None:
    """Return a model's price, also for a dated id of it; None where the table has none."""
    models: dict[str, Price] = _table()["models"]
    return models.get(model) or next((p for name, p in models.items() if model.startswith(f"{name}-2")), None)


def batch_factor() -> float:
    """Return what a batch costs, as a share of the full price."""
    return float(_table()["batch"])


def table_date() -> date:
    """Return when the table was taken."""
    found = _table()["date"]
    return found if isinstance(found, date) else date.fromisoformat(str(found))
