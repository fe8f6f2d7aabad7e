"""The offline engine's language skills: sentences, stems, facts, polarity."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.drafting.engines.offline.entities import People, dates, has_date, has_money, kinds, numbers
from studio.drafting.engines.offline.language import FLAG_NAMES, MAX_QUOTE, flags, sentences, stems


def flag(text: str, name: str) -> bool:
    return bool(flags(text)[FLAG_NAMES.index(name)])


@given(st.text(max_size=900), st.integers(0, 50))
def test_sentence_spans_stay_in_order_inside_the_turn_and_fit_a_quote(text, start):
    spans = list(sentences(text, start))
    assert all(start <= a < b <= start + len(text) and b - a <= MAX_QUOTE for a, b in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))


def test_short_opening_joins_what_follows_so_that_a_quote_says_something():
    text = "Not me. Ines signs those. Anything else?"
    assert [text[a:b] for a, b in sentences(text)] == ["Not me. Ines signs those.", "Anything else?"]


def test_abbreviation_does_not_end_a_sentence():
    text = "We talked to Dr. Okafor about it yesterday. She was for it."
    assert next(text[a:b] for a, b in sentences(text)).endswith("yesterday.")


@pytest.mark.parametrize(("text", "expected"), [
    ("three point two", (3.2,)),
    ("one point three million", (1_300_000.0,)),
    ("two-fifty for me alone", (250.0,)),
    ("forty-one a month", (41.0,)),
    ("€1.2m this year", (1_200_000.0,)),
    ("1,200 pallets", (1200.0,)),
    ("1.200,50 kroner", (1200.5,)),
])
def test_numbers_are_read_as_people_say_and_write_them(text, expected):
    assert numbers(text) == expected


def test_dates_of_one_day_share_a_key_however_they_are_written():
    assert dates("the 14th of March") & dates("March 14") & dates("2026-03-14") == {"m3", "m3d14"}


def test_money_is_told_from_other_numbers():
    assert has_money("about forty thousand euros") and has_money("$12k") and not has_money("forty trucks a day")


def test_weekday_and_quarter_count_as_dates_and_a_name_does_not():
    assert has_date("let's say Thursday") and has_date("by end of Q3") and not has_date("ask Mayer about it")


def test_people_are_found_by_first_or_last_name_only_when_one_person_has_it():
    who = People([("ortiz", "Dana Ortiz"), ("vance", "Robert Vance"), ("other", "Dana Reyes")])
    assert who.mentioned("Ortiz said so, and Robert's assistant too") == {"ortiz", "vance"}
    assert who.mentioned("Dana said so") == frozenset()
    assert who.mentioned("the vance of it") == frozenset()


@pytest.mark.parametrize(("text", "name", "there"), [
    ("Nobody has agreed to that.", "negation", True),
    ("We don’t sign supplier paper.", "negation", True),
    ("We sign supplier paper.", "negation", False),
    ("I guess it's Henriette.", "hedge", True),
    ("He says the board loves it.", "hearsay", True),
    ("Could you send it?", "question", True),
    ("No, not yet.", "denial", True),
    ("Exactly, that's right.", "agreement", True),
])
def test_polarity_and_stance_are_noticed(text, name, there):
    assert flag(text, name) is there


def test_kinds_of_fact_named_in_a_sentence():
    found = dict(zip(("person", "money", "number", "date", "organisation", "document"),
                     kinds("Our CFO wants 40,000 euros in the contract by 3 May", frozenset()), strict=True))
    assert found["person"] and found["money"] and found["date"] and found["document"]


def test_words_of_one_family_share_a_stem_and_small_words_have_none():
    assert stems("approvals") == stems("approval") and stems("and so it is") == ()
