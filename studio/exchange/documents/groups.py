"""Which headings, items and tables are stages, elements and behaviours.

Names alone mislead, so siblings vote: numbering, usual names, what stands
below and what the heading above says are counted for the whole group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from studio.exchange.documents import terms
from studio.exchange.documents.labels import (
    area,
    bare,
    element_known,
    framework,
    label,
    letter,
    named,
    number,
    pure_role,
    role,
    says_stage,
    slug,
    stage_canonical,
    title,
)
from studio.exchange.documents.outline import Node

_PARENT = re.compile(terms.NOT_STAGE_PARENTS, re.I)
_NOT = re.compile(terms.NOT_STAGES, re.I)
_ARROW = re.compile(r"\s*(?:→|-+>|=>|➔|⇒|>)\s*")
_FIELDS = ("exit", "entry")
IF_THEN = re.compile(
    r"^(?:if|when(?:ever)?|once|should)\s+(?P<when>.{6,200}?)(?:,\s*(?:then\s+)?|\s*(?:→|=>|->|:)\s*|\s+then\s+)"
    r"(?P<then>.{6,})$", re.I | re.S)


@dataclass(frozen=True)
class Found:
    """What a node opens: an entry of its own, by name and id."""

    kind: Literal["stage", "element", "behaviour", "play", "position", "chain", "lever", "value_driver", "row"]
    name: str
    own: str = ""
    canonical: str | None = None
    sure: bool = False


def find(root: Node) -> dict[int, Found]:
    """Return what the nodes of one document open, by the node's identity."""
    found: dict[int, Found] = {}
    above: dict[int, tuple[Node, ...]] = {id(root): ()}
    for node in root.walk():
        line = (*above[id(node)], node)
        above.update((id(child), line) for child in node.children)
        if node.children and node.kind != "table":
            _stages(node, line, found)
            _elements(node, line, found)
            _others(node, line, found)
    return found


def _named(node: Node) -> str:
    """The name that a node gives to what it says: its label, or all of it."""
    text = bare(node.text)
    if (node.kind in ("item", "paragraph", "intro") or letter(text)) and (parts := label(text)):
        return parts[0]
    return text


def _nothing(line: tuple[Node, ...]) -> bool:
    return any(node.kind == "heading" and area(node.text) == "nothing" for node in line)


# ---- stages

def _stages(parent: Node, line: tuple[Node, ...], found: dict[int, Found]) -> None:
    nodes = [n for n in parent.children if n.kind == "heading" or (n.kind == "item" and n.children)]
    if any(id(n) in found and found[id(n)].kind == "stage" for n in line):
        return
    # Several siblings that each say what must hold before they are left are stages, whatever they are called.
    alike = sum(_exits(n) for n in nodes) > 1
    points = {id(n): _stage_points(n, line) + 2 * (alike and _exits(n)) for n in nodes}
    sure = [n for n in nodes if points[id(n)] >= 4]
    if not sure or (len(sure) == 1 and points[id(sure[0])] < 5):
        return
    for node in nodes:
        joins = len(sure) > 1 and number(node.text) is not None and points[id(node)] >= 2
        if points[id(node)] >= 4 or joins:
            sure_ = says_stage(node.text) or points[id(node)] >= 6
            found[id(node)] = Found("stage", title(node.text), slug(title(node.text)), sure=sure_)


def _stage_points(node: Node, line: tuple[Node, ...]) -> int:
    if not title(node.text) or pure_role(node.text) or (_NOT.search(title(node.text)) and not number(node.text)):
        return -9
    points = 3 * says_stage(node.text) + (number(node.text) is not None)
    points += 2 * (stage_canonical(node.text) is not None)
    exits = _exits(node)
    points += 3 * exits
    heads = [n for n in line if n.block is not None and n.kind in ("heading", "intro")]
    points += any(area(n.text) == "stages" or pure_role(n.text) == "exit" for n in heads[-2:])
    if not exits and (_nothing(line) or (heads and _PARENT.search(title(heads[-1].text)))):
        points -= 6
    if element_known(node.text) and not exits and not says_stage(node.text):
        points -= 2
    if not stage_canonical(node.text) and role(node.text) in ("do", "dont", "talk_track", "questions", "why"):
        points -= 3
    return points


def _exits(node: Node) -> bool:
    """Whether a node says what must hold before it is left, or entered."""
    below = [*node.children, *(n for child in node.children if child.kind == "intro" for n in child.children)]
    return any(_part(child) in _FIELDS for child in below)


def _part(node: Node) -> str | None:
    if node.kind == "table":
        return None
    return pure_role(_named(node))


def listed_stages(root: Node) -> list[tuple[Node, str]]:
    """Return the stages that lists and chains of arrows only name, with their nodes."""
    found = list[tuple[Node, str]]()
    above: dict[int, Node] = {}
    for node in root.walk():
        above.update((id(child), node) for child in node.children)
        if node.kind in ("paragraph", "code") and len(parts := _chain(node.text)) > 2:
            found += [(node, part) for part in parts]
            continue
        items = [n for n in node.children if n.kind == "item"]
        lead = [n for n in (above.get(id(node)), node) if n is not None and n.kind in ("heading", "intro")]
        heads = " ".join(n.text for n in lead)
        about = area(node.text.split(". ")[-1]) == "stages" or area(title(heads)) == "stages" or bool(
            re.search(r"\bstages?\b", heads, re.I))
        if len(items) > 2 and about and not _PARENT.search(title(node.text)) and not element_names(items):
            known = [n for n in items if stage_canonical(_named(n))]
            if len(known) * 2 >= len(items) and all(len(_named(n).split()) < 9 for n in items):
                found += [(n, _named(n)) for n in items]
    return found


def _chain(text: str) -> list[str]:
    if len(text) > 2_000:
        return []
    parts = [p.strip(" |[]") for p in _ARROW.split(text.split("\n")[0])]
    known = [p for p in parts if p and stage_canonical(p)]
    return parts if len(known) > 2 and len(known) * 2 >= len(parts) and all(len(p) < 50 for p in parts) else []


# ---- qualification elements

def element_names(nodes: list[Node]) -> list[Node]:
    """Return the nodes whose names are qualification elements', where they are enough to be a list of them."""
    known = [(n, e) for n in nodes if (e := element_known(_named(n)))]
    plain = {e[0] for _, e in known if e[0] in terms.PLAIN_ELEMENTS}
    return [n for n, _ in known] if len(plain) > 2 else []


def _elements(parent: Node, line: tuple[Node, ...], found: dict[int, Found]) -> None:
    nodes = [n for n in parent.children if n.kind in ("heading", "item", "intro", "paragraph")]
    if _within_exit(line, found):
        return
    heads = " ".join(n.text for n in line[-3:] if n.block is not None)
    known = [n for n in nodes if element_known(_named(n))]
    told = framework(heads) is not None or _whole_framework(known)
    about = told or any(area(n.text) == "qualification" for n in line if n.kind in ("heading", "intro"))
    enough = 2 if told else 3
    if not element_names(nodes) and not (about and len({element_known(_named(n)) for n in known}) >= enough):
        return
    places = {id(n): at for at, n in enumerate(nodes)}
    listed, first, last = {id(n) for n in known}, places[id(known[0])], places[id(known[-1])]
    for at, node in enumerate(nodes):
        if id(node) in listed or (first < at <= last + 1 and _is_other_element(node, known)):
            own, canonical = element_known(_named(node)) or (slug(title(_element_name(node))), None)
            found.setdefault(id(node), Found("element", title(_element_name(node)), own, canonical))


def _whole_framework(known: list[Node]) -> bool:
    """Whether names that stand alone are those of a framework with few and plain ones, such as BANT."""
    names = {e[0] for n in known if len(_named(n).split()) < 3 and (e := element_known(_named(n)))}
    return any(len(names & framework_) >= 3 and len(framework_ - names) < 2 for framework_ in terms.PLAIN_FRAMEWORKS)


def _element_name(node: Node) -> str:
    name = _named(node)
    parts = letter(name)
    return parts[1] if parts else name


def _is_other_element(node: Node, known: list[Node]) -> bool:
    """Whether a sibling of known elements is one under a name of the company's own."""
    if node.kind != known[0].kind or pure_role(node.text) or area(node.text) == "nothing":
        return False
    if _NOT.search(title(node.text)):
        return False
    lettered = letter(node.text) is not None and letter(known[0].text) is not None
    return lettered or any(_part(child) == "questions" for child in node.children)


def _within_exit(line: tuple[Node, ...], found: dict[int, Found]) -> bool:
    for node in reversed(line):
        if id(node) in found and found[id(node)].kind == "stage":
            return False
        if node.block is not None and node.kind != "paragraph" and role(node.text.split(". ")[-1]) in ("exit", "entry"):
            return area(node.text) != "stages"
    return False


# ---- behaviours, plays, positions and the rest of the method

_HOLDS = {"behaviours": "behaviour", "plays": "play", "value_drivers": "value_driver", "levers": "lever", "rows": "row"}


def _others(parent: Node, line: tuple[Node, ...], found: dict[int, Found]) -> None:
    if any(id(n) in found and found[id(n)].kind != "stage" for n in line):
        return
    heads = [n for n in reversed(line) if n.kind in ("heading", "intro")]
    far = next((h for n in heads if (h := _holds(n))), None)
    led = heads[:1] if not heads or heads[0].kind == "heading" else heads[:2]
    near = next((h for n in led if (h := _holds(n))), None)
    headed = any(n.kind == "heading" and not pure_role(n.text) for n in parent.children)
    chain = len({named(_named(n), terms.CHAIN_NAMES) for n in parent.children} - {None}) > 2
    for node in parent.children:
        if id(node) in found or node.kind not in ("heading", "item", "intro", "paragraph") or pure_role(node.text):
            continue
        holds = far if node.kind == "heading" else near
        if opened := _opened(node, holds, headed, chain):
            found[id(node)] = opened


def _holds(node: Node) -> str | None:
    text = node.text if node.kind == "heading" else ". ".join(node.text.split(". ")[-2:])
    if named(text, terms.BEHAVIOUR_NAMES):
        return None
    return _HOLDS.get(area(text) or "")


def _opened(node: Node, holds: str | None, headed: bool, chain: bool) -> Found | None:
    name = title(_named(node))
    if (own := named(name, terms.CHAIN_NAMES)) and chain:
        return Found("chain", name, own)
    if holds:
        return _held(node, name, holds, headed)
    if own := named(name, terms.POSITION_NAMES):
        return Found("position", name, own)
    if node.kind == "heading":
        if own := named(name, terms.LEVER_NAMES):
            return Found("lever", name, own)
        if own := named(name, {k: v for k, v in terms.BEHAVIOUR_NAMES.items() if not k.startswith("why")}):
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
        own = named(name, terms.BEHAVIOUR_NAMES) or _said(name, terms.BEHAVIOUR_NAMES)
        return Found("behaviour", name, slug(name), own)
    if holds == "lever":
        return Found("lever", name, named(name, terms.LEVER_NAMES) or slug(name))
    return Found(holds, name, slug(name))  # type: ignore[arg-type]


def _plays(node: Node) -> bool:
    """Whether a heading about plays is one itself, by the parts that it has."""
    return any(_part(child) in ("when", "then", "steps", "success") for child in node.children)


def _elsewhere(name: str, holds: str) -> bool:
    """Whether a heading opens another part of the playbook, though it stands under this one."""
    opens = area(name)
    return opens is not None and _HOLDS.get(opens) != holds and named(name, terms.BEHAVIOUR_NAMES) is None


def _said(name: str, names: dict[str, str]) -> str | None:
    return next((key for key, pattern in names.items() if re.search(rf"\b(?:{pattern})\b", name, re.I)), None) \
        if len(name.split()) < 8 else None
