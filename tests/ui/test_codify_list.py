"""The list of entries: search, filters, pages, and what it says of each."""

from __future__ import annotations

import pytest
from codify_rooms import BY, open_entry, save

from studio import actions

PAIN = "process.qualification.pain_identified"


@pytest.fixture
def thin(open_page):
    return actions.start_playbook("Ours", by=BY, source="thin")


def _listed(app):
    return [o.strip("*") for o in app.radio("entries_process").options]


def test_search_finds_names_and_words_inside(open_page, thin):
    save(thin, PAIN, statement="The buyer has named an amount")
    app = open_entry(open_page, thin, PAIN, "guided")
    app.text_input("list_search").set_value("verbal").run()
    assert _listed(app)[-1] == "Verbal commitment" and len(_listed(app)) == 2
    app.text_input("list_search").set_value("named an amount").run()
    assert len(_listed(app)) == 1 and "Pain" in _listed(app)[0]


def test_search_without_a_hit_says_so_and_the_rest_stays_usable(open_page, thin, words):
    app = open_entry(open_page, thin, PAIN, "guided")
    app.text_input("list_search").set_value("zebra").run()
    assert not app.exception
    assert "Nothing here fits the search and the filter" in words(app)
    app.text_input("list_search").set_value("").run()
    assert len(_listed(app)) > 20


@pytest.mark.parametrize("typed", ["(", "[a-z", "\\", "*", "%", "'", '"', "<b>", "\x00", "a" * 5000, "ڪ", "🎯"])
def test_search_takes_any_text_as_text(open_page, thin, typed):
    app = open_entry(open_page, thin, PAIN, "guided")
    app.text_input("list_search").set_value(typed).run()
    assert not app.exception


def test_filters_by_depth_owner_and_open_findings(open_page, thin, words):
    save(thin, PAIN, owner="Ben Ito", statement="A buyer said it", evidence="In a call", said_by=["buyer"])
    app = open_entry(open_page, thin, PAIN, "guided")
    app.selectbox("list_owner").set_value("Ben Ito").run()
    assert len(_listed(app)) == 1
    app.selectbox("list_owner").set_value("any").run()
    app.selectbox("list_depth").set_value("named").run()
    assert _listed(app) and all("Named" in c for c in _captions(app))
    app.selectbox("list_depth").set_value("any").run()
    app.selectbox("list_notes").set_value("notes").run()
    assert _listed(app) and all("note" in c for c in _captions(app))
    app.selectbox("list_notes").set_value("gap").run()
    assert len(_listed(app)) > 20


def _captions(app):
    return list(app.radio("entries_process").proto.captions)


def test_long_list_has_pages_and_a_link_opens_the_right_one(open_page):
    ours = actions.start_playbook("Ours", by=BY, source="reference")
    book = actions.own_book(ours)
    last = [p for _, p, _ in book.entries() if p.startswith("process.")][-1]
    app = open_entry(open_page, ours, last, "guided")
    assert app.radio("entries_process").value == last
    pages = app.get("pagination")[0]
    pages.set_value(1).run()
    assert not app.exception
    assert last not in app.radio("entries_process").options
    assert len(app.radio("entries_process").options) == 30


def test_each_entry_says_its_depth_and_its_notes_in_words(open_page, thin):
    app = open_entry(open_page, thin, PAIN, "guided")
    assert any("Named" in c and "2 notes" in c for c in _captions(app))


def test_part_of_a_page_is_chosen_and_remembered_by_a_link(open_page):
    ours = actions.start_playbook("Ours", by=BY, source="reference")
    lever = next(p for _, p, _ in actions.own_book(ours).entries() if p.startswith("method.levers."))
    app = open_entry(open_page, ours, lever, "guided")
    assert app.selectbox("group_method").value == "method.levers"
    app.selectbox("group_method").set_value("method.rows").run()
    assert not app.exception
    assert app.radio("entries_method").value.startswith("method.rows.")


def test_page_without_an_entry_says_what_one_is(open_page, words):
    ours = actions.start_playbook("Ours", by=BY)
    for page, what in (("process", "stage"), ("qualification", "element"), ("method", "link of the chain"),
                       ("behaviours", "behaviour"), ("plays", "play")):
        app = open_page(page, playbook=ours)
        assert not app.exception
        assert "Add the first one below" in words(app)
        assert any(what in w.label for w in app.text_input)
