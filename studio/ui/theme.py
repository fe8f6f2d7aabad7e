"""The look: style sheets, put into the page once a run."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
ICON = HERE / "icon.png"


def apply() -> None:
    """Put the style sheets into the page."""
    for sheet in ("theme.css", "codify.css", "differences.css", "approve.css"):
        st.html(HERE / sheet)
