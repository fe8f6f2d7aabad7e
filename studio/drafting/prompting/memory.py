"""What is remembered of a deal: facts and decisions that people stand behind."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ApprovedFact:
    """A statement that a named person approved.

    `about` is a canonical id where there is one; `source` says which draft
    and item it comes from; `stale` marks what is to be asked again.
    """

    statement: str
    about: str = ""
    by: str = ""
    role: str = ""
    at: datetime.date | None = None
    source: str = ""
    stale: bool = False


@dataclass(frozen=True)
class PastDecision:
    """What a named person decided about an item of an earlier draft."""

    item: str
    text: str
    decision: Literal["approve", "amend", "reject"]
    by: str = ""
    role: str = ""
    at: datetime.date | None = None
    reason: str = ""
    source: str = ""


Memory = Sequence[ApprovedFact | PastDecision]
