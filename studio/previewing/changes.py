"""What can differ between two drafts: judgements, quotes, actions, scores, lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playbook.difference import Item, Piece
from studio.comparing import Change
from studio.drafting.draft import Draft, Inference, Quote, Recommendation

Move = Literal["new", "gone", "changed", "moved"]


@dataclass(frozen=True)
class JudgementChange:
    """A judgement that differs; `change` speaks of its status and is empty where only its words differ.

    In every kind of change, `rests` tells whether an edited entry stands
    behind it.
    """

    about: str
    change: Change
    was: Inference | None
    now: Inference | None
    quotes_before: tuple[Quote, ...]
    quotes_after: tuple[Quote, ...]
    rests: bool


@dataclass(frozen=True)
class QuoteChange:
    """A quote that is new, or gone, for what it speaks of."""

    about: str
    change: Literal["new", "gone"]
    quote: Quote
    rests: bool


@dataclass(frozen=True)
class ActionChange:
    """A recommended action that differs; `pieces` are its words."""

    change: Move
    was: Recommendation | None
    now: Recommendation | None
    pieces: tuple[Piece, ...]
    rests: bool


@dataclass(frozen=True)
class ScoreChange:
    """A behaviour whose score differs; None where it is not scored."""

    about: str
    was: int | None
    now: int | None
    rests: bool


@dataclass(frozen=True)
class LineChange:
    """A line of the document that differs, with the quotes and playbook entries it ends with."""

    item: Item
    quotes: tuple[Quote, ...]
    paths: tuple[str, ...]
    rests: bool


@dataclass(frozen=True)
class SectionChange:
    """A section of the document with the lines that differ."""

    heading: str
    change: Move
    lines: tuple[LineChange, ...]
    rests: bool


@dataclass(frozen=True)
class Preview:
    """Two drafts of one moment, by two playbooks, and what differs.

    In each part, what rests on an edited entry comes first. `stage` is the
    supported stage before and now, where it differs. `names` says what the
    ids in it are called.
    """

    before: Draft
    after: Draft
    judgements: tuple[JudgementChange, ...]
    quotes: tuple[QuoteChange, ...]
    actions: tuple[ActionChange, ...]
    scores: tuple[ScoreChange, ...]
    stage: tuple[str | None, str | None] | None
    sections: tuple[SectionChange, ...]
    names: dict[str, str]
    summary: str = ""

    @property
    def only_wording(self) -> bool:
        """Whether at most lines of the document differ."""
        return not (self.judgements or self.quotes or self.actions or self.scores or self.stage)

    @property
    def nothing(self) -> bool:
        """Whether the draft reads the same."""
        return self.only_wording and not self.sections
