"""Review: the queue, the desk where each item is approved, amended, rejected or struck, the plan that follows."""

from __future__ import annotations

import pytest
from approve_rooms import DEAL, HOSTILE, decide, draft, field, hostile, item, keep, press

from studio import actions
from studio.acting import Actor, acting
from studio.actions import Choice
from studio.drafting.workflows.lines import clip


@pytest.fixture
def review(open_page) -> str:
    """A kept deal review."""
    actions.join_people("Ann Berg")
    return keep()


def decided(number):
    return {i: m.decision for i, m in actions.kept_review(number).decided.items()}


# -- the queue

def test_empty_queue_says_where_drafts_come_from(open_page, words):
    app = open_page("review")
    assert not app.exception
    assert "No draft waits for anybody." in words(app) and "Send it for review" in words(app)


def test_queue_shows_what_is_undecided_and_most_at_risk_first(open_page, words, review):
    keep("e1", "lead_brief")
    keep("e5", "pre_call_plan")
    decide(review, Choice("i1", "approve"))
    app = open_page("review")
    text = words(app)
    waiting = actions.queue()
    assert [w.risk for w in waiting] == sorted((w.risk for w in waiting), reverse=True)
    assert f"{len(waiting)} of {len(waiting)} drafts." in text
    mine = next(w for w in waiting if w.glance.id == review)
    assert f"{mine.items - 1} of {mine.items} items undecided" in text
    assert "counts as undecided, never as approved" in text
    assert [b.key for b in app.button if b.label == "Open"] == [f"open_draft_{w.glance.id}" for w in waiting]


def keep_counting(event="e5", workflow="deal_review", deal=DEAL, **statuses):
    """Keep a draft with so many judgements of each status."""
    one = actions.run_workflow(workflow, deal, as_of=event)
    judged = next(i for i in one.inferred if i.status)
    given = [s for s, n in statuses.items() for _ in range(n)]
    return actions.keep_draft(one.model_copy(update={"recommended": (), "inferred": tuple(
        judged.model_copy(update={"id": f"i{n}", "status": s}) for n, s in enumerate(given, 1))}))


def opened(app):
    return [b.key.removeprefix("open_draft_") for b in app.button if b.label == "Open"]


def test_one_status_against_the_record_comes_before_any_number_of_gaps(open_page, words):
    gaps = keep_counting("e1", "lead_brief", missing=9)
    more_gaps = keep_counting("e1", "lead_brief", "savanna-towers", missing=10)
    against = keep_counting("e5", "deal_review", contradicted=2, evidenced=3)
    partial = keep_counting("e1", "lead_brief", "wexcombe-claims", partial=12)
    app = open_page("review")
    assert opened(app) == [against, more_gaps, gaps, partial]
    assert "2 against the record" in words(app)


def test_draft_that_a_later_one_has_followed_comes_after_the_rest_and_says_so(open_page, words):
    earlier = keep_counting("e3", contradicted=5)
    gaps = keep_counting("e1", "lead_brief", missing=1)
    assert opened(open_page("review")) == [earlier, gaps]
    later = keep_counting("e5", contradicted=1)
    app = open_page("review")
    assert opened(app) == [later, gaps, earlier] and words(app).count("a later one is there") == 1


def test_conflict_keeps_an_earlier_draft_on_top():
    from studio.actions.waiting import Waiting

    earlier = keep_counting("e3", evidenced=1)
    keep_counting("e5", contradicted=4)
    one = next(w for w in actions.queue() if w.glance.id == earlier)
    assert one.later and one.superseded
    assert not Waiting(one.glance, 0, 1, later=True).superseded


def test_queue_is_narrowed_to_a_deal_and_opens_a_draft(open_page, words, review):
    other = actions.keep_draft(actions.run_workflow("lead_brief", "savanna-towers", as_of="e1"))
    app = open_page("review")
    app.selectbox("pick_of_deal").set_value(DEAL).run()
    assert [b.key for b in app.button if b.label == "Open"] == [f"open_draft_{review}"]
    app.button(f"open_draft_{review}").click().run()
    assert not app.exception and app.query_params["draft"] in (review, [review])
    app.button("desk_back").click().run()
    app.selectbox("pick_of_deal").set_value("all").run()
    assert app.button(f"open_draft_{other}")


def test_what_is_all_decided_leaves_the_queue_unless_asked_for(open_page, review):
    number = keep("e1", "lead_brief")
    waiting = next(w for w in actions.queue() if w.glance.id == number)
    decide(number, *(Choice(i, "approve") for i in waiting.glance.items))
    app = open_page("review")
    assert [b.key for b in app.button if b.label == "Open"] == [f"open_draft_{review}"]
    app.toggle("only_open").set_value(False).run()
    assert len([b for b in app.button if b.label == "Open"]) == 2


def test_long_queue_comes_in_pages(open_page):
    one = draft("e1", "lead_brief")
    for n in range(14):
        title = one.document.model_copy(update={"title": f"Brief {n}"})
        actions.keep_draft(one.model_copy(update={"document": title}))
    app = open_page("review")
    assert not app.exception and len([b for b in app.button if b.label == "Open"]) == 12


# -- the desk

def test_item_is_approved_and_taken_back(open_page, words, review):
    app = open_page("review", draft=review)
    app.button(f"approve_{review}_i1").click().run()
    assert not app.exception and decided(review) == {"i1": "approve"}
    assert "Approved by Ann Berg" in words(app)
    made = actions.kept_review(review).decided["i1"]
    app.button(f"undo_{made.id}").click().run()
    assert decided(review) == {} and "Undecided" in words(app)


def test_amendment_of_a_status_and_of_an_action_is_recorded(open_page, words, review):
    app = open_page("review", draft=review)
    field(app, "selectbox", "Status").set_value("missing")
    field(app, "text_input", "Why (others will read it)").set_value("Nobody said so")
    press(app, "Record the amendment")
    first = actions.kept_review(review).kept.draft.inferred[0]
    made = actions.kept_review(review).decided[first.id]
    assert (made.decision, made.changes, made.reason) == ("amend", {"status": "missing"}, "Nobody said so")
    field(app, "text_area", "Action").set_value("Ask for the board's date")
    count = len([b for b in app.button if b.label == "Record the amendment"])
    actions_ = len([w for w in app.text_area if w.label == "Action"])
    press(app, "Record the amendment", count - actions_)
    assert not app.exception
    assert actions.kept_review(review).decided["r1"].changes == {"action": "Ask for the board's date"}
    assert "Amended by Ann Berg" in words(app) and "action: Ask for the board's date" in words(app)


def test_card_says_what_approving_puts_into_which_crm_field(open_page, words, review):
    found = actions.kept_review(review)
    values = actions.values_for_crm(found)
    one = next(v for v in values.values() if v.quoted)
    name = one.field.replace("_", " ").capitalize()
    app = open_page("review", draft=review)
    assert f"For the CRM, under {name}: “{one.value}”" in words(app)
    assert words(app).count("Approving the item approves this value too") == len(values)
    assert f"your text is what is proposed for the CRM, under {name}" in words(app)
    decide(review, Choice(one.item, "amend", "", {"statement": "It is known: 29 May"}))
    text = words(open_page("review", draft=review))
    assert f"For the CRM, under {name}: It is known: 29 May" in text and "In the words of Ann Berg." in text
    assert {a.proposed for a in actions.approved_values(DEAL)} == {"It is known: 29 May"}


def first_card(app):
    """The markup of the first card."""
    return next(h.proto.body for h in app.get("html") if h.proto.body.startswith("<h4>"))


def with_many_quotes(status):
    """Keep a review whose first judgement rests on every quote there is, under a status."""
    one = draft()
    first = one.inferred[0].model_copy(update={"status": status, "basis": tuple(o.id for o in one.observed)})
    kept = actions.keep_draft(one.model_copy(update={"inferred": (first, *one.inferred[1:])}))
    return kept, [q for o in one.observed for q in o.quotes]


@pytest.mark.parametrize(("status", "title"), [
    ("evidenced", "The words it rests on"), ("missing", "The nearest that was found")])
def test_card_has_every_quote_and_calls_those_of_a_missing_item_the_nearest(open_page, status, title):
    number, quotes = with_many_quotes(status)
    assert len(quotes) > 6
    text = first_card(open_page("review", draft=number))
    assert f"<summary>{title} ({len(quotes)})</summary>" in text
    assert f"<summary>Show the other {len(quotes) - 6}</summary>" in text and text.count("<blockquote>") == len(quotes)
    assert ("The words it rests on" in text) == (status == "evidenced")


def test_action_that_closes_what_is_missing_rests_on_the_nearest_only(open_page, review):
    from studio.ui.approve.desk import _said

    found = actions.kept_review(review)
    below = {i.id: i for i in found.kept.draft.inferred}
    for action in found.kept.draft.recommended:
        rests, nearest = _said(action, found)
        judged = [below[b] for b in action.basis if b in below]
        if judged and all(i.status == "missing" for i in judged) and not any(b.startswith("o") for b in action.basis):
            assert rests == []
        if judged and not any(i.status == "missing" for i in judged):
            assert nearest == []


def test_amendment_without_a_change_is_one_sentence(open_page, words, review):
    app = open_page("review", draft=review)
    press(app, "Record the amendment")
    assert not app.exception and decided(review) == {}
    assert "An amendment changes something, expected another status or other text" in words(app)
    assert "i1:" not in words(app)
    assert words(app).index("An amendment changes") > words(app).index("Inferred"), "it stands in the item's card"


def test_what_several_could_not_be_is_said_of_the_item_by_its_name_where_they_were_chosen(open_page, words, review):
    from studio.ui.sources import plain

    app = open_page("review", draft=review)
    for one in ("i1", "i3"):
        app.checkbox(f"choose_{review}_{one}").set_value(True).run()
    decide(review, Choice("i1", "reject", "not_said"), who=Actor("Ben Ito", "manager"))
    about = actions.kept_review(review).kept.draft.inferred[0].about
    app.button("approve_several").click().run()
    text = words(app)
    assert not app.exception and f"{plain(about)}: Ben Ito decided on it a moment ago" in text and "i1:" not in text
    assert decided(review) == {"i1": "reject"}


def test_rejection_takes_a_reason_of_the_list_or_words(open_page, words, review):
    app = open_page("review", draft=review)
    field(app, "selectbox", "Why").set_value("not_said")
    press(app, "Reject it")
    assert decided(review) == {"i1": "reject"} and "Nobody said this" in words(app)
    field(app, "selectbox", "Why").set_value("other")
    field(app, "text_input", "In your words (if none fits)").set_value("We sold them this in 2019")
    press(app, "Reject it")
    assert "We sold them this in 2019" in words(app)
    assert sorted(decided(review).values()) == ["reject", "reject"]


def test_rejection_without_a_reason_is_one_sentence_and_words_alone_are_one(open_page, words, review):
    app = open_page("review", draft=review)
    press(app, "Reject it")
    assert decided(review) == {} and "A reason is needed to reject it" in words(app)
    field(app, "text_input", "In your words (if none fits)").set_value("They went with the in-house tool")
    press(app, "Reject it")
    assert actions.kept_review(review).decided["i1"].reason == "They went with the in-house tool"


def test_several_are_approved_at_once(open_page, review):
    app = open_page("review", draft=review)
    for one in ("i1", "i3", "r1"):
        app.checkbox(f"choose_{review}_{one}").set_value(True).run()
    app.button("approve_several").click().run()
    assert not app.exception and decided(review) == {"i1": "approve", "i3": "approve", "r1": "approve"}


def test_observed_fact_is_struck_with_a_reason(open_page, words, review):
    app = open_page("review", draft=review)
    app.session_state["desk_observed"] = True
    app.run()
    press(app, "Strike it")
    assert decided(review) == {} and "A reason is needed to strike it" in words(app)
    next(w for w in app.selectbox if "Wrong speaker" in w.options).set_value("wrong_speaker")
    press(app, "Strike it")
    assert not app.exception and list(decided(review).values()) == ["strike"]
    assert "Wrong speaker" in words(app)


def test_decision_of_somebody_else_meanwhile_is_told_and_not_overwritten(open_page, words, review):
    app = open_page("review", draft=review)
    decide(review, Choice("i1", "reject", "not_said"), who=Actor("Ben Ito", "manager"))
    app.button(f"approve_{review}_i1").click().run()
    assert not app.exception and decided(review) == {"i1": "reject"}
    assert "Ben Ito decided on it a moment ago" in words(app)


def test_nobody_named_is_asked_for_a_name_that_then_stands(open_page, words):
    number = keep()
    app = open_page("review", draft=number)
    field(app, "text_input", "Your name, as it will stand with your decisions").set_value("Zoë Ito")
    press(app, "That is me")
    assert "You decide as Zoë Ito." in words(app)
    app.button(f"approve_{number}_i1").click().run()
    assert actions.kept_review(number).decided["i1"].by == "Zoë Ito"


def test_draft_that_is_not_kept_is_one_sentence(open_page, words):
    for where in ("0" * 16, "<b>", "../../x"):
        app = open_page("review", draft=where)
        assert not app.exception and "This draft is not kept here" in words(app)


def test_role_that_may_not_decide_is_told_who_may(open_page, words, review):
    app = open_page("review", draft=review)
    app.session_state["acting_role"] = "seller"
    app.run()
    app.button(f"approve_{review}_i1").click().run()
    assert not app.exception and decided(review) == {}
    assert "you act as a seller, and deciding on a deal review is for a manager" in words(app)
    app.session_state["acting_role"] = "manager"
    app.button(f"approve_{review}_i1").click().run()
    assert actions.kept_review(review).decided["i1"].role == "manager"


# -- what follows

def test_plan_says_what_changed_because_of_whom_and_is_made(open_page, words, review):
    first = actions.kept_review(review).kept.draft.recommended[0]
    decide(review, Choice("r1", "amend", "Sooner", {"action": "Ask for the date of the board"}))
    app = open_page("review", draft=review)
    assert "Ask for the date of the board" in words(app)
    assert f"Because Ann Berg amended “{clip(first.action, 60)}” (manager)" in words(app)
    app.button("make_plan").click().run()
    assert not app.exception
    plan = actions.kept_review("".join(app.query_params["draft"]))
    assert plan.kept.draft.workflow == "adjusted_call_plan" and first.action not in {
        r.action for r in plan.kept.draft.recommended}
    app = open_page("review", draft=review)
    day = next(e.date for e in actions.open_deal(DEAL).deal.events if e.id == "e3")
    made = f"It stands: the call plan of {day.day} {day:%b %Y} (Call completed) was made from it."
    assert made in words(app) and not [b for b in app.button if b.label == "Undo"]


def test_plan_says_the_reason_of_a_rejection_in_words(open_page, words, markup, review):
    decide(review, Choice("r1", "reject", "not_said"))
    app = open_page("review", draft=review)
    assert "Reason: Nobody said this." in words(app) and "not_said" not in words(app)


def test_made_plan_stands_open_on_top_of_its_draft_and_can_be_taken_away(open_page, words, review):
    decide(review, Choice("r1", "approve"))
    app = open_page("review", draft=review)
    app.button("make_plan").click().run()
    text = words(app)
    heading = actions.kept_review("".join(app.query_params["draft"])).kept.draft.document.sections[1].heading
    assert not app.exception and heading in text and text.index(heading) < text.index("What the plan rests on")
    assert not [e for e in app.expander if e.label == "Read the document"], "it is not folded away"
    assert "Markdown" in [b.label for b in app.get("download_button")]


def test_plan_that_is_made_is_linked_until_somebody_decides_more(open_page, words, review):
    decide(review, Choice("r1", "approve"))
    with acting(Actor("Ann Berg", "manager")):
        made = actions.adjusted_plan(review)
    app = open_page("review", draft=review)
    assert not app.exception and not [b for b in app.button if b.key == "make_plan"]
    assert "The call plan is made, and nothing has been decided here since." in words(app)
    target, = [x for x in app.get("page_link") if x.proto.label == "Open the call plan"]
    assert f"draft={made.id}" in target.proto.query_string
    decide(review, Choice("r2", "approve"))
    app = open_page("review", draft=review)
    assert app.button("make_plan") and "The call plan is made" not in words(app)


def test_conflict_is_shown_and_settled(open_page, words, review):
    decide(review, Choice(item(review), "approve"))
    later = keep("e5")
    app = open_page("review", draft=later)
    assert "Conflict: Economic buyer" in words(app) and "Nothing was overwritten" in words(app)
    press(app, "Record it")
    assert "expected 1 to 2,000 characters" in words(app), "a reason is needed"
    field(app, "radio", "Which stands?").set_value("evidence")
    field(app, "text_input", "Why").set_value("Listen to the call")
    press(app, "Record it")
    assert not app.exception and "Conflict:" not in words(app)
    assert next(m.status for m in actions.memory(DEAL) if m.kind == "status") == "contradicted"


def test_hostile_text_stays_text(open_page, markup, words):
    number = hostile()
    for choices in ({}, {"draft": number}):
        app = open_page("review", **choices)
        app.session_state["desk_observed"] = True
        app.run()
        assert not app.exception
        assert "<script>alert" not in markup(app) and "javascript:alert(1)\"" not in markup(app)
    assert HOSTILE[:30] in words(app)
