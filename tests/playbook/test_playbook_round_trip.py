"""Playbooks out and in again: nothing is lost, nothing is taken for something else."""

import json

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from playbook_examples import TRICKY, bent, playbooks, shipped, sound

from playbook.files import as_data, json_schema, library_ids, parse_playbook, to_json, to_yaml
from playbook.ladder import LEVELS, at_level
from playbook.model import Condition
from playbook.text_files import parse_yaml, write_yaml


@settings(max_examples=150, deadline=None)
@given(playbooks())
def test_any_playbook_is_the_same_after_yaml_and_json(book):
    assert parse_playbook(to_yaml(book)) == book
    assert parse_playbook(to_json(book)) == book


@pytest.mark.parametrize("text", TRICKY)
def test_text_that_looks_like_something_else_stays_text(text):
    kept = parse_yaml(write_yaml({"a": text, text: [text, {"b": text}]}), "f")
    assert kept == {"a": text, text: [text, {"b": text}]}


@pytest.mark.parametrize("name", library_ids())
def test_shipped_playbook_is_the_same_after_yaml_and_json(name):
    book = shipped(name)
    assert parse_playbook(to_yaml(book)) == book
    assert parse_playbook(to_json(book)) == book


def test_written_twice_is_written_the_same():
    book = shipped("reference")
    assert to_yaml(parse_playbook(to_yaml(book))) == to_yaml(book)


def test_values_that_are_false_or_zero_are_kept():
    book = sound(
        ("plays.0.within_days", 0),
        ("plays.0.when.0.score_at_most", 0),
        ("process.0.exit_probability", 0.0),
        ("process.0.exit_criteria.0.mandatory", False),
    )
    kept = parse_playbook(to_yaml(book))
    assert kept == book
    assert kept.plays[0].within_days == 0 and kept.process[0].exit_criteria[0].mandatory is False


def test_empty_condition_is_kept():
    kept = parse_playbook(to_yaml(sound(("behaviours.0.applies_when", {}))))
    assert kept.behaviours[0].applies_when == Condition()


def test_what_is_empty_is_not_written_and_the_id_comes_first():
    data = as_data(sound())
    assert list(data)[:3] == ["id", "name", "version"]
    assert "value_drivers" not in data["method"] and "owner" not in data["process"][0]


def test_example_may_be_written_as_plain_text():
    short = parse_playbook(write_yaml(bent(("behaviours.0.examples", {"good": ["They said so"]}))))
    full = parse_playbook(write_yaml(bent(("behaviours.0.examples", {"good": [{"text": "They said so"}]}))))
    assert short == full


@pytest.mark.parametrize("level", LEVELS)
def test_schema_accepts_the_reference_at_every_level(level):
    data = json.loads(to_json(at_level(shipped("reference"), level)))
    assert list(Draft202012Validator(json_schema()).iter_errors(data)) == []


def test_schema_is_sound_and_refuses_what_the_reader_refuses():
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert validator.is_valid(bent())
    assert not validator.is_valid(bent(("behaviours.0.standart", "typo")))
    assert not validator.is_valid(bent(("id", "Not A Slug")))


def test_schema_says_what_a_field_is_for_and_how_deep_it_is():
    field = json_schema()["$defs"]["Element"]["properties"]["question"]
    assert field["description"] and field["depth"] == "defined"
