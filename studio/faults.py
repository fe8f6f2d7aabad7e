"""What goes wrong for a person, in one sentence."""

from __future__ import annotations


class BadInput(ValueError):
    """Input that cannot be used, in one sentence."""
