"""Method: codify it entry by entry, with the feedback beside each."""

from __future__ import annotations

from studio.ui.codify.page import show_codify

show_codify("method", "Method", "From the buyer's problem to the payoff: what good selling "
                                  "sounds like on each occasion.")
