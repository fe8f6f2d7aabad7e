"""One thread that writes for many: what comes at the same time is saved in one transaction."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from studio.store.database import opened, writing

Deed = Callable[[Database], Any]
#: Seconds without a deed after which the connection is closed, so that a restore can have the store.
_IDLE = 0.5


class Writer:
    """Does deeds on the store of a folder, in their order; each is on the disk before its caller goes on.

    An event loop must not wait for a disk, and a connection belongs to one
    thread: so the deeds are done in a thread of their own, which keeps its
    connection while there is something to do.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._deeds: queue.SimpleQueue[tuple[Deed, asyncio.Future[Any] | None] | None] = queue.SimpleQueue()
        self._db: Database | None = None
        self._held = ExitStack()
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)

    def __enter__(self) -> Writer:
        self._thread.start()
        self.later(_nothing)  # The store is open by the time that it is wanted.
        return self

    def __exit__(self, *_: object) -> None:
        self._deeds.put(None)
        self._thread.join()

    async def do(self, deed: Deed) -> Any:
        """Return what a deed returns, once it is saved. Raises what the deed, or the store, raises."""
        future = asyncio.get_running_loop().create_future()
        self._deeds.put((deed, future))
        return await future

    def later(self, deed: Deed) -> None:
        """Do a deed before those that come after it; nobody waits, and nobody is told where it cannot be saved."""
        self._deeds.put((deed, None))

    def _work(self) -> None:
        ended = False
        while not ended:
            try:
                batch = [self._deeds.get(timeout=_IDLE if self._db else None)]
            except queue.Empty:
                self._close()
                continue
            while not self._deeds.empty():
                batch.append(self._deeds.get())
            ended = None in batch
            given = [b for b in batch if b is not None]
            if given:
                self._save(given)
        self._close()

    def _save(self, batch: list[Any]) -> None:
        held, db, self._db = self._held.pop_all(), self._db, None
        try:
            with held:
                db = db or held.enter_context(opened(self._folder))
                with writing(db):
                    done = [deed(db) for deed, _ in batch]
                self._held, self._db = held.pop_all(), db
        except BaseException as error:
            self._tell(batch, [(None, error)] * len(batch))
            return
        self._tell(batch, [(value, None) for value in done])

    def _close(self) -> None:
        self._db = None
        self._held.close()

    def _tell(self, batch: list[Any], found: list[tuple[Any, BaseException | None]]) -> None:
        """Wake those who wait, all of one event loop at once."""
        told: dict[asyncio.AbstractEventLoop, list[Any]] = {}
        for (_, future), (value, error) in zip(batch, found, strict=True):
            if future is not None:
                told.setdefault(future.get_loop(), []).append((future, value, error))
        for loop, those in told.items():
            if not loop.is_closed():
                loop.call_soon_threadsafe(_resolve, those)


def _nothing(_: Database) -> None:
    pass


def _resolve(told: list[tuple[asyncio.Future[Any], Any, BaseException | None]]) -> None:
    for future, value, error in told:
        if not future.done():
            future.set_exception(error) if error is not None else future.set_result(value)
