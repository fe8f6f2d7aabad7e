"""What kind of answer each field of the playbook takes, read from the models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from playbook.model import Playbook
from playbook.model.base import BEHAVIOUR_IDS, QUALIFICATION_IDS, STAGE_IDS, Condition, Entry
from playbook.model.behaviours import Behaviour
from playbook.model.governance import Agent, EventRule, Grant
from playbook.model.method import TalkPair
from playbook.model.plays import Play, Trigger, Who
from playbook.model.process import ExitCriterion, Requirement, Stage
from playbook.model.qualification import CaptureField, Element, RecordClaim
from studio.drafting.draft import WORKFLOWS
from studio.ui.deal import EVENTS

Form = Literal["text", "line", "lines", "choice", "choices", "flag", "whole", "number", "date", "rows", "part",
               "ref", "refs"]


@dataclass(frozen=True)
class Shape:
    """The form of a field; `of` is the model of its rows, `choices` what may be picked, `optional` may be empty."""

    form: Form
    of: type[BaseModel] | None = None
    choices: tuple[str, ...] = ()
    optional: bool = True
    longest: int = 8000


#: Fields whose value names something else: what it names.
_REFS: dict[tuple[type[BaseModel], str], str] = {
    (Condition, "segments"): "segments", (Element, "expected_by"): "stages", (CaptureField, "component"): "components",
    (RecordClaim, "component"): "components", (Requirement, "element"): "elements", (Trigger, "entry"): "judged",
    (Trigger, "stages"): "stages", (Trigger, "component"): "all_components", (Who, "entry"): "judged",
    (Play, "closes"): "judged", (Behaviour, "stages"): "stages", (TalkPair, "row"): "rows",
    (ExitCriterion, "events"): "events", (EventRule, "event"): "events", (EventRule, "workflow"): "workflows",
    (EventRule, "agent"): "agents", (Agent, "drafts"): "workflows", (Grant, "workflow"): "workflows",
}
_CANONICAL = {Stage: STAGE_IDS, Element: QUALIFICATION_IDS, Behaviour: BEHAVIOUR_IDS}


@lru_cache(maxsize=1000)
def shape_of(kind: type[BaseModel], field: str) -> Shape:
    """Return the form of a field."""
    info = kind.model_fields[field]
    annotation, optional = _bare(info.annotation)
    optional = optional or not info.is_required()
    if field == "canonical":
        return Shape("choice", choices=_CANONICAL.get(kind, ()))
    if (kind, field) in _REFS:
        return Shape("refs" if get_origin(annotation) is list else "ref", optional=optional)
    if get_origin(annotation) is list:
        return _listed(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return Shape("choice", choices=get_args(annotation), optional=optional and info.default is None)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return Shape("part", of=annotation)
    simple: dict[Any, Form] = {bool: "flag", int: "whole", float: "number", date: "date"}
    if annotation in simple:
        return Shape(simple[annotation], optional=optional and info.default is None)
    longest = _longest(info)
    return Shape("line" if _short(field) else "text", optional=optional, longest=longest)


def _bare(annotation: Any) -> tuple[Any, bool]:
    """A type without None and without Annotated, and whether None was in it."""
    if get_origin(annotation) in (Union, UnionType):
        rest = [a for a in get_args(annotation) if a is not type(None)]
        return _bare(rest[0])[0], True
    if hasattr(annotation, "__metadata__"):
        return _bare(get_args(annotation)[0])[0], False
    return annotation, False


def _listed(item: Any) -> Shape:
    bare, _ = _bare(item)
    if get_origin(bare) is Literal:
        return Shape("choices", choices=get_args(bare))
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return Shape("rows", of=bare)
    return Shape("lines", longest=2000)


def _longest(info: FieldInfo) -> int:
    limits = [m.max_length for m in info.metadata if isinstance(m, StringConstraints) and m.max_length]
    limits += [m.max_length for m in info.metadata if type(m).__name__ == "MaxLen"]
    return min(limits, default=8000)


_SHORT = ("name", "owner", "title", "field", "framework", "currency", "record_field", "approver", "granted_by")


def _short(field: str) -> bool:
    return field in _SHORT or field == "text"


def names_for(kind: type[BaseModel], field: str, book: Playbook, around: Any) -> dict[str, str]:
    """Return what a field may refer to, by id, with what it is called; `around` is the entry's data."""
    what = _REFS[kind, field]
    if what == "components":
        return {c["id"]: c["name"] for c in (around or {}).get("components", [])}
    if what == "events":
        return dict(EVENTS)
    if what == "workflows":
        return {w: w.replace("_", " ").capitalize() for w in WORKFLOWS}
    lists: dict[str, list[Any]] = {
        "segments": list(book.segments), "stages": list(book.process), "elements": list(book.qualification.elements),
        "judged": [*book.qualification.elements, *book.behaviours], "rows": list(book.method.rows),
        "agents": list(book.orchestration.agents),
        "all_components": [c for e in book.qualification.elements for c in e.components],
    }
    return {e.id: e.name for e in lists[what] if not (isinstance(e, Entry) and e.archived)}
