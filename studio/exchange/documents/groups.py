"""Which headings, items and tables are stages, elements and behaviours.

Names alone mislead, so siblings vote: numbering, usual names, what stands
below and what the heading above says are counted for the whole group.
"""

from __future__ import annotations

import re

from studio.exchange.documents import terms
from studio.exchange.documents.labels import (
    area,
    element_known,
    framework,
    letter,
    number,
    numbers,
    pure_role,
    role,
    says_stage,
    slug,
    stage_canonical,
    title,
)
from studio.exchange.documents.opening import Found, is_nothing, name_of, part_of
from studio.exchange.documents.other_groups import others
from studio.exchange.documents.outline import Node

_PARENT = re.compile(terms.NOT_STAGE_PARENTS, re.I)
_NOT = re.compile(terms.NOT_STAGES, re.I)
_ARROW = re.compile(r"\s*(?:→|-+>|=>|➔|⇒|>)\s*")
_FIELDS = ("exit", "entry")


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
            others(node, line, found)
    return found


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
    for at, node in enumerate(nodes):
        joins = len(sure) > 1 and number(node.text) is not None and points[id(node)] >= 2
        joins = joins or (len(sure) > 2 and points[id(node)] > 0 and _goes_on(nodes, at, sure))
        if points[id(node)] >= 4 or joins:
            sure_ = says_stage(node.text) or points[id(node)] >= 6
            found[id(node)] = Found("stage", title(node.text), slug(title(node.text)), sure=sure_)


def _goes_on(nodes: list[Node], at: int, sure: list[Node]) -> bool:
    """Whether the numbers of sure stages go on with a node: 1.4, 1.5 and now 1.6."""
    place = numbers(nodes[at].text)
    beside = [numbers(n.text) for n in nodes[max(0, at - 1):at + 2] if n in sure]
    return bool(place) and any(
        other[:-1] == place[:-1] and abs(other[-1] - place[-1]) == 1 for other in beside if len(other) == len(place))


def _stage_points(node: Node, line: tuple[Node, ...]) -> int:
    if not title(node.text) or pure_role(node.text) or (_NOT.search(title(node.text)) and not number(node.text)):
        return -9
    points = 3 * says_stage(node.text) + (number(node.text) is not None)
    points += 2 * (stage_canonical(node.text) is not None)
    exits = _exits(node)
    points += 3 * exits
    heads = [n for n in line if n.block is not None and n.kind in ("heading", "intro")]
    points += any(area(n.text) == "stages" or pure_role(n.text) == "exit" for n in heads[-2:])
    if not exits and (is_nothing(line) or (heads and _PARENT.search(title(heads[-1].text)))):
        points -= 6
    if element_known(node.text) and not exits and not says_stage(node.text):
        points -= 2
    if not stage_canonical(node.text) and role(node.text) in ("do", "dont", "talk_track", "questions", "why"):
        points -= 3
    return points


def _exits(node: Node) -> bool:
    """Whether a node says what must hold before it is left, or entered."""
    below = [*node.children, *(n for child in node.children if child.kind == "intro" for n in child.children)]
    return any(part_of(child) in _FIELDS for child in below)


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
            known = [n for n in items if stage_canonical(name_of(n))]
            if len(known) * 2 >= len(items) and all(len(name_of(n).split()) < 9 for n in items):
                found += [(n, name_of(n)) for n in items]
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
    known = [(n, e) for n in nodes if (e := element_known(name_of(n)))]
    plain = {e[0] for _, e in known if e[0] in terms.PLAIN_ELEMENTS}
    return [n for n, _ in known] if len(plain) > 2 else []


def _elements(parent: Node, line: tuple[Node, ...], found: dict[int, Found]) -> None:
    nodes = [n for n in parent.children if n.kind in ("heading", "item", "intro", "paragraph")]
    if _within_exit(line, found):
        return
    heads = " ".join(n.text for n in line[-3:] if n.block is not None)
    known = [n for n in nodes if element_known(name_of(n))]
    told = framework(heads) is not None or _whole_framework(known)
    about = told or any(area(n.text) == "qualification" for n in line if n.kind in ("heading", "intro"))
    enough = 2 if told else 3
    if not element_names(nodes) and not (about and len({element_known(name_of(n)) for n in known}) >= enough):
        return
    places = {id(n): at for at, n in enumerate(nodes)}
    listed, first, last = {id(n) for n in known}, places[id(known[0])], places[id(known[-1])]
    for at, node in enumerate(nodes):
        if id(node) in listed or (first < at <= last + 1 and _is_other_element(node, known)):
            own, canonical = element_known(name_of(node)) or (slug(title(_element_name(node))), None)
            found.setdefault(id(node), Found("element", title(_element_name(node)), own, canonical))


def _whole_framework(known: list[Node]) -> bool:
    """Whether names that stand alone are those of a framework with few and plain ones, such as BANT."""
    names = {e[0] for n in known if len(name_of(n).split()) < 3 and (e := element_known(name_of(n)))}
    return any(len(names & framework_) >= 3 and len(framework_ - names) < 2 for framework_ in terms.PLAIN_FRAMEWORKS)


def _element_name(node: Node) -> str:
    name = name_of(node)
    parts = letter(name)
    return parts[1] if parts else name


def _is_other_element(node: Node, known: list[Node]) -> bool:
    """Whether a sibling of known elements is one under a name of the company's own."""
    if node.kind != known[0].kind or pure_role(node.text) or area(node.text) == "nothing":
        return False
    if _NOT.search(title(node.text)):
        return False
    lettered = letter(node.text) is not None and letter(known[0].text) is not None
    return lettered or any(part_of(child) == "questions" for child in node.children)


def _within_exit(line: tuple[Node, ...], found: dict[int, Found]) -> bool:
    for node in reversed(line):
        if id(node) in found and found[id(node)].kind == "stage":
            return False
        if node.block is not None and node.kind != "paragraph" and role(node.text.split(". ")[-1]) in ("exit", "entry"):
            return area(node.text) != "stages"
    return False
