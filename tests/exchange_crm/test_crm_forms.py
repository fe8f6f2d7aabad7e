"""Dates and amounts in the forms of several countries."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exchange.crm import dates, numbers
from studio.exchange.crm.dates import DateOrder

LAST = datetime.date(2026, 12, 31)
FIRST = DateOrder("day_first", True)


@pytest.mark.parametrize("written", [
    "2026-12-31", "2026/12/31", "31.12.2026", "12/31/2026", "31/12/2026", "31-12-2026", "2026-12-31T10:30:00.000Z",
    "2026-12-31 10:30", "31.12.26", "31/12/2026 14:30", "12/31/2026 2:30 PM", "31. Dezember 2026", "31 décembre 2026",
    "31 de diciembre de 2026", "Dec 31, 2026", "December 31st, 2026", "Thu Dec 31 2026", "31-Dec-2026", "1798675200000",
    "1798675200", "46387", "31.12.2026, 14:30 Uhr"])
def test_day_is_read_in_every_form(written):
    assert dates.parse(written, FIRST) == LAST


@pytest.mark.parametrize("written", ["Q3", "tbd", "next week", "5", "2026", "30.02.2026", "13/13/2026", "12/2026",
                                     "31/12/1400", "soon 31.12.2026", "1", "=TODAY()"])
def test_what_is_no_day_is_refused_with_what_was_expected(written):
    with pytest.raises(ValueError, match="expected a day such as 2026-12-31"):
        dates.parse(written, FIRST)


@pytest.mark.parametrize(("values", "order"), [
    (["03/04/2026", "31/12/2026"], "day_first"), (["03/04/2026", "12/31/2026"], "month_first"),
    (["03.04.2026"], "day_first")])
def test_order_is_told_by_the_column(values, order):
    found = dates.decide(*dates.votes(values), None, "month_first")
    assert found == DateOrder(order, True)


def test_ambiguous_column_says_so_and_takes_the_language():
    found = dates.decide(*dates.votes(["03/04/2026"]), None, "day_first")
    assert found.order == "day_first" and "ambiguous" in found.note


def test_ambiguous_column_is_read_as_the_other_dates_of_the_file():
    found = dates.decide(*dates.votes(["03/04/2026"]), "day_first", "month_first")
    assert found.order == "day_first" and "as the other dates" in found.note


def test_column_of_both_orders_takes_sure_days_and_leaves_out_the_others():
    found = dates.decide(*dates.votes(["31/12/2026", "12/31/2026", "03/04/2026"]), None, "month_first")
    assert not found.told and dates.parse("12/31/2026", found) == dates.parse("31/12/2026", found) == LAST
    assert dates.parse("04/04/2026", found) == datetime.date(2026, 4, 4)
    with pytest.raises(ValueError, match="day/month or month/day"):
        dates.parse("03/04/2026", found)


@given(st.dates(dates.EARLIEST, dates.LATEST), st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d"]))
def test_every_day_comes_back(day, form):
    assert dates.parse(day.strftime(form), FIRST) == day


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_refused(text):
    try:
        assert dates.EARLIEST <= dates.parse(text, FIRST) <= dates.LATEST
    except ValueError as error:
        assert "expected a day" in str(error)


@pytest.mark.parametrize(("written", "value", "currency"), [
    ("1.234,56 €", 1234.56, "EUR"), ("$1,234.56", 1234.56, "USD"), ("1 234,56", 1234.56, ""),
    ("1\u202f234,56 €", 1234.56, "EUR"), ("1,234", 1234, ""), ("1.234", 1234, ""), ("1.234.567", 1234567, ""),
    ("12,5", 12.5, ""), ("CHF 1'234.50", 1234.5, "CHF"),
    ("240k", 240000, ""), ("1,2 Mio. €", 1200000, "EUR"), ("USD 240000", 240000, "USD"), ("0.125", 0.12, ""),
    ("US$ 3M", 3000000, "USD"), ("240000.00", 240000, ""), ("12,34,567.89", 1234567.89, ""), ("(1,234.00)", -1234, "")])
def test_amount_is_read_in_every_form(written, value, currency):
    found = numbers.parse(written, None)
    assert found.value == pytest.approx(value)
    assert (found.currencies or ("",))[0] == currency


@pytest.mark.parametrize("written", ["Q3", "", "tbd", "€100 / $120", "1e400", "9" * 40, "10%", "1-2", "5 apples",
                                     "5 EUR USD"])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(ValueError, match=r"amount|currencies"):
        numbers.parse(written, None)


def test_decimal_mark_is_told_by_the_column():
    point, comma = numbers.votes(["12.50"])
    assert numbers.parse("1,234", "point" if point > comma else "comma").value == 1234


@pytest.mark.parametrize(("others", "written"), [(["45.000,50"], "120,000"), (["1,200.50"], "120.000")])
def test_an_amount_that_may_be_a_thousand_times_another_is_no_guess(others, written):
    point, comma = numbers.votes(others)
    with pytest.raises(ValueError, match="a thousand times apart"):
        numbers.parse(written, "point" if point > comma else "comma")


def test_four_digits_before_the_mark_leave_no_doubt():
    assert numbers.parse("1234.125", "comma").value == 1234.12


@given(st.integers(0, 10**12), st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]))
def test_every_grouped_amount_comes_back(cents, marks):
    group, decimal = marks
    whole = f"{cents // 100:,}".replace(",", group)
    assert numbers.parse(f"{whole}{decimal}{cents % 100:02d}", None).value == pytest.approx(cents / 100)


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_refused(text):
    try:
        assert abs(numbers.parse(text, None).value) < 1e15
    except ValueError as error:
        assert str(error)


@pytest.mark.parametrize(("written", "code"), [("EUR", "EUR"), ("eur", "EUR"), ("€", "EUR"), ("EUR - Euro", "EUR"),
                                               ("US Dollar", "USD"), ("EUR USD", ""), ("none at all", "")])
def test_currency_is_told_by_its_code_or_sign(written, code):
    assert numbers.currency_code(written) == code
