"""Decisions: approved, amended, rejected, struck; all or none; taken back until used; the draft never changes."""

from __future__ import annotations

import pytest
from approving_deals import ANN, BEN, BUYER, DEAL, decide, drafted, item, keep, shown, sql, standing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio import actions
from studio.acting import acting
from studio.actions import BadInput, Choice
from studio.governing import REASONS


def test_each_kind_of_decision_stands_with_who_when_and_why(review):
    seen = shown(review).observed[0].id
    decide(review, "i1")
    decide(review, "i2", "amend", "The CFO said so", status="partial")
    decide(review, "r1", "reject", "not_now")
    decide(review, seen, "strike", "misheard")
    found = actions.kept_review(review)
    assert standing(review) == {"i1": "approve", "i2": "amend", "r1": "reject", seen: "strike"}
    made = found.decided["i2"]
    assert (made.by, made.changes, made.reason) == ("Ann Berg", {"status": "partial"}, "The CFO said so")
    assert made.at.startswith("20") and made.at.endswith("+00:00")


def test_role_engine_model_versions_stand_with_each_decision(home):
    draft = drafted()
    number = actions.keep_draft(draft, prompt_version="deal_review-7f3a")
    with acting(BEN):
        decide(number, "i1")
    row = sql(home, "select d.by, d.role, d.at, f.engine, f.model, f.prompt_version, f.playbook, f.playbook_version, "
                    "f.workflow, f.deal, f.as_of from decisions d join drafts f on f.id = d.draft")[0]
    assert row[:2] == ("Ben Ito", "manager") and row[2]
    assert row[3:] == ("offline", draft.model or "", "deal_review-7f3a", "reference", draft.playbook.version,
                       "deal_review", DEAL, "e3")


def test_silence_is_undecided_and_the_draft_never_changes(home, review):
    before = sql(home, "select data from drafts")
    waiting, = actions.queue()
    judged = [i for i in shown(review).inferred if i.status]
    assert waiting.undecided == waiting.items == len(judged) + len(shown(review).recommended) > 8
    decide(review, "i1", "amend", status="missing")
    decide(review, "r1", "reject", "too_vague")
    waiting, = actions.queue()
    assert waiting.undecided == waiting.items - 2
    assert sql(home, "select data from drafts") == before
    assert shown(review).approval == "undecided"


def test_fact_that_was_struck_is_no_item_that_waits(review):
    decide(review, shown(review).observed[0].id, "strike", "misheard")
    waiting, = actions.queue()
    assert waiting.undecided == waiting.items


def test_several_at_once_are_all_or_none(home, review):
    with pytest.raises(BadInput, match="i99"):
        actions.decide_items(review, [Choice("i1", "approve"), Choice("i2", "approve"), Choice("i99", "approve")])
    assert standing(review) == {} and sql(home, "select count(*) from decisions") == [(0,)]
    assert sql(home, "select count(*) from audit where what = 'approve'") == [(0,)]
    numbers = actions.decide_items(review, [Choice("i1", "approve"), Choice("r1", "approve")])
    assert len(numbers) == 2 and standing(review) == {"i1": "approve", "r1": "approve"}


def test_one_of_several_that_was_used_meanwhile_keeps_the_others_back(review):
    decide(review, "i1")
    actions.adjusted_plan(review)
    with pytest.raises(BadInput, match=r"the call plan of .* \(Call completed\) rests on it"):
        actions.decide_items(review, [Choice("i2", "approve"), Choice("i1", "reject", "not_said")])
    assert standing(review) == {"i1": "approve"}


def test_same_click_twice_is_one_decision(home, review):
    choices = [Choice("i1", "approve"), Choice("i2", "approve")]
    first = actions.decide_items(review, choices, token="click-1")
    assert actions.decide_items(review, choices, token="click-1") == first
    assert sql(home, "select count(*) from decisions") == [(2,)]
    assert sql(home, "select count(*) from audit where what = 'approve'") == [(2,)]


def test_later_decision_takes_the_place_of_the_one_before(review):
    decide(review, "i1")
    decide(review, "i1", "reject", "not_said")
    assert standing(review) == {"i1": "reject"}


def test_decision_of_somebody_else_is_never_overwritten_unseen(review):
    with acting(BEN):
        decide(review, "i1", "reject", "not_said")
    with pytest.raises(BadInput, match="Ben Ito decided on it a moment ago"):
        actions.decide_items(review, [Choice("i2", "approve", seen=0), Choice("i1", "approve", seen=0)])
    assert standing(review) == {"i1": "reject"}
    mine = actions.kept_review(review).decided["i1"].id
    actions.decide_items(review, [Choice("i1", "approve", seen=mine)])
    assert standing(review) == {"i1": "approve"}


def test_decision_is_taken_back_until_it_is_used(review):
    number = decide(review, "i1")
    assert actions.undo_decision(number) is True
    assert standing(review) == {}
    assert actions.undo_decision(number) is False
    assert actions.undo_decision(999) is False
    again = decide(review, "i1")
    actions.adjusted_plan(review)
    with pytest.raises(BadInput, match="cannot be taken back"):
        actions.undo_decision(again)
    with pytest.raises(BadInput, match="decide on a newer draft"):
        decide(review, "i1", "reject", "not_said")


def test_undo_of_a_decision_that_was_replaced_does_nothing(review):
    first = decide(review, "i1")
    decide(review, "i1", "reject", "not_said")
    assert actions.undo_decision(first) is False
    assert standing(review) == {"i1": "reject"}


@pytest.mark.parametrize(("what", "decision", "reason", "changes", "told"), [
    ("i99", "approve", "", {}, "i99: is no item of this draft"),
    ("", "approve", "", {}, "is no item of this draft"),
    ("x" * 900, "approve", "", {}, "is no item of this draft"),
    ("i1", "reject", "  ", {}, "a reason is needed to reject it"),
    ("o1", "strike", "", {}, "a reason is needed to strike it"),
    ("o1", "reject", "not_said", {}, "what was observed can be approved or struck"),
    ("o1", "amend", "x", {"statement": "y"}, "what was observed can be approved or struck"),
    ("i1", "strike", "misheard", {}, "can be approved, amended or rejected"),
    ("i1", "maybe", "", {}, "can be approved, amended or rejected"),
    ("i1", "reject", "x" * 2001, {}, "the reason is too long (2,001 characters)"),
    ("i1", "amend", "", {}, "an amendment changes something"),
    ("i1", "amend", "", {"status": None, "statement": ""}, "an amendment changes something"),
    ("i1", "amend", "", {"status": "won"}, "status"),
    ("i1", "amend", "", {"statement": "x" * 2001}, "statement: expected 1 to 2,000 characters, found 2,001"),
    ("i1", "amend", "", {"statement": "   "}, "statement: expected 1 to 2,000 characters"),
    ("i1", "amend", "", {"value": "x" * 2001}, "value: expected 1 to 2,000"),
    ("i1", "amend", "", {"action": "call"}, "'action' cannot be amended here"),
    ("r1", "amend", "", {"status": "missing"}, "'status' cannot be amended here"),
    ("r1", "amend", "", {"approval": "approved"}, "'approval' cannot be amended here"),
    ("r1", "amend", "", {"owner": "nobody-here"}, "'nobody-here' is nobody in this deal"),
    ("r1", "amend", "", {"with": ["ghost"]}, "'ghost' is nobody in this deal"),
    ("r1", "amend", "", {"with": "ghost"}, "with"),
    ("r1", "amend", "", {"due": "31 June"}, "due"),
    ("r1", "amend", "", {"due": "2026-02-30"}, "due"),
    ("r1", "amend", "", {"due": "1999-01-01"}, "1999-01-01 lies before the event"),
    ("r1", "amend", "", {"rank": 0}, "rank"),
    ("r1", "amend", "", {"rank": 10 ** 12}, "is no place in the order"),
    ("r1", "amend", "", {"rank": "first"}, "rank"),
    ("i1", "amend", "", {"statement": "half \ud83d"}, "half of a character|valid string"),
])
def test_what_cannot_be_decided_is_one_sentence_and_leaves_nothing(home, review, what, decision, reason, changes, told):
    with pytest.raises(BadInput, match=told.replace("(", r"\(").replace(")", r"\)")) as refused:
        actions.decide_items(review, [Choice(what, decision, reason, changes)])
    assert len(str(refused.value).splitlines()) == 1 and len(str(refused.value)) < 400
    assert standing(review) == {} and sql(home, "select count(*) from decisions") == [(0,)]


def test_person_named_twice_is_refused(review):
    buyer = next(p.id for p in actions.open_deal(DEAL).deal.people if p.side == "buyer")
    with pytest.raises(BadInput, match="named twice"):
        decide(review, "r1", "amend", with_=[buyer, buyer])


def test_action_can_be_left_with_nobody(review):
    first = next(r for r in shown(review).recommended if r.with_)
    decide(review, first.id, "amend", with_=[])
    assert actions.kept_review(review).decided[first.id].changes == {"with": []}


def test_item_is_decided_once_in_one_go(review):
    with pytest.raises(BadInput, match="decided twice at once"):
        actions.decide_items(review, [Choice("i1", "approve"), Choice("i1", "reject", "not_said")])


def test_draft_that_is_not_kept_is_one_sentence(home):
    for _ in range(2):
        with pytest.raises(BadInput, match="is not kept here"):
            decide("0" * 16, "i1")
        keep()


def test_nothing_chosen_is_nothing_done(home, review):
    assert actions.decide_items(review, []) == []
    assert sql(home, "select count(*) from decisions") == [(0,)]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(str.strip))
def test_any_words_are_kept_as_they_are(home, text):
    number = keep()
    decide(number, "i1", "amend", text, statement=text)
    made = actions.kept_review(number).decided["i1"]
    assert (made.reason, made.changes["statement"]) == (text.strip(), text)
    assert actions.verify_audit().broken is None


def test_same_draft_is_kept_once_and_its_id_tells_nothing(home, tmp_path, monkeypatch):
    first = keep()
    assert keep() == first and sql(home, "select count(*) from drafts") == [(1,)]
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "other"))
    assert keep() != first, "an id that is the same everywhere lets anybody check what a draft said"
    assert drafted().digest() not in {first, keep()}


def test_every_reason_of_the_list_can_be_given(review):
    for reason in REASONS:
        decide(review, "i1", "reject", reason)
    assert actions.kept_review(review).decided["i1"].reason == "other"


def test_deal_whose_folder_has_another_name_is_decided_on(home, tmp_path):
    import shutil

    folder = tmp_path / "Molinos, spring"
    shutil.copytree(actions.open_deal(DEAL).deal.folder, folder)
    text = (folder / "deal.yaml").read_text(encoding="utf-8").replace(f"id: {DEAL}", "id: molinos-spring", 1)
    (folder / "deal.yaml").write_text(text, encoding="utf-8")
    actions.add_own_deal(str(folder))
    number, draft = actions.draft_with_memory("deal_review", folder.name, as_of="e3")
    decide(number, item(number, BUYER))
    assert draft.deal == "molinos-spring"
    assert [m.about for m in actions.memory(folder.name)] == [BUYER] == [m.about for m in actions.memory(draft.deal)]
    assert [w.glance.id for w in actions.queue(folder.name)] == [number]
    assert actions.adjusted_plan(number).changes
    assert ANN.name in actions.kept_review(number).decided[item(number)].by
