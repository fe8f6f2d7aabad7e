"""Memory: what people decided stands in every later draft, with who and when; a conflict is raised, not overwritten."""

from __future__ import annotations

import importlib.util
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from approving_deals import ANN, BEN, BUYER, DEAL, decide, drafted, item, keep, shown, sql

from studio import actions
from studio.acting import acting
from studio.actions import BadInput
from studio.carrying import HEADING, speaks_against
from studio.drafting.draft import WORKFLOWS
from studio.remembering import remember


@cache
def contract():
    """The validators of the draft's contract."""
    path = Path(__file__).parents[1] / "contract" / "test_contract.py"
    spec = importlib.util.spec_from_file_location("contract_validators", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def faults(number: str) -> list[str]:
    """Every binding sentence of the contract that a kept draft breaks."""
    draft = shown(number)
    return list(contract().faults(actions.open_deal(DEAL), draft.as_of, actions.open_playbook("reference"),
                                  draft.as_data()))


def status(number: str, about: str = BUYER) -> str:
    return next(i.status for i in shown(number).inferred if i.about == about and i.status)


def told(number: str) -> str:
    return next((s.body for s in shown(number).document.sections if s.heading == HEADING), "")


# -- what is held

def test_memory_holds_what_was_decided_with_its_provenance():
    review = keep("e3")
    decide(review, item(review))
    decide(review, "r1", "amend", "Sooner", due="2026-12-24", action="Ask for the date")
    decide(review, "r2", "reject", "not_now")
    decide(review, "i1", "reject", "not_said")
    seen = shown(review).observed
    decide(review, seen[0].id)
    decide(review, seen[1].id, "strike", "misheard")
    held = {(m.kind, m.item): m for m in actions.memory(DEAL)}
    assert {k for k, _ in held} == {"status", "commitment", "rejected", "fact", "struck"}
    buyer = held["status", item(review)]
    assert (buyer.about, buyer.status, buyer.by, buyer.draft) == (BUYER, "evidenced", ANN.name, review)
    assert buyer.quotes and buyer.at
    promise = held["commitment", "r1"]
    assert (promise.text, promise.due, promise.amended) == ("Ask for the date", date(2026, 12, 24), True)
    assert held["rejected", "r2"].reason == "not_now" and held["rejected", "i1"].status
    assert held["struck", seen[1].id].quotes == seen[1].quotes


def test_what_nobody_decided_on_is_not_remembered():
    keep("e3")
    assert actions.memory(DEAL) == []
    number = decide(keep("e3"), "i1")
    actions.undo_decision(number)
    assert actions.memory(DEAL) == []


def test_memory_at_an_event_knows_nothing_later():
    late, early = keep("e5"), keep("e3")
    decide(late, item(late), "amend", "x", status="partial")
    assert actions.memory(DEAL, as_of="e3") == []
    decide(early, item(early))
    assert [m.status for m in actions.memory(DEAL, as_of="e4")] == ["evidenced"]
    assert [m.status for m in actions.memory(DEAL)] == ["partial"], "the later event counts, whenever it was decided"


def test_of_two_decisions_at_one_event_the_later_one_counts():
    review, plan = keep("e3"), keep("e3", "pre_call_plan")
    decide(plan, item(plan), "amend", "x", status="partial")
    decide(review, item(review), "amend", "y", status="missing")
    assert [m.status for m in actions.memory(DEAL)] == ["missing"]
    decide(plan, item(plan), "amend", "z", status="contradicted")
    assert [m.status for m in actions.memory(DEAL)] == ["contradicted"]


def test_rejection_ends_what_was_approved_before():
    early, late = keep("e3"), keep("e4")
    decide(early, item(early))
    decide(late, item(late), "reject", "not_said")
    held, = actions.memory(DEAL)
    assert (held.kind, held.about) == ("rejected", BUYER)


# -- in later drafts

def test_human_status_outranks_later_inference_and_the_later_reading_is_told():
    review = keep("e3")
    decide(review, item(review))
    assert next(i.status for i in drafted("e5").inferred if i.about == BUYER) == "contradicted"
    later = keep("e5")
    found = next(i for i in shown(later).inferred if i.about == BUYER and i.status)
    assert found.status == "evidenced"
    assert found.statement.startswith("Decided by Ann Berg on ")
    assert "The evidence now reads as contradicted." in found.statement
    assert "evidenced, decided by Ann Berg on" in told(later) and "now reads as contradicted" in told(later)
    assert not faults(later)


def test_amended_status_stands_in_every_workflow_that_judges(monkeypatch):
    review = keep("e3")
    decide(review, item(review, "champion"), "amend", "Met her", status="evidenced")
    for workflow in WORKFLOWS:
        number, draft = actions.draft_with_memory(workflow, DEAL, as_of="e5")
        assert status(number, "champion") == "evidenced", workflow
        assert not faults(number), workflow
        assert draft.inferred == shown(number).inferred


def test_agreeing_later_reading_is_left_as_it_is():
    review = keep("e3")
    decide(review, item(review))
    again = keep("e4")
    assert next(i for i in shown(again).inferred if i.about == BUYER) == next(
        i for i in drafted("e4").inferred if i.about == BUYER)
    assert "decided by Ann Berg" in told(again)


def test_decision_on_an_element_of_ones_own_stands_too():
    deal = "brandtner-spare-parts"
    assert next(i.status for i in drafted("e3", deal=deal).inferred if i.about == "partner") == "missing"
    number = keep("e3", deal=deal)
    decide(number, item(number, "partner"), "amend", "x", status="evidenced")
    assert status(keep("e5", deal=deal), "partner") == "evidenced"


def test_rejected_reading_that_comes_again_says_who_rejected_it_and_why():
    review = keep("e3")
    decide(review, item(review), "reject", "wrong_person")
    again = next(i for i in shown(keep("e4")).inferred if i.about == BUYER)
    assert again.status == "evidenced"
    assert again.statement.startswith("Ann Berg rejected the reading “evidenced” on")
    assert "The wrong person" in again.statement
    assert "not evidenced, by Ann Berg" in told(keep("e4"))


def test_rejected_action_that_comes_again_is_told():
    review = keep("e3")
    action = shown(review).recommended[0]
    decide(review, action.id, "reject", "promise")
    later = keep("e4")
    same = [r.id for r in shown(later).recommended if r.action == action.action]
    assert same, "the deal no longer brings the action again"
    assert f"Rejected: “{action.action[:60]}" in told(later) and f"[{same[0]}]" in told(later)


def test_open_commitments_with_dates_are_carried():
    review = keep("e3")
    action = next(r for r in shown(review).recommended if (r.closes and r.closes[0] == BUYER) or r.closes)
    decide(review, action.id)
    text = told(keep("e5"))
    assert f"Still open: “{action.action[:60]}" in text and "approved by Ann Berg" in text and "due on" in text
    actions.mark_done(actions.memory(DEAL)[0].decision)
    assert "Carried out: “" in told(keep("e5"))


def test_without_decisions_a_draft_is_kept_as_it_was_drafted():
    assert shown(keep("e5")).digest() == drafted("e5").digest()


# -- conflicts

def test_later_evidence_against_a_decision_raises_one_conflict_for_each_draft():
    review = keep("e3")
    made = decide(review, item(review))
    later = keep("e5")
    assert keep("e5") == later
    one, = actions.open_conflicts(DEAL)
    assert (one.about, one.was, one.now, one.decision, one.draft) == (BUYER, "evidenced", "contradicted", made, later)
    assert [m.status for m in actions.memory(DEAL)] == ["evidenced"], "it is never reversed by itself"
    keep("e5", "pre_call_plan")
    assert [c.decision for c in actions.open_conflicts(DEAL)] == [made], "one question for a person"
    assert next(w.conflicts for w in actions.queue() if w.glance.id == later) == 1


def test_conflict_is_raised_once_for_a_decision_and_a_draft(home):
    review = keep("e3")
    decide(review, item(review))
    for _ in range(3):
        keep("e5")
        keep("e5", "crm_hygiene")
    assert sql(home, "select decision, draft, count(*) from conflicts group by 1, 2 having count(*) > 1") == []
    assert sql(home, "select count(*) from conflicts") == [(2,)]


@pytest.mark.parametrize(("was", "now", "against"), [
    ("evidenced", "contradicted", True), ("partial", "contradicted", True), ("missing", "contradicted", True),
    ("missing", "evidenced", True), ("contradicted", "evidenced", True),
    ("evidenced", "missing", False), ("evidenced", "partial", False), ("partial", "missing", False),
    ("contradicted", "missing", False), ("contradicted", "partial", False), ("missing", "partial", False),
    ("partial", "evidenced", False), ("contradicted", "contradicted", False), ("evidenced", "evidenced", False)])
def test_what_speaks_against_a_decision(was, now, against):
    assert speaks_against(was, now) is against


@pytest.mark.parametrize("about", ["decision_criteria", "decision_process", "paper_process", "competition"])
def test_draft_that_merely_knows_less_raises_nothing(about):
    review = keep("e3")
    decide(review, item(review, about), "amend", "x", status="evidenced")
    assert {i.about: i.status for i in drafted("e5").inferred}[about] in ("missing", "partial")
    number = keep("e5")
    assert status(number, about) == "evidenced" and "The evidence now reads as" in next(
        i.statement for i in shown(number).inferred if i.about == about)
    assert actions.open_conflicts(DEAL) == []


def test_evidence_that_the_person_had_seen_raises_nothing():
    review = keep("e5")
    assert status(review) == "contradicted"
    decide(review, item(review), "amend", "The CFO told me on the phone", status="evidenced")
    keep("e6")
    assert actions.open_conflicts(DEAL) == [], "nothing new had arrived at e6"
    keep("e7")
    assert [(c.about, c.now) for c in actions.open_conflicts(DEAL)] == [(BUYER, "contradicted")]


def test_earlier_draft_raises_nothing_against_a_later_decision():
    later = keep("e6")
    decide(later, item(later), "amend", "x", status="missing")
    keep("e3")
    keep("e5")
    assert actions.open_conflicts(DEAL) == []


def test_decision_that_was_taken_back_leaves_no_conflict():
    review = keep("e3")
    made = decide(review, item(review))
    keep("e5")
    actions.undo_decision(made)
    assert actions.open_conflicts(DEAL) == [] and all(w.conflicts == 0 for w in actions.queue())


def raised() -> tuple[int, str]:
    review = keep("e3")
    decide(review, item(review))
    later = keep("e5")
    keep("e5", "pre_call_plan")
    return actions.open_conflicts(DEAL)[0].id, later


def test_decision_stands_where_a_person_says_so_and_the_same_evidence_does_not_ask_again():
    number, _ = raised()
    actions.settle_conflict(number, keep=True, reason="She told me herself")
    assert actions.open_conflicts(DEAL) == []
    assert [m.status for m in actions.memory(DEAL)] == ["evidenced"]
    assert status(keep("e6")) == "evidenced" and actions.open_conflicts(DEAL) == []


def test_newer_evidence_stands_where_a_person_says_so():
    number, _ = raised()
    with acting(BEN):
        actions.settle_conflict(number, keep=False, reason="Listen to the call")
    assert actions.open_conflicts(DEAL) == []
    held, = actions.memory(DEAL)
    assert (held.status, held.by, held.role, held.reason) == ("contradicted", "Ben Ito", "manager",
                                                             "Listen to the call")
    assert status(keep("e6")) == "contradicted"


def test_conflict_is_settled_once_with_a_reason():
    number, _ = raised()
    for reason in ("", "  ", "x" * 2001):
        with pytest.raises(BadInput, match="expected 1 to 2,000 characters"):
            actions.settle_conflict(number, keep=True, reason=reason)
    actions.settle_conflict(number, keep=True, reason="x")
    with pytest.raises(BadInput, match="settled or its decision taken back"):
        actions.settle_conflict(number, keep=False, reason="x")
    with pytest.raises(BadInput, match="settled or its decision taken back"):
        actions.settle_conflict(999, keep=False, reason="x")


def test_evidence_cannot_stand_where_a_plan_rests_on_the_later_item():
    review = keep("e3")
    decide(review, item(review))
    later = keep("e5")
    conflict, = actions.open_conflicts(DEAL)
    decide(later, conflict.item)
    actions.adjusted_plan(later)
    with pytest.raises(BadInput, match="rests on it"):
        actions.settle_conflict(conflict.id, keep=False, reason="x")
    assert actions.open_conflicts(DEAL) == [conflict], "it still waits"
    assert actions.verify_audit().broken is None


# -- what has aged

def test_overdue_commitment_is_marked_until_it_is_carried_out():
    review = keep("e3")
    day = actions.open_deal(DEAL).deal.event("e3").date
    decide(review, "r1", "amend", "x", due=day.isoformat())
    assert actions.memory(DEAL, as_of="e3")[0].stale == ""
    held = actions.memory(DEAL)[0]
    assert held.stale == f"was due on {day.day} {day:%B %Y}"
    assert "Ask again: was due on" in told(keep("e5"))
    actions.mark_done(held.decision)
    assert actions.memory(DEAL)[0].stale == "" and actions.memory(DEAL)[0].done


def test_what_rests_on_somebody_who_left_is_marked():
    from studio.actions.store import store
    from studio.store import decisions, drafts

    review = keep("e3")
    decide(review, item(review))
    with store() as db:
        kept, standing = drafts.kept(db), decisions.standing(db, [review])
    speaker = next(q.speaker for q in remember(kept, standing)[0].quotes if q.speaker)
    assert remember(kept, standing, gone={speaker: "Elena"})[0].stale == "Elena may have left"
    assert remember(kept, standing, gone={"somebody else": "Max"})[0].stale == ""


def test_buyer_who_left_by_the_evidence_is_found(tmp_path):
    import shutil

    source = actions.open_deal(DEAL).deal
    folder = tmp_path / "left-deal"
    shutil.copytree(source.folder, folder)
    text = (folder / "deal.yaml").read_text(encoding="utf-8").replace(f"id: {DEAL}", "id: left-deal", 1)
    buyer = next(p for p in source.people if p.side == "buyer")
    call = sorted((folder / "evidence").glob(f"{source.event('e7').about}*"))[0]
    other = next(p for p in source.people if p.side == "buyer" and p != buyer)
    call.write_text(call.read_text(encoding="utf-8") + f"\n{other.name}: {buyer.name} has left the company last "
                    "Friday.\n", encoding="utf-8")
    (folder / "deal.yaml").write_text(text, encoding="utf-8")
    actions.add_own_deal(str(folder))
    number, draft = actions.draft_with_memory("deal_review", "left-deal", as_of="e3")
    with_ = next((r for r in draft.recommended if buyer.id in r.with_), None)
    decide(number, (with_ or draft.recommended[0]).id, "amend", "x", with_=[buyer.id])
    assert actions.memory("left-deal", as_of="e3")[0].stale == ""
    assert actions.memory("left-deal")[0].stale == f"{buyer.name} may have left"


@pytest.mark.parametrize("number", [0, 999])
def test_only_an_approved_action_can_be_carried_out(number):
    review = keep("e3")
    status_ = decide(review, "i1")
    for wrong in (number, status_):
        with pytest.raises(BadInput, match="only an action that somebody approved"):
            actions.mark_done(wrong)
