"""Batches that were handed in: which cells they hold, so that a restart finds them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from sqlite_utils import Database

from studio.store.database import writing


class BatchCell(NamedTuple):
    """One request in a batch: the key of its answer, and what was set aside for it in the day's spending."""

    key: str
    hold: int | None = None


class KeptBatch(NamedTuple):
    """A batch at the service; `cells` are by the names they have in it, `state` is open or done."""

    id: str
    cells: dict[str, BatchCell]
    state: str
    at: str


def keep_batch(db: Database, number: str, cells: dict[str, BatchCell], at: datetime) -> None:
    """Keep a batch as soon as the service has taken it."""
    with writing(db):
        db["batches"].upsert({"id": number, "cells": json.dumps(cells), "state": "open", "at": at.isoformat()}, pk="id")


def close_batch(db: Database, number: str) -> None:
    """Note that a batch has ended and its answers are kept."""
    with writing(db):
        db.execute("update batches set state = 'done' where id = ?", [number])


def open_batches(db: Database) -> list[KeptBatch]:
    """Return the batches whose answers are not kept yet, the oldest first."""
    rows = db.execute("select id, cells, state, at from batches where state = 'open' order by at").fetchall()
    return [KeptBatch(r[0], {n: BatchCell(*c) for n, c in json.loads(r[1]).items()}, r[2], r[3]) for r in rows]
