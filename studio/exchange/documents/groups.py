"""Which headings, items and tables are stages, elements and behaviours.

Names alone mislead, so siblings vote: numbering, usual names, what stands
below and what the heading above says are counted for the whole group.
"""

from __future__ import annotations

import re
from itertools import pairwise

from studio.exchange.documents import name_terms, terms
from studio.exchange.documents.aside import is_wrong, within_wrong
from studio.exchange.documents.labels import (
    area,
    bare,
    element_ids,
    element_known,
    framework,
    gives_part,
    is_question,
    label,
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
from studio.exchange.documents.opening import APART, Found, is_nothing, is_private, name_of, part_of, stage_line
from studio.exchange.documents.other_groups import others
from studio.exchange.documents.outline import Node
from studio.exchange.documents.sentences import asked, says_entry, says_exit, sentences

_PARENT = re.compile(terms.NOT_STAGE_PARENTS, re.I)
_NOT = re.compile(terms.NOT_STAGES, re.I)
_ARROW = re.compile(r"\s*(?:→|-+>|=>|➔|⇒|>)\s*")
_NAME = r"\w[\w /&'’-]{1,40}?"
_STEP = re.compile(rf"(?:\d{{1,2}}[.)]\s*)?(?:(?:moving |going )?from (?P<start>{_NAME}) to (?P<end>{_NAME})|"
                   rf"(?P<left>{_NAME})\s*(?:→|->|=>|➔|⇒)\s*(?P<right>{_NAME}))$", re.I)
_FIELDS = ("exit", "entry")
#: Parts that no stage is called, though one may be called "Sample" or "Response".
_PARTS = ("exit", "entry", "questions", "purpose", "seller_activities", "buyer_activities", "success", "do", "dont")


def find(root: Node) -> dict[int, Found]:
    """Return what the nodes of one document open, by the node's identity."""
    found: dict[int, Found] = {}
    above: dict[int, tuple[Node, ...]] = {id(root): ()}
    for node in root.walk():
        line = (*above[id(node)], node)
        above.update((id(child), line) for child in node.children)
        if node.children and node.kind != "table" and not is_private(line):
            if not within_wrong(line):
                _stages(node, line, found)
                _elements(node, line, found)
            others(node, line, found)
    _adopt(root, found)
    return found


def _adopt(root: Node, found: dict[int, Found]) -> None:
    """Put questions in lines of their own under the element whose line stands before them."""
    for node in root.walk():
        owner, kept = None, list[Node]()
        for child in node.children:
            asks_ = not child.children and child.kind in ("paragraph", "item") and id(child) not in found
            if owner is not None and asks_ and asked(child.text)[-1:] and asked(child.text)[-1][1]:
                owner.children.append(child)
                continue
            opened = found.get(id(child))
            line = opened is not None and opened.kind == "element" and child.kind == "paragraph"
            owner = child if line else None
            kept.append(child)
        node.children[:] = kept


# ---- stages

def _stages(parent: Node, line: tuple[Node, ...], found: dict[int, Found]) -> None:
    nodes = [n for n in parent.children if _may_be_stage(n)]
    if any(id(n) in found and found[id(n)].kind == "stage" for n in line):
        return
    if _transitions(nodes, line, found):
        return
    # Several siblings that each say what must hold before they are left are stages, whatever they are called.
    alike = sum(says_when_left(n) for n in nodes) > 1
    defined = [n for n in nodes if _is_defined(n)]
    points = {id(n): _stage_points(n, line) + 2 * (alike and says_when_left(n)) for n in nodes}
    for node in defined if len(defined) > 1 else []:
        points[id(node)] += 2 + (number(node.text) is None)
    sure = [n for n in nodes if points[id(n)] >= 4]
    if not sure or (len(sure) == 1 and points[id(sure[0])] < 5):
        return
    known = {id(n) for n in sure}
    for at, node in enumerate(nodes):
        joins = len(sure) > 1 and number(node.text) is not None and points[id(node)] >= 2
        joins = joins or (len(sure) > 1 and points[id(node)] >= 0 and _goes_on(nodes, at, known))
        if points[id(node)] >= 4 or joins:
            sure_ = says_stage(node.text) or points[id(node)] >= 6
            name = title(_stage_name(node))
            found[id(node)] = Found("stage", name, slug(name), sure=sure_)


def _transitions(nodes: list[Node], line: tuple[Node, ...], found: dict[int, Found]) -> bool:
    """Whether siblings lead from stage to stage ("Hello → Look", "Look → Try"): what is below one closes the first."""
    steps = [(n, m["start"] or m["left"], m["end"] or m["right"])
             for n in nodes if n.children and (m := _STEP.match(bare(n.text)))]
    linked = [a[2].lower() == b[1].lower() for a, b in pairwise(steps)]
    if not linked or not all(linked) or is_nothing(line):
        return False
    for node, start, end in steps:
        last = end if node is steps[-1][0] else ""
        found[id(node)] = Found("stage", start, slug(start), sure=True, role="exit", leads_to=last)
    return True


def _may_be_stage(node: Node) -> bool:
    if node.kind == "item" and node.block is not None and (node.children or node.block.ordered):
        return True
    return node.kind == "heading" or (node.kind in ("item", "paragraph") and _stage_name(node) != bare(node.text))


def _stage_name(node: Node) -> str:
    return node.text if node.kind == "heading" else stage_line(node)[0]


def _goes_on(nodes: list[Node], at: int, sure: set[int]) -> bool:
    """Whether a series of sure stages goes on with a node: by its number, as an item or as a labelled line."""
    node, place = nodes[at], numbers(nodes[at].text)
    beside = [n for n in nodes[max(0, at - 1):at + 2] if id(n) in sure and n.kind == node.kind]
    if node.kind != "heading":
        return bool(beside) and len(_stage_name(node).split()) < 6
    return any(other[:-1] == place[:-1] and abs(other[-1] - place[-1]) == 1
               for n in beside if place and len(other := numbers(n.text)) == len(place))


def _stage_points(node: Node, line: tuple[Node, ...]) -> int:
    name = _stage_name(node)
    exits = says_when_left(node)
    part = pure_role(name)
    if part and (not exits or part in _PARTS):
        return -9
    if node.kind == "heading" and area(name) == "private" and not says_stage(node.text):
        return -9
    if gives_part(node.text) or is_wrong(node.text):
        return -9
    if not title(name) or (_NOT.search(title(name)) and not number(node.text)):
        return -9
    if node.kind != "heading" and len(name.split()) > 8:
        return -9
    points = 3 * says_stage(node.text) + (number(node.text) is not None)
    points += 2 * (stage_canonical(name) is not None)
    points += 3 * exits
    heads = [n for n in line if n.block is not None and n.kind in ("heading", "intro")]
    points += any(area(n.text) == "stages" or pure_role(n.text) == "exit" for n in heads[-2:])
    if not exits and (is_nothing(line) or (heads and _PARENT.search(title(heads[-1].text)))):
        points -= 6
    if element_known(name) and not exits and not says_stage(node.text):
        points -= 2
    if area(name) == "stages" and not says_stage(node.text) and not stage_canonical(name):
        points -= 4  # it speaks of all of them
    if not stage_canonical(name) and role(name) in ("do", "dont", "talk_track", "questions", "why"):
        points -= 3
    return points


def says_when_left(node: Node) -> bool:
    """Whether a node says what must hold before it is left, or entered."""
    below = [*node.children, *(n for child in node.children if child.kind == "intro" for n in child.children)]
    said = [n for n in node.children if n.kind in ("item", "paragraph", "intro") and _says_when(n.text)]
    named = [n for n in said if name_of(n) != bare(n.text) and not pure_role(name_of(n))]
    if len(named) > 1:  # each of them is a stage
        said = []
    leads = node.children and node.kind != "heading" and pure_role((sentences(node.text) or [""])[-1]) in _FIELDS
    return bool(leads) or any(part_of(child) in _FIELDS for child in below) or bool(said) or (
        node.kind != "heading" and _says_when(node.text))


def _says_when(text: str) -> bool:
    """Whether a line says it itself, or leads to it ("To be in this stage, all of the following must be true:")."""
    return says_exit(text) or says_entry(text) or (
        ", " in text and text.endswith(":") and pure_role(text.rpartition(", ")[2]) in _FIELDS)


def _is_defined(node: Node) -> bool:
    """Whether a numbered name has its meaning below, under that label."""
    counted = number(node.text) is not None or (node.block is not None and node.block.ordered)
    return counted and any(part_of(child) == "purpose" and (child.children or name_of(child) != bare(child.text))
                           for child in node.children)


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
            if len(known) * 2 >= len(items) and all(len(title(name_of(n)).split()) < 9 for n in items):
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
    plain = {e[0] for _, e in known if e[0] in name_terms.PLAIN_ELEMENTS}
    return [n for n, _ in known] if len(plain) > 2 else []


def _elements(parent: Node, line: tuple[Node, ...], found: dict[int, Found]) -> None:
    nodes = [n for n in parent.children if n.kind in ("heading", "item", "intro", "paragraph")]
    if _within_exit(line, found):
        return
    heads = " ".join(n.text for n in line[-3:] if n.block is not None)
    known = [n for n in nodes if element_known(name_of(n))]
    told = framework(heads) is not None or _whole_framework(known)
    if not (framework(heads) or "").startswith("GPCT"):
        known = [n for n in known if (element_known(name_of(n)) or ("",))[0] not in name_terms.PARTS_TOO]
    about = told or any(area(n.text) == "qualification" for n in line if n.kind in ("heading", "intro"))
    enough = 2 if told else 3
    if len(known) == 1 and _defines_one(known[0], line, found):
        enough = 1
    if not element_names(nodes) and not (about and len({element_known(name_of(n)) for n in known}) >= enough):
        _own_elements(nodes, line, found)
        return
    places = {id(n): at for at, n in enumerate(nodes)}
    listed, first, last = {id(n) for n in known}, places[id(known[0])], places[id(known[-1])]
    owns = {kind: element_ids([_element_name(n) for n in known if n.kind == kind]) for kind in {n.kind for n in known}}
    for at, node in enumerate(nodes):
        if id(node) in listed or (first < at <= last + 1 and _is_other_element(node, known)):
            name = title(_element_name(node))
            _, canonical = element_known(name_of(node)) or ("", None)
            own = owns.get(node.kind, {}).get(slug(name), slug(name))
            found.setdefault(id(node), Found("element", name, own, canonical))


def _defines_one(node: Node, line: tuple[Node, ...], found: dict[int, Found]) -> bool:
    """Whether an element's name stands with its meaning right under a heading about qualification, and no stage."""
    head = line[-1]
    if head.kind != "heading" or area(head.text) != "qualification" or id(head) in found or says_stage(head.text):
        return False
    known, parts = element_known(name_of(node)), label(node.text)
    told = bool(node.children) if node.kind == "heading" else bool(parts and len(parts[1].split()) > 3)
    return told and known is not None and known[0] in name_terms.PLAIN_ELEMENTS


def _own_elements(nodes: list[Node], line: tuple[Node, ...], found: dict[int, Found]) -> None:
    """Siblings under a heading about qualification that each have a name and questions, whatever they are called."""
    heads = [n for n in line if n.kind in ("heading", "intro")]
    if not heads or area(heads[-1].text) != "qualification" or any(id(n) in found for n in nodes):
        return
    asking = [n for n in nodes if _is_own_name(name_of(n)) and _has_questions(n)]
    if len(asking) > 2 and len(asking) * 3 >= len([n for n in nodes if n.kind == asking[0].kind]) * 2:
        for node in asking:
            own, canonical = element_known(name_of(node)) or (slug(title(_element_name(node))), None)
            found[id(node)] = Found("element", title(_element_name(node)), own, canonical)


def _is_own_name(name: str) -> bool:
    return len(name.split()) < 7 and not (pure_role(name) or is_question(name) or stage_canonical(name))


def _whole_framework(known: list[Node]) -> bool:
    """Whether names that stand alone are those of a framework with few and plain ones, such as BANT."""
    names = {e[0] for n in known if len(name_of(n).split()) < 3 and (e := element_known(name_of(n)))}
    plain = name_terms.PLAIN_FRAMEWORKS
    return any(len(names & framework_) >= 3 and len(framework_ - names) < 2 for framework_ in plain)


def _element_name(node: Node) -> str:
    name = name_of(node)
    parts = letter(name)
    return parts[1] if parts else name


def _is_other_element(node: Node, known: list[Node]) -> bool:
    """Whether a sibling of known elements is one under a name of the company's own."""
    if node.kind != known[0].kind or pure_role(node.text) or area(node.text) in APART:
        return False
    if _NOT.search(title(node.text)):
        return False
    lettered = letter(node.text) is not None and letter(known[0].text) is not None
    return lettered or _has_questions(node)


def _has_questions(node: Node) -> bool:
    """Whether questions stand under a name, or behind it in the same line."""
    if any(part_of(child) == "questions" or is_question(child.text) for child in node.children):
        return True
    named = node.kind != "heading" and name_of(node) != bare(node.text)
    return named and any(asks_ for _, asks_ in asked(bare(node.text)[len(name_of(node)):].lstrip(" .:–—-=")))


def _within_exit(line: tuple[Node, ...], found: dict[int, Found]) -> bool:
    for node in reversed(line):
        if id(node) in found and found[id(node)].kind == "stage":
            return False
        if node.block is not None and node.kind != "paragraph" and role(node.text.split(". ")[-1]) in ("exit", "entry"):
            return area(node.text) != "stages"
    return False
