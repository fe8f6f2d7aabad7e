"""A manager's decisions on a draft: read, checked, and carried into the plan."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from playbook.files import first_fault
from playbook.model import Status
from playbook.text_files import FileFault, read_yaml
from studio.drafting.assemble import Desk
from studio.drafting.draft import Draft

Verdict = Literal["approve", "amend", "reject"]


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, datetime.date) else value


class Changes(BaseModel):
    """What an amendment changes; what is left out stays as drafted."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    action: str | None = None
    statement: str | None = None
    status: Status | None = None
    owner: str | None = None
    with_: list[str] | None = Field(None, alias="with")
    due: datetime.date | None = None
    rank: int | None = Field(None, ge=1)


class Decision(BaseModel):
    """One item of a draft, decided by a named person."""

    model_config = ConfigDict(extra="forbid")

    item: str = Field(pattern=r"^[oir]\d+$")
    decision: Verdict
    by: str = Field(min_length=1)
    role: str = ""
    at: Annotated[str, BeforeValidator(_as_text)] = ""
    reason: str = ""
    changes: Changes = Field(default_factory=Changes)


def read_decisions(path: Path) -> list[Decision]:
    """Return the decisions in a YAML file. Raises FileFault."""
    data = read_yaml(path)
    if not isinstance(data, dict) or not isinstance(data.get("decisions"), list):
        raise FileFault(path, "", "expected a mapping with a list 'decisions'")
    found = []
    for number, raw in enumerate(data["decisions"], 1):
        try:
            found.append(Decision.model_validate(raw))
        except ValidationError as error:
            where, expected = first_fault(error, raw)
            raise FileFault(path, f"decision {number}{': ' + where if where else ''}", expected) from None
    return found


def check_decisions(decisions: Sequence[Decision], draft: Draft, people: set[str], path: Path | str) -> None:
    """Refuse decisions on items or people that are not there. Raises FileFault."""
    items = {x.id for group in (draft.observed, draft.inferred, draft.recommended) for x in group}
    for decision in decisions:
        if decision.item not in items:
            raise FileFault(path, decision.item, f"no such item in the deal review at {draft.as_of}")
        named = [*(decision.changes.with_ or []), *([decision.changes.owner] if decision.changes.owner else [])]
        for person in named:
            if person not in people:
                raise FileFault(path, decision.item, f"'{person}' is nobody in this deal")


def decided(desk: Desk, decisions: Sequence[Decision]) -> Desk:
    """Carry decisions into the desk: the last one on an item counts.

    Amended actions are changed, rejected ones leave the lane, undecided ones
    stay as they are; amended statuses replace the inferred ones.
    """
    desk.decisions = {d.item: d for d in decisions}
    kept = []
    for action in desk.recommended:
        decision = desk.decisions.get(action.id)
        if decision is None or decision.decision == "approve":
            kept.append(action)
        elif decision.decision == "amend":
            given = {k: v for k, v in decision.changes.model_dump().items()
                     if v is not None and k in ("action", "owner", "with_", "due", "rank")}
            kept.append(action.model_copy(update=given | ({"with_": tuple(given["with_"])} if "with_" in given else {})))
    kept.sort(key=lambda a: a.rank)
    desk.recommended[:] = [a.model_copy(update={"rank": n}) for n, a in enumerate(kept, 1)]
    for number, inference in enumerate(desk.inferred):
        decision = desk.decisions.get(inference.id)
        if decision and decision.decision == "amend":
            given = {k: v for k, v in (("statement", decision.changes.statement),
                                       ("status", decision.changes.status)) if v is not None}
            desk.inferred[number] = inference.model_copy(update=given)
    return desk
