"""PowerPoint files to blocks, by python-pptx: slide by slide, notes after."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from playbook.text_files import FileFault
from studio.exchange.documents.blocks import LABEL, MAX_PAGES, Blocks, heads

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
_FURNITURE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER)
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DEEPEST = 10


def slide_blocks(raw: bytes, path: Path, out: Blocks) -> None:
    """Read a .pptx file. Raises FileFault where it is broken or too long."""
    try:
        slides = list(Presentation(BytesIO(raw)).slides)
    except Exception as error:  # the packaging layer raises whatever a broken part makes it raise
        raise FileFault(path, "", f"is broken ({type(error).__name__}), expected a PowerPoint file") from None
    if len(slides) > MAX_PAGES:
        raise FileFault(path, "", f"has {len(slides)} slides, expected at most {MAX_PAGES}")
    for number, slide in enumerate(slides, 1):
        out.place = f"slide {number}"
        try:
            _slide(slide, out)
        except (AttributeError, KeyError, ValueError, TypeError, etree.Error) as error:
            raise FileFault(path, out.place, f"is broken ({type(error).__name__}), expected a slide") from None


def _slide(slide: Any, out: Blocks) -> None:
    shapes = list(_in_order(slide.shapes))
    titles = [s for s in shapes if _role(s) in _TITLES and s.has_text_frame]
    out.heading(" ".join(s.text_frame.text for s in titles) or out.place.capitalize(), 2)
    for shape in shapes:
        if shape not in titles and _role(shape) not in _FURNITURE:
            _shape(shape, out)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        if notes.text.strip():
            out.heading("Notes", LABEL)
        for paragraph in notes.paragraphs:
            out.paragraph(paragraph.text.replace("\v", "\n"))


def _in_order(shapes: Any, depth: int = 0) -> Iterator[Any]:
    """Shapes as they are read: from top to bottom, then from left to right."""
    found = sorted(shapes, key=lambda s: ((s.top or 0) // 300_000, s.left or 0))
    for shape in found:
        if hasattr(shape, "shapes"):
            if depth < _DEEPEST:
                yield from _in_order(shape.shapes, depth + 1)
        else:
            yield shape


def _role(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _shape(shape: Any, out: Blocks) -> None:
    if getattr(shape, "has_table", False) and shape.has_table:
        out.table([[cell.text.replace("\v", "\n") for cell in row.cells] for row in shape.table.rows])
    elif shape.has_text_frame:
        _frame(shape.text_frame, out, listed=_role(shape) is not None)
    else:
        for text in _diagram(shape):
            out.item(text)


def _frame(frame: Any, out: Blocks, *, listed: bool) -> None:
    paragraphs = [p for p in frame.paragraphs if p.text.strip()]
    listed = listed or len(paragraphs) > 2
    for paragraph in paragraphs:
        text = paragraph.text.replace("\v", "\n")
        runs = [run for run in paragraph.runs if run.text.strip(" :")]
        bold = bool(runs) and all(run.font.bold for run in runs)
        if paragraph.level == 0 and heads(text) and (bold or text.rstrip().endswith(":")):
            out.heading(text, LABEL)
        elif listed:
            out.item(text, paragraph.level)
        else:
            out.paragraph(text)


def _diagram(shape: Any) -> Iterator[str]:
    """The texts of a SmartArt diagram, in the order of its points."""
    for ids in shape._element.iter(f"{_DIAGRAM}relIds"):
        part = shape.part.related_part(ids.get(f"{_RELATION}dm"))
        root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False))
        for point in root.iter(f"{_DIAGRAM}pt"):
            if text := "".join(t.text or "" for t in point.iter(f"{_DRAWING}t")).strip():
                yield text
