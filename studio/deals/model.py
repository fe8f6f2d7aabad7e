"""The deal as the CRM holds it: record, people, timeline."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, StringConstraints

from playbook.text_files import plain_date

Side = Literal["buyer", "seller", "partner"]
Forecast = Literal["pipeline", "best_case", "commit", "omitted"]


class UnknownEvent(ValueError):
    """An event id that the deal's timeline does not have."""

    def __init__(self, deal: Deal, event_id: str) -> None:
        known = ", ".join(event.id for event in deal.events)
        super().__init__(f"deal '{deal.id}' has no event '{event_id}', expected one of {known}")


def _as_text(value: Any) -> Any:
    """Turn what YAML made of a CRM value back into text; leave mappings to be refused."""
    value = plain_date(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
        return ", ".join(_as_text(v) for v in value)
    return str(value) if isinstance(value, int | float | datetime.date) else value


def _as_date(value: Any) -> Any:
    value = plain_date(value)
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value.strip())
        except ValueError:
            pass
    if not isinstance(value, datetime.date):
        raise ValueError("expected a date as YYYY-MM-DD")
    return value


def _as_amount(value: Any) -> int | float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value) or value < 0:
        raise ValueError("expected an amount: a number of 0 or more, without separators")
    return value


def _as_file_name(value: Any) -> Any:
    value = _as_text(value)
    if isinstance(value, str) and (not value.strip(". ") or set(value) & set("/\\\0")):
        raise ValueError("expected a plain name without path separators")
    return value


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Blank = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
Loose = Annotated[str, BeforeValidator(_as_text)]
Date = Annotated[datetime.date, BeforeValidator(_as_date)]
Amount = Annotated[float, PlainValidator(_as_amount)]
FileName = Annotated[str, BeforeValidator(_as_file_name), StringConstraints(min_length=1)]
Fields = Annotated[dict[str, Loose], BeforeValidator(lambda value: {} if value is None else value)]


class _Part(BaseModel):
    """Part of a deal: unknown keys are left aside, as CRMs hold more; wrong types are refused."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class Account(_Part):
    """The company that may buy."""

    name: Name
    industry: Blank = ""
    employees: int | None = None
    country: Blank = ""


class Opportunity(_Part):
    """The CRM record as one snapshot; what it says may be wrong."""

    name: Blank = ""
    amount: Amount | None = None
    currency: Annotated[Blank, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    stage: Blank = ""
    forecast: Forecast | None = None
    created: Date | None = None
    close_date: Date | None = None
    next_step: Loose = ""
    fields: Fields = Field(default_factory=dict)


class Person(_Part):
    """Somebody in the deal; `side` says for whom they work."""

    id: Name
    name: Name
    title: Blank = ""
    side: Side
    role: Blank = ""
    email: Blank = ""


class RecordOverride(_Part):
    """What changes in the record from an event on; an explicit null clears the value."""

    stage: Blank | None = None
    amount: Amount | None = None
    close_date: Date | None = None
    forecast: Forecast | None = None
    next_step: Loose | None = None
    fields: Fields = Field(default_factory=dict)


#: What people call the events that start a workflow.
EVENT_NAMES = {
    "inbound_lead": "Inbound lead", "discovery_booked": "Discovery booked", "call_completed": "Call completed",
    "demo_landed": "Demo agreed", "manager_review": "Manager review", "proposal_requested": "Proposal requested",
    "single_threaded": "Only one buyer active", "crm_updated": "CRM updated",
}


class Event(_Part):
    """A point on the timeline; a workflow run there sees this evidence and the earlier."""

    id: Name
    date: Date
    type: Name
    evidence: Annotated[list[FileName], BeforeValidator(lambda v: [] if v is None else v)] = Field(
        default_factory=list)
    about: FileName | None = None
    record: RecordOverride | None = None


class Deal(_Part):
    """One deal; `folder` is where it was read from and is never dumped."""

    id: FileName
    account: Account
    opportunity: Opportunity
    seller_company: Blank = ""
    product: Blank = ""
    people: list[Person]
    events: Annotated[list[Event], Field(min_length=1)]
    folder: Path = Field(Path(), exclude=True)

    def person(self, person_id: str) -> Person | None:
        """Return the person with this id, if there is one."""
        return next((p for p in self.people if p.id == person_id), None)

    def event(self, event_id: str) -> Event:
        """Return the event with this id. Raises UnknownEvent."""
        found = next((e for e in self.events if e.id == event_id), None)
        if found is None:
            raise UnknownEvent(self, event_id)
        return found

    @property
    def owner(self) -> Person | None:
        """The seller who owns the deal: by role, else the first seller."""
        sellers = [p for p in self.people if p.side == "seller"]
        return next((p for p in sellers if p.role.casefold() == "owner"), sellers[0] if sellers else None)


@dataclass(frozen=True, slots=True)
class Record:
    """The CRM record as it stands at an event."""

    amount: float | None
    currency: str
    stage: str
    forecast: str | None
    created: datetime.date | None
    close_date: datetime.date | None
    next_step: str
    fields: dict[str, str] = field(default_factory=dict)


def record_at(deal: Deal, event_id: str) -> Record:
    """Return the record with the overrides of every event up to and with this one.

    Raises UnknownEvent.
    """
    deal.event(event_id)
    seen = deal.opportunity
    record = Record(seen.amount, seen.currency, seen.stage, seen.forecast, seen.created,
                    seen.close_date, seen.next_step, dict(seen.fields))
    for event in deal.events:
        if event.record:
            record = _overridden(record, event.record)
        if event.id == event_id:
            break
    return record


def _overridden(record: Record, override: RecordOverride) -> Record:
    changes = {name: getattr(override, name) for name in override.model_fields_set - {"fields"}}
    for name in ("stage", "next_step"):
        if name in changes:
            changes[name] = changes[name] or ""
    return replace(record, **changes, fields=record.fields | override.fields)
