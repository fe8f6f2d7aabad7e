"""Typing: text saves itself after a pause, the cursor stays, and no letter is lost on the way."""

from __future__ import annotations

import random
from urllib.parse import urlsplit

import pytest
from browser_rooms import PAIN, confirmed, kept, open_entry, revision
from playwright.sync_api import Page, expect

from studio import actions

LETTERS = "abcdefghij klmnop, qrstuv. wxyz 0123456789 "


@pytest.fixture
def ours(app_home, monkeypatch):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(app_home))
    actions.join_people("Ann")
    return actions.start_playbook("Typing", by="Ann", source="thin")


@pytest.mark.parametrize("mode", ["guided", "whole"])
def test_text_saves_itself_after_a_pause_and_the_cursor_stays(page: Page, ours, mode):
    open_entry(page, ours, mode=mode)
    box = page.get_by_label("Statement", exact=True)
    before = revision(page)
    box.click()
    page.keyboard.type("The buyer has said")
    confirmed(page, before)
    assert kept(ours)["statement"] == "The buyer has said"
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.press("Home")
    page.keyboard.type("Yes. ")
    confirmed(page, revision(page))
    assert kept(ours)["statement"] == "Yes. The buyer has said"
    assert page.evaluate("document.activeElement.selectionStart") == 5
    page.keyboard.type("Really. ")
    expect(box).to_have_value("Yes. Really. The buyer has said")


def test_save_comes_soon_after_the_last_key(page: Page, ours):
    open_entry(page, ours)
    page.get_by_label("Statement", exact=True).click()
    before = revision(page)
    page.keyboard.type("Said so")
    begun = page.evaluate("performance.now()")
    confirmed(page, before)
    assert page.evaluate("performance.now()") - begun < 4000


def test_no_letter_is_lost_when_saves_fall_into_fast_typing(page: Page, ours):
    pace = random.Random(7)
    open_entry(page, ours)
    box = page.get_by_label("Statement", exact=True)
    box.click()
    text = "".join(pace.choice(LETTERS) for _ in range(300)).strip()
    for number, letter in enumerate(text):
        page.keyboard.type(letter)
        page.wait_for_timeout(pace.choice((0, 0, 0, 5, 15, 30)) if number % 40 else pace.choice((650, 700, 760, 900)))
    expect(box).to_have_value(text)
    page.wait_for_timeout(1200)
    expect(page.locator(".cd-saved")).to_contain_text("Saved at")
    page.wait_for_function("() => true")
    assert kept(ours)["statement"] == text
    expect(box).to_have_value(text)


def test_line_of_one_field_saves_itself_too(page: Page, ours):
    open_entry(page, ours)
    box = page.get_by_label("Name", exact=True)
    before = revision(page)
    box.click()
    page.keyboard.press("End")
    page.keyboard.type(" by the buyer", delay=20)
    confirmed(page, before)
    assert kept(ours)["name"].endswith("confirmed by the buyer")
    expect(box).to_be_focused()


def test_text_typed_just_before_another_entry_is_opened_is_kept(page: Page, ours):
    open_entry(page, ours)
    page.get_by_label("Statement", exact=True).click()
    page.keyboard.type("Typed and gone at once")
    page.get_by_text("Discovery call done", exact=True).click()
    expect(page.get_by_role("heading", name="Discovery call done")).to_be_visible()
    page.wait_for_timeout(1500)
    assert kept(ours).get("statement") == "Typed and gone at once"


@pytest.mark.parametrize("pause", [0, 300, 1000])
@pytest.mark.parametrize(("mode", "field"), [("guided", "statement"), ("whole", "statement"), ("whole", "name")])
def test_one_click_on_another_page_goes_there_and_keeps_what_was_typed(page: Page, ours, mode, field, pause):
    open_entry(page, ours, mode=mode)
    page.get_by_label(field.capitalize(), exact=True).click()
    page.keyboard.press("End")
    page.keyboard.type(" Said so", delay=10)
    page.wait_for_timeout(pause)
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Home").click()
    expect(page.get_by_role("heading", level=1, name="Your AI is as good")).to_be_visible()
    page.wait_for_timeout(1500)
    expect(page.get_by_role("heading", level=1, name="Your AI is as good")).to_be_visible()
    assert urlsplit(page.url).path == "/"
    assert kept(ours)[field].endswith("Said so")


def test_click_on_another_page_waits_for_its_own_sake_only_while_text_is_unsaved(page: Page, ours):
    open_entry(page, ours)
    page.get_by_label("Statement", exact=True).click()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Versions").click()
    expect(page.get_by_role("heading", level=1, name="Versions")).to_be_visible()
    assert urlsplit(page.url).path == "/versions"
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Process").click()
    expect(page.locator(".pb-entry-head")).to_be_visible()
    assert urlsplit(page.url).path == "/process"


def test_text_that_is_too_long_is_refused_in_words_and_stays_on_screen(page: Page, ours):
    open_entry(page, ours)
    box = page.get_by_label("Statement", exact=True)
    box.click()
    page.keyboard.insert_text("x" * 20_000)
    expect(page.get_by_text("Not saved.")).to_be_visible()
    assert len(box.input_value()) == 20_000
    assert PAIN in actions.own_playbook(ours).parts and "statement" not in kept(ours)
