"""Import in a browser: a Word document and slides that the test writes become a draft playbook."""

from __future__ import annotations

import pytest
from browser_rooms import settled
from docx import Document
from playwright.sync_api import Page, expect
from pptx import Presentation

from studio import actions

ELEMENTS = {"Economic buyer": "The person who can say yes when others say no.",
            "Champion": "Somebody with influence who sells for us when we are not in the room."}
CRITERIA = {"Discovery": ["The buyer has said what the problem costs them", "A second buyer has confirmed the problem"],
            "Proposal": ["The signatory has read the offer", "The buyer has named the steps until signature"]}


@pytest.fixture
def documents(tmp_path):
    """A handbook in Word with stages and their exit criteria, and slides with the qualification."""
    word = Document()
    word.add_heading("Our sales process", 0)
    for stage, criteria in CRITERIA.items():
        word.add_heading(f"Stage: {stage}", 1)
        word.add_heading("Exit criteria", 2)
        for text in criteria:
            word.add_paragraph(text, style="List Bullet")
    word.add_paragraph("The canteen is on the second floor.")
    word.save(tmp_path / "process.docx")
    slides = Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[1])
    slide.shapes.title.text = "Qualification: MEDDPICC"
    slide.placeholders[1].text = "\n".join(f"{name}: {text}" for name, text in ELEMENTS.items())
    slides.save(tmp_path / "qualification.pptx")
    return [tmp_path / "process.docx", tmp_path / "qualification.pptx"]


def test_word_and_slides_become_a_draft_playbook(page: Page, app_home, monkeypatch, documents):
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(app_home))
    page.goto("/import")
    page.locator("input[type=file]").set_input_files(documents)
    page.get_by_role("button", name="Read the documents").click()
    expect(page.get_by_role("heading", name="What the documents say")).to_be_visible()
    page.get_by_role("radio", name="Exit criteria").click()
    settled(page)
    expect(page.locator(".cd-source").filter(has_text="The signatory has read the offer").first).to_be_visible()
    page.get_by_role("checkbox", name="A second buyer has confirmed").uncheck(force=True)
    settled(page)
    page.get_by_label("What you call it").fill("Brought in by the browser")
    page.get_by_label("Your name", exact=True).fill("Ann Berg")
    page.get_by_role("button", name="Make it a playbook").press("Enter")
    expect(page.get_by_role("heading", name="Depth by pillar")).to_be_visible()
    ours = next(k for k in actions.own_playbooks() if k.name == "Brought in by the browser")
    book = actions.own_book(ours.id)
    found = {s.name: [c.name for c in s.exit_criteria] for s in book.process}
    assert list(found) == list(CRITERIA)
    assert len(found["Discovery"]) == 1 and len(found["Proposal"]) == 2
    assert {e.name for e in book.qualification.elements} == set(ELEMENTS)
    assert {s.title for e in book.qualification.elements for s in e.sources} == {"qualification.pptx"}
