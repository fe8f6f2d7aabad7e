"""Choices that live in the address, and follow from page to page.

The address comes first, then what was chosen earlier in this session, then
the default. A widget only writes its choice down; pages read it from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

_KEPT = "kept_choices"


def choice(name: str, options: Sequence[str] | None = None, default: str | None = None) -> str | None:
    """Return what is chosen for a name: deal, event, level, workflow, playbook, entry.

    With `options`, anything else is passed over. What comes from the session
    is written to the address, so that it can be copied and shared.
    """
    kept = st.session_state.setdefault(_KEPT, {})
    for value in (st.query_params.get(name), kept.get(name)):
        if value and (options is None or value in options):
            return choose(name, value)
    return default


def choose(name: str, value: str | None) -> str | None:
    """Write a choice down, in the session and in the address; None forgets it."""
    kept = st.session_state.setdefault(_KEPT, {})
    if value is None:
        kept.pop(name, None)
        st.query_params.pop(name, None)
        return None
    kept[name] = value
    if st.query_params.get(name) != value:
        st.query_params[name] = value
    return value


def number(name: str) -> int | None:
    """Return a whole number from the address, or None."""
    text = st.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def pick(name: str, options: Sequence[str], *, label: str, default: str | None = None,
         say: Callable[[str], str] = str, widget: Callable[..., Any] = st.selectbox,
         clears: Sequence[str] = (), key: str | None = None, **look: Any) -> str | None:
    """Show a widget for a choice and return what is chosen.

    `widget` is st.selectbox, st.radio, st.segmented_control or st.pills;
    `clears` names choices that a new one makes void.
    """
    if not options:
        return None
    chosen = choice(name, options, default if default in options else options[0])
    key = key or f"pick_{name}"
    st.session_state[key] = chosen
    widget(label, options, format_func=distinct(options, say), key=key, on_change=_changed,
           args=(name, key, tuple(clears)), **look)
    return chosen


def distinct(options: Sequence[str], say: Callable[[str], str]) -> Callable[[str], str]:
    """Return what options are called so that no two are called alike: a name's second one gets a (2).

    Streamlit's widgets tell options apart by what they are called.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for option in options:
        said = name = say(option)
        number = 1
        while name in taken:
            number += 1
            name = f"{said} ({number})"
        names[option] = name
        taken.add(name)
    return lambda option: names.get(option) or say(option)


def _changed(name: str, key: str, clears: tuple[str, ...]) -> None:
    value = st.session_state.get(key)
    if value is not None:
        choose(name, value)
        for other in clears:
            choose(other, None)
