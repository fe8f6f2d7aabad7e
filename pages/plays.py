"""Plays & workflows: codify it entry by entry, with the feedback beside each."""

from __future__ import annotations

from studio.ui.codify.page import show_codify

show_codify("plays", "Plays & workflows", "What to do about a gap, which workflow an event "
                                  "starts, and what stays with people.")
