"""What changed in a call plan, because of which decision, by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

from studio.drafting.draft import Draft
from studio.drafting.workflows.lines import clip
from studio.replanning import PlanChange
from studio.ui.differences import kind_tag, pieces_html
from studio.ui.sources import Sources

_VERBS = {"approve": "approved", "amend": "amended", "reject": "rejected"}


#: How much of an action's words names it.
_NAMED = 60


def names_of(draft: Draft, sources: Sources) -> dict[str, str]:
    """Return what a reader calls each item of a draft: the element judged, else its first words."""
    return {**{o.id: f"“{clip(o.statement, _NAMED)}”" for o in draft.observed},
            **{i.id: sources.subject(i.about) for i in draft.inferred},
            **{r.id: f"“{clip(r.action, _NAMED)}”" for r in draft.recommended}}


def changes_html(changes: Sequence[PlanChange], again: bool, names: Mapping[str, str]) -> str:
    """Return every line that differs, under its heading, with the decisions it rests on.

    `names` are what the items of the review are called, by their ids.
    """
    if not changes:
        words = "the plan before" if again else "the proposal without decisions"
        return f'<p class="pb-note">Nothing differs from {words}.</p>'
    parts = groupby(changes, key=lambda c: c.heading)
    body = "".join(_section(heading, list(lines), names) for heading, lines in parts)
    return f'<div class="df-preview">{body}</div>'


def _section(heading: str, lines: list[PlanChange], names: Mapping[str, str]) -> str:
    rows = "".join(f'<li>{kind_tag(c.item.kind)} {pieces_html(c.item.pieces, c.item.kind == "changed")}'
                   f"{_why(c, names)}</li>" for c in lines)
    return f'<section class="df-section"><h3>{escape(heading)}</h3><ul class="df-items">{rows}</ul></section>'


def _why(change: PlanChange, names: Mapping[str, str]) -> str:
    told = "; ".join(f"{d.by} {_VERBS[d.decision]} {names.get(d.item, d.item)}" + (f" ({d.role})" if d.role else "")
                     for d in change.because)
    return f'<p class="df-note">Because {escape(told)}</p>' if told else ""
