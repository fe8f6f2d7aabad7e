"""What changed in a call plan, because of which decision, by whom."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from studio.replanning import PlanChange
from studio.ui.differences import kind_tag, pieces_html
from studio.ui.sources import Sources

_VERBS = {"approve": "approved", "amend": "amended", "reject": "rejected"}


def changes_html(changes: Sequence[PlanChange], again: bool, sources: Sources) -> str:
    """Return every line that differs, under its heading, with the decisions it rests on."""
    if not changes:
        words = "the plan before" if again else "the proposal without decisions"
        return f'<p class="pb-note">Nothing differs from {words}.</p>'
    body = "".join(_section(heading, list(lines)) for heading, lines in groupby(changes, key=lambda c: c.heading))
    return f'<div class="df-preview">{body}</div>'


def _section(heading: str, lines: list[PlanChange]) -> str:
    rows = "".join(f'<li>{kind_tag(c.item.kind)} {pieces_html(c.item.pieces, c.item.kind == "changed")}{_why(c)}</li>'
                   for c in lines)
    return f'<section class="df-section"><h3>{escape(heading)}</h3><ul class="df-items">{rows}</ul></section>'


def _why(change: PlanChange) -> str:
    told = "; ".join(f"{d.by} {_VERBS[d.decision]} {d.item}" + (f" ({d.role})" if d.role else "")
                     for d in change.because)
    return f'<p class="df-note">Because {escape(told)}</p>' if told else ""
