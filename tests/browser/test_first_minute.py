"""The first minute: from the home page to a draft, and from a deal to the words behind a claim."""

from __future__ import annotations

import re
import shutil

from playwright.sync_api import Page, expect

from studio import actions

DEAL = "nordfjord-cold-chain"
CALL = "2026-03-26-demo"


def _late_quote() -> tuple[int, int, str]:
    turn = [t for t in actions.open_deal(DEAL).evidence[CALL].turns if t.side == "buyer" and len(t.text) > 60][-1]
    return turn.start, turn.start + 50, turn.text[:50]


def test_home_leads_to_a_deal_at_two_levels_in_one_click(page: Page):
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("sales system under it")
    page.get_by_role("button", name="See it on a deal").click()
    expect(page).to_have_url(re.compile(r"/compare\?.*levels=none%2Cexemplified"))
    drafts = page.locator(".pd-columns")
    expect(drafts).to_be_visible()
    expect(drafts).to_contain_text("No playbook")
    expect(drafts).to_contain_text("Exemplified")


def test_deal_opens_from_its_card_and_an_earlier_moment_hides_what_came_later(page: Page):
    page.goto("/deals")
    page.locator(f".st-key-open_{DEAL} button").click()
    expect(page.get_by_role("heading", name="Nordfjord Havmat AS")).to_be_visible()
    page.get_by_text("12 Mar 2026 · Call completed").click()
    expect(page).to_have_url(re.compile("event=e3"))
    expect(page.locator(".pb-evidence")).to_contain_text("can you hear me?")
    page.get_by_role("tab", name="CRM record").click()
    expect(page.locator(".pb-record")).to_contain_text("Talk to Ragnhild")


def test_link_to_a_quote_opens_the_call_scrolled_to_the_marked_words(page: Page):
    start, end, text = _late_quote()
    page.goto(f"/deals?deal={DEAL}&evidence={CALL}&start={start}&end={end}")
    mark = page.locator("mark.pb-focus")
    expect(mark).to_have_text(text)
    expect(mark).to_be_in_viewport()


def test_playbook_entry_is_chosen_and_its_address_can_be_shared(page: Page):
    page.goto("/playbook?playbook=reference&show=read")
    page.get_by_role("radio", name="Qualification").click()
    page.get_by_text("Champion", exact=True).click()
    expect(page.get_by_role("heading", name="Champion")).to_be_visible()
    expect(page).to_have_url(re.compile(r"entry=qualification\.champion"))
    page.reload()
    expect(page.get_by_role("heading", name="Champion")).to_be_visible()


def test_markup_in_evidence_reaches_the_page_as_text(page: Page, tmp_path):
    folder = tmp_path / "hostile-deal"
    shutil.copytree(actions.list_deals()[0], folder)
    text = (folder / "deal.yaml").read_text(encoding="utf-8")
    first = actions.open_deal(folder).deal.events[0].evidence[0]
    for old in (folder / "evidence").glob(f"{first}.*"):
        old.unlink()
    (folder / "evidence" / f"{first}.md").write_text(
        "---\ntype: note\ntitle: '![x](http://evil.example/p.png) [go](http://evil.example) www.evil.example'\n---\n"
        "<img src='http://evil.example/i.png' onerror='document.title=1'> ![x](http://evil.example/p.png) "
        "<a href='http://evil.example'>go</a>\n", encoding="utf-8")
    (folder / "deal.yaml").write_text(text, encoding="utf-8")
    page.goto("/deals")
    page.get_by_label("Deal folder").fill(str(folder))
    page.get_by_role("button", name="Open folder").click()
    page.get_by_test_id("stRadioOption").first.click()
    expect(page.locator(".pb-evidence")).to_contain_text("<img src=")
    assert page.locator("[data-testid=stMain] a[href*=evil], [data-testid=stMain] img[src*=evil]").count() == 0


def test_page_fits_a_small_laptop(page: Page):
    page.set_viewport_size({"width": 1024, "height": 900})
    for address in ("/", "/playbook", "/deals", f"/deals?deal={DEAL}"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
