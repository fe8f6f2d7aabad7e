"""People approve, in a browser: a deal plays, actions are amended, the plan says why, a conflict is raised."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from studio import actions
from studio.acting import Actor, acting
from studio.drafting.workflows.lines import clip

expect.set_options(timeout=30_000)
#: Its economic buyer reads as evidenced after the first call and contradicted after the second.
TURNED = "molinos-del-bajio"


@pytest.fixture(autouse=True)
def home(app_home, monkeypatch):
    """The store of the app under test, here too."""
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(app_home))
    actions.join_people("Ann Berg")  # Another test of the same app may have been somebody else.
    with acting(Actor("Ann Berg", "manager")):
        yield app_home


def settled(page: Page) -> None:
    """Wait until the page has been drawn."""
    page.locator(".stApp[data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(200)


def say_name(page: Page, name: str) -> None:
    """Give one's name on the desk, where it is asked for."""
    settled(page)
    if page.get_by_label("Your name, as it will stand with your decisions").count():
        page.get_by_label("Your name, as it will stand with your decisions").fill(name)
        page.get_by_role("button", name="That is me").click()
    expect(page.get_by_text(re.compile("You decide as"))).to_be_visible()


def play(page: Page, deal: str, until: str) -> None:
    """Play a deal event by event, until one has been played."""
    page.goto(f"/orchestration?deal={deal}&playbook=reference")
    order = [e.id for e in actions.open_deal(deal).deal.events]
    for event in order[len(actions.played(deal, "reference")):order.index(until) + 1]:
        button = page.get_by_role("button", name=re.compile("^Play the next event"))
        expect(button).to_be_visible()
        button.click()
        expect(page.locator(".ap-moment.ap-played")).to_have_count(order.index(event) + 1)
        settled(page)


def amend(page: Page, item: str, action: str, why: str) -> None:
    """Amend one action on the desk."""
    card = page.locator(f".st-key-item_{item}")
    card.get_by_role("button", name="Amend").click()
    form = page.get_by_test_id("stPopoverBody")
    form.get_by_label("Action").fill(action)
    form.get_by_label("Why (others will read it)").fill(why)
    form.get_by_role("button", name="Record the amendment").click()
    expect(card.get_by_text("Amended", exact=True)).to_be_visible()
    settled(page)


def test_two_amended_actions_change_the_plan_in_two_places_and_say_why(page: Page):
    play(page, TURNED, "e3")
    review = actions.last_review(TURNED, "e3", "reference")
    page.goto(f"/review?draft={review}")
    say_name(page, "Ann Berg")
    amend(page, "r1", "Ask for the date on which the board of the mill meets", "The board decides, not the director")
    amend(page, "r3", "Let the head of maintenance write the criteria with us", "He will own the result")
    names = {r.id: clip(r.action, 60) for r in actions.kept_review(review).kept.draft.recommended}
    changes = page.locator(".df-preview")
    plan = changes.locator(".df-section").filter(has=page.get_by_role("heading", name="The plan as it now stands"))
    mine = plan.locator("li").filter(has_text=re.compile("Because Ann Berg amended"))
    expect(mine.filter(has_text="the board of the mill meets").first).to_contain_text(f"amended “{names['r1']}”")
    expect(mine.filter(has_text="write the criteria with us").first).to_contain_text(f"amended “{names['r3']}”")
    told = {re.search(r"amended “(.+?)”", t)[1] for t in mine.all_inner_texts()}
    assert told == {names["r1"], names["r3"]}, "nothing else of the plan changed"
    page.get_by_role("button", name="Make it the call plan").click()
    expect(page.get_by_role("heading", name=re.compile("Adjusted call plan")).first).to_be_visible()
    document = page.locator(".st-key-desk_document")
    expect(document.get_by_text("Approved as amended: Ask for the date on which the board of the mill meets").first
           ).to_be_visible()
    page.goto(f"/review?draft={review}")
    card = page.locator(".st-key-item_r1")
    expect(page.get_by_role("button", name="Make it the call plan")).to_have_count(0)
    made = re.compile(r"It stands: the call plan of \d+ \w+ \d{4} \(Call completed\) was made from it\.")
    expect(card.get_by_text(made)).to_be_visible()
    expect(card.get_by_role("button", name="Undo")).to_have_count(0)
    page.get_by_role("link", name="Open the call plan").click()
    expect(page.get_by_role("heading", name=re.compile("Adjusted call plan")).first).to_be_in_viewport()


def test_later_call_against_an_approved_buyer_raises_a_conflict_and_overwrites_nothing(page: Page):
    play(page, TURNED, "e3")
    review = actions.last_review(TURNED, "e3", "reference")
    item = next(i.id for i in actions.kept_review(review).kept.draft.inferred
                if i.about == "economic_buyer" and i.status == "evidenced")
    page.goto(f"/review?draft={review}")
    say_name(page, "Ann Berg")
    card = page.locator(f".st-key-item_{item}")
    card.get_by_role("button", name="Approve").click()
    expect(card.get_by_text("Approved", exact=True)).to_be_visible()
    settled(page)
    play(page, TURNED, "e5")
    later = actions.last_review(TURNED, "e5", "reference")
    page.goto("/review")
    expect(page.get_by_text("1 conflict").first).to_be_visible()
    page.goto(f"/review?draft={later}")
    expect(page.get_by_text("Conflict: Economic buyer")).to_be_visible()
    expect(page.get_by_text("Nothing was overwritten: say which stands.")).to_be_visible()
    held = page.locator(f".st-key-item_{item}")
    expect(held.locator(".pb-status-evidenced")).to_be_visible()
    expect(held).to_contain_text("Decided by Ann Berg")
    expect(held).to_contain_text("The evidence now reads as contradicted.")
    page.get_by_role("button", name="Settle it").click()
    form = page.get_by_test_id("stPopoverBody")
    form.get_by_text("The newer evidence stands: Contradicted").click()
    form.get_by_label("Why").fill("She said herself that she does not sign")
    form.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Conflict: Economic buyer")).to_have_count(0)
    page.goto(f"/memory?deal={TURNED}")
    buyer = page.get_by_role("heading", name="Economic buyer")
    status = page.locator("[class*=st-key-memory_]").filter(has=buyer).first
    expect(status.locator(".pb-status-contradicted")).to_be_visible()
    expect(status).to_contain_text("She said herself that she does not sign")


def test_forgetting_asks_why_and_leaves_the_fact(page: Page):
    number, _ = actions.draft_with_memory("deal_review", "savanna-towers", as_of="e3")
    actions.decide_items(number, [actions.Choice("r1", "amend", "x", {"action": "Call her about the lift contract"})])
    page.goto("/memory?deal=savanna-towers")
    expect(page.get_by_text("Call her about the lift contract")).to_be_visible()
    page.get_by_role("button", name="Forget it").click()
    form = page.get_by_test_id("stPopoverBody")
    form.get_by_label("Why").fill("She asked us to")
    form.get_by_role("button", name="Forget it for good").click()
    expect(page.get_by_text(re.compile("Something was forgotten on .* by .*: She asked us to"))).to_be_visible()
    expect(page.get_by_text("Call her about the lift contract")).to_have_count(0)


def test_record_grant_and_trail_on_the_governance_page(page: Page):
    page.goto("/governance")
    expect(page.get_by_role("heading", name="What it may do, field by field")).to_be_visible()
    page.get_by_role("button", name="Grant it").click()
    expect(page.get_by_text(re.compile("cannot be granted, .* of 20 items have been reviewed"))).to_be_visible()
    page.goto("/governance?governance=audit")
    expect(page.get_by_text(re.compile("The trail is whole: "))).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download (CSV)").click()
    assert taken.value.suggested_filename == "audit.csv"


def test_role_that_is_chosen_holds_for_the_next_click(page: Page):
    number, _ = actions.draft_with_memory("deal_review", "shannonside-water", as_of="e3")
    page.goto("/settings")
    settled(page)
    page.get_by_role("combobox", name=re.compile("You act as")).click()
    page.get_by_role("option", name="Viewer").click()
    settled(page)
    page.get_by_role("link", name="Review").click()
    expect(page.get_by_role("heading", name="Review", level=1)).to_be_visible()
    settled(page)
    page.locator(f".st-key-open_draft_{number}").get_by_role("button").click()
    page.locator(".st-key-item_i1").get_by_role("button", name="Approve").click()
    expect(page.get_by_text("you act as a viewer, and deciding on a deal review is for a manager")).to_be_visible()
    assert actions.kept_review(number).decided == {}
