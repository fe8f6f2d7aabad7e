"""What can go wrong with a call: whether to ask again, and the sentence that says what to do."""

from __future__ import annotations

import email.utils
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import anthropic
import httpx2

from studio.drafting.engines.claude.keys import Key
from studio.drafting.engines.claude.settings import EngineSettings

_AGAIN = frozenset({408, 409, 429})
_BY_TYPE = {"overloaded_error": 529, "rate_limit_error": 429, "api_error": 500, "timeout_error": 504,
            "invalid_request_error": 400, "authentication_error": 401, "billing_error": 402, "permission_error": 403,
            "not_found_error": 404, "request_too_large": 413}
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_LONG = ("prompt is too long", "context window", "context length")
_SAYS = {
    401: "the key was not accepted by {host}: put a valid one into ANTHROPIC_API_KEY or on the Settings page, or use "
         "the offline engine",
    402: "the account has no credit left: add credit at the service, or use the offline engine",
    403: "the key may not use the model '{model}': choose another model in Settings, or ask who gave out the key",
    404: "{host} has no model '{model}': choose one of those that the Settings page lists",
    413: "the request is larger than the service takes: choose a lower level, or fewer documents",
    429: "the service says that too many requests were made, again and again: run it later, or with fewer at a time",
    529: "the service is overloaded and did not answer: run it again later",
}


class DraftFailed(Exception):
    """An answer that never came, or made no draft; `status` is for counting, the message for people."""

    def __init__(self, status: str, says: str) -> None:
        super().__init__(says)
        self.status = status


class CutShort(Exception):
    """An answer that ended without saying so."""


@dataclass(frozen=True)
class Fault:
    """What went wrong with one attempt; `paid` is whether it may have been paid for."""

    status: str
    says: str
    again: bool = False
    wait: float | None = None
    paid: bool = False
    code: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


def fault_of(error: Exception, settings: EngineSettings, key: Key) -> Fault | None:
    """Return what an attempt's exception means; None for one that is no fault of the call."""
    if isinstance(error, anthropic.APIStatusError):
        return _refused(error, settings, key)
    cause = error.__cause__
    if isinstance(error, anthropic.APITimeoutError) and not isinstance(cause, _NEVER_SENT):
        return Fault("timeout", f"{settings.host} sent nothing for {settings.timeout:.0f} seconds", True, paid=True)
    if isinstance(error, anthropic.APIConnectionError):
        return Fault("connection", f"{settings.host} cannot be reached: check the address in Settings and the network",
                     True, paid=not isinstance(cause, _NEVER_SENT))
    broken = (httpx2.HTTPError, json.JSONDecodeError, anthropic.APIResponseValidationError, CutShort)
    if isinstance(error, broken):
        return Fault("broken", f"the answer of {settings.host} broke off or could not be read", True, paid=True)
    return None


def _refused(error: anthropic.APIStatusError, settings: EngineSettings, key: Key) -> Fault:
    code = error.status_code if error.status_code >= 400 else _BY_TYPE.get(error.type or "", 500)
    begun = error.status_code < 400
    again = begun or code in _AGAIN or code >= 500
    told = error.response.headers.get("x-should-retry")
    again = told == "true" if told in ("true", "false") else again
    message = " ".join(key.hidden(error.api_message or "").split())[:300]
    if code == 400 and any(mark in message.lower() for mark in _LONG):
        return Fault("context", "the prompt is longer than the model can hold: choose a lower level, fewer documents, "
                                "or a model that holds more", code=code)
    fallback = f"{{host}} refused the request ({code}): {message or 'no reason was given'}"
    if code >= 500:
        fallback = f"{{host}} failed ({code}) and did not answer: run it again later"
    words = _SAYS.get(code)
    says = (words or fallback).replace("{host}", settings.host).replace("{model}", settings.model)
    return Fault(str(code), says, again, _retry_after(error.response.headers), begun, code, error.response.headers)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the service asks to wait, in any of the forms it may say so."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers.get(name, "")) / unit)
        except ValueError:
            continue
    moment = email.utils.parsedate_tz(headers.get("retry-after", ""))
    return max(0.0, email.utils.mktime_tz(moment) - time.time()) if moment else None
