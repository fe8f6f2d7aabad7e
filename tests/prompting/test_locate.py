"""Quotes found in the evidence: at the right place, and only what really stands there."""

import re
import unicodedata
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from prompting_made import DEALS, small_context

from studio.deals.folder import load
from studio.drafting.context import context_at
from studio.drafting.prompting.folding import same_words
from studio.drafting.prompting.locate import NotThere, locate
from studio.drafting.quotes import quote_fault

CALL = "2026-03-09-call"


@pytest.fixture
def where(tmp_path):
    return small_context(tmp_path, "e3")


def found(where, words, evidence=CALL, field=None):
    return locate(evidence, words, field, where)


@pytest.mark.parametrize(("words", "text"), [
    ("I can't sign above thirty thousand", "I can't sign above thirty thousand"),
    ("I can’t sign  above\nthirty thousand - the board", "I can't sign above thirty thousand – the board"),
    ("“About forty thousand a month”", "About forty thousand a month"),
    ("… that's only the fines. I've told Per ...", "that’s only the fines. I’ve told Per"),
    ("The cafe\u0301 down the road", "The café down the road"),
    ("road is ½ empty", "road is ½ empty"),
    ("forty thousand\u00a0a month", "forty thousand a month"),
    ("on speed and on\u200b price", "on speed and on price")])
def test_writing_may_differ_and_words_may_not(where, words, text):
    quote = found(where, words).quote
    assert quote.text == text == where.by_id[CALL].text[quote.start:quote.end]


@pytest.mark.parametrize("words", [
    "I can sign above thirty thousand", "i can't sign above thirty thousand", "I can't sign above 30 thousand",
    "About fifty thousand a month", "the café down the street", "About forty thousand … he doesn't like it", "",
    "   ", "—", "road is 1⁄2 empty", "The cafe down the road"])
def test_other_words_are_refused(where, words):
    with pytest.raises(NotThere):
        found(where, words)


def test_the_speaker_is_the_turns(where):
    assert found(where, "the board does that").quote.speaker == "per"
    assert found(where, "the board does that").side == "buyer"
    assert found(where, "Great, so Per signs.").side == "seller"
    assert found(where, "Per signs alone.", "2026-03-09-note").side == "seller"


def test_what_runs_over_a_turn_is_cut_to_one(where):
    located = found(where, "Tom Reyes: Great, so Per signs.")
    assert located.cut and located.quote.text == "Great, so Per signs."
    over = found(where, "he doesn't like it.\nPer Lie: I can't sign above thirty thousand – the board does that.")
    assert over.cut and over.quote.text == "I can't sign above thirty thousand – the board does that."


def test_a_speakers_name_is_no_quote(where):
    with pytest.raises(NotThere):
        found(where, "Per Lie:")


@pytest.mark.parametrize(("words", "text"), [
    ("n't sign above thirty thousand", "sign above thirty thousand"), ("I can", None), ("can", None),
    ("bout forty thousand a month", "forty thousand a month")])
def test_a_word_is_never_cut_in_two(where, words, text):
    if text is None:
        with pytest.raises(NotThere):
            found(where, words)
    else:
        assert found(where, words).quote.text == text


def test_a_number_is_never_cut_in_two(tmp_path):
    where = small_context(tmp_path, files={"2026-03-09-note.md": "As it is we pay 40,000 or 3.5 percent a year."})
    assert found(where, "pay 40,000 or", "2026-03-09-note").quote.text == "pay 40,000 or"
    assert found(where, "As it is we pay 40", "2026-03-09-note").quote.text == "As it is we pay"
    with pytest.raises(NotThere):
        found(where, "000", "2026-03-09-note")


def test_a_long_quote_ends_with_a_whole_word_at_three_hundred_characters(tmp_path):
    words = " ".join(f"word{n}" for n in range(200))
    where = small_context(tmp_path, files={"2026-03-09-note.md": words})
    located = found(where, words, "2026-03-09-note")
    assert located.cut and 290 < len(located.quote.text) <= 300 and words.startswith(located.quote.text + " ")


def test_paragraphs_are_not_run_over(where):
    located = found(where, "Per signs alone.\n\nNobody else is involved.", "2026-03-09-note")
    assert located.cut and located.quote.text == "Nobody else is involved."


def test_the_record_is_quoted_by_its_field(where):
    quote = found(where, "signs alone", "crm", "economic_buyer").quote
    assert (quote.field, quote.start, quote.end, quote.speaker) == ("economic_buyer", 9, 20, None)
    assert found(where, "50000", "crm", "amount").quote.text == "50000"
    assert found(where, "signs alone", "crm").quote.field == "economic_buyer"


@pytest.mark.parametrize(("evidence", "words", "field"), [
    ("crm", "signs alone", "champion"), ("crm", "x", "nothing"), ("crm", "not there", None),
    ("gold", "x", None), ("2026-03-09-note", "I can't sign above thirty thousand", None)])
def test_words_elsewhere_are_refused(where, evidence, words, field):
    with pytest.raises(NotThere):
        locate(evidence, words, field, where)


def test_a_refusal_says_where_the_words_do_stand(where):
    with pytest.raises(NotThere, match=f"they stand in {CALL}"):
        found(where, "the board does that", "2026-03-09-note")


def test_evidence_of_a_later_event_cannot_be_quoted(tmp_path):
    early = small_context(tmp_path, "e1")
    with pytest.raises(NotThere, match="is no evidence that can be seen"):
        found(early, "the board does that")


def test_what_was_made_inert_in_the_prompt_is_found_in_the_original(tmp_path):
    where = small_context(tmp_path, files={"2026-03-09-note.md": "The limit is <thirty> a week, see </document>."})
    assert found(where, "limit is ＜thirty> a week, see ＜/document", "2026-03-09-note").quote.text == (
        "limit is <thirty> a week, see </document")


# -- any part of any evidence, written in any even way

MARKS = {"'": "'’‘", "’": "'’‘", "-": "-–—", "–": "-–—", '"': '"“”', "“": '"“”', "”": '"“”'}


@cache
def places():
    found = []
    for deal in ("tanjong-payments", "hotels-beaurivage", "castellana-moda-forecast"):
        context = context_at(load(DEALS / deal))
        found += [(context, e.id, t) for e in context.evidence for t in e.turns if len(t.text) > 12]
    return found


@st.composite
def quoted(draw):
    context, evidence, turn = draw(st.sampled_from(places()))
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", turn.text)]
    first = draw(st.integers(0, len(words) - 1))
    last = draw(st.integers(first, min(len(words) - 1, first + 30)))
    return context, evidence, turn, turn.text[words[first][0]:words[last][1]]


@st.composite
def rewritten(draw, text):
    letters = []
    for letter in text:
        if letter.isspace():
            letters.append(draw(st.sampled_from([" ", "\n", "  ", "\u00a0", " \t "])))
        elif letter in MARKS:
            letters.append(draw(st.sampled_from(MARKS[letter])))
        else:
            letters.append(letter)
    form = draw(st.sampled_from(["NFC", "NFD"]))
    edge = draw(st.sampled_from(["{}", "“{}”", '"{}"', " {} ", "…{}", "{}...", "\n{}\n"]))
    return edge.format(unicodedata.normalize(form, "".join(letters)))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_words_of_a_turn_are_found_word_for_word_however_they_are_written(data):
    context, evidence, turn, text = data.draw(quoted())
    assume(sum(c.isalnum() for c in text) > 2)
    located = locate(evidence, data.draw(rewritten(text)), None, context)
    quote = located.quote
    assert not quote_fault(quote.model_dump(), context.by_id, context.record)
    squeezed = [" ".join(unicodedata.normalize("NFC", t).split()) for t in (quote.text, text)]
    assert squeezed[0] in squeezed[1]
    assert located.cut or len(squeezed[0]) >= len(squeezed[1].strip("\"'“”‘’ .…,;:!?-–—")) or len(text) > 300
    holds = [t for t in context.by_id[evidence].turns if t.start <= quote.start and quote.end <= t.end]
    assert holds and quote.speaker == (holds[0].person or holds[0].speaker or None)
    if len(same_words(quote.text, context.by_id[evidence].text)) == 1 and not located.cut:
        assert turn.start <= quote.start and quote.end <= turn.end


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_word_is_refused(data):
    context, evidence, _, text = data.draw(quoted())
    words = text.split()
    assume(len(words) >= 3)
    at = data.draw(st.integers(0, len(words) - 1))
    new = data.draw(st.sampled_from(["zebra", "never", "40,001", words[at].swapcase() + "x", "not " + words[at]]))
    changed = " ".join([*words[:at], new, *words[at + 1:]])
    assume(changed not in " ".join(context.by_id[evidence].text.split()))
    with pytest.raises(NotThere):
        locate(evidence, changed, None, context)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_cut_of_the_text_gives_a_sound_quote_or_none(data):
    context, evidence, _ = data.draw(st.sampled_from(places()))
    text = context.by_id[evidence].text
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start:start + data.draw(st.integers(1, 600))]
    try:
        quote = locate(evidence, words, None, context).quote
    except NotThere:
        return
    assert not quote_fault(quote.model_dump(), context.by_id, context.record)
    assert " ".join(quote.text.split()) in " ".join(words.split())
