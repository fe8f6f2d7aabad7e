"""The placebo: as long and as deep, about another trade."""

from __future__ import annotations

import types
from collections.abc import Iterator
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from playbook.files import read_playbook
from playbook.model import Grant, Play, Playbook, Source
from playbook.model.base import Line, Text

BANK = "placebo"
_LONGEST = {"line": 2000, "text": 8000}
#: Texts that are no part of the standard, and stay as they are.
_STAYS = frozenset({"owner", "currency", "industries", "titles"})
#: Flags that say what counts as proof; the placebo has its own.
_FLAGS = frozenset({"needs", "said_by", "required", "mandatory", "proof", "compare"})
#: Containers whose lists pair up with the bank's by id, before place.
_IDS = ("canonical", "id", "occasion", "score")

Pool = dict[tuple[str, str], list[str]]


def placebo(book: Playbook, bank: Playbook | None = None) -> Playbook:
    """Return a playbook of the same structure whose texts are the bank's.

    Every text that is filled gets one of the same kind of field and the same
    number of words (cut, or continued with the next); lists keep their
    length, ids and references stay. What counts as proof (`needs`, `said_by`,
    `required`, `proof`, `compare`) and whom a play is done with are the
    bank's too, and so are record field keys. Sources are left out. `bank` is
    the shipped playbook `placebo` by default. Same input, same result.
    """
    bank = bank or read_playbook(BANK)
    made = _Maker(bank).rewritten(book, bank)
    made |= {"id": f"{book.id[:80 - len('-placebo')]}-placebo", "version": book.version}
    made["qualification"] = made.get("qualification", {})
    return Playbook.model_validate(made)


class _Maker:
    """Rewrites parts of a playbook with texts from a bank."""

    def __init__(self, bank: Playbook) -> None:
        self._pool: Pool = {}
        self._used: dict[tuple[str, str], int] = {}
        for kind, field, text in _texts_of(bank):
            self._pool.setdefault((kind, field), []).append(text)
        self._all = [text for texts in self._pool.values() for text in texts] or ["something else"]

    def rewritten(self, part: BaseModel, twin: BaseModel | None) -> dict[str, Any]:
        """A part as data, its texts replaced; `twin` is the bank's counterpart."""
        if isinstance(part, Grant):
            return part.model_dump(exclude_unset=True)
        kind, made = type(part), {}
        for field in kind.model_fields:
            value = getattr(part, field)
            if field not in part.model_fields_set or field == "sources":
                continue
            made[field] = self._value(kind, field, value, getattr(twin, field, None))
        if isinstance(part, Play):
            made = self._whom(part, made, twin)
        if made.get("proof") == "qualification" and not made.get("requires"):
            made["proof"] = part.proof
        return made

    def _value(self, kind: type[BaseModel], field: str, value: Any, other: Any) -> Any:
        if field in _FLAGS and other is not None:
            return other
        shape = None if field in _STAYS else text_shape(kind, field)
        if shape and value:
            own = _as_list(other)
            if isinstance(value, str):
                return self._fitted(value, self._supply(kind, field, own, 1), shape)
            texts = self._supply(kind, field, own, len(value))
            return [self._fitted(v, texts[i:] + texts[:i], shape) for i, v in enumerate(value)]
        if isinstance(value, BaseModel):
            return self.rewritten(value, other if isinstance(other, BaseModel) else None)
        if isinstance(value, list) and value and isinstance(value[0], BaseModel):
            return [self.rewritten(v, _twin(v, i, other)) for i, v in enumerate(value)]
        return value

    def _supply(self, kind: type[BaseModel], field: str, own: list[str], wanted: int) -> list[str]:
        """At least `wanted` texts: the twin's own first, then the field's in turn."""
        supply = list(own)
        pool = self._pool.get((kind.__name__, field)) or self._all
        while len(supply) < wanted or not supply:
            turn = self._used.get((kind.__name__, field), 0)
            self._used[(kind.__name__, field)] = turn + 1
            supply.append(pool[turn % len(pool)])
        return supply

    def _fitted(self, model: str, texts: list[str], shape: str) -> str:
        """Bank texts joined and cut to the number of words of `model`."""
        wanted, words, turn = len(model.split()), [], 0
        while len(words) < wanted:
            words += (texts[turn] if turn < len(texts) else self._all[turn % len(self._all)]).split()
            turn += 1
        words = words[:wanted]
        while len(" ".join(words)) > _LONGEST[shape] and len(words) > 1:
            words.pop()
        return " ".join(words)

    def _whom(self, play: Play, made: dict[str, Any], twin: BaseModel | None) -> dict[str, Any]:
        """Give a play people who are found as the bank finds them."""
        ways = [w for w in getattr(twin, "with_whom", ()) if w.find != "person_for"]
        if "with_whom" in made and ways:
            made["with_whom"] = [ways[i % len(ways)].model_dump() for i in range(len(play.with_whom))]
        return made


@cache
def text_shape(kind: type[BaseModel], field: str) -> str | None:
    """`line` or `text` where a field holds free text, or a list of it; else None."""
    hint = get_type_hints(kind, include_extras=True)[field]
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    for option in options:
        inner = get_args(option)[0] if get_origin(option) is list else option
        if inner == Line:
            return "line"
        if inner == Text:
            return "text"
    return None


def _texts_of(part: BaseModel) -> Iterator[tuple[str, str, str]]:
    kind = type(part)
    for field in kind.model_fields:
        value = getattr(part, field)
        if isinstance(part, Source) or field in _STAYS:
            continue
        if text_shape(kind, field):
            yield from ((kind.__name__, field, text) for text in _as_list(value))
        elif isinstance(value, BaseModel):
            yield from _texts_of(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, BaseModel):
                    yield from _texts_of(item)


def _as_list(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [v for v in value or () if isinstance(v, str)]


def _twin(part: BaseModel, index: int, others: Any) -> BaseModel | None:
    """The bank's counterpart of a list's part: by canonical id or id, else by place."""
    others = [o for o in others or () if isinstance(o, BaseModel)]
    for key in _IDS:
        mine = getattr(part, key, None)
        if mine is not None:
            found = next((o for o in others if getattr(o, key, None) == mine), None)
            if found is not None:
                return found
    return others[index % len(others)] if others else None
