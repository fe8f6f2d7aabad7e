"""YAML of people's deal folders: in any encoding that evidence may have."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playbook.text_files import parse_yaml
from studio.deals.encoding import decode, read_bytes


def read_bounded_yaml(path: Path) -> Any:
    """Return what a YAML file holds. Raises FileFault."""
    return parse_yaml(decode(read_bytes(path), path), path)
