"""Which status an element may have, given whose words are quoted for it."""

from __future__ import annotations

from collections.abc import Set

from playbook.model import Status

_HEARD = frozenset({"buyer", "unknown"})
_RECORD = "record"


def supported_status(status: Status, sides: Set[str]) -> Status:
    """Return the status that the quotes allow, by the contract's definitions.

    `sides` says who spoke the quotes: buyer, seller, partner, unknown or
    record. Only a buyer's words make an element evidenced or contradicted; a
    seller's note makes it partial; the record alone is a claim, and nothing.
    """
    if status == "missing" or (sides & _HEARD):
        return status
    return "partial" if sides - {_RECORD} else "missing"


def recorded_status(text: str) -> Status:
    """Return the status where the standard says nothing: the record is all there is."""
    return "evidenced" if text.strip() else "missing"


def why_not(status: Status, instead: Status) -> str:
    """Say in a clause why a status is not supported."""
    lacks = "no buyer's words are" if status in ("evidenced", "contradicted") else "nothing but the record is"
    return f"it cannot be {status}, because {lacks} quoted for it; it reads {instead}"
