"""What was asked for and what it would cost, in input tokens at the price of one that is not cached."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from protocol_server.cache import Reading

READ_PRICE = 0.1
WRITE_PRICE = {"5m": 1.25, "1h": 2.0}
TIER_PRICE = {"standard": 1.0, "batch": 0.5}


@dataclass
class Tier:
    """Tokens of all paid requests of one service tier."""

    requests: int = 0
    input_tokens: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    cache_read: int = 0
    output_tokens: int = 0

    def add(self, reading: Reading, output_tokens: int) -> None:
        """Count one paid request."""
        self.requests += 1
        self.input_tokens += reading.fresh
        self.cache_write_5m += reading.written_5m
        self.cache_write_1h += reading.written_1h
        self.cache_read += reading.read
        self.output_tokens += output_tokens

    @property
    def billed(self) -> float:
        """Input tokens at full price: reads at 0.1, writes at 1.25 (5m) or 2 (1h)."""
        return (self.input_tokens + WRITE_PRICE["5m"] * self.cache_write_5m + WRITE_PRICE["1h"] * self.cache_write_1h
                + READ_PRICE * self.cache_read)

    @property
    def uncached(self) -> int:
        """Input tokens of the same requests with no cache."""
        return self.input_tokens + self.cache_write_5m + self.cache_write_1h + self.cache_read


@dataclass
class Ledger:
    """The server's totals; times are in seconds of its clock."""

    tiers: dict[str, Tier] = field(default_factory=lambda: {name: Tier() for name in TIER_PRICE})
    outcomes: Counter[str] = field(default_factory=Counter)
    paid_bodies: Counter[str] = field(default_factory=Counter)
    in_flight: int = 0
    peak_in_flight: int = 0
    first_arrival: float | None = None
    first_answer: float | None = None
    last_answer: float | None = None

    def arrive(self, now: float) -> None:
        """A request for a message has come in."""
        self.in_flight += 1
        self.peak_in_flight = max(self.peak_in_flight, self.in_flight)
        self.first_arrival = now if self.first_arrival is None else self.first_arrival

    def leave(self, outcome: str, now: float) -> None:
        """It has been answered, or dropped."""
        self.in_flight -= 1
        self.outcomes[outcome] += 1
        if outcome == "ok":
            self.first_answer = now if self.first_answer is None else self.first_answer
            self.last_answer = now

    def pay(self, tier: str, body: str, reading: Reading, output_tokens: int) -> None:
        """A response has begun, so its request is paid; `body` names the request's bytes."""
        self.tiers[tier].add(reading, output_tokens)
        self.paid_bodies[body] += 1

    def totals(self) -> dict[str, Any]:
        """Everything counted, as JSON."""
        billed = sum(tier.billed for tier in self.tiers.values())
        uncached = sum(tier.uncached for tier in self.tiers.values())
        return {
            "outcomes": dict(self.outcomes),
            "paid": self.paid_bodies.total(), "paid_bodies": len(self.paid_bodies),
            "in_flight": self.in_flight, "peak_in_flight": self.peak_in_flight,
            "billed_input_tokens": billed, "uncached_input_tokens": uncached,
            "share_of_uncached": billed / uncached if uncached else None,
            "tiers": {name: vars(tier) | {"billed_input_tokens": tier.billed, "price": TIER_PRICE[name]}
                      for name, tier in self.tiers.items()},
            "first_arrival": self.first_arrival, "first_answer": self.first_answer, "last_answer": self.last_answer,
        }
