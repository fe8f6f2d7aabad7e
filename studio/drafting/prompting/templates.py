"""The prompts as files: read, versioned, filled in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import yaml

WHERE = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Template:
    """One prompt file: its front matter and its body."""

    name: str
    version: int
    data: dict[str, Any]
    body: str

    @property
    def digest(self) -> str:
        """Eight hex digits that name the file's content."""
        return hashlib.sha256(f"{self.data}\0{self.body}".encode()).hexdigest()[:8]

    def fill(self, **values: Any) -> str:
        """Return the body with the values filled in. Raises jinja2.UndefinedError."""
        return _ready(self.body).render(**values, **self.data).strip() + "\n"


def template_names() -> list[str]:
    """Return the names of all prompt files, in alphabetical order."""
    return sorted(path.stem for path in WHERE.glob("*.md"))


@cache
def template(name: str) -> Template:
    """Return a prompt file by its name. Raises KeyError for an unknown one."""
    path = WHERE / f"{name}.md"
    if name not in template_names():
        raise KeyError(name)
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    data = yaml.safe_load(head)
    return Template(name, data.pop("version"), data, body)


@cache
def _ready(body: str) -> jinja2.Template:
    return _environment().from_string(body)


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
                              autoescape=False)
