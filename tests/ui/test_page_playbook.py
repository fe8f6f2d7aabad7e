"""Playbook: every kind of entry is readable, with its depth and its findings."""

from __future__ import annotations

import pytest

from playbook.specificity import specificity
from studio import actions
from studio.ui.entries import entry_markup, entry_names

THIN = """
id: acme
name: Acme handbook
process:
  - id: qualify
    name: Qualify
    purpose: They are interested
    exit_criteria: [{id: demo, name: Demo given}]
  - {id: propose, name: Propose}
"""


@pytest.fixture
def thin(tmp_path):
    (tmp_path / "acme.yaml").write_text(THIN, encoding="utf-8")
    return str(tmp_path / "acme.yaml")


def test_link_to_an_entry_opens_its_pillar_and_the_entry(open_page, words):
    app = open_page("playbook", entry="qualification.champion")
    assert not app.exception
    assert app.radio("pick_entry").value == "qualification.champion"
    assert app.get_by_key("pick_pillar").value == "qualification"
    assert "qualification.champion" in words(app)


def test_entries_of_the_chosen_pillar_are_listed_with_depth(open_page):
    app = open_page("playbook", show="read")
    book = actions.open_playbook("reference")
    names = [s.name for s in specificity(book) if s.pillar == "process"]
    assert len(app.radio("pick_entry").options) == len(names)


def test_choosing_another_entry_shows_it(open_page, words):
    app = open_page("playbook", entry="qualification.champion")
    app.radio("pick_entry").set_value("qualification.metrics").run()
    assert app.query_params["entry"] in ("qualification.metrics", ["qualification.metrics"])
    assert "qualification.metrics" in words(app)


def test_gap_says_at_which_depth_it_is_needed(open_page, words, thin):
    text = words(open_page("playbook", playbook=thin, entry="process.qualify.demo"))
    assert "Not written yet. Needed to be evidenced." in text
    assert "Needs “Who must say or do it”" in text


def test_finding_shows_the_problem_and_a_pattern(open_page, words, thin):
    text = words(open_page("playbook", playbook=thin, entry="process.qualify"))
    assert "'interested' cannot be seen or heard" in text
    assert "Say what the buyer said or did" in text


def test_what_the_model_reads_is_the_compiled_entry(open_page):
    app = open_page("playbook", entry="qualification.champion")
    assert any("question:" in c.value for c in app.code)


def test_playbook_that_does_not_exist_is_said_in_one_sentence(open_page, words):
    app = open_page("playbook", playbook="/nowhere/x.yaml")
    assert not app.exception
    assert "no such playbook" in words(app)


def test_playbook_without_entries_says_what_to_do(open_page, words, tmp_path):
    (tmp_path / "empty.yaml").write_text("{id: empty, name: Empty}", encoding="utf-8")
    assert "has no entries yet" in words(open_page("playbook", show="read", playbook=str(tmp_path / "empty.yaml")))


@pytest.mark.parametrize("level", ["named", "evidenced", "exemplified"])
def test_every_entry_of_the_reference_playbook_renders_at_every_depth(level):
    book = actions.playbook_at("reference", level)
    names = entry_names(book)
    for _, path, entry in book.entries():
        assert "pb-entry" in entry_markup(entry, names), path


def test_markup_in_an_entry_stays_text():
    book = actions.open_playbook("reference")
    stage = book.process[0].model_copy(update={"purpose": "<img src=x onerror=alert(1)>"})
    shown = entry_markup(stage, {})
    assert "<img" not in shown and "&lt;img" in shown
