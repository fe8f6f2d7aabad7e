"""What differs between two versions of one part, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from playbook.difference.alignment import Match, align
from playbook.difference.words import Piece, word_pieces
from playbook.model import Entry

ItemKind = Literal["kept", "added", "gone", "changed"]
Came = Literal["", "added", "gone"]

_FIRST = ("id", "name", "meaning")
EMPTY = "nothing in it"
#: What parts without an id are told apart by, once their whole content differs.
_TELLING = ("score", "title", "field", "element", "event", "workflow", "entry", "find", "text")
_NAMED_BY = ("name", "title", "field", "element", "event", "workflow", "entry")


@dataclass(frozen=True)
class Item:
    """One text, or one item of a list; `was` and `now` are its places, from 1."""

    kind: ItemKind
    pieces: tuple[Piece, ...]
    was: int | None = None
    now: int | None = None
    moved: bool = False


@dataclass(frozen=True)
class FieldChange:
    """What differs in one field.

    `field` is its place, such as `components.identified.signals`; `place` is
    the same with the names of parts for their ids. `came` says that the part
    it belongs to is itself new or gone.
    """

    field: str
    items: tuple[Item, ...]
    place: tuple[str, ...] = ()
    came: Came = ""

    @property
    def order_only(self) -> bool:
        """Whether the same items stand in another order, and nothing else."""
        return all(i.kind == "kept" for i in self.items)


@dataclass(frozen=True)
class _Here:
    """Where the comparison stands: ids, names, and whether this part came or went."""

    steps: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    came: Came = ""

    def to(self, step: str, name: str = "", came: Came = "") -> _Here:
        return _Here((*self.steps, step), (*self.place, name or step), self.came or came)

    def change(self, items: Sequence[Item]) -> FieldChange:
        return FieldChange(".".join(self.steps), tuple(items), self.place, self.came)


def field_changes(before: BaseModel | None, after: BaseModel | None,
                  skip: frozenset[str] = frozenset()) -> list[FieldChange]:
    """Return what differs between two versions of a part: its name first, then in the schema's order.

    None stands for a part that is not there: then only fields that are not
    at their default are named. Lists of entries are left to the caller.
    """
    came: Came = "added" if before is None else "gone" if after is None else ""
    return list(_model(before, after, _Here(came=came), skip))


def _model(before: BaseModel | None, after: BaseModel | None, here: _Here,
           skip: frozenset[str] = frozenset()) -> Iterator[FieldChange]:
    one = after if before is None else before
    for field, info in sorted(type(one).model_fields.items(), key=lambda f: f[0] not in _FIRST):
        if field in skip:
            continue
        if before is not None and after is not None:
            yield from _field(getattr(before, field), getattr(after, field), here.to(field))
        elif field != "id" and (value := getattr(one, field)) != info.get_default(call_default_factory=True):
            yield from _field(*((value, None) if after is None else (None, value)), here.to(field))


def _field(was: Any, now: Any, here: _Here) -> Iterator[FieldChange]:
    if was is now or was == now:
        return
    if isinstance(was, list) or isinstance(now, list):
        was, now = (value if isinstance(value, list) else [] for value in (was, now))
        first = (was or now)[0]
        if isinstance(first, BaseModel):
            yield from () if isinstance(first, Entry) else _parts(was, now, here)
        else:
            yield from _texts([plain(v) for v in was], [plain(v) for v in now], here)
    elif isinstance(was, BaseModel) or isinstance(now, BaseModel):
        yield from _optional(was, now, here)
    elif (old := plain(was)) != (new := plain(now)):
        yield here.change([text_item(old, new)])


def _optional(was: Any, now: Any, here: _Here) -> Iterator[FieldChange]:
    both = isinstance(was, BaseModel) and isinstance(now, BaseModel)
    was, now = (value if isinstance(value, BaseModel) else None for value in (was, now))
    inside = list(_model(was, now, here))
    if not both and not inside:
        inside = [here.change([text_item(EMPTY if was else "", EMPTY if now else "")])]
    yield from inside


def text_item(was: str, now: str) -> Item:
    """Return a text that differs as one item."""
    kind: ItemKind = "changed" if was and now else "added" if now else "gone"
    return Item(kind, word_pieces(was, now))


def text_items(was: Sequence[str], now: Sequence[str]) -> list[Item]:
    """Return two lists of texts as one, each text kept, added, gone or changed."""
    return [_item(m, was, now) for m in align(was, now, (str,), str)]


def _item(match: Match, was: Sequence[str], now: Sequence[str]) -> Item:
    old = "" if match.was is None else was[match.was]
    new = "" if match.now is None else now[match.now]
    kind: ItemKind = "added" if match.was is None else "gone" if match.now is None else (
        "kept" if old == new else "changed")
    return Item(kind, word_pieces(old, new), _from_one(match.was), _from_one(match.now), match.moved)


def _from_one(place: int | None) -> int | None:
    return None if place is None else place + 1


def _texts(was: Sequence[str], now: Sequence[str], here: _Here) -> Iterator[FieldChange]:
    items = text_items(was, now)
    if any(i.kind != "kept" or i.moved for i in items):
        yield here.change(items)


# -- lists of parts: components, slides, anchors, examples, …

def _parts(was: Sequence[BaseModel], now: Sequence[BaseModel], here: _Here) -> Iterator[FieldChange]:
    matches = align(was, now, _keys((was or now)[0]), words_of)
    if any(m.moved for m in matches):
        yield here.change([_item(m, [name_of(p) for p in was], [name_of(p) for p in now]) for m in matches])
    for match in matches:
        old = None if match.was is None else was[match.was]
        new = None if match.now is None else now[match.now]
        shown = old if new is None else new
        step = getattr(shown, "id", None) or str((match.was if match.now is None else match.now) + 1)
        came: Came = "added" if old is None else "gone" if new is None else ""
        if old != new:
            yield from _model(old, new, here.to(step, name_of(shown), came))


def _keys(one: BaseModel) -> tuple:
    fields = type(one).model_fields
    if "id" in fields:
        return (lambda part: part.id,)
    telling = next((f for f in _TELLING if f in fields), None)
    return (_content, *((lambda part: getattr(part, telling),) if telling else ()))


def _content(part: BaseModel) -> str:
    return json.dumps(part.model_dump(mode="json"), ensure_ascii=False)


def words_of(part: BaseModel) -> str:
    """Return all that a part says, as one text to compare it by."""
    return " ".join(_leaves(part))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from _leaves(getattr(value, field))
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield plain(value)


def name_of(part: BaseModel) -> str:
    """Return what a part is called; its first words where it has no name."""
    if hasattr(part, "score"):
        return f"score {part.score}"
    return next((str(getattr(part, f)) for f in _NAMED_BY if getattr(part, f, "")), "") or _short(part)


def _short(part: BaseModel) -> str:
    words = next((plain(getattr(part, f)) for f in type(part).model_fields if plain(getattr(part, f))), "")
    return words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + " …"


def plain(value: Any) -> str:
    """Return a value as the text that people read."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
