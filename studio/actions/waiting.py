"""The queue: drafts that wait for people, and one of them with what is decided of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.actions.recalling import deal_by_id
from studio.actions.store import moment, store_exists

if TYPE_CHECKING:
    from studio.store.conflicts import RaisedConflict
    from studio.store.decisions import Made
    from studio.store.drafts import Glance, KeptDraft

#: What may go wrong, worst first: a status that goes against the record comes before any number of gaps.
_WORST_FIRST = ("contradicted", "missing", "partial")


@dataclass(frozen=True)
class Waiting:
    """A kept draft in the queue: how much of it is decided, and what speaks against decisions.

    `later` says that a draft of the same workflow on the same deal follows at
    a later day.
    """

    glance: Glance
    decided: int
    conflicts: int
    later: bool = False

    @property
    def items(self) -> int:
        """How many items a person is asked to decide on."""
        return len(self.glance.items)

    @property
    def undecided(self) -> int:
        """Items that nobody has decided on; silence is not consent."""
        return self.items - self.decided

    @property
    def superseded(self) -> bool:
        """Whether a later draft is the one to decide on; never where a conflict waits here."""
        return self.later and not self.conflicts

    @property
    def risk(self) -> tuple[int, ...]:
        """How much may go wrong, compared in this order: conflicts, statuses against the record, gaps, partial ones."""
        return (self.conflicts, *(self.glance.statuses.get(s, 0) for s in _WORST_FIRST))

    @property
    def _place(self) -> tuple[Any, ...]:
        """Its place in the queue: what is all decided last, before it what a later draft has superseded."""
        done = self.undecided == 0 and not self.conflicts
        return done, self.superseded, tuple(-n for n in self.risk), self.glance.at


@dataclass(frozen=True)
class Review:
    """A kept draft with the decisions that stand on its items, and the open conflicts that it raised."""

    kept: KeptDraft
    decided: Mapping[str, Made]
    conflicts: tuple[RaisedConflict, ...]


def queue(deal: str = "") -> list[Waiting]:
    """Return kept drafts of one deal or all with what is decided of each, those most at risk first.

    One that a later draft of the same workflow on its deal has superseded
    comes after those that have none.
    """
    from studio.store import decisions, drafts

    if not store_exists():
        return []
    number = deal_by_id(deal).deal.id if deal else ""
    with moment() as db:
        glances = drafts.glances(db, number)
        decided = decisions.decided_items(db, number)
        against: dict[str, int] = {}
        for one in standing_conflicts(db, number):
            against[one.draft] = against.get(one.draft, 0) + 1
    last: dict[tuple[str, str], str] = {}
    for g in glances:
        last[g.deal, g.workflow] = max(g.event_date, last.get((g.deal, g.workflow), ""))
    found = [Waiting(g, len(decided.get(g.id, set()) & set(g.items)), against.get(g.id, 0),
                     "" < g.event_date < last[g.deal, g.workflow]) for g in glances]
    return sorted(found, key=lambda w: w._place)


def kept_review(number: str) -> Review | None:
    """Return one kept draft with what is decided of it; None where it is not kept here."""
    from studio.store import decisions, drafts

    if not store_exists():
        return None
    with moment() as db:
        kept = drafts.find(db, number)
        if kept is None:
            return None
        own = {item: made for (_, item), made in decisions.standing(db, [number], forgotten=True).items()}
        against = tuple(c for c in standing_conflicts(db, kept.deal) if c.draft == number)
    return Review(kept, own, against)


def standing_conflicts(db: Any, deal: str) -> list[RaisedConflict]:
    """Return open conflicts whose decision still stands; one that was taken back leaves nothing to settle."""
    from studio.store import conflicts, decisions

    open_ = conflicts.conflicts(db, deal=deal)
    if not open_:
        return []
    marks = ",".join(str(c.decision) for c in open_)
    rows = db.execute(f"select distinct draft from decisions where id in ({marks})")
    standing = {m.id for m in decisions.standing(db, [r[0] for r in rows]).values()}
    return [c for c in open_ if c.decision in standing]


def open_conflicts(deal: str = "") -> list[RaisedConflict]:
    """Return conflicts that wait for a person, one for each decision: the newest."""
    if not store_exists():
        return []
    number = deal_by_id(deal).deal.id if deal else ""
    with moment() as db:
        newest = {c.decision: c for c in standing_conflicts(db, number)}
    return list(newest.values())
