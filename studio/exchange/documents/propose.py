"""From documents to a proposal of playbook entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from studio.exchange.documents.aside import take_out_forms, within_wrong
from studio.exchange.documents.doubts import settle
from studio.exchange.documents.groups import find, listed_stages
from studio.exchange.documents.labels import framework, stage_canonical
from studio.exchange.documents.making import ASSUMED, NAMED, Made, Making
from studio.exchange.documents.opening import Found
from studio.exchange.documents.outline import Node, outline
from studio.exchange.documents.placing import Placing
from studio.exchange.documents.proposal import KINDS, Proposal, ProposedEntry
from studio.exchange.documents.reading import read_blocks
from studio.exchange.documents.table import is_apart, stages_of


def propose(paths: Sequence[Path]) -> Proposal:
    """Return what documents say, as entries to accept, mend or drop.

    What two documents say alike is proposed once, with both sources. Raises
    FileFault for a file that cannot be read.
    """
    files = _names(paths)
    return proposal_of([outline(read_blocks(path), name) for path, name in zip(paths, files, strict=True)])


def _names(paths: Sequence[Path]) -> list[str]:
    seen = Counter(path.name for path in paths)
    return [path.name if seen[path.name] == 1 else str(path) for path in paths]


def proposal_of(roots: Sequence[Node]) -> Proposal:
    """Return the proposal for documents that have been read."""
    making = Making()
    forms = [node for root in roots for node in take_out_forms(root)]
    found = [find(root) for root in roots]
    for root, opened in zip(roots, found, strict=True):
        _register(root, opened, making)
    _only_listed(roots, making)
    for root, opened in zip(roots, found, strict=True):
        Placing(making, opened).place(root)
        making.leave_all(root.walk())
    for node in forms:
        making.leave(node, "A form to fill in")
    for root in roots:
        making.leave_rest(root.walk())
    settle(making)
    names = [root.file for root in roots]
    return Proposal(files=names, entries=_entries(making), unplaced=making.unplaced, framework=_framework(roots))


def _register(root: Node, found: dict[int, Found], making: Making) -> None:
    """Make known the stages and elements first: passages before them may speak of them."""
    above: dict[int, list[Node]] = {id(root): []}
    for node in root.walk():
        line = [*above[id(node)], node]
        above.update((id(child), line) for child in node.children)
        opened = found.get(id(node))
        if opened is not None and opened.kind == "stage":
            making.stage(opened.name if node.kind != "heading" or opened.role else node.text, 0.0)
        elif node.kind == "table" and not within_wrong(tuple(line)):
            for name in stages_of(node, apart=is_apart(line)):
                making.stage(name, NAMED)


def _only_listed(roots: Iterable[Node], making: Making) -> None:
    """Stages that are only named in a list: more mentions, or all that there is."""
    listed = [(node, name) for root in roots for node, name in listed_stages(root)]
    bare = not making.stages()
    _complete(listed, making)
    for node, name in listed:
        stage = making.stage(name, 0.65) if bare else making.find_stage(name) or making.find_stage(node.text)
        if stage is None and not bare:
            making.leave(node, "Names a step that is described nowhere", "process")
        elif (stage is not None and node.kind != "item") or stage is not None:
            stage.seen(node, afresh=True)
            making.use(node)


def _complete(listed: list[tuple[Node, str]], making: Making) -> None:
    """Add the stage that a numbered list has between described ones, though it is described nowhere itself."""
    known = [making.find_stage(name) or making.find_stage(node.text) for node, name in listed]
    closed = any(stage.canonical == "closed" for stage in making.stages())
    if sum(stage is not None for stage in known) * 2 <= len(listed):
        return
    for at in range(1, len(listed) - 1):
        (node, name), before = listed[at], known[at - 1]
        ends = stage_canonical(name) in (None, "closed") and closed
        if known[at] is None and before is not None and not ends and node.block is not None and node.block.ordered:
            known[at] = making.stage_after(before, name, 0.65)


def _framework(roots: Iterable[Node]) -> str | None:
    heads = [node.text for root in roots for node in root.walk() if node.kind == "heading"]
    named = Counter(name for text in heads if (name := framework(text)))
    return named.most_common(1)[0][0] if named else None


def _entries(making: Making) -> list[ProposedEntry]:
    taken: Counter[str] = Counter()
    made = sorted((m for m in making.made.values() if m.spots), key=lambda m: KINDS.index(m.kind))
    return [_entry(m, taken) for m in made]


def _entry(made: Made, taken: Counter[str]) -> ProposedEntry:
    own = ".".join((made.kind, *made.place.split(".")[1:], made.key))
    taken[own] += 1
    passages = [spot.passage() for spot in made.spots]
    main = max(range(len(passages)), key=lambda n: len(passages[n].passage))
    return ProposedEntry(
        id=own if taken[own] == 1 else f"{own}_{taken[own]}", kind=made.kind, place=made.place, key=made.key,
        name=made.name, text=made.text or made.name, canonical=made.canonical, fields=made.fields,
        source=passages[main], also=[p for n, p in enumerate(passages) if n != main],
        confidence=made.certainty or ASSUMED, questions=made.asks)
