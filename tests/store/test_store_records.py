"""The workshop's records, people, and deal folders: kept, never changed behind anybody's back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from store_examples import parts_of

from playbook.text_files import FileFault
from studio import actions
from studio.actions import BadInput
from studio.paths import sample_deals

TALK = "process.talk"
GARBAGE = b"garbage" * 1000


# -- the parking lot


def test_disagreement_is_parked_on_an_entry_and_decided_with_a_reason(playbook, clock):
    first = actions.park(playbook, TALK, " Is a demo needed? ", by="Ann")
    actions.park(playbook, "", "Do we sell below 10k?", by="Bo")
    clock.turn(60)
    actions.decide(first, "Yes", "Buyers ask for it", by="Bo")
    open_one, done = actions.points(playbook)
    assert (open_one.path, open_one.decision, open_one.decided_by) == ("", "", "")
    assert (done.question, done.by, done.decision, done.reason, done.decided_by, done.decided_at) == (
        "Is a demo needed?", "Ann", "Yes", "Buyers ask for it", "Bo", "2026-06-01T09:01:00+00:00")
    assert actions.points(playbook, TALK) == [done] and actions.points("other") == []


def test_decision_is_never_changed(playbook):
    number = actions.park(playbook, TALK, "Which?", by="Ann")
    actions.decide(number, "This", "First", by="Ann")
    with pytest.raises(BadInput, match="this point was decided a moment ago"):
        actions.decide(number, "That", "Second", by="Bo")
    assert actions.points(playbook)[0].decision == "This"


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2001])
def test_point_needs_words_that_fit(playbook, text):
    with pytest.raises(BadInput, match="the question: expected 1 to 2,000 characters"):
        actions.park(playbook, TALK, text, by="Ann")
    number = actions.park(playbook, TALK, "Which?", by="Ann")
    for given in (("", "r"), ("d", "")) if not text.strip() else ((text, "r"), ("d", text)):
        with pytest.raises(BadInput, match="expected 1 to 2,000 characters"):
            actions.decide(number, *given, by="Ann")
    assert actions.points(playbook)[0].decision == ""


def test_point_on_a_playbook_that_is_not_there_is_told():
    with pytest.raises(FileFault, match="gone: is no playbook of this store"):
        actions.park("gone", TALK, "Which?", by="Ann")


# -- workshops


def test_workshop_keeps_the_playbook_before_and_after(playbook, ann):
    workshop = actions.start_workshop(playbook, " Half \n day ", by="Ann")
    ann.save(TALK, purpose="During")
    then, now = actions.before_and_after(workshop.number)
    assert (then.process[0].purpose, now.process[0].purpose) == ("Find the problem", "During")
    actions.end_workshop(workshop.number)
    ann.save(TALK, purpose="After")
    then, now = actions.before_and_after(workshop.number)
    assert (then.process[0].purpose, now.process[0].purpose) == ("Find the problem", "During")
    assert [(w.name, bool(w.ended)) for w in actions.workshops(playbook)] == [("Half day", True)]


def test_new_workshop_ends_the_one_before(playbook, ann):
    first = actions.start_workshop(playbook, "One", by="Ann")
    ann.save(TALK, purpose="In the first")
    second = actions.start_workshop(playbook, "Two", by="Bo")
    ann.save(TALK, purpose="In the second")
    assert actions.before_and_after(first.number)[1].process[0].purpose == "In the first"
    assert actions.before_and_after(second.number)[0].process[0].purpose == "In the first"
    assert [(w.number, bool(w.ended)) for w in actions.workshops(playbook)] == [(second.number, False),
                                                                                (first.number, True)]


def test_workshop_that_ended_does_not_end_again(playbook, ann):
    workshop = actions.start_workshop(playbook, "One", by="Ann")
    actions.end_workshop(workshop.number)
    ended = actions.workshops(playbook)
    ann.save(TALK, purpose="After")
    actions.end_workshop(workshop.number)
    assert actions.workshops(playbook) == ended
    assert actions.before_and_after(workshop.number)[1].process[0].purpose == "Find the problem"


def test_workshop_that_was_never_held_is_told(playbook):
    with pytest.raises(FileFault, match="workshop 9: was never held here"):
        actions.before_and_after(9)
    with pytest.raises(FileFault, match="gone: is no playbook of this store"):
        actions.start_workshop("gone", "One", by="Ann")


# -- deal folders


@pytest.fixture
def deal(tmp_path) -> Path:
    """A deal folder of one's own."""
    from shutil import copytree

    return copytree(sample_deals() / "tanjong-payments", tmp_path / "my-deal")


def test_folder_is_kept_once_and_opened_by_its_name(deal):
    for _ in range(2):
        assert actions.add_own_deal(f" '{deal}' ") == deal
    assert actions.own_deals() == [deal]
    assert actions.open_deal("my-deal").deal.folder == deal
    actions.forget_own_deal(deal)
    assert actions.own_deals() == [] and deal.is_dir()


def test_folder_that_is_gone_is_left_out(deal):
    actions.add_own_deal(str(deal))
    deal.rename(deal.with_name("moved"))
    assert actions.own_deals() == []
    with pytest.raises(FileFault, match="no such deal"):
        actions.open_deal("my-deal")


def test_list_of_the_first_version_is_taken_over(home, deal):
    home.mkdir()
    (home / "own_deals.json").write_text(json.dumps([str(deal), str(deal)]))
    assert actions.own_deals() == [deal] and actions.own_deals() == [deal]
    assert not (home / "own_deals.json").exists()


@pytest.mark.parametrize("content", ["", "{", "null", "7", "\ufeff[]", '{"a": 1}'])
def test_list_of_the_first_version_that_is_broken_hinders_nobody(home, content):
    home.mkdir()
    (home / "own_deals.json").write_text(content)
    assert actions.own_deals() == []
    assert (home / "own_deals.json").read_text() == content


# -- a broken store


def test_shipped_deals_are_there_and_the_broken_store_is_told(home):
    home.mkdir()
    (home / "studio.db").write_bytes(GARBAGE)
    found, faults = actions.deals_by_id()
    assert set(found) == {f.name for f in actions.list_deals()}
    assert len(faults) == 1 and "is not a sound store" in faults[0]
    assert actions.open_deal("tanjong-payments").evidence
    assert actions.open_playbook("reference").process
    assert (home / "studio.db").read_bytes() == GARBAGE


def test_shipped_id_is_never_taken_by_a_folder_of_ones_own(deal):
    other = deal.rename(deal.with_name("tanjong-payments"))
    with pytest.raises(BadInput, match="a deal called 'tanjong-payments' is already here"):
        actions.add_own_deal(str(other))
    assert actions.open_deal("tanjong-payments").deal.folder == sample_deals() / "tanjong-payments"


def test_point_workshop_and_edit_leave_each_other_alone(playbook, ann):
    before = parts_of(playbook)
    actions.park(playbook, TALK, "Which?", by="Ann")
    actions.start_workshop(playbook, "One", by="Ann")
    assert parts_of(playbook) == before and actions.edit_history(playbook) == []
