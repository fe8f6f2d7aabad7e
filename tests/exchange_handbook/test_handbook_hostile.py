"""Whatever stands in a playbook is shown as text, in Markdown and in HTML."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest
from handbook_fakes import book_saying, folded, hrefs, markdown_tokens, raw_html, shape, soup_of, tags, words
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from studio.exchange.handbook import handbook_html, handbook_markdown

MARK = "Qzx"
PIECES = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style>", "<!--", "-->", "<b>", "<a href='x'>",
    "![a](b)", "[a](b)", "[a]: b", "[a][b]", "[ ]", "javascript:alert(1)", "https://example.com/x",
    "www.example.com", "a@b.co", "//host.io", "|", "\\|", "\\",
    "`", "``", "```", "~~~", "~~a~~", "*", "**a**", "_a_", "a_b", "__a__", "#", "# a",
    "a #", "-", "- a", "---", "===", ":-:", "+ a", "1. a", "2) a", "> a", "&amp;", "&lt;", "&#60;", "&copy", "<br>",
    "$a$", "\u202eabc", "\u2066", "\u200f", "😀", "👩‍💻", "{{ 7*7 }}", "{% raw %}", "&", '"', "'", "a", "B", "7", ".",
    " ", "  ", "\t", "\u00a0", "\u2028", "!", "?", "(", ")", "é", "漢", "שלום", "]]>", "<?x?>", "<!DOCTYPE x>",
    ":smile:", "^a", "==a==")
LINE = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join),
    st.text(min_size=1, max_size=40, alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), min_size=1, max_size=8).map("".join))
TEXT = st.lists(LINE, min_size=1, max_size=4).map("\n".join)
EXAMPLES = ("# a", "1. a", "- [ ] a", "|", "a | b", "\\", "<script>", "---", "a #", "&amp;", "\u202ea",
            "[a](javascript:b)", "![a](https://b.co/c.png)", "https://a.co", "`a`", "*", "<br>", "b _a_ b", "a\\",
            "> a", "+ a", "- a", "a__b")
OVER_LINES = ("a\n===", "a\n---", "a | b\n:-:", "a\n> b", "a\n\n    b", "a\n\n\nb", "a\n# b", "a\\\nb", "a\n1. b",
              "<!--\n-->")
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@lru_cache(maxsize=2)
def plain(form: str) -> str:
    book = book_saying(lambda _: MARK)
    return handbook_markdown(book) if form == "markdown" else handbook_html(book)


def shown(text: str) -> str:
    lines = re.sub(r"\r\n?|\x85", "\n", text)
    return folded(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]", "\ufffd", lines))


def usable(text: str) -> str:
    text = text.strip()
    assume(text and folded(text) and not re.search(r"\{[a-z_]+\}", text))
    return text


def with_examples(texts):
    def added(test):
        for text in texts:
            test = example(text)(test)
        return test

    return added


@with_examples(EXAMPLES)
@given(LINE)
@QUICK
def test_line_in_every_field_changes_nothing_of_the_markdown_but_its_words(text):
    text = usable(re.sub(r"[\r\n\x85]", " ", text))
    made = handbook_markdown(book_saying(lambda _: text))
    for before, after in zip(markdown_tokens(plain("markdown")), markdown_tokens(made), strict=True):
        assert shape(after) == shape(before)
        assert raw_html(after) == raw_html(before)
        assert hrefs(after) == hrefs(before)
        assert words(after) == words(before).replace(MARK, shown(text))


@with_examples(EXAMPLES + OVER_LINES)
@given(TEXT)
@QUICK
def test_lines_in_every_field_make_no_markup_in_markdown(text):
    text = usable(text)
    made = handbook_markdown(book_saying(lambda _: text))
    for before, after in zip(markdown_tokens(plain("markdown")), markdown_tokens(made), strict=True):
        extra = {"paragraph_open", "paragraph_close", "hardbreak", "softbreak"}
        assert [s for s in shape(after) if s[0] not in extra] == [s for s in shape(before) if s[0] not in extra]
        assert raw_html(after) == raw_html(before)
        assert hrefs(after) == hrefs(before)
        assert "".join(words(after).split()) == "".join(words(before).replace(MARK, shown(text)).split())


@with_examples(EXAMPLES + OVER_LINES)
@given(TEXT)
@QUICK
def test_text_in_every_field_changes_nothing_of_the_html_but_its_words(text):
    text = usable(text)
    before, after = soup_of(plain("html")), soup_of(handbook_html(book_saying(lambda _: text)))
    expected = [(name, {k: v.replace(MARK, shown(text)) if isinstance(v, str) else v for k, v in attributes.items()})
                for name, attributes in tags(before)]
    assert [(name, {k: folded(v) if isinstance(v, str) else v for k, v in attributes.items()})
            for name, attributes in tags(after)] == expected
    assert "".join(after.get_text().split()) == "".join(before.get_text().replace(MARK, shown(text)).split())


@pytest.mark.parametrize("turn", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_turning_of_the_reading_direction_stays_inside_its_text(turn):
    book = book_saying(lambda text: f"{text}{turn}x")
    assert turn not in handbook_markdown(book)
    assert f"&#x{ord(turn):X};x" in handbook_markdown(book)
    assert f"<bdi>Purpose{turn}x</bdi>" in handbook_html(book)


def test_address_in_a_text_becomes_no_link_where_a_reader_links_addresses():
    text = "see https://example.com, www.example.com, www.1x, example.com, //example.com and a@example.com"
    made = handbook_markdown(book_saying(lambda _: text))
    assert not re.search(r"//|www\.|(?<!\\)@|example\.com", made)


def test_amounts_in_a_text_become_no_formula():
    assert r"\$5 to \$10" in handbook_markdown(book_saying(lambda _: "$5 to $10"))


def test_template_words_in_a_text_are_not_run():
    made = handbook_html(book_saying(lambda _: "{{ 77 * 77 }}{% if x %}"))
    assert "{{ 77 * 77 }}{% if x %}" in made and "5929" not in made
