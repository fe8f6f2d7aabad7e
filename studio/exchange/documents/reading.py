"""Any document to blocks: the format told by content, the limits kept."""

from __future__ import annotations

import re
from pathlib import Path

from playbook.text_files import FileFault
from studio.deals.encoding import decode, read_bytes
from studio.exchange.documents.blocks import Block, Blocks
from studio.exchange.documents.limits import open_package
from studio.exchange.documents.readers.html import html_blocks
from studio.exchange.documents.readers.markdown import markdown_blocks
from studio.exchange.documents.readers.pdf import pdf_blocks
from studio.exchange.documents.readers.slides import slide_blocks
from studio.exchange.documents.readers.text import text_blocks
from studio.exchange.documents.readers.word import word_blocks

SUFFIXES = (".md", ".markdown", ".html", ".htm", ".docx", ".pptx", ".pdf", ".txt")
_WANTED = "expected Markdown, HTML, Word (.docx), PowerPoint (.pptx), PDF or text"
_PACKED = {".docx": "Word document", ".pptx": "PowerPoint file", ".pdf": "PDF"}
_HTML = re.compile(r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_MARKDOWN = re.compile(r"^#{1,6} \S|^\|.*\|\s*$|^\s*[-*] .*\*\*\S|^\*\*\S.*\*\*:?\s*$", re.M)


def read_blocks(path: Path) -> list[Block]:
    """Return the blocks of a document, in reading order.

    Raises FileFault in one sentence where the file is absent, over 20 MB or
    500 pages, of no known format, broken, protected, or without text.
    """
    raw = read_bytes(path)
    out = Blocks(path)
    if b"%PDF-" in raw[:1024]:
        pdf_blocks(raw, path, out)
    elif raw[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        _packed(raw, path, out)
    else:
        _written(raw, path, out)
    if not any(block.kind != "note" for block in out.found):
        raise FileFault(path, "", "has no text in it" + _scanned(raw))
    return out.found


def _scanned(raw: bytes) -> str:
    scanned = b"%PDF-" in raw[:1024]
    told = " (pictures of pages?), expected a PDF whose words can be selected"
    return told if scanned else ", expected words to read"


def _packed(raw: bytes, path: Path, out: Blocks) -> None:
    package = open_package(raw, path)
    names = set(package.namelist())
    if "word/document.xml" in names or any(n.startswith("word/document") for n in names):
        word_blocks(raw, path, out)
    elif any(n.startswith("ppt/presentation") for n in names):
        slide_blocks(raw, path, out)
    else:
        raise FileFault(path, "", f"is a zip archive but no Word or PowerPoint file, {_WANTED}")


def _written(raw: bytes, path: Path, out: Blocks) -> None:
    suffix = path.suffix.lower()
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileFault(path, "", "is an old Office file or protected by a password, expected .docx or .pptx that "
                        "opens without one")
    if suffix in _PACKED:
        raise FileFault(path, "", f"is no {_PACKED[suffix]} although its name ends in {suffix}, {_WANTED}")
    if raw.startswith(b"{\\rtf"):
        raise FileFault(path, "", f"is rich text (RTF), {_WANTED}")
    text = decode(raw, path).replace("\r\n", "\n").replace("\r", "\n")
    if suffix in (".html", ".htm", ".xhtml") or _HTML.match(text[:5000]):
        html_blocks(text, path, out)
    elif suffix in (".md", ".markdown") or len(_MARKDOWN.findall(text[:100_000])) > 1:
        markdown_blocks(text, path, out)
    else:
        text_blocks(text, out)
