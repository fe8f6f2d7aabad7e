"""What an engine made of the evidence: the material every workflow drafts from."""

from __future__ import annotations

from dataclasses import dataclass, field

from playbook.compile import Standard
from playbook.model import Status
from studio.drafting.context import Context
from studio.drafting.draft import Quote


@dataclass(frozen=True)
class Found:
    """A quote with how well it fits, 0 to 1, and the part of the entry it shows."""

    quote: Quote
    side: str
    fit: float
    part: str | None = None
    part_name: str = ""


@dataclass(frozen=True)
class EntryReading:
    """One qualification element: what shows it, what is still open.

    `path` is None where the standard has no such entry. `quotes` are the
    buyer's words, best first; `claims` the record's and the seller's.
    `shown` and `open` name parts of the entry; `denied` holds the buyer's
    words that go against a claim.
    """

    id: str
    name: str
    path: str | None
    status: Status
    confidence: float
    quotes: tuple[Found, ...] = ()
    claims: tuple[Found, ...] = ()
    denied: tuple[Found, ...] = ()
    shown: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    recorded: str = ""


@dataclass(frozen=True)
class BehaviourReading:
    """One behaviour: its score 0 to 3, what shows it, what is missing."""

    id: str
    name: str
    path: str | None
    score: int
    quotes: tuple[Found, ...] = ()
    shown: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class CriterionReading:
    """One exit criterion: met or not, and what shows it."""

    path: str
    name: str
    stage: str
    met: bool
    mandatory: bool
    fit: float
    quotes: tuple[Found, ...] = ()


@dataclass(frozen=True)
class StageReading:
    """The stage that the evidence supports, and the criteria behind it."""

    canonical: str
    path: str | None
    name: str
    recorded: str
    criteria: tuple[CriterionReading, ...] = ()


@dataclass(frozen=True)
class RowReading:
    """A row of the method that this buyer's words speak of, best first."""

    path: str
    fit: float
    quotes: tuple[Found, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A next action before it has an id; `gap` says which open part it closes."""

    action: str
    closes: tuple[str, ...]
    with_people: tuple[str, ...]
    owner: str | None
    days: int
    path: str | None
    why: str = ""


@dataclass(frozen=True)
class Facts:
    """What the evidence states plainly, whatever the standard.

    `numbers` and `dates` are buyers' passages that name money or a number, or
    a date; `heard` buyers who spoke or wrote, most first, with their words'
    count; `quiet` buyers listed and not heard; `problems` buyers' passages
    that complain.
    """

    numbers: tuple[Found, ...] = ()
    dates: tuple[Found, ...] = ()
    problems: tuple[Found, ...] = ()
    heard: tuple[tuple[str, int], ...] = ()
    quiet: tuple[str, ...] = ()
    talk_share: float | None = None


@dataclass(frozen=True)
class Reading:
    """Everything an engine read at one event, in the order of the standard."""

    context: Context
    standard: Standard
    elements: tuple[EntryReading, ...]
    behaviours: tuple[BehaviourReading, ...]
    stage: StageReading
    rows: tuple[RowReading, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    facts: Facts = field(default_factory=Facts)

    def element(self, reported: str) -> EntryReading | None:
        """Return the reading of one element by its reported id."""
        return next((e for e in self.elements if e.id == reported), None)
