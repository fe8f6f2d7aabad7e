"""Two people in two browsers write in the same entry: both texts are shown, and neither is lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser_rooms import PAIN, confirmed, kept, open_entry, revision, settled
from playwright.sync_api import Page, expect

from studio import actions


@pytest.fixture
def ours(app_home, monkeypatch):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(app_home))
    actions.join_people("Ann Berg")
    return actions.start_playbook("Two people", by="Ann Berg", source="thin")


@pytest.fixture
def other(chromium, app_url) -> Iterator[Page]:
    """A second person's browser."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000}, base_url=app_url)
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def _is_called(page: Page, name: str) -> None:
    page.locator(".st-key-cd_bar").get_by_role("button", name="You are").click()
    page.get_by_label("Your name, as others will see it in the history").fill(name)
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-cd_bar").get_by_role("button", name=f"You are {name}")).to_be_visible()
    page.keyboard.press("Escape")
    settled(page)


def _writes(page: Page, text: str) -> None:
    page.get_by_label("Statement", exact=True).click()
    page.keyboard.type(text)


@pytest.fixture
def met(page: Page, other: Page, ours):
    """Ann and Ben have the entry open; Ann's text is saved first, Ben's comes second."""
    for one, name in ((page, "Ann Berg"), (other, "Ben Ito")):
        open_entry(one, ours)
        _is_called(one, name)
    before = revision(page)
    _writes(page, "A buyer has said what it costs.")
    confirmed(page, before)
    _writes(other, "Two buyers have named the same number.")
    dialog = other.get_by_role("dialog")
    expect(dialog).to_contain_text("Two people wrote here at once")
    expect(dialog).to_contain_text("A buyer has said what it costs.")
    expect(dialog).to_contain_text("Two buyers have named the same number.")
    expect(dialog).to_contain_text("saved by Ann Berg")
    assert kept(ours)["statement"] == "A buyer has said what it costs."
    settled(other)
    return dialog


def test_second_person_puts_both_texts_into_one(met, other, ours):
    expect(met.get_by_role("radio", name="Both, one after the other")).to_be_checked()
    met.get_by_role("button", name="Use what is chosen above").press("Enter")
    expect(other.get_by_role("dialog")).to_have_count(0)
    text = "A buyer has said what it costs.\nTwo buyers have named the same number."
    box = other.get_by_label("Statement", exact=True)
    expect(box).to_have_count(1)
    expect(box).to_have_value(text)
    assert kept(ours)["statement"] == text
    assert actions.held_texts(ours) == []


def test_second_person_keeps_both_as_two_entries(met, other, ours):
    met.get_by_role("button", name="Keep both as two entries").press("Enter")
    expect(other.get_by_role("heading", name="(as Ben Ito wrote it)")).to_be_visible()
    stage = next(s for s in actions.own_book(ours).process if s.id == "qualification")
    assert [c.statement for c in stage.exit_criteria if c.statement] == [
        "A buyer has said what it costs.", "Two buyers have named the same number."]


def test_dialog_that_is_closed_leaves_both_texts_on_the_page_for_later(met, page, other, ours):
    other.keyboard.press("Escape")
    expect(other.get_by_role("dialog")).to_have_count(0)
    held = actions.held_texts(ours)
    assert [h.mine["statement"] for h in held] == ["Two buyers have named the same number."]
    other.reload()
    expect(other.get_by_text("Two texts of")).to_be_visible()
    expect(other.locator(".cd-choice").get_by_text("Two buyers have named the same number.")).to_be_visible()
    other.get_by_role("button", name="Leave Ann Berg’s text").press("Enter")
    expect(other.get_by_text("Two texts of")).to_have_count(0)
    assert kept(ours)["statement"] == "A buyer has said what it costs."
    open_entry(page, ours, "process.prospecting")
    assert PAIN in actions.own_playbook(ours).parts
