"""Settings: who you are, people and roles, the engine and its budget."""

from __future__ import annotations

from studio.ui import parts
from studio.ui.approve.people import show_people
from studio.ui.engine_settings import show_engine

parts.page_header("Settings", "Who you are and what you may do here.")
show_people()
show_engine()
