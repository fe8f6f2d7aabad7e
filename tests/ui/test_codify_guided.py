"""The guided mode: every question of every kind of entry is asked, and its answer lands in its field."""

from __future__ import annotations

from datetime import date

import pytest
from codify_rooms import BY, PATHS, PROOF, book_entry, kept, one_of_each, open_entry, save, show, widget

from playbook.coaching import coach, guided_order
from playbook.ladder import depth_of
from studio import actions
from studio.ui.codify.shapes import names_for, shape_of

ANSWERS = {"text": "The buyer has said so", "line": "Said by the buyer", "lines": "One\n\n  Two  ", "flag": False,
           "whole": 9, "number": 0.5, "date": date(2027, 3, 1)}


def _asked(path):
    return [f for f in guided_order(PATHS[path]) if f != "exit_criteria"]


def _answer(app, playbook, path, field):
    """Answer one question as a person would; return what the entry should hold, None for what is made of parts."""
    kind, shape = PATHS[path], shape_of(PATHS[path], field)
    if shape.form in ("rows", "part"):
        return None
    options = list(shape.choices)
    if shape.form in ("ref", "refs"):
        options = list(names_for(kind, field, actions.own_book(playbook), kept(playbook, path)))
        assert options, field
    value = {"choice": options[-1:], "ref": options[-1:], "choices": options[:2], "refs": options[:2]}.get(shape.form)
    value = value[0] if value and shape.form in ("choice", "ref") else value
    value = ANSWERS[shape.form] if value is None else value
    widget(app, path, field).set_value(value).run()
    return ["One", "Two"] if shape.form == "lines" else value


@pytest.mark.parametrize("path", PATHS)
def test_every_question_is_asked_in_its_order_and_its_answer_is_kept(open_page, markup, path):
    ours = one_of_each()
    app = open_entry(open_page, ours, path, "guided")
    app.session_state["codify_question"] = {(ours, path): 0}
    app.run()
    for number, field in enumerate(_asked(path)):
        shown = markup(app)
        assert f"Question {number + 1} of {len(_asked(path))} " in shown
        assert coach(PATHS[path], field).ask.replace("'", "&#x27;") in shown, field
        assert depth_of(PATHS[path], field).capitalize() in shown
        wanted = _answer(app, ours, path, field)
        assert not app.exception, field
        if wanted is not None:
            assert getattr(book_entry(ours, path), field) == wanted, field
            assert app.button("guided_next").label == "Next question", field
        app.button("guided_next").click().run()
    assert "That was the last question" in markup(app)
    app.button("guided_last").click().run()
    assert f"Question {len(_asked(path))} of {len(_asked(path))} " in markup(app)


def test_first_question_is_the_one_that_the_next_depth_needs(open_page, markup):
    ours = actions.start_playbook("Thin", by=BY, source="thin")
    app = open_entry(open_page, ours, "process.qualification.pain_identified", "guided")
    kind = PATHS["process.thing.proof"]
    assert coach(kind, "statement").ask.replace("'", "&#x27;") in markup(app)


def test_skipped_question_stays_open_and_the_way_back_leads_to_it(open_page, markup):
    ours = one_of_each()
    app = open_entry(open_page, ours, "process.thing.proof", "guided")
    first = app.text_area[0].key
    assert app.button("guided_next").label == "Skip for now"
    app.button("guided_next").click().run()
    assert app.text_area[0].key != first
    app.button("guided_back").click().run()
    assert app.text_area[0].key == first
    assert "statement" not in kept(ours, "process.thing.proof")


def test_each_entry_has_its_own_place_in_its_questions(open_page, markup):
    ours = one_of_each()
    app = open_entry(open_page, ours, "process.thing.proof", "guided")
    app.button("guided_next").click().run()
    asked = markup(app).partition("cd-count")[2][:30]
    show(app, "plays.thing", "guided")
    assert markup(app).partition("cd-count")[2][:30] != asked
    show(app, "process.thing.proof", "guided")
    assert markup(app).partition("cd-count")[2][:30] == asked


def test_answered_question_names_what_the_next_depth_needs(open_page, words):
    ours = one_of_each()
    app = open_entry(open_page, ours, "process.thing.proof", "guided")
    widget(app, "process.thing.proof", "statement").set_value("A buyer has said what it costs them").run()
    assert "Defined" in words(app) and "evidence" in words(app)
    assert "Saved at" in words(app)


def test_answer_that_does_not_fit_is_said_under_the_box_and_the_saved_one_stays(open_page, words):
    ours = one_of_each()
    app = open_entry(open_page, ours, "process.thing.proof", "guided")
    app.session_state["codify_question"] = {(ours, "process.thing.proof"): 0}
    app.run()
    widget(app, "process.thing.proof", "name").set_value("   ").run()
    assert "Not saved." in words(app)
    assert kept(ours, "process.thing.proof")["name"] == "Proof"
    widget(app, "process.thing.proof", "name").set_value("A better name").run()
    assert "Not saved." not in words(app)
    assert kept(ours, "process.thing.proof")["name"] == "A better name"


def test_emptied_answer_is_open_again(open_page):
    ours = one_of_each()
    save(ours, "process.thing.proof", statement="Something")
    app = open_entry(open_page, ours, "process.thing.proof", "guided")
    app.session_state["codify_question"] = {(ours, "process.thing.proof"): 1}
    app.run()
    widget(app, "process.thing.proof", "statement").set_value("").run()
    assert book_entry(ours, "process.thing.proof").statement == ""
    assert app.button("guided_next").label == "Skip for now"


def test_question_is_for_the_depths_that_the_panel_asks_it_for(open_page, words):
    ours = one_of_each()
    app = open_entry(open_page, ours, PROOF, "guided")
    assert "for “Defined” and “Evidenced”" in words(app)
    assert "Needs “Who must say or do it”, “Statement” and “Evidence”" in words(app)
