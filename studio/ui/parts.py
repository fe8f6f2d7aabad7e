"""Small parts that every page is built of; all text given to them is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal

import streamlit as st

from playbook.model import DEPTHS
from studio.evaluation.words import engine_in_words

Lane = Literal["observed", "inferred", "recommended"]
LANES: dict[Lane, str] = {
    "observed": "What the evidence says, each with the words that prove it.",
    "inferred": "What follows from that, by the standard in the playbook.",
    "recommended": "What to do next. A suggestion until a person approves it.",
}
SIDES = {"buyer": "Buyer", "seller": "Seller", "partner": "Partner", "unknown": "Side not known"}

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_ADDRESS = re.compile(r"://|www\.|@\w", re.I)
STATUS_WORDS = {
    "evidenced": "Evidenced", "partial": "Partly evidenced", "missing": "Missing", "contradicted": "Contradicted",
}


def html(markup: str) -> None:
    """Show markup whose variable text has been escaped."""
    st.html(markup)


def page_header(title: str, purpose: str, *, over: str = "") -> None:
    """Show a page's title and, in one sentence, what it is for."""
    small = f'<p class="pb-over">{escape(over)}</p>' if over else ""
    html(f'<header class="pb-head">{small}<h1>{escape(title)}</h1><p class="pb-purpose">{escape(purpose)}</p></header>')


def hero(title: str, purpose: str) -> None:
    """Show the first words of the app."""
    html(f'<header class="pb-head pb-hero"><h1>{escape(title)}</h1><p>{escape(purpose)}</p></header>')


def heading(text: str, note: str = "", *, level: int = 2) -> None:
    """Show a section heading, with a line under it where there is something to say."""
    below = f'<p class="pb-note">{escape(note)}</p>' if note else ""
    html(f'<div class="pb-section"><h{level}>{escape(text)}</h{level}>{below}</div>')


def note(text: str) -> None:
    """Show a quiet line of text."""
    html(f'<p class="pb-note">{escape(text)}</p>')


def empty(title: str, what_to_do: str) -> None:
    """Say that there is nothing yet, and what to do about it."""
    html(f'<div class="pb-empty"><strong>{escape(title)}</strong><p>{escape(what_to_do)}</p></div>')


def fault(text: str) -> None:
    """Show in one sentence what could not be done."""
    html(f'<div class="pb-fault" role="alert"><strong>That did not work.</strong> {escape(text)}</div>')


def status_chip(status: str | None) -> str:
    """Return a status as a chip: a shape, a colour and a word."""
    if status is None:
        return ""
    words = STATUS_WORDS.get(status, status)
    return f'<span class="pb-chip pb-status-{escape(status)}"><i class="pb-shape"></i>{escape(words)}</span>'


def depth_chip(depth: str | None) -> str:
    """Return how deep an entry goes: five steps, filled so far, and the word."""
    reached = DEPTHS.index(depth) + 1 if depth in DEPTHS else 0
    word = (depth or "empty").capitalize()
    steps = "".join(f'<i class="{"on" if n < reached else ""}"></i>' for n in range(len(DEPTHS)))
    return (f'<span class="pb-depth"><span class="pb-steps" role="img" aria-label="{reached} of {len(DEPTHS)} steps">'
            f'{steps}</span>{escape(word)}</span>')


def lane_tag(lane: Lane) -> str:
    """Return the tag of a lane: its colour and its word."""
    return f'<span class="pb-lane-tag pb-{lane}">{lane.capitalize()}</span>'


def source_tag(text: str) -> str:
    """Return where something comes from, as a small tag."""
    return f'<span class="pb-source">{escape(text)}</span>'


def engine_tag(engine: str) -> str:
    """Return the label that stands beside every number of an engine."""
    return source_tag(engine_in_words(engine))


def side_tag(side: str) -> str:
    """Return whose side somebody is on, as colour and word."""
    return f'<span class="pb-side pb-side-{escape(side)}">{escape(SIDES.get(side, side))}</span>'


def facts(pairs: Iterable[tuple[str, object]]) -> None:
    """Show key facts in a row; what is empty says so."""
    html(facts_markup(pairs))


def facts_markup(pairs: Iterable[tuple[str, object]]) -> str:
    """Return key facts as a row."""
    cells = "".join(f"<div><dt>{escape(str(name))}</dt><dd>{_value(value)}</dd></div>" for name, value in pairs)
    return f'<dl class="pb-facts">{cells}</dl>'


def _value(value: object) -> str:
    return '<span class="pb-none">not given</span>' if value in (None, "") else escape(str(value))


def share_bar(name: str, share: float, words: str) -> str:
    """Return a share of 1 as a bar with its name and the number in words."""
    percent = round(100 * min(max(share, 0.0), 1.0))
    return (f'<div class="pb-bar"><span class="pb-bar-name">{escape(name)}</span><span class="pb-bar-track" '
            f'role="img" aria-label="{percent} per cent"><i style="width:{percent}%"></i></span>'
            f'<span class="pb-bar-words">{escape(words)}</span></div>')


def capital(text: str) -> str:
    """Return text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def inert(text: str) -> str:
    """Return text for a label that Streamlit reads as Markdown, so that it stays text.

    Punctuation is escaped; a word joiner keeps bare addresses from becoming
    links.
    """
    bare = _ADDRESS.sub(lambda found: found[0][0] + "\u2060" + found[0][1:], " ".join(text.split()))
    return _PUNCTUATION.sub(r"\\\g<0>", bare)


def listing(items: Sequence[str]) -> str:
    """Return texts as a list."""
    return '<ul class="pb-list">' + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def lanes_explained() -> str:
    """Return the three lanes, each with what stands in it."""
    return '<div class="pb-lanes">' + "".join(
        f'<div class="pb-lane pb-{lane}">{lane_tag(lane)}<p>{escape(words)}</p></div>' for lane, words in LANES.items()
    ) + "</div>"
