"""YAML of people's deal folders: bounded in size and nesting before it is parsed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playbook.text_files import FileFault, parse_yaml
from studio.deals.encoding import decode, read_bytes

_DEEPEST = 200
_BRACKETS = re.compile(r"[\[\]{}]")
_STEPS = re.compile(rf"(?:[-?:][ \t]+){{{_DEEPEST},}}")


def read_bounded_yaml(path: Path) -> Any:
    """Return what a YAML file holds. Raises FileFault."""
    return parse_bounded_yaml(decode(read_bytes(path), path), path)


def parse_bounded_yaml(text: str, path: Path) -> Any:
    """Return what YAML text holds. Raises FileFault, also where it nests too deeply."""
    # libyaml's composer recurses in C: tens of thousands of levels end the process.
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
        if depth > _DEEPEST:
            break
    if depth > _DEEPEST or _STEPS.search(text):
        raise FileFault(path, "", f"nests over {_DEEPEST} levels, expected plain YAML")
    return parse_yaml(text, path)
