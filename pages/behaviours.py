"""Behaviours: codify it entry by entry, with the feedback beside each."""

from __future__ import annotations

from studio.ui.codify.page import show_codify

show_codify("behaviours", "Behaviours", "What sellers do that decides deals, written so that it can be inspected.")
