"""From loose data to a reply: what fits the form is kept, the rest is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from playbook.model import Status
from studio.drafting.prompting.reply import (
    Reply,
    ReplyAction,
    ReplyBehaviour,
    ReplyDocument,
    ReplyInference,
    ReplyObservation,
    ReplyQuote,
    ReplySection,
    schema_problems,
)

LANES: dict[str, type[BaseModel]] = {"observed": ReplyObservation, "inferred": ReplyInference,
                                     "recommended": ReplyAction, "behaviours": ReplyBehaviour}
PARTS = (*LANES, "stage_supported", "document")
_ALSO = {"behaviors": "behaviours", "text": "words", "with_": "with", "observations": "observed",
         "inferences": "inferred", "recommendations": "recommended"}
# Keys of the finished draft that a model may add; they say nothing that the studio does not find itself.
_PASSED = frozenset({"speaker", "start", "end", "basis", "workflow", "deal", "as_of", "engine", "model", "playbook",
                     "specificity", "usage", "approval"})
_NOTHING = frozenset({"", "none", "null", "nil", "n/a", "undefined"})
_STATUSES = get_args(Status)
Note = Callable[[str], None]


def roots(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the objects in some data that hold parts of a reply, keys made even."""
    if isinstance(data, dict):
        even = {_key(k): v for k, v in data.items()}
        if any(_fits(part, even.get(part)) for part in PARTS):
            yield even
            return
    if isinstance(data, dict | list) and depth < 3:
        for inner in data.values() if isinstance(data, dict) else data:
            yield from roots(inner, depth + 1)


def _fits(part: str, value: Any) -> bool:
    if part in LANES:
        return isinstance(value, list)
    return isinstance(value, str if part == "stage_supported" else dict) and (
        part != "document" or "sections" in map(_key, value))


def _key(key: Any) -> str:
    even = re.sub(r"[^a-z]+", "_", str(key).strip().lower()).strip("_")
    return _ALSO.get(even, even)


def salvage(root: dict[str, Any], note: Note) -> Reply:
    """Return what of a root fits the form; what does not is noted."""
    for key in root.keys() - set(PARTS) - _PASSED:
        note(f"'{key}' is no part of the form and was left aside.")
    lanes = {lane: tuple(_items(lane, model, root.get(lane), note)) for lane, model in LANES.items()}
    stage = root.get("stage_supported")
    return Reply(**lanes, stage_supported=stage.strip().lower() if isinstance(stage, str) else None,
                 document=_document(root.get("document"), note))


def _items(lane: str, model: type[BaseModel], given: Any, note: Note) -> Iterator[BaseModel]:
    for number, raw in enumerate(given if isinstance(given, list) else (), 1):
        where = f"{lane}, item {number}"
        if not isinstance(raw, dict):
            note(f"{where} is no object and was left out.")
            continue
        item = _even(model, raw, where, note)
        if "id" in model.model_fields and model is not ReplyBehaviour:
            item.setdefault("id", "")
        if model is ReplyObservation:
            item["quotes"] = [q for q in _each(ReplyQuote, item.get("quotes"), f"{where}, quote", note)]
        if (made := _made(model, item, where, note)) is not None:
            yield made


def _each(model: type[BaseModel], given: Any, where: str, note: Note) -> Iterator[BaseModel]:
    for number, raw in enumerate(given or (), 1):
        if isinstance(raw, dict):
            item = _even(model, raw, f"{where} {number}", note)
            if (made := _made(model, item, f"{where} {number}", note)) is not None:
                yield made
        else:
            note(f"{where} {number} is no object and was left out.")


def _made(model: type[BaseModel], item: dict[str, Any], where: str, note: Note) -> BaseModel | None:
    try:
        return model.model_validate(item)
    except ValidationError as error:
        faults = "; ".join(str(p) for p in list(schema_problems(error))[:3])
        note(f"{where} was left out: {faults}.")
        return None


def _even(model: type[BaseModel], raw: dict[str, Any], where: str, note: Note) -> dict[str, Any]:
    """An item with the form's keys only, single values put in lists, empty words taken away."""
    known = {field.alias or name: get_origin(field.annotation) is tuple for name, field in model.model_fields.items()}
    item: dict[str, Any] = {}
    for written, value in raw.items():
        key = _key(written)
        if key not in known:
            if key not in _PASSED:
                note(f"{where}: '{key}' is no part of the form and was left aside.")
            continue
        if isinstance(value, str) and value.strip().lower() in _NOTHING:
            value = None
        if known[key]:
            value = [] if value is None else value if isinstance(value, list) else [value]
        elif isinstance(value, list) and len(value) == 1:
            value = value[0]
        if value is not None:
            item[key] = _status(value, where, note) if key == "status" else value
    return item


def _status(value: Any, where: str, note: Note) -> str | None:
    status = str(value).strip().lower()
    if status in _STATUSES:
        return status
    note(f"{where}: '{str(value)[:40]}' is no status, expected one of {', '.join(_STATUSES)}.")
    return None


def _document(given: Any, note: Note) -> ReplyDocument:
    if not isinstance(given, dict):
        return ReplyDocument(title="")
    item = _even(ReplyDocument, given, "document", note)
    sections = tuple(_each(ReplySection, item.get("sections"), "document, section", note))
    return ReplyDocument(title=str(item.get("title", "")), sections=sections)
