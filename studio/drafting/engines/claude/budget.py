"""A budget that is kept by reserving the worst case before each call."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from studio.drafting.draft import DraftRefused

#: Sums of many small costs differ in the last digits.
_DUST = 1e-9


class Ledger(Protocol):
    """Where spent money is written down, over all runs of a day."""

    async def hold(self, usd: float, limit: float | None) -> int | None:
        """Write down what a call may cost at most; None where the day's limit would be passed."""

    async def settle(self, number: int, usd: float) -> None:
        """Write down what the call did cost."""


class OverBudget(DraftRefused):
    """A call that was not made, because it could pass the budget."""


@dataclass
class Hold:
    """What is set aside for one call; `number` is its place in the day's ledger."""

    most: float
    number: int | None = None
    open: bool = True


class Budget:
    """Money for one run and for the day; calls of the run share it.

    What was spent and what is set aside never pass the limit together, so
    nothing that is sent can. A limit of None keeps count only.
    """

    def __init__(self, run: float | None = None, day: float | None = None, ledger: Ledger | None = None) -> None:
        self.run, self.day, self._ledger = run, day, ledger
        self.spent = 0.0
        self.held = 0.0
        #: How many calls are about to go out: what they may cost is being written down.
        self.writing = 0
        self._changed = asyncio.Event()

    async def hold(self, most: float, *, patient: bool = True) -> Hold:
        """Set aside what a call may cost; wait for others where that decides, if patient. Raises OverBudget."""
        while True:
            if not self._fits(most):
                await self._wait(most, self.run, "run", patient)
                continue
            self.held += most
            self.writing += 1
            number = None
            try:
                number = await self._ledger.hold(most, self.day) if self._ledger else None
            finally:
                self.writing -= 1
                if self._ledger and number is None:
                    self.held -= most
                    self._tell()
            if self._ledger is None or number is not None:
                return Hold(most, number)
            await self._wait(most, self.day, "day", patient)

    async def settle(self, hold: Hold, cost: float) -> None:
        """Take what a call did cost in place of what was set aside for it."""
        if hold.open and self._ledger and hold.number is not None:
            await self._ledger.settle(hold.number, cost)
        self._close(hold, cost)

    async def settle_earlier(self, number: int | None, cost: float) -> None:
        """Settle what a run that has ended had set aside."""
        if self._ledger and number is not None:
            await self._ledger.settle(number, cost)
        self.spent += cost

    def forfeit(self, hold: Hold) -> None:
        """Count a call at its worst case: it was sent, and nobody can tell what it cost."""
        self._close(hold, hold.most)

    def _close(self, hold: Hold, cost: float) -> None:
        if hold.open:
            hold.open = False
            self.held -= hold.most
            self.spent += cost
            self._tell()

    def _tell(self) -> None:
        """Let everybody who waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    def _fits(self, most: float) -> bool:
        return self.run is None or self.spent + self.held + most <= self.run + _DUST

    async def _wait(self, most: float, limit: float | None, which: str, patient: bool) -> None:
        """Wait until another call is settled; without one there is nothing to wait for."""
        if self.held <= _DUST or not patient:
            raise OverBudget(f"not asked: it could cost ${most:.2f}, and that could pass the budget of "
                             f"${limit or 0:.2f} for the {which} (${self.spent:.2f} of this run's is spent); raise the "
                             "budget in Settings or with --budget")
        await self._changed.wait()
