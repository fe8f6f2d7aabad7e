"""The look: one style sheet, put into the page once a run."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
ICON = HERE / "icon.png"


def apply() -> None:
    """Put the style sheet into the page."""
    st.html(HERE / "theme.css")
