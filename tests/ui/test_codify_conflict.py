"""Two people, one entry: both texts are shown, every way to settle keeps what was chosen, nothing is lost."""

from __future__ import annotations

import pytest
from codify_rooms import BY, kept, open_entry, save, widget

from studio import actions

PAIN = "process.qualification.pain_identified"


@pytest.fixture
def met(open_page):
    """Ann has the entry open while Ben saves it; then she saves her own text."""
    ours = actions.start_playbook("Ours", by=BY, source="thin")
    actions.join_people(BY)

    def meet(mine, theirs):
        app = open_entry(open_page, ours, PAIN, "whole")
        save(ours, PAIN, by="Ben", **theirs)
        for field, text in mine.items():
            widget(app, PAIN, field).set_value(text).run()
        assert not app.exception
        return app, ours
    return meet


def _button(app, start):
    return next(b for b in app.button if (b.key or "").startswith(start))


def test_both_texts_are_shown_with_who_wrote_them(met, words):
    app, ours = met({"statement": "Ann's text"}, {"statement": "Ben's text"})
    assert "Ann's text" in words(app) and "Ben's text" in words(app)
    assert "Nothing is lost" in words(app)
    assert kept(ours, PAIN)["statement"] == "Ben's text"


@pytest.mark.parametrize(("side", "wanted"), [
    ("saved", "Ben's text"), ("mine", "Ann's text"), ("both", "Ben's text\nAnn's text")])
def test_each_choice_stands_as_it_was_made(met, words, side, wanted):
    app, ours = met({"statement": "Ann's text"}, {"statement": "Ben's text"})
    held = actions.held_texts(ours)[0].number
    app.radio(f"side_{held}_statement").set_value(side).run()
    _button(app, "merge_").click().run()
    assert not app.exception
    assert kept(ours, PAIN)["statement"] == wanted
    assert actions.held_texts(ours) == []
    assert widget(app, PAIN, "statement").value == wanted


def test_both_is_chosen_unless_somebody_says_otherwise(met):
    app, ours = met({"statement": "Ann's text"}, {"statement": "Ben's text"})
    _button(app, "merge_").click().run()
    assert kept(ours, PAIN)["statement"] == "Ben's text\nAnn's text"


def test_two_fields_written_by_two_people_are_both_kept(met):
    app, ours = met({"statement": "Ann's statement"}, {"evidence": "Ben's evidence"})
    _button(app, "merge_").click().run()
    assert (kept(ours, PAIN)["statement"], kept(ours, PAIN)["evidence"]) == ("Ann's statement", "Ben's evidence")


def test_items_that_both_added_to_a_list_are_all_kept(met):
    app, ours = met({"signals": "We lose hours"}, {"signals": ["It costs us a week"]})
    _button(app, "merge_").click().run()
    assert kept(ours, PAIN)["signals"] == ["It costs us a week", "We lose hours"]


def test_texts_are_kept_as_two_entries(met, words):
    app, ours = met({"statement": "Ann's text"}, {"statement": "Ben's text"})
    _button(app, "both_").click().run()
    assert not app.exception
    stage = next(s for s in actions.own_book(ours).process if s.id == "qualification")
    assert [c.statement for c in stage.exit_criteria if c.statement] == ["Ben's text", "Ann's text"]
    assert "as Ann wrote it" in words(app)


def test_saved_text_can_be_left_and_the_other_stays_in_the_records(met):
    app, ours = met({"statement": "Ann's text"}, {"statement": "Ben's text"})
    number = actions.held_texts(ours)[0].number
    _button(app, "theirs_").click().run()
    assert kept(ours, PAIN)["statement"] == "Ben's text"
    assert actions.held_texts(ours) == []
    with actions.moment() as db:
        assert "Ann's text" in db.execute("select mine from held where id = ?", [number]).fetchone()[0]


def test_same_name_in_two_windows_still_tells_the_texts_apart(met):
    app, ours = met({"statement": "Second window"}, {})
    save(ours, PAIN, statement="First window")
    widget(app, PAIN, "evidence").set_value("Typed in the second window").run()
    held = actions.held_texts(ours)
    if held:
        options = app.radio(f"side_{held[0].number}_statement").options if any(
            (r.key or "").startswith("side_") for r in app.radio) else ["one"]
        assert len(set(options)) == len(options)
    _button(app, "merge_").click().run()
    assert kept(ours, PAIN)["evidence"] == "Typed in the second window"
    assert kept(ours, PAIN)["statement"] == "First window"


def test_open_choice_is_announced_on_other_entries_and_leads_there(met, words, open_page):
    app, ours = met({"statement": "Ann's text"}, {"statement": "Ben's text"})
    app = open_entry(open_page, ours, "qualification.champion", "guided")
    assert "1 entry has two texts that wait for a choice" in words(app)
    app.button("held_elsewhere").click().run()
    assert not app.exception
    assert "Ann's text" in words(app) and "Ben's text" in words(app)


def test_text_saved_again_meanwhile_is_shown_before_anything_is_chosen(met, words):
    app, ours = met({"statement": "Ann's text"}, {"statement": "Ben's text"})
    save(ours, PAIN, by="Ben", statement="Ben's newest text")
    _button(app, "merge_").click().run()
    assert kept(ours, PAIN)["statement"] == "Ben's newest text"
    assert "Ben's newest text" in words(app) and "look at the newest" in words(app)


def test_entry_that_nobody_else_touched_just_saves(open_page):
    ours = actions.start_playbook("Ours", by=BY, source="thin")
    app = open_entry(open_page, ours, PAIN, "whole")
    save(ours, "qualification.champion", by="Ben", definition="Ben's")
    widget(app, PAIN, "statement").set_value("Ann's").run()
    assert kept(ours, PAIN)["statement"] == "Ann's"
    assert kept(ours, "qualification.champion")["definition"] == "Ben's"
    assert actions.held_texts(ours) == []


def test_text_of_somebody_else_is_taken_over_and_told(open_page):
    ours = actions.start_playbook("Ours", by=BY, source="thin")
    app = open_entry(open_page, ours, PAIN, "whole")
    save(ours, PAIN, by="Ben :red[x]", statement="Ben's")
    app.run()
    assert widget(app, PAIN, "statement").value == "Ben's"
    assert any("Ben" in t.value and ":red[" not in t.value for t in app.toast)


def test_two_texts_of_the_playbooks_own_page_are_settled_there(open_page, words):
    ours = actions.start_playbook("Ours", by=BY, source="thin")
    app = open_page("playbook", playbook=ours, show="own")
    own = actions.own_playbook(ours)
    actions.save_own_fields(ours, {"description": "Ben's"}, base=own.parts["playbook"],
                            seen=own.saved["playbook"].revision, by="Ben")
    widget(app, "playbook", "description").set_value("Ann's").run()
    assert not app.exception
    assert "Ann's" in words(app) and "Ben's" in words(app)
    assert not any((b.key or "").startswith("both_") for b in app.button)
    _button(app, "merge_").click().run()
    assert actions.own_book(ours).description == "Ben's\nAnn's"
