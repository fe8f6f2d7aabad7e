"""Ways between pages: every link carries its choices in the address."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args

import streamlit as st

from studio import paths
from studio.ui.parts import inert

PageName = Literal["home", "workshop", "playbook", "process", "qualification", "method", "behaviours", "plays",
                   "import", "versions", "deals", "sandbox", "review", "memory", "compare", "orchestration",
                   "governance", "settings"]
PAGES: dict[str, Path] = {name: paths.pages() / f"{name}.py" for name in get_args(PageName)}


def go(page: PageName, **choices: object) -> None:
    """Open a page with these choices; does not return."""
    st.switch_page(PAGES[page], query_params=_given(choices))


def link(label: str, page: PageName, *, help: str | None = None, **choices: object) -> None:
    """Show a link to a page with these choices; the label is text, never Markdown."""
    st.page_link(PAGES[page], label=inert(label), help=help, query_params=_given(choices))


def _given(choices: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in choices.items() if value not in (None, "")}
