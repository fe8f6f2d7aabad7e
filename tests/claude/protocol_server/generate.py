"""A reply built from its schema: the same schema gives the same reply.

Required properties come first and then the optional ones, as in the API's own replies.
"""

from __future__ import annotations

from collections.abc import Callable
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Path = tuple[str | int, ...]
#: Gives the value at a path of the reply, or UNFILLED to have it built.
Fill = Callable[[Path, dict[str, Any]], Any]
UNFILLED = object()

SAMPLES = {
    "date-time": "2026-03-02T09:00:00Z", "time": "09:00:00Z", "date": "2026-03-02", "duration": "P1D",
    "email": "buyer@example.com", "hostname": "example.com", "uri": "https://example.com/", "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1", "uuid": "00000000-0000-4000-8000-000000000000",
}
ITEMS = 2
CLASSES = {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_WORD: "a", sre.CATEGORY_SPACE: " "}


def build(schema: dict[str, Any], fill: Fill | None = None) -> Any:
    """A value that the schema accepts; `fill` decides what it wants to."""
    return _Builder(schema, fill or (lambda path, node: UNFILLED)).value(schema, ())


class _Builder:
    def __init__(self, root: dict[str, Any], fill: Fill) -> None:
        self.root = root
        self.fill = fill

    def value(self, node: dict[str, Any], path: Path) -> Any:
        node = self.resolved(node)
        given = self.fill(path, node)
        if given is not UNFILLED:
            return given
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return node["enum"][sum(part for part in path if isinstance(part, int)) % len(node["enum"])]
        if "anyOf" in node:
            return self.value(next((b for b in node["anyOf"] if b.get("type") != "null"), node["anyOf"][0]), path)
        return self.typed(node, path)

    def resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in node:
            _, where, name = node["$ref"].split("/")
            node = self.root[where][name]
        for part in map(self.resolved, node.get("allOf", [])):
            properties = {**part.get("properties", {}), **node.get("properties", {})}
            required = [*part.get("required", []), *node.get("required", [])]
            node = {**part, **node, "properties": properties, "required": required}
        return node

    def typed(self, node: dict[str, Any], path: Path) -> Any:
        kind = node["type"]
        kind = next((k for k in kind if k != "null"), "null") if isinstance(kind, list) else kind
        if kind == "object":
            required = node.get("required", [])
            names = sorted(node.get("properties", {}), key=lambda name: name not in required)
            return {name: self.value(node["properties"][name], (*path, name)) for name in names}
        if kind == "array":
            return [self.value(node["items"], (*path, i)) for i in range(ITEMS)] if "items" in node else []
        if kind == "string":
            return self.text(node, path)
        return {"integer": 1, "number": 0.5, "boolean": True, "null": None}[kind]

    def text(self, node: dict[str, Any], path: Path) -> str:
        if "pattern" in node:
            return _matching(parser.parse(node["pattern"]))
        return SAMPLES.get(node.get("format", ""), " ".join(str(part) for part in path) or "reply")


def _matching(pattern: Any) -> str:
    """The shortest text that a parsed regular expression matches."""
    return "".join(_piece(operation, value) for operation, value in pattern)


def _piece(operation: Any, value: Any) -> str:
    if operation is sre.LITERAL:
        return chr(value)
    if operation is sre.ANY:
        return "a"
    if operation is sre.IN:
        return _member(value[0])
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return _matching(value[2]) * value[0]
    if operation is sre.SUBPATTERN:
        return _matching(value[3])
    if operation is sre.BRANCH:
        return _matching(value[1][0])
    if operation is sre.AT:
        return ""
    raise ValueError(f"no reply can be built for the pattern operation {operation}")


def _member(member: Any) -> str:
    operation, value = member
    if operation is sre.LITERAL:
        return chr(value)
    if operation is sre.RANGE:
        return chr(value[0])
    if operation is sre.CATEGORY and value in CLASSES:
        return CLASSES[value]
    raise ValueError(f"no reply can be built for the character class {member}")
