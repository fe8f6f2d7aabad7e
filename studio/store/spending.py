"""What was spent on models, day by day: set aside before a call, settled after it."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from studio.store.database import writing

#: Sums of many small costs differ in the last digits.
_DUST = 1e-9


def spent_on(db: Database, day: str) -> float:
    """Return what was spent on a day, in USD; what is not settled counts at its worst case."""
    total = db.execute("select coalesce(sum(coalesce(usd, most)), 0) from spending where day = ?", [day]).fetchone()
    return float(total[0])


def set_aside(db: Database, most: float, limit: float | None, at: datetime) -> int | None:
    """Write down what a call may cost; None where the day's limit would be passed."""
    day = at.date().isoformat()
    with writing(db):
        if limit is not None and spent_on(db, day) + most > limit + _DUST:
            return None
        return int(db.execute("insert into spending (day, at, most) values (?, ?, ?)",
                              [day, at.isoformat(), float(most)]).lastrowid)


def settle(db: Database, number: int, usd: float) -> None:
    """Write down what a call did cost."""
    with writing(db):
        db.execute("update spending set usd = ? where id = ?", [float(usd), number])
