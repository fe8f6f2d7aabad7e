"""A CRM patch as CSV that Salesforce and HubSpot import, and that no spreadsheet calculates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping

from studio.exchange.crm.patch import PatchLine, System

#: The column by which each system finds a record.
ID_COLUMNS: dict[System, str] = {"salesforce": "Id", "hubspot": "Record ID"}

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BEGINS = re.compile("^\\s*[=+\\-@＝＋－＠\t\r\n]|^[\t\r\n]")
# Where a spreadsheet parts cells at another mark than the comma, a formula may begin inside a cell.
_INSIDE = re.compile("([;\t][\\s\"]*)(?=[=@＝＠]|[+\\-＋－][^\\n;]*[|(!])")


def inert_cell(text: str) -> str:
    """Return a cell that a spreadsheet shows and never calculates: an apostrophe stands before what would start."""
    text = _INSIDE.sub(r"\1'", _CONTROL.sub("", text))
    return f"'{text}" if _BEGINS.match(text) else text


def as_csv(lines: Iterable[PatchLine], system: System) -> str:
    """Return one file with a row a record: its id, then every column that any record fills.

    A record's other cells are empty; import with empty cells ignored.
    `csv_files` gives files without any empty cell.
    """
    rows = _rows(lines, system)
    columns = list(dict.fromkeys(column for cells in rows.values() for column in cells))
    return _text(rows, columns, system)


def csv_files(lines: Iterable[PatchLine], system: System) -> list[str]:
    """Return files in which no cell is empty, one for each set of columns: no import setting clears a value."""
    sets: dict[tuple[str, ...], dict[str, Mapping[str, str]]] = {}
    for record, cells in _rows(lines, system).items():
        sets.setdefault(tuple(sorted(cells)), {})[record] = cells
    return [_text(rows, list(columns), system) for columns, rows in sets.items()]


def _rows(lines: Iterable[PatchLine], system: System) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for line in lines:
        if line.written != "nothing" and line.item.system == system:
            rows.setdefault(line.item.crm_id.strip(), {})[line.column] = line.item.proposed.strip()
    return rows


def _text(rows: Mapping[str, Mapping[str, str]], columns: list[str], system: System) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([ID_COLUMNS[system], *map(inert_cell, columns)])
    writer.writerows([inert_cell(record), *(inert_cell(cells.get(c, "")) for c in columns)]
                     for record, cells in rows.items())
    return out.getvalue()
