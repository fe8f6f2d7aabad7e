"""Tables: what their columns hold decides what their rows become."""

from __future__ import annotations

import re
from collections.abc import Callable

from studio.exchange.documents import terms
from studio.exchange.documents.here import Here, path_of
from studio.exchange.documents.labels import (
    area,
    bare,
    element_known,
    is_question,
    named,
    number,
    pure_role,
    role,
    says_stage,
    slug,
    stage_canonical,
    title,
)
from studio.exchange.documents.making import NAMED, PATTERNED, WORDED, Made, Making, short
from studio.exchange.documents.outline import Node
from studio.exchange.documents.parts import FIELDS, criteria, place_part, question, split

_STAGE = re.compile(r"^(?:sales |deal |pipeline |opportunity |crm )?(?:stages?|phases?|steps?|gates?)(?: name| title)?$", re.I)
_NAME = re.compile(r"^(?:name|title|stage name|what we call it)$", re.I)
_ELEMENT = re.compile(r"^(?:elements?|letters?|components?|criteri(?:a|on)|qualification|factors?|dimensions?|meddd?p{0,2}i?c{1,2}|bant|spiced|category|area|term)$", re.I)
_KEY = re.compile(r"^(?:attributes?|fields?|propert(?:y|ies)|items?|keys?|aspects?|parameter|topic)?$", re.I)
_VALUE = re.compile(r"^(?:values?|details?|descriptions?|content|what)?$", re.I)
_BEHAVIOUR = re.compile(r"^(?:behaviou?rs?|habits?|principles?|competenc(?:y|ies)|skills?)$", re.I)
_FEATURE = re.compile(r"feature[- ]led|product[- ]led|instead of|^not(?: this)?$|don['’]?t say|^bad|^weak|^before$", re.I)
_PROBLEM = re.compile(r"problem[- ]led|^(?:say|try)(?: this)?\b|^do say|^good|^strong|^better|^after$|^this$", re.I)
_SPARE = re.compile(r"^(?:#|no\.?|nr\.?|id|order|letter|)$", re.I)
_GUIDES = {"do": "do", "dont": "dont", "talk_track": "talk_track", "opening": "opening", "close": "close"}

Row = list[tuple[str, str]]


class Table:
    """One table with its columns' meanings."""

    def __init__(self, node: Node) -> None:
        self.rows = node.children
        self.heads = [head for head, _ in node.children[0].block.cells] if node.children[0].block else []
        self.cells: list[Row] = [list(row.block.cells) for row in self.rows if row.block]

    def column(self, pattern: re.Pattern[str]) -> int | None:
        """The first column whose heading is like that, if any."""
        return next((at for at, head in enumerate(self.heads) if pattern.search(title(head).lower() if head else "")), None)

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
        at = self.column(_STAGE)
        if at is not None and self.share(at, lambda v: re.fullmatch(r"\W*\d+\W*", v)) > 0.5:
            at = next((n for n, head in enumerate(self.heads) if _NAME.match(title(head))), at + 1)
        if at is None and any(r in ("exit", "entry") for r in self.roles()) and self.share(0, _like_stage) >= 0.5:
            at = 0
        return at if at is not None and at < len(self.heads) else None

    def stages_across(self) -> bool:
        """Whether the stages are the columns and their parts the rows."""
        named_ = [h for h in self.heads[1:] if h and _like_stage(h)]
        return len(named_) > 1 and len(named_) * 3 >= len(self.heads[1:]) * 2 and self.share(0, pure_role) >= 0.4

    def element_column(self) -> int | None:
        """The column with the qualification elements' names, if there is one."""
        for at in range(len(self.heads)):
            known = {e[0] for v in self.values(at) if (e := element_known(v))}
            if len(known) > 2 or (len(known) > 1 and _ELEMENT.match(title(self.heads[at]))):
                return at
        return None


def _like_stage(text: str) -> bool:
    return says_stage(text) or stage_canonical(text) is not None


def stages_of(node: Node, *, apart: bool) -> list[str]:
    """Return the names of the stages that a table defines; `apart` where the heading above says otherwise."""
    table = Table(node)
    if table.stages_across():
        return [head for head in table.heads[1:] if head]
    at = table.stage_column()
    if at is None or apart or table.element_column() is not None:
        return []
    told = [r for n, r in enumerate(table.roles()) if n != at and r in FIELDS["stage"] | {"exit": ""}]
    known = table.share(at, _like_stage) >= 0.4
    only_time = told and set(told) <= {"duration", "probability"}
    return [v for v in table.values(at) if v and len(v.split()) < 9] if (known or "exit" in told) and told and not only_time else []


def place_table(node: Node, here: Here, making: Making) -> None:
    """Place each row of a table; what stays is listed as unplaced."""
    table = Table(node)
    readers = (_by_stage,) if here.nothing else _READERS
    for reader in readers:
        if reader(table, here, making):
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
    if not (_KEY.match(title(table.heads[0])) and _VALUE.match(title(table.heads[1]))) and table.share(0, pure_role) < 0.5:
        return False
    head = "" if pure_role(table.heads[0]) is None else table.heads[0]
    for row, cells in zip(table.rows, table.cells, strict=True):
        part = pure_role(cells[0][1]) or role(cells[0][1])
        _put(cells[1][1], row, _with(here, part or head or None), making)
    return True


def _with(here: Here, part: str | None) -> Here:
    return Here(here.stage, here.element, here.entry, part, here.area, here.occasion, here.lost)


def _across(table: Table, here: Here, making: Making) -> bool:
    if not table.stages_across():
        return False
    for row, cells in zip(table.rows, table.cells, strict=True):
        part = pure_role(cells[0][1]) or role(cells[0][1])
        for head, text in cells[1:]:
            if head and text and part:
                stage = making.stage(head, NAMED)
                stage.seen(row, head)
                _put(text, row, Here(stage=stage, role=part), making)
    return True


def _transitions(table: Table, here: Here, making: Making) -> bool:
    """From one stage, to another, and what that requires."""
    start, end = table.column(re.compile(r"^from\b")), table.column(re.compile(r"^to\b"))
    rule = next((n for n, head in enumerate(table.heads) if re.search(r"requires?|criteria|condition|when|exit", head, re.I)), None)
    if start is None or end is None or rule is None:
        return False
    for row, cells in zip(table.rows, table.cells, strict=True):
        stage = making.find_stage(cells[start][1]) or making.stage_in(cells[start][1])
        if stage is not None and cells[rule][1]:
            criteria(cells[rule][1], row, Here(stage=stage, lost=bool(re.search(terms.LOST, cells[end][1], re.I))), making)
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
    for row, cells in zip(table.rows, table.cells, strict=True):
        stage = making.find_stage(cells[at][1])
        if stage is None:
            continue
        stage.seen(row, afresh=True)
        stage.number = stage.number if stage.number is not None else next((number(v + " x") for _, v in cells if v.isdecimal()), None)
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
        place = criteria if part == "exit" else _questions
        place(text, row, Here(stage=stage, role=part), making)
    elif part and part in FIELDS["stage"]:
        stage.add(FIELDS["stage"][part], text)
    elif not _SPARE.match(title(head)) and not text.strip(" #.").isdecimal():
        stage.add("notes", f"{head}: {text}" if head else text)


def _questions(text: str, row: Node, here: Here, making: Making) -> None:
    for line in re.split(r"\n|(?<=\?)\s+(?=[A-Z\"“])", text):
        if line.strip():
            question(line, row, here, making)


def _problem_rows(table: Table, here: Here, making: Making) -> bool:
    names = [named(head, terms.CHAIN_NAMES) or (role(head) if head else None) for head in table.heads]
    if len(set(names) & set(terms.CHAIN_NAMES)) < 3:
        return False
    for row, cells in zip(table.rows, table.cells, strict=True):
        problem = next((text for n, (_, text) in enumerate(cells) if names[n] == "problem"), cells[0][1])
        first = cells[0][1] if names[0] not in terms.CHAIN_NAMES else problem
        made = making.named("method", "method.rows", slug(first), short(first), NAMED)
        made.text = problem
        for n, (head, text) in enumerate(cells):
            if text:
                made.add(names[n] if names[n] in terms.CHAIN_NAMES else slug(head or "more"), text)
        made.seen(row)
        making.use(row)
    return True


def _element_rows(table: Table, here: Here, making: Making) -> bool:
    at = table.element_column()
    if at is None or here.role == "exit":
        return False
    roles = table.roles()
    for row, cells in zip(table.rows, table.cells, strict=True):
        name = title(cells[at][1])
        known = element_known(name)
        if not name:
            continue
        own, canonical = known or (slug(name), None)
        made = making.element(own, canonical, name, NAMED if known else PATTERNED)
        made.seen(row, afresh=True)
        making.use(row)
        for n, (head, text) in enumerate(cells):
            if n != at and text and not _SPARE.match(title(head)) and len(text) > 1:
                _element_cell(head, text, roles[n], row, made, making)
    return True


def _element_cell(head: str, text: str, part: str | None, row: Node, made: Made, making: Making) -> None:
    if part == "questions" or (is_question(text) and part is None):
        _questions(text, row, Here(element=made, role="questions"), making)
    elif part and (name := FIELDS["element"].get(part)):
        for line in text.split("\n"):
            made.add(name, line)
    elif part is None and "definition" not in made.fields:
        made.add("definition", text)
    else:
        made.add("notes", f"{head}: {text}" if head else text)


def _position_rows(table: Table, here: Here, making: Making) -> bool:
    if table.share(0, lambda v: named(v, terms.POSITION_NAMES)) < 0.5 or len(table.rows) < 2:
        return False
    for row, cells in zip(table.rows, table.cells, strict=True):
        own = named(cells[0][1], terms.POSITION_NAMES)
        made = making.named("method", "method.positions", own or slug(cells[0][1]), title(cells[0][1]), NAMED)
        made.seen(row)
        making.use(row)
        for _, text in cells[1:]:
            if is_question(text):
                _questions(text, row, Here(entry=made, role="questions"), making)
            elif text:
                made.add("definition", text)
    return True


def _pairs(table: Table, here: Here, making: Making) -> bool:
    left, right = table.column(_FEATURE), table.column(_PROBLEM)
    if left is None or right is None or left == right or here.area == "plays":
        return False
    for row, cells in zip(table.rows, table.cells, strict=True):
        made = making.named("method", "method.pairs", slug(short(cells[right][1])), short(cells[right][1]), PATTERNED)
        made.text = cells[right][1]
        made.add("feature_led", cells[left][1])
        made.add("problem_led", cells[right][1])
        for n, (_, text) in enumerate(cells):
            if n not in (left, right) and text:
                made.add("why", text)
        made.seen(row)
        making.use(row)
    return True


def _plays(table: Table, here: Here, making: Making) -> bool:
    roles = table.roles()
    when = next((n for n, r in enumerate(roles) if r in ("when", "risks", "signals", "indicators")), None)
    when = 0 if when is None and here.area == "plays" else when
    then = next((n for n, r in enumerate(roles) if r in ("then", "seller_activities", "steps", "do", "talk_track") and n != when), None)
    if when is None or then is None or here.element is not None or here.role in ("anchors", "exit", "duration"):
        return False
    for row, cells in zip(table.rows, table.cells, strict=True):
        if not (cells[when][1] and cells[then][1]):
            continue
        made = making.named("play", "plays", slug(short(cells[when][1])), short(cells[when][1]), NAMED if here.area == "plays" else PATTERNED)
        made.text = made.text or cells[then][1]
        made.add("when", cells[when][1])
        made.add("steps", cells[then][1])
        if here.stage is not None:
            made.add("stages", here.stage.key)
        for n, (head, text) in enumerate(cells):
            if n not in (when, then) and text:
                made.add(FIELDS["play"].get(roles[n] or "", "notes"), text if roles[n] else f"{head}: {text}")
        made.seen(row)
        making.use(row)
    return True


def _behaviours(table: Table, here: Here, making: Making) -> bool:
    at = table.column(_BEHAVIOUR)
    at = 0 if at is None and here.area == "behaviours" and here.entry is None else at
    if at is None or here.stage is not None:
        return False
    for row, cells in zip(table.rows, table.cells, strict=True):
        name = title(cells[at][1])
        if not name:
            continue
        own = named(name, terms.BEHAVIOUR_NAMES)
        made = making.named("behaviour", "behaviours", slug(short(name)), short(name), NAMED)
        made.canonical = made.canonical or own
        made.seen(row)
        making.use(row)
        for n, (head, text) in enumerate(cells):
            if n != at and text:
                _behaviour_cell(head, text, made)
        made.text = made.text or (made.fields.get("standard") or [bare(cells[at][1])])[0]
    return True


def _behaviour_cell(head: str, text: str, made: Made) -> None:
    part = FIELDS["behaviour"].get(role(head) or "")
    if head.strip().isdecimal():
        made.add("anchors", f"{head}: {text}")
    elif part:
        for line in text.split("\n"):
            made.add(part, line)
    else:
        made.add("standard" if "standard" not in made.fields else "notes", text)


def _guides(table: Table, here: Here, making: Making) -> bool:
    """Columns of what to do and what not, in a conversation."""
    roles = [_GUIDES.get(r or "") for r in table.roles()]
    if not any(r in ("do", "dont") for r in roles) or here.entry is not None:
        return False
    for row, cells in zip(table.rows, table.cells, strict=True):
        for n, (_, text) in enumerate(cells):
            if roles[n] and text:
                _put_guide(text, roles[n] or "do", row, here, making)
    return True


def _put_guide(text: str, part: str, row: Node, here: Here, making: Making) -> None:
    for line in text.split("\n"):
        made = making.statement("method", f"method.guidance.{here.talk or 'discovery'}", line, NAMED if here.talk else WORDED)
        made.fields["part"] = [part]
        made.seen(row, line)
        if here.talk is None:
            made.ask("Which conversation should this guide: discovery, demo, proposal, business case or review?")
    making.use(row)


def _named_rows(table: Table, here: Here, making: Making) -> bool:
    """Value drivers and levers: a name and what it means."""
    if here.area not in ("value_drivers", "levers") or here.entry is not None:
        return False
    for row, cells in zip(table.rows, table.cells, strict=True):
        made = making.named("method", f"method.{here.area}", slug(title(cells[0][1])), title(cells[0][1]), NAMED)
        for _, text in cells[1:]:
            made.add("definition", text)
        made.text = made.text or (made.fields.get("definition") or [made.name])[0]
        made.seen(row)
        making.use(row)
    return True


def _by_stage(table: Table, here: Here, making: Making) -> bool:
    """A table that says something of stages defined elsewhere."""
    at = table.column(_STAGE)
    if at is None:
        return False
    for row, cells in zip(table.rows, table.cells, strict=True):
        stage = making.find_stage(cells[at][1])
        making.leave(row, "Says something of a stage for which a playbook has no field", path_of(stage) if stage else here.near)
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
    for row, cells in zip(table.rows, table.cells, strict=True):
        if text := cells[at][1]:
            _put(text, row, _with(here, part), making)
    return True


_READERS = (_key_values, _across, _transitions, _stage_rows, _problem_rows, _element_rows, _position_rows, _pairs, _plays,
            _behaviours, _guides, _named_rows, _by_stage, _parts)


def is_apart(line: list[Node]) -> bool:
    """Tell whether the headings above a table say that it only speaks of stages."""
    heads = [n for n in line if n.kind == "heading"]
    return any(area(n.text) == "nothing" for n in heads) or bool(heads and re.search(terms.NOT_STAGE_PARENTS, title(heads[-1].text), re.I))
