"""The evidence viewer: who said what, when, with quotes marked in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

import streamlit as st

from studio.deals.evidence import Evidence, Turn
from studio.ui.parts import capital, html, side_tag, source_tag
from studio.ui.sources import KIND_WORDS, day

Span = tuple[int, int]
TURNS_SHOWN = 250
#: Brings the marked words into view, again where the page draws the text anew, until the reader does something.
_SCROLL = """<script>(() => { let tries = 0, calm = 0, reading = false;
  for (const name of ['wheel', 'keydown', 'pointerdown', 'touchstart'])
    addEventListener(name, () => { reading = true; }, {once: true, capture: true, passive: true});
  const seek = () => {
    const box = document.querySelector('.pb-evidence'), mark = box && box.querySelector('.pb-focus');
    if (mark) {
      const [m, b] = [mark.getBoundingClientRect(), box.getBoundingClientRect()];
      calm = m.top < b.top || m.bottom > b.bottom ? 0 : calm + 1;
      if (!calm) box.scrollTop += m.top - b.top - 120;
    }
    if (!reading && calm < 8 && ++tries < 120) setTimeout(seek, 100);
  };
  setTimeout(seek, 30); })();</script>"""


# A line break inside a paragraph of a mail or document; as long as the blank that stands for it on screen.
_SOFT_BREAK = re.compile(r"(?<=[^\n]{55})\n(?=[^\W\d_])")


def show_evidence(evidence: Evidence, marks: Sequence[Span] = (), focus: Span | None = None, *,
                  key: str = "evidence") -> None:
    """Show an artefact with ranges of its text marked, scrolled to the one in focus.

    Ranges are code points of the evidence's text; what lies outside it is
    passed over. A long artefact is shown in parts, first the one with the
    focus.
    """
    marks = sorted({s for s in (*marks, *([focus] if focus else [])) if 0 <= s[0] < s[1] <= len(evidence.text)})
    focus = focus if focus in marks else None
    turns = _part(evidence, focus, key)
    html(evidence_head(evidence))
    html(evidence_markup(evidence, turns, marks, focus))
    if focus:
        # The script is ours alone and holds nothing from the evidence; the numbers only make it run again.
        st.html(f"{_SCROLL}<!-- {key} {focus[0]} {focus[1]} -->", unsafe_allow_javascript=True)


def evidence_head(evidence: Evidence) -> str:
    """Return what the artefact is: title, kind, date and id."""
    date = f" · {day(evidence.date)}" if evidence.date else ""
    kind = KIND_WORDS.get(evidence.type, evidence.type)
    return (f'<div class="pb-evidence-head"><h3>{escape(capital(evidence.title))}</h3>'
            f'<span>{escape(kind + date)}</span> {source_tag(evidence.id)}</div>')


def _part(evidence: Evidence, focus: Span | None, key: str) -> list[Turn]:
    turns = evidence.turns
    if len(turns) <= TURNS_SHOWN:
        return turns
    at = next((t.index for t in turns if focus and t.start <= focus[0] < t.end), 0)
    pages = -(-len(turns) // TURNS_SHOWN)
    page = st.pagination(pages, default=at // TURNS_SHOWN + 1, key=f"{key}_{evidence.id}_{at}")
    return turns[(page - 1) * TURNS_SHOWN:page * TURNS_SHOWN]


def evidence_markup(evidence: Evidence, turns: Sequence[Turn], marks: Sequence[Span] = (),
                    focus: Span | None = None) -> str:
    """Return the turns as markup; every word of the evidence is escaped."""
    evidence = replace(evidence, text=_SOFT_BREAK.sub(" ", evidence.text))
    if not turns:
        whole = _marked(evidence.text, 0, marks, focus) if evidence.text.strip() else "This file is empty."
        return f'<div class="pb-evidence" tabindex="0"><div class="pb-between">{whole}</div></div>'
    rows, at = [], turns[0].start if turns[0].index else 0
    last = None
    for turn in turns:
        between = _between(evidence, at, turn, marks, focus)
        same = evidence.type != "call" and not between and _who(turn) == last
        rows.append(between + _row(turn, marks, focus, same=same))
        last, at = None if turn.label else _who(turn), turn.end
    tail = evidence.text[at:] if turns[-1] is evidence.turns[-1] else ""
    if tail.strip():
        rows.append(f'<div class="pb-between">{_marked(tail, at, marks, focus).strip()}</div>')
    return (f'<div class="pb-evidence" tabindex="0" role="region" aria-label="{escape(evidence.title, quote=True)}">'
            f'{"".join(rows)}</div>')


def _between(evidence: Evidence, at: int, turn: Turn, marks: Sequence[Span], focus: Span | None) -> str:
    """Text that belongs to no turn, such as a mail's headers; speakers' names are left out."""
    text = evidence.text[at:turn.start]
    if evidence.type == "call" or not text.strip() or text.strip().rstrip(":").strip() in (turn.speaker, turn.label):
        return ""
    return f'<div class="pb-between">{_marked(text, at, marks, focus).strip()}</div>'


def _row(turn: Turn, marks: Sequence[Span], focus: Span | None, *, same: bool) -> str:
    if turn.label:
        return f'<div class="pb-label" id="turn-{turn.index}">{_marked(turn.text, turn.start, marks, focus)}</div>'
    time = f'<span class="pb-time">{clock(turn.time)}</span>' if turn.time is not None else ""
    name = escape(turn.speaker or "Nobody named")
    side = side_tag(turn.side) if turn.side != "unknown" or turn.speaker else ""
    who = "" if same else f"<b>{name}</b>{side} {time}"
    classes = f"pb-turn pb-{turn.side}" + (" pb-earlier" if turn.quoted else "") + (" pb-same" if same else "")
    return (f'<div class="{classes}" id="turn-{turn.index}"><div class="pb-who">{who}</div>'
            f'<div class="pb-said">{_marked(_SOFT_BREAK.sub(" ", turn.text), turn.start, marks, focus)}</div></div>')


def _who(turn: Turn) -> tuple[str, str, bool]:
    return turn.speaker, turn.side, turn.quoted


def clock(seconds: float) -> str:
    """Return a time in a call as m:ss or h:mm:ss."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def _marked(text: str, start: int, marks: Sequence[Span], focus: Span | None) -> str:
    """Escape a piece of text that begins at an offset, with the marked ranges in it."""
    out, at, end = [], start, start + len(text)
    for first, last in marks:
        first, stop = max(first, at), min(last, end)
        if first >= stop:
            continue
        out.append(escape(text[at - start:first - start]))
        css = ' class="pb-focus"' if focus and focus[0] <= first and stop <= focus[1] else ""
        out.append(f"<mark{css}>{escape(text[first - start:stop - start])}</mark>")
        at = stop
    return "".join(out) + escape(text[at - start:])
