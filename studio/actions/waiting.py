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

#: How much a status weighs in what may go wrong: one that goes against the record most.
_WEIGHTS = {"contradicted": 2.0, "missing": 1.0, "partial": 0.5}
_CONFLICT = 5.0


@dataclass(frozen=True)
class Waiting:
    """A kept draft in the queue: how much of it is decided, and what speaks against decisions."""

    glance: Glance
    decided: int
    conflicts: int

    @property
    def items(self) -> int:
        """How many items a person is asked to decide on."""
        return len(self.glance.items)

    @property
    def undecided(self) -> int:
        """Items that nobody has decided on; silence is not consent."""
        return self.items - self.decided

    @property
    def risk(self) -> float:
        """How much may go wrong: conflicts most, then statuses against the record, then gaps by their number."""
        return self.conflicts * _CONFLICT + sum(_WEIGHTS.get(s, 0.0) * n for s, n in self.glance.statuses.items())


@dataclass(frozen=True)
class Review:
    """A kept draft with the decisions that stand on its items, and the open conflicts that it raised."""

    kept: KeptDraft
    decided: Mapping[str, Made]
    conflicts: tuple[RaisedConflict, ...]


def queue(deal: str = "") -> list[Waiting]:
    """Return kept drafts of one deal or all with what is decided of each, those most at risk first."""
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
    found = [Waiting(g, len(decided.get(g.id, set()) & set(g.items)), against.get(g.id, 0)) for g in glances]
    return sorted(found, key=lambda w: (w.undecided == 0 and not w.conflicts, -w.risk, w.glance.at))


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
