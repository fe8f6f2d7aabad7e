"""A mapping file: where a person says how an export is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playbook.text_files import FileFault
from studio.deals.yaml_files import read_bounded_yaml
from studio.exchange.crm.filemap import OWN
from studio.exchange.crm.words import KINDS, SYSTEMS, Kind, slug, vocabulary

_CHOICES = {"object": KINDS, "system": SYSTEMS, "dates": ("day_first", "month_first"), "numbers": ("point", "comma")}


@dataclass(frozen=True)
class Wish:
    """What a person says of one export; empty where nothing was said.

    `columns` is by header; an empty field leaves the column out.
    """

    object: Kind | None = None
    system: str = ""
    dates: str = ""
    numbers: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    source: Path = Path()
    file: str = ""

    def check(self, headers: list[str], kind: Kind) -> None:
        """Refuse columns and fields that do not exist. Raises FileFault."""
        fields = vocabulary().fields[kind]
        for header, name in self.columns.items():
            where = f"{self.file}.columns.{header}"
            if header not in headers:
                raise FileFault(self.source, where, f"is no column of {self.file}, expected one of its headers")
            own = kind == "deal" and name.startswith(OWN) and slug(name[len(OWN):], mark="_") == name[len(OWN):]
            if name and name not in fields and not own:
                more = f", or {OWN}<key>" if kind == "deal" else ""
                raise FileFault(self.source, where, f"'{name}' is no field, expected one of {', '.join(fields)}{more}")


def read_wishes(path: Path) -> dict[str, Wish]:
    """Return what a mapping file says, by the name of each export. Raises FileFault."""
    data = read_bounded_yaml(path)
    if not isinstance(data, dict):
        raise FileFault(path, "", "expected a mapping from file names to object, system, dates, numbers and columns")
    return {str(file): _wish(path, str(file), raw) for file, raw in data.items()}


def _wish(path: Path, file: str, raw: Any) -> Wish:
    known = (*_CHOICES, "columns")
    if not isinstance(raw, dict):
        raise FileFault(path, file, f"expected a mapping with {', '.join(known)}")
    for key, value in raw.items():
        if key not in known:
            raise FileFault(path, f"{file}.{key}", f"is not known here, expected {', '.join(known)}")
        if key in _CHOICES and value not in _CHOICES[key]:
            raise FileFault(path, f"{file}.{key}", f"'{value}' is not known, expected {', '.join(_CHOICES[key])}")
    columns = raw.get("columns") or {}
    if not isinstance(columns, dict) or not all(v is None or isinstance(v, str) for v in columns.values()):
        raise FileFault(path, f"{file}.columns", "expected a mapping from headers to fields")
    return Wish(raw.get("object"), raw.get("system", ""), raw.get("dates", ""), raw.get("numbers", ""),
                {str(header): name or "" for header, name in columns.items()}, path, file)
