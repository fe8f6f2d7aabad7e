"""The corpus: documents, their labels, and what stands in them.

Reads text out of each format in the plainest way, on its own, so that the
importer is never measured with its own reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from bs4 import BeautifulSoup
from docx import Document
from docx.table import Table
from pptx import Presentation
from pypdf import PdfReader

HERE = Path(__file__).parent
DOCUMENTS, LABELS = HERE / "documents", HERE / "labels"
KINDS = ("stage", "exit_criterion", "element", "question", "method", "behaviour", "play")
CANONICAL = {"lead", "discovery", "demo", "proposal", "negotiation", "closed", "metrics", "economic_buyer",
             "decision_criteria", "decision_process", "paper_process", "implicate_the_pain", "champion", "competition",
             "multi_threading", "consensus_building", "why_change", "why_now", "why_us", "problem_led",
             "quantified_impact", "next_step_control"}
FURNITURE = "nav, header, footer, [role=contentinfo], [id*=breadcrumb], .page-metadata"
BREAKING = ["p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "tr", "ul", "div", "table", "br"]


@dataclass(frozen=True)
class Label:
    """One entry that a careful reader would make of the document."""

    kind: str
    text: str
    parent: str = ""
    canonical: str = ""
    says: str = ""
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class Forbidden:
    """A passage that must not become an entry, or none of some kinds."""

    text: str
    kinds: tuple[str, ...]
    why: str


@dataclass
class Labelled:
    """A document with its labels; `blocks` is its content, `furniture` what frames it."""

    name: str
    path: Path
    labels: list[Label]
    forbidden: list[Forbidden]
    blocks: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)


def words(text: str) -> str:
    """Only the words: no case, marks, punctuation or line breaks; single spaces."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"(?<=\w)['’](?=\w)", "", text)))


def halves() -> dict[str, list[str]]:
    """Names of the documents in each half."""
    return yaml.safe_load((HERE / "split.yaml").read_text(encoding="utf-8"))


def labelled(name: str) -> Labelled:
    """Read a document of the corpus and its labels."""
    data = yaml.safe_load((LABELS / f"{name}.yaml").read_text(encoding="utf-8"))
    path = DOCUMENTS / data["document"]
    forbidden = [Forbidden(n["text"], tuple(n.get("as", KINDS)), n["why"]) for n in data["not_entries"]]
    blocks, furniture = READERS[path.suffix](path)
    return Labelled(name, path, [label_of(e) for e in data["entries"]], forbidden, blocks, furniture)


def label_of(data: dict) -> Label:
    data = dict(data)
    names = (data["text"], *data.pop("or", []))
    return Label(names=names, kinds=(data["kind"], *data.pop("also", [])), **data)


def read_text(path: Path) -> tuple[list[str], list[str]]:
    return path.read_text(encoding="utf-8").splitlines(), []


def read_markdown(path: Path) -> tuple[list[str], list[str]]:
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.S)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<br\s*/?>", "\n", text)
    text = re.sub(r"</?\w+>", " ", text)
    return [cell for line in text.splitlines() for cell in line.split("|")], []


def read_html(path: Path) -> tuple[list[str], list[str]]:
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    for hidden in soup.find_all(["head", "script", "style"]):
        hidden.decompose()
    for tag in soup.find_all(BREAKING):
        tag.insert_before("\n")
        tag.append("\n")
    frames = [frame.extract().get_text(" ") for frame in soup.select(FURNITURE)]
    return re.sub(r"[ \t]+", " ", soup.get_text("")).split("\n"), frames


def read_docx(path: Path) -> tuple[list[str], list[str]]:
    document = Document(str(path))
    blocks: list[str] = []
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            blocks += [cell.text for row in item.rows for cell in row.cells]
        else:
            blocks.append(item.text)
    section = document.sections[0]
    return blocks, [p.text for part in (section.header, section.footer) for p in part.paragraphs]


def read_pptx(path: Path) -> tuple[list[str], list[str]]:
    return [text for slide in Presentation(str(path)).slides for text in slide_texts(slide)], []


def slide_texts(slide: object) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield from (p.text for p in shape.text_frame.paragraphs)
        if shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
    if slide.has_notes_slide:
        yield slide.notes_slide.notes_text_frame.text


def read_pdf(path: Path) -> tuple[list[str], list[str]]:
    """Lines; one that stands on more than half of the pages is furniture."""
    pages = [page.extract_text().splitlines() for page in PdfReader(path).pages]
    on = Counter(line for page in pages for line in {numberless(line) for line in page})
    lines = [line for page in pages for line in page]
    running = {line for line in lines if on[numberless(line)] > len(pages) / 2}
    return [line for line in lines if line not in running], sorted(running)


def numberless(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())


READERS = {".txt": read_text, ".md": read_markdown, ".html": read_html, ".docx": read_docx, ".pptx": read_pptx,
           ".pdf": read_pdf}


def faults(document: Labelled) -> list[str]:
    """What is wrong with the labels: texts that do not stand there, unknown parents and ids."""
    inside = " ".join(map(words, [*document.blocks, *document.furniture]))
    squeezed = re.sub(r"\s+", " ", inside)
    owners = {label.text for label in document.labels if label.kind in ("stage", "element")}
    found = [f"{document.name}: {text!r} does not stand in the document"
             for text in [*(t for one in document.labels for t in (*one.names, one.says)),
                          *(n.text for n in document.forbidden)] if words(text) not in squeezed]
    found += [f"{document.name}: {one.text!r} has an unknown parent {one.parent!r}"
              for one in document.labels if one.parent and one.parent not in owners]
    found += [f"{document.name}: {one.text!r} has an unknown canonical id {one.canonical!r}"
              for one in document.labels if one.canonical and one.canonical not in CANONICAL]
    found += [f"{document.name}: unknown kind in {one!r}" for one in [*document.labels, *document.forbidden]
              if not set(one.kinds) <= set(KINDS)]
    return found
