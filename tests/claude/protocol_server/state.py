"""All that one server knows; `reset` is a new one."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from protocol_server.batches import Batches
from protocol_server.cache import PromptCache
from protocol_server.catalogue import Model, usable
from protocol_server.errors import ApiError, invalid
from protocol_server.faults import Script
from protocol_server.ledger import Ledger
from protocol_server.limits import Limiter
from protocol_server.log import Log
from protocol_server.prefix import total_tokens
from protocol_server.reply import Replies
from protocol_server.requests import Create, Prompt, read_body
from protocol_server.rules import check_create, check_prompt
from protocol_server.settings import Settings


@dataclass
class State:
    """Settings, faults, log, cache and bill of a server since its last reset."""

    settings: Settings = field(default_factory=Settings)
    script: Script = field(default_factory=Script)
    log: Log = field(default_factory=Log)
    cache: PromptCache = field(default_factory=PromptCache)
    ledger: Ledger = field(default_factory=Ledger)
    limiter: Limiter = field(default_factory=Limiter)
    batches: Batches = field(default_factory=Batches)
    replies: Replies | None = None
    ahead: float = 0.0
    made: Counter[str] = field(default_factory=Counter)

    def now(self) -> float:
        """Seconds; the clock can be put ahead."""
        return time.monotonic() + self.ahead

    def new_id(self, kind: str) -> str:
        """The next id of a kind, as `msg_…`."""
        self.made[kind] += 1
        return f"{kind}_{self.made[kind]:024d}"

    def check_key(self, headers: dict[str, str]) -> None:
        """Refuse a request without a key that is known and allowed."""
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        key = bearer.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
        if key in self.settings.forbidden_keys:
            raise ApiError(403)
        if key not in self.settings.keys:
            raise ApiError(401, "invalid API key" if key else "Authorization header with a bearer key is required")

    def prompt(self, body: object) -> tuple[Prompt, Model]:
        """A `count_tokens` body, checked."""
        prompt = read_body(Prompt, body)
        model = usable(prompt.model)
        check_prompt(prompt, model)
        return prompt, model

    def create(self, body: object) -> tuple[Create, Model]:
        """A `messages` body, checked, its prompt within the model's window."""
        request = read_body(Create, body)
        model = usable(request.model)
        check_create(request, model)
        tokens, window = total_tokens(request, model), self.settings.context or model.context
        if tokens > window:
            raise invalid(f"prompt is too long: {tokens} tokens > {window} maximum")
        return request, model
