"""Entries in the making: what is found is gathered here, with where it stood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from studio.exchange.documents.labels import bare, number, slug, stage_canonical, title
from studio.exchange.documents.outline import Node
from studio.exchange.documents.proposal import EntryKind, SourcePassage, Unplaced

_LONGEST = 6_000
# How an entry was recognised, and how sure that alone makes it.
NAMED, PATTERNED, WORDED, ASSUMED = 0.92, 0.8, 0.55, 0.4


@dataclass
class Spot:
    """One place of a document that an entry was read from."""

    file: str
    where: str
    trail: list[str]
    lines: list[str] = field(default_factory=list)

    def passage(self) -> SourcePassage:
        """The spot as it stands beside the entry."""
        return SourcePassage(file=self.file, where=self.where, trail=self.trail,
                             passage="\n".join(dict.fromkeys(self.lines))[:_LONGEST])


@dataclass
class Made:
    """An entry in the making."""

    kind: EntryKind
    place: str
    key: str
    name: str
    text: str = ""
    canonical: str | None = None
    number: int | None = None
    certainty: float = NAMED
    fields: dict[str, list[str]] = field(default_factory=dict)
    spots: list[Spot] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    _held: set[tuple[str, str]] = field(default_factory=set)

    def add(self, part: str, text: str) -> None:
        """Add to one part of the entry, once."""
        if (text := bare(text)) and (part, text) not in self._held:
            self._held.add((part, text))
            self.fields.setdefault(part, []).append(text)

    def ask(self, question: str) -> None:
        """Leave a question to the user, once."""
        if question not in self.asks:
            self.asks.append(question)

    def seen(self, node: Node, line: str | None = None, *, afresh: bool = False) -> None:
        """Note that a block is part of the entry: its words go into the passage."""
        if node.block is None:
            return
        apart = not self.spots or self.spots[-1].file != node.file
        if self.kind in ("exit_criterion", "question") and not apart:  # said again elsewhere
            apart = self.spots[-1].trail != list(node.trail)
        if afresh or apart:
            self.spots.append(Spot(node.file, node.block.where, list(node.trail)))
        line = line if line is not None else node.block.text
        if self.spots[-1].lines[-1:] != [line]:
            self.spots[-1].lines.append(line)


class Making:
    """All entries in the making, and what has found no place."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, str], Made] = {}
        self.unplaced: list[Unplaced] = []
        self.framework: str | None = None
        self._used: set[int] = set()
        self._stage_names: list[tuple[str, Made]] = []
        self._sorted = False

    def use(self, *nodes: Node) -> None:
        """Mark blocks as told of: in an entry, or among the unplaced."""
        self._used.update(id(node) for node in nodes)

    def is_used(self, node: Node) -> bool:
        """Tell whether a block has been told of."""
        return id(node) in self._used

    def leave(self, node: Node, why: str, near: str | None = None, text: str | None = None) -> None:
        """List a block among the unplaced; neighbours for the same reason stand together."""
        if node.block is None or (text is None and self.is_used(node)):
            return
        self.use(node)
        text = text if text is not None else node.block.text
        last = self.unplaced[-1] if self.unplaced else None
        trail = list(node.trail)
        if last and (last.file, last.trail, last.why, last.near) == (node.file, trail, why, near) \
                and len(last.text) + len(text) < _LONGEST:
            self.unplaced[-1] = last.model_copy(update={"text": f"{last.text}\n{text}"})
        else:
            where = node.block.where
            self.unplaced.append(Unplaced(text=text, file=node.file, where=where, trail=trail, why=why, near=near))

    def of(self, kind: EntryKind) -> list[Made]:
        """All entries of a kind, as found."""
        return [made for made in self.made.values() if made.kind == kind]

    def stage(self, text: str, certainty: float) -> Made:
        """Return the stage of that name or number, made if need be."""
        name = title(text)
        key = slug(name)
        made = self.made.get(("stage", key))
        if made is None:
            made = Made("stage", "process", key, name, canonical=stage_canonical(name), certainty=certainty)
            self.made["stage", key] = made
            self._stage_names.append((f" {_words(name)} ", made))
            self._sorted = False
        made.certainty = max(made.certainty, certainty)
        made.number = made.number if made.number is not None else number(text)
        return made

    def stage_after(self, before: Made, text: str, certainty: float) -> Made:
        """Return the stage of that name, put after another where it is new."""
        known = list(self.made)
        made = self.stage(text, certainty)
        if ("stage", made.key) not in known:
            at = known.index(("stage", before.key)) + 1
            keys = [*known[:at], ("stage", made.key), *known[at:]]
            self.made = {key: self.made[key] for key in keys}
        return made

    def find_stage(self, text: str) -> Made | None:
        """Return the stage whose name a heading or cell is, or whose number it gives."""
        name = title(text)
        if found := self.made.get(("stage", slug(name))):
            return found
        if re.fullmatch(r"(?:stage|phase|gate)?\s*#?\s*\d{1,2}", bare(text).strip(" :.-–—").lower()):
            wanted = int(re.findall(r"\d+", text)[0])
            return next((made for _, made in self._stage_names if made.number == wanted), None)
        return None

    def stage_in(self, text: str) -> Made | None:
        """Return the stage whose name or number stands somewhere in a text, the longest name first."""
        if not self._sorted:
            self._stage_names.sort(key=lambda pair: -len(pair[0]))
            self._sorted = True
        words = f" {_words(text)} "
        if found := next((made for name, made in self._stage_names if name in words), None):
            return found
        if found := re.search(r"\b(?:stage|phase|gate) (\d{1,2})\b", words):
            wanted = int(found.group(1))
            return next((made for _, made in self._stage_names if made.number == wanted), None)
        return None

    def stages(self) -> list[Made]:
        """Stages in the order of their numbers where all have one, else as found."""
        return self.of("stage")

    def before(self, stage: Made) -> Made | None:
        """The stage before one, if any."""
        stages = self.stages()
        at = stages.index(stage)
        return stages[at - 1] if at else None

    def element(self, own: str, canonical: str | None, name: str, certainty: float) -> Made:
        """Return the qualification element of that id, made if need be."""
        made = self.made.get(("element", own))
        if made is None:
            made = Made("element", "qualification", own, name, canonical=canonical, certainty=certainty)
            self.made["element", own] = made
        made.certainty = max(made.certainty, certainty)
        return made

    def statement(self, kind: EntryKind, place: str, text: str, certainty: float, *, name: str = "") -> Made:
        """Return the entry that says this at that place, made if need be."""
        text = bare(text)
        key = (kind, f"{place} {_words(text)}")
        if (made := self.made.get(key)) is None:
            own = name or short(text)
            made = self.made[key] = Made(kind, place, slug(own), own, text, certainty=certainty)
        return made

    def named(self, kind: EntryKind, place: str, own: str, name: str, certainty: float) -> Made:
        """Return the entry of that id at that place, made if need be."""
        key = (kind, f"{place} {own}")
        if (made := self.made.get(key)) is None:
            made = self.made[key] = Made(kind, place, own, name, certainty=certainty)
        return made

    def leave_all(self, nodes: Iterable[Node]) -> None:
        """List whatever has not been told of: nothing may be dropped."""
        for node in nodes:
            if node.block is not None and not self.is_used(node):
                why = "It stands alone: nothing under the heading" if node.kind == "heading" else \
                    "Neither its heading nor its wording says which part of a playbook it is"
                self.leave(node, why)

    def leave_rest(self, nodes: Iterable[Node]) -> None:
        """List the words of blocks that went into an entry of which only a part was kept."""
        told = self._told()
        for node in nodes:
            for text in _pieces(node):
                if text[:200] not in told:
                    self.leave(node, "Stands beside what became an entry, and has no place in it", text=text)

    def _told(self) -> set[str]:
        """Every line and cell that an entry, its source or an unplaced passage holds."""
        parts = list[str]()
        for made in (m for m in self.made.values() if m.spots):  # others are proposed nowhere
            parts += [made.name, made.text, *(t for texts in made.fields.values() for t in texts)]
            for spot in made.spots:
                parts += [*spot.lines, *spot.trail]
        for left in self.unplaced:
            parts += [left.text, *left.trail]
        lines = [line for part in set(parts) for line in part.split("\n")]
        return {piece[:200] for line in lines for piece in (line, *line.split(" | "))}


def _pieces(node: Node) -> Iterator[str]:
    """The lines of a block, and of each cell of a row."""
    if node.block is not None:
        for text in [cell for _, cell in node.block.cells] or [node.block.text]:
            yield from (line for line in text.split("\n") if line)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[\w$%]+", text.lower()))


def short(text: str, words: int = 9) -> str:
    """Return a name made of a statement's first words."""
    first = text.strip().split("\n")[0]
    parts = first.split()
    cut = " ".join(parts[:words]).rstrip(" ,;:.–—-")
    return (cut + " …" if len(parts) > words else cut)[:120] or "Entry"
