"""What each reader makes of the ways in which people really write."""

import import_documents as documents
import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx import Presentation
from pptx.util import Inches

from studio.exchange.documents import read_blocks


@pytest.fixture
def read(tmp_path):
    """Read a text as a file of that name."""

    def reading(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return [(b.kind, b.level, b.text) for b in read_blocks(path)]

    return reading


# ---- Markdown

def test_front_matter_gives_the_title_and_a_note(read):
    assert read("a.md", "---\ntitle: Our way\nweight: 3\n---\nText.") == [
        ("heading", 1, "Our way"), ("note", 0, "weight: 3"), ("paragraph", 0, "Text.")]


def test_lists_keep_their_nesting_and_lose_their_marks(read):
    assert read("a.md", "- [ ] **Bold** [link](http://x)\n    1. two\n") == [
        ("item", 0, "[ ] Bold link"), ("item", 1, "two")]


def test_bold_line_heads_what_follows_but_a_bold_statement_does_not(read):
    told = read("a.md", "**Exit criteria:**\n\nText.\n\n**Owner: the head of sales**\n\n**Stage 1: Talk**\n")
    assert [kind for kind, _, _ in told] == ["heading", "paragraph", "paragraph", "heading"]


def test_each_label_of_a_paragraph_starts_a_line(read):
    assert read("a.md", "**Purpose**: talk\n**Owner**: AE\n")[0][2] == "Purpose: talk\nOwner: AE"
    assert read("a.md", "Purpose: talk\nOwner: AE\nand SE\n")[0][2] == "Purpose: talk\nOwner: AE and SE"


def test_table_in_markdown_keeps_column_headings(tmp_path):
    (tmp_path / "a.md").write_text("| Stage | Exit criteria |\n|---|---|\n| Talk | Met<br>Agreed |\n")
    [row] = read_blocks(tmp_path / "a.md")
    assert row.cells == (("Stage", "Talk"), ("Exit criteria", "Met\nAgreed"))


def test_fence_without_a_language_is_text_and_code_stays_code(read):
    told = read("a.md", "```\n□ Met\n□ Agreed\n```\n\n```python\nx = 1\n```\n")
    assert told == [("item", 0, "Met"), ("item", 0, "Agreed"), ("code", 0, "x = 1")]


def test_comment_in_markdown_is_not_read(read):
    assert read("a.md", "<!-- note\nto self -->\n\nText.") == [("paragraph", 0, "Text.")]


# ---- HTML

def test_html_nesting_headings_and_definition_lists(read):
    page = "<h2>A <b>b</b></h2><ul><li>one<ul><li>two</ul></ul><dl><dt>M<dd>what</dl><p><b>Exit criteria</b></p><p>x"
    assert read("a.html", page) == [("heading", 2, "A b"), ("item", 0, "one"), ("item", 1, "two"), ("item", 0, "M"),
                                    ("item", 1, "what"), ("heading", 7, "Exit criteria"), ("paragraph", 0, "x")]


def test_html_cell_that_spans_rows_stands_in_each(tmp_path):
    (tmp_path / "a.html").write_text("<table><tr><th>Stage<th>Exit<tr><td rowspan=2>Talk<td>a<tr><td>b</table>")
    assert [b.text for b in read_blocks(tmp_path / "a.html")] == ["Talk | a", "Talk | b"]


def test_table_that_only_lays_out_the_page_is_read_as_text(read):
    told = read("a.html", "<table><tr><td><h2>Stages</h2><tr><td><p>Talk</table>")
    assert told == [("heading", 2, "Stages"), ("paragraph", 0, "Talk")]


def test_unseen_parts_of_a_page_are_left_out(read):
    page = "<p>a<script>b</script><style>c</style><!-- d --><noscript>e</noscript></p><template>f</template>"
    assert read("a.html", page) == [("paragraph", 0, "a")]


# ---- plain text

def test_underlines_capitals_and_numbers_make_headings(read):
    text = "Our way\n=======\n\nTHE STAGES\n\n1. Discovery\n\nWe talk first.\n\n2. Demo\n\nThen we show.\n"
    assert [(k, t) for k, _, t in read("a.txt", text)] == [
        ("heading", "Our way"), ("heading", "THE STAGES"), ("heading", "1. Discovery"), ("paragraph", "We talk first."),
        ("heading", "2. Demo"), ("paragraph", "Then we show.")]


def test_numbers_line_by_line_are_a_list(read):
    told = read("a.txt", "The steps are\n1. Call the buyer\n2. Write it down\n3) Agree a date\n")
    assert [kind for kind, _, _ in told] == ["paragraph", "item", "item", "item"]


def test_wrapped_lines_are_joined(read):
    text = ("A buyer has told us of one launch that slipped and of what\nit did to the yard.\n\n"
            "- Yard manager has named\n  what is missing\n")
    assert [t for _, _, t in read("a.txt", text)] == [
        "A buyer has told us of one launch that slipped and of what it did to the yard.",
        "Yard manager has named what is missing"]


def test_columns_of_text_are_a_table(tmp_path):
    (tmp_path / "a.txt").write_text("Stage\tExit criteria\nTalk\tMet\nDemo\tSeen\n")
    told = [b.cells[1] for b in read_blocks(tmp_path / "a.txt")]
    assert told == [("Exit criteria", "Met"), ("Exit criteria", "Seen")]


def test_text_that_is_markdown_is_read_as_such(read):
    assert read("a.txt", "# Way\n\n## Stage 1: Talk\n\nText.")[1] == ("heading", 2, "Stage 1: Talk")


def test_text_in_an_old_encoding_is_read(tmp_path):
    (tmp_path / "a.txt").write_bytes("Der Käufer – “Chef” – sagt ja.".encode("cp1252"))
    assert read_blocks(tmp_path / "a.txt")[0].text == "Der Käufer – “Chef” – sagt ja."


# ---- Word

def save(document, tmp_path):
    document.save(str(tmp_path / "a.docx"))
    return read_blocks(tmp_path / "a.docx")


def test_word_levels_of_lists_and_bold_lines(tmp_path):
    document = Document()
    document.add_paragraph().add_run("Exit criteria").bold = True
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("two", style="List Bullet 2")
    document.add_paragraph("three", style="List Number")
    told = save(document, tmp_path)
    assert [(b.kind, b.level) for b in told] == [("heading", 7), ("item", 0), ("item", 1), ("item", 0)]


def test_word_cell_merged_downwards_stands_in_each_row(tmp_path):
    document = Document()
    table = document.add_table(rows=3, cols=2)
    for row, texts in zip(table.rows, (("Stage", "Exit"), ("Talk", "a"), ("", "b")), strict=True):
        row.cells[0].text, row.cells[1].text = texts
    table.cell(1, 0).merge(table.cell(2, 0))
    assert [b.cells for b in save(document, tmp_path)] == [
        (("Stage", "Talk"), ("Exit", "a")), (("Stage", "Talk"), ("Exit", "b"))]


def test_word_insertions_count_deletions_do_not_and_content_controls_are_read(tmp_path):
    document = Document()
    document.add_paragraph()._p.append(parse_xml(
        f"<w:ins {nsdecls('w')}><w:r><w:t>kept</w:t></w:r></w:ins>"))
    document.paragraphs[0]._p.append(parse_xml(
        f"<w:del {nsdecls('w')}><w:r><w:delText>gone</w:delText></w:r></w:del>"))
    document.element.body.insert(1, parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:sdtContent></w:sdt>"))
    assert [b.text for b in save(document, tmp_path)] == ["kept", "boxed"]


def test_word_frame_around_text_is_no_table(tmp_path):
    document = Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "Note this."
    assert [(b.kind, b.text) for b in save(document, tmp_path)] == [("paragraph", "Note this.")]


# ---- PowerPoint

def test_slides_with_groups_and_notes_in_reading_order(tmp_path):
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Stage 1: Talk"
    low = slide.shapes.add_textbox(Inches(1), Inches(5), Inches(3), Inches(1))
    low.text_frame.text = "below"
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(Inches(1), Inches(2), Inches(3), Inches(1)).text_frame.text = "above"
    slide.notes_slide.notes_text_frame.text = "Say it slowly."
    deck.slides.add_slide(deck.slide_layouts[6]).shapes.add_textbox(0, 0, 99, 99).text_frame.text = "alone"
    deck.save(str(tmp_path / "a.pptx"))
    told = read_blocks(tmp_path / "a.pptx")
    assert [b.text for b in told] == ["Stage 1: Talk", "above", "below", "Notes", "Say it slowly.", "Slide 2", "alone"]
    assert told[1].where == "slide 1, section 'Stage 1: Talk'"


# ---- PDF

def test_pdf_heads_by_size_joins_lines_and_notes_running_feet(tmp_path):
    pages = [[(72, 700, 18, False, f"Chapter {n}"),
              (72, 660, 11, False, f"Buyer {n * word} told us that the launch slipped by ten days and nobody at the"),
              (72, 646, 11, False, f"yard {word * n} could say why it had."),
              (72, 60, 9, False, f"Northwind, page {n}")]
             for n, word in enumerate("abcd", 1)]
    (tmp_path / "a.pdf").write_bytes(documents.pdf_bytes(pages))
    told = read_blocks(tmp_path / "a.pdf")
    assert [b.text for b in told if b.kind == "heading"] == [f"Chapter {n}" for n in range(1, 5)]
    assert [b.text for b in told if b.kind == "note"] == ["Northwind, page 1"]
    said = [b for b in told if b.kind == "paragraph"]
    assert said[0].text.endswith("nobody at the yard a could say why it had.")
    assert said[2].where == "page 3, section 'Chapter 3'"


def test_pdf_table_of_three_columns_with_a_wrapped_cell(tmp_path):
    rows = [(72, 600, "Stage"), (172, 600, "Exit criteria"), (400, 600, "Owner"),
            (72, 580, "Talk"), (172, 580, "Buyer has told us of the"), (400, 580, "AE"),
            (172, 567, "launch that slipped"), (72, 545, "Demo"), (172, 545, "Yard has seen it"), (400, 545, "SE")]
    page = [(x, y, 11, False, text) for x, y, text in rows]
    (tmp_path / "a.pdf").write_bytes(documents.pdf_bytes([page]))
    assert [[c for _, c in b.cells] for b in read_blocks(tmp_path / "a.pdf")] == [
        ["Talk", "Buyer has told us of the launch that slipped", "AE"], ["Demo", "Yard has seen it", "SE"]]


def test_pdf_in_two_columns_of_text_is_read_down_each(tmp_path):
    left = [(72, 700 - 14 * n, 11, False, f"Left line {n} of this page says a good deal.") for n in range(30)]
    right = [(330, 700 - 14 * n, 11, False, f"Right line {n} of this page says as much.") for n in range(30)]
    (tmp_path / "a.pdf").write_bytes(documents.pdf_bytes([left + right]))
    said = " ".join(b.text for b in read_blocks(tmp_path / "a.pdf"))
    assert said.index("Left line 29") < said.index("Right line 0")


# ---- whatever the name

@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".pdf"])
def test_content_tells_the_format_where_the_name_does_not(tmp_path, suffix):
    source = documents.FORMATS[suffix](tmp_path / f"a{suffix}")
    there = tmp_path / "handbook"
    there.write_bytes(source.read_bytes())
    assert [b.text for b in read_blocks(there)] == [b.text for b in read_blocks(source)]
