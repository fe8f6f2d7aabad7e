"""Drafts that wait for people: kept as they were drafted, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from studio.drafting.draft import Draft
from studio.store.database import writing


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


def keep(db: Database, draft: Draft, *, event_date: str, agent: str, by: str, at: datetime,
         prompt_version: str = "", replaces: str = "") -> tuple[str, bool]:
    """Keep a draft once; return its id and whether it is new here."""
    number = draft.digest()
    with writing(db):
        if db.execute("select 1 from drafts where id = ?", [number]).fetchone():
            return number, False
        db["drafts"].insert({
            "id": number, "deal": draft.deal, "workflow": draft.workflow, "as_of": draft.as_of,
            "event_date": event_date, "engine": draft.engine, "model": draft.model or "",
            "prompt_version": prompt_version, "playbook": draft.playbook.id,
            "playbook_version": draft.playbook.version, "agent": agent, "by": by, "at": at.isoformat(),
            "data": draft.model_dump_json(by_alias=True), "replaces": replaces})
    return number, True


def find(db: Database, number: str) -> KeptDraft | None:
    """Return a kept draft by its id."""
    return next((_kept(r) for r in db.query("select * from drafts where id = ?", [number])), None)


def kept(db: Database, *, deal: str = "", workflow: str = "", as_of: str = "") -> list[KeptDraft]:
    """Return kept drafts, the newest first; of one deal, workflow or event where named."""
    rows = db.query("select * from drafts where (? = '' or deal = ?) and (? = '' or workflow = ?) and "
                    "(? = '' or as_of = ?) order by event_date desc, rowid desc",
                    [deal, deal, workflow, workflow, as_of, as_of])
    return [_kept(r) for r in rows]


def _kept(row: Mapping[str, Any]) -> KeptDraft:
    return KeptDraft(row["id"], row["deal"], row["event_date"] or "", row["agent"] or "", row["by"] or "", row["at"],
                     row["prompt_version"] or "", row["replaces"] or "", Draft.model_validate_json(row["data"]))
