"""PDFs as word processors set them: bullets, headers, tables over pages, paragraphs."""

import import_documents as documents
import pytest

from studio.exchange.documents import read_blocks


@pytest.fixture
def read(tmp_path):
    """Read pages of drawn pieces as a PDF."""

    def reading(*pages):
        (tmp_path / "a.pdf").write_bytes(documents.pdf_bytes(list(pages)))
        return read_blocks(tmp_path / "a.pdf")

    return reading


def test_bullets_of_a_symbol_font_are_a_list_and_no_table(read):
    page = [(60, 720, 18, True, "Leave the tasting when")]
    for n, text in enumerate(("The roaster has cupped two lots", "The buyer has named a price", "A date is set")):
        page += [(60, 690 - 21 * n, 12, False, "\x7f"), (78, 690 - 21 * n, 11, False, text)]
    assert [(b.kind, b.text) for b in read(page)][1:] == [
        ("item", "The roaster has cupped two lots"), ("item", "The buyer has named a price"), ("item", "A date is set")]


def test_header_further_left_than_the_text_does_not_make_a_list_of_it(read):
    pages = [[(50, 780, 8, False, "Kiln works, procedure 4"), (72, 700, 18, True, f"Part {n}"),
              (72, 670, 11, False, f"The buyer fires a sample of {clay} clay in a kiln of their own.")]
             for n, clay in enumerate(("red", "white", "black", "grey"), 1)]
    assert {b.kind for b in read(*pages)} == {"note", "heading", "paragraph"}


def test_table_that_goes_on_with_its_head_keeps_its_columns_beside_another_table(read):
    head = [(60, 700, 11, True, "Item"), (220, 700, 11, True, "Meaning"), (390, 700, 11, True, "Ask")]

    def row(y, *cells):
        return [(x, y, 11, False, text) for x, text in zip((60, 220, 390), cells, strict=True)]

    first = head + row(680, "Metrics", "Loss in kilos", "How much?") + row(660, "Champion", "Acts for us", "Who told?")
    second = head + row(680, "Competition", "Other clays", "Who else?") + [
        (60, 500, 18, True, "Limits"), (60, 470, 11, False, "Role"), (300, 470, 11, False, "Limit"),
        (60, 450, 11, False, "Seller"), (300, 450, 11, False, "five"),
        (60, 430, 11, False, "Head"), (300, 430, 11, False, "ten")]
    told = [b for b in read(first, second) if b.kind == "row"]
    assert [[head for head, _ in b.cells] for b in told] == [["Item", "Meaning", "Ask"]] * 3 + [["Role", "Limit"]] * 2
    assert told[2].cells[0] == ("Item", "Competition")


def test_paragraph_that_ends_before_the_margin_ends_though_no_space_follows(read):
    page = [(60, 720, 18, True, "Talks"),
            (60, 690, 11, False, "The seller lets the potter describe the last cracked batch before any clay is"),
            (60, 675, 11, False, "named, and writes it down."),
            (60, 660, 11, False, "Losses are counted with the potter."),
            (60, 645, 11, False, "Each visit ends with a dated step that the potter has agreed to in so many words"),
            (60, 630, 11, False, "and in front of a colleague.")]
    told = [b.text for b in read(page) if b.kind == "paragraph"]
    assert [text.split()[0] for text in told] == ["The", "Losses", "Each"]
