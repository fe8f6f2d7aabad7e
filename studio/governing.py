"""What a workflow has earned: the counted record, who is eligible, when authority falls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from unicodedata import combining, normalize

from scipy.stats import binomtest

from playbook.model.governance import Authority

LEVELS: tuple[Authority, ...] = ("draft", "propose", "write_back")
AUTHORITY_WORDS: dict[Authority, str] = {
    "draft": "Draft: stays inside", "propose": "Propose: fills the suggestion column",
    "write_back": "Write back: fills the field, where it is empty",
}
#: Fields that no workflow is ever granted, whatever they are called in a CRM.
PROTECTED = ("stage", "amount", "close_date", "forecast")
#: A field is one of them where its letters, read together, hold one of these.
_PROTECTED_WORDS = ("stage", "amount", "closedate", "closingdate", "dateclosed", "forecast", "revenue", "probability",
                    "dealvalue")
# Figures and signs that stand for letters.
_FIGURES = str.maketrans("013457@$!|", "oieastasil")
#: Reasons of a rejection; those marked severe end what was earned.
REASONS: dict[str, tuple[str, bool]] = {
    "not_said": ("Nobody said this", True), "wrong_person": ("The wrong person", True),
    "promise": ("Would promise what we may not", True), "outdated": ("True once, not any more", False),
    "not_now": ("Right, and not now", False), "too_vague": ("Too vague to act on", False),
    "we_know_more": ("We know more than the evidence", False), "other": ("Another reason", False),
}
STRIKE_REASONS = {"wrong_speaker": "Wrong speaker", "misheard": "Misheard", "not_about_us": "Not about this deal",
                  "other": "Another reason"}
#: How many of the last reviewed items count for a falling record.
RECENT = 20
Outcome = Literal["as_is", "amended", "rejected", "severe"]


@dataclass(frozen=True)
class Bar:
    """What must be shown before an authority may be granted; `least` is the lower end of the 95% interval."""

    reviewed: int
    least: float


BARS: dict[Authority, Bar] = {"draft": Bar(0, 0.0), "propose": Bar(20, 0.6), "write_back": Bar(50, 0.8)}


@dataclass(frozen=True)
class Record:
    """How often people took what was drafted: as it was, amended, or not at all."""

    as_is: int = 0
    amended: int = 0
    rejected: int = 0
    severe: int = 0

    @property
    def reviewed(self) -> int:
        """How many items a person decided on."""
        return self.as_is + self.amended + self.rejected

    @property
    def rate(self) -> float | None:
        """Share approved as it was, 0 to 1; None before anybody decided."""
        return self.as_is / self.reviewed if self.reviewed else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95% interval of the rate (Wilson's score interval, 1927)."""
        if not self.reviewed:
            return None
        found = binomtest(self.as_is, self.reviewed).proportion_ci(0.95, method="wilson")
        return float(found.low), float(found.high)

    def as_data(self) -> dict[str, Any]:
        """The record as plain data, for what is kept with a grant."""
        low, high = self.interval or (None, None)
        return {"reviewed": self.reviewed, "as_is": self.as_is, "amended": self.amended, "rejected": self.rejected,
                "severe": self.severe, "low": low, "high": high}


def reason_words(reason: str) -> str:
    """Return a reason in words: that of the short list, or what somebody wrote."""
    return REASONS[reason][0] if reason in REASONS else STRIKE_REASONS.get(reason, reason)


def outcome(decision: str, reason: str) -> Outcome:
    """Return what one decision adds to a record."""
    if decision == "approve":
        return "as_is"
    if decision == "amend":
        return "amended"
    return "severe" if REASONS.get(reason, ("", False))[1] else "rejected"


def record_of(outcomes: Iterable[Outcome]) -> Record:
    """Count outcomes; a severe one is a rejection too."""
    counts = {"as_is": 0, "amended": 0, "rejected": 0, "severe": 0}
    for one in outcomes:
        counts[one] += 1
        counts["rejected"] += one == "severe"
    return Record(**counts)


@dataclass(frozen=True)
class Eligibility:
    """Whether an authority may be granted, and in a sentence why or why not."""

    allowed: bool
    why: str


def is_protected(field: str) -> bool:
    """Tell whether a field can never be granted: stage, amount, close date, forecast by any name.

    A name with letters that are not Latin is protected too: they may look
    like others, so that nobody can tell what the name says.
    """
    seen = "".join(c for c in normalize("NFKD", field) if not combining(c)).casefold()
    letters = "".join(c for c in seen if c.isalnum())
    figured = "".join(c for c in seen.translate(_FIGURES) if c.isalnum())
    if not letters.isascii():
        return True
    return any(word in text for word in _PROTECTED_WORDS for text in (letters, figured, figured.replace("i", "l")))


def eligible(authority: Authority, field: str, record: Record, recent: Record,
             bars: Mapping[Authority, Bar] = BARS) -> Eligibility:
    """Say whether a workflow may be granted an authority over a field, by its counted record."""
    bar = bars[authority]
    if is_protected(field):
        return Eligibility(False, f"{field} stays with people: it can never be granted")
    if authority == "draft":
        return Eligibility(True, "drafting needs no record")
    if record.reviewed < bar.reviewed:
        return Eligibility(False, f"{record.reviewed} of {bar.reviewed} items have been reviewed")
    if recent.severe:
        return Eligibility(False, f"a severe error is among the last {RECENT} reviewed items")
    low = (record.interval or (0.0, 1.0))[0]
    if low < bar.least:
        return Eligibility(False, f"approved as it was: at least {low:.1%} (95% interval), {bar.least:.0%} is needed")
    return Eligibility(True, f"{record.as_is} of {record.reviewed} approved as they were, at least {low:.1%}")


def falls(authority: Authority, field: str, record: Record, recent: Record,
          bars: Mapping[Authority, Bar] = BARS) -> str:
    """Return why an authority is lost by the record itself; empty where what earned it still holds."""
    held = eligible(authority, field, record, recent, bars)
    return "" if held.allowed else held.why
