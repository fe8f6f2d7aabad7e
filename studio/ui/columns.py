"""Levels in columns: one row an element, and in words what changes from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from studio.comparing import Alignment, Row, Scores, Side, Top, Verdict
from studio.ui.parts import STATUS_WORDS, status_chip
from studio.ui.sources import LEVEL_NAMES, LEVEL_WORDS, Sources, day, plain, quote_html, sure
from studio.ui.style import drafts_css


def show_columns(alignment: Alignment, sources: Sequence[Sources], *, only_changes: bool = False) -> None:
    """Show aligned drafts; `sources` looks up what each level's playbook calls things."""
    drafts_css()
    st.html(columns_html(alignment, sources, only_changes=only_changes))


def columns_html(alignment: Alignment, sources: Sequence[Sources], *, only_changes: bool = False) -> str:
    """Aligned drafts as one table, the first action and the stage on top."""
    count = len(alignment.levels)
    head = "".join(f'<th scope="col">{escape(LEVEL_NAMES.get(level, plain(level)))}'
                   f'<small>{escape(LEVEL_WORDS.get(level, ""))}</small></th>' for level in alignment.levels)
    rows = [r for r in alignment.rows if r.moved or not only_changes]
    scores = [s for s in alignment.behaviours if any(s.changes) or not only_changes]
    body = _band("Recommended: the first action, for a person to approve", "recommended", count)
    body += _line("First action", [_action(t, s) for t, s in zip(alignment.tops, sources, strict=True)],
                  [bool(t.action_change) for t in alignment.tops])
    body += _band("Inferred: judgements, with the words they rest on", "inferred", count)
    body += _line("Stage that buyers support", [_stage(t, s) for t, s in zip(alignment.tops, sources, strict=True)],
                  [bool(t.stage_change) for t in alignment.tops])
    body += "".join(_row(r, sources) for r in rows)
    if scores:
        body += _band("Inferred: seller behaviours so far, 0 to 3", "inferred", count)
        body += "".join(_scores(s, sources) for s in scores)
    return (f'<div class="pd-scroll pd-count-{count}" tabindex="0" role="region" aria-label="Levels side by '
            f'side"><table '
            f'class="pd-columns"><thead><tr><th scope="col">What is judged</th>{head}</tr></thead><tbody>{body}'
            f'</tbody></table></div>')


def _band(words: str, lane: str, count: int) -> str:
    return f'<tr class="pd-band pd-{lane}"><th colspan="{count + 1}" scope="colgroup">{escape(words)}</th></tr>'


def _line(name: str, cells: Sequence[str], moved: Sequence[bool]) -> str:
    tds = "".join(f'<td{" class=pd-moved" if m else ""}>{c}</td>' for c, m in zip(cells, moved, strict=True))
    return f'<tr><th scope="row">{escape(name)}</th>{tds}</tr>'


def _row(row: Row, sources: Sequence[Sources]) -> str:
    cells = [_side(side, s) for side, s in zip(row.sides, sources, strict=True)]
    return _line(sources[-1].subject(row.about), cells, [s.moved for s in row.sides])


def _side(side: Side, sources: Sources) -> str:
    if side.inference is None:
        return change_tag(side.entry) + '<span class="pd-was">Not judged at this level</span>'
    marks = ""
    if side.entry:
        marks = change_tag(side.entry)
    elif side.status:
        was = STATUS_WORDS.get(side.before, side.before).lower()
        marks = change_tag("changed") + (f'<span class="pd-was">was “{escape(was)}”</span>' if was else "")
    words = {"new": "new", "changed": "changed", "gone": "gone"}.get(side.words, "")
    said = f'<p>{change_tag(words, "quote")}</p>' if words else ""
    quote = quote_html(side.quote, sources) if side.quote else '<p class="pd-was">No quote</p>'
    more = f'<p class="pd-was">and {side.quotes - 1} more</p>' if side.quotes > 1 else ""
    sureness = sure(side.inference.confidence)
    note = f'<p class="pd-was">{escape(sureness)}</p>' if sureness else ""
    return (f'<div class="pd-changes">{marks}</div>' if marks else "") + (
        f'{status_chip(side.inference.status)}<p>{escape(side.inference.statement)}</p>{note}{said}{quote}{more}')


def change_tag(change: str, what: str = "") -> str:
    """A change as a word: new, changed, gone."""
    if not change:
        return ""
    words = f"{change} {what}".strip() if change == "new" else f"{what} {change}".strip()
    return f'<span class="pd-change pd-{escape(change)}">{escape(words)}</span>'


def _action(top: Top, sources: Sources) -> str:
    mark = f'<div class="pd-changes">{change_tag(top.action_change)}</div>' if top.action_change else ""
    action = top.action
    if action is None:
        return mark + '<span class="pd-was">No action is suggested at this level</span>'
    facts = [("With", ", ".join(sources.person(p) for p in action.with_)),
             ("By", day(action.due) if action.due else ""),
             ("Gap", ", ".join(sources.subject(c) for c in action.closes))]
    rows = "".join(f"<div><dt>{k}</dt><dd>{escape(v)}</dd></div>" for k, v in facts if v)
    play = f"Play: {sources.entry_name(action.standard)}" if action.standard else "No play behind it"
    return (f'{mark}<div class="pd-action">{escape(action.action)}</div><dl class="pd-facts">{rows}</dl>'
            f'<p class="pd-was">{escape(play)}</p>')


def _stage(top: Top, sources: Sources) -> str:
    mark = f'<div class="pd-changes">{change_tag(top.stage_change)}</div>' if top.stage_change else ""
    return mark + (f"<b>{escape(plain(top.stage))}</b>" if top.stage else '<span class="pd-was">Not judged</span>')


def _scores(row: Scores, sources: Sequence[Sources]) -> str:
    cells = []
    for score, change in zip(row.scores, row.changes, strict=True):
        shown = f'<span class="pd-score">{score} of 3</span>'
        if score is None:
            shown = '<span class="pd-was">Not judged</span>'
        cells.append(f"{shown} {change_tag(change)}")
    return _line(sources[-1].subject(row.about), cells, [bool(c) for c in row.changes])


def verdicts_html(verdicts: Sequence[Verdict], sources: Sources) -> str:
    """A draft's judgements beside the expert's, with the expert's words found and overlooked."""
    rows = ""
    for one in verdicts:
        answer = '<span class="pd-yes">Yes</span>' if one.right else '<span class="pd-no">No</span>'
        found = [f"<li>“{escape(t)}”</li>" for t in one.found]
        lost = [f'<li class="pd-overlooked">“{escape(t)}” (overlooked)</li>' for t in one.overlooked]
        quotes = f"<ul>{''.join(found + lost)}</ul>" if found or lost else '<span class="pd-was">None to find</span>'
        rows += (f'<tr><th scope="row">{escape(sources.subject(one.about))}</th><td>{status_chip(one.expert)}</td>'
                 f'<td>{status_chip(one.drafted) or "Left empty"}</td><td>{answer}</td><td>{quotes}</td></tr>')
    return ('<table class="pd-verdicts"><thead><tr><th>Element</th><th>The expert says</th><th>The draft says</th>'
            f'<th>Same?</th><th>Words the expert would point to</th></tr></thead><tbody>{rows}</tbody></table>')
