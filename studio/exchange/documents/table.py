"""A table with what its columns hold, and the stages that it defines."""

from __future__ import annotations

import re
from collections.abc import Callable

from studio.exchange.documents import terms
from studio.exchange.documents.fields import FIELDS
from studio.exchange.documents.labels import element_known, pure_role, role, says_stage, stage_canonical, title
from studio.exchange.documents.opening import is_nothing
from studio.exchange.documents.outline import Node

_COLUMNS = {name: re.compile(pattern, re.I) for name, pattern in terms.COLUMNS.items()}

Row = list[tuple[str, str]]


class Table:
    """One table with its columns' meanings."""

    def __init__(self, node: Node) -> None:
        self.rows = node.children
        self.heads = [head for head, _ in node.children[0].block.cells] if node.children[0].block else []
        self.cells: list[Row] = [list(row.block.cells) for row in self.rows if row.block]

    def column(self, name: str) -> int | None:
        """The first column of a known kind, if any."""
        return next((at for at, head in enumerate(self.heads) if head and is_column(name, head)), None)

    def pairs(self) -> list[tuple[Node, Row]]:
        """The rows with their cells."""
        return list(zip(self.rows, self.cells, strict=True))

    def values(self, at: int) -> list[str]:
        """The cells of a column."""
        return [row[at][1] for row in self.cells if at < len(row)]

    def share(self, at: int, test: Callable[[str], object]) -> float:
        """The share of a column's cells that pass a test."""
        values = [v for v in self.values(at) if v]
        return sum(bool(test(v)) for v in values) / len(values) if values else 0.0

    def roles(self) -> list[str | None]:
        """What part each column holds."""
        return [role(head) if head else None for head in self.heads]

    def stage_column(self) -> int | None:
        """The column with the stages' names, if it is a table of stages."""
        at = self.column("stage")
        if at is not None and self.share(at, lambda v: re.fullmatch(r"\W*\d+\W*", v)) > 0.5:
            at = next((n for n, head in enumerate(self.heads) if is_column("name", head)), at + 1)
        if at is None and any(r in ("exit", "entry") for r in self.roles()) and self.share(0, like_stage) >= 0.5:
            at = 0
        return at if at is not None and at < len(self.heads) else None

    def stages_across(self) -> bool:
        """Whether the stages are the columns and their parts the rows."""
        named_ = [h for h in self.heads[1:] if h and like_stage(h)]
        parts = {pure_role(v) for v in self.values(0)} if not named_ else set()
        if "exit" in parts and len(parts - {None}) > 1 and not any(map(pure_role, self.heads[1:])):
            return sum(map(bool, self.heads[1:])) > 1 and all(len(h.split()) < 6 for h in self.heads[1:])
        return len(named_) > 1 and len(named_) * 3 >= len(self.heads[1:]) * 2 and self.share(0, pure_role) >= 0.4

    def element_column(self) -> int | None:
        """The column with the qualification elements' names, if there is one."""
        for at in range(len(self.heads)):
            known = {e[0] for v in self.values(at) if (e := element_known(v))}
            if len(known) > 2 or (len(known) > 1 and is_column("element", self.heads[at])):
                return at
        return None


def is_column(name: str, head: str) -> bool:
    """Tell whether a column's heading is of a known kind."""
    return bool(_COLUMNS[name].search(title(head) if head else ""))


def like_stage(text: str) -> bool:
    """Tell whether a cell could be the name of a stage."""
    return says_stage(text) or stage_canonical(text) is not None


def stages_of(node: Node, *, apart: bool) -> list[str]:
    """Return the names of the stages that a table defines; `apart` where the heading above says otherwise."""
    table = Table(node)
    if table.stages_across():
        return [head for head in table.heads[1:] if head]
    at = table.stage_column()
    if at is None or apart or table.element_column() is not None:
        return []
    told = [r for n, r in enumerate(table.roles()) if n != at and (r == "exit" or r in FIELDS["stage"])]
    known = table.share(at, like_stage) >= 0.4
    only_time = told and set(told) <= {"duration", "probability"}
    if not told or only_time or not (known or "exit" in told):
        return []
    return [v for v in table.values(at) if v and len(v.split()) < 9]


def is_apart(line: list[Node]) -> bool:
    """Tell whether the headings above a table say that it only speaks of stages."""
    heads = [n for n in line if n.kind == "heading"]
    if is_nothing(tuple(line)):
        return True
    return bool(heads and re.search(terms.NOT_STAGE_PARENTS, title(heads[-1].text), re.I))
