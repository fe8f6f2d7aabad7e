"""Day or month first, point or comma: decided for each column from all of its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from studio.exchange.crm import dates, numbers
from studio.exchange.crm.dates import DateOrder, Order
from studio.exchange.crm.filemap import DATES, NUMBERS, FileMap
from studio.exchange.crm.numbers import Mark
from studio.exchange.crm.table import Row

_LONGEST = 60


def with_forms(mapped: FileMap, *, wished_dates: str = "", wished_numbers: str = "") -> FileMap:
    """Return a map with its count of rows, the order of its dates and its decimal marks. Raises FileFault."""
    days = {c.index: [0, 0, 0] for c in mapped.columns if c.field in DATES}
    marks = {c.index: [0, 0] for c in mapped.columns if c.field in NUMBERS}
    rows = 0
    for row in mapped.table.rows():
        rows += 1
        if isinstance(row, Row):
            _count(days, row, dates.votes)
            _count(marks, row, numbers.votes)
    orders = _orders({i: (a, b, c) for i, (a, b, c) in days.items()}, mapped.language, wished_dates)
    wished: Mark | None = {"point": "point", "comma": "comma"}.get(wished_numbers)  # type: ignore[assignment]
    columns = tuple(replace(c, note="; ".join(filter(None, (c.note, orders[c.index].note)))) if c.index in orders else c
                    for c in mapped.columns)
    return replace(mapped, rows=rows, columns=columns, orders=orders,
                   marks={i: wished or _mark(*counts) for i, counts in marks.items()})


def _count(counts: Mapping[int, list[int]], row: Row, votes: object) -> None:
    for index, kept in counts.items():
        if value := row.cells[index]:
            for place, more in enumerate(votes((value[:_LONGEST],))):  # type: ignore[operator]
                kept[place] += more


def _orders(days: Mapping[int, tuple[int, int, int]], language: str, wished: str) -> dict[int, DateOrder]:
    if wished in ("day_first", "month_first"):
        return {index: DateOrder(wished, True) for index in days}  # type: ignore[arg-type]
    told: set[Order] = {"day_first" if day else "month_first" for day, month, _ in days.values()
                        if bool(day) != bool(month)}
    fallback = next(iter(told)) if len(told) == 1 else None
    default: Order = "month_first" if language == "en" else "day_first"
    return {index: dates.decide(*counts, fallback, default) for index, counts in days.items()}


def _mark(point: int, comma: int) -> Mark | None:
    """A column's decimal mark; none where its values do not tell or contradict each other."""
    return None if bool(point) == bool(comma) else "point" if point else "comma"
