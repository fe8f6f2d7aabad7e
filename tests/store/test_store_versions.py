"""Versions: numbered, named, with a reason, never changed; any of them can be brought back."""

from __future__ import annotations

import pytest
from store_examples import all_parts, parts_of, small, sql, start

from playbook.files import to_yaml
from playbook.text_files import FileFault
from studio import actions
from studio.actions import BadInput

TALK = "process.talk"


def test_first_version_is_the_start(playbook):
    version, = actions.versions(playbook)
    assert (version.number, version.by, version.name, version.reason) == (1, "Ann", "The start", "Started from Small")
    assert all_parts(actions.version_book(playbook, 1)) == all_parts(small())


def test_version_is_the_playbook_as_it_was_saved_and_stays_so(playbook, ann, bo):
    ann.save(TALK, purpose="In version 2")
    version = actions.publish(playbook, name=" Second \n one ", reason=" It is clearer ", by="Ann")
    assert (version.number, version.name, version.reason) == (2, "Second one", "It is clearer")
    published = to_yaml(actions.own_book(playbook))
    bo.save(TALK, purpose="After version 2")
    actions.add_entry(playbook, "process", "Prove", by="Bo")
    assert to_yaml(actions.version_book(playbook, 2)) == published
    assert actions.version_book(playbook, 2).version == 2
    assert [v.number for v in actions.versions(playbook)] == [2, 1]


def test_exported_playbook_has_the_number_of_its_last_version(playbook, ann):
    ann.save(TALK, purpose="New")
    actions.publish(playbook, name="", reason="New", by="Ann")
    assert "version: 2" in actions.export_playbook(playbook)


@pytest.mark.parametrize(("name", "reason", "told"), [
    ("", "  ", "expected a sentence on why"), ("n" * 121, "r", "at most 120"), ("n", "r" * 2001, "at most 2,000")])
def test_version_needs_a_reason_that_fits(playbook, ann, name, reason, told):
    ann.save(TALK, purpose="New")
    with pytest.raises(BadInput, match=told):
        actions.publish(playbook, name=name, reason=reason, by="Ann")
    assert len(actions.versions(playbook)) == 1


def test_nothing_new_is_not_published(playbook):
    with pytest.raises(FileFault, match="has no edits since version 1, expected some to publish"):
        actions.publish(playbook, name="", reason="Again", by="Ann")
    with pytest.raises(FileFault, match="is no playbook of this store"):
        actions.publish("gone", name="", reason="Again", by="Ann")


def test_what_the_publisher_did_not_see_is_not_published(playbook, ann, bo):
    seen = ann.save(TALK, purpose="Ann's")
    bo.save("process.show", purpose="Bo's")
    with pytest.raises(FileFault, match="was edited by somebody else a moment ago"):
        actions.publish(playbook, name="", reason="Mine", by="Ann", seen=seen)
    assert len(actions.versions(playbook)) == 1
    assert actions.publish(playbook, name="", reason="Ours", by="Ann", seen=seen + 1).number == 2


def test_any_version_comes_back_exactly_and_that_can_be_undone(playbook, ann, bo):
    first = parts_of(playbook)
    ann.save(TALK, purpose="New")
    actions.move_entry(playbook, "process.talk.cost", "process.show", by="Bo")
    actions.add_entry(playbook, "qualification", "Timing", by="Bo")
    actions.save_own_fields(playbook, {"name": "Renamed"}, base=parts_of(playbook)["playbook"], seen=99, by="Bo")
    actions.publish(playbook, name="", reason="Changed a lot", by="Bo")
    second = parts_of(playbook)
    actions.bring_back_version(playbook, 1, by="Ann")
    assert parts_of(playbook) == first
    assert actions.own_playbook(playbook).kept.name == "Ours"
    assert actions.undo(playbook, "Ann").what == "Brought back version 1"
    assert parts_of(playbook) == second
    assert actions.own_playbook(playbook).kept.name == "Renamed"
    actions.redo(playbook, "Ann")
    assert parts_of(playbook) == first


def test_bringing_back_tells_a_session_that_is_open(playbook, ann, bo):
    ann.save(TALK, purpose="New")
    bo.open(TALK)
    actions.bring_back_version(playbook, 1, by="Ann")
    assert bo.late(TALK, purpose="Bo did not see it").theirs_by == "Ann"


def test_version_that_is_not_there_is_told(playbook):
    for action in (lambda: actions.version_book(playbook, 7),
                   lambda: actions.bring_back_version(playbook, 7, by="Ann")):
        with pytest.raises(FileFault, match="ours: version 7: was never published, expected one of the history"):
            action()


def test_undone_work_is_still_in_its_version(home, playbook, ann):
    ann.save(TALK, purpose="Published and then taken back")
    actions.publish(playbook, name="", reason="Try", by="Ann")
    ann.undo()
    assert actions.version_book(playbook, 2).process[0].purpose == "Published and then taken back"
    assert actions.publish(playbook, name="", reason="Without it", by="Ann").number == 3


def test_versions_of_two_playbooks_are_counted_apart(home, playbook, ann):
    other = start("Other")
    ann.save(TALK, purpose="New")
    assert actions.publish(playbook, name="", reason="New", by="Ann").number == 2
    assert [v.number for v in actions.versions(other)] == [1]
    assert sql(home, "select count(*) from versions") == [(3,)]
