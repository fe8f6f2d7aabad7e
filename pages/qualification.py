"""Qualification: codify it entry by entry, with the feedback beside each."""

from __future__ import annotations

from studio.ui.codify.page import show_codify

show_codify("qualification", "Qualification", "What must be known about a deal, element by element, "
                                  "and what counts as knowing it.")
