"""The shipped playbooks: the reference is as full as it must be, the others are valid."""

import re
from collections import Counter

import pytest

from playbook.files import library_ids, read_playbook
from playbook.model import BEHAVIOUR_IDS, QUALIFICATION_IDS, STAGE_IDS
from playbook.specificity import pillar_scores, specificity

REFERENCE = read_playbook("reference")
ELEMENTS = {e.canonical: e for e in REFERENCE.qualification.elements if e.canonical}
EVENTS = {
    "inbound_lead": "lead_brief",
    "discovery_booked": "pre_call_plan",
    "demo_landed": "demo_plan",
    "call_completed": "deal_review",
    "manager_review": "adjusted_call_plan",
    "proposal_requested": "business_case",
    "single_threaded": "multi_threading_play",
    "crm_updated": "crm_hygiene",
}
each_element = pytest.mark.parametrize("element", ELEMENTS.values(), ids=ELEMENTS)


def test_reference_comes_first():
    assert library_ids()[0] == "reference"


def test_frameworks_other_than_meddpicc_are_shipped():
    frameworks = {read_playbook(n).qualification.framework for n in library_ids()}
    assert {"MEDDPICC", "MEDDIC", "BANT", "SPICED"} <= frameworks


@pytest.mark.parametrize("name", library_ids())
def test_shipped_playbook_is_called_like_its_file(name):
    assert read_playbook(name).id == name


@pytest.mark.parametrize("name", [n for n in library_ids() if n not in ("thin", "placebo", "reference")])
def test_template_is_something_to_start_from(name):
    scores = pillar_scores(read_playbook(name))
    assert min(scores["qualification"], scores["process"]) >= 0.6


def test_thin_playbook_is_thin():
    assert max(pillar_scores(read_playbook("thin")).values()) < 0.5


# -- process


def test_reference_has_at_least_six_stages_in_the_order_of_a_deal():
    order = [STAGE_IDS.index(s.canonical) for s in REFERENCE.process]
    assert len(order) >= 6
    assert order == sorted(order) and set(order) == set(range(len(STAGE_IDS)))


def test_reference_has_at_least_24_exit_criteria_and_each_names_who_proves_it():
    criteria = [c for s in REFERENCE.process for c in s.exit_criteria]
    assert len(criteria) >= 24
    for criterion in criteria:
        assert criterion.statement and criterion.evidence, criterion.id
        assert (
            "buyer" in criterion.said_by or "document" in criterion.said_by or criterion.proof != "words"
        ), criterion.id
        assert len(criterion.signals) >= 3 and criterion.counter_signals, criterion.id
        assert criterion.examples.good and criterion.examples.bad and criterion.examples.plausible, (
            criterion.id
        )


@pytest.mark.parametrize("stage", REFERENCE.process, ids=lambda s: s.id)
def test_stage_of_the_reference_is_whole(stage):
    assert stage.purpose and stage.entry and stage.typical_days is not None and stage.buyer_activities
    assert stage.seller_activities and stage.artefacts and stage.exit_criteria


# -- qualification


def test_reference_has_the_eight_elements():
    assert set(ELEMENTS) == set(QUALIFICATION_IDS)
    assert REFERENCE.qualification.framework == "MEDDPICC"


@each_element
def test_element_has_three_to_five_components_that_say_what_must_be_known(element):
    assert 3 <= len(element.components) <= 5
    assert all(c.meaning and c.said_by and c.cues and c.questions for c in element.components)
    assert any(c.required for c in element.components)


@each_element
def test_element_has_an_anchor_for_each_score(element):
    assert [a.score for a in element.anchors] == [0, 1, 2, 3]


@each_element
def test_element_has_structured_fields_and_the_record_fields_that_claim_it(element):
    assert len(element.fields) >= 3
    assert {f.type for f in element.fields} - {"text"}, "only free text"
    assert all(f.choices for f in element.fields if f.type == "choice")
    assert element.record


@each_element
def test_element_has_ten_questions(element):
    questions = [*element.questions, *(q for c in element.components for q in c.questions)]
    assert len(set(questions)) >= 10
    assert all(q.rstrip().endswith(("?", ".", "…")) for q in questions)


@each_element
def test_element_has_twenty_varied_signals_and_ten_counter_signals(element):
    signals = [s for c in element.components for s in c.signals]
    assert len(signals) >= 20
    assert len([s for c in element.components for s in c.counter_signals]) >= 10
    assert varied(signals)


@each_element
def test_element_shows_good_bad_and_plausible_examples_with_reasons(element):
    for group in (element.examples.good, element.examples.bad, element.examples.plausible):
        assert group and all(example.why for example in group)


def varied(signals: list[str]) -> bool:
    """No sentence stands twice, and few begin alike."""
    openings = Counter(tuple(re.findall(r"\w+", s.lower())[:2]) for s in signals)
    return (
        len({s.casefold() for s in signals}) == len(signals) and max(openings.values()) <= len(signals) // 5
    )


def test_no_words_are_a_signal_and_a_counter_signal_at_once():
    for element in REFERENCE.qualification.elements:
        for component in element.components:
            assert not {*component.signals} & {*component.counter_signals, *component.lookalikes}, (
                component.id
            )


# -- method, behaviours, plays


def test_method_is_a_chain_from_problem_to_payoff():
    assert [c.id for c in REFERENCE.method.chain] == ["problem", "impact", "root_cause", "promise", "payoff"]


def test_method_matrix_has_eight_full_rows():
    rows = REFERENCE.method.rows
    assert len(rows) >= 8
    for row in rows:
        assert row.problem and row.impact and row.root_cause and row.promise and row.payoff
        assert row.discovery_question and row.demo_moment and row.proposal_line and row.business_case_line


def test_why_change_why_now_and_why_us_are_put():
    assert {p.id for p in REFERENCE.method.positions} == {"why_change", "why_now", "why_us"}
    assert all(p.pattern and p.evidence and p.good for p in REFERENCE.method.positions)


def test_every_conversation_is_guided():
    occasions = {g.occasion for g in REFERENCE.method.guidance}
    assert {"lead", "discovery", "demo", "proposal", "business_case"} <= occasions
    assert next(g for g in REFERENCE.method.guidance if g.occasion == "demo").slides


def test_levers_say_when_not_to_use_them():
    assert len(REFERENCE.method.levers) >= 3
    assert all(lever.use_when and lever.avoid_when for lever in REFERENCE.method.levers)


def test_problem_led_stands_against_feature_led():
    assert len(REFERENCE.method.pairs) >= 5
    assert all(p.feature_led and p.problem_led for p in REFERENCE.method.pairs)


def test_reference_has_the_eight_behaviours_so_that_they_can_be_inspected():
    assert {b.canonical for b in REFERENCE.behaviours} == set(BEHAVIOUR_IDS)
    for behaviour in REFERENCE.behaviours:
        assert behaviour.standard and behaviour.indicators and behaviour.anti_patterns and behaviour.stages
        assert [a.score for a in behaviour.anchors] == [0, 1, 2, 3]


def test_reference_has_twelve_plays_and_one_for_each_gap():
    assert len(REFERENCE.plays) >= 12
    closed = {p.closes[0] for p in REFERENCE.plays}
    assert closed >= {e.id for e in REFERENCE.qualification.elements}
    for play in REFERENCE.plays:
        assert play.when and play.action and play.steps and play.with_whom and play.success, play.id


def test_play_fits_the_entry_that_it_closes_first():
    for play in REFERENCE.plays:
        assert play.closes[0] in {t.entry for t in play.when}, play.id


# -- orchestration, governance


def test_every_event_of_the_contract_starts_its_workflow():
    assert {r.event: r.workflow for r in REFERENCE.orchestration.events} == EVENTS


def test_agents_are_narrow_and_together_draft_every_workflow():
    agents = REFERENCE.orchestration.agents
    assert len(agents) >= 3
    drafts = [d for a in agents for d in a.drafts]
    assert sorted(drafts) == sorted(EVENTS.values())
    assert all(a.job and a.reads and a.stops_when and a.approver and a.never for a in agents)


def test_event_goes_to_an_agent_that_may_draft_its_workflow():
    may = {a.id: a.drafts for a in REFERENCE.orchestration.agents}
    assert all(r.workflow in may[r.agent] for r in REFERENCE.orchestration.events)


def test_judgements_stay_with_people_and_no_workflow_may_write_stage_amount_or_date():
    governance = REFERENCE.governance
    assert governance.rules and governance.retention_days
    assert len(governance.judgements) >= 5 and all(j.whose and j.why for j in governance.judgements)
    assert {g.workflow for g in governance.grants} == set(EVENTS.values())
    for grant in governance.grants:
        assert grant.authority != "write_back" or (grant.granted_by and grant.proof)
        assert not {"stage", "amount", "close_date"} & set(grant.fields)


def test_every_entry_of_the_reference_is_at_full_depth_and_has_an_owner():
    assert [s.path for s in specificity(REFERENCE) if s.next is not None] == []
    assert [
        s.path for s in specificity(REFERENCE) if not s.owner and not s.path.startswith("method.pairs.")
    ] == []
