"""The thread that writes for an event loop: in order, to the disk, and not in the way of a restore."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from functools import partial

import pytest

from studio.store.database import FILE
from studio.store.spending import set_aside, settle, spent_on
from studio.store.writer import Writer

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def aside(usd):
    return partial(set_aside, most=usd, limit=None, at=NOW)


def test_deed_that_nobody_waits_for_is_done_before_the_next(tmp_path):
    async def run(writer):
        number = await writer.do(aside(4.0))
        writer.later(partial(settle, number=number, usd=1.0))
        return await writer.do(partial(spent_on, day=NOW.date().isoformat()))

    with Writer(tmp_path) as writer:
        assert asyncio.run(run(writer)) == 1.0


def test_deed_that_fails_is_told_and_the_next_is_saved(tmp_path):
    def broken(db):
        aside(9.0)(db)
        raise ValueError("broken")

    async def run(writer):
        await writer.do(aside(1.0))
        with pytest.raises(ValueError, match="broken"):
            await writer.do(broken)
        return await writer.do(aside(2.0))

    with Writer(tmp_path) as writer:
        asyncio.run(run(writer))
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        assert db.execute("select sum(most) from spending").fetchone() == (3.0,)


def test_store_is_free_for_others_once_nothing_is_to_be_written(tmp_path):
    with Writer(tmp_path) as writer:
        asyncio.run(writer.do(aside(1.0)))
        until = time.monotonic() + 30
        while (tmp_path / f"{FILE}-wal").exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert not (tmp_path / f"{FILE}-wal").exists()
        asyncio.run(writer.do(aside(2.0)))
    with closing(sqlite3.connect(tmp_path / FILE)) as db:
        assert db.execute("select count(*) from spending").fetchone() == (2,)
