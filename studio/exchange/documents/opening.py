"""What a heading or item opens: an entry, its name and its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from studio.exchange.documents.labels import area, bare, element_known, label, letter, pure_role, stage_word_off
from studio.exchange.documents.outline import Node

IF_THEN = re.compile(
    r"^(?:if|when(?:ever)?|where|once|should)\s+(?P<when>.{6,200}?)(?:,\s*(?:then\s+)?|\s*(?:→|=>|->|:)\s*|\s+then\s+)"
    r"(?P<then>.{6,})$", re.I | re.S)

_FIRST = re.compile(r"([^.!?:]{3,60})[.!]\s+[\"“‘(]?(\w)")

#: Areas of headings that open no part of a playbook.
APART = ("nothing", "private")


@dataclass(frozen=True)
class Found:
    """What a node opens: an entry of its own, by name and id.

    `role` is the part that stands below it, `leads_to` a stage that is named
    only as the one after it.
    """

    kind: Literal["stage", "element", "behaviour", "play", "position", "chain", "lever", "value_driver", "row"]
    name: str
    own: str = ""
    canonical: str | None = None
    sure: bool = False
    role: str | None = None
    leads_to: str = ""


def name_of(node: Node) -> str:
    """Return the name that a node gives to what it says: its label, or all of it."""
    text = bare(node.text)
    plain = node.kind in ("item", "paragraph", "intro")
    if (plain or letter(text)) and (parts := label(text)):
        return parts[0]
    first = _FIRST.match(text) if plain else None
    if first and (first[2].isupper() or element_known(first[1])) and len(first[1].split()) < 6:
        return first[1]
    return text


def stage_line(node: Node) -> tuple[str, str]:
    """Return the name of the stage that a line opens, and what else the line says."""
    text = bare(node.text)
    plain = stage_word_off(text)
    name = name_of(replace(node, block=replace(node.block, text=plain))) if node.block else plain
    return name, plain[len(name):].lstrip(" .:–—-=|")


def part_of(node: Node) -> str | None:
    """Return the part of an entry that a node names, if it names nothing else."""
    return None if node.kind == "table" else pure_role(name_of(node))


def is_nothing(line: tuple[Node, ...]) -> bool:
    """Tell whether a heading above says that what is below has no place in a playbook."""
    return any(node.kind == "heading" and area(node.text) in APART for node in line)


def is_private(line: tuple[Node, ...]) -> bool:
    """Tell whether a heading above is about working life: what it lists are no stages, whatever they look like."""
    return any(node.kind == "heading" and area(node.text) == "private" for node in line)
