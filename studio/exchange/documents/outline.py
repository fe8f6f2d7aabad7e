"""Blocks as a tree: headings, labels and list items with what they head."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from studio.exchange.documents.blocks import INNER, LABEL, Block
from studio.exchange.documents.labels import area, bare, framework, gives_part, label, number, pure_role
from studio.exchange.documents.sentences import labelled

#: A list that was typed mark by mark.
_TYPED = re.compile(r"([-•*◦▪□☐☑☒✓✔✗✅❌●·–])\s+\S")
_OPENED = ("qualification", "behaviours", "plays", "talks")
#: Parts of a stage: an example that begins with one is of a whole stage.
_WHOLE = ("exit", "entry", "probability", "duration", "purpose")
_STAGE = re.compile(r"(?:stage|phase|step|gate)(?: name)?", re.I)
_SHOWS = ("good", "bad", "anti_patterns", "dont")
#: Ranks of a line that leads to an example, and of one that names a stage: parts, in whatever lines, stand below.
_SHOWN, _NAMED = LABEL + 0.1, LABEL + 0.2
_INTRO, _ITEM, _PART = 9, 11, 0.5


@dataclass(eq=False)
class Node:
    """A block with what stands under it; a table is a node over its rows.

    `trail` holds the headings and leading lines above it, outermost first.
    """

    kind: Literal["root", "heading", "intro", "item", "paragraph", "table", "row", "code", "note"]
    block: Block | None
    children: list[Node] = field(default_factory=list)
    file: str = ""
    trail: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What the block says; nothing for a table or the document itself."""
        return self.block.text if self.block else ""

    def walk(self) -> Iterator[Node]:
        """This node and all below, in reading order."""
        todo = [self]
        while todo:
            node = todo.pop()
            yield node
            todo.extend(reversed(node.children))


def outline(blocks: list[Block], file: str) -> Node:
    """Return the tree of one document's blocks."""
    return _Tree(blocks, file).build()


def _example(block: Block, after: Block | None) -> float:
    """The rank of a line that leads to the parts of a whole stage ("Bad example: too vague", "Stage: Demo"), else 0."""
    found = label(block.text)
    if found is None or after is None or len(found[1].split()) > 7 or block.text.endswith((".", "!", "?")):
        return 0
    rank = _NAMED if _STAGE.fullmatch(found[0]) else _SHOWN if pure_role(found[0]) in _SHOWS else 0
    parts = label(after.text) if after.kind == "paragraph" else None
    inner = after.kind == "heading" and after.level in (LABEL, INNER) and pure_role(after.text) in _WHOLE
    whole = inner or bool(parts and (pure_role(parts[0]) in _WHOLE or (rank == _SHOWN and _STAGE.fullmatch(parts[0]))))
    return rank if whole else 0


class _Tree:
    def __init__(self, blocks: list[Block], file: str) -> None:
        self._blocks, self._file = blocks, file
        self.root = Node("root", None, file=file)
        self._open: list[tuple[float, Node]] = [(0, self.root)]
        self._table: Node | None = None

    def build(self) -> Node:
        """Put each block under what heads it."""
        for at, block in enumerate(self._blocks):
            after = self._blocks[at + 1] if at + 1 < len(self._blocks) else None
            if block.kind != "row":
                self._table = None
            getattr(self, f"_{block.kind}", self._leaf)(block, after)
        return self.root

    def _under(self, rank: float) -> Node:
        while self._open[-1][0] >= rank:
            self._open.pop()
        return self._open[-1][1]

    def _put(self, node: Node, rank: float, *, open_: bool) -> None:
        parent = self._under(rank)
        node.trail = (*parent.trail, parent.text[:200]) if parent.block else ()
        parent.children.append(node)
        if open_:
            self._open.append((rank, node))

    def _heading(self, block: Block, after: Block | None) -> None:
        self._put(Node("heading", block, file=self._file), self._rank(block, after), open_=True)

    def _rank(self, block: Block, after: Block | None) -> float:
        """The level of a heading; bold lines, all of one level, are told apart by what they say."""
        if block.level not in (LABEL, INNER):
            return block.level
        if pure_role(block.text) is not None:  # "Exit criteria" belongs to the name above it
            return block.level + _PART
        capitals = block.text.isupper() and len(block.text) > 3
        leads = after is not None and (after.kind, after.level) == ("heading", block.level) and (
            number(after.text) is not None and number(block.text) is None)
        return block.level - _PART if capitals or leads else block.level

    def _item(self, block: Block, after: Block | None) -> None:
        if len(parts := labelled(block.text)) > 1:
            self._named_line(block, parts)
            return
        first, *rest = block.text.split("\n")
        if rest:  # further lines of an item stand under it
            for n, text in enumerate((first, *rest)):
                level = block.level + (n > 0 and not block.defines)
                self._item(replace(block, text=text, level=level), None)
            return
        rank = _ITEM + 2 * block.level
        heads = after is not None and after.kind == "item" and after.level == block.level and (
            bare(block.text).endswith(":") or (pure_role(block.text) is not None and len(block.text.split()) < 6
                                               and pure_role(after.text) is None))
        if self._open[-1][0] == rank - 1 and self._is_label(block):
            self._open.pop()
        self._put(Node("item", block, file=self._file), rank - 1 if heads else rank, open_=True)

    def _named_line(self, block: Block, parts: list[str]) -> None:
        """A line with several labels: a part each, under the name with which the line begins, if it does."""
        first = label(parts[0])
        below = first is None or pure_role(first[0]) is None
        for n, text in enumerate(parts):
            self._item(replace(block, kind="item", text=text, level=block.level + (below and n > 0)), None)

    def _is_label(self, block: Block) -> bool:
        return bare(block.text).endswith(":") or pure_role(block.text) is not None

    def _row(self, block: Block, after: Block | None) -> None:
        if self._table is None or self._table.children[-1].block.table != block.table:  # type: ignore[union-attr]
            self._table = Node("table", None, file=self._file)
            self._put(self._table, _ITEM, open_=False)
        self._table.children.append(Node("row", block, file=self._file, trail=self._table.trail))

    def _paragraph(self, block: Block, after: Block | None) -> None:
        parts = block.text.split("\n")
        if len(parts) == 1 and len(several := labelled(block.text)) > 1:
            self._named_line(block, several)
            return
        if len(parts) > 1:
            for n, text in enumerate(parts, 1):
                part = Block(block.kind, text, block.level, block.where, block.trail)
                follows = after if n == len(parts) else replace(part, text=parts[n])
                if rank := _example(part, follows):
                    self._close_lists()
                    self._put(Node("heading", part, file=self._file), rank, open_=True)
                else:
                    self._paragraph(part, after if n == len(parts) else None)
            return
        if block.kind == "paragraph" and (typed := _TYPED.match(block.text)) and f" {typed[1]} " not in block.text:
            self._item(Block("item", block.text, 0, block.where, block.trail), after)
            return
        self._close_lists()
        listed = after is not None and after.kind in ("item", "row", "code")
        if listed and block.text.rstrip("*_ ").endswith(":"):
            self._put(Node("intro", block, file=self._file), _INTRO, open_=True)
        elif rank := _example(block, after):
            self._put(Node("heading", block, file=self._file), rank, open_=True)
        elif self._heads(block, after):
            self._put(Node("heading", block, file=self._file), LABEL + _PART, open_=True)
        else:
            self._leaf(block, after)

    def _heads(self, block: Block, after: Block | None) -> bool:
        """Whether a short line names a part ("Exit criteria") and something follows it."""
        opens = block.text.endswith(":") and len(block.text.split()) <= 14 and (
            framework(block.text) is not None or area(block.text) in _OPENED)
        if opens and after is not None and after.kind == "paragraph":
            return True
        names = len(block.text.split()) <= 7 and not block.text.rstrip().endswith(("!", "?", ",", ":"))
        if names and after is not None and after.kind in ("item", "row") and area(block.text) in (*_OPENED, "stages"):
            return True
        short = len(block.text.split()) <= 7 and len(block.text) < 80 and not block.text.endswith((".", "!", "?", ","))
        short = short and not gives_part(block.text)
        return short and after is not None and after.kind != "heading" and pure_role(block.text) is not None

    def _close_lists(self) -> None:
        # A paragraph after a list no longer belongs to the label or line that led to the list.
        had_list = self._open[-1][0] >= _ITEM - 1 or bool(
            self._open[-1][1].children and self._open[-1][1].children[-1].kind in ("table", "item"))
        self._under(_ITEM - 1)
        while had_list and LABEL <= self._open[-1][0] <= _INTRO:
            if self._open.pop()[0] in (LABEL + _PART, INNER + _PART):
                break  # the name above the part goes on

    def _leaf(self, block: Block, after: Block | None) -> None:
        self._put(Node(block.kind, block, file=self._file), _ITEM - 1, open_=False)  # type: ignore[arg-type]
