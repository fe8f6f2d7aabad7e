"""Review: the manager's desk; drafts that wait, decided item by item, and the call plan that follows."""

from __future__ import annotations

from studio.ui import parts
from studio.ui.approve.desk import show_desk
from studio.ui.approve.queue import show_queue
from studio.ui.choices import choice

parts.page_header("Review", "AI drafts, people approve: every judgement and action waits here until somebody decides.")
if number := choice("draft"):
    show_desk(number)
else:
    show_queue()
