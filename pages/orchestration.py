"""Orchestration: which event starts which workflow by which agent, and a deal played by it."""

from __future__ import annotations

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.approve.timeline import show_map, show_timeline
from studio.ui.choices import pick
from studio.ui.codify.bar import chosen_playbook, pick_playbook

VIEWS = {"play": "Play a deal", "map": "The map"}

parts.page_header("Orchestration", "Something happens in a deal, and one narrow agent drafts. People keep the "
                                   "judgement.")
playbook = chosen_playbook()
pick_playbook()
view = pick("stage", list(VIEWS), label="View", say=VIEWS.get, widget=st.segmented_control, required=True,
            label_visibility="collapsed")
try:
    show = show_map if view == "map" else show_timeline
    show(actions.open_playbook(playbook), playbook)
except FileFault as problem:
    parts.fault(str(problem))
