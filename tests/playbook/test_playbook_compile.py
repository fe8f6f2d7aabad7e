"""The compiled standard: what applies to a deal, without metadata, at stable paths."""

import pytest
from playbook_examples import shipped, sound

from playbook.compile import compile_standard, entry_text
from playbook.ladder import LEVELS
from playbook.model import Playbook

SEGMENTS = [
    {"id": "small", "name": "Small", "amount_below": 40000},
    {"id": "large", "name": "Large", "amount_at_least": 40000, "employees_at_least": 500},
]


def applies(condition: dict, **deal) -> bool:
    book = sound(("segments", SEGMENTS), ("behaviours.0.applies_when", condition))
    return "behaviours.ask" in compile_standard(book, **deal).paths


@pytest.mark.parametrize(
    ("amount", "at_least", "below"),
    [
        (None, False, False),
        (0, False, True),
        (99_999.99, False, True),
        (100_000, True, False),
        (1e9, True, False),
    ],
)
def test_amount_decides_and_the_bound_itself_belongs_above(amount, at_least, below):
    assert applies({"amount_at_least": 100_000}, amount=amount) is at_least
    assert applies({"amount_below": 100_000}, amount=amount) is below


def test_empty_condition_always_applies():
    assert applies({}) and applies({}, amount=1.0)


@pytest.mark.parametrize(
    ("deal", "small", "large"),
    [
        ({"amount": 10_000, "employees": 9000}, True, False),
        ({"amount": 50_000, "employees": 9000}, False, True),
        ({"amount": 50_000, "employees": 20}, False, False),
        ({"amount": 50_000}, False, False),
        ({}, False, False),
    ],
)
def test_segment_decides_by_amount_and_size(deal, small, large):
    assert applies({"segments": ["small"]}, **deal) is small
    assert applies({"segments": ["large"]}, **deal) is large
    assert applies({"segments": ["small", "large"]}, **deal) is (small or large)


def test_industry_decides_by_a_word_in_it():
    assert applies({"industries": ["health", "Care"]}, industry="Home HEALTH services")
    assert not applies({"industries": ["health"]}, industry="Steel")
    assert not applies({"industries": ["health"]})


def test_every_part_of_a_condition_must_hold():
    both = {"amount_at_least": 10, "industries": ["steel"]}
    assert applies(both, amount=20, industry="Steel")
    assert not applies(both, amount=20, industry="Wood")
    assert not applies(both, amount=5, industry="Steel")


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ("process.0", "process.talk"),
        ("process.0.exit_criteria.0", "process.talk.said"),
        ("qualification.elements.0", "qualification.pain"),
        ("method.rows.0", "method.rows.slow"),
        ("behaviours.0", "behaviours.ask"),
        ("plays.0", "plays.dig"),
        ("orchestration.agents.0", "orchestration.agents.prep"),
        ("governance.judgements.0", "governance.judgements.stage"),
    ],
)
def test_archived_and_foreign_entries_of_every_kind_are_gone(where, path):
    assert path in compile_standard(sound()).paths
    for change in ({"archived": True}, {"applies_when": {"amount_at_least": 9}}):
        ((field, value),) = change.items()
        standard = compile_standard(sound((f"{where}.{field}", value)), amount=1)
        assert not [p for p in standard.paths if p == path or p.startswith(path + ".")]


def test_compiling_leaves_the_playbook_as_it_is():
    book = sound(("behaviours.0.archived", True))
    compile_standard(book, amount=1)
    assert [b.id for b in book.behaviours] == ["ask"]


# -- what a model reads


def test_text_of_an_entry_has_no_metadata():
    book = sound(
        ("behaviours.0.owner", "Zelda Keeper"),
        ("behaviours.0.sources", [{"title": "Zebra handbook"}]),
        ("behaviours.0.review_by", "2031-05-17"),
        ("behaviours.0.standard", "Asks before showing"),
        ("behaviours.0.applies_when", {"amount_below": 777777}),
    )
    text = compile_standard(book, amount=1).text("behaviours.ask")
    assert "name: Ask first" in text and "standard: Asks before showing" in text
    for metadata in ("Zelda", "Zebra", "2031", "777777", "problem_led", "archived", "owner", "sources"):
        assert metadata not in text


@pytest.mark.parametrize("level", LEVELS)
def test_text_never_tells_the_level_or_whose_playbook_it_is(level):
    text = compile_standard(shipped("reference"), level=level).full_text()
    assert "specificity" not in text
    assert "Playbook Studio" not in text and "Head of value engineering" not in text


def test_score_of_zero_is_read_like_the_others():
    text = entry_text(shipped("reference").qualification.elements[0])
    assert [f"score: {n}" in text for n in range(4)] == [True] * 4


def test_criteria_stand_at_their_own_path_and_not_in_their_stage():
    standard = compile_standard(sound(("process.0.exit_criteria.0.statement", "Quokka statement")))
    assert "Quokka statement" in standard.text("process.talk.said")
    assert "Quokka statement" not in standard.text("process.talk")
    assert standard.full_text().count("Quokka statement") == 1


def test_whole_text_holds_every_entry_under_its_path():
    standard = compile_standard(shipped("reference"))
    text = standard.full_text()
    for path in standard.paths:
        assert f"## {path}\n{standard.text(path)}" in text


def test_unknown_path_has_no_text():
    assert compile_standard(sound()).text("qualification.gone") == ""


def test_empty_playbook_compiles_to_an_empty_standard():
    standard = compile_standard(Playbook(id="none", name="None"))
    assert (standard.paths, standard.elements, standard.full_text()) == ({}, [], "")


# -- paths


def test_path_means_the_same_entry_at_every_level():
    book = shipped("reference")
    below: dict = {}
    for level in LEVELS:
        found = {
            path: (type(e), e.id, e.name) for path, e in compile_standard(book, level=level).paths.items()
        }
        assert below.items() <= found.items()
        below = found
    assert set(below) == set(compile_standard(book).paths)


def test_element_is_found_by_the_id_that_drafts_report():
    standard = compile_standard(sound())
    assert standard.element("implicate_the_pain").id == "pain"
    assert standard.element("pain") is None
