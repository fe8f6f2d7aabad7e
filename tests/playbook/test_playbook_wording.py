"""The wording linter: what two people would judge differently is found, and nothing else."""

import pytest
from playbook_examples import shipped, sound

from playbook.files import library_ids
from playbook.model import Behaviour, Element, ExitCriterion, Stage
from playbook.wording import entry_findings, findings


def criterion(statement: str, **fields) -> ExitCriterion:
    return ExitCriterion(id="x", name="X", statement=statement, **({"said_by": ["buyer"]} | fields))


def kinds(entry) -> list[str]:
    return [f.kind for f in entry_findings("here", entry)]


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("The buyer is engaged.", "engaged"),
        ("Customer is interested", "interested"),
        ("They are a good fit", "good fit"),
        ("A buyer has a STRONG RELATIONSHIP with us", "strong relationship"),
        ("The CFO is on board", "on board"),
        ("The buyer sees the value of it", "sees the value"),
    ],
)
def test_vague_word_is_found_and_named(statement, word):
    found = entry_findings("here", criterion(statement))
    assert [(f.kind, f.field, f.words) for f in found] == [("vague_word", "statement", (word,))]
    assert word in found[0].message and "[who] has" in found[0].pattern


@pytest.mark.parametrize(
    "statement",
    [
        "Demo given",
        "Proposal sent",
        "We have sent the contract",
        "The AE has met the buyer",
        "Identify the pain",
        "Pricing presented to the customer",
        "Our team has shown a pilot",
        "Rep completed discovery",
    ],
)
def test_seller_activity_is_found(statement):
    assert kinds(criterion(statement)) == ["seller_activity"]


def test_criterion_that_only_the_seller_proves_is_found():
    found = entry_findings("here", criterion("A buyer has named a date", said_by=["seller", "crm"]))
    assert [(f.kind, f.field, f.words) for f in found] == [("seller_activity", "said_by", ("seller", "crm"))]


def test_criterion_without_an_observer_is_found():
    assert kinds(criterion("A buyer has named a date", said_by=[])) == ["no_observer"]


@pytest.mark.parametrize("proof", ["meeting", "document", "record", "qualification"])
def test_criterion_that_is_not_proven_by_words_needs_no_observer(proof):
    assert kinds(criterion("A buyer has named a date", said_by=[], proof=proof)) == []


def test_component_without_an_observer_is_found():
    element = Element(id="e", name="E", components=[{"id": "who", "name": "Who signs", "meaning": "x"}])
    found = entry_findings("here", element)
    assert [(f.kind, f.field) for f in found] == [("no_observer", "components.who")]
    assert "'Who signs'" in found[0].message


@pytest.mark.parametrize(
    "statement",
    [
        "The pain is named and budget has been confirmed",
        "A buyer has signed the order and sent the form",
        "The buyer has agreed to terms as well as confirmed legal",
    ],
)
def test_two_conditions_in_one_are_found(statement):
    assert kinds(criterion(statement)) == ["two_in_one"]


@pytest.mark.parametrize(
    "statement",
    [
        "The buyer has named the day and the place",
        "A buyer has accepted price and terms",
        "A buyer has named an amount and whose budget it is",
        "The buyer has named the day and who signs",
        "Buyer's legal and security have each said that they are done",
        "A buyer has asked us to send a proposal",
        "The demo team of the buyer has said which cases come first",
        "Champion has presented our case to the board",
        "A buyer has said: we have no time",
        "Procurement has confirmed the date in a mail",
    ],
)
def test_sound_statement_is_left_alone(statement):
    assert kinds(criterion(statement)) == []


def test_vague_word_inside_another_word_is_no_finding():
    assert kinds(criterion("A buyer has disengaged from hotel Interestrade")) == []


def test_name_is_judged_where_there_is_no_statement():
    found = entry_findings("here", ExitCriterion(id="x", name="Customer engaged", said_by=["buyer"]))
    assert [(f.kind, f.field) for f in found] == [("vague_word", "name")]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (Behaviour(id="b", name="B", standard="Keep the momentum"), "standard"),
        (
            Behaviour(id="b", name="B", indicators=[{"id": "i", "name": "I", "meaning": "Builds rapport"}]),
            "indicators.i",
        ),
        (Element(id="e", name="E", definition="Somebody supportive"), "definition"),
        (
            Element(
                id="e",
                name="E",
                components=[{"id": "c", "name": "C", "meaning": "Is aligned", "said_by": ["buyer"]}],
            ),
            "components.c",
        ),
        (Stage(id="s", name="S", purpose="Get them excited"), "purpose"),
        (Stage(id="s", name="S", entry="Qualified"), "entry"),
    ],
)
def test_vague_words_are_found_in_every_text_that_sets_a_standard(entry, field):
    assert [(f.kind, f.field) for f in entry_findings("here", entry)] == [("vague_word", field)]


# -- stages


def gaps(*stages: dict) -> list[tuple[str, str]]:
    sound_stage = {
        "entry": "A buyer has agreed to talk",
        "exit_criteria": [
            {"id": "c", "name": "C", "statement": "A buyer has named a date", "said_by": ["buyer"]}
        ],
    }
    book = sound(
        ("process", [{"id": f"s{n}", "name": f"S{n}"} | sound_stage | s for n, s in enumerate(stages)]),
        ("behaviours.0.stages", []),
        ("plays.0.when", []),
        ("qualification.elements.0.expected_by", None),
    )
    return [(f.path, f.field) for f in findings(book) if f.kind == "stage_gap"]


def test_stages_with_entry_and_exit_have_no_gap():
    assert gaps({}, {}, {"exit_criteria": []}) == []


def test_stage_that_nothing_ends_is_found():
    assert gaps({"exit_criteria": []}, {}) == [("process.s0", "exit_criteria")]


def test_stage_without_a_mandatory_criterion_is_found():
    optional = [
        {
            "id": "c",
            "name": "C",
            "statement": "A buyer has named a date",
            "said_by": ["buyer"],
            "mandatory": False,
        }
    ]
    assert gaps({"exit_criteria": optional}, {}) == [("process.s0", "exit_criteria")]


def test_stage_that_nothing_leads_to_is_found_but_for_the_first():
    assert gaps({"entry": ""}, {"entry": ""}) == [("process.s1", "entry")]


def test_archived_stages_and_criteria_do_not_count():
    archived = [{"id": "c", "name": "C", "archived": True}]
    assert gaps({"archived": True, "exit_criteria": []}, {}) == []
    assert gaps({"exit_criteria": archived}, {}) == [("process.s0", "exit_criteria")]


def test_archived_entries_and_what_stands_under_them_are_not_judged():
    vague = ("process.0.exit_criteria.0.statement", "The buyer is engaged")
    assert "process.talk.said" in {f.path for f in findings(sound(vague))}
    assert "process.talk.said" not in {f.path for f in findings(sound(vague, ("process.0.archived", True)))}
    assert "process.talk.said" not in {
        f.path for f in findings(sound(vague, ("process.0.exit_criteria.0.archived", True)))
    }


# -- the shipped playbooks


@pytest.mark.parametrize("name", [n for n in library_ids() if n not in ("thin", "placebo")])
def test_no_false_alarm_on_shipped_exit_criteria(name):
    book = shipped(name)
    criteria = {f"process.{stage.id}.{c.id}" for stage in book.process for c in stage.exit_criteria}
    assert [f for f in findings(book) if f.path in criteria or f.kind == "stage_gap"] == []


def test_thin_playbook_shows_every_kind_of_finding():
    assert {f.kind for f in findings(shipped("thin"))} == {
        "vague_word",
        "seller_activity",
        "no_observer",
        "two_in_one",
        "stage_gap",
        "too_short",
    }


@pytest.mark.parametrize("entry", [
    ExitCriterion(id="x", name="X", statement="more words", said_by=["buyer"]),
    Element(id="x", name="X", definition="Legal."),
    Stage(id="x", name="X", purpose="more words"),
])
def test_text_too_short_to_judge_by_is_found(entry):
    assert [f.kind for f in entry_findings("here", entry)] == ["too_short"]


def test_every_finding_says_what_to_write_instead():
    assert all(f.message and f.pattern for f in findings(shipped("thin")))
