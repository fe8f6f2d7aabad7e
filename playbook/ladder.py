"""The specificity ladder: a playbook with its deeper fields taken away."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import BaseModel

from playbook.model import DEPTHS, Depth, Playbook

Level = Literal["none", "named", "defined", "evidenced", "guided", "exemplified"]
LEVELS: tuple[Level, ...] = get_args(Level)


def depth_of(model: type[BaseModel], field: str) -> Depth:
    """Return the lowest level at which a field is kept."""
    extra = model.model_fields[field].json_schema_extra
    return extra["depth"] if isinstance(extra, dict) and "depth" in extra else "named"


def at_level(book: Playbook, level: Level) -> Playbook:
    """Return the playbook with every field above the level removed.

    The result is itself a valid playbook; its `specificity` is a label for
    people, and nothing else in it tells the level.
    """
    if level == "none":
        return Playbook(id=book.id, name=book.name, version=book.version, specificity="none")
    kept = _taken(book, DEPTHS.index(level))
    return Playbook.model_validate(kept | {"specificity": level})


def _taken(part: BaseModel, limit: int) -> dict[str, Any]:
    kind = type(part)
    kept: dict[str, Any] = {}
    for field in kind.model_fields:
        value = getattr(part, field)
        if DEPTHS.index(depth_of(kind, field)) > limit:
            continue
        if isinstance(value, BaseModel):
            kept[field] = _taken(value, limit)
        elif isinstance(value, list):
            kept[field] = [_taken(v, limit) if isinstance(v, BaseModel) else v for v in value]
        else:
            kept[field] = value
    return kept
