"""The ladder: each level is a valid playbook, and holds all that the lower ones hold."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from playbook_examples import playbooks, shipped, sound

from playbook.compile import compile_standard
from playbook.files import as_data, library_ids, parse_playbook, to_json, to_yaml
from playbook.ladder import LEVELS, at_level, depth_of
from playbook.model import Element, ExitCriterion, Play, Playbook

NAMES = library_ids()


def contents(book: Playbook) -> dict[str, Any]:
    """Every filled field by its path, the label left out."""
    found: dict[str, Any] = {}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                walk(part, f"{path}.{key}")
        elif isinstance(value, list):
            for place, part in enumerate(value):
                walk(part, f"{path}.{part.get('id', place) if isinstance(part, dict) else place}")
        else:
            found[path] = value

    walk(as_data(book), "")
    found.pop(".specificity", None)
    return found


def unlabelled(book: Playbook) -> Playbook:
    return book.model_copy(update={"specificity": None})


@pytest.mark.parametrize("name", NAMES)
def test_what_a_level_holds_every_higher_level_holds_too(name):
    levels = [contents(at_level(shipped(name), level)) for level in LEVELS]
    for lower, higher in pairwise(levels):
        assert lower.items() <= higher.items()


@settings(max_examples=60, deadline=None)
@given(playbooks())
def test_any_playbook_gives_valid_levels_that_only_grow(book):
    levels = [at_level(book, level) for level in LEVELS]
    for level in levels:
        assert parse_playbook(to_yaml(level)) == level
    for lower, higher in pairwise(map(contents, levels)):
        assert lower.items() <= higher.items()
    assert unlabelled(levels[-1]) == unlabelled(book)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", NAMES)
def test_exported_level_is_the_level_that_is_asked_for(name, level):
    derived = at_level(shipped(name), level)
    for text in (to_yaml(derived), to_json(derived)):
        loaded = parse_playbook(text)
        assert loaded == derived
        assert (
            compile_standard(loaded).full_text() == compile_standard(shipped(name), level=level).full_text()
        )


def test_reference_grows_at_every_step():
    sizes = [len(contents(at_level(shipped("reference"), level))) for level in LEVELS]
    assert sizes == sorted(set(sizes))


def test_level_none_has_no_entries_and_no_words_of_the_standard():
    book = shipped("reference")
    none = at_level(book, "none")
    assert list(none.entries()) == []
    assert contents(none) == {".id": book.id, ".name": book.name, ".version": book.version}
    assert compile_standard(none).full_text() == ""


def test_highest_level_takes_nothing_away():
    book = shipped("reference")
    assert unlabelled(at_level(book, "exemplified")) == book


def test_deriving_again_never_brings_anything_back():
    book = shipped("reference")
    for number, low in enumerate(LEVELS):
        for high in LEVELS[number:]:
            assert unlabelled(at_level(at_level(book, low), high)) == unlabelled(at_level(book, low))
            assert at_level(at_level(book, high), low) == at_level(book, low)


def test_only_the_label_tells_the_level():
    bare = Playbook.model_validate(
        {"id": "bare", "name": "Bare", "behaviours": [{"id": "ask", "name": "Ask"}]}
    )
    levels = [at_level(bare, level) for level in LEVELS[1:]]
    assert [level.specificity for level in levels] == list(LEVELS[1:])
    assert all(unlabelled(level) == bare for level in levels)


def test_the_playbook_that_is_derived_from_stays_whole():
    book = shipped("reference")
    before = to_yaml(book)
    at_level(book, "named").process[0].name = "Changed"
    assert to_yaml(book) == before


def test_items_added_in_place_are_kept():
    book = sound()
    book.behaviours[0].questions.append("What did they say?")
    assert at_level(book, "guided").behaviours[0].questions == ["What did they say?"]


# -- what each level is for

HELD = {
    "named": {"element.name", "behaviour.name", "stage.name"},
    "defined": {
        "element.question",
        "element.definition",
        "behaviour.standard",
        "stage.purpose",
        "stage.entry",
    },
    "evidenced": {
        "element.components",
        "element.fields",
        "element.record",
        "behaviour.indicators",
        "behaviour.anti_patterns",
        "stage.exit_criteria",
        "stage.buyer_activities",
        "component.said_by",
        "component.cues",
        "component.meaning",
        "criterion.statement",
        "criterion.evidence",
    },
    "guided": {
        "element.anchors",
        "element.questions",
        "element.risks",
        "behaviour.anchors",
        "stage.seller_activities",
        "component.questions",
        "book.plays",
        "guidance.do",
        "guidance.talk_track",
    },
    "exemplified": {
        "element.examples",
        "behaviour.examples",
        "stage.risks",
        "component.signals",
        "component.counter_signals",
        "component.lookalikes",
        "method.pairs",
        "guidance.good",
    },
}


def held(level: str) -> set[str]:
    book = at_level(shipped("reference"), level)
    element = book.qualification.elements[0]
    parts = {
        "book": book,
        "method": book.method,
        "stage": book.process[1],
        "element": element,
        "behaviour": book.behaviours[0],
        "guidance": book.method.guidance[0],
        "component": element.components[0] if element.components else None,
        "criterion": book.process[1].exit_criteria[0] if book.process[1].exit_criteria else None,
    }
    return {
        f"{part}.{field}"
        for fields in HELD.values()
        for part, field in (f.split(".") for f in fields)
        if getattr(parts[part], field, None)
    }


@pytest.mark.parametrize("level", HELD)
def test_level_holds_what_the_contract_says_and_nothing_deeper(level):
    levels = list(HELD)
    assert held(level) == set().union(*(HELD[n] for n in levels[: levels.index(level) + 1]))


def test_field_without_a_depth_counts_as_a_label():
    assert depth_of(Element, "question") == "defined"
    assert depth_of(ExitCriterion, "examples") == "exemplified"
    assert depth_of(Play, "name") == depth_of(Playbook, "id") == "named"
