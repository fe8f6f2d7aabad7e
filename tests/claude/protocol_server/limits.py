"""Rate limits and the headers that tell of them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from protocol_server.errors import ApiError
from protocol_server.settings import Settings

UNLIMITED = 4000
TOKENS = 2_000_000


@dataclass
class Limiter:
    """Counts requests in a sliding window."""

    arrivals: deque[float] = field(default_factory=deque)

    def admit(self, settings: Settings, in_flight: int, now: float) -> None:
        """Let a request in, or refuse it with 429 and the seconds to wait."""
        while self.arrivals and self.arrivals[0] <= now - settings.window:
            self.arrivals.popleft()
        if settings.concurrent is not None and in_flight > settings.concurrent:
            raise ApiError(429, "Too many requests at a time.", {"retry-after": "0.05", **self.headers(settings, now)})
        if settings.requests is not None and len(self.arrivals) >= settings.requests:
            wait = self.arrivals[0] + settings.window - now
            raise ApiError(429, headers={"retry-after": f"{wait:.3f}", **self.headers(settings, now)})
        self.arrivals.append(now)

    def headers(self, settings: Settings, now: float) -> dict[str, str]:
        """`anthropic-ratelimit-*` as they stand."""
        limit = settings.requests or UNLIMITED
        left = max(0, limit - len(self.arrivals))
        wait = self.arrivals[0] + settings.window - now if self.arrivals else 0.0
        reset = (datetime.now(UTC) + timedelta(seconds=max(0.0, wait))).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = {}
        for name, total, remaining in (("requests", limit, left), ("input-tokens", TOKENS, TOKENS),
                                       ("output-tokens", TOKENS, TOKENS), ("tokens", 2 * TOKENS, 2 * TOKENS)):
            found |= {f"anthropic-ratelimit-{name}-limit": str(total),
                      f"anthropic-ratelimit-{name}-remaining": str(remaining),
                      f"anthropic-ratelimit-{name}-reset": reset}
        return found
