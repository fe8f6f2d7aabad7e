"""Playbooks in and out: YAML, JSON, JSON Schema."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from playbook.model import Playbook
from playbook.text_files import FileFault, parse_yaml, read_yaml, write_yaml

LIBRARY = Path(__file__).parent / "library"

_EXPECTED = {
    "extra_forbidden": "is not a field here, expected one of the schema's names",
    "missing": "is missing, expected a value",
    "string_type": "expected text (in quotes if it looks like a number or a date)",
    "string_too_short": "is empty, expected text",
    "list_type": "expected a list",
    "dict_type": "expected a mapping",
    "model_type": "expected a mapping",
    "int_type": "expected a whole number",
}


def library_ids() -> list[str]:
    """Ids of the shipped playbooks, the reference first."""
    names = sorted(p.stem for p in LIBRARY.glob("*.yaml"))
    return sorted(names, key=lambda n: n != "reference")


def read_playbook(where: str | Path) -> Playbook:
    """Return the playbook in a file, or a shipped one by its id.

    Raises FileFault with the file, the entry and what was expected.
    """
    path, known = Path(where), library_ids()
    if str(where) in known and not os.path.isfile(path):
        path = LIBRARY / f"{where}.yaml"
    elif not os.path.exists(path):
        raise FileFault(where, "", f"no such playbook, expected a file or one of {', '.join(known)}")
    return _validated(read_yaml(path), path)


def parse_playbook(text: str | bytes, name: str = "playbook") -> Playbook:
    """Return the playbook in YAML or JSON text; `name` stands in faults."""
    return _validated(parse_yaml(text, name), name)


def _validated(data: Any, path: Path | str) -> Playbook:
    if not isinstance(data, dict):
        raise FileFault(path, "", f"expected a playbook (a mapping with id and name), found {_kind(data)}")
    try:
        return Playbook.model_validate(data)
    except ValidationError as error:
        raise FileFault(path, *first_fault(error, data)) from None


def _kind(data: Any) -> str:
    return {type(None): "nothing", list: "a list", str: "text"}.get(type(data), type(data).__name__)


def first_fault(error: ValidationError, data: Any) -> tuple[str, str]:
    """Return where the first fault stands, by entry ids, and what was expected."""
    faults = error.errors(include_url=False)
    first = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    if first["type"] == "invalid_key":
        told = f"the key {first['input']!r} is no text, expected a field's name"
        return _place(first["loc"][:-2], data), told
    kind, found = first["type"], first.get("input")
    message = _EXPECTED.get(kind) or first["msg"].removeprefix("Value error, ")
    if kind == "literal_error":
        message = f"expected one of {first['ctx']['expected'].replace(chr(39), '').replace(' or ', ', ')}"
    shown = kind not in ("extra_forbidden", "missing") and isinstance(found, str | int | float)
    return _place(first["loc"], data), message + (f" (found {str(found)[:60]!r})" if shown else "")


def _place(steps: tuple[int | str, ...], data: Any) -> str:
    where, here = [], data
    for step in steps:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
            name = here.get("id") if isinstance(here, dict) else None
            where.append(str(name)[:80] if name else f"[{step + 1}]")
        elif "[" not in step:  # pydantic adds "literal[…]" for a choice of kinds
            here = here.get(step) if isinstance(here, dict) else None
            where.append(step[:80])
    return ".".join(where)


def as_data(book: Playbook) -> dict[str, Any]:
    """Return a playbook as plain data, without what is empty or default."""
    return _pruned(book.model_dump(mode="json", exclude_defaults=True) | {"version": book.version})


def _pruned(value: Any) -> Any:
    if isinstance(value, dict):
        first = [k for k in ("id", "name", "version", "specificity", "canonical") if k in value]
        ordered = first + [k for k in value if k not in first]
        # An empty condition differs from none, so that reading back gives an equal playbook.
        return {k: p for k in ordered
                if (p := _pruned(value[k])) not in ({}, [], None) or k == "applies_when"}
    if isinstance(value, list):
        return [_pruned(v) for v in value]
    return value


def to_yaml(book: Playbook) -> str:
    """Return the playbook as YAML; reading it back gives an equal one."""
    return write_yaml(as_data(book))


def to_json(book: Playbook) -> str:
    """Return the playbook as JSON; reading it back gives an equal one."""
    return json.dumps(as_data(book), ensure_ascii=False, indent=2)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a playbook, derived from the models."""
    return Playbook.model_json_schema() | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
