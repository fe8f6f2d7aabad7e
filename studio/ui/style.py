"""The look of drafts, shared by the pages and by what is downloaded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).resolve().parent


@lru_cache(maxsize=8)
def _text(name: str, stamp: int) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def css(name: str = "drafts.css") -> str:
    """Return a style sheet that ships with the studio, without a tag around it."""
    text = _text(name, (_HERE / name).stat().st_mtime_ns)
    return text.replace("<style>", "").replace("</style>", "").strip()


def drafts_css() -> None:
    """Put the style of drafts on the page."""
    st.html(f'<style>{css()}</style><span class="pd-wide-page"></span>')


def standalone_css() -> str:
    """Return the colours of the app and the style of drafts, for a file of its own."""
    theme = css("theme.css")
    tokens = theme[theme.index(":root"):theme.index("}") + 1]
    return f"{tokens}\n{css()}"
