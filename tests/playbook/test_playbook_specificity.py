"""Specificity: each depth is reached by what it asks for, and what is missing is said."""

import pytest
from playbook_examples import shipped, sound

from playbook.labels import still_open
from playbook.ladder import at_level
from playbook.model import DEPTHS, Behaviour, Element, ExitCriterion, HumanJudgement, Play
from playbook.specificity import Missing, codify_next, entry_specificity, pillar_scores, specificity

COMPONENT = {"id": "who", "name": "Who signs", "meaning": "A buyer has named them", "said_by": ["buyer"]}
STEPS = {
    "named": {"id": "eb", "name": "Economic buyer"},
    "defined": {"question": "Who signs?", "definition": "The one who can say no"},
    "evidenced": {"components": [COMPONENT], "fields": [{"id": "eb_name", "name": "Name"}]},
    "guided": {
        "components": [COMPONENT | {"questions": ["Who signs?"]}],
        "risks": ["It stops at the end"],
        "anchors": [{"score": 0, "meaning": "Nobody named"}],
    },
    "exemplified": {
        "components": [
            COMPONENT | {"questions": ["Who signs?"], "signals": ["a", "b", "c"], "counter_signals": ["d"]}
        ],
        "examples": {"good": ["She signs"]},
    },
}


def element(depth: str, **change) -> Element:
    data: dict = {}
    for step in DEPTHS[: DEPTHS.index(depth) + 1]:
        data |= STEPS[step]
    return Element.model_validate(data | change)


def of(entry):
    return entry_specificity("here", "qualification", entry)


@pytest.mark.parametrize("depth", DEPTHS)
def test_each_depth_is_reached_by_what_it_asks_for(depth):
    found = of(element(depth))
    assert found.depth == depth
    assert found.score == (DEPTHS.index(depth) + 1) / 5
    assert [step.reached for step in found.steps] == [d in DEPTHS[: DEPTHS.index(depth) + 1] for d in DEPTHS]


@pytest.mark.parametrize(
    ("depth", "needs"),
    [
        ("named", {"question", "definition"}),
        ("defined", {"components", "structured facts to capture"}),
        ("evidenced", {"anchors", "risks", "questions (Who signs)"}),
        (
            "guided",
            {"examples", "3 of how people really put it (Who signs)", "words that deny it (Who signs)"},
        ),
    ],
)
def test_what_the_next_depth_needs_is_said_in_words(depth, needs):
    found = of(element(depth))
    assert set(map(str, found.next.missing)) == needs
    assert found.next.depth == DEPTHS[DEPTHS.index(depth) + 1]
    assert found.why.startswith(f"It is {depth}; to be {found.next.depth} it needs ")
    assert all(need in found.why for need in needs)


def test_complete_entry_says_so():
    found = of(element("exemplified"))
    assert (found.next, found.why) == (None, "Everything is there, examples included.")


def test_gap_low_down_holds_back_what_stands_above_it():
    found = of(element("exemplified", definition=""))
    assert found.depth == "named"
    assert [str(m) for m in found.next.missing] == ["definition"]


def test_two_of_three_signals_are_not_yet_enough():
    parts = [STEPS["exemplified"]["components"][0] | {"signals": ["a", "b"]}]
    assert [str(m) for m in of(element("exemplified", components=parts)).next.missing] == [
        "1 more of how people really put it (Who signs)",
    ]


def test_one_bare_component_holds_back_its_element():
    parts = [*STEPS["exemplified"]["components"], {"id": "limit", "name": "Limit"}]
    found = of(element("exemplified", components=parts))
    assert found.depth == "defined"
    assert set(map(str, found.next.missing)) == {"meaning (Limit)", "who must say or do it (Limit)"}


@pytest.mark.parametrize("kind", [Play, ExitCriterion, Behaviour, HumanJudgement])
def test_bare_name_is_only_named_whatever_the_kind(kind):
    found = of(kind(id="x", name="Good fit"))
    assert found.depth == "named"
    assert found.next.missing


def test_depth_that_asks_for_nothing_is_reached_with_the_next_one():
    proven = {"statement": "A buyer has said it", "evidence": "In a call", "said_by": ["buyer"]}
    assert of(ExitCriterion(id="x", name="X", **proven)).depth == "evidenced"
    assert of(HumanJudgement(id="x", name="X", whose="Manager", why="Trust")).depth == "exemplified"


def test_more_than_four_needs_are_cut_short():
    bare = element("defined", components=[{"id": f"c{n}", "name": f"Part {n}"} for n in range(4)])
    assert bare.components and of(bare).why.endswith(" and more.")


@pytest.mark.parametrize("level", DEPTHS)
def test_elements_of_a_derived_playbook_reach_exactly_its_level(level):
    found = specificity(at_level(shipped("reference"), level))
    assert {s.depth for s in found if s.pillar == "qualification"} == {level}


def test_scores_rise_with_every_level():
    book = shipped("reference")
    scores = [pillar_scores(at_level(book, level))["qualification"] for level in DEPTHS]
    assert scores == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])


def test_archived_entries_and_what_stands_under_them_are_left_out():
    paths = {s.path for s in specificity(sound(("process.0.archived", True), ("plays.0.archived", True)))}
    assert not {"process.talk", "process.talk.said", "plays.dig"} & paths
    assert "behaviours.ask" in paths


def test_archived_criterion_does_not_count_for_its_stage():
    stage = sound(
        ("process.0.exit_criteria.0.archived", True),
        ("process.0.entry", "x"),
        ("process.0.buyer_activities", ["x"]),
    ).process[0]
    assert "exit criteria" in map(str, entry_specificity("p", "process", stage).next.missing)


def test_what_to_codify_next_starts_with_the_shallowest_of_the_pillars_that_count_most():
    book = shipped("thin")
    order = [(s.score, s.pillar) for s in codify_next(book, most=50)]
    assert [score for score, _ in order] == sorted(score for score, _ in order)
    assert order[0][1] == "qualification"
    assert len(codify_next(book)) == 10
    assert codify_next(shipped("reference")) == []


def test_pillar_without_entries_has_no_score():
    assert "plays" not in pillar_scores(sound(("plays", [])))


@pytest.mark.parametrize(("missing", "said"), [
    ((), ""),
    ((Missing("name"),), "“Name”"),
    ((Missing("question"), Missing("components")), "“Question” and “What must be known for it to be complete”"),
    ((Missing("signals", "Who signs", 3), Missing("examples", "", 2, begun=True),
      Missing("counter_signals", "Who (really) signs")),
     "3 “How people really put it” (Who signs), 2 more “Examples” and “Words that deny it” (Who (really) signs)"),
    (tuple(map(Missing, "abcde")), "“A”, “B”, “C”, “D” and 1 more"),
])
def test_what_is_open_is_said_with_the_names_of_fields_in_quotes(missing, said):
    assert still_open(missing) == said
