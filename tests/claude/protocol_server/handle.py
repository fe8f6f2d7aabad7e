"""Drive a running server over its `/_control` address."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from protocol_server.faults import Fault, Rule
from protocol_server.settings import KEY

# No proxy: a proxy set in the environment must not see what is meant for loopback.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Handle:
    """One server, wherever it runs; `url` and `key` are what a client needs."""

    def __init__(self, url: str, key: str = KEY) -> None:
        self.url = url
        self.key = key

    @property
    def environment(self) -> dict[str, str]:
        """What the SDK reads to reach this server."""
        return {"ANTHROPIC_BASE_URL": self.url, "ANTHROPIC_API_KEY": self.key}

    def fault(self, kind: str = "error", /, **fields: Any) -> None:
        """Add a rule: `Fault`'s fields say what goes wrong, `Rule`'s when; with none of those, at each request.

        As in `fault("error", status=429, retry_after=1, at=3)` or `fault("stall", point="during", every=10)`.
        """
        what = {name: value for name, value in fields.items() if name in Fault.model_fields}
        when = {name: value for name, value in fields.items() if name not in what}
        if isinstance(when.get("at"), int):
            when["at"] = [when["at"]]
        self._call("POST", "faults", Rule(fault=Fault(kind=kind, **what), **when).model_dump())

    def rules(self) -> list[dict[str, Any]]:
        """The rules in force and how often each has struck."""
        return self._call("GET", "faults")

    def clear_faults(self) -> None:
        """Take all rules away."""
        self._call("DELETE", "faults")

    def set(self, **settings: Any) -> dict[str, Any]:
        """Change some of `Settings`; gives all of them."""
        return self._call("POST", "settings", settings)

    def log(self, on: str | None = "messages", bodies: bool = True) -> list[dict[str, Any]]:
        """Requests seen of one kind (None: all), in order of arrival."""
        return [entry for entry in self._call("GET", f"log?bodies={int(bodies)}") if on in (None, entry["on"])]

    def totals(self) -> dict[str, Any]:
        """Outcomes, tokens and the bill since the last reset."""
        return self._call("GET", "totals")

    def reset(self) -> None:
        """Forget everything, settings and faults too."""
        self._call("POST", "reset", {})

    def advance(self, seconds: float) -> None:
        """Put the server's clock ahead: cache entries age, batches go on."""
        self._call("POST", "clock", {"seconds": seconds})

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_control/{path}", data, method=method)
        try:
            with _open(request, timeout=30) as response:
                return json.loads(response.read())
        except urllib.error.HTTPError as failure:
            raise ValueError(failure.read().decode()) from None
