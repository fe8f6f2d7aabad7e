"""What a handbook holds: everything that is written, nothing that is not."""

from __future__ import annotations

from datetime import date
from itertools import count
from time import perf_counter

import pytest
from handbook_fakes import (
    book_saying,
    empty_fields,
    full_book,
    hrefs,
    markdown_tokens,
    raw_html,
    soup_of,
    texts_of,
    words,
)

from playbook.files import library_ids, read_playbook
from playbook.labels import META
from playbook.ladder import LEVELS, at_level
from playbook.model import Playbook
from studio.exchange.handbook import handbook_html, handbook_markdown

NAMES_ONLY = {
    "id": "bare", "name": "Bare", "process": [{"id": "s", "name": "S", "exit_criteria": [{"id": "c", "name": "C"}]}],
    "qualification": {"elements": [{"id": "e", "name": "E"}]},
    "method": {"chain": [{"id": "k", "name": "K"}], "guidance": [{"id": "g", "name": "G", "occasion": "demo"}]},
    "behaviours": [{"id": "b", "name": "B"}], "plays": [{"id": "p", "name": "P"}],
    "orchestration": {"agents": [{"id": "a", "name": "A"}]},
    "governance": {"judgements": [{"id": "j", "name": "J"}]}}


def read(text: str) -> str:
    """The words of a Markdown handbook."""
    return words(markdown_tokens(text)[0])


def section(html: str, anchor: str):
    return soup_of(html).find(id=anchor)


def rows(table) -> list[list[str]]:
    return [[" / ".join(c.stripped_strings) for c in row.find_all(["th", "td"])] for row in table.find_all("tr")]


def test_full_playbook_of_these_tests_fills_every_field():
    open_ = {kind.__name__: left for kind, fields in empty_fields(full_book(), {}).items() if (left := fields - META)}
    assert open_ == {"Playbook": {"specificity"}}


def test_every_text_of_the_playbook_stands_in_the_handbook():
    number = count()
    book = book_saying(lambda _: f"text{next(number)}end")
    markdown, html = read(handbook_markdown(book)), soup_of(handbook_html(book)).get_text()
    assert len(texts_of(book)) > 150
    for text in texts_of(book):
        assert text in markdown, text
        assert text in html, text


@pytest.mark.parametrize("name", library_ids())
def test_every_text_of_a_shipped_playbook_stands_in_its_handbook(name):
    book = read_playbook(name)
    markdown, html = (" ".join(t.split()) for t in (read(handbook_markdown(book)),
                                                    soup_of(handbook_html(book)).get_text()))
    for text in texts_of(book):
        assert " ".join(text.split()) in markdown and " ".join(text.split()) in html, text


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", ["reference", "thin"])
def test_every_link_leads_to_a_place_that_is_there_once(name, level):
    book = at_level(read_playbook(name), level)
    soup = soup_of(handbook_html(book))
    ids = [t["id"] for t in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {a["href"] for a in soup.find_all("a")} <= {f"#{i}" for i in ids}
    tokens = markdown_tokens(handbook_markdown(book))[0]
    places = [tag.removeprefix('<a id="').removesuffix('">') for tag in raw_html(tokens) if tag.startswith("<a ")]
    assert len(places) == len(set(places))
    assert set(hrefs(tokens)) <= {f"#{p}" for p in places}
    assert "#register" in hrefs(tokens) or level == "none"


def test_every_chapter_and_entry_of_the_contents_is_linked():
    nav = soup_of(handbook_html(full_book())).nav
    assert [a.get_text() for a in nav.select("nav > ol > li > a")] == [
        "How to read this", "Process", "Qualification", "Method", "Behaviours", "Plays", "Agents",
        "Judgements and governance", "Owners, review dates and sources"]
    linked = {a["href"] for a in nav.find_all("a")}
    assert {"#process.talk", "#qualification.metrics", "#method.rows", "#plays.ask"} <= linked


def test_title_says_for_whom_which_version_and_when():
    html = handbook_html(full_book(), published=date(2026, 11, 24))
    header = soup_of(html).header.get_text(" ", strip=True)
    for told in ("Name", "Description", "Version 3", "Currency EUR", "Published 24 November 2026", "1 stage", "1 play"):
        assert told in header
    assert "Published" not in soup_of(handbook_html(full_book())).header.get_text()
    assert "**Published:** 24 November 2026" in handbook_markdown(full_book(), published=date(2026, 11, 24))


def test_stage_table_tells_what_the_buyer_does_and_what_must_hold():
    head, *stages = rows(section(handbook_html(full_book()), "process").table)
    assert head == ["Stage", "What the buyer does", "Must hold before leaving", "Usual length", "Deals that go on"]
    assert stages == [["Talk", "Buyer act one / Buyer act two", "Heard", "12 days", "40%"]]


def test_column_that_is_empty_in_every_row_is_left_out():
    stages = section(handbook_html(read_playbook("thin")), "process").table
    assert rows(stages)[0] == ["Stage", "Must hold before leaving"]


def test_matrix_traces_each_row_from_problem_to_payoff():
    head, row = rows(section(handbook_html(full_book()), "method.rows").table)
    assert head == ["Problem area", "Problem", "Impact", "Root cause", "Promise", "Payoff"]
    assert row == ["Matrix row", "Row problem", "Row impact", "Row cause", "Row promise", "Row payoff"]
    assert "| [Matrix row](#method.rows.typing) | Row problem | Row impact |" in handbook_markdown(full_book())


def test_criterion_tells_who_must_show_it_and_what_only_sounds_like_it():
    text = section(handbook_html(full_book()), "process.talk.heard").get_text(" ", strip=True)
    for told in ("Exit criterion : Heard", "Who must say or do it The buyer or a document", "Must name A date",
                 "Metrics is at least evidenced", "What only sounds like it Criterion lookalike",
                 "Looks right and is wrong Plausible criterion Why plausible"):
        assert told in text
    assert "may be left open" in section(handbook_html(full_book()), "process.talk.open").get_text()


def test_play_says_in_words_when_it_fits_and_with_whom():
    text = section(handbook_html(full_book()), "plays.ask").get_text(" ", strip=True)
    for told in ("Metrics is missing or partly evidenced, with “Base” open, in Talk", "Threads scores 1 or less",
                 "Whoever is named for Metrics", "Somebody whose title has Title word", "Done by Champion",
                 "To be done within 3 days"):
        assert told in text


def test_condition_is_told_in_words():
    text = section(handbook_html(full_book()), "process.talk").get_text(" ", strip=True)
    assert "Only for: Big deals; deals of 5,000 EUR or more, below 90,000 EUR; industries such as Industry" in text


def test_register_names_owner_review_date_and_source():
    text = section(handbook_html(full_book()), "register")
    assert ["Talk", "Stage owner", "1 March 2027", "Stage source: Stage place – “Stage passage”"] in rows(text)
    assert "Book source: Book place – “Book passage”" in text.get_text()
    assert "13 of 15 entries have no owner yet." in text.get_text()
    assert "14 of 15 entries have no review date yet." in text.get_text()


def test_ids_are_anchors_only():
    told = read(handbook_markdown(full_book())) + soup_of(handbook_html(full_book())).get_text()
    for name in ("call_completed", "deal_review", "crm_hygiene", "business_case", "why_us", "write_back", "threading"):
        assert name not in told


def test_entry_that_has_only_a_name_says_so():
    book = Playbook.model_validate(NAMES_ONLY)
    soup = soup_of(handbook_html(book))
    for anchor in ("process.s.c", "qualification.e", "method.chain.k", "method.guidance.g", "behaviours.b", "plays.p",
                   "orchestration.agents.a", "governance.judgements.j"):
        assert soup.find(id=anchor).get_text(" ", strip=True).endswith("Not written yet."), anchor
    assert handbook_markdown(book).count("\nNot written yet.\n") == 7
    assert "“Not written yet” marks" in soup.get_text()


def test_empty_fields_and_empty_chapters_are_left_out():
    text = read(handbook_markdown(read_playbook("thin")))
    assert "Not in this edition: Agents." in text
    for label in ("Counter", "Structured facts", "Words that deny it", "Review", "Kinds of deal"):
        assert label not in text


def test_archived_entries_are_left_out_and_counted():
    book = read_playbook("thin")
    book.process[0].archived = True
    book.plays[1].archived = True
    book.qualification.elements[0].archived = True
    for text in (read(handbook_markdown(book)), soup_of(handbook_html(book)).get_text()):
        assert "6 archived entries are left out." in text
        assert "Reached out to the prospect" not in text and "Lunch or dinner" not in text
        assert "M - Metrics (archived)" in text
    assert "archived" not in handbook_markdown(read_playbook("thin"))


def test_playbook_without_entries_is_a_handbook_too():
    book = Playbook(id="new", name="New")
    assert "# New" in handbook_markdown(book)
    assert soup_of(handbook_html(book)).h1.get_text() == "New"


def test_edition_cut_to_a_depth_says_so():
    text = read(handbook_markdown(at_level(read_playbook("reference"), "defined")))
    assert "Cut to the depth: Defined" in text and "what the playbook says beyond it is left out" in text


def test_two_exports_are_the_same():
    for make in (handbook_markdown, handbook_html):
        assert make(read_playbook("spiced")) == make(read_playbook("spiced"))


@pytest.mark.parametrize("make", [handbook_markdown, handbook_html])
def test_time_grows_with_the_entries_and_no_faster(make):
    def seconds(entries: int) -> float:
        play = full_book().plays[0]
        book = full_book()
        book.plays = [play.model_copy(update={"id": f"p{n}"}) for n in range(entries)]
        start = perf_counter()
        make(book)
        return perf_counter() - start

    seconds(50)
    assert min(seconds(2400) for _ in range(2)) < 25 * min(seconds(240) for _ in range(3))
