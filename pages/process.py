"""Process: codify it entry by entry, with the feedback beside each."""

from __future__ import annotations

from studio.ui.codify.page import show_codify

show_codify("process", "Process", "The stages of the sale, each left only on something the buyer has said or done.")
