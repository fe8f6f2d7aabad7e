"""The form of the answer: what a model fills in, before anything is checked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from playbook.compile import Standard
from playbook.model import STAGE_IDS, Status
from studio.drafting.context import Context
from studio.drafting.draft import QUALIFICATION_FORM
from studio.drafting.quotes import RECORD


class Problem(NamedTuple):
    """A fault of a reply: where it stands and what is wrong, in a plain sentence.

    `breaks` tells that the draft does not keep the contract with it.
    """

    where: str
    says: str
    breaks: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.says}"


#: Fields that may be left empty; structured output counts unions with null, so an empty text stands for it.
_MAY_BE_EMPTY = ("field", "standard", "owner", "due", "stage_supported", "status")


class _Part(BaseModel):
    """A piece of a reply; unknown keys are refused, an empty text counts as nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_none(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {k: None if v == "" and k in _MAY_BE_EMPTY else v for k, v in data.items()}
        return data


class ReplyQuote(_Part):
    """Words as they stand in the evidence; the studio finds where."""

    evidence: str = Field(description="Evidence id, or crm for the record")
    words: str = Field(description="The words, verbatim, at most 300 characters")
    field: str | None = Field(None, description="Name of the record's field where evidence is crm, else empty")


class ReplyObservation(_Part):
    """Something said, written or done."""

    id: str = Field(description="o1, o2, o3 and so on")
    statement: str
    about: tuple[str, ...] = Field((), description="Ids that entries report under, or ids of the form")
    quotes: tuple[ReplyQuote, ...] = ()


class ReplyInference(_Part):
    """What follows by the standard."""

    id: str = Field(description="i1, i2, i3 and so on")
    statement: str
    about: str = Field(description="The id that the entry reports under, or an id of the form")
    status: Status | None = Field(None, description="For an element, else empty")
    confidence: float | None = Field(None, description="0 to 1")
    basis: tuple[str, ...] = Field((), description="Ids of observed or inferred items")
    standard: str | None = Field(None, description="Path of the entry that was applied")


class ReplyAction(_Part):
    """An action to suggest."""

    id: str = Field(description="r1, r2, r3 and so on")
    rank: int = Field(description="1 is to be done first")
    action: str
    owner: str | None = Field(None, description="Person id")
    with_: tuple[str, ...] = Field((), alias="with", description="Person ids")
    due: str | None = Field(None, description="YYYY-MM-DD, not before the event")
    closes: tuple[str, ...] = Field((), description="Ids; the first is the one that counts")
    basis: tuple[str, ...] = ()
    standard: str | None = Field(None, description="Path of the entry that was applied")


class ReplyBehaviour(_Part):
    """The score of one behaviour."""

    id: str = Field(description="The id that the behaviour reports under")
    score: Literal[0, 1, 2, 3]
    basis: tuple[str, ...] = Field((), description="Ids of observed items")
    standard: str | None = None


class ReplySection(_Part):
    """A section of the document."""

    heading: str
    body: str = Field(description="A Markdown list; each line ends with the ids it rests on, as in [o3, i1]")


class ReplyDocument(_Part):
    """What a person reads."""

    title: str
    sections: tuple[ReplySection, ...] = ()


class Reply(_Part):
    """A model's answer, in its form but not yet checked."""

    observed: tuple[ReplyObservation, ...]
    inferred: tuple[ReplyInference, ...]
    recommended: tuple[ReplyAction, ...]
    behaviours: tuple[ReplyBehaviour, ...]
    stage_supported: str | None
    document: ReplyDocument


def reply_schema(standard: Standard | None = None, context: Context | None = None) -> dict[str, Any]:
    """Return the JSON Schema of a reply, inside what structured output allows.

    A `standard` limits ids and stages to its own; a `context` limits evidence
    and people to the deal's. The API's prompt cache counts the schema as part
    of what is shared: give a standard, which is shared anyway, and give a
    context only for a single draft.
    """
    schema = Reply.model_json_schema(mode="serialization", by_alias=True)
    for part in (schema, *schema["$defs"].values()):
        _strict(part)
    stages = [*STAGE_IDS]
    if standard is not None:
        stages += [s.id for s in standard.stages if s.canonical is None and s.id not in stages]
        _limit_topics(schema["$defs"], standard)
    _choice(schema["properties"]["stage_supported"], stages)
    if context is not None:
        _limit_deal(schema["$defs"], context)
    return schema


def _strict(part: dict[str, Any]) -> None:
    """Every key required, no other allowed, no titles and defaults."""
    part.pop("title", None)
    part.pop("description", None)
    part["additionalProperties"] = False
    part["required"] = list(part["properties"])
    for field in part["properties"].values():
        field.pop("title", None)
        field.pop("default", None)
        _without_null(field)
        if "enum" in field:
            field.pop("type", None)


def _without_null(field: dict[str, Any]) -> None:
    """A text or null becomes a text that may be empty: the number of unions is limited, that of texts is not."""
    options = field.get("anyOf", ())
    kept = [o for o in options if o.get("type") != "null"]
    if len(kept) == len(options) or len(kept) != 1 or not (kept[0].get("type") == "string" or "enum" in kept[0]):
        return
    del field["anyOf"]
    field |= kept[0]
    if "enum" in field:
        field["enum"] = [*field["enum"], ""]
    field["description"] = f"{field.get('description', '')}; empty where there is none".removeprefix("; ")


def _choice(field: dict[str, Any], values: Sequence[str]) -> None:
    """Limit a text, a text or null, or a list of texts to some values."""
    if not values:
        return
    for place in (field, field.get("items", {}), *field.get("anyOf", ())):
        if place.get("type") == "string":
            del place["type"]
            place["enum"] = [*values, *([""] if "empty where" in place.get("description", "") else [])]


def _limit_topics(parts: dict[str, Any], standard: Standard) -> None:
    reported = [e.reported_id for e in (*standard.elements, *standard.behaviours)]
    topics = list(dict.fromkeys((*QUALIFICATION_FORM, *reported)))
    _choice(parts["ReplyObservation"]["properties"]["about"], topics)
    _choice(parts["ReplyAction"]["properties"]["closes"], topics)
    _choice(parts["ReplyBehaviour"]["properties"]["id"], [b.reported_id for b in standard.behaviours])


def _limit_deal(parts: dict[str, Any], context: Context) -> None:
    _choice(parts["ReplyQuote"]["properties"]["evidence"], [*context.by_id, RECORD])
    for key in ("owner", "with"):
        _choice(parts["ReplyAction"]["properties"][key], list(context.people))


def strict_reply(text: str) -> tuple[Reply | None, list[Problem]]:
    """Return the reply in a text that is JSON in this form, or what is wrong with it."""
    try:
        data = json.loads(text)
    except ValueError as error:
        return None, [Problem("the answer", f"it is no JSON: {error}", True)]
    except RecursionError:
        return None, [Problem("the answer", "it is nested too deeply", True)]
    try:
        return Reply.model_validate(data), []
    except ValidationError as error:
        return None, list(schema_problems(error))


def schema_problems(error: ValidationError) -> Iterable[Problem]:
    """Say in plain sentences where a reply is not in its form."""
    for fault in error.errors(include_url=False):
        where = ".".join(str(step) for step in fault["loc"]) or "the answer"
        given = str(fault.get("input"))[:60]
        says = {"missing": "this is missing", "extra_forbidden": "no such key is asked for"}.get(
            fault["type"], f"{fault['msg'][:1].lower()}{fault['msg'][1:]}, found {given!r}")
        yield Problem(where, says, True)
