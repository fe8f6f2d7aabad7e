"""Memory: what is held of a deal because people decided it, from where, and how to forget it."""

from __future__ import annotations

from studio.ui import parts
from studio.ui.approve.memory import show_memory

parts.page_header("Memory", "What people decided about a deal is carried into every later draft on it, with who and "
                            "why.")
show_memory()
