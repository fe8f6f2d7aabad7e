"""Texts from a model made inert: nothing that a page would follow, load or run."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from studio.drafting.prompting.cleaning import clean_line, clean_markdown

LIVE = ("link_open", "image", "html_inline", "html_block")
# What GitHub-flavoured renderers, the app's among them, make a link of on their own.
BARE = re.compile(r"(?:https?|ftp)://|www\.\w|mailto:\w|[\w.+-]+@[\w-]+\.[\w.-]+", re.I)


def live(text):
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    return [t.type for t in (*tokens, *(c for t in tokens for c in t.children or ())) if t.type in LIVE]


@pytest.mark.parametrize(("text", "clean", "removed"), [
    ("- He said so. [o3, i1]", "- He said so. [o3, i1]", ()),
    ("[o3](https://collector.example/?q=1)", "[o3]", ("a link",)),
    ("![seen](https://collector.example/p.png)", "seen", ("an image",)),
    ("[![a](https://x.example/i.png)](https://x.example)", "[a]", ("an image", "a link")),
    ("<img src=x onerror=alert(1)>gone", "gone", ("HTML",)),
    ("&lt;script&gt;alert(1)&lt;/script&gt;gone", "gone", ("HTML",)),
    ("&amp;lt;b&amp;gt;bold", "bold", ("HTML",)),
    ("[a](javascript:alert(1))", "[a]", ("a link",)),
    ("java\u200bscript:alert(1) x", "x", ("hidden characters", "a script address")),
    ("see data:text/html;base64,AAAA now", "see  now", ("a script address",)),
    ("see https://x.example/a", "see (link removed)", ("a link",)),
    ("mail <dana@x.example>", "mail dana (at) x.example", ()),
    ("[o1]: /somewhere", "[o1]  /somewhere", ()),
    ("a <!-- hidden --> b", "a  b", ("HTML",)),
    ("<a href='//x.example'>here</a>", "here", ("HTML",))])
def test_what_is_taken_out_is_said(text, clean, removed):
    assert clean_markdown(text) == (clean, removed)


@pytest.mark.parametrize("text", [
    "Hard data: said by the buyer", "under < 300 and > 5", "**bold** and _plain_", "- one\n- two\n   - three",
    "40,000 a month (about) [o1, qualification.champion]", "They said: “we [all] know”", "3 * 4 = 12", "a & b", "R&D"])
def test_ordinary_writing_stays_as_it_is(text):
    assert clean_markdown(text) == (text, ())


def test_a_line_is_one_line():
    assert clean_line(" a\n\n- b\t c ").text == "a - b c"


pieces = st.sampled_from([
    "<", ">", "](", "[", "]", "(", ")", "!", "![", "http://x.example", "javascript:", "&lt;", "&#60;", "&amp;",
    "img", " src=",
    "\n", "\n\n", "[o1]", ": /x", "```", "`", "\\", "<script", "</script>", "data:text/html,", "a@b.example",
    "<!--", "-->",
    "\u200b", "\u202e", "|", "---", "    ", "> ", "- ", "www.x.example", "mailto:a@b.example", '"', "'", "x",
    "<?", "<![CDATA["])


@settings(max_examples=600, deadline=None)
@given(st.lists(pieces | st.text(max_size=4), max_size=14).map("".join))
@example("[a]: http://x.example\n\n[a]")
@example("<ht://x>")
@example("_http://x.example_ _www.x.example")
def test_nothing_that_is_cleaned_is_live(text):
    for clean in (clean_markdown(text).text, clean_line(text).text):
        assert not live(clean), clean
        assert not BARE.search(clean), clean
        assert not re.search(r"javascript:\S|[\u200b-\u200f\u202a-\u202e\ufeff]", clean, re.I)


@settings(max_examples=200, deadline=None)
@given(st.lists(pieces | st.text(max_size=4), max_size=14).map("".join))
def test_cleaning_again_finds_nothing_more(text):
    once = clean_markdown(text).text
    assert not live(clean_markdown(once).text) and clean_markdown(once).removed in ((), ("HTML",))
