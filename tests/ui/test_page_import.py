"""Import: a document becomes proposed entries, each beside its source, to take, mend or leave out."""

from __future__ import annotations

import io

import pytest
from codify_rooms import BY, save
from docx import Document

from studio import actions

HANDBOOK = """# How we sell

## Stage 1: Discovery

We find out what hurts.

Exit criteria:

- The buyer has said what the problem costs them
- A second person on the buyer's side has confirmed it

## Stage 2: Proposal

Exit criteria:

- The signatory has read the offer

## Qualification: MEDDPICC

- **Economic buyer**: the person who can say yes when others say no.
- **Champion**: somebody who sells for us when we are not in the room.

The canteen is on the second floor.
"""


def _read(app, *files):
    app.file_uploader("import_files").set_value(list(files)).run()
    app.button("import_read").click().run()
    assert not app.exception


@pytest.fixture
def proposed(open_page):
    app = open_page("import")
    _read(app, ("handbook.md", HANDBOOK.encode(), "text/markdown"))
    return app


def _all(app):
    return app.session_state["import_proposal"].entries


def _criteria(book):
    return [f"{c.name} {c.statement}" for s in book.process for c in s.exit_criteria]


def _keep(app, name="Ours", who=BY):
    called = next(t for t in app.text_input if t.label == "What you call it")
    if not called.disabled:
        called.set_value(name)
    next(t for t in app.text_input if t.label == "Your name").set_value(who)
    next(b for b in app.button if b.label in ("Make it a playbook", "Add to it")).click().run()
    assert not app.exception


def test_page_says_what_can_be_brought(open_page, words):
    assert "whatever you have" in words(open_page("import"))


def test_every_entry_stands_beside_its_source(proposed, words):
    kinds = [k for k in ("stage", "exit_criterion", "element") if any(e.kind == k for e in _all(proposed))]
    assert kinds == ["stage", "exit_criterion", "element"]
    for kind in kinds:
        proposed.get_by_key("import_kind").set_value(kind).run()
        assert not proposed.exception
        for entry in (e for e in _all(proposed) if e.kind == kind):
            assert " ".join(entry.source.passage.split())[:40] in words(proposed)
            assert proposed.checkbox(f"take_{entry.id}").value is True


def test_passage_that_belongs_nowhere_is_listed(proposed, words):
    assert "canteen" in words(proposed)


def test_accepted_entries_become_a_playbook(proposed):
    _keep(proposed)
    ours = actions.own_playbooks()[0]
    book = actions.own_book(ours.id)
    assert ours.name == "Ours"
    assert any("said what the problem costs" in text for text in _criteria(book))
    assert {"economic_buyer", "champion"} <= {e.canonical for e in book.qualification.elements}
    assert all(e.sources for e in book.qualification.elements)


def test_what_is_left_out_stays_out_and_what_is_mended_goes_in_mended(proposed):
    criteria = [e for e in _all(proposed) if e.kind == "exit_criterion"]
    proposed.get_by_key("import_kind").set_value("exit_criterion").run()
    proposed.checkbox(f"take_{criteria[0].id}").uncheck().run()
    proposed.text_input(f"name_{criteria[1].id}").set_value("Mended name").run()
    proposed.text_area(f"text_{criteria[1].id}").set_value("A second buyer has said the same").run()
    assert not proposed.exception
    _keep(proposed)
    book = actions.own_book(actions.own_playbooks()[0].id)
    found = {c.name: c.statement for s in book.process for c in s.exit_criteria}
    assert found.get("Mended name") == "A second buyer has said the same"
    assert not any("problem costs" in f"{n} {t}" for n, t in found.items())


def test_kind_is_taken_or_left_out_as_a_whole(proposed, words):
    proposed.get_by_key("import_kind").set_value("exit_criterion").run()
    proposed.button("import_none").click().run()
    criteria = [e for e in _all(proposed) if e.kind == "exit_criterion"]
    assert not any(proposed.checkbox(f"take_{e.id}").value for e in criteria)
    assert f"{len(_all(proposed)) - len(criteria)} of {len(_all(proposed))} entries are taken" in words(proposed)
    proposed.button("import_all").click().run()
    assert all(proposed.checkbox(f"take_{e.id}").value for e in criteria)


def test_nothing_taken_says_what_to_do(proposed, words):
    for kind in {e.kind for e in _all(proposed)}:
        proposed.get_by_key("import_kind").set_value(kind).run()
        proposed.button("import_none").click().run()
    assert "Take at least one entry" in words(proposed)
    assert actions.own_playbooks() == []


def test_import_into_a_playbook_of_ones_own_changes_nothing_that_is_written(proposed):
    ours = actions.start_playbook("Ours", by=BY, source="thin")
    save(ours, "qualification.champion", definition="Our own words")
    proposed.run()
    proposed.selectbox("import_into").set_value(ours).run()
    _keep(proposed)
    book = actions.own_book(ours)
    assert "Our own words" in {e.definition for e in book.qualification.elements}
    assert any("problem costs" in text for text in _criteria(book))
    assert len(actions.own_playbooks()) == 1
    actions.undo(ours, BY)
    assert not any("problem costs" in text for text in _criteria(actions.own_book(ours)))


def test_other_documents_are_read_instead(proposed):
    proposed.button("import_again").click().run()
    assert not proposed.exception
    assert proposed.file_uploader("import_files")


def test_word_document_is_read(open_page, words):
    document = Document()
    document.add_heading("Discovery", 1)
    document.add_paragraph("Exit criteria")
    document.add_paragraph("The buyer has named an amount", style="List Bullet")
    held = io.BytesIO()
    document.save(held)
    app = open_page("import")
    _read(app, ("Our process.docx", held.getvalue(), ""))
    assert any("named an amount" in f"{e.name} {e.text}" for e in _all(app))


@pytest.mark.parametrize(("name", "content"), [
    ("empty.md", b""), ("broken.docx", b"PK\x03\x04 not really"), ("broken.pdf", b"%PDF-1.7 nothing"),
    ("page.pptx", b"<html>"), ("zeros.txt", b"\x00" * 1000)])
def test_document_that_cannot_be_read_is_said_in_a_sentence_with_its_name(open_page, words, name, content):
    app = open_page("import")
    _read(app, (name, content, ""))
    assert "That did not work." in words(app) or "nothing that belongs in a playbook" in words(app)
    if "That did not work." in words(app):
        assert f"That did not work. {name}" in words(app)
        assert "/tmp" not in words(app)


def test_document_without_a_playbook_in_it_says_so(open_page, words):
    app = open_page("import")
    _read(app, ("menu.txt", b"Soup of the day: tomato.", ""))
    assert "nothing that belongs in a playbook" in words(app)
    assert not any(b.label == "Make it a playbook" for b in app.button)
