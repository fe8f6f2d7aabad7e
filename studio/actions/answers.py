"""The store as an engine's run uses it: answers kept as they land, money written down by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from studio.actions.store import store

if TYPE_CHECKING:
    from studio.drafting.engines.orders import Order
    from studio.drafting.prompting.record import RunRecord
    from studio.store.batches import BatchCell
    from studio.store.writer import Writer


class Answers:
    """Answers that were paid for, with the keys of all of them before a large run."""

    def __init__(self, writer: Writer, clock: Callable[[], datetime]) -> None:
        self.writer, self._clock = writer, clock

    def find(self, key: str) -> RunRecord | None:
        """Return the last answer under a key."""
        from studio.store.replies import find_reply

        with store() as db:
            return find_reply(db, key)

    def known(self) -> set[str]:
        """Return the keys under which an answer is kept."""
        from studio.store.replies import reply_keys

        with store() as db:
            return reply_keys(db)

    async def keep(self, key: str, order: Order, record: RunRecord) -> None:
        """Keep an answer; it is on the disk when this returns."""
        from studio.store.replies import keep_reply

        await self.writer.do(partial(keep_reply, key=key, record=record, book=order.book or order.standard.book,
                                      at=self._clock(), review=order.review, decisions=order.decisions))


class Batches:
    """Batches at the service, so that a restart finds them."""

    def __init__(self, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._writer, self._clock = writer, clock

    async def open(self) -> list[tuple[str, dict[str, BatchCell]]]:
        """Return the batches whose answers are not kept yet, each with its cells."""
        from studio.store.batches import open_batches

        return [(b.id, b.cells) for b in await self._writer.do(open_batches)]

    async def keep(self, number: str, cells: dict[str, BatchCell]) -> None:
        """Keep a batch that the service has taken."""
        from studio.store.batches import keep_batch

        await self._writer.do(partial(keep_batch, number=number, cells=cells, at=self._clock()))

    async def close(self, number: str) -> None:
        """Note that a batch's answers are kept."""
        from studio.store.batches import close_batch

        await self._writer.do(partial(close_batch, number=number))


class DayLedger:
    """Money of the day, over all runs on this machine."""

    def __init__(self, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._writer, self._clock = writer, clock

    async def hold(self, usd: float, limit: float | None) -> int | None:
        """Set aside what a call may cost; None where the day's limit would be passed."""
        from studio.store.spending import set_aside

        return await self._writer.do(partial(set_aside, most=usd, limit=limit, at=self._clock()))

    async def settle(self, number: int, usd: float) -> None:
        """Write down what the call did cost."""
        from studio.store.spending import settle

        self._writer.later(partial(settle, number=number, usd=usd))
