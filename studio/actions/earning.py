"""Authority: what each workflow has earned, who granted it, when it falls by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playbook.model.governance import Authority
from studio.acting import require
from studio.actions.base import BadInput
from studio.actions.store import now, store, store_exists
from studio.governing import BARS, RECENT, Eligibility, Record, eligible, falls, is_protected, outcome, record_of

if TYPE_CHECKING:
    from studio.store.grants import Granted


@dataclass(frozen=True)
class Row:
    """One engine and playbook version in a workflow's record."""

    engine: str
    playbook: str
    version: int
    record: Record


def record(workflow: str, field: str = "") -> Record:
    """Return the counted record of a workflow, or of its judgements that can fill one CRM field."""
    if not store_exists():
        return Record()
    with store() as db:
        return record_of(_outcomes(db, workflow, field))


def record_rows(workflow: str) -> list[Row]:
    """Return the record of a workflow by engine and playbook version."""
    if not store_exists():
        return []
    with store() as db:
        found: dict[tuple[str, str, int], list[Any]] = {}
        for row in _reviewed(db, workflow, ""):
            key = (row["engine"], row["playbook"], row["playbook_version"])
            found.setdefault(key, []).append(outcome(row["decision"], row["reason"] or ""))
    return [Row(*key, record_of(outcomes)) for key, outcomes in found.items()]


def most_reviewed() -> str:
    """Return the workflow of which people have decided the most items; empty where nothing is decided."""
    if not store_exists():
        return ""
    with store() as db:
        row = db.execute("select f.workflow from decisions d join drafts f on f.id = d.draft group by f.workflow "
                         "order by count(*) desc, f.workflow limit 1").fetchone()
    return row[0] if row else ""


def _reviewed(db: Any, workflow: str, field: str) -> list[dict[str, Any]]:
    """Decisions that stand on items of a workflow, the newest last; for a field, on what it is filled from."""
    about = element_of(field) if field else ""
    return list(db.query(
        "select d.*, f.engine, f.playbook, f.playbook_version from decisions d join drafts f on f.id = d.draft "
        "where f.workflow = ? and d.lane in ('inferred', 'recommended') and d.decision in "
        "('approve', 'amend', 'reject') and (? = '' or (d.about = ? and d.lane = 'inferred')) and d.id = "
        "(select max(e.id) from decisions e where e.draft = d.draft and e.item = d.item) order by d.id",
        [workflow, about, about]))


def _outcomes(db: Any, workflow: str, field: str) -> list[Any]:
    return [outcome(r["decision"], r["reason"] or "") for r in _reviewed(db, workflow, field)]


def element_of(field: str) -> str:
    """Return the canonical id of the element that a CRM field claims: the field's own name by contract."""
    return field


def may_be_granted(workflow: str, field: str, authority: Authority) -> Eligibility:
    """Say whether a workflow may be granted an authority over a field, and why."""
    found: list[Any] = []
    if store_exists():
        with store() as db:
            found = _outcomes(db, workflow, field)
    return eligible(authority, field, record_of(found), record_of(found[-RECENT:]))


def grant(workflow: str, field: str, authority: Authority) -> int:
    """Grant a workflow an authority over one CRM field. Raises Denied, or BadInput where it is not earned."""
    from studio.drafting.draft import WORKFLOWS
    from studio.store import audit, grants
    from studio.store.database import writing

    who = require("grant")
    if workflow not in WORKFLOWS:
        raise BadInput(f"{workflow}: is no workflow, expected one of {', '.join(WORKFLOWS)}")
    if authority not in BARS:
        raise BadInput(f"{authority}: is no authority, expected one of {', '.join(BARS)}")
    field = " ".join(field.split())
    if not field or len(field) > 120:
        raise BadInput("the field: expected the name of one CRM field")
    with store() as db, writing(db):
        found = _outcomes(db, workflow, field)
        counted = record_of(found)
        allowed = eligible(authority, field, counted, record_of(found[-RECENT:]))
        if not allowed.allowed:
            raise BadInput(f"{workflow.replace('_', ' ')}, {field}: cannot be granted, {allowed.why}")
        number = grants.give(db, workflow, field, authority, record=counted.as_data(), by=who.name,
                             role=who.role or "", at=now())
        audit.record(db, "grant", f"{workflow}:{field}", by=who.name, role=who.role or "", at=now(),
                     detail={"authority": authority, "record": counted.as_data()})
    return number


def revoke(workflow: str, field: str, why: str) -> bool:
    """Take an authority back; anybody with the role may. Raises Denied."""
    from studio.store import audit, grants
    from studio.store.database import writing

    who = require("revoke")
    with store() as db, writing(db):
        done = grants.end(db, workflow, field, by=who.name, at=now(), why=why.strip() or "taken back")
        if done:
            audit.record(db, "revoke", f"{workflow}:{field}", by=who.name, role=who.role or "", at=now())
    return done


def demote(db: Any, workflow: str) -> list[str]:
    """End grants whose record has fallen, inside the transaction of a decision; return the fields."""
    from studio.store import audit, grants

    gone = []
    for held in grants.grants(db):
        if held.workflow != workflow or held.authority == "draft":
            continue
        found = _outcomes(db, workflow, held.field)
        if why := falls(held.authority, held.field, record_of(found), record_of(found[-RECENT:])):
            grants.end(db, workflow, held.field, by="studio", at=now(), why=why)
            audit.record(db, "demote", f"{workflow}:{held.field}", by="studio", role="", at=now(), detail={"why": why})
            gone.append(held.field)
    return gone


def granted(*, holding: bool = True) -> list[Granted]:
    """Return grants that hold, or all there ever were."""
    from studio.store import grants

    if not store_exists():
        return []
    with store() as db:
        return grants.grants(db, holding=holding)


def authority_of(workflow: str, field: str) -> Authority:
    """Return what a workflow may do with a CRM field; `draft` for protected ones, whatever is stored."""
    from studio.store import grants

    if is_protected(field) or not store_exists():
        return "draft"
    with store() as db:
        return grants.authority(db, workflow, field)


def bars() -> dict[Authority, Any]:
    """Return what must be shown before each authority."""
    return dict(BARS)
