"""The placebo: as long and as deep, about another trade."""

from __future__ import annotations

import types
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from playbook.files import read_playbook
from playbook.model import Grant, Play, Playbook, Source, Who
from playbook.model.base import Line, Text

BANK = "placebo"
_LONGEST = {"line": 2000, "text": 8000}
#: Texts that are no part of the standard, and stay as they are.
_STAYS = frozenset({"owner", "currency", "industries"})
#: Flags that say what counts as proof; the placebo has its own.
_FLAGS = frozenset({"needs", "said_by", "required", "mandatory", "proof", "compare"})
#: Containers whose lists pair up with the bank's by id, before place.
_IDS = ("canonical", "id", "occasion", "score")


def placebo(book: Playbook, bank: Playbook | None = None) -> Playbook:
    """Return a playbook of the same structure whose texts are the bank's.

    Every text that is filled gets one of the same kind of field and about
    the same number of words (within a quarter; cut, or continued with the
    next); lists keep their length, ids and references stay. What counts as proof (`needs`, `said_by`,
    `required`, `proof`, `compare`) and whom a play is done with are the
    bank's too, and so are record field keys. Sources are left out. `bank` is
    the shipped playbook `placebo` by default. Same input, same result.
    """
    bank = bank or read_playbook(BANK)
    made = _Maker(bank, _same_entries(bank, book)).rewritten(book, bank)
    return Playbook.model_validate(made | {"id": f"{book.id[:80 - len('-placebo')]}-placebo"})


def _same_entries(bank: Playbook, book: Playbook) -> dict[str, str]:
    """The given playbook's id for each id of the bank's elements and behaviours."""
    mine = {e.reported_id: e.id for e in (*book.qualification.elements, *book.behaviours)}
    return {e.id: mine[e.reported_id] for e in (*bank.qualification.elements, *bank.behaviours)
            if e.reported_id in mine}


class _Maker:
    """Rewrites parts of a playbook with texts from a bank."""

    def __init__(self, bank: Playbook, entries: dict[str, str]) -> None:
        self._entries = entries
        self._pool: dict[tuple[str, str], list[str]] = {}
        self._used: Counter[str] = Counter()
        for kind, field, text in _texts_of(bank):
            self._pool.setdefault((kind, field), []).append(text)
        self._all = [text for texts in self._pool.values() for text in texts]

    def rewritten(self, part: BaseModel, twin: BaseModel | None) -> dict[str, Any]:
        """A part as data, its texts replaced; `twin` is the bank's counterpart."""
        if isinstance(part, Grant):
            return part.model_dump(exclude_unset=True)
        made = {field: self._value(type(part), field, getattr(part, field), getattr(twin, field, None))
                for field in type(part).model_fields if field in part.model_fields_set and field != "sources"}
        if isinstance(part, Play) and "with_whom" in made and isinstance(twin, Play) and twin.with_whom:
            ways = twin.with_whom
            made["with_whom"] = [self._who(ways[i % len(ways)]) for i in range(len(part.with_whom))]
        if made.get("proof") == "qualification" and not made.get("requires"):
            made["proof"] = part.proof if part.proof != "qualification" else "words"
        return made

    def _value(self, kind: type[BaseModel], field: str, value: Any, other: Any) -> Any:
        if field in _FLAGS and other is not None:
            return other
        shape = None if field in _STAYS else text_shape(kind, field)
        if shape and value:
            pool = self._pool.get((kind.__name__, field)) or self._all
            if isinstance(value, str):
                return self._fitted(value, _as_list(other) or pool, pool, shape)
            return self._listed(value, _as_list(other), pool, shape)
        if isinstance(value, BaseModel):
            return self.rewritten(value, other if isinstance(other, BaseModel) else None)
        if isinstance(value, list) and value and isinstance(value[0], BaseModel):
            return [self.rewritten(v, _twin(v, i, other)) for i, v in enumerate(value)]
        return value

    def _listed(self, values: list[str], own: list[str], pool: list[str], shape: str) -> list[str]:
        """One bank text for each value; the twin's own come first."""
        return [self._fitted(v, own + pool, pool, shape, own=set(own)) for v in values]

    def _fitted(self, model: str, texts: list[str], pool: list[str], shape: str,
                own: frozenset[str] | set[str] = frozenset()) -> str:
        """The least used bank text of about `model`'s length, cut or continued to fit."""
        wanted = len(model.split())
        slack = max(1, wanted // 4)

        def misfit(text: str) -> tuple[int, int, bool]:
            return max(0, abs(_length(text) - wanted) - slack), self._used[text], text not in own

        text = min(texts, key=misfit)
        self._used[text] += 1
        words, turn = text.split(), self._used[text]
        while len(words) < wanted - slack:
            words += pool[turn % len(pool)].split()
            turn += 1
        if len(words) > wanted + slack:
            words = words[:wanted]
        while len(" ".join(words)) > _LONGEST[shape] and len(words) > 1:
            words.pop()
        return " ".join(words)

    def _who(self, way: Who) -> dict[str, Any]:
        """A bank's way to find people, its entry named as the given playbook names it."""
        entry = self._entries.get(way.entry or "")
        if way.find == "person_for" and entry is None:
            return {"find": "main_contact"}
        return way.model_dump(exclude_unset=True, exclude={"entry"}) | ({"entry": entry} if entry else {})


@lru_cache(maxsize=65536)
def _length(text: str) -> int:
    return len(text.split())


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
