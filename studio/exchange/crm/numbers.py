"""Amounts as CRMs of several countries write them, with the currency that stands beside the number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from studio.exchange.crm.words import plain, vocabulary

Mark = Literal["point", "comma"]

_LONGEST = 60
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_NUMBER = re.compile(r"^[-−]?\d+(?:[.,]\d+)*$")
_SCALED = re.compile(r"\s*(k|tsd|mio|mn|mm|m|million(?:en|s)?|mill(?:ones|ón)|mrd|bn)\b\.?", re.IGNORECASE)
_SCALES = {"k": 1e3, "tsd": 1e3, "mrd": 1e9, "bn": 1e9}
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")


@dataclass(frozen=True)
class Money:
    """A number and the currencies that its sign or code may mean; none where nothing stands beside it."""

    value: int | float
    currencies: tuple[str, ...] = ()


def votes(values: Iterable[str]) -> tuple[int, int]:
    """Count values whose decimal mark can only be a point, and only a comma."""
    point = comma = 0
    for value in values:
        found = _decimal(_split(value)[0])
        point += found == "point"
        comma += found == "comma"
    return point, comma


def parse(text: str, mark: Mark | None) -> Money:
    """Return the amount in a cell; `mark` is the column's decimal mark where its values tell.

    Raises ValueError with what was expected, also where the cell groups
    thousands with what is the decimal mark of its column: a factor of a
    thousand is no guess to make.
    """
    number, beside, scale = _split(text) if len(text) <= _LONGEST else ("", "", 1.0)
    currencies = _currencies(beside, text)
    if not _NUMBER.match(number):
        raise ValueError(f"'{text.strip()[:40]}' is no amount, expected one number such as 240000")
    sure = _decimal(number)
    if sure is None and mark is not None and re.search("[.,]", number) and scale == 1.0 and mark != _likely(number):
        raise ValueError(f"'{text.strip()[:40]}' can be one of two amounts, a thousand times apart, expected one form "
                         "in the whole column")
    decimal = sure or mark or _likely(number)
    digits = number.replace("−", "-")
    plain_number = (digits.replace(",", "") if decimal == "point" else digits.replace(".", "").replace(",", "."))
    if plain_number.count(".") > 1:
        raise ValueError(f"'{text.strip()[:40]}' is no amount, expected one number such as 240000")
    value = float(plain_number) * scale
    if not math.isfinite(value) or abs(value) >= 1e15:
        raise ValueError(f"'{text.strip()[:40]}' is too large for an amount")
    value = round(value, 2)
    return Money(int(value) if value.is_integer() else value, currencies)


def _split(text: str) -> tuple[str, str, float]:
    """A cell's number without blanks, what stands beside it, and by how much it is scaled."""
    value, scale = text.strip(), 1.0
    negative = value.startswith("(") and value.endswith(")")
    value = value[1:-1].strip() if negative else value
    start = re.search(r"[-−]?\s*\d", value)
    if not start:
        return "", value, scale
    end = max(i for i, c in enumerate(value) if c.isdigit()) + 1
    number, after = _BLANKS.sub("", value[start.start():end]), value[end:]
    if found := _SCALED.match(after):
        scale, after = _SCALES.get(found[1].casefold(), 1e6), after[found.end():]
    return ("-" + number if negative else number), f"{value[:start.start()].strip()} {after.strip()}".strip(), scale


def _decimal(number: str) -> Mark | None:
    """The decimal mark where a number can be read in one way only."""
    points, commas = number.count("."), number.count(",")
    if points and commas:
        return "point" if number.rfind(".") > number.rfind(",") else "comma"
    if points + commas == 0:
        return None
    if points > 1 or commas > 1:
        return "comma" if points else "point"
    place = max(number.rfind("."), number.rfind(","))
    after = len(number) - place - 1
    if after != 3 or len(number[:place].lstrip("-−")) > 3 or number.lstrip("-−").startswith(("0.", "0,")):
        return "point" if points else "comma"
    return None


def _likely(number: str) -> Mark:
    """One mark before three digits groups thousands: amounts have two decimals, if any."""
    return "comma" if "." in number else "point"


def _currencies(beside: str, text: str) -> tuple[str, ...]:
    """What a sign or code beside a number means. Raises ValueError for words, or for two currencies."""
    beside = beside.strip()
    if not beside:
        return ()
    known = vocabulary().currencies
    parts = [part for part in re.split(r"\s+", beside) if part]
    found = [known.get(part) or ((part,) if _CODE.fullmatch(part) else None) for part in parts]
    if None in found:
        raise ValueError(f"'{text.strip()[:40]}' is no amount, expected one number such as 240000")
    common = set(found[0] or ())
    for codes in found[1:]:
        common &= set(codes or ())
    if not common:
        raise ValueError(f"'{text.strip()[:40]}' names two currencies, expected one")
    return tuple(code for code in found[-1] or () if code in common)


def currency_code(text: str) -> str:
    """Return the ISO code that a cell or header names; empty where it names none or several."""
    value = text[:_LONGEST].strip()
    if re.fullmatch(r"[A-Za-z]{3}", value):
        return value.upper()
    codes = {code for code in _CODE.findall(value) if code in _known_codes()}
    codes |= {known[0] for sign, known in vocabulary().currencies.items() if sign in value and not codes}
    return codes.pop() if len(codes) == 1 else {"euro": "EUR", "usdollar": "USD"}.get(plain(value), "")


def _known_codes() -> set[str]:
    return {code for codes in vocabulary().currencies.values() for code in codes} | {"ZAR", "HUF", "RON", "ILS", "AED"}
