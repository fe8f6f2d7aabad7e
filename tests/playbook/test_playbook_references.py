"""A playbook whose parts refer to what is not there is refused, and told where."""

import pytest
from playbook_examples import bent, sound

from playbook.files import parse_playbook
from playbook.text_files import FileFault, write_yaml


def fault_of(*changes) -> str:
    with pytest.raises(FileFault) as caught:
        parse_playbook(write_yaml(bent(*changes)), "book.yaml")
    return caught.value.expected


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "process.0.exit_criteria.0.requires.0.element",
            "gone",
            "process.talk.said.requires: 'gone' is no qualification element",
        ),
        (
            "qualification.elements.0.fields.0.component",
            "gone",
            "qualification.pain.fields: 'gone' is no component of it",
        ),
        (
            "qualification.elements.0.record.0.component",
            "gone",
            "qualification.pain.record: 'gone' is no component of it",
        ),
        (
            "qualification.elements.0.expected_by",
            "gone",
            "qualification.pain.expected_by: 'gone' is no stage",
        ),
        ("behaviours.0.stages", ["gone"], "behaviours.ask.stages: 'gone' is no stage"),
        ("plays.0.closes", ["gone"], "plays.dig.closes: 'gone' is no qualification element or behaviour"),
        ("plays.0.when.0.entry", "gone", "plays.dig.when: 'gone' is no qualification element or behaviour"),
        ("plays.0.when.0.stages", ["gone"], "plays.dig.when.stages: 'gone' is no stage"),
        (
            "plays.0.with_whom.0.entry",
            "gone",
            "plays.dig.with_whom: 'gone' is no qualification element or behaviour",
        ),
        ("method.pairs.0.row", "gone", "method.pairs.pair.row: 'gone' is no method row"),
        ("orchestration.events.0.agent", "gone", "orchestration.events.inbound_lead: 'gone' is no agent"),
        (
            "behaviours.0.applies_when",
            {"segments": ["gone"]},
            "behaviours.ask.applies_when: 'gone' is no segment",
        ),
        (
            "method.rows.0.applies_when",
            {"segments": ["gone"]},
            "method.rows.slow.applies_when: 'gone' is no segment",
        ),
    ],
)
def test_reference_to_nothing_is_told_where_it_stands(path, value, expected):
    assert fault_of((path, value)).startswith(expected)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("process.1", {"id": "talk", "name": "Again"}, "process"),
        ("process.0.exit_criteria.1", {"id": "said", "name": "Again"}, "process.talk"),
        ("qualification.elements.1", {"id": "pain", "name": "Again"}, "qualification"),
        (
            "qualification.elements.0.components.1",
            {"id": "named", "name": "Again"},
            "qualification.pain.components",
        ),
        ("method.rows.1", {"id": "slow", "name": "Again"}, "method.rows"),
        ("behaviours.1", {"id": "ask", "name": "Again"}, "behaviours"),
        ("behaviours.0.indicators.1", {"id": "asks", "name": "Again"}, "behaviours.ask.indicators"),
        ("plays.1", {"id": "dig", "name": "Again"}, "plays"),
        ("segments.1", {"id": "large", "name": "Again"}, "segments"),
        ("orchestration.agents.1", {"id": "prep", "name": "Again"}, "orchestration.agents"),
        ("governance.judgements.1", {"id": "stage", "name": "Again"}, "governance.judgements"),
    ],
)
def test_id_used_twice_is_told_where_it_stands(path, value, where):
    assert fault_of((path, value)).startswith(
        f"{where}: the id '{value['id']}' is used 2 times, expected once"
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("process.0", "process.talk.canonical: 'nope' is unknown, expected one of lead, discovery"),
        (
            "qualification.elements.0",
            "qualification.pain.canonical: 'nope' is unknown, expected one of metrics",
        ),
        ("behaviours.0", "behaviours.ask.canonical: 'nope' is unknown, expected one of multi_threading"),
    ],
)
def test_canonical_id_that_does_not_exist_is_told_with_those_that_do(path, expected):
    assert fault_of((path + ".canonical", "nope")).startswith(expected)


@pytest.mark.parametrize("group", ["qualification.elements", "behaviours"])
def test_two_entries_cannot_map_to_one_canonical_id(group):
    canonical = "implicate_the_pain" if "elements" in group else "problem_led"
    assert "already mapped by another entry" in fault_of(
        (f"{group}.1", {"id": "b", "name": "B", "canonical": canonical})
    )


def test_archived_entry_leaves_its_canonical_id_to_another():
    book = sound(
        ("behaviours.0.archived", True),
        ("behaviours.1", {"id": "new", "name": "New", "canonical": "problem_led"}),
    )
    assert book.behaviours[1].canonical == "problem_led"


def test_several_stages_may_map_to_one_canonical_stage():
    assert (
        sound(("process.1", {"id": "scope", "name": "Scope", "canonical": "discovery"})).process[1].id
        == "scope"
    )


def test_several_faults_are_told_in_one_sentence():
    told = fault_of(("behaviours.0.stages", ["gone"]), ("method.pairs.0.row", "lost"))
    assert "'gone' is no stage" in told and "'lost' is no method row" in told
