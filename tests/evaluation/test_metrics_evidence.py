"""Overlap, counted quotes, recall, precision and the headline, by hand."""

from evaluation_fakes import FakeEvidence, call, crm_quote, draft, label_set, observed, quote, sheet
from hypothesis import given
from hypothesis import strategies as st

from studio.drafting.draft import WORKFLOWS
from studio.evaluation.metrics import METRICS, overlap
from studio.evaluation.metrics.base import Span, counted_quotes

HOURS = "we lose forty hours a week on slotting"
SIGNS = "Robert Vance signs, I do not."


def value(name, a_draft, a_sheet):
    return METRICS[name].take(a_draft, a_sheet).value


spans = st.builds(lambda evidence, start, length: Span(evidence, start, start + length),
                  st.sampled_from("ab"), st.integers(0, 40), st.integers(1, 40))


@given(spans, spans)
def test_overlap_is_symmetric(a, b):
    assert overlap(a, b) == overlap(b, a)


@given(spans)
def test_every_span_overlaps_itself(a):
    assert overlap(a, a)


def test_half_of_the_shorter_quote_is_enough_and_less_is_not():
    assert overlap(Span("a", 0, 10), Span("a", 5, 100))
    assert not overlap(Span("a", 0, 10), Span("a", 6, 100))
    assert not overlap(Span("a", 0, 10), Span("b", 0, 10))


def test_gold_quote_is_found_across_folded_white_space_at_any_place():
    source = FakeEvidence("call", "Dana: it is\t  late\nDana: so it is late again")
    gold = label_set({"metrics": "partial"}, {"metrics": [("call", "is  late")]})
    places = sheet(gold, source).places["metrics"][0]
    assert [source.text[p.start:p.end] for p in places] == ["is\t  late", "is late"]


def test_second_place_of_a_gold_quote_counts_as_well():
    source = FakeEvidence("call", "Dana: it is late\nDana: it is late")
    gold = label_set({"metrics": "partial"}, {"metrics": [("call", "it is late")]})
    second = quote("it is late", source) | {"start": 23, "end": 33}
    found = draft(observed=[observed("o1", "metrics", second)])
    assert value("evidence_recall", found, sheet(gold, source)) == 1


def test_two_quotes_of_one_evidence_are_found_one_by_one():
    gold = label_set({"metrics": "evidenced"}, {"metrics": [("call", HOURS), ("call", SIGNS)]})
    one = draft(observed=[observed("o1", "metrics", quote("forty hours a week"))])
    both = draft(observed=[observed("o1", "metrics", quote("forty hours a week"), quote(SIGNS))])
    assert value("evidence_recall", one, sheet(gold)) == 0.5
    assert value("evidence_recall", both, sheet(gold)) == 1
    assert value("evidence_precision", one, sheet(gold)) == 1


def test_one_quote_may_overlap_two_gold_quotes():
    gold = label_set({"metrics": "evidenced"},
                     {"metrics": [("call", "we lose forty hours"), ("call", "a week on")]})
    found = draft(observed=[observed("o1", "metrics", quote(HOURS))])
    assert value("evidence_recall", found, sheet(gold)) == 1


def test_quote_counts_only_for_the_element_it_is_about():
    gold = label_set({"metrics": "evidenced"}, {"metrics": [("call", HOURS)]})
    found = draft(observed=[observed("o1", "champion", quote(HOURS))])
    assert value("evidence_recall", found, sheet(gold)) == 0
    assert value("evidence_precision", found, sheet(gold)) == 0


def test_counts_are_pooled_over_elements_not_averaged():
    words = {"metrics": [("call", HOURS)], "economic_buyer": [("call", SIGNS), ("call", "who signs?")]}
    gold = label_set({"metrics": "evidenced", "economic_buyer": "partial"}, words)
    found = draft(observed=[observed("o1", "metrics", quote(HOURS))])
    assert value("evidence_recall", found, sheet(gold)) == 1 / 3


def test_ninth_quote_of_an_element_is_ignored():
    other = [quote("who signs?") for _ in range(8)]
    gold = label_set({"metrics": "evidenced"}, {"metrics": [("call", HOURS)]})
    ninth = draft({"metrics": "evidenced"}, observed=[
        observed("o1", "metrics", *other), observed("o2", "metrics", quote(HOURS))])
    assert value("evidence_recall", ninth, sheet(gold)) == 0
    assert value("evidence_precision", ninth, sheet(gold)) == 0
    assert value("right_with_quote", ninth, sheet(gold)) == 0
    eighth = draft(observed=[observed("o1", "metrics", *other[:7]), observed("o2", "metrics", quote(HOURS))])
    assert value("evidence_recall", eighth, sheet(gold)) == 1
    assert value("evidence_precision", eighth, sheet(gold)) == 1 / 8


def test_quotes_of_the_record_never_count_and_take_no_place():
    claims = [crm_quote("metrics", "forty hours")] * 8
    found = draft(observed=[observed("o1", "metrics", *claims, quote(HOURS))])
    assert [q.text for q in counted_quotes(found, "metrics")] == [HOURS]
    gold = label_set({"metrics": "evidenced"}, {"metrics": [("call", HOURS)]})
    assert value("evidence_precision", found, sheet(gold)) == 1


def test_quotes_for_behaviours_never_count():
    gold = label_set({"metrics": "evidenced"}, {"metrics": [("call", HOURS)]})
    found = draft(observed=[observed("o1", "why_now", quote(HOURS))])
    assert value("evidence_precision", found, sheet(gold)) is None
    assert value("evidence_recall", found, sheet(gold)) == 0


def test_recall_is_null_where_gold_has_no_quote():
    assert value("evidence_recall", draft(), sheet(label_set())) is None


def test_precision_counts_quotes_for_elements_that_gold_calls_missing():
    found = draft(observed=[observed("o1", "champion", quote(HOURS))])
    assert value("evidence_precision", found, sheet(label_set())) == 0


def test_gold_quote_that_cannot_be_seen_stays_in_the_count():
    gold = label_set({"metrics": "partial"}, {"metrics": [("later-call", HOURS)]})
    found = draft(observed=[observed("o1", "metrics", quote(HOURS))])
    assert value("evidence_recall", found, sheet(gold)) == 0


def test_headline_needs_the_status_and_the_quote():
    gold = label_set({"metrics": "evidenced", "economic_buyer": "contradicted"},
                     {"metrics": [("call", HOURS)], "economic_buyer": [("call", SIGNS)]})
    quotes = [observed("o1", ["metrics"], quote(HOURS)), observed("o2", ["economic_buyer"], quote(SIGNS))]
    right = {"metrics": "evidenced", "economic_buyer": "contradicted"}
    assert value("right_with_quote", draft(right, observed=quotes), sheet(gold)) == 1
    assert value("right_with_quote", draft(right, observed=quotes[:1]), sheet(gold)) == 0.5
    assert value("right_with_quote", draft({"metrics": "partial"}, observed=quotes), sheet(gold)) == 0


def test_headline_leaves_out_what_gold_calls_missing():
    assert value("right_with_quote", draft(), sheet(label_set())) is None


def test_workflow_without_the_form_has_no_status_metrics():
    gold = label_set({"metrics": "evidenced"}, {"metrics": [("call", HOURS)]})
    for name in WORKFLOWS:
        score = METRICS["right_with_quote"].take(draft(workflow=name), sheet(gold))
        assert (score.value is None) == (name not in ("deal_review", "pre_call_plan"))
        assert score.reason


def test_groundedness_is_checked_again_from_the_offsets():
    a_sheet = sheet(label_set(), call(), champion="Dana")
    good, shifted = quote(HOURS), quote(SIGNS) | {"start": 3, "end": 32}
    hidden = quote(HOURS) | {"evidence": "later-call"}
    found = draft(observed=[observed("o1", "metrics", good, shifted, hidden, crm_quote("champion", "Dana"))])
    assert value("groundedness", found, a_sheet) == 0.5
    assert value("groundedness", draft(), a_sheet) is None
