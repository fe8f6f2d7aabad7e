"""Faults on demand: what goes wrong, and with which requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from protocol_server.errors import ApiError

Kind = Literal["error", "disconnect", "stall", "slow", "truncated", "malformed", "error_event", "refusal", "max_tokens",
               "context_window", "reply", "cut_reply", "enum_case"]


class Fault(BaseModel):
    """One thing that goes wrong.

    `error` answers with a status; `disconnect` drops the connection and `stall` sends nothing for some seconds,
    before the answer or during its body (`point`); `slow` adds seconds of latency; `truncated` ends the body early,
    cleanly; `malformed` sends what is not JSON; `error_event` breaks a stream with the API's own error event (a plain
    529 where nothing is streamed). The model's own: `refusal`, `max_tokens` and `context_window` stop with that reason
    after half the reply; `reply` says `text` instead; `cut_reply` ends half-way with no sign of it; `enum_case` changes
    the capitals of enum values, as the API allows itself to.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Kind
    status: int = 529
    message: str = ""
    retry_after: float | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    point: Literal["before", "during"] = "before"
    seconds: float = 30.0
    text: str = ""
    explanation: str = "The request was declined."
    category: str | None = None

    def error(self) -> ApiError:
        """The API's refusal that an `error` fault stands for."""
        wait = {"retry-after": f"{self.retry_after:g}"} if self.retry_after is not None else {}
        return ApiError(self.status, self.message, {**wait, **self.headers})


class Rule(BaseModel):
    """A fault and when it strikes: where everything that is given here holds.

    Requests are numbered from 1, each kind (`on`) by itself. `every` with `offset` strikes at those numbers, `share`
    at a fixed pseudo-random part of them, `times` ends the rule after so many strikes.
    """

    model_config = ConfigDict(extra="forbid")

    fault: Fault
    on: Literal["messages", "count_tokens", "models", "batches", "batch_results", "batch_entry"] = "messages"
    at: list[int] | None = None
    every: int | None = Field(default=None, ge=1)
    offset: int = 0
    share: float | None = Field(default=None, ge=0, le=1)
    times: int | None = Field(default=None, ge=1)
    model: str | None = None
    stream: bool | None = None
    user_id: str | None = None
    contains: str | None = None
    header: dict[str, str] = Field(default_factory=dict)

    def holds(self, facts: Facts) -> bool:
        """Whether this rule strikes the request."""
        number = facts.number
        return (self.on == facts.on
                and (self.at is None or number in self.at)
                and (self.every is None or number % self.every == self.offset % self.every)
                and (self.share is None or _fraction(number) < self.share)
                and self._matches(facts))

    def _matches(self, facts: Facts) -> bool:
        body = facts.body
        return ((self.model is None or body.get("model") == self.model)
                and (self.stream is None or bool(body.get("stream")) == self.stream)
                and (self.user_id is None or (body.get("metadata") or {}).get("user_id") == self.user_id)
                and (self.contains is None or self.contains in facts.text)
                and all(text in facts.headers.get(name.lower(), "") for name, text in self.header.items()))


@dataclass(frozen=True)
class Facts:
    """What rules look at: the kind of request, its number, body and headers (lower-case names)."""

    on: str
    number: int
    body: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Script:
    """The rules in force; the first that holds strikes."""

    rules: list[Rule] = field(default_factory=list)
    struck: list[int] = field(default_factory=list)

    def add(self, rule: Rule) -> None:
        """Put a rule last."""
        self.rules.append(rule)
        self.struck.append(0)

    def pick(self, facts: Facts) -> Fault | None:
        """The fault of this request, if any; counts the strike."""
        for i, rule in enumerate(self.rules):
            if (rule.times is None or self.struck[i] < rule.times) and rule.holds(facts):
                self.struck[i] += 1
                return rule.fault
        return None


def _fraction(number: int) -> float:
    return int(sha256(str(number).encode()).hexdigest()[:8], 16) / 2**32
