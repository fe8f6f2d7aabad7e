"""Rows as entries: text by field, days and amounts read, and what could not be read said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from studio.exchange.crm import dates, numbers
from studio.exchange.crm.filemap import DATES, NUMBERS, OWN, Column, FileMap, without_currency
from studio.exchange.crm.numbers import Money, currency_code
from studio.exchange.crm.report import Report
from studio.exchange.crm.table import Broken, Row

_ROUNDED = re.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE)
_SALESFORCE = re.compile(r"^[0-9A-Za-z]{18}$")
#: How much of a field that holds several is read, in characters, and how many of them.
_LISTED, _MOST = 5_000, 100
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


@dataclass(slots=True)
class Entry:
    """One row that can be used; `known` are the fields for which the file has a column."""

    mapped: FileMap
    row: int
    report: Report
    known: frozenset[str]
    text: dict[str, str] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    amounts: dict[str, Money] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = ""

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.mapped.file

    def get(self, name: str) -> str:
        """Return a field's text, empty where it has none."""
        return self.text.get(name, "")

    def note(self, why: str) -> None:
        """Note what was left out of this row."""
        self.report.note(self.file, self.row, why)

    def refuse(self, why: str) -> None:
        """Note that this row was not taken."""
        self.report.refuse(self.file, self.row, why)

    def id(self, name: str) -> str:
        """Return the id in a field, in the form in which ids are compared; empty where it is none."""
        return record_id(self.get(name), self)

    def ids(self, name: str) -> list[str]:
        """Return the ids in a field that may hold several."""
        return [found for part in parts(self.get(name)) if (found := record_id(part, self))]


def entries(mapped: FileMap, report: Report) -> Iterator[Entry]:
    """Yield a file's rows; what cannot be read at all is reported. Raises FileFault."""
    known = frozenset(c.field for c in mapped.columns if c.field)
    headers = {c.field: c.header for c in reversed(mapped.columns) if c.field}
    for row in mapped.table.rows():
        report.rows[mapped.object] += 1
        if isinstance(row, Broken):
            report.refuse(mapped.file, row.number, row.why)
        else:
            yield _entry(mapped, row, Entry(mapped, row.number, report, known, headers=headers))


def _entry(mapped: FileMap, row: Row, entry: Entry) -> Entry:
    for column in mapped.columns:
        value = row.cells[column.index]
        if not column.field or not value:
            continue
        if column.field in DATES:
            _read_day(entry, column, value)
        elif column.field in NUMBERS:
            _read_number(entry, column, value)
        elif column.field not in entry.text:
            entry.text[column.field] = value
            entry.kind = entry.kind or column.kind
    return entry


def _read_day(entry: Entry, column: Column, value: str) -> None:
    if column.field in entry.days:
        return
    try:
        entry.days[column.field] = dates.parse(value, entry.mapped.orders[column.index])
    except ValueError as error:
        entry.note(f"{column.header}: {error}; left empty")


def _read_number(entry: Entry, column: Column, value: str) -> None:
    try:
        found = numbers.parse(value, entry.mapped.marks[column.index])
    except ValueError as error:
        entry.note(f"{column.header}: {error}; left empty")
        return
    if found.value < 0:
        entry.note(f"{column.header}: {value[:40]} is below 0; left empty")
        return
    named = currency_code(column.header.removeprefix(without_currency(column.header)))
    entry.amounts[column.field] = Money(found.value, found.currencies or ((named,) if named else ()))


def parts(text: str) -> list[str]:
    """Return the parts of a field that holds several: by semicolon, or by comma where all are ids."""
    text = text[:_LISTED]
    mark = ";" if ";" in text or not re.fullmatch(r"[\w,\s-]*", text) else ","
    found = [part.strip() for part in text.split(mark)]
    if mark == "," and not all(re.fullmatch(r"\w+", part) and any(c.isdigit() for c in part) for part in found):
        return [text.strip()] if text.strip() else []
    return [part for part in found if part][:_MOST]


def record_id(text: str, entry: Entry | None = None) -> str:
    """Return an id as ids are compared: Salesforce's 18 characters are its 15; empty where it is no id."""
    value = text[:200].strip().removeprefix('="').removesuffix('"').removesuffix(".0").strip()
    if _ROUNDED.match(value):
        if entry:
            entry.note(f"'{value}' is an id that a spreadsheet rounded; left out")
        return ""
    if len(value) > 64 or not re.fullmatch(r"[\w.:@/-]*", value):
        if entry and value:
            entry.note(f"'{value[:40]}' is no id of a record; left out")
        return ""
    return value[:15] if _SALESFORCE.match(value) and _suffix(value[:15]) == value[15:].upper() else value


def _suffix(short: str) -> str:
    """The three characters that tell the case of a Salesforce id's fifteen."""
    return "".join(_SUFFIX[sum(1 << i for i, c in enumerate(short[at:at + 5]) if c.isupper())] for at in (0, 5, 10))


def own_fields(entry: Entry) -> dict[str, str]:
    """Return the CRM fields of one's own that a row fills, by key."""
    return {name.removeprefix(OWN): value for name, value in entry.text.items() if name.startswith(OWN)}
