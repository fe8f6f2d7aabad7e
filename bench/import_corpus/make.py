"""Make the Word, PowerPoint and PDF documents of the corpus.

    pip install reportlab          in an environment of its own; nothing else here needs it
    python bench/import_corpus/make.py [NAME ...]

Reads sources/*.yaml (what stands in the document, block by block) and
sources/haldane.html (printed by Chromium), writes documents/. Word and
PowerPoint files come out the same byte for byte each time.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml
from docx import Document
from pptx import Presentation
from pptx.util import Inches, Pt

HERE = Path(__file__).parent
SOURCES, DOCUMENTS = HERE / "sources", HERE / "documents"
LIST_STYLES = {"li": "List Bullet", "li2": "List Bullet 2", "num": "List Number"}
BLANK = 5


def make_docx(source: dict[str, Any], path: Path) -> None:
    """A Word document: heading styles for h1 to h4, a bold line for b."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = source["header"]
    section.footer.paragraphs[0].text = source["footer"]
    for block in source["blocks"]:
        (kind, content), = block.items()
        add_to_docx(document, kind, content)
    document.save(path)
    fix_dates(path)


def add_to_docx(document: Any, kind: str, content: Any) -> None:
    if kind == "table":
        table = document.add_table(rows=0, cols=len(content[0]), style="Table Grid")
        for row in content:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    elif kind in LIST_STYLES:
        for text in content:
            document.add_paragraph(text, style=LIST_STYLES[kind])
    elif kind == "toc":
        for text in content:
            document.add_paragraph(text)
    elif kind in ("title", "h1", "h2", "h3", "h4"):
        document.add_heading(content, level=0 if kind == "title" else int(kind[1]))
    else:
        run = document.add_paragraph().add_run(content)
        run.bold = kind in ("b", "bi") or None
        run.italic = kind == "bi" or None


def make_pptx(source: dict[str, Any], path: Path) -> None:
    """A deck: one slide an entry, with bullets, a table, a text box and notes."""
    deck = Presentation()
    for content in source["slides"]:
        add_slide(deck, content)
    deck.save(path)
    fix_dates(path)


def add_slide(deck: Any, content: dict[str, Any]) -> None:
    layout = 0 if "subtitle" in content else 1 if "bullets" in content else BLANK
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    slide.shapes.title.text = content["title"]
    if "subtitle" in content:
        slide.placeholders[1].text = content["subtitle"]
    for number, bullet in enumerate(content.get("bullets", [])):
        level, text = bullet if isinstance(bullet, list) else (0, bullet)
        frame = slide.placeholders[1].text_frame
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    if "table" in content:
        add_table(slide, content["table"], Inches(3.2 if "bullets" in content else 1.6))
    if "textbox" in content:
        slide.shapes.add_textbox(Inches(6.5), Inches(6.6), Inches(3), Inches(0.5)).text_frame.text = content["textbox"]
    if "notes" in content:
        slide.notes_slide.notes_text_frame.text = content["notes"]


def add_table(slide: Any, rows: list[list[str]], top: Any) -> None:
    shape = slide.shapes.add_table(len(rows), len(rows[0]), Inches(0.5), top, Inches(9), Inches(0.4 * len(rows)))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            cell = shape.table.cell(r, c)
            cell.text = text
            cell.text_frame.paragraphs[0].font.size = Pt(12)


def fix_dates(path: Path) -> None:
    """Pack the archive again with one date, so that the bytes stay the same."""
    with zipfile.ZipFile(path) as packed:
        parts = [(name, packed.read(name)) for name in packed.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts:
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, data)


def make_pdf(source: dict[str, Any], path: Path) -> None:
    """A PDF of several pages with a running header, a footer and page numbers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    def furniture(canvas: Any, page: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(20 * mm, 285 * mm, source["header"])
        canvas.drawString(20 * mm, 10 * mm, source["footer"])
        canvas.drawRightString(190 * mm, 10 * mm, f"Page {page.page}")

    template = SimpleDocTemplate(str(path), pagesize=A4, topMargin=25 * mm, bottomMargin=22 * mm, leftMargin=20 * mm,
                                 rightMargin=20 * mm, invariant=1, title=source["blocks"][0]["title"])
    template.build([flow for block in source["blocks"] for flow in flowables(block)],
                   onFirstPage=furniture, onLaterPages=furniture)


def flowables(block: dict[str, Any]) -> list[Any]:
    from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
    from reportlab.platypus import ListFlowable, Paragraph, Spacer, Table

    styles = getSampleStyleSheet()
    body = ParagraphStyle("body", parent=styles["BodyText"], fontSize=11, leading=15)
    (kind, content), = block.items()
    if kind == "table":
        rows = [[Paragraph(escape(cell), styles["BodyText"]) for cell in row] for row in content]
        return [Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, "grey"), ("VALIGN", (0, 0), (-1, -1), "TOP")],
                      repeatRows=1), Spacer(1, 10)]
    if kind == "li":
        return [ListFlowable([Paragraph(escape(text), body) for text in content], bulletType="bullet", start="•")]
    if kind == "toc":
        return [Paragraph(escape(text), body) for text in content]
    style = {"title": styles["Title"], "h1": styles["Heading1"], "h2": styles["Heading2"], "p": body}[kind]
    return [Paragraph(escape(content), style)]


def print_html(source: Path, path: Path) -> None:
    """Print a page as a PDF, as a person would from the browser."""
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                    f"--print-to-pdf={path}", source.resolve().as_uri()], check=True, capture_output=True)


MAKERS = {"docx": make_docx, "pptx": make_pptx, "pdf": make_pdf}


def main(names: list[str]) -> None:
    for file in sorted(SOURCES.iterdir()):
        if names and file.stem not in names:
            continue
        if file.suffix == ".html":
            print_html(file, DOCUMENTS / f"{file.stem}.pdf")
        else:
            source = yaml.safe_load(file.read_text(encoding="utf-8"))
            MAKERS[source["make"]](source, DOCUMENTS / source["name"])
        print(file.stem)


if __name__ == "__main__":
    main(sys.argv[1:])
