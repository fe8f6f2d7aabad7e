"""Where a playbook stands: depth by pillar, and what to codify next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from statistics import fmean

from playbook.labels import still_open
from playbook.model import DEPTHS, Playbook
from playbook.specificity import Specificity, specificity
from studio.planning import Block
from studio.ui.parts import inert, share_bar

PILLARS = {"process": "Process", "qualification": "Qualification", "method": "Method", "behaviours": "Behaviours",
           "plays": "Plays", "orchestration": "Agents", "governance": "Judgements"}


def entry_label(pillar: str, path: str, name: str) -> str:
    """Return an entry's name as a label; exit criteria stand back behind their stage."""
    return inert(name) if pillar == "process" and path.count(".") > 1 else f"**{inert(name)}**"


def entry_caption(one: Specificity, findings: int) -> str:
    """Return the depth of an entry as dots and a word, with its findings."""
    reached = DEPTHS.index(one.depth) + 1 if one.depth else 0
    dots = "●" * reached + "○" * (len(DEPTHS) - reached)
    notes = f" · {findings} {'note' if findings == 1 else 'notes'}" if findings else ""
    return f"{dots} {(one.depth or 'empty').capitalize()}{notes}"


def pillar_bars(book: Playbook) -> str:
    """Return a depth bar for each pillar, those with nothing in them too."""
    entries, rows = specificity(book), []
    for pillar, name in PILLARS.items():
        own = [e for e in entries if e.pillar == pillar]
        if own or pillar in ("process", "qualification", "method", "behaviours"):
            rows.append(share_bar(name, fmean(e.score for e in own) if own else 0.0, _words(own)))
    return f'<div class="pb-bars">{"".join(rows)}</div>'


def _words(own: list[Specificity]) -> str:
    if not own:
        return "nothing written yet"
    usual = Counter(e.depth for e in own).most_common(1)[0][0] or "empty"
    count = f"{len(own)} {'entry' if len(own) == 1 else 'entries'}"
    return f"{count}, {'all' if all(e.depth == own[0].depth for e in own) else 'mostly'} {usual}"


def next_markup(one: Specificity) -> str:
    """Return an entry to work on next, and why."""
    return (f'<div class="pb-part"><strong>{escape(one.name)}</strong> <span class="pb-none">'
            f'{escape(PILLARS.get(one.pillar, one.pillar))}</span><p>{escape(_why(one))}</p></div>')


def _why(one: Specificity) -> str:
    if one.next is None:
        return one.why
    here = f"It is {one.depth}" if one.depth else "It is empty"
    return f"{here}; to be {one.next.depth} it needs {still_open(one.next.missing)}."


def agenda_markup(blocks: Sequence[Block]) -> str:
    """Return a workshop's plan as a short agenda: when, how long, what first."""
    clock, rows = 0, []
    for block in blocks:
        first = f"<small>First: {escape(block.tasks[0].name)}</small>" if block.tasks else ""
        rows.append(f'<li><span class="cd-clock">{clock // 60}:{clock % 60:02} · {block.minutes} min</span>'
                    f"<b>{escape(block.title)}</b>{first}</li>")
        clock += block.minutes
    return f'<ol class="cd-agenda">{"".join(rows)}</ol>'
