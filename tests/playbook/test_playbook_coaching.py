"""The coaching beside each field: all there, checked, and good by the linter's own rules."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from playbook.coaching import LONGEST, about, coach, coached, guided_order, read_coaching
from playbook.ladder import depth_of
from playbook.model import (
    DEPTHS,
    Behaviour,
    Component,
    Element,
    Entry,
    ExitCriterion,
    Observable,
    Playbook,
    Stage,
)
from playbook.text_files import FileFault, write_yaml
from playbook.wording import entry_findings

#: Fields that no person writes: ids, what is counted for them, and what only holds other kinds.
TECHNICAL = {
    "id",
    "archived",
    "Playbook.version",
    "Playbook.specificity",
    "Playbook.qualification",
    "Playbook.method",
    "Playbook.orchestration",
    "Playbook.governance",
}
METADATA = ("owner", "review_by", "applies_when", "sources")
SLOTS = {"problem", "impact", "root_cause", "promise", "payoff", "person", "company", "product", "gap"}
PROSE = ("ask", "why", "good", "misread", "hint")


def models(kind: Any) -> Iterator[type[BaseModel]]:
    """The models that a kind is made of, itself first."""
    yield kind
    for info in kind.model_fields.values():
        todo = [info.annotation]
        while todo:
            one = todo.pop()
            todo += get_args(one)
            if isinstance(one, type) and issubclass(one, BaseModel):
                yield from models(one)


KINDS = tuple(dict.fromkeys(models(Playbook)))
FIELDS = [
    (kind, field)
    for kind in KINDS
    for field in kind.model_fields
    if not {field, f"{kind.__name__}.{field}"} & TECHNICAL
]
EVERY = [(kind, field, coach(kind, field)) for kind in read_coaching() for field in coached(kind)]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=[f"{k.__name__}.{f}" for k, f in FIELDS])
def test_every_field_that_a_person_writes_has_coaching(kind, field):
    assert coach(kind, field).ask.endswith("?")


@each_kind
def test_every_kind_says_what_it_is(kind):
    assert 20 < len(about(kind)) <= LONGEST


@each_kind
def test_technical_field_has_none_and_says_so(kind):
    assert {f for k, f in FIELDS if k is kind} == set(coached(kind))
    with pytest.raises(LookupError, match=f"{kind.__name__.strip('_')}.no_such_field"):
        coach(kind, "no_such_field")


def test_kind_that_nobody_wrote_about_is_named():
    with pytest.raises(LookupError, match="no coaching is written for BaseModel"):
        about(BaseModel)


# -- the guided mode


@each_kind
def test_guided_mode_asks_what_comes_first_first(kind):
    own = [f for f in guided_order(kind) if f not in METADATA or not issubclass(kind, Entry)]
    keys = [(DEPTHS.index(depth_of(kind, f)), not _is_key(kind, f)) for f in own]
    assert keys == sorted(keys)
    assert not issubclass(kind, Entry) or guided_order(kind)[-4:] == METADATA


@each_kind
def test_guided_mode_asks_for_all_that_a_depth_needs(kind):
    keys = {f for f in kind.model_fields if _is_key(kind, f)} - {"id"}
    assert keys <= set(guided_order(kind))


def _is_key(kind: type[BaseModel], field: str) -> bool:
    extra = kind.model_fields[field].json_schema_extra
    return isinstance(extra, dict) and bool(extra.get("key"))


@each_kind
def test_no_question_is_asked_twice_of_one_kind(kind):
    asks = [coach(kind, field).ask for field in coached(kind)]
    assert len(asks) == len(set(asks))


@pytest.mark.parametrize("field", ["events", "requires", "record_field"])
def test_technical_questions_stay_out_of_the_guided_mode(field):
    assert field in coached(ExitCriterion) and field not in guided_order(ExitCriterion)


def test_standard_entry_is_asked_for_only_where_drafts_use_it():
    asked = {k for k in KINDS if issubclass(k, Entry) and "canonical" in guided_order(k)}
    assert asked == {Stage, Element, Behaviour}


def test_kind_says_only_what_differs_from_its_parents():
    shared, own = coach(Entry, "name"), coach(Stage, "name")
    assert own.ask != shared.ask and own.why == shared.why
    assert coach(ExitCriterion, "cues") == coach(Component, "cues") == coach(Observable, "cues")


# -- the texts


@pytest.mark.parametrize(("kind", "field", "said"), EVERY, ids=[f"{k.__name__}.{f}" for k, f, _ in EVERY])
def test_text_is_short_whole_and_without_statistics(kind, field, said):
    texts = said.model_dump(exclude={"guided"})
    assert max(map(len, texts.values())) <= LONGEST and said.weak != said.strong
    assert all(texts[name].endswith((".", "?")) for name in ("why", "good", "misread"))
    for name in PROSE:
        assert not re.search(r"%|per ?cent|\bstud(?:y|ies)\b|research|on average|times more", texts[name]), name
    everything = " ".join(texts.values())
    assert not re.search(r"[—–]|\b(?:leverage\w*|synerg\w*|seamless\w*|behavior|organiz\w*|color)\b", everything)
    assert set(re.findall(r"\{(\w+)\}", everything)) <= SLOTS


@pytest.mark.parametrize(("kind", "field", "said"), EVERY, ids=[f"{k.__name__}.{f}" for k, f, _ in EVERY])
def test_strong_example_has_no_vague_word(kind, field, said):
    found = entry_findings("here", Element(id="x", name="X", definition=said.strong))
    assert [f for f in found if f.kind != "too_short"] == [], "a name may be short"


def criterion(statement: str) -> ExitCriterion:
    return ExitCriterion(id="x", name="X", statement=statement, said_by=["buyer"])


def with_part(kind: type[Entry], field: str, meaning: str) -> Entry:
    part = {"id": "c", "name": "C", "meaning": meaning, "said_by": ["buyer"]}
    return kind(id="x", name="X", **{field: [part]})


@pytest.mark.parametrize(
    "entry",
    [
        criterion(coach(ExitCriterion, "statement").strong),
        ExitCriterion(id="x", name=coach(ExitCriterion, "name").strong, said_by=["buyer"]),
        *[criterion(line) for line in coach(Stage, "exit_criteria").strong.splitlines()],
        with_part(Element, "components", coach(Component, "meaning").strong),
        with_part(Behaviour, "indicators", coach(Component, "meaning").strong),
        *[
            kind(id="x", name="X", **{field: coach(kind, field).strong})
            for kind, field in [(Stage, "purpose"), (Stage, "entry"), (Element, "definition"), (Behaviour, "standard")]
        ],
    ],
)
def test_strong_example_passes_the_linter_in_its_own_place(entry):
    assert entry_findings("here", entry) == []


@pytest.mark.parametrize(
    "entry",
    [
        criterion(coach(ExitCriterion, "statement").weak),
        ExitCriterion(id="x", name=coach(ExitCriterion, "name").weak, said_by=["buyer"]),
        *[criterion(line) for line in coach(Stage, "exit_criteria").weak.splitlines()],
    ],
)
def test_weak_exit_criterion_is_found_by_the_linter(entry):
    assert entry_findings("here", entry)


# -- files that cannot be used


WHOLE = {"ask": "A?", "why": "B.", "good": "C.", "weak": "D", "strong": "E", "misread": "F."}


def written(folder: Path, **kinds: Any) -> Path:
    (folder / "part.yaml").write_text(write_yaml(kinds), encoding="utf-8")
    return folder


def segment(**texts: Any) -> dict[str, Any]:
    return {"about": "A kind of deal.", "order": ["name"], "fields": {"name": WHOLE | texts}}


@pytest.mark.parametrize(
    ("kinds", "place", "told"),
    [
        ({"Sagment": segment()}, "Sagment", "no kind of entry"),
        ({"Segment": segment(weak="E")}, "Segment.fields.name", "weak and strong are the same"),
        ({"Segment": segment(ask="x" * 301)}, "Segment.fields.name.ask", "at most 300"),
        ({"Segment": segment(whu="x")}, "Segment.fields.name.whu", "not a field here"),
        ({"Segment": segment(guided=False)}, "Segment.order", "each guided field once"),
        ({"Segment": segment() | {"fields": {"nam": WHOLE}}}, "Segment.nam", "no field of it"),
        ({"Segment": {"about": "x"}}, "Segment.order", "is missing"),
    ],
)
def test_fault_names_file_field_and_what_was_expected(tmp_path, kinds, place, told):
    with pytest.raises(FileFault) as fault:
        read_coaching(written(tmp_path, **kinds))
    assert Path(fault.value.path).name == "part.yaml"
    assert fault.value.where == place and told in fault.value.expected


def test_kind_that_stands_in_two_files_is_refused(tmp_path):
    written(tmp_path, Segment=segment())
    (tmp_path / "second.yaml").write_text(write_yaml({"Segment": segment()}), encoding="utf-8")
    with pytest.raises(FileFault, match=r"second\.yaml: Segment: stands in part\.yaml too"):
        read_coaching(tmp_path)


def test_items_of_a_list_stand_on_lines_of_their_own(tmp_path):
    (said,) = read_coaching(written(tmp_path, Segment=segment(strong=["one", "two"]))).values()
    assert said.fields["name"].strong == "one\ntwo"
