"""From the thin playbook to a published version by keyboard: one criterion raised, its draft, its history."""

from __future__ import annotations

import pytest
from browser_rooms import confirmed, focused, kept, open_entry, revision, settled, tab_to
from playwright.sync_api import Page, expect

from playbook.coaching import coach, guided_order
from playbook.model import ExitCriterion
from playbook.parts import split
from studio import actions

CRITERION = "process.prospecting.interested"
#: A deal whose buyer has named a number, which is what the criterion is made to ask for.
DEAL = "wexcombe-claims"
SAID = "The buyer"
ANSWERS = {
    "statement": "A buyer has told us in numbers what the problem costs them today.",
    "evidence": "In a call or a mail, in the buyer's own words, with an amount, hours or pieces.",
    "said_by": SAID,
    "cues": "cost\nhours\na week\na month\nlose",
    "needs": "Number",
    "questions": "What does it cost you when it goes wrong?\nHow often did it happen last quarter?",
    "signals": "it's about nine hours a week across the three of them\nwe lost two of those last year, each about 80\n"
               "we pay roughly four hundred thousand a year in overtime for it\nevery stop costs us about 9,000\n"
               "around thirty of them a month go wrong",
    "counter_signals": "It is annoying, but nobody counts it",
    "examples": "Every stop costs us four hours and 9,000 a shift",
    "lookalikes": "That would be great to have",
}


@pytest.fixture
def ours(app_home, monkeypatch):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(app_home))
    actions.join_people("Ann Berg")
    return actions.start_playbook("Raised", by="Ann Berg", source="thin")


def _answer(page: Page, field: str) -> None:
    """Answer the question on the screen by keyboard alone; the focus is on its first control already."""
    before = revision(page)
    if field in ("said_by", "needs"):
        while focused(page) != ANSWERS[field]:
            page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
    else:
        page.keyboard.insert_text(ANSWERS[field])
    if field == "examples":
        page.keyboard.press("Enter")
    confirmed(page, before)
    settled(page)


def test_leader_raises_a_criterion_by_keyboard_and_publishes_it(page: Page, ours):
    open_entry(page, ours, CRITERION, "guided", deal=DEAL)
    expect(page.locator(".st-key-cd_beside")).to_contain_text("You have changed nothing yet")
    expect(page.locator(".pb-entry-head")).to_contain_text("Named")
    start = split(actions.own_book(ours))
    asked = {coach(ExitCriterion, f).ask: f for f in guided_order(ExitCriterion)}
    page.get_by_label("Statement").focus()
    question = page.locator(".cd-ask h3")
    while (text := question.inner_text()) in asked:
        if asked[text] in ANSWERS:
            _answer(page, asked[text])
        tab_to(page, "^(Next question|Skip for now)$")
        page.keyboard.press("Enter")
        expect(question).not_to_have_text(text)
        settled(page)
    expect(question).to_have_text("That was the last question")
    expect(page.locator(".pb-entry-head")).to_contain_text("Exemplified")
    expect(page.locator(".cd-changes")).to_contain_text("new")
    expect(page.locator(".cd-changes")).to_contain_text("Met by")
    assert kept(ours, CRITERION)["signals"] == ANSWERS["signals"].split("\n")
    assert kept(ours, CRITERION)["examples"] == {"good": [{"text": ANSWERS["examples"]}]}
    _publish_compare_and_bring_back(page, ours, start)


def _publish_compare_and_bring_back(page: Page, ours: str, start: dict) -> None:
    page.get_by_role("button", name="Publish", exact=True).first.press("Enter")
    expect(page.get_by_role("heading", name="Publish version 2")).to_be_visible()
    page.get_by_label("A name people will know it by").fill("After the June workshop")
    page.get_by_label("Why it changes").fill("Interest is nothing a manager can see; a number is.")
    page.locator("[data-testid=stFormSubmitButton] button").press("Enter")
    expect(page.get_by_text("there is nothing new to publish")).to_be_visible()
    raised = split(actions.own_book(ours))
    page.goto(f"/versions?playbook={ours}&from=1&to=now")
    shown = page.locator(".df-changes")
    expect(shown).to_contain_text("Prospect is interested")
    expect(shown).to_contain_text("A buyer has told us in numbers")
    page.get_by_role("button", name="Bring back version 1").press("Enter")
    expect(shown).to_contain_text("Nothing differs")
    assert split(actions.own_book(ours)) == start
    page.get_by_role("button", name="Undo").press("Enter")
    expect(shown).to_contain_text("A buyer has told us in numbers")
    assert split(actions.own_book(ours)) == raised
    assert [v.name for v in actions.versions(ours)] == ["After the June workshop", "The start"]
