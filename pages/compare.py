"""Compare: one deal at several levels side by side, and the quality curve over all deals."""

from __future__ import annotations

import streamlit as st

from studio import actions
from studio.ui import parts
from studio.ui.choices import pick
from studio.ui.curve import show_curve
from studio.ui.side_by_side import show_side_by_side

VIEWS = {"deal": "One deal, side by side", "curve": "The quality curve"}

parts.page_header("Compare", "The same deal, the same engine, more or less of your playbook: see what the writing "
                             "buys, then measure it.")
shelf = actions.list_playbooks()
playbook = pick("playbook", shelf, label="Playbook", default="reference", say=actions.playbook_name,
                width=320) or "reference"
view = pick("view", list(VIEWS), label="View", say=VIEWS.get, widget=st.segmented_control, required=True,
            label_visibility="collapsed")
if view == "curve":
    show_curve(playbook)
else:
    show_side_by_side(playbook)
