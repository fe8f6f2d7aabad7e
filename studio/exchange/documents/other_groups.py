"""Which headings, items and paragraphs are behaviours, plays, positions and the like."""

from __future__ import annotations

import re

from studio.exchange.documents import name_terms, terms
from studio.exchange.documents.conduct_terms import DIAGNOSIS, RESCUE, SPOKEN, STALLED
from studio.exchange.documents.labels import area, bare, label, named, pure_role, slug, title
from studio.exchange.documents.opening import IF_THEN, Found, name_of, part_of
from studio.exchange.documents.outline import Node

_NOT = re.compile(terms.NOT_STAGES, re.I)
_PLAY = re.compile(r"(?:sales |deal )?play(?:\s*(?:#|no\.? ?)?\d{1,2})?\s*(?::|[-–—|]\s)\s*(\S.{2,})", re.I)
_SENTENCE = re.compile(r"([^.!?]{3,80})[.!]\s+(?=[A-Z\"“])")
_BRACKETED = re.compile(r"\s\(([^()]{4,120})\)\s*$")
_RESCUE, _DIAGNOSIS, _STALLED = (re.compile(words, re.I) for words in (RESCUE, DIAGNOSIS, STALLED))
_HOLDS = {"behaviours": "behaviour", "plays": "play", "value_drivers": "value_driver", "levers": "lever", "rows": "row"}


def others(parent: Node, line: tuple[Node, ...], found: dict[int, Found]) -> None:
    """Note which children of a node open a behaviour, a play or a statement of the method."""
    if any(id(n) in found and found[id(n)].kind != "stage" for n in line):
        return
    heads = [n for n in reversed(line) if n.kind in ("heading", "intro")]
    far = next((h for n in heads if (h := _holds(n))), None)
    led = heads[:1] if not heads or heads[0].kind == "heading" else heads[:2]
    near = next((h for n in led if (h := _holds(n))), None)
    may = [n for n in parent.children if _may_open(n, far)]
    headed = any(n.kind == "heading" and not _PLAY.match(bare(n.text)) for n in may)
    talks = any(area(n.text) == "talks" for n in heads)
    chain = len({named(name_of(n), name_terms.CHAIN_NAMES) for n in parent.children} - {None}) > 2
    for node in (n for n in may if id(n) not in found):
        holds = far if node.kind == "heading" else near
        opened = _opened(node, holds, headed, chain)
        if opened and not (talks and opened.kind == "behaviour" and opened.canonical in SPOKEN):
            found[id(node)] = opened


def _may_open(node: Node, holds: str | None) -> bool:
    """Whether a node does not only name a part of what is above it; "Next steps" may be a behaviour's name."""
    if node.kind not in ("heading", "item", "intro", "paragraph") or (node.kind == "heading" and not node.children):
        return False
    known = holds == "behaviour" and node.kind == "heading" and named(node.text, name_terms.BEHAVIOUR_NAMES)
    return bool(known) or not (pure_role(node.text) or pure_role(name_of(node)))


def _holds(node: Node) -> str | None:
    text = node.text if node.kind == "heading" else ". ".join(node.text.split(". ")[-2:])
    if named(text, name_terms.BEHAVIOUR_NAMES):
        return None
    return _HOLDS.get(area(text) or "")


def _opened(node: Node, holds: str | None, headed: bool, chain: bool) -> Found | None:
    name = title(name_of(node))
    if node.kind != "intro" and (play := _PLAY.match(bare(node.text))) and (node.kind == "heading" or node.children):
        return Found("play", title(play[1]), slug(title(play[1])))
    if node.kind == "heading" and _rescues(node):
        return Found("play", _whole(node), slug(name))
    if (own := named(name, name_terms.CHAIN_NAMES)) and chain:
        return Found("chain", name, own)
    if holds:
        return _held(node, name, holds, headed)
    if own := named(name, name_terms.POSITION_NAMES):
        return Found("position", name, own)
    if node.kind == "heading":
        if own := named(name, name_terms.LEVER_NAMES):
            return Found("lever", name, own)
        if own := named(name, {k: v for k, v in name_terms.BEHAVIOUR_NAMES.items() if not k.startswith("why")}):
            return Found("behaviour", name, own, own)
    return None


def _held(node: Node, name: str, holds: str, headed: bool) -> Found | None:
    if headed != (node.kind == "heading") or node.kind == "intro":
        return None
    if node.kind == "paragraph" and not label(node.text):
        return None
    if node.kind == "heading" and (_elsewhere(name, holds) or (_NOT.search(name) and holds != "play")):
        return None
    if holds == "play" and node.kind == "heading" and area(name) == "plays" and not _plays(node):
        return None
    if holds == "play" and node.kind == "item" and IF_THEN.match(bare(node.text)):
        return None
    if holds == "behaviour":
        name = _first_sentence(node) or name
        own = named(name, name_terms.BEHAVIOUR_NAMES) or _said(name, name_terms.BEHAVIOUR_NAMES)
        return Found("behaviour", name, slug(name), own)
    if holds == "lever":
        return Found("lever", name, named(name, name_terms.LEVER_NAMES) or slug(name))
    if holds == "play" and node.kind == "heading":
        return Found("play", _whole(node), slug(name))
    return Found(holds, name, slug(name))  # type: ignore[arg-type]


def _first_sentence(node: Node) -> str:
    """The short sentence with which a rule begins, before it is explained."""
    found = _SENTENCE.match(bare(node.text)) if node.kind == "item" and not label(node.text) else None
    return found[1] if found and len(found[1].split()) < 8 else ""


def _rescues(node: Node) -> bool:
    """Whether a heading is over a plan to win back a deal, and names such a deal or tells what is wrong with it."""
    names = [name_of(child) for child in node.children if child.kind in ("heading", "intro", "item", "paragraph")]
    planned = any(_RESCUE.search(name) and len(name.split()) < 8 for name in names)
    return planned and bool(_STALLED.search(node.text) or any(_DIAGNOSIS.search(title(name)) for name in names))


def _whole(node: Node) -> str:
    """A play's name with what it says in brackets: the condition."""
    name = title(node.text)
    found = _BRACKETED.search(bare(node.text))
    return f"{name} ({found[1]})" if found and found[1] not in name else name


def _plays(node: Node) -> bool:
    """Whether a heading about plays is one itself, by the parts that it has."""
    return any(part_of(child) in ("when", "then", "steps", "success") for child in node.children)


def _elsewhere(name: str, holds: str) -> bool:
    """Whether a heading opens another part of the playbook, though it stands under this one."""
    opens = area(name)
    return opens is not None and _HOLDS.get(opens) != holds and named(name, name_terms.BEHAVIOUR_NAMES) is None


def _said(name: str, names: dict[str, str]) -> str | None:
    return next((key for key, pattern in names.items() if re.search(rf"\b(?:{pattern})\b", name, re.I)), None) \
        if len(name.split()) < 8 else None
