"""What a handbook holds beside its rules: forms to fill in, figures, reasons to pick from, tools, bad examples."""

from __future__ import annotations

import re

from studio.exchange.documents import aside_terms as terms
from studio.exchange.documents.labels import bare, is_question, label, pure_role
from studio.exchange.documents.outline import Node

_BLANK = re.compile(r"^\W*(?:\[[^\[\]]{0,80}\]|<[^<>]{1,60}>|\{[^{}]{1,60}\}|_{3,}|\.{4,}|…)(?:\W*(?:\[[^\[\]]{0,80}\]|"
                    r"_{3,}))*\W*$")
_ASKED_BLANK = re.compile(r"\?\s*(?:\[[^\[\]]{1,80}\]|_{3,})\s*$")
_FORM = re.compile(terms.FORM, re.I)
_MEASURE = re.compile(terms.MEASURE, re.I)
_AMOUNT = re.compile(terms.AMOUNT, re.I)
_REASONS = re.compile(terms.REASONS, re.I)
_TOOLS = re.compile(terms.TOOLS, re.I)
_LEGAL = re.compile(terms.LEGAL_FORMS, re.I)
_UPKEEP = re.compile(terms.UPKEEP, re.I)
_SELLING = re.compile(terms.SELLING, re.I)
_MISTAKES = re.compile(terms.MISTAKES, re.I)
_WRONG = ("bad", "anti_patterns", "dont")


def take_out_forms(root: Node) -> list[Node]:
    """Take forms to fill in out of a document's tree, and return what stood in them."""
    taken = list[Node]()
    for node in root.walk():
        kept = list[Node]()
        for child in node.children:
            if _is_form(child):
                taken += child.walk()
            else:
                kept.append(child)
        node.children[:] = kept
    return taken


def _is_form(node: Node) -> bool:
    """Whether a node is a field to fill in, or a heading over a form of such fields."""
    if not node.children:
        return node.kind in ("item", "paragraph") and is_field(node.text)
    if node.kind != "heading" or not _FORM.search(node.text):
        return False
    lines = [n for n in node.walk() if not n.children and n.kind in ("item", "paragraph", "row")]
    blank = [n for n in lines if is_field(n.text) or _ASKED_BLANK.search(n.text)]
    return len(blank) > 1 and len(blank) * 2 >= len(lines)


def is_field(text: str) -> bool:
    """Tell whether a line is a field of a form: a label with a blank or a hint in brackets ("Size: [Employees]")."""
    found = label(text)
    return bool(found and found[1] and _BLANK.match(found[1]) and not is_question(found[0]))


def is_figure(text: str) -> bool:
    """Tell whether a line only gives a rate or a figure ("Close rate: 95% at this stage")."""
    found = label(text)
    return bool(found and _AMOUNT.match(found[1]) and (_MEASURE.search(found[0]) or "%" in found[1][:12]))


def lists_reasons(text: str) -> bool:
    """Tell whether a line leads to reasons or values to pick from when a deal is closed."""
    return bool(_REASONS.search(text))


def is_wrong(text: str) -> bool:
    """Tell whether a heading says that what is below is how it should not be: no stages, no criteria."""
    found = label(text)
    return any(pure_role(name) in _WRONG for name in (text, found[0] if found and found[1] else "") if name) or (
        len(text.split()) < 8 and bool(_MISTAKES.search(text)))


def within_wrong(line: tuple[Node, ...]) -> bool:
    """Tell whether a heading above says that this is how it should not be."""
    return any(node.kind in ("heading", "intro") and is_wrong(node.text) for node in line)


def on_paperwork(text: str) -> bool:
    """Tell whether a sentence is about a legal form, such as an NDA, or the upkeep of records, not about selling."""
    return bool(_LEGAL.search(text) or _UPKEEP.search(text))


def guides(text: str) -> bool:
    """Tell whether a line can be guidance at all, and is no field of a form, no figure and no line that leads over."""
    words = bare(text)
    return not (is_field(words) or is_figure(words) or words.endswith(":"))


def guides_headed(text: str) -> bool:
    """Tell whether a line under a heading for guidance can be guidance, and is none on tools or paperwork."""
    words = bare(text)
    return guides(words) and not _TOOLS.search(words) and not _LEGAL.search(words)


def guides_selling(text: str) -> bool:
    """Tell whether a line by itself is about selling."""
    return guides_headed(text) and bool(_SELLING.search(bare(text)))
