"""Versions: publish what was edited, compare any two, bring one back; who edited what."""

from __future__ import annotations

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.choices import pick
from studio.ui.codify.bar import chosen_playbook, offer_copy, pick_playbook, show_bar
from studio.ui.codify.versions import show_edits, show_publish, show_versions

VIEWS = {"versions": "Versions", "edits": "Every edit"}

parts.page_header("Versions", "Publish what the room agreed on, with its reason. Every version stays, and can come "
                              "back.")
playbook = chosen_playbook()
try:
    own = actions.own_playbook(playbook)
    if own is None:
        pick_playbook()
        offer_copy(playbook, actions.open_playbook(playbook).name)
        st.stop()
    show_bar(own)
    view = pick("history", list(VIEWS), label="View", say=VIEWS.get, widget=st.segmented_control, required=True,
                label_visibility="collapsed")
    if view == "edits":
        show_edits(own)
    else:
        show_publish(own)
        show_versions(own)
except FileFault as problem:
    parts.fault(str(problem))
