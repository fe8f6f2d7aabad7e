"""Differences between two playbooks, in words; two edits of one entry put together."""

from __future__ import annotations

import copy
import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from playbook_examples import bent, playbooks, shipped, sound
from pydantic import BaseModel, ValidationError

from playbook.difference import (
    FieldChange,
    after_text,
    before_text,
    differences,
    summary,
    text_items,
    three_way,
    word_pieces,
)
from playbook.difference.fields import plain
from playbook.model import Playbook

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = st.lists(st.sampled_from(["buyer", "the", "a", "CFO", "signs", ",", ".", "it's", "£3.2m", " ", "\n"]),
                 max_size=25).map(" ".join)


def said(change: FieldChange) -> list[tuple[str, str]]:
    return [(p.kind, p.text) for item in change.items for p in item.pieces]


def only(before: Playbook, after: Playbook):
    found = differences(before, after)
    assert len(found) == 1, found
    return found[0]


# -- words

@given(st.one_of(st.text(max_size=60), WORDS), st.one_of(st.text(max_size=60), WORDS))
def test_pieces_hold_both_texts_to_the_last_space(before, after):
    pieces = word_pieces(before, after)
    assert before_text(pieces) == before and after_text(pieces) == after
    assert all(p.text for p in pieces)
    assert all(a.kind != b.kind for a, b in pairwise(pieces))


def test_only_the_word_that_changed_is_marked():
    pieces = word_pieces("A buyer has named the signatory.", "A buyer has met the signatory.")
    assert [(p.kind, p.text) for p in pieces] == [
        ("kept", "A buyer has "), ("gone", "named"), ("added", "met"), ("kept", " the signatory.")]


def test_short_word_between_two_changes_is_read_with_them():
    pieces = word_pieces("We sent a proposal yesterday", "We received an a offer yesterday")
    assert [p.kind for p in pieces] == ["kept", "gone", "added", "kept"]


def test_text_written_anew_is_not_shredded():
    pieces = word_pieces("Budget is approved by the board of directors", "A named person can release this money now")
    assert [p.kind for p in pieces] == ["gone", "added"]


@pytest.mark.parametrize(("before", "after"), [("a " * 4000, "b " + "a " * 3999), ("." * 8000, ";." * 4000),
                                               ("the cat " * 1000, "cat the " * 1000)])
def test_long_and_repetitive_texts_are_compared_at_once(before, after):
    begun = time.perf_counter()
    pieces = word_pieces(before, after)
    assert before_text(pieces) == before and after_text(pieces) == after
    assert time.perf_counter() - begun < 2


# -- lists

LISTS = st.lists(st.sampled_from(["one two three", "one two four", "five", "six seven", "five ", "CFO signs"]),
                 max_size=8)


@given(LISTS, LISTS)
def test_items_of_a_list_hold_both_lists_in_their_order(before, after):
    items = text_items(before, after)
    assert [after_text(i.pieces) for i in items if i.now] == after
    assert [before_text(i.pieces) for i in sorted((i for i in items if i.was), key=lambda i: i.was)] == before
    assert [i.now for i in items if i.now] == list(range(1, len(after) + 1))
    assert (not any(i.moved or i.kind != "kept" for i in items)) == (before == after)


def test_item_that_says_nearly_the_same_is_one_changed_item():
    items = text_items(["He signs", "I sign anything up to 50,000"], ["I sign anything up to 80,000", "She signs too"])
    assert [i.kind for i in items] == ["gone", "changed", "added"]
    assert ("gone", "50,000") not in [(p.kind, p.text) for p in items[0].pieces]


def test_order_alone_says_so():
    change = only(sound(("method.rows.0.measures", ["days", "cost", "errors"])),
                  sound(("method.rows.0.measures", ["errors", "days", "cost"])))
    assert change.fields[0].order_only
    assert [i.moved for i in change.fields[0].items] == [True, False, False]


# -- entries

def test_equal_playbooks_do_not_differ():
    book = shipped("reference")
    same = Playbook.model_validate(book.model_dump() | {"version": 9, "specificity": "exemplified"})
    assert differences(book, same) == [] and summary([]) == "Nothing differs."


@SLOW
@given(playbooks())
def test_any_playbook_does_not_differ_from_its_copy(book):
    assert differences(book, Playbook.model_validate(book.model_dump())) == []


@SLOW
@given(playbooks(), playbooks())
def test_differences_hold_every_changed_field_of_both(one, other):
    for before, after in ((one, other), (one, edited(one))):
        changes = differences(before, after)
        assert bool(changes) == (unlabelled(before) != unlabelled(after))
        assert changes == differences(before, after)
        for change in changes:
            for field in change.fields:
                _check(field, at_path(before, change.was_path), at_path(after, change.path))


def edited(book: Playbook) -> Playbook:
    """The playbook turned round: lists reversed, names longer, one behaviour gone."""
    data = book.model_dump()
    for group in (data["process"], data["qualification"]["elements"], data["behaviours"][1:], data["plays"]):
        for entry in group:
            entry["name"] = entry["name"][:1000] + " again"
        group.reverse()
    return Playbook.model_validate(data)


def unlabelled(book: Playbook) -> dict:
    return book.model_dump(mode="json", exclude={"version", "specificity"})


def at_path(book: Playbook, path: str) -> BaseModel | None:
    return book if path == "playbook" else dict((p, e) for _, p, e in book.entries()).get(path)


def _check(field: FieldChange, before: BaseModel | None, after: BaseModel | None) -> None:
    """The pieces of a field are what stands in both entries."""
    texts = [(i, before_text(i.pieces), after_text(i.pieces)) for i in field.items]
    if (now := value_at(after, field, "gone")) is not None:
        assert [t for i, _, t in texts if i.kind != "gone" and t] == now
    if (was := value_at(before, field, "added")) is not None:
        assert [t for i, t, _ in sorted(texts, key=lambda t: t[0].was or 0) if i.kind != "added" and t] == was


def value_at(part, field: FieldChange, without: str) -> list[str] | None:
    """The texts at a field's place; None where it is a part without an id, or no text."""
    if part is None or field.came == without:
        return [] if field.came == without else None
    for step in field.field.split("."):
        if isinstance(part, list):
            part = next((p for p in part if getattr(p, "id", None) == step), None)
        else:
            part = getattr(part, step, None)
        if part is None:
            return None
    texts = part if isinstance(part, list) else [part]
    return None if any(isinstance(t, BaseModel) for t in texts) else [t for v in texts if (t := plain(v))]


def test_changed_entry_names_the_field_and_marks_the_words():
    change = only(sound(), sound(("qualification.elements.0.definition", "A problem of the buyer's team")))
    assert (change.path, change.pillar, change.name, change.kind) == (
        "qualification.pain", "qualification", "Pain", "changed")
    assert change.was_path == change.path
    assert [f.field for f in change.fields] == ["definition"]
    assert said(change.fields[0]) == [("kept", "A problem of the buyer's "), ("gone", "own"), ("added", "team")]


def test_nested_part_goes_down_to_its_field():
    change = only(sound(), sound(("qualification.elements.0.components.0.signals", ["It costs us"])))
    assert [f.field for f in change.fields] == ["components.named.signals"]
    assert change.fields[0].place == ("components", "Named", "signals")
    assert said(change.fields[0]) == [("added", "It costs us")]


def test_new_part_shows_what_it_says_and_that_it_is_new():
    part = {"id": "felt", "name": "Felt", "meaning": "It hurts", "required": False}
    change = only(sound(), sound(("qualification.elements.0.components.1", part)))
    assert [(f.field, f.came, said(f)) for f in change.fields] == [
        ("components.felt.name", "added", [("added", "Felt")]),
        ("components.felt.meaning", "added", [("added", "It hurts")]),
        ("components.felt.required", "added", [("added", "no")])]


def test_parts_without_an_id_are_met_by_what_they_say():
    never = {"score": 0, "meaning": "Never"}
    before = sound(("behaviours.0.anchors", [never, {"score": 3, "meaning": "Always asks"}]))
    after = sound(("behaviours.0.anchors", [{"score": 3, "meaning": "Always asks why"}, never]))
    fields = only(before, after).fields
    assert [(f.field, f.order_only) for f in fields] == [("anchors", True), ("anchors.1.meaning", False)]
    assert fields[1].place == ("anchors", "score 3", "meaning") and said(fields[1])[-1] == ("added", " why")


def test_condition_that_is_empty_differs_from_none():
    change = only(sound(), sound(("plays.0.applies_when", {})))
    assert [(f.field, said(f)) for f in change.fields] == [("applies_when", [("added", "nothing in it")])]


def test_entry_that_came_and_went_is_added_and_removed():
    more = sound(("behaviours.1", {"id": "listen", "name": "Listen", "standard": "Lets the buyer finish"}))
    added, removed = only(sound(), more), only(more, sound())
    assert (added.kind, added.path, added.was_path) == ("added", "behaviours.listen", "")
    assert (removed.kind, removed.path) == ("removed", "behaviours.listen")
    assert [f.field for f in added.fields] == [f.field for f in removed.fields] == ["name", "standard"]
    assert said(added.fields[1]) == [("added", "Lets the buyer finish")]


def test_archiving_has_a_word_of_its_own():
    away = sound(("plays.0.archived", True))
    assert (only(sound(), away).kind, only(away, sound()).kind) == ("archived", "restored")
    assert only(sound(), away).fields == ()


STAGE = {"id": "show", "name": "Show", "exit_criteria": []}


def test_stage_that_moved_says_from_where_to_where():
    data = bent(("process.1", STAGE), ("process.2", {"id": "offer", "name": "Offer"}))
    before = Playbook.model_validate(copy.deepcopy(data))
    data["process"].insert(0, data["process"].pop(2))
    change = only(before, Playbook.model_validate(data))
    assert (change.path, change.kind, change.moved) == ("process.offer", "moved", "from third to first place")


def test_criterion_that_went_to_another_stage_moved():
    data = bent(("process.1", copy.deepcopy(STAGE)))
    before = Playbook.model_validate(copy.deepcopy(data))
    data["process"][1]["exit_criteria"].append(data["process"][0]["exit_criteria"].pop())
    change = only(before, Playbook.model_validate(data))
    assert (change.path, change.was_path, change.kind) == ("process.show.said", "process.talk.said", "moved")
    assert change.moved == "from Talk to Show"


def test_stage_under_another_id_takes_its_criteria_along():
    data = bent(("behaviours.0.stages", ["chat"]), ("process.0.id", "chat"),
                ("qualification.elements.0.expected_by", "chat"), ("plays.0.when.0.stages", ["chat"]))
    changes = differences(sound(), Playbook.model_validate(data))
    assert [(c.path, c.was_path, c.kind) for c in changes if c.pillar == "process"] == [
        ("process.chat", "process.talk", "changed")]
    assert [f.field for f in changes[0].fields] == ["id"]


def test_playbooks_own_fields_stand_under_its_own_path():
    after = sound(("name", "Acme Ltd"), ("currency", "USD"), ("method.summary", "Problem first"),
                  ("governance.rules", ["A person approves"]), ("qualification.framework", "BANT"),
                  ("orchestration.events.0.workflow", "deal_review"),
                  ("governance.grants", [{"workflow": "crm_hygiene"}]))
    changes = differences(sound(), after)
    assert [(c.path, c.kind) for c in changes] == [("playbook", "changed")]
    assert [f.field for f in changes[0].fields] == [
        "name", "currency", "qualification.framework", "method.summary", "orchestration.events.1.workflow",
        "governance.rules", "governance.grants.1.workflow"]


def test_summary_counts_and_says_where_most_is():
    after = sound(("qualification.elements.0.question", "What hurts?"), ("plays.0.archived", True),
                  ("qualification.elements.1", {"id": "money", "name": "Money"}))
    assert summary(differences(sound(), after)) == "1 entry changed, 1 added, 1 archived; most in Qualification."
    assert summary(differences(sound(), sound(("name", "B")))) == "The playbook's own name changed."
    two = sound(("plays.0.name", "Dig deep"), ("plays.1", {"id": "wait", "name": "Wait"}))
    assert summary(differences(sound(), two)) == "1 entry changed, 1 added; all in Plays."
    apart = sound(("plays.0.name", "Dig deep"), ("behaviours.0.name", "Ask"), ("name", "B"))
    assert summary(differences(sound(), apart)) == (
        "2 entries changed; in Behaviours and Plays. The playbook's own name changed.")


def test_ten_thousand_entries_are_compared_in_two_seconds():
    criteria = [{"id": f"c{j}", "name": f"Said {j}", "signals": ["we will", "we do"]} for j in range(9)]
    data = bent(*((f"process.{i}", {"id": f"s{i}", "name": f"Stage {i}", "exit_criteria": criteria})
                  for i in range(1, 1000)))
    before = Playbook.model_validate(data)
    after = Playbook.model_validate(data | {"process": [*data["process"][1:], data["process"][0]], "name": "B"})
    begun = time.perf_counter()
    changes = differences(before, after)
    assert time.perf_counter() - begun < 2
    assert [c.path for c in changes] == ["playbook", "process.talk"]
    assert changes[1].moved == "from first to 1000th place"


# -- two people

KEYS = st.sampled_from(["name", "definition", "signals", "questions", "components", "examples"])
TEXT = st.sampled_from(["", "A problem", "A problem of theirs", "The cost", "Who signs"])
ITEMS = st.lists(st.sampled_from(["we will", "we will not", "board signs", "CFO signs", "no idea"]), max_size=4)
PARTS = st.lists(st.fixed_dictionaries({"id": st.sampled_from("abc"), "name": TEXT, "signals": ITEMS}), max_size=3,
                 unique_by=lambda p: p["id"])
EXAMPLES = st.fixed_dictionaries({"good": st.lists(st.fixed_dictionaries({"text": TEXT, "why": TEXT}), max_size=2)})
ENTRIES = st.fixed_dictionaries({}, optional={"name": TEXT, "definition": TEXT, "signals": ITEMS, "questions": ITEMS,
                                              "components": PARTS, "examples": EXAMPLES})


@given(ENTRIES, ENTRIES, ENTRIES)
def test_field_that_one_side_changed_takes_that_sides_value(base, mine, theirs):
    merged = three_way(base, mine, theirs).merged
    for key in ("name", "definition", "signals", "questions", "components", "examples"):
        was, own, other = (part.get(key) for part in (base, mine, theirs))
        if (key in base, was) == (key in theirs, other):
            assert merged.get(key) == own
        elif (key in base, was) == (key in mine, own):
            assert merged.get(key) == other


@given(ENTRIES, ENTRIES, ENTRIES)
def test_nothing_that_either_side_added_is_lost(base, mine, theirs):
    merge = three_way(base, mine, theirs)
    held = leaves(merge.merged) | {leaf for c in merge.conflicts for leaf in leaves(c.mine) | leaves(c.theirs)}
    assert leaves(mine) - leaves(base) <= held and leaves(theirs) - leaves(base) <= held


@given(ENTRIES, ENTRIES, ENTRIES)
def test_both_sides_see_the_same_conflicts(base, mine, theirs):
    one, other = three_way(base, mine, theirs), three_way(base, theirs, mine)
    assert sorted(c.field for c in one.conflicts) == sorted(c.field for c in other.conflicts)
    assert all(c.mine != c.theirs for c in one.conflicts)
    if not one.conflicts:
        assert leaves(one.merged) == leaves(other.merged)


@given(ENTRIES, ENTRIES)
def test_one_edit_alone_is_that_edit(base, mine):
    for merge, side in ((three_way(base, mine, base), "mine"), (three_way(base, base, mine), "theirs")):
        assert merge.merged == mine and not merge.conflicts
        assert set(merge.sides.values()) <= {side}
    assert three_way(base, mine, mine).merged == mine


def leaves(value) -> set[str]:
    if isinstance(value, dict):
        return {leaf for v in value.values() for leaf in leaves(v)}
    if isinstance(value, list):
        return {leaf for v in value for leaf in leaves(v)}
    return {value} if isinstance(value, str) else set()


def test_same_field_changed_by_both_is_a_conflict_with_both_values():
    merge = three_way({"definition": "A"}, {"definition": "B"}, {"definition": "C"})
    (conflict,) = merge.conflicts
    assert (conflict.field, conflict.base, conflict.mine, conflict.theirs) == ("definition", "A", "B", "C")
    assert merge.merged == {"definition": "B"} and merge.sides == {"definition": "both"}


def test_lists_to_which_both_added_have_all_in_order():
    merge = three_way({"signals": ["a", "b", "c"]}, {"signals": ["new", "a", "b", "mine", "c"]},
                      {"signals": ["a", "b", "theirs", "last"]})
    assert merge.merged == {"signals": ["new", "a", "b", "mine", "theirs", "last"]} and not merge.conflicts


def test_item_that_both_rewrote_is_a_conflict():
    base = {"signals": ["I sign up to 50,000", "no"]}
    merge = three_way(base, {"signals": ["I sign up to 80,000", "no"]}, {"signals": ["I sign up to 90,000", "no"]})
    assert [c.field for c in merge.conflicts] == ["signals"]
    taken = three_way(base, {"signals": ["I sign up to 80,000", "no"]}, {"signals": ["no"]})
    assert [c.field for c in taken.conflicts] == ["signals"]


def test_parts_with_an_id_are_put_together_one_by_one():
    base = {"components": [{"id": "who", "name": "Who", "signals": ["a"]}, {"id": "when", "name": "When"}]}
    mine = {"components": [{"id": "who", "name": "Who signs", "signals": ["a"]}, {"id": "when", "name": "When"}]}
    theirs = {"components": [{"id": "who", "name": "Who", "signals": ["a", "b"]}, {"id": "why", "name": "Why"}]}
    merge = three_way(base, mine, theirs)
    assert merge.merged["components"] == [{"id": "who", "name": "Who signs", "signals": ["a", "b"]},
                                          {"id": "why", "name": "Why"}]
    assert merge.sides == {"components.who.name": "mine", "components.who.signals": "theirs",
                           "components.when": "theirs", "components.why": "theirs"}


def test_part_that_one_took_out_and_the_other_edited_is_kept_and_told():
    base = {"components": [{"id": "who", "name": "Who"}]}
    merge = three_way(base, {"components": []}, {"components": [{"id": "who", "name": "Who signs"}]})
    assert merge.merged["components"] == [{"id": "who", "name": "Who signs"}]
    assert [(c.field, c.mine) for c in merge.conflicts] == [("components.who", None)]


def test_two_different_orders_are_a_conflict():
    merge = three_way({"do": ["a", "b", "c"]}, {"do": ["c", "a", "b"]}, {"do": ["b", "a", "c"]})
    assert [c.field for c in merge.conflicts] == ["do"]
    one = three_way({"do": ["a", "b", "c"]}, {"do": ["c", "a", "b"]}, {"do": ["a", "b", "new", "c"]})
    assert one.merged == {"do": ["c", "a", "b", "new"]} and not one.conflicts


@SLOW
@given(playbooks(), st.randoms())
def test_edits_of_different_fields_of_a_real_entry_make_a_valid_entry(book, rng):
    entry = rng.choice([e for _, _, e in book.entries()] or [None])
    assume(entry is not None)
    base = entry.model_dump(mode="json")
    merge = three_way(base, base | {"owner": "Ann"}, base | {"name": "Theirs"})
    assert not merge.conflicts
    try:
        made = type(entry).model_validate(merge.merged)
    except ValidationError as error:
        raise AssertionError(error) from error
    assert (made.owner, made.name) == ("Ann", "Theirs")
