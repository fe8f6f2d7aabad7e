"""What tokens cost: a table with its date, and what the user sets before it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

_FILE = Path(__file__).with_suffix(".yaml")
_DATED = re.compile(r"-20\d{6}$")
_MILLION = 1_000_000


class _Priced(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tokens(_Priced):
    """The tokens of one call, by what is paid for them."""

    fresh: int = Field(0, ge=0, description="Input that was neither read from the cache nor written to it")
    written_5m: int = Field(0, ge=0)
    written_1h: int = Field(0, ge=0)
    read: int = Field(0, ge=0)
    output: int = Field(0, ge=0)

    @property
    def prompt(self) -> int:
        """All input tokens."""
        return self.fresh + self.written_5m + self.written_1h + self.read

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(**{name: getattr(self, name) + getattr(other, name) for name in Tokens.model_fields})


class Rates(_Priced):
    """USD for a million tokens of each kind."""

    input: float = Field(ge=0)
    write_5m: float = Field(ge=0)
    write_1h: float = Field(ge=0)
    read: float = Field(ge=0)
    output: float = Field(ge=0)

    def cost(self, tokens: Tokens) -> float:
        """Return what tokens cost, in USD."""
        return (self.input * tokens.fresh + self.write_5m * tokens.written_5m + self.write_1h * tokens.written_1h
                + self.read * tokens.read + self.output * tokens.output) / _MILLION


class LongRates(Rates):
    """Rates of a request whose prompt is longer than so many tokens."""

    above: int = Field(ge=1)


class Price(Rates):
    """The price of one model."""

    long: LongRates | None = None

    def of(self, tokens: Tokens, *, share: float = 1.0) -> float:
        """Return what a call costs, in USD; `share` is the batch's share of the price."""
        long = self.long is not None and tokens.prompt > self.long.above
        return share * (self.long if long and self.long else self).cost(tokens)


class Table(_Priced):
    """The price table as it stands in the file."""

    as_of: datetime.date
    batch: float = Field(gt=0, le=1)
    models: dict[str, Price]


@cache
def table() -> Table:
    """Return the price table that is shipped."""
    return Table.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def price_of(model: str, own: Mapping[str, Price] | None = None) -> Price | None:
    """Return a model's price, the user's own before the table's; None where nobody knows it."""
    plain = _DATED.sub("", model)
    for prices in (own or {}, table().models):
        for name in (model, plain):
            if name in prices:
                return prices[name]
    return None
