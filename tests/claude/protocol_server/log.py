"""Every request the server has seen, and what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

SECRETS = ("authorization", "x-api-key")


@dataclass
class Entry:
    """One request; `number` counts the requests of its kind (`on`), times are seconds of the server's clock."""

    on: str
    number: int
    request_id: str
    method: str
    path: str
    headers: dict[str, str]
    arrived: float
    answered: float | None = None
    body: Any = None
    digest: str = ""
    fault: str | None = None
    outcome: str = "open"
    status: int | None = None
    usage: dict[str, Any] | None = None
    in_flight: int = 0
    error: str | None = None

    def to_json(self, bodies: bool) -> dict[str, Any]:
        """The entry as JSON, without its body where bodies are not wanted."""
        return asdict(self) if bodies else {**asdict(self), "body": None}


@dataclass
class Log:
    """Entries in order of arrival."""

    entries: list[Entry] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def open(self, on: str, method: str, path: str, headers: dict[str, str], now: float) -> Entry:
        """Note a request that has come in; keys are not kept."""
        self.counts[on] += 1
        kept = {name: "(hidden)" if name in SECRETS else value for name, value in headers.items()}
        entry = Entry(on, self.counts[on], f"req_{len(self.entries) + 1:024d}", method, path, kept, now)
        self.entries.append(entry)
        return entry
