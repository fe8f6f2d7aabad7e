"""A draft from Claude that is shown while it comes, can be stopped, and is found again where it was paid for."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Iterator
from contextvars import copy_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.ladder import Level
from studio.acting import require
from studio.actions.engines import _said, _with, engine_for, note_run, order
from studio.actions.store import store, store_exists
from studio.drafting.draft import Draft

if TYPE_CHECKING:
    from studio.drafting.engines.orders import Order
    from studio.drafting.engines.partial import Partial

#: Seconds after which a wait is interrupted to say that nothing new has come.
_TICK = 0.25
#: Seconds that a stopped call has to close its connection.
_CLOSING = 10.0


def kept_online(workflow: str, deal: str | Path, *, as_of: str | None = None, playbook: str | Path = "reference",
                level: Level = "exemplified") -> Draft | None:
    """Return the draft of an answer that was paid for before, without a call. Raises FileFault or BadInput."""
    if not store_exists():
        return None
    how = {"as_of": as_of, "playbook": playbook, "level": level}
    if workflow != "adjusted_call_plan":
        return _kept(order(workflow, deal, **how))
    review = _kept(order("deal_review", deal, **how))
    return _kept(order(workflow, deal, review=review, **how)) if review else None


def _kept(asked: Order) -> Draft | None:
    from studio.drafting.engines.claude import drafting
    from studio.drafting.engines.judging import judge
    from studio.store.replies import find_reply

    with store() as db:
        record = find_reply(db, drafting.key_of(asked, _with(None)))
    if record is None:
        return None
    judged = judge(asked, record)
    return None if judged.status == "repair" else _said(lambda: drafting.drafted(judged))


def stream_online(workflow: str, deal: str | Path, *, as_of: str | None = None, playbook: str | Path = "reference",
                  level: Level = "exemplified", again: bool = False) -> Iterator[Partial | Draft | None]:
    """Yield what is verified so far, None while nothing new comes, and the whole draft at the end.

    Closing the iterator ends the call at once. Raises FileFault, BadInput or
    Denied.
    """
    require("draft")
    settings, call = _with(None), _Call()
    how: dict[str, Any] = {"as_of": as_of, "playbook": playbook, "level": level}
    first = order("deal_review" if workflow == "adjusted_call_plan" else workflow, deal, **how)

    async def work(caller: Any, keeper: Any) -> Draft:
        from studio.drafting.engines.claude import drafting

        asked = first
        if workflow == "adjusted_call_plan":
            review = (await drafting.draft(first, caller, keeper=keeper)).draft
            asked = order(workflow, deal, review=review, **how)
        made = await drafting.draft(asked, caller, keeper=keeper, again=again, on_partial=call.tell)
        return made.draft

    def run() -> Draft:
        with engine_for(settings) as running:
            return call.run(running(work))

    yield from call.listen(run)


class _Call:
    """A call in a thread of its own, which says what it has and can be ended from outside."""

    def __init__(self) -> None:
        self._told: queue.Queue[Any] = queue.Queue()
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Any] | None = None
        self._ended = False

    def tell(self, what: Any) -> None:
        """Hand something to the listener."""
        self._told.put(what)

    def run(self, work: Any) -> Any:
        """Run the work in this thread, unless it was ended before."""
        async def held() -> Any:
            with self._lock:
                self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
                ended = self._ended
            if ended:
                work.close()
                raise asyncio.CancelledError
            return await work

        return asyncio.run(held())

    def listen(self, work: Any) -> Iterator[Any]:
        """Yield what the work tells, until it ends; what it raises is raised here."""
        def carried_out() -> None:
            try:
                self.tell(work())
            except BaseException as fault:  # also a cancelled task; the listener decides what it means
                self.tell(fault)

        context = copy_context()
        thread = threading.Thread(target=lambda: context.run(carried_out), daemon=True)
        thread.start()
        try:
            while True:
                try:
                    told = self._told.get(timeout=_TICK)
                except queue.Empty:
                    yield None
                    continue
                if isinstance(told, BaseException):
                    _said(lambda fault=told: _raise(fault))
                if isinstance(told, Draft):
                    yield note_run(told)
                    return
                yield told
        finally:
            self._end(thread)

    def _end(self, thread: threading.Thread) -> None:
        with self._lock:
            self._ended = True
            if self._loop is not None and self._task is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._task.cancel)
        thread.join(_CLOSING)


def _raise(fault: BaseException) -> None:
    raise fault
