"""Workshop: the plan of the sitting, the parking lot, one entry in large type, before and after."""

from __future__ import annotations

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.choices import pick
from studio.ui.codify.bar import chosen_playbook, offer_copy, pick_playbook, show_bar
from studio.ui.codify.workshop import show_after, show_parking, show_plan, show_present

VIEWS = {"plan": "Plan", "park": "Parking lot", "present": "Present", "after": "Before and after"}
SHOW = {"plan": show_plan, "park": show_parking, "present": show_present, "after": show_after}

parts.page_header("Workshop", "Half a day with the people who lead the sale: what to write first, what you do not "
                              "agree "
                              "on, and what the writing changed.")
playbook = chosen_playbook()
try:
    own = actions.own_playbook(playbook)
    if own is None:
        pick_playbook()
        offer_copy(playbook, actions.open_playbook(playbook).name)
        st.stop()
    show_bar(own)
    view = pick("room", list(VIEWS), label="View", say=VIEWS.get, widget=st.segmented_control, required=True,
                label_visibility="collapsed") or "plan"
    SHOW[view](own)
except FileFault as problem:
    parts.fault(str(problem))
