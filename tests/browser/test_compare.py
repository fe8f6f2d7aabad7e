"""Compare in a browser: levels side by side, and a curve that is measured on demand and can be stopped."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

DEAL = "nordfjord-cold-chain"


def test_two_levels_stand_side_by_side_with_changes_in_words(page: Page):
    page.goto(f"/compare?deal={DEAL}&event=e6&levels=named,exemplified")
    columns = page.locator(".pd-columns")
    expect(columns.locator("thead th")).to_have_count(3)
    expect(columns.locator(".pd-change").first).to_have_text(re.compile("new|changed|gone"))
    expect(columns.get_by_text("First action", exact=True)).to_be_visible()


def test_level_is_added_and_the_address_can_be_shared(page: Page):
    page.goto(f"/compare?deal={DEAL}&event=e6")
    expect(page.locator(".pd-columns thead th")).to_have_count(3)
    page.get_by_role("button", name="Guided").click()
    expect(page.locator(".pd-columns thead th")).to_have_count(4)
    expect(page).to_have_url(re.compile("levels=named%2Cguided%2Cexemplified"))
    page.reload()
    expect(page.locator(".pd-columns thead th")).to_have_count(4)


def test_names_of_levels_stay_in_view_when_columns_are_scrolled(page: Page):
    page.goto(f"/compare?deal={DEAL}&event=e6&levels=none,named,defined,evidenced,guided,exemplified")
    box = page.locator(".pd-scroll")
    expect(box).to_be_visible()
    box.evaluate("b => b.scrollTo(0, 2000)")
    box.scroll_into_view_if_needed()
    expect(page.locator(".pd-columns thead th").nth(1)).to_be_in_viewport()


def test_whole_draft_of_a_level_is_one_click_away(page: Page):
    page.goto(f"/compare?deal={DEAL}&event=e6")
    page.get_by_role("link", name="Read the whole draft: named").click()
    expect(page).to_have_url(re.compile(r"/sandbox\?.*level=named"))
    expect(page.locator(".pd-lanes")).to_be_visible()


def test_measuring_can_be_stopped_and_leaves_nothing(page: Page, app_home):
    before = sorted(app_home.rglob("compare-*.json"))
    page.goto("/compare?view=curve")
    page.get_by_role("button", name="Measure on all sample deals").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped. Nothing of it was kept")).to_be_visible()
    assert sorted(app_home.rglob("compare-*.json")) == before


def test_curve_is_measured_then_opens_at_once_and_leads_to_a_draft(page: Page):
    page.goto("/compare?view=curve")
    page.get_by_role("button", name="Measure on all sample deals").click()
    expect(page.get_by_text("drafts scored,")).to_be_visible(timeout=120_000)
    expect(page.locator(".pd-figures")).to_be_visible(timeout=500_000)
    page.reload()
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    expect(page.get_by_text("Offline engine").first).to_be_visible()
    expect(page.get_by_text("Shown: only deals that the engine did not learn from.")).to_be_visible()
    expect(page.get_by_text("The expert says")).to_be_visible()
    page.get_by_role("tab", name="The draft").click()
    expect(page.locator("#drill .pd-inferred")).to_be_visible()
