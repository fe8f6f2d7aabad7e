"""YAML as people mean it: 1.2 words, no silent duplicates, faults with a line."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 20_000_000
_DEEPEST, _MOST_NODES = 200, 1_000_000


class FileFault(ValueError):
    """A file that cannot be used: which one, where, what was expected."""

    def __init__(self, path: Path | str, where: str, expected: str) -> None:
        self.path, self.where, self.expected = str(path), where, expected
        super().__init__(" ".join(f"{path}: {where + ': ' if where else ''}{expected}".splitlines()))


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2 words: `country: NO` is a country, `12:30` and `007` are text."""


def _tag(kind: str) -> str:
    return f"tag:yaml.org,2002:{kind}"


# Each word read here as more than text must be one that the dumper puts in quotes when it is text.
_WORDS = {
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "int": (r"[-+]?(?:0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)", "-+0123456789"),
    "float": (r"(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|"
              r"\.(?:nan|NaN|NAN)", "-+0123456789."),
}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag not in (*map(_tag, _WORDS), _tag("value"))]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _kind, (_pattern, _first) in _WORDS.items():
    _Loader.add_implicit_resolver(_tag(_kind), re.compile(f"^(?:{_pattern})$"), list(_first))


def _or_text(construct: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Keep as text what only looks like a number or a day: the schema then says where it stands."""

    def constructed(loader: Any, node: Any) -> Any:
        try:
            return construct(loader, node)
        except (ValueError, LookupError, AttributeError):
            return node.value

    return constructed


for _kind in ("bool", "int", "float", "timestamp"):
    _Loader.add_constructor(_tag(_kind), _or_text(yaml.SafeLoader.yaml_constructors[_tag(_kind)]))


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Block style; long texts keep their lines."""


def _text(dumper: yaml.Dumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value and not value.startswith((" ", "\n")) else None
    return dumper.represent_scalar(_tag("str"), value, style=style)


_Dumper.add_representer(str, _text)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds.

    Raises FileFault when the file is absent, too large, no UTF-8 text or broken.
    """
    try:
        if not path.is_file():
            found = "is a folder" if path.is_dir() else "no such file"
            raise FileFault(path, "", f"{found}, expected a YAML file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise FileFault(path, "", f"has {size / 1e6:.1f} MB, expected at most {MAX_BYTES / 1e6:.0f} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise FileFault(path, "", f"cannot be read ({error.strerror})") from None
    return parse_yaml(raw, path)


def parse_yaml(raw: bytes | str, path: Path | str) -> Any:
    """Return what YAML or JSON text holds; `path` names it in faults."""
    if isinstance(raw, bytes):
        if raw[:4] == b"PK\x03\x04":
            raise FileFault(path, "", "is a zip archive, expected YAML text")
        try:
            raw = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            where = f"byte {error.start}"
            raise FileFault(path, where, "is not UTF-8, expected YAML text in UTF-8") from None
    try:
        return _as_json(raw)
    except (ValueError, RecursionError):
        pass  # then it is YAML, or broken and the YAML reader says where
    try:
        _check_depth(raw)
        return _loaded(raw)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}" if mark else ""
        raise FileFault(path, line, f"broken YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise FileFault(path, "", f"broken YAML: {' '.join(str(error).split())}") from None
    except (ValueError, RecursionError, TypeError) as error:
        raise FileFault(path, "", f"broken YAML: {error}") from None


def _as_json(text: str) -> Any:
    """Return what JSON text holds; the YAML reader refuses some of it. Raises ValueError."""
    if not text.lstrip().startswith("{"):
        raise ValueError("no JSON object")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(found := dict(pairs)) < len(pairs):
            raise ValueError("a key stands twice")
        return found

    return json.loads(text, object_pairs_hook=once)


def _check_depth(text: str) -> None:
    # libyaml's composer recurses in C: tens of thousands of levels end the process. Its events do not.
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _fault(f"it nests over {_DEEPEST} levels, expected plain YAML", event.start_mark)


def _loaded(text: str) -> Any:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return None
        _check_nodes(root)
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _check_nodes(root: yaml.Node) -> None:
    """Refuse keys that stand twice, and aliases that would write out to a huge document."""
    seen, todo = 0, [root]
    while todo:
        node, seen = todo.pop(), seen + 1
        if seen > _MOST_NODES:
            raise _fault(f"with its aliases written out it has over {_MOST_NODES:,} values", root.start_mark)
        if isinstance(node, yaml.MappingNode):
            keys = set()
            for key, value in node.value:
                if isinstance(key, yaml.ScalarNode):
                    if key.value in keys:
                        told = f"the key '{key.value[:60]}' stands twice, expected once"
                        raise _fault(told, key.start_mark)
                    keys.add(key.value)
                todo.append(value)
        elif isinstance(node, yaml.SequenceNode):
            todo.extend(node.value)


def _fault(problem: str, mark: Any) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, mark)


def write_yaml(data: Any) -> str:
    """Return YAML text for plain data, in the given order."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def plain_date(value: Any) -> Any:
    """Turn a YAML timestamp into a date; leave the rest as it is."""
    return value.date() if isinstance(value, datetime.datetime) else value
