"""Budgets that stop before they are overspent: the worst case is set aside before a request goes out."""

from __future__ import annotations

import threading
from collections.abc import Callable

from studio.drafting.draft import DraftRefused


class OverBudget(DraftRefused):
    """A request was not sent, as it could overspend the budget."""


class Budget:
    """What may be spent in a run and in a day, in US dollars; shared by all requests of a run.

    `spent_today` is what other runs have spent; `on_spent` is told each
    amount as it is known.
    """

    def __init__(self, run: float | None = None, day: float | None = None, *, spent_today: float = 0.0,
                 on_spent: Callable[[float], None] | None = None) -> None:
        self.run, self.day = run, day
        self._before, self._on_spent = spent_today, on_spent
        self._spent = self._held = 0.0
        self._lock = threading.Lock()

    @property
    def spent(self) -> float:
        """What this run has spent so far."""
        return self._spent

    @property
    def held(self) -> float:
        """What is set aside for requests under way."""
        return self._held

    def reserve(self, worst: float | None) -> float:
        """Set a request's worst case aside; return it. Raises OverBudget."""
        with self._lock:
            if worst is None:
                if self.run is None and self.day is None:
                    return 0.0
                raise OverBudget("the model's price is not known, so the budget cannot be kept: give its price under "
                                 "Settings, or set no budget")
            total = self._spent + self._held + worst
            if self.run is not None and total > self.run:
                raise OverBudget(f"the run's budget of ${self.run:.2f} would not hold: ${self._spent:.2f} is spent, "
                                 f"${self._held:.2f} set aside, and this request may cost ${worst:.2f}")
            if self.day is not None and self._before + total > self.day:
                today = self._before + self._spent
                raise OverBudget(f"the day's budget of ${self.day:.2f} would not hold: ${today:.2f} is spent today, "
                                 f"${self._held:.2f} set aside, and this request may cost ${worst:.2f}")
            self._held += worst
            return worst

    def settle(self, reserved: float, cost: float) -> None:
        """Put what a request cost in the place of what was set aside for it."""
        with self._lock:
            self._held = max(0.0, self._held - reserved)
            self._spent += cost
        if self._on_spent and cost:
            self._on_spent(cost)
