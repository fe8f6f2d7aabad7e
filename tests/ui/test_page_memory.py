"""Memory: what is held of a deal, from where, what has aged; carried out; forgotten for good."""

from __future__ import annotations

import pytest
from approve_rooms import DEAL, HOSTILE, decide, field, hostile, item, keep, press

from studio import actions
from studio.acting import Actor
from studio.actions import Choice


@pytest.fixture
def held(open_page) -> str:
    """A review with one decision of each kind."""
    actions.join_people("Ann Berg")
    number = keep()
    due = actions.open_deal(DEAL).deal.event("e3").date.isoformat()
    decide(number, Choice(item(number), "approve", "Said on the call"), Choice("i1", "reject", "not_said"),
           Choice("r1", "amend", "Sooner", {"due": due}), Choice("r2", "reject", "promise"), Choice("o1", "approve"),
           Choice("o2", "strike", "misheard"))
    return number


def test_nothing_remembered_says_what_to_do(open_page, words):
    app = open_page("memory", deal=DEAL)
    assert not app.exception
    assert "Nothing is remembered of this deal." in words(app)


def test_each_kind_stands_with_who_decided_it_when_and_why(open_page, words, held):
    app = open_page("memory", deal=DEAL)
    assert not app.exception
    text = words(app)
    for heading in ("Statuses that people decided", "Commitments", "Facts approved", "Rejected", "Facts struck"):
        assert heading in text
    assert text.count("by Ann Berg (manager)") == 6
    for why in ("Said on the call", "Nobody said this", "Would promise what we may not", "Misheard"):
        assert f"Why: {why}" in text
    assert "The words it rests on" in text


def test_late_commitment_is_asked_again_until_it_is_carried_out(open_page, words, held):
    app = open_page("memory", deal=DEAL)
    assert "May no longer hold: was due on" in words(app)
    press(app, "Carried out")
    assert not app.exception
    assert "May no longer hold" not in words(app) and "carried out" in words(app)


def test_way_back_to_the_draft_is_there(open_page, markup, held):
    assert f"review?draft={held}" in markup(open_page("memory", deal=DEAL)) or open_page("memory", deal=DEAL).get(
        "page_link")


def test_forgetting_needs_a_reason_and_leaves_only_the_fact(open_page, words, held):
    app = open_page("memory", deal=DEAL)
    before = len(actions.memory(DEAL))
    press(app, "Forget it for good")
    assert not app.exception and "expected 1 to 2,000 characters" in words(app) and len(actions.memory(DEAL)) == before
    field(app, "text_input", "Why").set_value("She asked us to")
    press(app, "Forget it for good")
    assert not app.exception and len(actions.memory(DEAL)) == before - 1
    assert "Something was forgotten on" in words(app) and "She asked us to" in words(app)


def test_page_says_what_stays_when_something_is_forgotten(open_page, words, held):
    text = words(open_page("memory", deal=DEAL))
    assert "The deal's own evidence files" in text and "a later draft can read them there again" in text


@pytest.mark.parametrize("role", ["seller", "enablement", "viewer"])
def test_who_may_not_forget_is_told_who_may(open_page, words, held, role):
    app = open_page("memory", deal=DEAL)
    app.session_state["acting_role"] = role
    app.run()
    before = len(actions.memory(DEAL))
    field(app, "text_input", "Why").set_value("x")
    press(app, "Forget it for good")
    assert not app.exception and len(actions.memory(DEAL)) == before
    assert "forgetting something is for a manager" in words(app)


def test_deal_that_is_nowhere_is_passed_over(open_page, words):
    app = open_page("memory", deal="nobody")
    assert not app.exception and "Nothing is remembered" in words(app)


def test_own_deal_is_held_under_its_own_id(open_page, words, tmp_path):
    import shutil

    folder = tmp_path / "Molinos, spring"
    shutil.copytree(actions.open_deal(DEAL).deal.folder, folder)
    text = (folder / "deal.yaml").read_text(encoding="utf-8").replace(f"id: {DEAL}", "id: molinos-spring", 1)
    (folder / "deal.yaml").write_text(text, encoding="utf-8")
    actions.add_own_deal(str(folder))
    number, _ = actions.draft_with_memory("deal_review", folder.name, as_of="e3")
    decide(number, Choice("i1", "approve"), who=Actor("Ann Berg", "manager"))
    app = open_page("memory", deal=folder.name)
    assert not app.exception and "Ann Berg" in words(app)
    app = open_page("review", draft=number)
    assert not app.exception and "by Ann Berg" in words(app)


def test_hostile_text_stays_text(open_page, markup, words):
    hostile()
    app = open_page("memory", deal=DEAL)
    assert not app.exception
    assert "<script>alert" not in markup(app) and HOSTILE[:30] in words(app)
