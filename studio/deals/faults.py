"""Validation errors as people read them: where, by ids, and what was expected."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

_EXPECTED = {
    "missing": "is missing, expected a value",
    "string_type": "expected text (in quotes if it looks like a number or a date)",
    "string_too_short": "is empty, expected text",
    "list_type": "expected a list",
    "dict_type": "expected a mapping",
    "model_type": "expected a mapping",
    "model_attributes_type": "expected a mapping",
    "int_type": "expected a whole number",
    "extra_forbidden": "is not a field here, expected one of the contract's names",
}


def faults_of(error: ValidationError, data: Any) -> list[tuple[str, str]]:
    """Return every fault as where it stands, by the ids in `data`, and what was expected."""
    return [(_where(fault["loc"], data), _expected(fault)) for fault in error.errors(include_url=False)]


def kind_of(data: Any) -> str:
    """Return what YAML data is, in a word for people."""
    return {type(None): "nothing", list: "a list", dict: "a mapping", str: "text"}.get(
        type(data), type(data).__name__)


def _where(steps: tuple[int | str, ...], data: Any) -> str:
    where, here = [], data
    for step in steps:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
            name = here.get("id", here.get("as_of")) if isinstance(here, dict) else None
            where.append(name if name and isinstance(name, str) else f"[{step + 1}]")
        elif step != "[key]":
            here = here.get(step) if isinstance(here, dict) else None
            where.append(str(step))
    return ".".join(where)


def _expected(fault: Any) -> str:
    kind, found = fault["type"], fault.get("input")
    if kind == "literal_error":
        text = f"expected one of {fault['ctx']['expected'].replace(chr(39), '').replace(' or ', ', ')}"
    else:
        text = _EXPECTED.get(kind) or fault["msg"].removeprefix("Value error, ")
    shown = kind not in ("missing", "extra_forbidden") and isinstance(found, str | int | float)
    return f"{text} (found {str(found)[:60]!r})" if shown else text
