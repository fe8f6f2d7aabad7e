"""Coaching beside every field: what to ask, what good looks like."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError, model_validator

from playbook.files import first_fault
from playbook.model.base import Model
from playbook.text_files import FileFault, read_yaml

FOLDER = Path(__file__).parent
LONGEST = 300


def _joined(value: Any) -> Any:
    return "\n".join(map(str, value)) if isinstance(value, list) else value


Said = Annotated[str, BeforeValidator(_joined),
                 StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]


class Coaching(BaseModel):
    """What stands beside one field; in examples of lists each line is one item.

    `ask` is the question of the guided mode, `weak` and `strong` are the same
    subject twice, `hint` stands in the empty box. Where `guided` is false only
    the expert mode shows the field.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: Said
    why: Said
    good: Said
    weak: Said
    strong: Said
    misread: Said
    hint: Annotated[str, StringConstraints(max_length=LONGEST)] = ""
    guided: bool = True

    @model_validator(mode="after")
    def _differ(self) -> Coaching:
        if self.weak == self.strong:
            raise ValueError("weak and strong are the same, expected two examples")
        return self


class _Written(BaseModel):
    """What a file says of one kind; a field may leave out what its parent kind says."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    about: Said
    order: tuple[str, ...]
    fields: dict[str, dict[str, Any]]


class KindCoaching(BaseModel):
    """One kind of entry with all that it inherits."""

    model_config = ConfigDict(frozen=True)

    about: str
    order: tuple[str, ...]
    fields: dict[str, Coaching]


def coach(kind: type[BaseModel], field: str) -> Coaching:
    """Return the coaching for one field of a kind of entry or of a part of one.

    Raises LookupError where nothing is written for it.
    """
    fields = _kind(kind).fields
    if field not in fields:
        raise LookupError(f"no coaching is written for {kind.__name__}.{field}")
    return fields[field]


def about(kind: type[BaseModel]) -> str:
    """Return what this kind of entry is and why it matters, in a sentence or two."""
    return _kind(kind).about


def guided_order(kind: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields that the guided mode asks for, in its order."""
    return _kind(kind).order


def coached(kind: type[BaseModel]) -> tuple[str, ...]:
    """Return every field with coaching: the guided ones in order, then the rest."""
    found = _kind(kind)
    return tuple(dict.fromkeys((*found.order, *found.fields)))


def _kind(kind: type[BaseModel]) -> KindCoaching:
    kinds = read_coaching()
    if kind not in kinds:
        raise LookupError(f"no coaching is written for {kind.__name__}")
    return kinds[kind]


@lru_cache(maxsize=4)
def read_coaching(folder: Path = FOLDER) -> dict[type[BaseModel], KindCoaching]:
    """Return the coaching of every kind that the YAML files of a folder speak of.

    Raises FileFault with the file, the field and what was expected.
    """
    known = {kind.__name__.lstrip("_"): kind for kind in _kinds(Model)}
    written: dict[type[BaseModel], tuple[Path, _Written]] = {}
    for path in sorted(folder.glob("*.yaml")):
        data = read_yaml(path)
        if not isinstance(data, dict):
            raise FileFault(path, "", "expected a mapping of kinds of entry to their coaching")
        for name, said in data.items():
            if name not in known:
                raise FileFault(path, str(name), f"is no kind of entry, expected one of {', '.join(sorted(known))}")
            if known[name] in written:
                raise FileFault(path, name, f"stands in {written[known[name]][0].name} too, expected once")
            written[known[name]] = path, _checked(_Written, said, path, name)
    return {kind: _inherited(kind, written) for kind in written}


def _kinds(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for child in kind.__subclasses__():
        yield child
        yield from _kinds(child)


def _inherited(kind: type[BaseModel], written: dict[type[BaseModel], tuple[Path, _Written]]) -> KindCoaching:
    """Return a kind with what its parent kinds say where it says nothing itself."""
    path, own = written[kind]
    line = [written[k][1] for k in kind.__mro__ if k in written]
    said: dict[str, dict[str, Any]] = {}
    for one in reversed(line):
        for field, texts in one.fields.items():
            said[field] = said.get(field, {}) | texts
    place = kind.__name__.lstrip("_")
    for field in said:
        if field not in kind.model_fields:
            raise FileFault(path, f"{place}.{field}", "is no field of it, expected one of the schema's names")
    fields = {f: _checked(Coaching, texts, path, f"{place}.fields.{f}") for f, texts in said.items()}
    order = tuple(dict.fromkeys(f for one in line for f in one.order))
    if odd := set(order) ^ {f for f, c in fields.items() if c.guided}:
        raise FileFault(path, f"{place}.order", f"expected each guided field once and no other (see {min(odd)})")
    return KindCoaching(about=own.about, order=order, fields=fields)


def _checked(model: type[BaseModel], data: Any, path: Path, place: str) -> Any:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        where, expected = first_fault(error, data)
        raise FileFault(path, f"{place}.{where}".rstrip("."), expected) from None
