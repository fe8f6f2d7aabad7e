"""Sandbox in a browser: from a judgement to its words, from a line to its trace, and a file to take away."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from studio.ui.lanes import FIRST

DEAL = "nordfjord-cold-chain"


def _judged_with_quotes(page: Page):
    """The first judgement that rests on quotes."""
    return page.locator(".pd-inferred .pd-card").filter(has_text=re.compile(r"Rests on \d+ quotes?")).first


def test_picking_a_judgement_leaves_only_its_quotes_and_its_suggestion_in_view(page: Page):
    page.goto(f"/sandbox?deal={DEAL}&event=e6")
    card = _judged_with_quotes(page)
    basis = int(re.search(r"Rests on (\d+)", card.inner_text())[1])
    quotes = page.locator(".pd-observed .pd-card")
    every = quotes.count()
    card.get_by_text("Show what it rests on").click()
    expect(page.locator(".pd-observed .pd-card:visible")).to_have_count(basis)
    assert every > basis
    expect(page.locator(".pd-observed .pd-card:visible").first).to_be_in_viewport()
    card.get_by_text("Show everything").click()
    expect(page.locator(".pd-observed .pd-card:visible")).to_have_count(min(FIRST, every))


def test_long_lane_shows_its_first_quotes_and_the_rest_on_demand(page: Page):
    page.goto(f"/sandbox?deal={DEAL}&event=e8")
    shown = page.locator(".pd-observed .pd-card:visible")
    expect(shown).to_have_count(FIRST)
    page.locator(".pd-observed .pd-more").click()
    expect(shown).to_have_count(page.locator(".pd-observed .pd-card").count())


def test_quote_unfolds_in_place_and_opens_in_the_evidence_with_its_words_marked(page: Page):
    page.goto(f"/sandbox?deal={DEAL}&event=e6")
    card = page.locator(".pd-observed .pd-card").filter(has=page.get_by_text("Read it in place")).first
    said = card.locator("blockquote").inner_text().strip("“”")
    card.get_by_text("Read it in place").click()
    expect(card.locator("mark")).to_have_text(said)
    address = card.get_by_role("link", name=re.compile("Open the whole")).get_attribute("href")
    page.goto(f"/{address}")
    mark = page.locator("mark.pb-focus")
    expect(mark.first).to_be_in_viewport()
    assert " ".join("".join(mark.all_inner_texts()).split()) == " ".join(said.split())


def test_item_in_the_address_is_picked_on_arrival(page: Page):
    page.goto(f"/sandbox?deal={DEAL}&event=e6&item=i1")
    expect(page.locator('.pd-card[data-id="i1"]').get_by_text("Show everything")).to_be_visible()


def test_lower_level_drafts_anew_and_says_what_the_level_holds(page: Page):
    page.goto(f"/sandbox?deal={DEAL}&event=e6")
    expect(page.locator(".pd-lanes")).to_be_visible()
    page.get_by_role("radio", name="Named").click()
    expect(page.get_by_text("Labels only")).to_be_visible()
    expect(page).to_have_url(re.compile("level=named"))


def test_line_of_the_document_unfolds_what_it_rests_on(page: Page):
    page.goto(f"/sandbox?deal={DEAL}&event=e6")
    page.get_by_role("tab", name="The document").click()
    chip = page.locator(".pd-document details.pd-ref-inferred").first
    chip.locator("summary").click()
    expect(chip.locator(".pd-pop")).to_be_visible()


def test_downloaded_page_opens_alone_and_asks_for_nothing(page: Page, tmp_path, chromium):
    page.goto(f"/sandbox?deal={DEAL}&event=e6")
    page.get_by_role("tab", name="The document").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download for reading and printing").click()
    file = tmp_path / "draft.html"
    download.value.save_as(file)
    context = chromium.new_context(offline=True)
    alone = context.new_page()
    asked: list[str] = []
    alone.on("request", lambda r: asked.append(r.url))
    alone.goto(file.as_uri())
    expect(alone.get_by_role("heading", level=1)).to_be_visible()
    expect(alone.get_by_role("heading", name="What it rests on")).to_be_visible()
    assert asked == [file.as_uri()]
    context.close()


def test_three_lanes_fit_a_small_laptop(page: Page):
    page.set_viewport_size({"width": 1024, "height": 900})
    page.goto(f"/sandbox?deal={DEAL}&event=e6")
    expect(page.locator(".pd-lanes")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tops = page.locator(".pd-lane").evaluate_all("lanes => lanes.map(l => Math.round(l.getBoundingClientRect().top))")
    assert len(tops) == 3 and len(set(tops)) == 1
