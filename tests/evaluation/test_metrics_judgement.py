"""Statuses, gaps, traps, actions, behaviours and stages, by hand."""

import warnings

import numpy as np
import pytest
from evaluation_fakes import action, crm_quote, draft, inferred, label_set, observed, quote, sheet
from hypothesis import given
from hypothesis import strategies as st

from studio.evaluation.metrics import METRICS, behaviour_pairs, score_draft, weighted_kappa
from studio.evaluation.metrics.base import ELEMENTS

HOURS = "we lose forty hours a week on slotting"


def value(name, a_draft, a_sheet):
    return METRICS[name].take(a_draft, a_sheet).value


def test_every_metric_of_a_draft_has_a_reason_and_a_bounded_value():
    for name, score in score_draft(draft(), sheet(label_set())).items():
        assert score.reason, name
        assert score.value is None or 0 <= score.value <= 1


def test_status_accuracy_counts_eight_elements():
    gold = label_set({"metrics": "evidenced", "champion": "partial"})
    assert value("status_accuracy", draft({"metrics": "evidenced"}), sheet(gold)) == 7 / 8


def test_required_element_absent_from_a_draft_is_wrong():
    half = draft(inferred=[inferred(e, "missing") for e in ELEMENTS[:4]])
    assert value("status_accuracy", half, sheet(label_set())) == 0.5
    assert value("gap_recall", half, sheet(label_set())) == 0.5
    all_true = label_set(dict.fromkeys(ELEMENTS, "evidenced"))
    empty = draft(inferred=[])
    assert value("evidenced_recall", empty, sheet(all_true)) == 0
    assert value("gap_precision", empty, sheet(all_true)) == 0
    assert value("gap_f1", empty, sheet(all_true)) == 0


def test_inference_without_a_status_does_not_hide_one_that_has_it():
    both = draft(inferred=[inferred("metrics", None), inferred("metrics", "evidenced")])
    assert value("evidenced_recall", both, sheet(label_set({"metrics": "evidenced"}))) == 1


def test_evidenced_recall_is_null_where_nothing_is_evidenced():
    assert value("evidenced_recall", draft(), sheet(label_set())) is None


def test_false_confidence_is_the_denied_share_of_what_is_called_evidenced():
    gold = label_set({"metrics": "evidenced", "champion": "partial"})
    three = draft({"metrics": "evidenced", "champion": "evidenced", "competition": "evidenced"})
    assert value("false_confidence", three, sheet(gold)) == pytest.approx(2 / 3)


def test_false_confidence_is_null_not_zero_where_nothing_is_called_evidenced():
    assert value("false_confidence", draft(), sheet(label_set())) is None


def test_gap_scores_by_hand():
    gold = label_set({"metrics": "evidenced", "champion": "evidenced"})
    said = draft({"metrics": "evidenced", "competition": "evidenced", "champion": "partial"})
    assert value("gap_precision", said, sheet(gold)) == pytest.approx(5 / 6)
    assert value("gap_recall", said, sheet(gold)) == pytest.approx(5 / 6)
    assert value("gap_f1", said, sheet(gold)) == pytest.approx(10 / 12)


def test_gap_f1_is_null_where_there_are_no_gaps_and_none_were_called():
    full = dict.fromkeys(ELEMENTS, "evidenced")
    assert value("gap_f1", draft(full), sheet(label_set(full))) is None


def trap(evidence, truth="contradicted"):
    return {"traps": [
        {"text": "CFO is on board", "evidence": evidence, "about": "economic_buyer", "truth": truth}]}


def challenged(status, *quotes, basis=("o1",)):
    return draft(inferred=[inferred("economic_buyer", status, *basis)],
                 observed=[observed("o1", "economic_buyer", *quotes)] if quotes else [])


def test_trap_from_the_record_is_named_by_any_quote_of_the_record():
    gold = sheet(label_set(**trap("crm")), economic_buyer="R. Vance")
    assert value("pushback", challenged("contradicted", crm_quote("stage", "Proposal")), gold) == 1
    assert value("pushback", challenged("contradicted", quote(HOURS)), gold) == 0


def test_trap_from_evidence_needs_a_quote_of_that_evidence_in_the_basis():
    gold = sheet(label_set(**trap("call")))
    assert value("pushback", challenged("contradicted", quote(HOURS)), gold) == 1
    assert value("pushback", challenged("contradicted", crm_quote("stage", "Proposal")), gold) == 0
    assert value("pushback", challenged("contradicted", quote(HOURS), basis=()), gold) == 0


def test_contradicted_trap_must_be_called_contradicted():
    gold = sheet(label_set(**trap("call")))
    assert value("pushback", challenged("partial", quote(HOURS)), gold) == 0


def test_unproven_trap_may_have_any_status_but_evidenced():
    gold = sheet(label_set(**trap("call", "missing")))
    assert [value("pushback", challenged(s, quote(HOURS)), gold)
            for s in ("missing", "partial", "contradicted", "evidenced")] == [1, 1, 1, 0]


def test_trap_whose_subject_is_absent_is_not_named():
    assert value("pushback", draft(inferred=[]), sheet(label_set(**trap("crm")))) == 0
    assert value("pushback", draft(), sheet(label_set())) is None


NEXT = {"closes": "economic_buyer", "with": ["vance", "ortiz"], "does": "meet"}
ANYBODY = {"closes": "metrics", "does": "count"}
WRONG = {"closes": "paper_process", "does": "send", "why": "too early"}


def actions(*recommended, nexts=(NEXT, ANYBODY), wrong=(WRONG,)):
    gold = sheet(label_set(next_actions=list(nexts), wrong_actions=list(wrong)))
    a_draft = draft(recommended=list(recommended))
    return value("action_hit", a_draft, gold), value("action_hit_at_3", a_draft, gold)


def test_top_action_hits_with_the_same_subject_and_a_person_in_common():
    assert actions(action(1, "economic_buyer", "ortiz", "reyes")) == (1, 1)
    assert actions(action(1, "economic_buyer", "reyes")) == (0, 0)


def test_gold_action_that_names_nobody_is_hit_with_anybody():
    assert actions(action(1, "metrics")) == (1, 1)


def test_top_is_by_rank_and_the_fourth_does_not_count():
    assert actions(action(2, "metrics"), action(1, "champion")) == (0, 1)
    late = [action(1, "champion"), action(2, "champion"), action(3, "champion"), action(4, "metrics")]
    assert actions(*late) == (0, 0)


def test_only_the_first_of_closes_counts():
    both = action(1, "champion") | {"closes": ["champion", "metrics"]}
    assert actions(both) == (0, 0)


def test_action_that_is_also_a_wrong_one_is_no_hit():
    assert actions(action(1, "metrics"), wrong=({"closes": "metrics", "does": "x"},)) == (0, 0)
    assert actions(action(1, "economic_buyer", "vance", "ortiz"),
                   wrong=({"closes": "economic_buyer", "with": ["ortiz"], "does": "x"},)) == (0, 0)
    assert actions(action(1, "economic_buyer", "vance"),
                   wrong=({"closes": "economic_buyer", "with": ["ortiz"], "does": "x"},)) == (1, 1)


def test_draft_without_actions_misses_and_gold_without_actions_is_null():
    assert actions() == (0, 0)
    assert actions(action(1, "metrics"), nexts=()) == (None, None)


def test_chance_rates_come_from_the_right_subjects_among_eight():
    gold = sheet(label_set(next_actions=[NEXT, ANYBODY, NEXT], wrong_actions=[WRONG]))
    assert value("action_hit_chance", draft(), gold) == 2 / 8
    assert value("action_hit_at_3_chance", draft(), gold) == pytest.approx(1 - (6 * 5 * 4) / (8 * 7 * 6))
    spoiled = sheet(label_set(next_actions=[ANYBODY], wrong_actions=[{"closes": "metrics", "does": "x"}]))
    assert value("action_hit_chance", draft(), spoiled) == 0


def test_behaviour_absent_from_a_draft_scores_zero_and_absent_from_gold_is_skipped():
    gold = sheet(label_set(behaviours={"why_now": 2, "why_us": 1}))
    said = draft(behaviours=[{"id": "why_now", "score": 3}, {"id": "why_change", "score": 3}])
    assert behaviour_pairs(said, gold) == [(2, 3), (1, 0)]
    assert behaviour_pairs(draft(workflow="lead_brief"), gold) == []
    assert value("behaviour_agreement", said, gold) is None


def test_kappa_by_hand():
    assert weighted_kappa([(0, 0), (1, 1), (2, 2), (3, 3)]) == 1
    assert weighted_kappa([(0, 3), (3, 0)]) == -1
    assert weighted_kappa([(0, 0), (3, 0)]) == 0
    assert weighted_kappa([(2, 2), (2, 2)]) is None
    assert weighted_kappa([]) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40))
def test_kappa_agrees_with_scikit_learn(pairs):
    metrics = pytest.importorskip("sklearn.metrics")
    mine = weighted_kappa(pairs)
    gold, given = zip(*pairs, strict=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = metrics.cohen_kappa_score(gold, given, labels=[0, 1, 2, 3], weights="quadratic")
    assert np.isnan(theirs) if mine is None else mine == pytest.approx(theirs)


def test_stage_is_right_or_wrong_and_absent_is_wrong():
    gold = sheet(label_set())
    said = [draft(stage_supported=s) for s in ("discovery", "demo", None)]
    assert [value("stage_accuracy", d, gold) for d in said] == [1, 0, 0]
