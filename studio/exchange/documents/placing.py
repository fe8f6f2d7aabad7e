"""The walk through a document: each passage to its entry, or to the unplaced."""

from __future__ import annotations

import re
from dataclasses import replace

from studio.exchange.documents import terms
from studio.exchange.documents.aside import is_wrong, lists_reasons
from studio.exchange.documents.blocks import LABEL
from studio.exchange.documents.conduct import topic
from studio.exchange.documents.fields import FIELDS, GUIDES
from studio.exchange.documents.groups import says_when_left
from studio.exchange.documents.here import Here
from studio.exchange.documents.labels import (
    area,
    asks,
    bare,
    element_known,
    introduces,
    is_question,
    label,
    letter,
    occasion,
    pure_role,
    role,
    title,
)
from studio.exchange.documents.making import NAMED, PATTERNED, WORDED, Made, Making
from studio.exchange.documents.opening import APART, Found
from studio.exchange.documents.outline import Node
from studio.exchange.documents.pairs import pair_lines
from studio.exchange.documents.parts import behaviour_of, place_part
from studio.exchange.documents.passages import Passages
from studio.exchange.documents.sentences import asked
from studio.exchange.documents.tables import place_table

_LOST = re.compile(terms.LOST, re.I)
_PLACES = {"position": "method.positions", "chain": "method.chain", "lever": "method.levers",
           "value_driver": "method.value_drivers", "row": "method.rows"}


#: What a name over questions may be taken for, where no entry is open: "Risk:", "Owner:".
_ROLES = (*GUIDES, "owner", "why", "purpose")
_ASKING = ("qualification", "method", "talks")


def _below(node: Node, inner: Here) -> list[tuple[Node, Here]]:
    """The nodes below with where they stand: what a heading names ends with its first list or paragraph."""
    below, said, first = list[tuple[Node, Here]](), False, _first(node)
    for at, child in enumerate(node.children):
        here = replace(inner, first=at == first)
        line = child.kind == "heading" and child.block is not None and child.block.level >= LABEL
        leads = child.kind == "intro" or (line and pure_role(child.text) is None)
        ends = leads or (child.kind == "paragraph" and inner.role in ("exit", "entry"))
        if said and ends and node.kind == "heading":
            here = replace(here, role=None)
        below.append((child, here))
        said = said or child.kind in ("item", "table") or bool(child.children) or (
            child.kind == "paragraph" and not introduces(child.text) and inner.role in ("purpose", "standard", "why"))
    return below


def _first(node: Node) -> int:
    """Which child says what its parent is: a paragraph, a sole item, one beside questions; -1 for none."""
    at = next((n for n, child in enumerate(node.children[:5]) if not is_question(child.text)), -1)
    first, *after = node.children[at:at + 2] if at >= 0 else [node]
    if at < 0 or first.kind != "item" or not after or after[0].kind != "item":
        return at
    defines = first.block is not None and first.block.defines
    return at if defines or any(kind for _, kind in asked(after[0].text)[-1:]) else -1


def _is_line(node: Node) -> bool:
    """Whether a heading is only a line in the text: what it says of a stage ends with the stage's next part."""
    return node.block is not None and (node.block.kind != "heading" or node.block.level >= LABEL)


def _asks(node: Node, here: Here) -> bool:
    """Whether what stands under a name is asked of a buyer, line by line: "Risk:" over questions about it."""
    if here.owner is not None or not (here.occasion or here.role == "questions" or here.area in _ASKING):
        return False
    lines = [child.text for child in node.children if child.kind in ("item", "paragraph") and not child.children]
    if area(node.text) == "stages" or any(role((label(text) or ("",))[0]) in ("exit", "entry") for text in lines):
        return False  # what stages are made of, told in questions
    asked_ = [is_question(text) for text in lines]
    return len(lines) > 1 and len(lines) == len(node.children) and sum(asked_) * 2 >= len(lines) and all(
        is_asked or asks((label(text) or ("", text))[1]) for is_asked, text in zip(asked_, lines, strict=True))


class Placing:
    """Walks one document's tree; `found` says which nodes open an entry."""

    def __init__(self, making: Making, found: dict[int, Found]) -> None:
        self._making, self._found, self._passages = making, found, Passages(making)

    def place(self, root: Node) -> None:
        """Place everything below a document's root. Nesting is bounded by the readers' levels."""
        todo: list[tuple[Node, Here]] = [(child, Here()) for child in reversed(root.children)]
        while todo:
            node, here = todo.pop()
            inner = self._node(node, here)
            if node.kind != "table":
                paired = pair_lines(node, inner, self._making)
                todo.extend(below for below in reversed(_below(node, inner)) if id(below[0]) not in paired)

    def _node(self, node: Node, here: Here) -> Here:
        if node.kind == "note":
            self._making.leave(node, "Says something about the file, or stands on every page")
        elif node.kind == "code":
            self._making.leave(node, "Program code", here.near)
        elif node.kind == "table":
            place_table(node, here, self._making)
        elif id(node) in self._found:
            return self._opened(node, self._found[id(node)], here)
        elif node.kind == "heading":
            return self._heading(node, here)
        elif node.children:
            return self._parent(node, here)
        else:
            self._passages.leaf(node, here)
        return here

    # ---- nodes that open an entry

    def _opened(self, node: Node, found: Found, here: Here) -> Here:
        if found.kind == "stage":
            return self._stage(node, found, here)
        if found.kind == "element":
            return self._element(node, found, here)
        return self._entry(node, found, here)

    def _stage(self, node: Node, found: Found, here: Here) -> Here:
        named = found.name if node.kind != "heading" or found.role else node.text
        stage = self._making.stage(named, NAMED if found.sure else PATTERNED)
        stage.seen(node, afresh=True)
        self._making.use(node)
        kept = here.role if here.role in FIELDS["stage"] or here.role in ("exit", "questions") else None
        inner = Here(stage=stage, role=found.role or kept)
        if found.leads_to:
            self._making.stage(found.leads_to, PATTERNED).seen(node)
        if found.role is None and node.kind != "heading":
            inner = replace(inner, role=self._passages.stage_says(node, stage) or kept)
        return inner

    def _element(self, node: Node, found: Found, here: Here) -> Here:
        words, parts = bare(node.text), label(node.text)
        rest = parts[1] if parts and (node.kind != "heading" or letter(words)) else ""
        asks = bool(rest) and (is_question(rest) or here.role == "questions")
        certainty = WORDED if asks else NAMED if element_known(found.name) else PATTERNED
        made = self._making.element(found.own, found.canonical, found.name, certainty)
        inner = Here(stage=here.stage, element=made)
        made.seen(node, afresh=True)
        if asks:
            place_part(rest, node, replace(inner, role="questions"), self._making)
        elif rest:
            made.add("definition", rest)
        self._making.use(node)
        return inner

    def _entry(self, node: Node, found: Found, here: Here) -> Here:
        words, parts = bare(node.text), label(node.text) if node.kind != "heading" else None
        if found.kind in ("behaviour", "play"):
            made = self._making.named(found.kind, f"{found.kind}s", found.own, found.name, NAMED)
            known = (topic(words) or behaviour_of(words)) if found.kind == "behaviour" else None
            made.canonical = made.canonical or found.canonical or known
        else:
            made = self._making.named("method", _PLACES[found.kind], found.own, found.name, NAMED)
        made.seen(node, afresh=bool(made.spots))
        self._making.use(node)
        rest = parts[1] if parts and title(parts[0]) == found.name else ""
        explained = any(child.block is not None and child.block.defines for child in node.children)
        if node.kind != "heading" and not explained:
            self._passages.say(made, rest or words, node)
        if found.kind == "play" and node.kind == "heading" and found.name.endswith(")"):
            made.add("when", found.name.rpartition("(")[2].rstrip(")"))
        if found.kind == "play" and here.stage is not None:
            made.add("stages", here.stage.key)
        return Here(entry=made, occasion=None)

    # ---- headings and lines that lead to a list

    def _heading(self, node: Node, here: Here) -> Here:
        if not node.children:
            self._passages.leaf(node, here) if is_question(node.text) and here.owner else self._making.leave(
                node, "A heading with nothing under it", here.near)
            return here
        self._making.use(node)
        inner = self._under(node, here)
        if inner.owner is not None and not inner.nothing:
            inner.owner.seen(node, afresh=inner.owner is not here.owner)
        return inner

    def _under(self, node: Node, here: Here) -> Here:
        """What a heading adds to where we are."""
        text = node.text
        part, opens = role(text), area(text)
        if part and opens in ("stages", "qualification") and pure_role(text) is None:
            part = None if opens == "stages" else part
        if part in ("exit", "steps") and any(self._leaves_stage(child) for child in node.children):
            part = None
        stage = self._making.find_stage(text) or (self._left(text) if part == "exit" and here.stage is None else None)
        element = self._passages.element_named(text)
        if stage is not None and stage is not here.stage and not (here.wrong and label(text)):
            part = part or (here.role if here.role in ("exit", "entry", "questions") else None)
            here = Here(stage=stage, wrong=here.wrong)
        elif element is not None and here.entry is None:
            part = part or ("questions" if here.role == "questions" else None)
            here = Here(stage=here.stage, element=element, wrong=here.wrong)
        if lists_reasons(text) and part != "exit":
            return replace(here, nothing=True, private=True)
        if opens in APART and not (part in ("exit", "questions") and here.owner):
            return Here(nothing=True, private=here.private or opens == "private")
        lost = here.lost or (part == "exit" and bool(_LOST.search(text)))
        talk = occasion(title(text).lower()) if here.owner is None and opens != "stages" else here.occasion
        if part is None and here.role in GUIDES and node.block is not None and node.block.level >= LABEL:
            part = here.role
        told = replace(here, area=opens or here.area, occasion=talk or here.occasion)
        if part in (None, *_ROLES) and _asks(node, told):
            part = "questions"
        wrong = here.wrong or (is_wrong(text) and not (here.stage is not None and _is_line(node)))
        return replace(told, role=part, lost=lost, wrong=wrong,
                       nothing=here.nothing and (part is None or here.private))

    def _leaves_stage(self, node: Node) -> bool:
        return id(node) in self._found and self._found[id(node)].kind == "stage" and says_when_left(node)

    def _left(self, text: str) -> Made | None:
        """The stage that a heading such as "Exit criteria for Demo" or "Before moving to Proposal" speaks of."""
        stage = self._making.stage_in(text)
        if stage is None:
            return None
        onward = re.search(r"\b(?:to|into|enter)\b[^a-z0-9]*(?:stage )?" + re.escape(stage.name), text, re.I)
        return (self._making.before(stage) or stage) if onward else stage

    def _parent(self, node: Node, here: Here) -> Here:
        """A line that leads to a list, or an item with items below it."""
        words = bare(node.text)
        part = pure_role(words.split(". ")[-1]) if len(words.split()) < 25 else None
        by_stage = node.kind == "item" and part is None and here.role in ("exit", "entry", "questions")
        if by_stage and (stage := self._making.find_stage(words)):
            stage.seen(node, afresh=True)
            self._making.use(node)
            return Here(stage=stage, role=here.role)
        if part in (None, *_ROLES) and here.role in (None, *GUIDES) and _asks(node, here):
            part = "questions"
        if part is not None:
            self._lead(node, here)
            return replace(here, role=part)
        if node.kind == "intro" or words.endswith(":"):
            self._lead(node, here)
            if lists_reasons(words) and part != "exit":
                return replace(here, nothing=True, private=True)
            last = words.split(". ")[-1]
            late = (role(last) or role(last.rsplit(", ", 1)[-1])) if len(words.split()) < 40 else None
            opens = area(last)
            nothing = here.nothing or (opens in APART and here.owner is None)
            here = replace(here, wrong=here.wrong or (is_wrong(words) and here.stage is None))
            return replace(here, role=here.role or late, area=opens or here.area, nothing=nothing)
        made = self._passages.leaf(node, here)
        if made is None or made is here.owner:
            return here
        return Here(stage=here.stage, element=here.element, entry=made, role="detail")

    def _lead(self, node: Node, here: Here) -> None:
        """A line that only leads to what is below stays with the entry's passage."""
        if here.owner is not None:
            here.owner.seen(node)
            self._making.use(node)
        elif node.children and (pure_role(node.text) or len(node.text.split()) <= 12):
            self._making.use(node)  # it stands in the trail of what is below
        else:
            self._making.leave(node, "Leads over to the list below it")
