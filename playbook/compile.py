"""The standard an engine reads: what applies to this deal, with stable paths."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from playbook.ladder import Level, at_level
from playbook.model import Behaviour, Element, Entry, ExitCriterion, Pillar, Play, Playbook, Stage

_IDENTITY = {"id", "canonical", "applies_when", "owner", "sources", "review_by", "archived"}


@dataclass(frozen=True, eq=False)
class Standard:
    """A playbook cut to one deal: archived and foreign entries are gone."""

    book: Playbook

    @cached_property
    def paths(self) -> dict[str, Entry]:
        """Every entry by its stable path."""
        return {path: entry for _, path, entry in self.book.entries()}

    @property
    def stages(self) -> list[Stage]:
        """Stages, in order."""
        return self.book.process

    @property
    def elements(self) -> list[Element]:
        """Qualification elements, in order."""
        return self.book.qualification.elements

    @property
    def behaviours(self) -> list[Behaviour]:
        """Behaviours, in order."""
        return self.book.behaviours

    @property
    def plays(self) -> list[Play]:
        """Plays, in order."""
        return self.book.plays

    def element(self, reported: str) -> Element | None:
        """Return the element that drafts report under this id."""
        return next((e for e in self.elements if e.reported_id == reported), None)

    def text(self, path: str) -> str:
        """Return one entry as a model reads it; empty for an unknown path."""
        entry = self.paths.get(path)
        return "" if entry is None else entry_text(entry)

    def full_text(self) -> str:
        """Return the whole standard as a model reads it, path by path."""
        return "\n\n".join(f"## {path}\n{entry_text(entry)}" for path, entry in self.paths.items())


def live_entries(book: Playbook) -> Iterator[tuple[Pillar, str, Entry]]:
    """Every entry that is not archived, with its pillar and path, in reading order."""
    gone = tuple(f"process.{stage.id}." for stage in book.process if stage.archived)
    for pillar, path, entry in book.entries():
        if not entry.archived and not path.startswith(gone):
            yield pillar, path, entry


_COMPILED: OrderedDict[tuple, tuple[Playbook, Standard]] = OrderedDict()
_MOST = 48


def compile_standard(
    book: Playbook, *, level: Level | None = None, amount: float | None = None,
    employees: int | None = None, industry: str = "",
) -> Standard:
    """Return the standard that applies to a deal with these facts.

    `level` derives the playbook first; amounts are in the playbook's currency.
    The same book with the same entries left out gives the same Standard
    object, so that readers can keep what they prepared for it; a book is not
    to be changed after it was compiled.
    """
    segments = {s.id for s in book.segments if s.holds(amount=amount, employees=employees)}

    def keep(entry: Entry) -> bool:
        condition = entry.applies_when
        return not entry.archived and (
            condition is None or condition.applies(amount=amount, segments=segments, industry=industry))

    left_out = tuple(path for _, path, entry in book.entries() if not keep(entry))
    key = (id(book), level, left_out)
    held = _COMPILED.get(key)
    if held is None or held[0] is not book:
        held = _COMPILED[key] = (book, Standard(_filtered(at_level(book, level) if level else book, keep)))
        while len(_COMPILED) > _MOST:
            _COMPILED.popitem(last=False)
    _COMPILED.move_to_end(key)
    return held[1]


def _filtered(part: Any, keep: Any) -> Any:
    """Copy a model without the entries that do not apply."""
    changed: dict[str, Any] = {}
    for field in type(part).model_fields:
        value = getattr(part, field)
        if isinstance(value, list) and value and isinstance(value[0], BaseModel):
            changed[field] = [_filtered(v, keep) for v in value if not isinstance(v, Entry) or keep(v)]
        elif isinstance(value, BaseModel):
            changed[field] = _filtered(value, keep)
    return part.model_copy(update=changed) if changed else part


def entry_text(entry: BaseModel) -> str:
    """Return an entry as indented lines, its own name first, without metadata."""
    return "\n".join(_lines(entry, 0))


def _lines(part: BaseModel, indent: int) -> Iterator[str]:
    pad = "  " * indent
    for field in type(part).model_fields:
        value = getattr(part, field)
        if field in _IDENTITY or value is False or value in (None, "", []):
            continue
        if isinstance(value, list) and isinstance(value[0], ExitCriterion):
            continue  # it stands at a path of its own
        label = field.replace("_", " ")
        if isinstance(value, BaseModel):
            inner = list(_lines(value, indent + 1))
            yield from [f"{pad}{label}:", *inner] if inner else []
        elif isinstance(value, list):
            yield f"{pad}{label}:"
            for item in value:
                yield from _item(item, indent + 1)
        else:
            yield f"{pad}{label}: {value}"


def _item(item: Any, indent: int) -> Iterator[str]:
    pad = "  " * indent
    if not isinstance(item, BaseModel):
        yield f"{pad}- {item}"
        return
    inner = list(_lines(item, indent + 1))
    if inner:
        yield f"{pad}- {inner[0].strip()}"
        yield from inner[1:]
