"""The chain: decisions become the call plan; only what depends on them changes, and it says because of whom."""

from __future__ import annotations

import pytest
from approving_deals import ANN, BEN, BUYER, DEAL, decide, drafted, item, keep, shown, sql
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from studio import actions
from studio.acting import Actor, acting
from studio.actions import BadInput, Choice
from studio.drafting.decisions import Changes, Decision
from studio.drafting.draft import Document, Section
from studio.drafting.run import run
from studio.replanning import changed_items, plan_changes, replanned


def body(draft, heading: str) -> str:
    return next(s.body for s in draft.document.sections if s.heading.startswith(heading))


def said(change) -> str:
    return "".join(p.text for p in change.item.pieces)


# -- made from decisions

def test_plan_follows_from_decisions_and_each_change_says_because_of_whom():
    review = keep("e3")
    first, second = shown(review).recommended[:2]
    with acting(BEN):
        decide(review, first.id, "amend", "The board meets on Friday", action="Ask for the board's date on Friday")
        decide(review, second.id, "reject", "not_now")
    made = actions.adjusted_plan(review)
    assert "Ask for the board's date on Friday" in body(made.plan, "The plan as it now stands")
    by_item = {d.item for c in made.changes for d in c.because}
    assert by_item == {first.id, second.id}
    for change in made.changes:
        if "Ask for the board's date on Friday" in said(change):
            assert [d.item for d in change.because] == [first.id], said(change)
            assert change.because[0].by == "Ben Ito" and change.because[0].role == "manager"
        if second.action[:60] in said(change) and first.action[:60] not in said(change):
            assert [d.item for d in change.because] == [second.id], said(change)


def test_plan_is_kept_and_its_decisions_are_used(home):
    review = keep("e3")
    made = decide(review, "r1")
    plan = actions.adjusted_plan(review)
    assert shown(plan.id) == plan.plan and shown(plan.id).workflow == "adjusted_call_plan"
    day = next(e.date for e in actions.open_deal(DEAL).deal.events if e.id == "e3")
    assert actions.kept_review(review).decided["r1"].used == f"the call plan of {day:%-d %b %Y} (Call completed)"
    assert sql(home, "select plan, decision from plans") == [(plan.id, made)]
    assert sql(home, "select replaces from drafts where id = ?", plan.id) == [(review,)]


def test_looking_at_the_plan_keeps_and_uses_nothing(home):
    review = keep("e3")
    decide(review, "r1")
    actions.adjusted_plan(review, keep=False)
    assert sql(home, "select count(*) from drafts") == [(1,)]
    assert actions.kept_review(review).decided["r1"].used == ""
    with acting(Actor("Vi", "viewer")):
        assert actions.adjusted_plan(review, keep=False).id == ""
        with pytest.raises(BadInput, match="running a workflow is for"):
            actions.adjusted_plan(review)


def test_without_decisions_the_plan_says_that_it_is_undecided():
    made = actions.adjusted_plan(keep("e3"), keep=False)
    assert made.changes == () and "Nothing has been decided" in body(made.plan, "What was decided")


def test_plan_is_the_same_each_time(home, tmp_path, monkeypatch):
    plans = []
    for n in range(2):
        monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / f"home-{n}"))
        from studio.actions.planning import forget_plans

        forget_plans()
        review = keep("e3")
        for one in ("r2", "i1", "r1"):
            decide(review, one)
        plans.append(actions.adjusted_plan(review, keep=False))
    assert plans[0].plan.digest() == plans[1].plan.digest()
    assert [(c.heading, c.item, [d.item for d in c.because]) for c in plans[0].changes] == [
        (c.heading, c.item, [d.item for d in c.because]) for c in plans[1].changes]


# -- a second round

def test_second_round_shows_what_changed_since_the_plan_before():
    review = keep("e3")
    first, second = shown(review).recommended[:2]
    decide(review, first.id, "amend", "x", action="Ask for the date of the board")
    before = actions.adjusted_plan(review)
    decide(review, second.id, "reject", "too_vague")
    again = actions.adjusted_plan(review)
    assert again.before == before.plan
    assert {d.item for c in again.changes for d in c.because} == {second.id}, "the first decision changed nothing anew"
    assert "Ask for the date of the board" in body(again.plan, "The plan as it now stands")
    assert not [c for c in again.changes if "Ask for the date of the board" in said(c) and second.id not in
                {d.item for d in c.because}]


def test_plan_without_a_new_decision_is_the_plan_before():
    review = keep("e3")
    decide(review, "r1")
    before = actions.adjusted_plan(review)
    again = actions.adjusted_plan(review)
    assert (again.id, again.plan, again.changes) == (before.id, before.plan, ())


def test_decision_about_nothing_in_the_plan_before_leaves_its_sections(monkeypatch):
    """Sections that rest on no changed item are carried over, word for word, whatever an engine writes now."""
    plan = drafted("e3", "adjusted_call_plan")
    was = plan.model_copy(update={"document": Document(title="Before", sections=(
        Section(heading="A", body="- one [r1]", basis=("r1",)), Section(heading="B", body="- two [r2]", basis=("r2",)),
        Section(heading="C", body="- three [o1]", basis=("o1",)), Section(heading="D", body="- four [r3]",
                                                                          basis=("r3",))))})
    now = plan.model_copy(update={"document": Document(title="Now", sections=(
        Section(heading="A", body="- one anew [r1]", basis=("r1",)),
        Section(heading="B", body="- two anew [r2]", basis=("r2",)),
        Section(heading="C", body="- three anew [o1]", basis=("o1",)),
        Section(heading="D", body="- four anew [r3, r2]", basis=("r3", "r2")),
        Section(heading="E", body="- five [r1]", basis=("r1",))))})
    made = replanned(was, now, {"r2"})
    assert [s.body for s in made.document.sections] == ["- one [r1]", "- two anew [r2]", "- three [o1]",
                                                        "- four anew [r3, r2]", "- five [r1]"]
    assert replanned(None, now, {"r2"}) is now
    assert replanned(was.model_copy(update={"as_of": "e1"}), now, set()) is now


ITEMS = [*(f"i{n}" for n in range(1, 9)), *(f"r{n}" for n in range(1, 5))]


@st.composite
def rounds(draw):
    """Decisions in two rounds, each on other items."""
    chosen = draw(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=6, unique=True))
    cut = draw(st.integers(0, len(chosen)))

    def one(what: str) -> Decision:
        verdict = draw(st.sampled_from(["approve", "amend", "reject"]))
        changes = {}
        if verdict == "amend":
            changes = draw(st.sampled_from(
                [{"status": "evidenced"}, {"status": "missing"}, {"statement": "Said otherwise"}] if what[0] == "i"
                else [{"action": "Do it differently"}, {"rank": 1}, {"rank": 4}, {"due": "2026-12-24"}, {"with": []}]))
        return Decision.model_validate({"item": what, "decision": verdict, "by": "Ann", "changes": changes})

    made = [one(what) for what in chosen]
    return made[:cut], made


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(both=rounds(), event=st.sampled_from(["e3", "e5", "e7"]),
       deal=st.sampled_from([DEAL, "wexcombe-claims", "hotels-beaurivage"]))
@example(both=([], [Decision(item="i2", decision="amend", by="Ann", changes=Changes(status="evidenced"))]), event="e5",
         deal=DEAL)
def test_what_is_carried_over_is_what_a_whole_new_plan_would_say(both, event, deal):
    """The offline engine is deterministic, so a plan drafted anew tells whether what stayed has gone stale."""
    loaded, book = actions.open_deal(deal), actions.open_playbook("reference")
    first, second = both
    before = run("adjusted_call_plan", loaded, event, book, decisions=first)
    whole = run("adjusted_call_plan", loaded, event, book, decisions=second)
    made = replanned(before, whole, changed_items(first, second))
    assert made.document == whole.document
    for change in plan_changes(before, made, second):
        assert {d.item for d in change.because} <= {d.item for d in second}


def test_every_amended_action_is_told_where_it_changed():
    review = keep("e3")
    for number, action in enumerate(shown(review).recommended, 1):
        decide(review, action.id, "amend", "x", action=f"Step {number} of ours, with the board of the mill")
    made = actions.adjusted_plan(review)
    for number, action in enumerate(shown(review).recommended, 1):
        lines = [c for c in made.changes if f"Step {number} of ours" in said(c) and c.heading.startswith("The plan as")]
        assert lines and all([d.item for d in c.because] == [action.id] for c in lines)


def test_actions_that_begin_alike_are_told_apart():
    plan = drafted("e3", "adjusted_call_plan")
    alike = "Ask the CFO of the mill to sit down with the head of quality"
    texts = {"r1": f"{alike} in May", "r2": f"{alike} in June"}

    def at(lines):
        sections = (Section(heading="A", body="\n".join(lines), basis=("i1",)),)
        return plan.model_copy(update={"document": Document(title="x", sections=sections)})

    decisions = [Decision(item=i, decision="reject", by="Ann") for i in texts]
    changes = plan_changes(at([]), at([f"- Out, rejected by Ann: {texts['r1']}. [i1]",
                                       f"- Out, rejected by Ann: {texts['r2']}. [i2]"]), decisions, texts)
    assert [[d.item for d in c.because] for c in changes] == [["r1"], ["r2"]]


def test_section_that_is_gone_is_told():
    plan = drafted("e3", "adjusted_call_plan")
    with_ = plan.model_copy(update={"document": Document(title="x", sections=(
        Section(heading="A", body="- one [r1]", basis=("r1",)),))})
    without = plan.model_copy(update={"document": Document(title="x", sections=())})
    change, = plan_changes(with_, without, [Decision(item="r1", decision="reject", by="Ann")])
    assert (change.item.kind, change.because[0].item) == ("gone", "r1")


# -- when

def test_plan_is_dated_by_a_later_event_where_nothing_new_arrived():
    deal = "wexcombe-claims"
    review = keep("e7", deal=deal)
    decide(review, "r1")
    later = actions.open_deal(deal).deal.event("e8")
    assert (later.type, later.evidence, later.record) == ("manager_review", [], None)
    plan = actions.adjusted_plan(review, at="e8").plan
    assert plan.as_of == "e8" and all(r.due is None or r.due >= later.date for r in plan.recommended)


@pytest.mark.parametrize("at", ["e6", "e7", "e8", "e3", "nonsense", None])
def test_plan_keeps_the_date_of_its_review_where_something_arrived_or_the_event_is_none(at):
    review = keep("e5")
    decide(review, "r1")
    assert actions.adjusted_plan(review, at=at).plan.as_of == "e5"


# -- what stands on shifting ground

def test_decision_is_never_read_as_one_on_another_item(home):
    book = actions.start_playbook("Ours", by="Ann", source="reference")
    review = actions.keep_draft(actions.run_workflow("deal_review", DEAL, as_of="e3", playbook=book))
    first = shown(review).recommended[0]
    decide(review, first.id)
    own = actions.own_playbook(book)
    play = first.standard
    actions.save_fields(book, play, {"archived": True}, base=dict(own.parts[play]), seen=own.saved[play].revision,
                        by="Ann")
    now = actions.run_workflow("deal_review", DEAL, as_of="e3", playbook=book)
    assert now.recommended[0].action != first.action, "the playbook no longer leads to the action"
    with pytest.raises(BadInput, match="the playbook or the deal has changed") as told:
        actions.adjusted_plan(review, keep=False)
    assert len(str(told.value).splitlines()) == 1
    actions.save_fields(book, play, {"archived": False}, base=dict(actions.own_playbook(book).parts[play]),
                        seen=actions.own_playbook(book).saved[play].revision, by="Ann")
    assert actions.adjusted_plan(review, keep=False).changes


def test_plan_of_a_draft_that_is_no_review_is_one_sentence():
    for number in (keep("e3", "pre_call_plan"), "0" * 16):
        with pytest.raises(BadInput, match="is no deal review"):
            actions.adjusted_plan(number)


def test_decision_taken_between_looking_and_making_is_not_used_unseen(monkeypatch):
    from studio.actions import planning

    review = keep("e3")
    decide(review, "r1")
    real = planning._previous

    def meanwhile(number):
        monkeypatch.setattr(planning, "_previous", real)
        with acting(BEN):
            decide(review, "r2", "reject", "not_now")
        return real(number)

    monkeypatch.setattr(planning, "_previous", meanwhile)
    with pytest.raises(BadInput, match="somebody decided on this review a moment ago"):
        actions.adjusted_plan(review)
    assert actions.kept_review(review).decided["r2"].used == ""
    assert actions.adjusted_plan(review).id


def test_what_was_decided_on_other_drafts_is_carried_into_the_plan():
    early = keep("e3")
    decide(early, item(early))
    review = keep("e5")
    decide(review, "r1")
    plan = actions.adjusted_plan(review).plan
    assert next(i.status for i in plan.inferred if i.about == BUYER) == "evidenced"
    assert any("What people decided on this deal before" in s.heading for s in plan.document.sections)


def test_decisions_read_as_the_plan_takes_them():
    review = keep("e3")
    seen = shown(review).observed[0].id
    actions.decide_items(review, [Choice("i1", "approve"), Choice(seen, "strike", "misheard"),
                                  Choice("r1", "amend", "x", {"value": "40 000", "rank": 2})])
    found = {d.item: d for d in actions.decisions_on(review)}
    assert set(found) == {"i1", "r1"} and found["i1"].by == ANN.name
    assert found["r1"].changes.rank == 2


# -- drafted by Claude

@pytest.fixture
def claude(monkeypatch):
    """Claude answers as the offline engine would, and notes what it was asked."""
    from studio.actions import engines

    asked = []

    def plan(review, decisions, *, deal, as_of):
        asked.append([d.item for d in decisions])
        made = run("adjusted_call_plan", actions.open_deal(deal), as_of, actions.open_playbook("reference"),
                   decisions=decisions)
        return made.model_copy(update={"engine": "claude", "model": "claude-test"})

    monkeypatch.setattr(engines, "plan_online", plan)
    return asked


def test_plan_of_a_review_by_claude_is_drafted_by_claude_when_asked_for(home, claude):
    review = actions.keep_draft(drafted("e3").model_copy(update={"engine": "claude", "model": "claude-test"}))
    assert sql(home, "select prompt_version from drafts")[0][0], "the prompt's version stands with the draft"
    assert actions.drafts_at_once(review) is False and actions.drafts_at_once(keep("e3")) is True
    decide(review, "r1", "amend", "x", action="Ask for the date of the board")
    made = actions.adjusted_plan(review)
    assert claude == [["r1"]], "one call, and none for a plan without decisions"
    assert made.plan.engine == "claude" and "Ask for the date of the board" in made.plan.to_json()
    assert made.changes and {d.item for c in made.changes for d in c.because} == {"r1"}
    assert actions.adjusted_plan(review).plan == made.plan and len(claude) == 1, "nothing changed, nothing is paid for"
    decide(review, "r2", "reject", "not_now")
    again = actions.adjusted_plan(review)
    assert len(claude) == 2 and {d.item for c in again.changes for d in c.because} == {"r2"}


def test_review_of_another_engine_is_one_sentence():
    review = actions.keep_draft(drafted("e3").model_copy(update={"engine": "paste", "model": "ChatGPT"}))
    decide(review, "r1")
    with pytest.raises(BadInput, match="is replanned where it was drafted") as told:
        actions.adjusted_plan(review)
    assert len(str(told.value).splitlines()) == 1
