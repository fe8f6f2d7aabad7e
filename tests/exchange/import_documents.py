"""Documents that the tests write themselves: one handbook in every format."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from pathlib import Path

from docx import Document
from pptx import Presentation
from pptx.util import Inches

#: A piece of a PDF's page: left, base, size, bold, text.
Drawn = tuple[float, float, float, bool, str]
#: (kind, text or rows, level): a small sales handbook with what real ones have.
HANDBOOK: list[tuple[str, object, int]] = [
    ("heading", "Selling at Northwind", 1),
    ("paragraph", "Written for the crew that sells to shipyards.", 0),
    ("paragraph", "The canteen opens at noon.", 0),
    ("heading", "Our stages", 2),
    ("heading", "Stage 1: Discovery", 3),
    ("paragraph", "Find out what stops the yard from launching on time.", 0),
    ("heading", "Exit criteria", 4),
    ("item", "Buyer has told us of one launch that slipped", 0),
    ("item", "Presentation was sent", 0),
    ("heading", "Customer actions", 4),
    ("item", "Shows us the slipway plan", 0),
    ("heading", "Stage 2: Demo", 3),
    ("paragraph", "The yard sees its own plan in the tool.", 0),
    ("heading", "Exit criteria", 4),
    ("item", "Yard manager has named what is still missing", 0),
    ("heading", "Typical duration", 4),
    ("paragraph", "2-4 weeks", 0),
    ("heading", "Qualification (MEDDPICC)", 2),
    ("heading", "Metrics", 3),
    ("paragraph", "Days of delay and what one costs the yard.", 0),
    ("heading", "Questions to ask", 4),
    ("item", "How many days did the last three ships slip?", 0),
    ("heading", "Economic Buyer", 3),
    ("paragraph", "Whoever releases money without asking again.", 0),
    ("heading", "Identify Pain", 3),
    ("paragraph", "What the delay does to people and contracts.", 0),
    ("heading", "Objection handling", 2),
    ("table", [["Objection", "Response"], ["Our planners use paper", "Ask who reads the paper on Sunday"]], 0),
]


def texts(handbook: Iterable[tuple[str, object, int]] = tuple(HANDBOOK)) -> list[str]:
    """Every text of a handbook."""
    return [t for kind, told, _ in handbook
            for t in ([c for row in told for c in row] if kind == "table" else [told])]  # type: ignore[union-attr]


def markdown(path: Path) -> Path:
    """Write the handbook as Markdown."""
    lines = list[str]()
    for kind, told, level in HANDBOOK:
        if kind == "heading":
            lines += ["", "#" * level + f" {told}", ""]
        elif kind == "item":
            lines.append("  " * level + f"- {told}")
        elif kind == "table":
            rows = [" | ".join(row) for row in told]  # type: ignore[union-attr]
            lines += [f"| {rows[0]} |", "| --- | --- |", *(f"| {row} |" for row in rows[1:]), ""]
        else:
            lines += ["", str(told), ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def html(path: Path) -> Path:
    """Write the handbook as a page with a menu, a script and a footer."""
    parts = list[str]()
    for kind, told, level in HANDBOOK:
        if kind == "table":
            rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in told)  # type: ignore[union-attr]
            parts.append(f"<table>{rows}</table>")
        else:
            tag = {"heading": f"h{level}", "item": "li", "paragraph": "p"}[kind]
            parts.append(f"<ul><li>{told}</li></ul>" if tag == "li" else f"<{tag}>{told}</{tag}>")
    page = ("<!doctype html><html><head><title>x</title><style>p{}</style></head><body><nav><a>Menu</a></nav>"
            + "".join(parts) + "<script>steal()</script><footer>Imprint</footer></body></html>")
    path.write_text(page, encoding="utf-8")
    return path


def word(path: Path) -> Path:
    """Write the handbook as a Word document, with styles."""
    document = Document()
    for kind, told, level in HANDBOOK:
        if kind == "heading":
            document.add_heading(str(told), level)
        elif kind == "item":
            document.add_paragraph(str(told), style="List Bullet")
        elif kind == "table":
            table = document.add_table(rows=0, cols=2)
            for row in told:  # type: ignore[union-attr]
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        else:
            document.add_paragraph(str(told))
    document.save(str(path))
    return path


def slides(path: Path) -> Path:
    """Write the handbook as slides: a slide for each chapter and stage."""
    deck = Presentation()
    layout, frame = deck.slide_layouts[1], None
    for kind, told, level in HANDBOOK:
        if kind == "heading" and level < 4:
            slide = deck.slides.add_slide(layout)
            slide.shapes.title.text = str(told)
            frame, empty = slide.placeholders[1].text_frame, True
        elif kind == "table":
            size = Inches(1), Inches(3), Inches(6), Inches(2)
            table = slide.shapes.add_table(len(told), 2, *size).table  # type: ignore[arg-type]
            for r, row in enumerate(told):  # type: ignore[arg-type]
                for c, text in enumerate(row):
                    table.cell(r, c).text = text
        elif frame is not None:
            paragraph = frame.paragraphs[0] if empty else frame.add_paragraph()
            empty = False
            paragraph.text, paragraph.level = str(told), int(kind == "item")
            if kind == "heading":
                paragraph.runs[0].font.bold = True
    deck.save(str(path))
    return path


def plain(path: Path) -> Path:
    """Write the handbook as typed text."""
    lines = list[str]()
    for kind, told, level in HANDBOOK:
        if kind == "heading":
            lines += ["", str(told), *(["=" * len(str(told))] if level < 3 else [])]
        elif kind == "table":
            lines += ["", *("\t".join(row) for row in told), ""]  # type: ignore[union-attr]
        else:
            lines += [f"  * {told}"] if kind == "item" else [str(told), ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def pdf(path: Path) -> Path:
    """Write the handbook as a PDF, set as a word processor would."""
    pages, y, page = list[list[Drawn]](), 0.0, list[Drawn]()
    sizes = {1: 24.0, 2: 18.0, 3: 14.0, 4: 11.0}
    for kind, told, level in HANDBOOK:
        rows = told if kind == "table" else [[told]]
        for row in rows:  # type: ignore[union-attr]
            if y < 90:
                page, y = [], 760.0
                pages.append(page)
            size = sizes[level] if kind == "heading" else 11.0
            y -= 26.0 if kind in ("heading", "paragraph") else 16.0
            mark = "- " if kind == "item" else ""
            for n, text in enumerate(row):
                left = 72.0 + 220.0 * n + (18.0 if kind == "item" else 0.0)
                page.append((left, y, size, kind == "heading", mark + str(text)))
    path.write_bytes(pdf_bytes(pages))
    return path


def pdf_bytes(pages: list[list[Drawn]]) -> bytes:
    """Return a PDF by hand: on each page pieces of (left, base, size, bold, text)."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    fonts = [b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
             b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>"]
    objects += fonts
    kids = list[str]()
    for page in pages:
        drawn = "".join(f"BT /F{1 + bold} {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET\n"
                        for x, y, size, bold, text in page).encode("cp1252", "replace")
        objects.append(b"<< /Length %d >>\nstream\n" % len(drawn) + drawn + b"endstream")
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
                       "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    return _file(objects)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: list[bytes]) -> bytes:
    out, places = io.BytesIO(), list[int]()
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + body + b"\nendobj\n")
    start = out.tell()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


FORMATS: dict[str, Callable[[Path], Path]] = {
    ".md": markdown, ".html": html, ".docx": word, ".pptx": slides, ".txt": plain, ".pdf": pdf,
}
