"""Pages of a list, by cursor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from protocol_server.errors import invalid


def page(items: list[dict[str, Any]], query: Mapping[str, str]) -> dict[str, Any]:
    """The page that `after_id`, `before_id` and `limit` ask for."""
    limit = _limit(query.get("limit", "20"))
    ids = [item["id"] for item in items]
    if after := query.get("after_id"):
        rest = items[_index(ids, after) + 1:]
        found, more = rest[:limit], len(rest) > limit
    elif before := query.get("before_id"):
        rest = items[:_index(ids, before)]
        found, more = rest[-limit:], len(rest) > limit
    else:
        found, more = items[:limit], len(items) > limit
    return {"data": found, "has_more": more, "first_id": found[0]["id"] if found else None,
            "last_id": found[-1]["id"] if found else None}


def _limit(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise invalid("limit: must be a whole number from 1 to 1000")
    return int(text)


def _index(ids: list[str], wanted: str) -> int:
    if wanted not in ids:
        raise invalid(f"{wanted} is not in the list")
    return ids.index(wanted)
