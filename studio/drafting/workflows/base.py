"""What a workflow is: trigger, inputs, output, and where it stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studio.drafting.assemble import Desk
from studio.drafting.draft import Document


@dataclass(frozen=True)
class Workflow:
    """One bounded step.

    `trigger` is the event type that starts it; `reads` says what it may look
    at; `parts` the playbook parts it applies; `headings` are the sections
    that its document always has; `stops` says when its work is over; `decides` that a
    manager's decisions go in.
    """

    name: str
    title: str
    trigger: str
    purpose: str
    reads: tuple[str, ...]
    parts: tuple[str, ...]
    headings: tuple[str, ...]
    stops: str
    compose: Callable[[Desk], Document]
    decides: bool = False
