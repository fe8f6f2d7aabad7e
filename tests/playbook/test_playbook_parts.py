"""Parts: a playbook taken apart and put together is the same playbook."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playbook_examples import playbooks, shipped, sound

from playbook.files import library_ids, parse_playbook, to_json, to_yaml
from playbook.ladder import LEVELS, at_level
from playbook.model import Behaviour, ExitCriterion, Stage
from playbook.model.method import MethodRow
from playbook.parts import OWN, group_of, is_order, join, kind_of, order_path, split
from playbook.text_files import FileFault


def entries(parts):
    return {path: part for path, part in parts.items() if path != OWN and not is_order(path)}


@settings(max_examples=80, deadline=None)
@given(playbooks())
def test_any_playbook_is_the_same_after_taking_apart_and_putting_together(book):
    assert join(split(book), book.version) == book


@pytest.mark.parametrize("name", library_ids())
def test_shipped_playbook_is_the_same_and_is_written_the_same(name):
    book = shipped(name)
    again = join(split(book), book.version)
    assert again == book
    assert to_yaml(again) == to_yaml(book)
    assert to_json(again) == to_json(book)


@pytest.mark.parametrize("level", LEVELS)
def test_playbook_derived_at_a_level_is_the_same(level):
    book = at_level(shipped("reference"), level)
    assert join(split(book), book.version) == book


@settings(max_examples=40, deadline=None)
@given(playbooks())
def test_yaml_and_json_to_parts_and_back_are_lossless(book):
    for write in (to_yaml, to_json):
        read = parse_playbook(write(book))
        assert write(join(split(read), read.version)) == write(book)


@settings(max_examples=40, deadline=None)
@given(playbooks(), st.randoms(use_true_random=False))
def test_parts_may_come_in_any_order(book, rng):
    parts = list(split(book).items())
    rng.shuffle(parts)
    assert join(dict(parts), book.version) == book


def test_every_part_has_its_kind_and_its_place():
    parts = split(shipped("reference"))
    assert kind_of("process.discovery") is Stage and group_of("process.discovery") == "process"
    criterion = next(p for p in parts if p.startswith("process.discovery."))
    assert kind_of(criterion) is ExitCriterion and group_of(criterion) == "process.discovery"
    assert kind_of(next(p for p in parts if p.startswith("method.rows."))) is MethodRow
    assert kind_of(next(p for p in parts if p.startswith("behaviours."))) is Behaviour
    for path, part in entries(parts).items():
        assert path == f"{group_of(path)}.{part['id']}"
        assert "exit_criteria" not in part


def test_every_entry_stands_in_exactly_one_order():
    parts = split(shipped("reference"))
    ordered = [f"{p.removeprefix('order:')}.{i}" for p, part in parts.items() if is_order(p) for i in part]
    assert sorted(ordered) == sorted(entries(parts))


def test_own_part_holds_no_entry_and_no_version():
    own = split(sound(("version", 4)))[OWN]
    assert own["name"] == "Acme" and own["currency"] == "EUR" and own["segments"]
    assert own["qualification"] == {"framework": "Own"}
    assert not {"version", "process", "behaviours", "plays", "method"} & set(own)


def test_version_is_given_when_it_is_put_together():
    assert join(split(sound(("version", 4))), 9).version == 9


def test_id_in_an_order_that_no_entry_has_is_passed_over():
    parts = split(shipped("reference"))
    order = order_path("process")
    assert join({**parts, order: ["gone", *parts[order], "never_was"]}) == join(parts)


def test_id_that_stands_twice_in_an_order_counts_once():
    parts = split(shipped("reference"))
    order = order_path("process")
    assert join({**parts, order: [*parts[order], parts[order][0]]}) == join(parts)


def test_entry_that_its_order_does_not_name_stands_at_the_end():
    parts = split(shipped("reference"))
    order, first = order_path("process"), shipped("reference").process[0].id
    book = join({**parts, order: parts[order][1:]})
    assert [s.id for s in book.process] == [*parts[order][1:], first]


def test_list_without_an_order_keeps_every_entry():
    parts = split(shipped("reference"))
    del parts[order_path("qualification")]
    assert [e.id for e in join(parts).qualification.elements] == [
        e.id for e in shipped("reference").qualification.elements]


def test_order_alone_makes_no_entry():
    assert join({OWN: {"id": "a", "name": "A"}, order_path("process"): ["x"], order_path("process.x"): ["y"]}) == (
        join({OWN: {"id": "a", "name": "A"}}))


def test_criterion_of_a_stage_that_is_not_there_is_refused():
    parts = {OWN: {"id": "a", "name": "A"}, "process.gone.said": {"id": "said", "name": "Said"}}
    with pytest.raises(FileFault, match=r"^mine: process\.gone: is no stage here, expected one that holds 'said'$"):
        join(parts, name="mine")


def test_parts_that_make_no_playbook_are_refused_with_the_place():
    parts = split(sound())
    parts["qualification.pain"] = {**parts["qualification.pain"], "expected_by": "nowhere"}
    with pytest.raises(FileFault, match=r"^mine: .*qualification\.pain\.expected_by.*nowhere"):
        join(parts, name="mine")


@pytest.mark.parametrize("path", ["", "nowhere", "nowhere.x", "process.a.b.c", "method.x", "method.rows"])
def test_path_that_no_list_has_is_no_entry(path):
    with pytest.raises(KeyError):
        kind_of(path)


def test_putting_together_changes_none_of_the_parts():
    parts = split(shipped("reference"))
    before = repr(parts)
    join(parts)
    assert repr(parts) == before


def test_empty_condition_differs_from_none():
    book = sound(("behaviours.0.applies_when", {}))
    assert split(book)["behaviours.ask"]["applies_when"] == {}
    assert join(split(book)) == book != sound()
