"""How one export is read: its object, its system, and which column fills which field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from studio.exchange.crm.dates import DateOrder
from studio.exchange.crm.numbers import Mark
from studio.exchange.crm.table import Table
from studio.exchange.crm.words import Kind

#: Fields whose values are dates, and those whose values are numbers.
DATES = ("close_date", "created", "modified", "date")
NUMBERS = ("amount", "amount_converted", "employees")
OWN = "fields."

_IN_CURRENCY = re.compile(
    r"\s*(?:[(\[]\s*(?:[A-Z]{3}|[€$£¥])\s*[)\]]|(?:\bin\b\s*)?(?:\b(?:EUR|USD|GBP|CHF)|[€$£¥]))\s*$")


@dataclass(frozen=True)
class Column:
    """One column and the field it fills: an object's field, `fields.<key>` for a CRM field of one's own, or none.

    `confidence` runs from 0 to 1; `note` says what is doubtful; `kind` is the
    kind of activity that a column of its own holds.
    """

    index: int
    header: str
    field: str
    confidence: float
    samples: tuple[str, ...] = ()
    note: str = ""
    kind: str = ""


@dataclass(frozen=True)
class FileMap:
    """How one export is read; `orders` and `marks` are by column."""

    table: Table
    object: Kind
    system: str
    language: str
    columns: tuple[Column, ...]
    rows: int = 0
    orders: Mapping[int, DateOrder] = field(default_factory=dict)
    marks: Mapping[int, Mark | None] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.table.path.name

    def of(self, name: str) -> list[Column]:
        """Return the columns that fill a field, in their order."""
        return [column for column in self.columns if column.field == name]


def without_currency(header: str) -> str:
    """Return a header such as `Amount (EUR)` without the currency."""
    return _IN_CURRENCY.sub("", header)
