"""The table: many entries at once; rows change, come, and move to another stage."""

from __future__ import annotations

import json

from codify_rooms import BY, kept, one_of_each, open_entry, save
from streamlit.proto.WidgetStates_pb2 import WidgetState

from studio import actions

PAIN = "process.qualification.pain_identified"


def _thin():
    return actions.start_playbook("Ours", by=BY, source="thin")


def _type(app, edited=None, added=None):
    """Do in the table what a person would: cells by row and column, and new rows."""
    state = WidgetState(id=app.dataframe[0].proto.id, string_value=json.dumps(
        {"edited_rows": edited or {}, "added_rows": added or [], "deleted_rows": []}))
    tree, seen = app._tree, app._tree.get_widget_states

    def states():
        found = seen()
        found.widgets.append(state)
        return found

    tree.get_widget_states = states
    app.run()
    assert not app.exception


def _row(app, name):
    return list(app.dataframe[0].value["name"]).index(name)


def test_criteria_of_all_stages_stand_in_one_table_each_with_its_stage(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "table")
    frame = app.dataframe[0].value
    stages = {s.name: [c.name for c in s.exit_criteria] for s in actions.own_book(ours).process}
    assert list(frame["name"]) == [name for names in stages.values() for name in names]
    assert list(frame["of_stage"]) == [stage for stage, names in stages.items() for _ in names]
    assert list(frame.columns[:4]) == ["of_stage", "name", "statement", "evidence"]


def test_cells_of_many_rows_are_one_edit(open_page, words):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "table")
    _type(app, {_row(app, "Good fit"): {"statement": "A", "cues": "one\n\ntwo"}, _row(app, "Demo given"): {
        "said_by": ["buyer"], "mandatory": False, "owner": "Ben"}})
    good, demo = kept(ours, "process.prospecting.good_fit"), kept(ours, "process.solution.demo_given")
    assert (good["statement"], good["cues"]) == ("A", ["one", "two"])
    assert (demo["said_by"], demo["mandatory"], demo["owner"]) == (["buyer"], False, "Ben")
    assert "Saved at" in words(app)
    app.button("undo").click().run()
    assert "statement" not in kept(ours, "process.prospecting.good_fit")
    assert "owner" not in kept(ours, "process.solution.demo_given")


def test_new_row_is_a_new_entry_of_the_stage_that_is_chosen(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "table")
    _type(app, added=[{"of_stage": "Proposal", "name": "The signatory has read it", "statement": "Said so in a mail"}])
    assert kept(ours, "process.proposal.the_signatory_has_read_it")["statement"] == "Said so in a mail"


def test_row_without_a_name_waits_for_one(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "table")
    before = set(actions.own_playbook(ours).parts)
    _type(app, added=[{"statement": "No name yet"}])
    assert set(actions.own_playbook(ours).parts) == before


def test_criterion_moves_to_the_stage_that_is_chosen_with_all_its_text(open_page):
    ours = _thin()
    save(ours, PAIN, statement="A buyer has said what it costs")
    app = open_entry(open_page, ours, PAIN, "table")
    _type(app, {_row(app, kept(ours, PAIN)["name"]): {"of_stage": "Proposal"}})
    book = actions.own_book(ours)
    stages = {s.id: [c.id for c in s.exit_criteria] for s in book.process}
    assert "pain_identified" not in stages["qualification"]
    assert stages["proposal"][-1] == "pain_identified"
    assert kept(ours, "process.proposal.pain_identified")["statement"] == "A buyer has said what it costs"


def test_cell_and_stage_of_one_row_can_change_at_once(open_page):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "table")
    _type(app, {_row(app, kept(ours, PAIN)["name"]): {"of_stage": "Proposal", "statement": "New"}})
    assert kept(ours, "process.proposal.pain_identified")["statement"] == "New"


def test_two_stages_of_one_name_are_told_apart(open_page):
    ours = _thin()
    save(ours, "process.proposal", name="Qualification")
    app = open_entry(open_page, ours, PAIN, "table")
    assert {"Qualification", "Qualification (2)"} <= set(app.dataframe[0].value["of_stage"])
    _type(app, {_row(app, "Good fit"): {"of_stage": "Qualification (2)"}})
    assert kept(ours, "process.proposal.good_fit")


def test_value_that_does_not_fit_is_said_and_nothing_is_saved(open_page, words):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "table")
    revision = actions.own_playbook(ours).kept.revision
    _type(app, {_row(app, "Good fit"): {"name": "", "statement": "A"}})
    assert "That did not work." in words(app)
    assert actions.own_playbook(ours).kept.revision == revision


def test_row_that_somebody_else_saved_is_kept_beside_theirs(open_page, words):
    ours = _thin()
    app = open_entry(open_page, ours, PAIN, "table")
    save(ours, PAIN, by="Ben", statement="Ben's text")
    _type(app, {_row(app, kept(ours, PAIN)["name"]): {"statement": "Ann's text"}})
    assert kept(ours, PAIN)["statement"] == "Ben's text"
    held = actions.held_texts(ours)
    assert [h.mine["statement"] for h in held] == ["Ann's text"]
    assert "Ann's text" in words(app) and "Ben's text" in words(app)


def test_every_kind_of_entry_has_its_table(open_page):
    ours = one_of_each()
    for path in ("process.thing", "qualification.thing", "method.rows.thing", "behaviours.thing", "plays.thing",
                 "orchestration.agents.thing"):
        app = open_entry(open_page, ours, path, "table")
        assert list(app.dataframe[0].value["name"]) == ["Thing"], path
    app = open_entry(open_page, ours, "plays.thing", "table")
    _type(app, {0: {"within_days": 3, "priority": 2.5, "owner_role": "manager", "steps": "Call\nMeet"}})
    wanted = {"within_days": 3, "priority": 2.5, "owner_role": "manager", "steps": ["Call", "Meet"]}
    assert wanted.items() <= kept(ours, "plays.thing").items()
