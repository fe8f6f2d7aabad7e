"""Dates as CRMs of several countries write them; day or month first is decided by a column's evidence."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from studio.exchange.crm.words import meaning

Order = Literal["day_first", "month_first"]
EARLIEST, LATEST = datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)
_LONGEST = 60
EXPECTED = "expected a day such as 2026-12-31"

_CLOCK = (r"(?:[T ,]\s*(?:at |um |à |a las )?\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?\s?m\.?)?"
          r"(?:\s*Uhr)?\s*(?:Z|[A-Z]{2,5}|(?:UTC|GMT)?[+-]\d{2}:?\d{2})?)?$")
_ISO = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})" + _CLOCK, re.IGNORECASE)
_NUMBERS = re.compile(r"^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})" + _CLOCK, re.IGNORECASE)
_DAY_MONTH = re.compile(r"^(?:[^\W\d]+\.?,? )?(\d{1,2})(?:\.|st|nd|rd|th|er|º)?[ -](?:de )?([^\W\d]+)\.?,?[ -](?:de )?"
                        r"(\d{4}|\d{2})" + _CLOCK, re.IGNORECASE)
_MONTH_DAY = re.compile(r"^(?:[^\W\d]+\.?,? )?([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})" + _CLOCK,
                        re.IGNORECASE)
_SECONDS = re.compile(r"^\d{10}(\d{3})?$")
_SERIAL = re.compile(r"^[3-6]\d{4}(?:[.,]\d+)?$")


@dataclass(frozen=True)
class DateOrder:
    """How a column's dates are read: the order, whether its values tell so, and the sentence that says it."""

    order: Order
    told: bool
    note: str = ""


def votes(values: Iterable[str]) -> tuple[int, int, int]:
    """Count values that can only be day first, only month first, and either."""
    day = month = either = 0
    for value in values:
        if not (found := _NUMBERS.match(value.strip())):
            continue
        first, mark, second = int(found[1]), found[2], int(found[3])
        if mark == "." or (first > 12 >= second):
            day += 1
        elif second > 12 >= first:
            month += 1
        elif first != second:
            either += 1
    return day, month, either


def decide(day: int, month: int, either: int, fallback: Order | None, default: Order) -> DateOrder:
    """Return how a column's dates are read, from its votes, else from the other columns, else from the language."""
    if day and month:
        order: Order = "day_first" if day >= month else "month_first"
        note = (f"{day} can only be day/month and {month} only month/day; those that could be either are left out"
                if either else f"holds both day/month ({day}) and month/day ({month})")
        return DateOrder(order, either == 0, note)
    if day or month:
        return DateOrder("day_first" if day else "month_first", True)
    if not either:
        return DateOrder(fallback or default, True)
    if fallback:
        return DateOrder(fallback, True, f"read as {_words(fallback)}, as the other dates of the file are")
    return DateOrder(default, True, f"ambiguous: nothing in the column tells day from month, read as {_words(default)}")


def _words(order: Order) -> str:
    return "day/month" if order == "day_first" else "month/day"


def parse(text: str, how: DateOrder) -> datetime.date:
    """Return the day that a cell names. Raises ValueError with what was expected."""
    if len(text) > _LONGEST:
        raise ValueError(f"'{text[:40]}' is no date, {EXPECTED}")
    value = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())
    found = _iso(value) or _numbers(value, how) or _named(value) or _machine(value)
    if found is None:
        raise ValueError(f"'{value[:40]}' is no date, {EXPECTED}")
    if not EARLIEST <= found <= LATEST:
        raise ValueError(f"{found} is no likely date, {EXPECTED}")
    return found


def _date(year: str, month: int, day: int, value: str) -> datetime.date:
    full = int(year) if len(year) == 4 else 2000 + int(year)
    try:
        return datetime.date(full, month, day)
    except ValueError:
        raise ValueError(f"'{value[:40]}' is no day of the calendar, {EXPECTED}") from None


def _iso(value: str) -> datetime.date | None:
    if found := _ISO.match(value):
        return _date(found[1], int(found[3]), int(found[4]), value)
    return None


def _numbers(value: str, how: DateOrder) -> datetime.date | None:
    if not (found := _NUMBERS.match(value)):
        return None
    first, mark, second = int(found[1]), found[2], int(found[3])
    day_first = mark == "." or first > 12 or (how.order == "day_first" and second <= 12)
    if not how.told and mark != "." and first <= 12 and second <= 12 and first != second:
        raise ValueError(f"'{value[:40]}' could be day/month or month/day, {EXPECTED}")
    day, month = (first, second) if day_first else (second, first)
    return _date(found[4], month, day, value)


def _named(value: str) -> datetime.date | None:
    if found := _DAY_MONTH.match(value):
        day, word, year = found[1], found[2], found[3]
    elif found := _MONTH_DAY.match(value):
        word, day, year = found[1], found[2], found[3]
    else:
        return None
    month = meaning("months", word)
    return _date(year, int(month), int(day), value) if month else None


def _machine(value: str) -> datetime.date | None:
    """The day in seconds or milliseconds since 1970, or in a spreadsheet's day number."""
    if found := _SECONDS.match(value):
        seconds = int(value) / (1000 if found[1] else 1)
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()
    if _SERIAL.match(value):
        return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(value[:5]))
    return None
