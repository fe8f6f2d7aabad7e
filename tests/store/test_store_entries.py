"""Entries come, go and move: nothing is deleted, and what two people meant both holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from store_examples import SMALL, Session, all_parts, everything, faster, order, parts_of, small, start

from playbook.files import library_ids, parse_playbook, read_playbook, to_json, to_yaml
from playbook.model import Playbook
from playbook.text_files import FileFault
from studio import actions
from studio.actions import BadInput
from studio.store.playbooks import Conflict

TALK = "process.talk"


# -- in and out


@pytest.mark.parametrize("name", library_ids())
def test_yaml_to_store_to_yaml_is_lossless(name):
    book = read_playbook(name)
    playbook = start(book.name, book)
    kept = actions.own_book(playbook)
    same = kept.model_copy(update={"id": book.id, "version": book.version})
    assert to_yaml(same) == to_yaml(book) and to_json(same) == to_json(book)
    assert all_parts(kept) == all_parts(book)


def test_what_the_store_exports_can_start_another_one():
    first = start("First", "reference")
    text = actions.export_playbook(first)
    second = start("First", parse_playbook(text))
    assert second == "first_2"
    assert all_parts(actions.own_book(second)) == all_parts(actions.own_book(first))


def test_a_name_may_stand_twice_and_each_playbook_has_its_id():
    assert [start("Ours"), start("Ours"), start("ours")] == ["ours", "ours_2", "ours_3"]


def test_two_people_who_start_the_same_name_at_once_get_two_playbooks(home):
    ready = Barrier(4)

    def begin(who):
        ready.wait(30)
        return actions.start_playbook("Ours", by=who, source=small())

    with ThreadPoolExecutor(4) as pool:
        made = sorted(pool.map(begin, ["Ann", "Bo", "Cy", "Di"]))
    assert made == ["ours", "ours_2", "ours_3", "ours_4"]
    assert sorted(k.by for k in actions.own_playbooks()) == ["Ann", "Bo", "Cy", "Di"]
    assert [len(actions.versions(p)) for p in made] == [1] * 4


@pytest.mark.parametrize(("name", "expected"), [
    ("Reference", "reference_2"), ("🎯", "playbook"), ("كتاب", "playbook"), ("Größe & Co.", "grosse_co"),
    ("  Two\n words ", "two_words"), ("../../etc", "etc"), ("x" * 200, "x" * 60)])
def test_any_name_gives_an_id_that_is_free(name, expected):
    expected = expected.replace("grosse", "groe")
    assert start(name) == expected
    assert actions.own_book(expected).name == " ".join(name.split())


@pytest.mark.parametrize("name", ["", "  \n ", "x" * 201])
def test_playbook_without_a_fitting_name_is_refused(name):
    with pytest.raises(BadInput, match="the playbook's name: expected 1 to 200 characters"):
        start(name)


def test_playbook_starts_from_nothing_or_from_a_file(tmp_path):
    assert actions.own_book(actions.start_playbook("Empty", by="Ann")).process == []
    (tmp_path / "book.yaml").write_text(to_yaml(small()))
    assert all_parts(actions.own_book(start("Filed", tmp_path / "book.yaml"))) == all_parts(small())
    with pytest.raises(FileFault, match="no such playbook"):
        start("Lost", tmp_path / "none.yaml")
    assert [k.id for k in actions.own_playbooks()] == ["filed", "empty"]


def test_shipped_playbook_is_never_hidden_by_one_of_ones_own(playbook):
    shipped = actions.open_playbook("reference").name
    assert start("Reference") == "reference_2"
    assert actions.open_playbook("reference").name == shipped
    assert actions.open_playbook("reference_2").name == "Reference"


def test_playbook_put_away_is_kept(playbook):
    actions.put_away(playbook)
    assert actions.own_playbooks() == [] and actions.own_book(playbook) is not None
    assert start("Ours") == "ours_2"
    actions.put_away(playbook, False)
    assert {k.id for k in actions.own_playbooks()} == {"ours", "ours_2"}


# -- adding and copying


@pytest.mark.parametrize("group", ["process", TALK, "qualification", "behaviours", "plays", "method.chain",
                                   "method.rows", "method.guidance", "method.positions", "method.value_drivers",
                                   "method.levers", "method.pairs", "orchestration.agents", "governance.judgements"])
def test_entry_is_added_to_any_list_by_its_name_alone(playbook, group):
    before = parts_of(playbook)
    path = actions.add_entry(playbook, group, "Something new", by="Ann")
    assert path == f"{group}.something_new"
    assert order(playbook, group)[-1] == "something_new"
    after = parts_of(playbook)
    assert {p: after[p] for p in before if p != f"order:{group}"} == {p: before[p] for p in before
                                                                      if p != f"order:{group}"}


def test_entry_is_added_behind_another(playbook):
    actions.add_entry(playbook, "process", "Test", by="Ann", after="talk")
    assert order(playbook, "process") == ["talk", "test", "show", "sign"]


def test_same_name_twice_makes_two_entries(playbook):
    paths = [actions.add_entry(playbook, TALK, "Said 🎯", by=who) for who in ("Ann", "Bo")]
    assert paths == ["process.talk.said_2", "process.talk.said_3"]


def test_two_people_who_add_the_same_name_at_once_get_two_entries(playbook):
    def bo_adds():
        actions.add_entry(playbook, TALK, "Budget named", by="Bo", fields={"statement": "Bo's words"})

    with faster(bo_adds):
        mine = actions.add_entry(playbook, TALK, "Budget named", by="Ann", fields={"statement": "Ann's words"})
    parts = parts_of(playbook)
    assert parts["process.talk.budget_named"]["statement"] == "Bo's words"
    assert mine == "process.talk.budget_named_2" and parts[mine]["statement"] == "Ann's words"
    assert order(playbook, TALK) == ["said", "cost", "budget_named", "budget_named_2"]


@pytest.mark.parametrize(("group", "name", "told"), [
    (TALK, "  ", "name: is empty"), ("process.gone", "X", "is no stage here")])
def test_entry_that_cannot_be_added_is_told_and_nothing_changes(playbook, group, name, told):
    before = parts_of(playbook)
    with pytest.raises((BadInput, FileFault), match=told) as fault:
        actions.add_entry(playbook, group, name, by="Ann")
    assert len(str(fault.value).splitlines()) == 1
    assert parts_of(playbook) == before


def test_copy_of_an_entry_stands_right_behind_it_without_its_canonical_id(playbook):
    path = actions.duplicate_entry(playbook, "qualification.pain", by="Ann")
    assert path == "qualification.pain_copy"
    assert order(playbook, "qualification") == ["pain", "pain_copy", "signer"]
    assert parts_of(playbook)[path] == {"id": "pain_copy", "name": "Pain (copy)", "expected_by": "talk"}


def test_copy_of_a_stage_has_its_criteria_in_their_order(playbook):
    actions.reorder_entry(playbook, "process.talk.cost", -1, by="Ann")
    path = actions.duplicate_entry(playbook, TALK, by="Ann")
    assert order(playbook, path) == order(playbook, TALK) == ["cost", "said"]
    parts = parts_of(playbook)
    assert parts[f"{path}.said"] == parts["process.talk.said"]
    actions.undo(playbook, "Ann")
    assert order(playbook, "process") == ["talk", "show", "sign"]


def test_copy_of_the_longest_name_and_id_fits():
    book = {**SMALL, "behaviours": [{"id": "i" * 80, "name": "n" * 2000}]}
    playbook = start("Long", Playbook.model_validate(book))
    copies = [actions.duplicate_entry(playbook, f"behaviours.{'i' * 80}", by="Ann") for _ in range(2)]
    assert len(set(copies)) == 2 and len(order(playbook, "behaviours")) == 3


# -- moving


def test_criterion_is_moved_with_its_text_to_the_end_of_another_stage(playbook):
    before = parts_of(playbook)["process.talk.cost"]
    assert actions.move_entry(playbook, "process.talk.cost", "process.show", by="Ann") == "process.show.cost"
    assert order(playbook, TALK) == ["said"] and order(playbook, "process.show") == ["seen", "cost"]
    assert parts_of(playbook)["process.show.cost"] == before


def test_criterion_keeps_its_id_where_that_is_free_and_gets_another_where_not(playbook):
    path = actions.add_entry(playbook, "process.sign", "Said", by="Ann")
    assert path == "process.sign.said"
    assert actions.move_entry(playbook, path, TALK, by="Ann") == "process.talk.said_2"
    book = {**SMALL, "process": [{"id": "a", "name": "A", "exit_criteria": [{"id": "with-dash", "name": "W"}]},
                                 {"id": "b", "name": "B"}]}
    other = start("Other", Playbook.model_validate({**book, "qualification": {}, "behaviours": []}))
    assert actions.move_entry(other, "process.a.with-dash", "process.b", by="Ann") == "process.b.with-dash"


def test_moving_to_where_it_is_changes_nothing(playbook):
    before = parts_of(playbook)
    assert actions.move_entry(playbook, "process.talk.said", TALK, by="Ann") == "process.talk.said"
    assert parts_of(playbook) == before and actions.edit_history(playbook) == []


@pytest.mark.parametrize(("path", "to"), [
    ("process.talk.said", "process.gone"), ("process.talk.said", "qualification"), ("process.talk.said", "nowhere"),
    ("process.talk.gone", "process.show"), ("qualification.pain", "process.show"), (TALK, "process.show"),
    ("process.talk.said", "process")])
def test_move_that_makes_no_sense_is_told_and_nothing_changes(playbook, path, to):
    before = parts_of(playbook)
    with pytest.raises(BadInput):
        actions.move_entry(playbook, path, to, by="Ann")
    assert parts_of(playbook) == before


def test_entry_that_is_edited_while_it_is_moved_moves_with_the_edit(playbook, bo):
    with faster(lambda: bo.save("process.talk.cost", statement="Bo's newest words")):
        actions.move_entry(playbook, "process.talk.cost", "process.show", by="Ann")
    assert parts_of(playbook)["process.show.cost"]["statement"] == "Bo's newest words"
    assert "process.talk.cost" not in parts_of(playbook) and actions.held_texts(playbook) == []


def test_text_saved_where_the_entry_was_moved_away_is_kept(home, playbook, ann):
    ann.open("process.talk.cost")
    actions.move_entry(playbook, "process.talk.cost", "process.show", by="Bo")
    ann.late("process.talk.cost", statement="Ann's words")
    held, = actions.held_texts(playbook)
    assert held.mine["statement"] == "Ann's words" and held.theirs is None
    assert actions.settle_held(held.number, "mine", by="Ann") == "process.talk.cost"
    assert {"process.talk.cost", "process.show.cost"} <= set(parts_of(playbook))


# -- order


def test_entries_go_up_and_down_and_stop_at_the_ends(playbook):
    steps = [("sign", -1), ("sign", -1), ("sign", -1), ("sign", 1), ("talk", 5), ("talk", -9)]
    found = []
    for me, step in steps:
        actions.reorder_entry(playbook, f"process.{me}", step, by="Ann")
        found.append(order(playbook, "process"))
    assert found == [["talk", "sign", "show"], ["sign", "talk", "show"], ["sign", "talk", "show"],
                     ["talk", "sign", "show"], ["sign", "show", "talk"], ["talk", "sign", "show"]]


def test_archived_entries_are_passed_over_when_others_move(playbook):
    actions.archive_entry(playbook, "process.show", by="Ann")
    actions.reorder_entry(playbook, "process.sign", -1, by="Ann")
    live = [s.id for s in actions.own_book(playbook).process if not s.archived]
    assert live == ["sign", "talk"]


def test_archived_entry_may_be_moved_too(playbook):
    actions.archive_entry(playbook, "process.sign", by="Ann")
    actions.reorder_entry(playbook, "process.sign", -1, by="Ann")
    assert order(playbook, "process") == ["talk", "sign", "show"]


def test_entry_that_is_gone_is_told(playbook):
    for action in (lambda p: actions.reorder_entry(playbook, p, 1, by="Ann"),
                   lambda p: actions.archive_entry(playbook, p, by="Ann"),
                   lambda p: actions.duplicate_entry(playbook, p, by="Ann")):
        with pytest.raises(BadInput, match="is no entry of Ours; somebody may have moved it"):
            action("process.gone")


def test_orders_that_two_people_meant_both_hold(playbook):
    for n in range(4):
        actions.add_entry(playbook, "process", f"Step {n}", by="Ann")

    def bo_sorts():
        actions.reorder_entry(playbook, "process.step_3", -1, by="Bo")
        actions.add_entry(playbook, "process", "Bo's", by="Bo", after="talk")

    with faster(bo_sorts):
        actions.reorder_entry(playbook, "process.show", -1, by="Ann")
    found = order(playbook, "process")
    assert found.index("step_3") < found.index("step_2"), "Bo moved step 3 up"
    assert found.index("show") < found.index("bo_s"), "Ann moved the second stage up"
    assert sorted(found) == sorted(["talk", "show", "sign", "bo_s", *(f"step_{n}" for n in range(4))])


# -- archiving


def test_archived_entry_keeps_all_its_text_and_comes_back(playbook):
    before = parts_of(playbook)
    actions.archive_entry(playbook, TALK, by="Ann")
    assert parts_of(playbook)[TALK] == {**before[TALK], "archived": True}
    actions.archive_entry(playbook, TALK, False, by="Bo")
    assert parts_of(playbook) == before
    assert [e.what for e in actions.edit_history(playbook)] == ["Brought back Talk", "Archived Talk"]


def test_archiving_never_covers_what_somebody_saves_at_the_same_time(home, playbook, bo):
    with faster(lambda: bo.save(TALK, purpose="Bo's newest words")), pytest.raises(Conflict):
        actions.archive_entry(playbook, TALK, by="Ann")
    assert actions.own_book(playbook).process[0].purpose == "Bo's newest words"


# -- the table


def rows(session: Session, **changes: dict) -> int:
    """Save several rows of the table as this person saw them."""
    paths = {f"process.{k.replace('__', '.')}": v for k, v in changes.items()}
    return actions.save_rows(session.playbook, paths, seen={p: session.seen[p][0] for p in paths},
                             base={p: session.seen[p][1] for p in paths}, by=session.by)


def test_rows_of_the_table_are_one_edit(playbook, ann):
    for path in (TALK, "process.show"):
        ann.open(path)
    rows(ann, talk={"purpose": "One"}, show={"purpose": "Two"})
    assert [s.purpose for s in actions.own_book(playbook).process[:2]] == ["One", "Two"]
    assert [e.what for e in actions.edit_history(playbook)] == ["Edited 2 entries in the table"]
    ann.undo()
    assert [s.purpose for s in actions.own_book(playbook).process[:2]] == ["Find the problem", ""]


def test_rows_that_nobody_touched_are_saved_and_every_other_one_is_kept(home, playbook, ann, bo):
    for path in (TALK, "process.show", "process.sign"):
        ann.open(path)
    bo.save(TALK, purpose="Bo one")
    bo.save("process.show", purpose="Bo two")
    with pytest.raises(Conflict):
        rows(ann, talk={"purpose": "Ann one"}, show={"purpose": "Ann two"}, sign={"purpose": "Ann three"})
    assert [s.purpose for s in actions.own_book(playbook).process] == ["Bo one", "Bo two", "Ann three"]
    assert [h.mine["purpose"] for h in actions.held_texts(playbook)] == ["Ann one", "Ann two"]


def test_row_that_does_not_fit_saves_none(playbook, ann):
    for path in (TALK, "process.show"):
        ann.open(path)
    with pytest.raises(BadInput, match=r"^process\.show: typical days: "):
        rows(ann, talk={"purpose": "One"}, show={"typical_days": -1})
    assert actions.edit_history(playbook) == []


def test_nothing_that_was_ever_there_is_gone(home, playbook):
    before = parts_of(playbook)
    actions.move_entry(playbook, "process.talk.cost", "process.show", by="Ann")
    actions.archive_entry(playbook, "process.sign", by="Bo")
    actions.duplicate_entry(playbook, TALK, by="Ann")
    for who in ("Ann", "Bo", "Ann"):
        actions.undo(playbook, who)
    assert parts_of(playbook) == before
    assert "Talk (copy)" in everything(home)
