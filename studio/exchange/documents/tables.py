"""Tables: what their columns hold decides what their rows become."""

from __future__ import annotations

import re

from studio.exchange.documents import terms
from studio.exchange.documents.fields import FIELDS
from studio.exchange.documents.here import Here, path_of
from studio.exchange.documents.labels import (
    element_ids,
    element_known,
    is_question,
    number,
    pure_role,
    role,
    slug,
    title,
)
from studio.exchange.documents.making import NAMED, PATTERNED, Made, Making
from studio.exchange.documents.outline import Node
from studio.exchange.documents.parts import criteria, place_part, split
from studio.exchange.documents.table import Table, is_column
from studio.exchange.documents.table_rows import (
    ask,
    behaviour_rows,
    guide_rows,
    named_rows,
    pair_rows,
    play_rows,
    position_rows,
    problem_rows,
)


def place_table(node: Node, here: Here, making: Making) -> None:
    """Place each row of a table; what stays is listed as unplaced."""
    table = Table(node)
    readers = (_by_stage,) if here.nothing else _READERS
    for reader in readers:
        if not (here.wrong and reader in _PIPELINE) and reader(table, here, making):
            break
    for row in table.rows:
        making.leave(row, "A table whose columns are no parts of a playbook entry", here.near)


def _put(text: str, row: Node, here: Here, making: Making) -> bool:
    made = place_part(text, row, here, making) if text else None
    if made is not None:
        making.use(row)
    return made is not None


def _key_values(table: Table, here: Here, making: Making) -> bool:
    if len(table.heads) != 2 or here.owner is None:
        return False
    named = is_column("key", table.heads[0]) and is_column("value", table.heads[1])
    if not named and table.share(0, pure_role) < 0.5:
        return False
    head = "" if pure_role(table.heads[0]) is None else table.heads[0]
    for row, cells in table.pairs():
        part = pure_role(cells[0][1]) or role(cells[0][1])
        _put(cells[1][1], row, _with(here, part or head or None), making)
    return True


def _with(here: Here, part: str | None) -> Here:
    return Here(here.stage, here.element, here.entry, part, here.area, here.occasion, here.lost)


def _across(table: Table, here: Here, making: Making) -> bool:
    if not table.stages_across():
        return False
    for row, cells in table.pairs():
        part = pure_role(cells[0][1]) or role(cells[0][1])
        for head, text in cells[1:]:
            if head and text and part:
                stage = making.stage(head, NAMED)
                stage.seen(row, head)
                _put(text, row, Here(stage=stage, role=part), making)
    return True


def _transitions(table: Table, here: Here, making: Making) -> bool:
    """From one stage, to another, and what that requires."""
    start, end, rule = (table.column(name) for name in ("from", "to", "rule"))
    if start is None or end is None or rule is None:
        return False
    for row, cells in table.pairs():
        stage = making.find_stage(cells[start][1]) or making.stage_in(cells[start][1])
        if stage is not None and cells[rule][1]:
            lost = bool(re.search(terms.LOST, cells[end][1], re.I))
            criteria(cells[rule][1], row, Here(stage=stage, lost=lost), making)
            making.use(row)
    return True


def _stage_rows(table: Table, here: Here, making: Making) -> bool:
    at = table.stage_column()
    if at is None or here.element is not None or table.element_column() is not None:
        return False
    roles = table.roles()
    if not any(r == "exit" or r in FIELDS["stage"] for n, r in enumerate(roles) if n != at):
        return False
    placed = False
    for row, cells in table.pairs():
        stage = making.find_stage(cells[at][1])
        if stage is None:
            continue
        stage.seen(row, afresh=True)
        counted = next((number(f"{v} x") for _, v in cells if v.isdecimal()), None)
        stage.number = stage.number if stage.number is not None else counted
        for n, (head, text) in enumerate(cells):
            if n != at and text.strip(" -–—") and text.lower() != "n/a":
                _stage_cell(head, text, roles[n], row, stage, making)
        making.use(row)
        placed = True
    return placed


def _stage_cell(head: str, text: str, part: str | None, row: Node, stage: Made, making: Making) -> None:
    if part in ("seller_activities", "buyer_activities", "artefacts", "risks", "entry"):
        for piece in split(text) if part != "entry" else [text]:
            stage.add(part, piece)
    elif part == "exit" or part == "questions":
        place = criteria if part == "exit" else ask
        place(text, row, Here(stage=stage, role=part), making)
    elif part and part in FIELDS["stage"]:
        stage.add(FIELDS["stage"][part], text)
    elif not is_column("spare", head) and not text.strip(" #.").isdecimal():
        stage.add("notes", f"{head}: {text}" if head else text)


def _element_rows(table: Table, here: Here, making: Making) -> bool:
    at = table.element_column()
    if at is None or here.role == "exit":
        return False
    roles = table.roles()
    owns = element_ids(table.values(at))
    for row, cells in table.pairs():
        name = title(cells[at][1])
        known = element_known(name)
        if not name:
            continue
        own, canonical = owns.get(slug(name), slug(name)), known[1] if known else None
        made = making.element(own, canonical, name, NAMED if known else PATTERNED)
        made.seen(row, afresh=True)
        making.use(row)
        for n, (head, text) in enumerate(cells):
            if n != at and text and not is_column("spare", head) and len(text) > 1:
                _element_cell(head, text, roles[n], row, made, making)
    return True


def _element_cell(head: str, text: str, part: str | None, row: Node, made: Made, making: Making) -> None:
    if part == "questions" or (is_question(text) and part is None):
        ask(text, row, Here(element=made, role="questions"), making)
    elif part and (name := FIELDS["element"].get(part)):
        for line in text.split("\n"):
            made.add(name, line)
    elif part is None and "definition" not in made.fields:
        made.add("definition", text)
    else:
        made.add("notes", f"{head}: {text}" if head else text)


def _by_stage(table: Table, here: Here, making: Making) -> bool:
    """A table that says something of stages defined elsewhere."""
    at = table.column("stage")
    if at is None:
        return False
    for row, cells in table.pairs():
        stage = making.find_stage(cells[at][1])
        near = path_of(stage) if stage else here.near
        making.leave(row, "Says something of a stage for which a playbook has no field", near)
    return True


def _parts(table: Table, here: Here, making: Making) -> bool:
    """A table under a heading that names a part: its main column holds the part."""
    if here.owner is None and here.role not in ("questions", "exit"):
        return False
    roles = table.roles()
    at = next((n for n, r in enumerate(roles) if r is not None and r == here.role), None)
    if at is None:
        at = next((n for n, r in enumerate(roles) if r in ("exit", "questions")), None)
    if at is None and here.role:
        at = max(range(len(table.heads)), key=lambda n: sum(map(len, table.values(n))), default=None)
    if at is None:
        return False
    part = here.role or roles[at]
    for row, cells in table.pairs():
        if text := cells[at][1]:
            _put(text, row, _with(here, part), making)
    return True


#: Readers of what stages are, for tables that show how it should be.
_PIPELINE = (_across, _transitions, _stage_rows)
_READERS = (_key_values, _across, _transitions, _stage_rows, problem_rows, _element_rows, position_rows, pair_rows,
            play_rows, behaviour_rows, guide_rows, named_rows, _by_stage, _parts)
