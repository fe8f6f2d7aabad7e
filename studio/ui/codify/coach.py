"""The coaching beside a field: what it is for, a weak and a strong example, how it is misread."""

from __future__ import annotations

from html import escape

from playbook.coaching import Coaching


def coach_markup(one: Coaching) -> str:
    """Return the coaching of a field, open, for the guided mode."""
    return f'<div class="cd-coach">{_pair(one)}{_line("Often misread", one.misread)}</div>'


def folded_markup(one: Coaching) -> str:
    """Return the coaching of a field behind a line that opens it."""
    return (f'<details class="cd-fold"><summary>What good looks like</summary><div class="cd-coach">'
            f'{_line("What it is for", one.why)}{_line("Good", one.good)}{_pair(one)}'
            f'{_line("Often misread", one.misread)}</div></details>')


def _pair(one: Coaching) -> str:
    if not (one.weak or one.strong):
        return ""
    return (f'<div class="cd-pair"><div class="cd-weak"><b>Weak</b><p>{escape(one.weak)}</p></div>'
            f'<div class="cd-strong"><b>Strong</b><p>{escape(one.strong)}</p></div></div>')


def _line(name: str, text: str) -> str:
    return f'<p class="cd-line"><b>{escape(name)}.</b> {escape(text)}</p>' if text else ""
