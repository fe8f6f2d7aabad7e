"""What goes wrong for a person, in one sentence."""

from __future__ import annotations


class BadInput(ValueError):
    """Input that cannot be used, in one sentence."""


class BadDecision(BadInput):
    """A decision that cannot be taken: on which item of a draft, and why not."""

    def __init__(self, item: str, why: str) -> None:
        super().__init__(f"{item}: {why}")
        self.item, self.why = item, why
