"""What is remembered of a deal: facts and decisions that people stand behind."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class ApprovedFact:
    """Something that a named person decided about a deal.

    `kind` says whether it is a fact, the status of an element, something to
    be done, or an observation that was struck out. `about` is a canonical id
    where there is one; `source` says which draft and item it comes from;
    `stale` why it is to be asked again. `at` is a date or time in ISO form.
    """

    statement: str
    kind: Literal["fact", "status", "commitment", "struck"] = "fact"
    about: str = ""
    status: str | None = None
    due: datetime.date | None = None
    by: str = ""
    role: str = ""
    at: str = ""
    reason: str = ""
    source: str = ""
    stale: str = ""


@dataclass(frozen=True)
class PastDecision:
    """What a named person decided about an item of an earlier draft."""

    item: str
    text: str
    decision: Literal["approve", "amend", "reject", "strike"]
    by: str = ""
    role: str = ""
    at: str = ""
    reason: str = ""
    source: str = ""


Memory = Sequence[ApprovedFact | PastDecision]
