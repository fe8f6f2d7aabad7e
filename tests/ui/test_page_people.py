"""Review, Memory, Orchestration, Governance and Settings: what they say before anything is there, and one decision."""

from __future__ import annotations

import pytest

from studio import actions
from studio.acting import Actor, acting

ANN = "Ann Berg"


@pytest.mark.parametrize("page,said", [
    ("review", "AI drafts, people approve"), ("memory", "Memory"), ("orchestration", "Orchestration"),
    ("governance", "What AI may write"), ("settings", "Settings")])
def test_each_page_opens_where_nothing_was_done_yet(open_page, words, page, said):
    app = open_page(page)
    assert not app.exception
    assert said in words(app)


@pytest.fixture
def kept(open_page):
    """A kept review of a sample deal, by its id; Ann is among the people."""
    actions.join_people(ANN)
    actions.play_event("tanjong-payments", "e3", "reference")
    return next(w.glance.id for w in actions.queue("tanjong-payments") if w.glance.workflow == "deal_review")


def test_queue_leads_to_the_draft_and_an_approval_stands_until_undone(open_page, words, kept):
    app = open_page("review")
    assert app.button(key=f"open_draft_{kept}").label == "Open"
    app = open_page("review", draft=kept)
    assert not app.exception
    approve = next(b for b in app.button if b.label == "Approve")
    approve.click().run()
    assert not app.exception
    made, = actions.kept_review(kept).decided.values()
    assert made.decision == "approve"
    app.button(key=f"undo_{made.id}").click().run()
    assert not actions.kept_review(kept).decided


@pytest.mark.parametrize("view", ["authority", "patch", "audit"])
def test_governance_shows_each_view_of_a_deal_with_decisions(open_page, words, kept, view):
    with acting(Actor(ANN, role="manager")):
        actions.decide_items(kept, [actions.Choice("i1", "approve")])
    app = open_page("governance", governance=view)
    assert not app.exception
    assert "Error" not in words(app)


def test_memory_and_timeline_show_a_deal_with_drafts(open_page, words, kept):
    for page in ("memory", "orchestration"):
        app = open_page(page, deal="tanjong-payments")
        assert not app.exception
        assert "Tanjong" in words(app) or any("tanjong-payments" in str(b.value) for b in app.selectbox)


def test_engine_settings_are_kept_and_a_viewer_cannot_change_them(open_page, words):
    app = open_page("settings")
    next(n for n in app.number_input if n.label == "Budget of a run (USD)").set_value(2.5)
    next(b for b in app.button if b.label == "Save").click().run()
    assert not app.exception and "Spent today: 0.00 USD" in words(app)
    assert actions.engine_settings().budget_run == 2.5
    with acting(Actor("Vi", role="viewer")), pytest.raises(actions.BadInput):
        actions.keep_engine_settings(budget_run=9.0)
