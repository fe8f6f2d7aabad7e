"""Rows of tables about the method, behaviours and plays."""

from __future__ import annotations

import re

from studio.exchange.documents import name_terms
from studio.exchange.documents.fields import FIELDS
from studio.exchange.documents.here import Here
from studio.exchange.documents.labels import bare, is_question, named, role, slug, title
from studio.exchange.documents.making import NAMED, PATTERNED, WORDED, Made, Making, short
from studio.exchange.documents.outline import Node
from studio.exchange.documents.parts import question
from studio.exchange.documents.table import Table

_GUIDES = ("do", "dont", "talk_track", "opening", "close")
_WHEN, _THEN = ("when", "risks", "signals", "indicators"), ("then", "seller_activities", "steps", "do", "talk_track")


def ask(text: str, row: Node, here: Here, making: Making) -> None:
    """Make questions of a cell, a line or sentence each."""
    for line in re.split(r"\n|(?<=\?)\s+(?=[A-Z\"“])", text):
        if line.strip():
            question(line, row, here, making)


def problem_rows(table: Table, here: Here, making: Making) -> bool:
    """Problem, impact, cause, promise and payoff: one row of the method each."""
    names = [named(head, name_terms.CHAIN_NAMES) or (role(head) if head else None) for head in table.heads]
    if len(set(names) & set(name_terms.CHAIN_NAMES)) < 3:
        return False
    for row, cells in table.pairs():
        problem = next((text for n, (_, text) in enumerate(cells) if names[n] == "problem"), cells[0][1])
        first = cells[0][1] if names[0] not in name_terms.CHAIN_NAMES else problem
        made = making.named("method", "method.rows", slug(first), short(first), NAMED)
        made.text = problem
        for n, (head, text) in enumerate(cells):
            if text:
                made.add(names[n] if names[n] in name_terms.CHAIN_NAMES else slug(head or "more"), text)
        made.seen(row)
        making.use(row)
    return True


def position_rows(table: Table, here: Here, making: Making) -> bool:
    """Why change, why now, why us."""
    if table.share(0, lambda v: named(v, name_terms.POSITION_NAMES)) < 0.5 or len(table.rows) < 2:
        return False
    for row, cells in table.pairs():
        own = named(cells[0][1], name_terms.POSITION_NAMES)
        made = making.named("method", "method.positions", own or slug(cells[0][1]), title(cells[0][1]), NAMED)
        made.seen(row)
        making.use(row)
        for _, text in cells[1:]:
            if is_question(text):
                ask(text, row, Here(entry=made, role="questions"), making)
            elif text:
                made.add("definition", text)
    return True


def pair_rows(table: Table, here: Here, making: Making) -> bool:
    """The same point, feature-led and problem-led."""
    left, right = table.column("feature_led"), table.column("problem_led")
    if left is None or right is None or left == right or here.area == "plays":
        return False
    for row, cells in table.pairs():
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


def play_rows(table: Table, here: Here, making: Making) -> bool:
    """When something is so, then do that."""
    roles = table.roles()
    when = next((n for n, r in enumerate(roles) if r in _WHEN), None)
    when = 0 if when is None and here.area == "plays" else when
    then = next((n for n, r in enumerate(roles) if r in _THEN and n != when), None)
    if when is None or then is None or here.element is not None or here.role in ("anchors", "exit", "duration"):
        return False
    for row, cells in table.pairs():
        if not (cells[when][1] and cells[then][1]):
            continue
        name, certainty = short(cells[when][1]), NAMED if here.area == "plays" else PATTERNED
        made = making.named("play", "plays", slug(name), name, certainty)
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


def behaviour_rows(table: Table, here: Here, making: Making) -> bool:
    """A behaviour with its standard and what goes against it."""
    at = table.column("behaviour")
    at = 0 if at is None and here.area == "behaviours" and here.entry is None else at
    if at is None or here.stage is not None:
        return False
    for row, cells in table.pairs():
        name = title(cells[at][1])
        if not name:
            continue
        own = named(name, name_terms.BEHAVIOUR_NAMES)
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


def guide_rows(table: Table, here: Here, making: Making) -> bool:
    """Columns of what to do and what not, in a conversation."""
    roles = [r if r in _GUIDES else None for r in table.roles()]
    if not any(r in ("do", "dont") for r in roles) or here.entry is not None:
        return False
    for row, cells in table.pairs():
        for n, (_, text) in enumerate(cells):
            if roles[n] and text:
                _put_guide(text, roles[n] or "do", row, here, making)
    return True


def _put_guide(text: str, part: str, row: Node, here: Here, making: Making) -> None:
    for line in text.split("\n"):
        place = f"method.guidance.{here.talk or 'discovery'}"
        made = making.statement("method", place, line, NAMED if here.talk else WORDED)
        made.fields["part"] = [part]
        made.seen(row, line)
        if here.talk is None:
            made.ask("Which conversation should this guide: discovery, demo, proposal, business case or review?")
    making.use(row)


def named_rows(table: Table, here: Here, making: Making) -> bool:
    """Value drivers and levers: a name and what it means."""
    if here.area not in ("value_drivers", "levers") or here.entry is not None:
        return False
    for row, cells in table.pairs():
        made = making.named("method", f"method.{here.area}", slug(title(cells[0][1])), title(cells[0][1]), NAMED)
        for _, text in cells[1:]:
            made.add("definition", text)
        made.text = made.text or (made.fields.get("definition") or [made.name])[0]
        made.seen(row)
        making.use(row)
    return True
