"""The API's refusals: a status, a kind, a sentence."""

from __future__ import annotations

from typing import Any

KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}
SENTENCES = {
    400: "The request is not valid.",
    401: "The API key is not valid.",
    402: "The account has no credit left.",
    403: "The API key may not use this resource.",
    404: "There is no such resource.",
    413: "The request is larger than the limit.",
    429: "The request would exceed the rate limit.",
    500: "The server failed.",
    504: "The request took too long.",
    529: "The service is overloaded.",
}


class ApiError(Exception):
    """A request that the API answers with an error instead of a message."""

    def __init__(self, status: int, message: str = "", headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.kind = KINDS.get(status, "api_error")
        self.message = message or SENTENCES.get(status, "The request failed.")
        self.headers = headers or {}
        super().__init__(f"{status} {self.message}")

    def body(self, request_id: str) -> dict[str, Any]:
        """The JSON the API sends for it."""
        return {"type": "error", "error": {"type": self.kind, "message": self.message}, "request_id": request_id}


def invalid(message: str) -> ApiError:
    """A 400 for a request that breaks the API's rules."""
    return ApiError(400, message)
