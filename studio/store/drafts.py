"""Drafts that wait for people: kept as they were drafted, never changed."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from studio.drafting.draft import Draft
from studio.store.database import writing
from studio.store.people import keep_setting, setting

_SALT = "salt"


@dataclass(frozen=True)
class KeptDraft:
    """A draft with who made it, when, and for which deal."""

    id: str
    deal: str
    event_date: str
    agent: str
    by: str
    at: str
    prompt_version: str
    replaces: str
    draft: Draft


@dataclass(frozen=True)
class Glance:
    """A kept draft as a list shows it, without its text.

    `items` are the ids that a person is asked to decide on; `statuses` how
    many elements have which status.
    """

    id: str
    deal: str
    workflow: str
    as_of: str
    event_date: str
    agent: str
    by: str
    at: str
    items: tuple[str, ...]
    statuses: Mapping[str, int]


def keep(db: Database, draft: Draft, *, event_date: str, agent: str, by: str, at: datetime,
         prompt_version: str = "", replaces: str = "") -> tuple[str, bool]:
    """Keep a draft once; return its id and whether it is new here.

    The id is a salted hash of what is in the draft: equal drafts are one,
    and nobody can tell from an id what a draft said that was forgotten.
    """
    with writing(db):
        number = hashlib.sha256(f"{_salt(db)}:{draft.digest()}".encode()).hexdigest()[:16]
        if db.execute("select 1 from drafts where id = ?", [number]).fetchone():
            return number, False
        db["drafts"].insert({
            "id": number, "deal": draft.deal, "workflow": draft.workflow, "as_of": draft.as_of,
            "event_date": event_date, "engine": draft.engine, "model": draft.model or "",
            "prompt_version": prompt_version, "playbook": draft.playbook.id,
            "playbook_version": draft.playbook.version, "agent": agent, "by": by, "at": at.isoformat(),
            "data": draft.model_dump_json(by_alias=True), "replaces": replaces, "glance": _glance_of(draft)})
    return number, True


def _salt(db: Database) -> str:
    found = setting(db, _SALT)
    if not found:
        found = secrets.token_hex(16)
        keep_setting(db, _SALT, found)
    return found


def decidable(draft: Draft) -> tuple[str, ...]:
    """Return the items that a person is asked to decide on: what was judged, what is recommended."""
    return (*(i.id for i in draft.inferred if i.status), *(r.id for r in draft.recommended))


def _glance_of(draft: Draft) -> str:
    statuses: dict[str, int] = {}
    for one in draft.inferred:
        if one.status:
            statuses[one.status] = statuses.get(one.status, 0) + 1
    return json.dumps({"items": decidable(draft), "statuses": statuses})


def find(db: Database, number: str) -> KeptDraft | None:
    """Return a kept draft by its id."""
    return next((_kept(r) for r in db.query("select * from drafts where id = ?", [number])), None)


def kept(db: Database, *, deal: str = "", workflow: str = "", as_of: str = "") -> list[KeptDraft]:
    """Return kept drafts, the newest first; of one deal, workflow or event where named."""
    rows = db.query("select * from drafts where (? = '' or deal = ?) and (? = '' or workflow = ?) and "
                    "(? = '' or as_of = ?) order by event_date desc, rowid desc",
                    [deal, deal, workflow, workflow, as_of, as_of])
    return [_kept(r) for r in rows]


def with_decisions(db: Database, deal: str) -> list[KeptDraft]:
    """Return the drafts of a deal on which somebody has decided."""
    rows = db.query("select * from drafts where deal = ? and id in (select draft from decisions) "
                    "order by event_date, rowid", [deal])
    return [_kept(r) for r in rows]


def glances(db: Database, deal: str = "") -> list[Glance]:
    """Return kept drafts of one deal or all as a list shows them, the newest first."""
    rows = db.query("select id, deal, workflow, as_of, event_date, agent, by, at, glance, "
                    "case when glance is null then data end as data from drafts where (? = '' or deal = ?) "
                    "order by event_date desc, rowid desc", [deal, deal])
    return [_glance(r) for r in rows]


def name_replaced(db: Database, number: str, review: str, decisions: Iterable[int]) -> None:
    """Note of which review a plan is the plan, and which decisions it was made from."""
    with writing(db):
        db.execute("update drafts set replaces = ? where id = ?", [review, number])
        db.execute("delete from plans where plan = ?", [number])
        db["plans"].insert_all({"plan": number, "decision": d} for d in decisions)


def plan_of(db: Database, review: str) -> tuple[KeptDraft, set[int]] | None:
    """Return the last plan made from a review, with the decisions it was made from."""
    row = db.execute("select id from drafts where replaces = ? and workflow = 'adjusted_call_plan' "
                     "order by rowid desc limit 1", [review]).fetchone()
    found = find(db, row[0]) if row else None
    if found is None:
        return None
    return found, {r[0] for r in db.execute("select decision from plans where plan = ?", [found.id])}


def _glance(row: Mapping[str, Any]) -> Glance:
    held = json.loads(row["glance"] or _glance_of(Draft.model_validate_json(row["data"])))
    return Glance(row["id"], row["deal"], row["workflow"], row["as_of"] or "", row["event_date"] or "",
                  row["agent"] or "", row["by"] or "", row["at"], tuple(held["items"]), held["statuses"])


def _kept(row: Mapping[str, Any]) -> KeptDraft:
    return KeptDraft(row["id"], row["deal"], row["event_date"] or "", row["agent"] or "", row["by"] or "", row["at"],
                     row["prompt_version"] or "", row["replaces"] or "", Draft.model_validate_json(row["data"]))
