"""Versions: publish with a reason, compare any two, bring one back; every edit with who and when."""

from __future__ import annotations

import pytest
from codify_rooms import BY, save

from playbook.parts import split
from studio import actions

PAIN = "process.qualification.pain_identified"


@pytest.fixture
def thin(open_page):
    actions.join_people(BY)
    return actions.start_playbook("Ours", by=BY, source="thin")


def _publish(app, name, reason):
    next(t for t in app.text_input if t.label == "A name people will know it by").set_value(name)
    next(t for t in app.text_area if t.label == "Why it changes").set_value(reason)
    next(b for b in app.button if b.label == "Publish" and b.key != "to_versions").click().run()
    assert not app.exception


def test_nothing_new_is_said_and_cannot_be_published(open_page, words, thin):
    app = open_page("versions", playbook=thin)
    assert "there is nothing new to publish" in words(app)
    assert [b.label for b in app.button].count("Publish") == 1


def test_version_without_a_reason_is_refused_and_what_was_typed_stays(open_page, words, thin):
    save(thin, PAIN, statement="New")
    app = open_page("versions", playbook=thin)
    _publish(app, "After June", "  ")
    assert "the reason of a version: expected a sentence on why it is published" in words(app)
    assert len(actions.versions(thin)) == 1
    assert next(t for t in app.text_input if t.label == "A name people will know it by").value == "After June"


def test_version_is_published_with_name_reason_and_who(open_page, words, thin):
    save(thin, PAIN, statement="New")
    app = open_page("versions", playbook=thin)
    assert "1 entry changed" in words(app)
    _publish(app, "After June", "We agreed on pain")
    version = actions.versions(thin)[0]
    assert (version.number, version.name, version.reason, version.by) == (2, "After June", "We agreed on pain", BY)
    assert "Version 2: After June" in words(app) and "there is nothing new to publish" in words(app)


def test_difference_names_entry_and_field_and_marks_words(open_page, words, markup, thin):
    save(thin, "qualification.champion", definition="Somebody who sells for us when we are not in the room")
    save(thin, PAIN, statement="A buyer said <b>so</b>")
    app = open_page("versions", playbook=thin)
    assert "C - Champion" in words(app) and "Definition" in words(app)
    assert "<ins" in markup(app) and "<del" in markup(app)
    assert "<b>so" not in markup(app)


def test_version_comes_back_and_undo_takes_that_back(open_page, words, thin):
    start = split(actions.own_book(thin))
    save(thin, PAIN, statement="New")
    actions.publish(thin, name="Two", reason="x", by=BY)
    now = split(actions.own_book(thin))
    app = open_page("versions", playbook=thin, **{"from": "1"})
    app.button("bring_back").click().run()
    assert not app.exception
    assert split(actions.own_book(thin)) == start
    assert "Version 1 is brought back" in words(app)
    app.button("undo").click().run()
    assert split(actions.own_book(thin)) == now
    assert len(actions.versions(thin)) == 2


def test_any_two_versions_are_compared(open_page, words, thin):
    for number, text in enumerate(("Alpha", "Beta", "Gamma")):
        save(thin, PAIN, statement=text)
        actions.publish(thin, name=f"V{number}", reason="x", by=BY)
    app = open_page("versions", playbook=thin, **{"from": "2", "to": "3"})
    assert "Alpha" in words(app) and "Beta" in words(app) and "Gamma" not in words(app)
    app.selectbox("pick_from").set_value("4").run()
    assert "Gamma" in words(app) and "Beta" in words(app)


def test_edits_are_listed_with_who_and_those_taken_back_say_so(open_page, words, thin):
    save(thin, PAIN, statement="New")
    save(thin, "qualification.champion", by="Ben <i>", definition="x")
    actions.undo(thin, BY)
    app = open_page("versions", playbook=thin, history="edits")
    assert not app.exception
    assert "Ben <i>" in words(app) and "(taken back)" in words(app)


def test_empty_playbook_and_one_without_edits_open(open_page, words):
    ours = actions.start_playbook("Nothing", by=BY)
    assert not open_page("versions", playbook=ours).exception
    assert "Nobody has edited anything yet" in words(open_page("versions", playbook=ours, history="edits"))


@pytest.mark.parametrize("which", [{"from": "99"}, {"to": "0"}, {"from": "x"}, {"from": "now"}])
def test_version_that_is_not_there_falls_back(open_page, thin, which):
    assert not open_page("versions", playbook=thin, **which).exception


def test_shipped_playbook_offers_a_copy(open_page, words):
    assert "stays as it is" in words(open_page("versions", playbook="reference"))


def test_somebody_elses_edit_between_looking_and_publishing_is_not_published_unseen(open_page, words, thin):
    save(thin, PAIN, statement="Mine")
    app = open_page("versions", playbook=thin)
    save(thin, "qualification.champion", by="Ben", definition="Ben's, unseen")
    _publish(app, "Blind", "I have seen all of it")
    assert len(actions.versions(thin)) == 1
    assert "was edited by somebody else a moment ago" in words(app) and "Ben's, unseen" in words(app)
    _publish(app, "Seen", "Now I have")
    assert actions.versions(thin)[0].name == "Seen"
