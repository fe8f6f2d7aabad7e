"""The whole entry: every field of every kind is there, each saves what was given, rows come, go and move."""

from __future__ import annotations

from datetime import date

import pytest
from codify_rooms import BY, PATHS, kept, one_of_each, open_entry, save, show, widget, widgets
from streamlit.runtime.scriptrunner import RerunData, RerunException

from playbook.coaching import coached
from playbook.labels import label
from studio import actions
from studio.ui.codify import session
from studio.ui.codify.shapes import shape_of

STAGE, PROOF, ELEMENT, PLAY = "process.thing", "process.thing.proof", "qualification.thing", "plays.thing"


@pytest.mark.parametrize("path", PATHS)
def test_every_field_is_on_the_page_with_its_coaching(open_page, markup, words, path):
    ours = one_of_each()
    app = open_entry(open_page, ours, path, "whole")
    labels = {w.label for w in widgets(app)} | {m.value.strip("*") for m in app.markdown}
    for field in coached(PATHS[path]):
        shape = shape_of(PATHS[path], field)
        if field in ("id", "archived", "exit_criteria") or shape.form == "part":
            continue
        if field == "canonical" and not shape.choices:
            continue
        assert any(one.startswith(label(field)) or one == f"Add to “{label(field)}”" for one in labels), field
    assert markup(app).count("What good looks like") > 5
    assert "When it applies" in words(app) or "Whose it is" in words(app)


@pytest.mark.parametrize("path", ["process", "qualification", "method", "behaviours", "plays"])
def test_entries_of_the_reference_playbook_open_in_full(open_page, path):
    ours = actions.start_playbook("Ours", by=BY, source="reference")
    book = actions.own_book(ours)
    here = [p for _, p, _ in book.entries() if p.startswith(path)]
    app = open_entry(open_page, ours, here[0], "whole")
    seen = set()
    for other in here:
        kind = other.rpartition(".")[0] if path != "process" else str(other.count("."))
        if kind not in seen:
            seen.add(kind)
            show(app, other, "whole")


@pytest.mark.parametrize(("path", "steps", "given", "wanted"), [
    (PROOF, ("statement",), "A buyer has said so", "A buyer has said so"),
    (PROOF, ("owner",), "Ann Berg", "Ann Berg"),
    (PROOF, ("cues",), " one \n\ntwo", ["one", "two"]),
    (PROOF, ("proof",), "meeting", "meeting"),
    (PROOF, ("said_by",), ["buyer", "document"], ["buyer", "document"]),
    (PROOF, ("mandatory",), False, False),
    (PROOF, ("review_by",), date(2027, 1, 31), "2027-01-31"),
    (PROOF, ("events",), ["call_completed"], ["call_completed"]),
    (PROOF, ("applies_when", "amount_at_least"), 50000.0, {"amount_at_least": 50000.0}),
    (PROOF, ("applies_when", "industries"), "retail\nbanks", {"industries": ["retail", "banks"]}),
    (STAGE, ("typical_days",), 21, 21),
    (STAGE, ("exit_probability",), 0.4, 0.4),
    (ELEMENT, ("expected_by",), "thing", "thing"),
    (ELEMENT, ("weight",), 2.0, 2.0),
    (PLAY, ("closes",), ["thing"], ["thing"]),
    (PLAY, ("within_days",), 3, 3),
])
def test_each_kind_of_answer_is_kept_as_it_was_given(open_page, path, steps, given, wanted):
    ours = one_of_each()
    app = open_entry(open_page, ours, path, "whole")
    widget(app, path, *steps).set_value(given).run()
    assert not app.exception
    assert kept(ours, path)[steps[0]] == wanted


def test_choice_is_emptied_again(open_page):
    ours = one_of_each()
    app = open_entry(open_page, ours, ELEMENT, "whole")
    widget(app, ELEMENT, "expected_by").set_value("thing").run()
    widget(app, ELEMENT, "expected_by").set_value("—").run()
    assert "expected_by" not in kept(ours, ELEMENT)
    widget(app, ELEMENT, "canonical").set_value("champion").run()
    widget(app, ELEMENT, "canonical").set_value("—").run()
    assert "canonical" not in kept(ours, ELEMENT)


def test_number_out_of_bounds_is_refused_in_words(open_page, words):
    ours = one_of_each()
    app = open_entry(open_page, ours, STAGE, "whole")
    widget(app, STAGE, "exit_probability").set_value(7.0).run()
    assert not app.exception
    assert "Not saved." in words(app)
    assert "exit_probability" not in kept(ours, STAGE)


# -- rows

def test_rows_are_added_changed_moved_and_taken_out(open_page):
    ours = one_of_each()
    app = open_entry(open_page, ours, PROOF, "whole")
    for text in ("First", "Second", "Third"):
        widget(app, PROOF, "examples", "good", "new").set_value(text).run()
    assert [e["text"] for e in kept(ours, PROOF)["examples"]["good"]] == ["First", "Second", "Third"]
    widget(app, PROOF, "examples", "good", 1, "why").set_value("It is the second").run()
    widget(app, PROOF, "examples", "good", 1, "up").click().run()
    assert kept(ours, PROOF)["examples"]["good"][0] == {"text": "Second", "why": "It is the second"}
    assert widget(app, PROOF, "examples", "good", 0, "why").value == "It is the second"
    widget(app, PROOF, "examples", "good", 0, "down").click().run()
    widget(app, PROOF, "examples", "good", 0, "out").click().run()
    assert [e["text"] for e in kept(ours, PROOF)["examples"]["good"]] == ["Second", "Third"]
    app.button("undo").click().run()
    assert [e["text"] for e in kept(ours, PROOF)["examples"]["good"]] == ["First", "Second", "Third"]


def test_last_row_taken_out_leaves_nothing(open_page):
    ours = one_of_each()
    app = open_entry(open_page, ours, PROOF, "whole")
    widget(app, PROOF, "sources", "new").set_value("The June workshop").run()
    assert kept(ours, PROOF)["sources"] == [{"title": "The June workshop"}]
    widget(app, PROOF, "sources", 0, "where").set_value("Slide 4").run()
    assert kept(ours, PROOF)["sources"] == [{"title": "The June workshop", "where": "Slide 4"}]
    widget(app, PROOF, "sources", 0, "out").click().run()
    assert "sources" not in kept(ours, PROOF)


def test_components_of_one_name_are_two_and_can_be_chosen(open_page):
    ours = one_of_each()
    app = open_entry(open_page, ours, ELEMENT, "whole")
    for name in ("Power", "Power"):
        widget(app, ELEMENT, "components", "new").set_value(name).run()
    found = kept(ours, ELEMENT)["components"]
    assert [c["name"] for c in found] == ["Power", "Power"]
    assert len({c["id"] for c in found}) == 2
    save(ours, ELEMENT, fields=[{"id": "signs", "name": "Who signs", "type": "person"}])
    app.run()
    widget(app, ELEMENT, "fields", 0, "component").set_value(found[0]["id"]).run()
    assert kept(ours, ELEMENT)["fields"][0]["component"] == found[0]["id"]


def test_score_anchors_begin_with_the_lowest_score_that_is_free(open_page):
    ours = one_of_each()
    app = open_entry(open_page, ours, ELEMENT, "whole")
    for words in ("Nothing", "A little"):
        widget(app, ELEMENT, "anchors", "new").set_value(words).run()
    assert kept(ours, ELEMENT)["anchors"] == [{"score": 0, "meaning": "Nothing"}, {"score": 1, "meaning": "A little"}]


def test_row_that_names_another_entry_is_chosen_not_typed(open_page):
    ours = one_of_each()
    app = open_entry(open_page, ours, PROOF, "whole")
    widget(app, PROOF, "requires", "new").set_value("thing").run()
    assert kept(ours, PROOF)["requires"][0]["element"] == "thing"
    widget(app, PROOF, "requires", 0, "at_least").set_value("evidenced").run()
    assert kept(ours, PROOF)["requires"] == [{"element": "thing", "at_least": "evidenced"}]


def test_play_has_triggers_and_people_as_rows(open_page):
    ours = one_of_each()
    app = open_entry(open_page, ours, PLAY, "whole")
    widget(app, PLAY, "when", "new").set_value("thing").run()
    widget(app, PLAY, "when", 0, "stages").set_value(["thing"]).run()
    widget(app, PLAY, "with_whom", "new").set_value("title").run()
    widget(app, PLAY, "with_whom", 0, "titles").set_value("CFO\nCIO").run()
    part = kept(ours, PLAY)
    assert part["when"][0]["entry"] == "thing" and part["when"][0]["stages"] == ["thing"]
    assert part["with_whom"] == [{"find": "title", "titles": ["CFO", "CIO"]}]


def test_emptied_row_that_needs_text_is_refused_and_the_text_stays_in_the_store(open_page, words):
    ours = one_of_each()
    app = open_entry(open_page, ours, PROOF, "whole")
    widget(app, PROOF, "examples", "good", "new").set_value("First").run()
    widget(app, PROOF, "examples", "good", 0, "text").set_value("").run()
    assert not app.exception
    assert "Not saved." in words(app)
    assert kept(ours, PROOF)["examples"]["good"] == [{"text": "First"}]


@pytest.mark.parametrize("before", [True, False])
def test_click_that_comes_in_while_text_is_saved_takes_nothing_from_it(open_page, monkeypatch, before):
    ours = one_of_each()
    app = open_entry(open_page, ours, PROOF, "whole")
    really, clicks = session.save, [RerunException(RerunData())]

    def broken_off(*given, **how):
        if not before:
            really(*given, **how)
        if clicks:
            raise clicks.pop()
        if before:
            really(*given, **how)

    monkeypatch.setattr(session, "save", broken_off)
    widget(app, PROOF, "statement").set_value("The buyer has said so").run()
    assert not app.exception and not clicks
    assert kept(ours, PROOF)["statement"] == "The buyer has said so"
