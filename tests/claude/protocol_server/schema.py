"""The part of JSON Schema that structured output accepts, and its limits.

Optional and union-typed properties are counted where they are used: a definition used twice counts twice. The API
publishes no size for a compiled grammar; `MAX_NODES` stands in for it.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

from protocol_server.errors import invalid

TYPES = ("object", "array", "string", "integer", "number", "boolean", "null")
FORMATS = ("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid")
ANYWHERE = frozenset(("type", "title", "description", "default", "enum", "const", "anyOf", "allOf", "$ref", "$defs",
                      "definitions"))
BY_TYPE = {
    "object": frozenset(("properties", "required", "additionalProperties")),
    "array": frozenset(("items", "minItems")),
    "string": frozenset(("format", "pattern")),
}
DEFINITION = re.compile(r"#/(\$defs|definitions)/([^/]+)")
UNSUPPORTED_REGEX = re.compile(r"\(\?(?!:)|\\[1-9bB]|\{\d{3,}|\{\d*,\d{3,}")
MAX_OPTIONAL = 24
MAX_UNIONS = 16
MAX_NODES = 1000


class _Walk:
    """One pass over a schema; counts what the limits count."""

    def __init__(self, root: dict[str, Any], place: str) -> None:
        self.root = root
        self.place = place
        self.optional = self.unions = self.nodes = 0
        self.open: list[str] = []

    def refuse(self, message: str) -> None:
        raise invalid(f"{self.place}: {message}")

    def node(self, schema: Any) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.refuse(f"the schema is too complex: more than {MAX_NODES} nodes with its references resolved")
        if not isinstance(schema, dict):
            self.refuse("each schema must be an object")
        if "$ref" in schema:
            self.reference(schema["$ref"])
        elif not {"type", "anyOf", "allOf", "enum", "const"} & schema.keys():
            self.refuse("each schema must have a 'type', 'anyOf', 'allOf', 'enum', 'const' or '$ref'")
        kinds = self.kinds(schema)
        self.keywords(schema, kinds)
        self.literals(schema)
        self.branches(schema)
        checks = {"object": self.properties, "array": self.items, "string": self.text}
        for kind in checks.keys() & set(kinds):
            checks[kind](schema)

    def kinds(self, schema: dict[str, Any]) -> list[str]:
        given = schema.get("type", [])
        kinds = given if isinstance(given, list) else [given]
        if bad := [kind for kind in kinds if kind not in TYPES]:
            self.refuse(f"type {bad[0]!r} is not supported")
        self.unions += isinstance(given, list) or "anyOf" in schema
        return kinds

    def keywords(self, schema: dict[str, Any], kinds: list[str]) -> None:
        known = ANYWHERE.union(*(BY_TYPE.get(kind, ()) for kind in kinds))
        if bad := sorted(schema.keys() - known):
            self.refuse(f"type {'/'.join(kinds) or 'any'} does not support {', '.join(bad)}")

    def literals(self, schema: dict[str, Any]) -> None:
        values = schema.get("enum", [])
        if "enum" in schema and (not isinstance(values, list) or not values):
            self.refuse("'enum' must be a non-empty array")
        if any(isinstance(value, (dict, list)) for value in [*values, schema.get("const")]):
            self.refuse("'enum' and 'const' may hold only strings, numbers, booleans and null")

    def branches(self, schema: dict[str, Any]) -> None:
        for name in ("anyOf", "allOf"):
            for branch in schema.get(name, []):
                if name == "allOf" and isinstance(branch, dict) and "$ref" in branch:
                    self.refuse("'allOf' with '$ref' is not supported")
                self.node(branch)

    def reference(self, reference: Any) -> None:
        match = DEFINITION.fullmatch(reference) if isinstance(reference, str) else None
        target = self.root.get(match[1], {}).get(match[2]) if match else None
        if target is None:
            self.refuse(f"$ref {reference!r} is not a definition of this schema")
        if reference in self.open:
            self.refuse(f"recursive schemas are not supported ({reference})")
        self.open.append(reference)
        self.node(target)
        self.open.pop()

    def properties(self, schema: dict[str, Any]) -> None:
        if schema.get("additionalProperties") is not False:
            self.refuse("an object must have 'additionalProperties' set to false")
        properties, required = schema.get("properties", {}), schema.get("required", [])
        if missing := [name for name in required if name not in properties]:
            self.refuse(f"required property {missing[0]!r} is not in 'properties'")
        self.optional += len(properties) - len(set(required))
        for child in properties.values():
            self.node(child)

    def items(self, schema: dict[str, Any]) -> None:
        if schema.get("minItems", 0) not in (0, 1):
            self.refuse("an array's 'minItems' may only be 0 or 1")
        if "items" in schema:
            self.node(schema["items"])

    def text(self, schema: dict[str, Any]) -> None:
        if schema.get("format", "date") not in FORMATS:
            self.refuse(f"a string's format {schema['format']!r} is not supported")
        if UNSUPPORTED_REGEX.search(schema.get("pattern", "")):
            self.refuse("a string's 'pattern' uses regular expressions that are not supported")


@lru_cache(maxsize=256)
def _counts(text: str, place: str) -> tuple[int, int]:
    root = json.loads(text)
    walk = _Walk(root, place)
    for name in ("$defs", "definitions"):
        for definition in root.get(name, {}).values():
            _Walk(root, place).node(definition)
    walk.node(root)
    return walk.optional, walk.unions


def check_schemas(schemas: list[tuple[str, dict[str, Any]]]) -> None:
    """Refuse a schema the API cannot compile; limits are over all schemas of a request together."""
    counts = [_counts(json.dumps(schema), place) for place, schema in schemas]
    optional, unions = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
    if optional > MAX_OPTIONAL:
        raise invalid(f"The schemas have {optional} optional properties; at most {MAX_OPTIONAL} are allowed")
    if unions > MAX_UNIONS:
        raise invalid(f"The schemas have {unions} properties with union types; at most {MAX_UNIONS} are allowed")
