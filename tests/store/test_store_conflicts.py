"""Two people, one entry: both texts are kept until somebody chooses; everything else just saves."""

from __future__ import annotations

import pytest
from store_examples import Session, everything, order, parts_of

from playbook.text_files import FileFault
from studio import actions
from studio.actions import BadInput

TALK, SHOW = "process.talk", "process.show"


def test_entries_that_nobody_else_touched_just_save(playbook, ann, bo):
    for session in (ann, bo):
        for path in (TALK, SHOW, "process.talk.said", "qualification.pain"):
            session.open(path)
    ann.save(TALK, purpose="Ann's")
    bo.save(SHOW, purpose="Bo's")
    ann.save("process.talk.said", statement="Ann's")
    bo.save("qualification.pain", question="Bo's")
    ann.save(TALK, purpose="Ann's again")
    assert actions.held_texts(playbook) == []
    assert len(actions.edit_history(playbook)) == 5


def test_second_save_of_an_entry_keeps_both_texts_and_says_whose(home, playbook, ann, bo, clock):
    ann.open(TALK), bo.open(TALK)
    clock.turn(5)
    bo.save(TALK, purpose="Bo's")
    told = ann.late(TALK, purpose="Ann's")
    assert str(told) == "Bo has saved this entry since you opened it; both texts are kept"
    assert (told.path, told.theirs_by, told.theirs_at) == (TALK, "Bo", "2026-06-01T09:00:05+00:00")
    held, = actions.held_texts(playbook)
    assert (held.number, held.by, held.theirs_by, held.state) == (told.held, "Ann", "Bo", "open")
    assert [t["purpose"] for t in (held.base, held.mine, held.theirs)] == ["Find the problem", "Ann's", "Bo's"]
    assert parts_of(playbook)[TALK]["purpose"] == "Bo's"
    assert len(actions.edit_history(playbook)) == 1


def test_other_field_of_the_same_entry_is_a_conflict_too(playbook, ann, bo):
    ann.open(TALK), bo.open(TALK)
    bo.save(TALK, purpose="Bo's")
    ann.late(TALK, entry="Ann's")
    held, = actions.held_texts(playbook)
    assert held.mine == {**held.base, "entry": "Ann's"} and held.theirs["purpose"] == "Bo's"


def test_same_words_are_no_conflict(playbook, ann, bo):
    ann.open(TALK), bo.open(TALK)
    bo.save(TALK, purpose="The same")
    ann.save(TALK, purpose="The same")
    assert actions.held_texts(playbook) == [] and len(actions.edit_history(playbook)) == 1


def test_one_person_in_two_windows_loses_nothing_either(home, playbook, ann):
    other = Session(playbook, "Ann")
    ann.open(TALK), other.open(TALK)
    other.save(TALK, purpose="In one window")
    ann.late(TALK, purpose="In the other")
    assert "In the other" in everything(home) and parts_of(playbook)[TALK]["purpose"] == "In one window"


def test_undo_by_somebody_else_is_seen_as_a_change(playbook, ann, bo):
    bo.save(TALK, purpose="Bo's")
    ann.open(TALK)
    bo.undo()
    ann.late(TALK, purpose="Ann's")


def test_every_late_text_is_kept(home, playbook, ann, bo):
    ann.open(TALK)
    bo.save(TALK, purpose="Bo's")
    for number in range(5):
        ann.late(TALK, purpose=f"Ann's {number}")
    assert [h.mine["purpose"] for h in actions.held_texts(playbook)] == [f"Ann's {n}" for n in range(5)]


def test_own_page_of_the_playbook_conflicts_too(playbook):
    own = actions.own_playbook(playbook)
    base, seen = own.parts["playbook"], own.kept.revision
    actions.save_own_fields(playbook, {"description": "Bo's"}, base=base, seen=seen, by="Bo")
    with pytest.raises(Exception, match="Bo has saved this entry"):
        actions.save_own_fields(playbook, {"description": "Ann's"}, base=base, seen=seen, by="Ann")
    held, = actions.held_texts(playbook)
    with pytest.raises(BadInput, match="'both' cannot be chosen"):
        actions.settle_held(held.number, "both", by="Ann")
    actions.settle_held(held.number, "mine", by="Ann")
    assert actions.own_book(playbook).description == "Ann's"


# -- choosing


@pytest.fixture
def held(playbook, ann, bo):
    """A text of Ann's that came after Bo's."""
    ann.open(TALK), bo.open(TALK)
    bo.save(TALK, purpose="Bo's", entry="Asked")
    ann.late(TALK, purpose="Ann's")
    return actions.held_texts(playbook)[0]


def test_choosing_theirs_leaves_what_is_saved(home, playbook, held):
    before = parts_of(playbook)
    assert actions.settle_held(held.number, "theirs", by="Ann") == TALK
    assert parts_of(playbook) == before and actions.held_texts(playbook) == []
    assert "Ann's" in everything(home)


def test_choosing_mine_puts_the_later_text_and_can_be_undone(home, playbook, ann, held):
    before = parts_of(playbook)
    assert actions.settle_held(held.number, "mine", by="Ann") == TALK
    assert parts_of(playbook) == {**before, TALK: held.mine}
    assert actions.held_texts(playbook) == [] and "Bo's" in everything(home)
    assert ann.undo().what == "Settled two texts of Talk"
    assert parts_of(playbook) == before


def test_choosing_merged_puts_the_given_text(playbook, held):
    merged = {**held.theirs, "purpose": "Bo's and Ann's"}
    actions.settle_held(held.number, "merged", by="Ann", data=merged)
    assert parts_of(playbook)[TALK] == merged and actions.held_texts(playbook) == []


def test_choosing_both_keeps_the_later_text_as_an_entry_right_behind(playbook, held):
    path = actions.settle_held(held.number, "both", by="Ann")
    assert path == "process.talk_2" and order(playbook, "process") == ["talk", "talk_2", "show", "sign"]
    parts = parts_of(playbook)
    assert parts[path] == {"id": "talk_2", "name": "Talk (as Ann wrote it)", "purpose": "Ann's"}
    assert parts[TALK]["purpose"] == "Bo's" and actions.held_texts(playbook) == []


def test_both_of_a_canonical_entry_map_to_the_canonical_id_once(playbook, ann, bo):
    ann.open("qualification.pain"), bo.open("qualification.pain")
    bo.save("qualification.pain", question="Bo's")
    told = ann.late("qualification.pain", question="Ann's")
    actions.settle_held(told.held, "both", by="Ann")
    parts = parts_of(playbook)
    assert "canonical" in parts["qualification.pain"] and "canonical" not in parts["qualification.pain_2"]


@pytest.mark.parametrize(("how", "data"), [("merged", None), ("none", None), ("", None), ("MINE", None)])
def test_choice_that_is_none_is_told_and_stays_open(playbook, held, how, data):
    before = parts_of(playbook)
    with pytest.raises(BadInput, match="expected theirs, mine, merged with a text, or both"):
        actions.settle_held(held.number, how, by="Ann", data=data)
    assert parts_of(playbook) == before and actions.held_texts(playbook) == [held]


@pytest.mark.parametrize("data", [{"purpose": "No name"}, {"id": "talk", "name": ""}, {"id": "other", "name": "Other"},
                                  {"id": "talk", "name": "Talk", "purpose": 7}])
def test_merged_text_that_does_not_fit_is_told_and_stays_open(playbook, held, data):
    before = parts_of(playbook)
    with pytest.raises(BadInput, match=r"^process\.talk: "):
        actions.settle_held(held.number, "merged", by="Ann", data=data)
    assert parts_of(playbook) == before and actions.held_texts(playbook) == [held]


def test_choice_that_would_break_the_playbook_is_told_and_stays_open(playbook, ann, bo):
    ann.open("qualification.pain")
    bo.save("qualification.pain", expected_by="show")
    told = ann.late("qualification.pain", question="Ann's")
    merged = {**actions.held_texts(playbook)[0].theirs, "expected_by": "nowhere"}
    with pytest.raises(FileFault, match="nowhere"):
        actions.settle_held(told.held, "merged", by="Ann", data=merged)
    assert [h.number for h in actions.held_texts(playbook)] == [told.held]


@pytest.mark.parametrize("how", ["mine", "merged"])
def test_choice_never_covers_what_was_saved_after_the_texts_were_shown(playbook, bo, held, how):
    bo.save(TALK, purpose="Bo's newest")
    with pytest.raises(BadInput, match=r"^process\.talk: was saved again since you looked"):
        actions.settle_held(held.number, how, by="Ann", data=held.mine)
    assert parts_of(playbook)[TALK]["purpose"] == "Bo's newest"
    again, = actions.held_texts(playbook)
    assert again.theirs["purpose"] == "Bo's newest" and again.mine == held.mine
    actions.settle_held(held.number, how, by="Ann", data=held.mine)
    assert parts_of(playbook)[TALK]["purpose"] == "Ann's"


def test_texts_are_shown_with_the_newest_one_beside(playbook, bo, held, clock):
    clock.turn(60)
    bo.save(TALK, purpose="Bo's newest")
    shown, = actions.held_texts(playbook)
    assert (shown.theirs["purpose"], shown.theirs_by, shown.theirs_at) == (
        "Bo's newest", "Bo", "2026-06-01T09:01:00+00:00")


def test_entry_that_went_away_meanwhile_is_shown_as_gone(playbook, ann, bo):
    path = actions.add_entry(playbook, TALK, "New", by="Bo")
    ann.open(path), bo.open(path)
    bo.save(path, statement="Bo's")
    ann.late(path, statement="Ann's")
    actions.move_entry(playbook, path, SHOW, by="Bo")
    shown, = actions.held_texts(playbook)
    assert shown.theirs is None and shown.mine["statement"] == "Ann's"
    actions.settle_held(shown.number, "both", by="Ann")
    assert parts_of(playbook)[path]["statement"] == "Ann's"
    assert parts_of(playbook)["process.show.new"]["statement"] == "Bo's"


def test_second_choice_on_the_same_texts_is_told(playbook, held):
    actions.settle_held(held.number, "theirs", by="Bo")
    with pytest.raises(FileFault, match="was settled a moment ago, expected one that is open"):
        actions.settle_held(held.number, "merged", by="Ann", data={**held.mine, "purpose": "Long work"})
    assert parts_of(playbook)[TALK]["purpose"] == "Bo's"


def test_text_that_was_never_kept_is_told(playbook):
    with pytest.raises(BadInput, match="text 99: is not kept here"):
        actions.settle_held(99, "mine", by="Ann")
