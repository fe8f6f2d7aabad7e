"""The two forms: one HTML file that anybody can open and print, and Markdown that reads well as it is."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from handbook_fakes import full_book, markdown_tokens, soup_of

import studio.exchange.handbook as handbook
from playbook.files import read_playbook
from studio.exchange.handbook import handbook_html, handbook_markdown

STYLE = (Path(handbook.__file__).parent / "templates" / "handbook.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["reference", "thin", "full"])
def book(request):
    return full_book() if request.param == "full" else read_playbook(request.param)


def test_html_fetches_nothing_and_runs_nothing(book):
    html = handbook_html(book)
    soup = soup_of(html)
    assert not soup.find_all(["script", "link", "img", "iframe", "object", "embed", "form", "base", "svg"])
    assert not any(name.startswith("on") or name in ("src", "style") for t in soup.find_all(True) for name in t.attrs)
    assert all(a["href"].startswith("#") for a in soup.find_all("a"))
    assert not re.search(r"url\(|@import|expression\(", soup.style.string)
    assert "default-src 'none'" in soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]


def test_html_has_language_landmarks_and_a_way_past_the_contents(book):
    soup = soup_of(handbook_html(book))
    assert soup.html["lang"] == "en" and soup.title.string
    assert [len(soup.find_all(t)) for t in ("header", "nav", "main", "h1")] == [1, 1, 1, 1]
    skip = soup.body.find("a")
    assert skip["href"] == "#content" and soup.find(id="content").name == "main"
    assert soup.find(id=soup.nav["aria-labelledby"]).get_text() == "Contents"


def test_headings_go_down_one_level_at_a_time(book):
    levels = [int(t.name[1]) for t in soup_of(handbook_html(book)).find_all(re.compile(r"^h\d$"))]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    tokens = markdown_tokens(handbook_markdown(book))[0]
    levels = [int(t.tag[1]) for t in tokens if t.type == "heading_open"]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in pairwise(levels))


def test_every_table_names_its_columns_and_rows(book):
    for table in soup_of(handbook_html(book)).find_all("table"):
        head = table.thead.find_all("th")
        assert all(th["scope"] == "col" and th.get_text() for th in head)
        assert table.parent["role"] == "region" and table.parent["aria-label"]
        for row in table.tbody.find_all("tr"):
            assert row.find(["th", "td"])["scope"] == "row"
            assert len(row.find_all(["th", "td"], recursive=False)) == len(head)


def test_markdown_tables_are_whole(book):
    lines = handbook_markdown(book).splitlines()
    for before, line in pairwise(lines):
        if line.startswith("|") and before.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == len(re.findall(r"(?<!\\)\|", before)), line


def test_markdown_has_no_html_but_anchors_and_line_breaks_in_cells(book):
    tags = set(re.findall(r"(?<!\\)<[^>]*>", handbook_markdown(book)))
    assert all(t in ("</a>", "<br>") or re.fullmatch(r'<a id="[a-z0-9._-]+">', t) for t in tags)


def test_markdown_ends_with_one_line_end_and_leaves_no_blank_runs(book):
    text = handbook_markdown(book)
    assert text.endswith("\n") and not text.endswith("\n\n") and "\n\n\n" not in text


def _luminance(colour: str) -> float:
    parts = [int(colour[n:n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["ink", "soft", "accent", "yes", "maybe", "no"])
def test_every_colour_stands_out_from_the_paper(theme, name):
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", re.findall(r":root \{(.*?)\}", STYLE, re.S)[theme]))
    light, dark = sorted((_luminance(colours[name]), _luminance(colours["paper"])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_print_style_starts_chapters_on_a_page_and_keeps_headings_with_their_text():
    paper = STYLE[STYLE.index("@media print"):]
    assert "main > section { break-before: page" in paper
    assert re.search(r"h1, h2, h3, h4[^{]*\{ break-after: avoid", paper)
    assert "attr(href)" not in STYLE
