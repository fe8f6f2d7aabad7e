"""A fact that somebody struck never comes back: its quotes and the lines that rest on it alone are gone."""

from __future__ import annotations

import pytest
from approving_deals import BUYER, DEAL, decide, drafted, item, keep, shown
from test_memory import faults

from studio import actions
from studio.actions import Choice
from studio.drafting.draft import WORKFLOWS


def strike(number: str, *ids: str) -> None:
    actions.decide_items(number, [Choice(i, "strike", "wrong_speaker") for i in ids])


def rests_on(number: str, about: str) -> list[str]:
    return list(next(i.basis for i in shown(number).inferred if i.about == about and i.status))


def places(draft) -> set[tuple]:
    return {(q.evidence, q.field, q.start, q.end) for o in draft.observed for q in o.quotes}


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_struck_quote_is_in_no_later_draft_and_each_keeps_the_contract(workflow):
    review = keep("e3")
    struck = next(o for o in shown(review).observed if BUYER in o.about)
    strike(review, struck.id)
    gone = {(q.evidence, q.field, q.start, q.end) for q in struck.quotes}
    assert gone & places(drafted("e5", workflow)) or workflow in ("lead_brief", "crm_hygiene", "multi_threading_play",
                                                                  "business_case", "demo_plan")
    number = keep("e5", workflow)
    assert not gone & places(shown(number))
    assert not faults(number)
    for quote in struck.quotes:
        if len(quote.text) >= 40:
            assert quote.text[:40] not in shown(number).to_json()


def test_judgement_that_rested_on_struck_facts_alone_reads_as_missing():
    review = keep("e3")
    assert next(i.status for i in shown(review).inferred if i.about == BUYER) == "evidenced"
    strike(review, *rests_on(review, BUYER))
    again = next(i for i in shown(keep("e3", "pre_call_plan")).inferred if i.about == BUYER)
    assert (again.status, again.basis, again.confidence) == ("missing", (), None)
    assert "was struck out by Ann Berg" in again.statement
    later = next(i for i in shown(keep("e4")).inferred if i.about == BUYER)
    assert later.status == "evidenced" and later.basis, "a mail that came later shows it by itself"


def test_judgement_that_rests_on_something_else_too_keeps_it():
    review = keep("e3")
    basis = rests_on(review, "implicate_the_pain")
    assert len(basis) > 1
    strike(review, basis[0])
    again = next(i for i in shown(keep("e3", "pre_call_plan")).inferred if i.about == "implicate_the_pain")
    assert again.status == "evidenced" and again.basis


def test_every_line_of_a_later_document_rests_on_what_is_there():
    review = keep("e3")
    strike(review, *(o.id for o in shown(review).observed[::2]))
    for workflow in WORKFLOWS:
        number = keep("e5", workflow)
        assert not faults(number), workflow
        assert all(s.body.strip() for s in shown(number).document.sections), workflow


def test_striking_everything_leaves_a_sound_draft():
    review = keep("e3")
    strike(review, *(o.id for o in shown(review).observed))
    again = shown(keep("e4"))
    seen = {q.evidence for o in drafted("e3").observed for q in o.quotes}
    assert not [q for o in again.observed for q in o.quotes if q.evidence in seen and
                (q.evidence, q.field, q.start, q.end) in places(drafted("e3"))]
    assert not [f for f in faults(keep("e4")) if "document" not in f]


def test_overlapping_quote_of_the_same_words_is_struck_too():
    from studio.actions.store import store
    from studio.remembering import remember
    from studio.store import decisions, drafts
    from studio.striking import without_struck

    review = keep("e3")
    struck = next(o for o in shown(review).observed if BUYER in o.about)
    strike(review, struck.id)
    with store() as db:
        held = remember(drafts.kept(db), decisions.standing(db, [review]))
    quote = struck.quotes[0]
    half = (quote.end - quote.start) // 2
    for start, end, gone in ((quote.start, quote.start + half, True), (quote.start + 3, quote.end, True),
                             (quote.start, quote.end + 80, True), (quote.end, quote.end + 90, False),
                             (quote.end - 2, quote.end + 90, False)):
        other = quote.model_copy(update={"start": start, "end": end, "text": "x" * (end - start)})
        draft = drafted("e5").model_copy(update={"observed": (struck.model_copy(update={"quotes": (other,)}),)})
        assert (without_struck(draft, held).observed == ()) is gone, (start, end)


def test_strike_that_is_taken_back_brings_the_fact_back():
    review = keep("e3")
    basis = rests_on(review, BUYER)
    strike(review, *basis)
    for made in list(actions.kept_review(review).decided.values()):
        assert actions.undo_decision(made.id)
    assert shown(keep("e4")).digest() == drafted("e4").digest()


def test_strike_counts_for_the_deal_alone():
    review = keep("e3")
    strike(review, *(o.id for o in shown(review).observed))
    other = keep("e5", deal="savanna-towers")
    assert shown(other).digest() == drafted("e5", "deal_review", "savanna-towers").digest()
    assert item(other)


def test_strike_at_a_later_event_leaves_earlier_moments_alone():
    late = keep("e5")
    strike(late, *(o.id for o in shown(late).observed))
    assert shown(keep("e3")).digest() == drafted("e3").digest()
    decide(late, "i1")
    assert actions.memory(DEAL, as_of="e3") == []
