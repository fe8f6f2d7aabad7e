"""The app: entry point and navigation."""

from __future__ import annotations

import sys
from pathlib import Path

# `streamlit run` puts only this folder on sys.path.
ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

import streamlit as st  # noqa: E402

from playbook.text_files import FileFault  # noqa: E402
from studio.ui.acting import apply_actor  # noqa: E402
from studio.ui.links import PAGES  # noqa: E402
from studio.ui.parts import fault  # noqa: E402
from studio.ui.theme import ICON, apply  # noqa: E402

GROUPS = {"Start": ("home", "workshop"),
          "Codify": ("playbook", "process", "qualification", "method", "behaviours", "plays", "import", "versions"),
          "Try": ("deals", "sandbox", "review", "memory"), "Prove": ("compare",),
          "Run": ("orchestration", "governance", "settings")}
TITLES = {"plays": "Plays & workflows"}
SIDEBAR = 232  # pixels

st.set_page_config(page_title="Playbook Studio", page_icon=str(ICON), layout="wide", initial_sidebar_state=SIDEBAR)
page = st.navigation({
    group: [st.Page(PAGES[name], title=TITLES.get(name, name.capitalize()), url_path=name, default=name == "home")
            for name in names]
    for group, names in GROUPS.items()
})
apply()
try:
    apply_actor()
    page.run()
except FileFault as problem:  # a store that cannot be read or written, on whatever page
    fault(str(problem))
