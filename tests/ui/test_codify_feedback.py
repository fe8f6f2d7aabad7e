"""Beside the entry: depth, wording notes, what a model reads, what changes in a draft, the parking lot."""

from __future__ import annotations

import pytest
from codify_rooms import BY, book_entry, kept, open_entry, save, widget

from playbook.compile import entry_text
from studio import actions

PAIN = "process.qualification.pain_identified"
INTERESTED = "process.prospecting.interested"


def _thin():
    return actions.start_playbook("Ours", by=BY, source="thin")


def test_depth_rises_with_the_writing_and_names_what_comes_next(open_page, markup, words):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "whole")
    assert "Needs" in words(app)
    before = markup(app).count('class="on"')
    widget(app, PAIN, "statement").set_value("A buyer has said what the problem costs in money").run()
    widget(app, PAIN, "evidence").set_value("In a call or a mail").run()
    widget(app, PAIN, "said_by").set_value(["buyer"]).run()
    assert markup(app).count('class="on"') > before
    assert "Evidenced" in words(app)


def test_wording_note_offers_a_pattern_that_keeps_the_text_and_can_be_undone(open_page, words):
    ours = _thin()
    save(ours, INTERESTED, statement="The buyer is interested")
    app = open_entry(open_page, ours, INTERESTED, "whole")
    assert "'interested' cannot be seen or heard" in words(app)
    button = next(b for b in app.button if b.label == "Start from this pattern" and "_statement" in b.key)
    button.click().run()
    assert not app.exception
    text = kept(ours, INTERESTED)["statement"]
    assert text.endswith("The buyer is interested") and len(text) > len("The buyer is interested")
    assert widget(app, INTERESTED, "statement").value == text
    app.button("undo").click().run()
    assert kept(ours, INTERESTED)["statement"] == "The buyer is interested"


def test_what_a_model_reads_is_exactly_the_compiled_entry(open_page):
    ours = _thin()
    save(ours, PAIN, statement="A buyer has said `so` <b>", owner="Ben Ito")
    app = open_entry(open_page, ours, PAIN, "whole")
    shown = app.code[0].value
    assert shown == entry_text(book_entry(ours, PAIN))
    assert "Ben Ito" not in shown and "A buyer has said `so` <b>" in shown


def test_nothing_changed_yet_is_said_and_an_edit_shows_what_changes(open_page, words, markup):
    ours = _thin()
    path = "qualification.economic_buyer"
    app = open_entry(open_page, ours, path, "whole", deal="nordfjord-cold-chain", event="e6")
    assert "You have changed nothing yet" in words(app)
    widget(app, path, "question").set_value("Who can say yes when others say no?").run()
    widget(app, path, "components", "new").set_value("A buyer names who signs").run()
    assert not app.exception
    assert "You have changed nothing yet" not in words(app)
    assert "df-preview" in markup(app)


def test_change_since_the_last_version_is_a_choice(open_page, words):
    ours = _thin()
    save(ours, PAIN, statement="A buyer has said so")
    app = open_entry(open_page, ours, PAIN, "whole", since="version")
    assert "You have changed nothing yet" not in words(app)


@pytest.mark.parametrize("again", [True, False])
def test_entry_that_was_added_is_compared_with_the_playbook_without_it(open_page, markup, again):
    ours = actions.start_playbook("Ours", by=BY, source="reference")
    stage = next(p for p in actions.own_playbook(ours).parts if p.startswith("process.") and p.count(".") == 1)
    app = open_entry(open_page, ours, stage, "whole", deal="nordfjord-cold-chain", event="e6")
    app.text_input(f"new_criterion_{stage}").set_value("Signed by the harbour master").run()
    path = f"{stage}.signed_by_the_harbour_master"
    widget(app, path, "statement").set_value("The harbour master has signed the mooring permit").run()
    widget(app, path, "evidence").set_value("A mooring permit with the harbour master's signature").run()
    assert not app.exception
    if again:
        app = open_entry(open_page, ours, path, "whole", deal="nordfjord-cold-chain", event="e6")
    assert any("Since adding it" in str(group.options) for group in app.button_group)
    assert "Stage that buyers support" in markup(app)
    assert "The stage that buyers support is now" in markup(app)


# -- the parking lot

def test_disagreement_is_parked_on_the_entry_and_decided_with_its_reason(open_page, words):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "guided")
    app.text_input(f"park_{PAIN}").set_value("Does an estimate count?").run()
    assert "Does an estimate count?" in words(app) and app.text_input(f"park_{PAIN}").value == ""
    assert any(e.label == "Parking lot (1 open)" for e in app.expander)
    number = actions.points(ours, PAIN)[0].number
    app.text_area(f"decision_{number}").set_value("It counts")
    app.text_area(f"reason_{number}").set_value("Nobody has exact numbers so early")
    next(b for b in app.button if b.label == "Record the decision").click().run()
    assert not app.exception
    point = actions.points(ours, PAIN)[0]
    assert (point.decision, point.reason) == ("It counts", "Nobody has exact numbers so early")
    assert "Decided: It counts" in words(app) and "Nobody has exact numbers" in words(app)


def test_decision_without_a_reason_is_refused_in_words(open_page, words):
    ours = _thin()
    number = actions.park(ours, PAIN, "Does an estimate count?", by=BY)
    app = open_entry(open_page, ours, PAIN, "guided")
    app.text_area(f"decision_{number}").set_value("It counts")
    next(b for b in app.button if b.label == "Record the decision").click().run()
    assert "the reason: expected 1 to 2,000 characters" in words(app)
    assert not actions.points(ours, PAIN)[0].decided_at


def test_points_of_another_entry_stay_there(open_page, words):
    ours = _thin()
    actions.park(ours, PAIN, "Only about pain?", by=BY)
    app = open_entry(open_page, ours, INTERESTED, "guided")
    assert "Only about pain?" not in words(app)
