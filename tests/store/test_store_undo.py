"""Undo and redo: one's own steps, exactly, after a restart too, and never another person's text."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from store_examples import Session, order, parts_of

from studio import actions
from studio.actions import BadInput
from studio.store.playbooks import TOGETHER

TALK, SHOW = "process.talk", "process.show"


def purpose(playbook: str, path: str = TALK) -> str:
    """The purpose of a stage as it stands."""
    return parts_of(playbook)[path].get("purpose", "")


def states(playbook: str) -> list[str]:
    """What became of every edit, the oldest first."""
    return [e.state for e in reversed(actions.edit_history(playbook))]


def test_undo_gives_exactly_what_was_there_and_redo_does_it_again(playbook, ann):
    books = [parts_of(playbook)]
    for number in range(4):
        ann.save(TALK, purpose=f"Purpose {number}")
        books.append(parts_of(playbook))
    for book in reversed(books[:-1]):
        assert ann.undo().what == "Edited Talk"
        assert parts_of(playbook) == book
    assert ann.undo() is None
    for book in books[1:]:
        ann.redo()
        assert parts_of(playbook) == book
    assert ann.redo() is None


def test_undo_works_after_a_restart(playbook, ann):
    before = parts_of(playbook)
    ann.save(TALK, purpose="Before the restart")
    code = f"from studio import actions; print(actions.undo({playbook!r}, 'Ann').what)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "Edited Talk"
    assert parts_of(playbook) == before
    assert ann.redo() is not None and purpose(playbook) == "Before the restart"


def test_what_undo_and_redo_would_do_is_told_beforehand(playbook, ann):
    assert actions.can_turn(playbook, "Ann") == (None, None)
    ann.save(TALK, purpose="One")
    ann.save(SHOW, purpose="Two")
    ann.undo()
    back, again = actions.can_turn(playbook, "Ann")
    assert (back.what, again.what) == ("Edited Talk", "Edited Show")
    assert actions.can_turn(playbook, "Bo") == (None, None)


def test_new_edit_ends_what_could_be_done_again_and_keeps_its_text(home, playbook, ann):
    ann.save(TALK, purpose="Taken back")
    ann.undo()
    Session(playbook, "Ann").save(TALK, purpose="Other")
    assert ann.redo() is None and purpose(playbook) == "Other"
    assert states(playbook) == ["void", "done"]
    assert any("Taken back" in text for (text,) in _texts(home))


def _texts(home):
    from store_examples import sql

    return sql(home, "select after from edit_parts")


def test_each_person_takes_back_their_own_edits_only(playbook, ann, bo):
    ann.save(TALK, purpose="Ann's")
    bo.save(SHOW, purpose="Bo's")
    assert ann.undo().by == "Ann"
    assert (purpose(playbook), purpose(playbook, SHOW)) == ("Find the problem", "Bo's")
    assert ann.undo() is None
    assert bo.undo().by == "Bo"
    assert purpose(playbook, SHOW) == ""


def test_undo_never_takes_away_what_somebody_wrote_since(playbook, ann, bo):
    ann.save(TALK, purpose="Ann's")
    bo.save(TALK, purpose="Bo's")
    before = parts_of(playbook)
    for turn in (ann.undo, ann.undo):
        with pytest.raises(BadInput, match=r"^Bo has changed 'process\.talk' since, so nothing was taken back$"):
            turn()
    assert parts_of(playbook) == before and states(playbook) == ["done", "done"]
    bo.undo()
    assert ann.undo() is not None and purpose(playbook) == "Find the problem"


def test_redo_never_takes_away_what_somebody_wrote_since(playbook, ann, bo):
    ann.save(TALK, purpose="Ann's")
    ann.undo()
    bo.save(TALK, purpose="Bo's")
    with pytest.raises(BadInput, match="Bo has changed"):
        ann.redo()
    assert purpose(playbook) == "Bo's"


def test_edit_of_many_entries_is_taken_back_whole_or_not_at_all(playbook, ann, bo):
    ann.open(TALK), ann.open(SHOW)
    actions.save_rows(playbook, {TALK: {"purpose": "One"}, SHOW: {"purpose": "Two"}}, by="Ann",
                      seen={p: ann.seen[p][0] for p in (TALK, SHOW)}, base={p: ann.seen[p][1] for p in (TALK, SHOW)})
    bo.save(SHOW, purpose="Bo's")
    with pytest.raises(BadInput, match="Bo has changed"):
        ann.undo()
    assert (purpose(playbook), purpose(playbook, SHOW)) == ("One", "Bo's")


# -- typing


def test_typing_in_one_field_is_one_step(playbook, ann, clock):
    for end in range(3, 12):
        ann.save(TALK, purpose="Problem-led!"[:end + 1], typed="purpose")
        clock.turn(TOGETHER.total_seconds())
    assert len(actions.edit_history(playbook)) == 1
    ann.undo()
    assert purpose(playbook) == "Find the problem"
    ann.redo()
    assert purpose(playbook) == "Problem-led!"


def test_pause_begins_another_step(playbook, ann, clock):
    ann.save(TALK, purpose="One", typed="purpose")
    clock.turn(TOGETHER.total_seconds() + 0.001)
    ann.save(TALK, purpose="One two", typed="purpose")
    ann.undo()
    assert purpose(playbook) == "One"


@pytest.mark.parametrize("between", ["another field", "another entry", "not typed", "undone", "somebody else"])
def test_typing_goes_on_only_where_nothing_came_between(playbook, ann, bo, clock, between):
    ann.save(TALK, purpose="One", typed="purpose")
    before = parts_of(playbook)
    if between == "another field":
        ann.save(TALK, entry="Asked", typed="entry")
    elif between == "another entry":
        ann.save(SHOW, purpose="Shown", typed="purpose")
        ann.save(TALK, purpose="One two", typed="purpose")
    elif between == "not typed":
        ann.save(TALK, purpose="One two")
    elif between == "undone":
        ann.undo()
        ann.open(TALK)
        ann.save(TALK, purpose="One two", typed="purpose")
        before[TALK]["purpose"] = "Find the problem"
    else:
        bo.save(TALK, purpose="Bo's")
        ann.open(TALK)
        ann.save(TALK, purpose="One two", typed="purpose")
        before[TALK]["purpose"] = "Bo's"
    ann.undo()
    if between == "another entry":
        before[SHOW]["purpose"] = "Shown"
    assert parts_of(playbook) == before


def test_clock_that_was_set_back_joins_nothing(playbook, ann, clock):
    ann.save(TALK, purpose="One", typed="purpose")
    clock.time -= timedelta(hours=1)
    ann.save(TALK, purpose="One two", typed="purpose")
    ann.undo()
    assert purpose(playbook) == "One"


def test_save_that_changes_nothing_is_no_step(playbook, ann):
    revision = ann.save(TALK, purpose="Find the problem")
    assert revision == 1 and actions.edit_history(playbook) == []


# -- lists


def test_added_entry_goes_though_somebody_added_another_since(playbook):
    actions.add_entry(playbook, TALK, "Ann's", by="Ann")
    actions.add_entry(playbook, TALK, "Bo's", by="Bo", after="said")
    assert order(playbook, TALK) == ["said", "bo_s", "cost", "ann_s"]
    assert actions.undo(playbook, "Ann").what == "Added Ann's"
    assert order(playbook, TALK) == ["said", "bo_s", "cost"]
    actions.redo(playbook, "Ann")
    assert order(playbook, TALK) == ["said", "bo_s", "cost", "ann_s"]
    actions.undo(playbook, "Bo")
    assert order(playbook, TALK) == ["said", "cost", "ann_s"]


def test_moved_criterion_goes_back_to_its_place_though_the_list_has_grown(playbook):
    actions.move_entry(playbook, "process.talk.said", SHOW, by="Ann")
    actions.add_entry(playbook, TALK, "Bo's", by="Bo")
    actions.undo(playbook, "Ann")
    assert order(playbook, TALK) == ["said", "cost", "bo_s"] and order(playbook, SHOW) == ["seen"]


def test_order_that_somebody_changed_since_is_left_as_they_made_it(playbook):
    actions.reorder_entry(playbook, "process.sign", -1, by="Ann")
    actions.reorder_entry(playbook, "process.talk", 1, by="Bo")
    before = order(playbook, "process")
    with pytest.raises(BadInput, match=r"^Bo has changed the order of 'process' since, so nothing was taken back$"):
        actions.undo(playbook, "Ann")
    assert order(playbook, "process") == before


def test_stage_that_others_work_in_is_not_taken_back(playbook):
    actions.add_entry(playbook, "process", "Prove", by="Ann")
    actions.add_entry(playbook, "process.prove", "Bo's criterion", by="Bo")
    before = parts_of(playbook)
    with pytest.raises(BadInput, match="something else in the playbook now needs it"):
        actions.undo(playbook, "Ann")
    assert parts_of(playbook) == before
    actions.undo(playbook, "Bo")
    actions.undo(playbook, "Ann")
    assert order(playbook, "process") == ["talk", "show", "sign"]


def test_entry_that_is_referred_to_is_not_taken_back(playbook, bo):
    actions.add_entry(playbook, "process", "Prove", by="Ann")
    bo.save("qualification.pain", expected_by="prove")
    with pytest.raises(BadInput, match="something else in the playbook now needs it"):
        actions.undo(playbook, "Ann")
    assert "prove" in order(playbook, "process")


def test_history_says_who_did_what_where_and_what_became_of_it(playbook, ann, bo, clock):
    ann.save(TALK, purpose="One")
    clock.turn(60)
    bo.save(SHOW, purpose="Two")
    bo.undo()
    newest, oldest = actions.edit_history(playbook)
    assert (newest.by, newest.what, newest.state, newest.paths) == ("Bo", "Edited Show", "undone", (SHOW,))
    assert (oldest.by, oldest.at, oldest.state) == ("Ann", "2026-06-01T09:00:00+00:00", "done")
    assert actions.edit_history(playbook, TALK) == [oldest]
    assert actions.edit_history(playbook, most=1) == [newest]
