"""Replies that the test server builds from the schema, sound or with faults on purpose."""

from __future__ import annotations

import json
from typing import Any

from protocol_server import UNFILLED, Asked, build

from studio.drafting.draft import QUALIFICATION_FORM

FORM = tuple(QUALIFICATION_FORM)


def sound(asked: Asked) -> str:
    """A reply that keeps the contract for every workflow: the form is filled in, nothing is claimed."""
    return json.dumps(build(asked.schema or {}, _fill({})))


def invented(asked: Asked) -> str:
    """A reply whose quotes stand nowhere in the evidence."""
    quote = {"evidence": "2026-01-01-nowhere", "words": "We will sign tomorrow, I promise.", "field": ""}
    seen = {"id": "o1", "statement": "They will sign.", "about": ["economic_buyer"], "quotes": [quote]}
    return json.dumps(build(asked.schema or {}, _fill({("observed",): [seen, seen | {"id": "o2"}]})))


def _fill(own: dict[tuple[Any, ...], Any]) -> Any:
    values: dict[tuple[Any, ...], Any] = {
        ("observed",): [], ("recommended",): [], ("behaviours",): [], ("stage_supported",): "lead",
        ("inferred",): [{"id": f"i{n}", "statement": "Nothing has been said.", "about": about, "status": "missing",
                         "confidence": 0.5, "basis": [], "standard": ""} for n, about in enumerate(FORM, 1)],
        ("document",): {"title": "A draft", "sections": [
            {"heading": "Where it stands", "body": "- Nothing has been said yet. [i1]"}]},
    } | own
    return lambda path, node: values.get(path, UNFILLED)
