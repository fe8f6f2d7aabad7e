"""What is done with an entry as a whole: added, copied, moved, archived, brought back; undo and redo."""

from __future__ import annotations

from codify_rooms import BY, kept, open_entry, save, widget

from studio import actions

PAIN = "process.qualification.pain_identified"


def _thin():
    return actions.start_playbook("Ours", by=BY, source="thin")


def _names(playbook, stage="qualification"):
    found = next(s for s in actions.own_book(playbook).process if s.id == stage)
    return [c.name for c in found.exit_criteria if not c.archived]


def test_added_entry_opens_at_once(open_page, words):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "guided")
    app.text_input("new_process").set_value("Pilot").run()
    assert kept(ours, "process.pilot") == {"id": "pilot", "name": "Pilot"}
    assert app.query_params["entry"] in ("process.pilot", ["process.pilot"])
    assert app.text_input("new_process").value == ""
    app.text_input("new_criterion_process.pilot").set_value("The pilot has a measure").run()
    assert kept(ours, "process.pilot.the_pilot_has_a_measure")
    assert "The pilot has a measure" in words(app)


def test_name_of_blanks_adds_nothing(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "guided")
    before = set(actions.own_playbook(ours).parts)
    app.text_input("new_process").set_value("   ").run()
    assert set(actions.own_playbook(ours).parts) == before


def test_name_twice_makes_two_entries_that_can_both_be_opened(open_page, words):
    ours = _thin()
    for _ in range(2):
        actions.add_entry(ours, "process.qualification", "Next step agreed", by=BY)
    save(ours, "process.qualification.next_step_agreed", statement="The first of the two")
    save(ours, "process.qualification.next_step_agreed_2", statement="The second of the two")
    app = open_entry(open_page, ours, PAIN, "whole")
    labels = app.radio("entries_process").options
    assert len(set(labels)) == len(labels)
    for path in ("process.qualification.next_step_agreed", "process.qualification.next_step_agreed_2"):
        app.radio("entries_process").set_value(path).run()
        assert widget(app, path, "statement").value.startswith("The first" if path.endswith("agreed") else "The second")


def test_entry_moves_up_and_down_and_stays_in_its_list(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "guided")
    first = _names(ours)
    app.button("tool_up").click().run()
    assert _names(ours) == [first[1], first[0], *first[2:]]
    app.button("tool_up").click().run()
    assert _names(ours) == [first[1], first[0], *first[2:]]
    app.button("tool_down").click().run()
    assert _names(ours) == first


def test_copy_stands_right_behind_and_opens(open_page):
    ours = _thin()
    save(ours, PAIN, statement="Said so")
    app = open_entry(open_page, ours, PAIN, "guided")
    app.button("tool_copy").click().run()
    assert not app.exception
    names = _names(ours)
    assert names[names.index(kept(ours, PAIN)["name"]) + 1].endswith("(copy)")
    copy = app.query_params["entry"][0] if isinstance(app.query_params["entry"], list) else app.query_params["entry"]
    assert kept(ours, copy)["statement"] == "Said so"


def test_copied_stage_brings_its_criteria(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, "process.qualification", "guided")
    app.button("tool_copy").click().run()
    book = actions.own_book(ours)
    ids = [s.id for s in book.process]
    copy = book.process[ids.index("qualification") + 1]
    assert [c.name for c in copy.exit_criteria] == _names(ours)
    assert copy.canonical is None


def test_criterion_moves_to_another_stage_and_stays_open(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "guided")
    app.selectbox("tool_move").set_value("process.proposal").run()
    assert not app.exception
    assert kept(ours, PAIN.replace("qualification", "proposal"))
    assert PAIN not in actions.own_playbook(ours).parts
    assert app.query_params["entry"] in ("process.proposal.pain_identified", ["process.proposal.pain_identified"])


def test_archived_entry_leaves_the_list_is_found_by_the_filter_and_comes_back(open_page, words):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "guided")
    assert app.button("tool_archive").label == "Archive"
    app.button("tool_archive").click().run()
    assert kept(ours, PAIN)["archived"] is True
    assert not any("Pain is identified" in o for o in app.radio("entries_process").options)
    app.toggle("list_archived").set_value(True).run()
    app.radio("entries_process").set_value(PAIN).run()
    assert "This entry is archived" in words(app)
    assert app.button("tool_archive").label == "Bring back"
    app.button("tool_archive").click().run()
    assert not kept(ours, PAIN).get("archived")
    assert "This entry is archived" not in words(app)


def test_archived_stage_takes_its_criteria_along_and_brings_them_back(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, "process.qualification", "guided")
    app.button("tool_archive").click().run()
    assert not app.exception
    assert not any("Pain is identified" in o for o in app.radio("entries_process").options)
    app.button("undo").click().run()
    assert any("Pain is identified" in o for o in app.radio("entries_process").options)


def test_undo_and_redo_say_what_they_do_and_do_it(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "whole")
    assert app.button("undo").disabled and app.button("redo").disabled
    app.text_input("my_name").set_value(BY).run()
    widget(app, PAIN, "statement").set_value("First words").run()
    assert not app.button("undo").disabled
    assert "Edited" in app.button("undo").help
    app.button("undo").click().run()
    assert "statement" not in kept(ours, PAIN)
    assert (widget(app, PAIN, "statement").value or "") == ""
    app.button("redo").click().run()
    assert kept(ours, PAIN)["statement"] == "First words"
    assert widget(app, PAIN, "statement").value == "First words"


def test_undo_outlives_a_restart(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "whole")
    app.text_input("my_name").set_value(BY).run()
    widget(app, PAIN, "statement").set_value("First words").run()
    app = open_entry(open_page, ours, PAIN, "whole")
    app.button("undo").click().run()
    assert "statement" not in kept(ours, PAIN)


def test_undo_leaves_what_somebody_else_has_changed_since(open_page, words):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "whole")
    app.text_input("my_name").set_value(BY).run()
    widget(app, PAIN, "statement").set_value("Ann's text").run()
    save(ours, PAIN, by="Ben", statement="Ben's text")
    app.button("undo").click().run()
    assert kept(ours, PAIN)["statement"] == "Ben's text"
    assert "Ben has changed" in words(app)
