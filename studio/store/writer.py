"""One thread that writes for many: what comes at the same time is saved in one transaction."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from studio.store.database import opened, writing

Deed = Callable[[Database], Any]


class Writer:
    """Does deeds on the store of a folder, in their order; each is on the disk before its caller goes on.

    An event loop must not wait for a disk, and a connection belongs to one
    thread: so the deeds are done in a thread of their own.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._deeds: queue.SimpleQueue[tuple[Deed, asyncio.Future[Any], asyncio.AbstractEventLoop] | None] = (
            queue.SimpleQueue())
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)

    def __enter__(self) -> Writer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._deeds.put(None)
        self._thread.join()

    async def do(self, deed: Deed) -> Any:
        """Return what a deed returns, once it is saved. Raises what the deed, or the store, raises."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._deeds.put((deed, future, loop))
        return await future

    def _work(self) -> None:
        ended = False
        while not ended:
            batch = [self._deeds.get()]
            while not self._deeds.empty():
                batch.append(self._deeds.get())
            ended = None in batch
            given = [b for b in batch if b is not None]
            if given:
                self._save(given)

    def _save(self, batch: list[Any]) -> None:
        try:
            with opened(self._folder) as db, writing(db):
                done = [deed(db) for deed, _, _ in batch]
        except BaseException as error:
            self._tell(batch, [(None, error)] * len(batch))
            return
        self._tell(batch, [(value, None) for value in done])

    def _tell(self, batch: list[Any], found: list[tuple[Any, BaseException | None]]) -> None:
        for (_, future, loop), (value, error) in zip(batch, found, strict=True):
            if not loop.is_closed():
                loop.call_soon_threadsafe(_resolve, future, value, error)


def _resolve(future: asyncio.Future[Any], value: Any, error: BaseException | None) -> None:
    if not future.done():
        future.set_exception(error) if error is not None else future.set_result(value)
