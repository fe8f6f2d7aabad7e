"""The document: its Markdown, its traces, and the file to take away."""

from __future__ import annotations

from draft_fakes import draft, sources

from studio.drafting.draft import Document
from studio.ui.document import document_html, split_refs, standalone_html


def written(body: str) -> str:
    document = Document.model_validate({"title": "T", "sections": [{"heading": "H", "body": body}]})
    return document_html(draft(document=document), sources())


def test_trace_at_a_lines_end_is_taken_off_and_shown_as_chips():
    assert split_refs("- Known. [i1, o1]") == ("- Known.", ["i1", "o1"])
    html = written("- Known. [i1, o1]")
    assert "[i1" not in html and html.count('<details class="pd-ref') == 2


def test_bracket_that_is_no_trace_stays_in_the_text():
    assert split_refs("- As agreed [see appendix]") == ("- As agreed [see appendix]", [])


def test_chip_unfolds_the_quote_and_the_judgement():
    html = document_html(draft(), sources())
    assert "pd-ref-observed" in html and "pd-ref-inferred" in html and "pd-ref-recommended" in html
    assert "A number of theirs is known." in html


def test_playbook_path_is_a_link_to_the_entry():
    assert "playbook?playbook=reference&amp;entry=qualification.metrics" in document_html(draft(), sources())


def test_markdown_becomes_lists_tables_and_emphasis():
    html = written("# Head\n1. one\n2. two\n\n| a | b |\n|---|---|\n| c | **d** |\n\nplain *words*\n> said")
    for part in ("<h3>Head</h3>", "<ol><li value=\"1\">one</li>", "<th>a</th>", "<td><b>d</b></td>", "<i>words</i>", "pd-said"):
        assert part in html


def test_nothing_that_loads_or_leads_out_comes_from_a_body():
    html = written("- <img src=//evil.example> ![x](http://evil.example/p.png) [go](javascript:alert(1)) [o1]")
    assert "<img" not in html and 'href="java' not in html and 'href="http' not in html


def test_downloaded_page_stands_alone_and_is_inert():
    html = standalone_html(draft(), sources())
    assert html.startswith("<!doctype html>")
    assert "default-src 'none'" in html and "@media print" in html
    for word in ("<script", "href=", "src=", "url(", "<details"):
        assert word not in html
    assert "What it rests on" in html and "for a person to approve" in html


def test_document_says_who_made_it_and_that_a_person_approves():
    html = document_html(draft(), sources())
    assert "offline engine, playbook reference version 1, level exemplified" in html
    assert "a person approves" in html


def test_document_without_sections_says_so():
    assert "had nothing to write" in document_html(draft(document=Document(title="T")), sources())


def test_numbers_go_on_where_a_quote_stands_between_two_steps():
    html = written("1. one\n   - said\n2. two")
    assert '<li value="1">one</li>' in html and '<li value="2">two</li>' in html
