"""YAML as people mean it: 1.2 words, no silent duplicates, faults with a line."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import yaml


class FileFault(ValueError):
    """A file that cannot be used: which one, where, what was expected."""

    def __init__(self, path: Path | str, where: str, expected: str) -> None:
        self.path, self.where, self.expected = str(path), where, expected
        super().__init__(f"{path}: {where + ': ' if where else ''}{expected}")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML 1.2 words: `country: NO` is a country, only true and false are booleans."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key.value}' stands twice, expected once", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_OFF = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != _OFF]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_BOOL = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
_Loader.add_implicit_resolver(_OFF, _BOOL, list("tTfF"))


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Block style; long texts keep their lines."""


def _text(dumper: yaml.Dumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value and not value.startswith((" ", "\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds.

    Raises FileFault when the file is absent, is no UTF-8 text or is broken.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise FileFault(path, "", "no such file") from None
    except IsADirectoryError:
        raise FileFault(path, "", "is a folder, expected a YAML file") from None
    except OSError as error:
        raise FileFault(path, "", f"cannot be read ({error.strerror})") from None
    return parse_yaml(raw, path)


def parse_yaml(raw: bytes | str, path: Path | str) -> Any:
    """Return what YAML text holds; `path` names it in faults."""
    if isinstance(raw, bytes):
        if raw[:4] == b"PK\x03\x04":
            raise FileFault(path, "", "is a zip archive, expected YAML text")
        try:
            raw = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise FileFault(path, f"byte {error.start}", "is not UTF-8, expected YAML text in UTF-8") from None
    try:
        return yaml.load(raw, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"line {mark.line + 1}" if mark else ""
        raise FileFault(path, line, f"broken YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise FileFault(path, "", f"broken YAML: {' '.join(str(error).split())}") from None
    except (ValueError, RecursionError, TypeError) as error:
        raise FileFault(path, "", f"broken YAML: {error}") from None


def write_yaml(data: Any) -> str:
    """Return YAML text for plain data, in the given order."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


def plain_date(value: Any) -> Any:
    """Turn a YAML timestamp into a date; leave the rest as it is."""
    return value.date() if isinstance(value, datetime.datetime) else value
