"""Deals: sample deals and your own; a deal's record, people, timeline and evidence."""

from __future__ import annotations

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.choices import choice, choose
from studio.ui.crm_import import show_import
from studio.ui.deals_list import open_own_folder, show_cards
from studio.ui.deals_one import show_deal

found, faults = actions.deals_by_id()
wanted = choice("deal")
if wanted is None:
    parts.page_header("Deals", "Every deal with what was said and written in it, so that each claim can be checked "
                               "against the words behind it.")
    show_cards(found)
    for text in faults:
        parts.fault(text)
    open_own_folder()
    show_import()
    st.stop()

if wanted not in found:
    parts.page_header("Deals", "Every deal with what was said and written in it.")
    parts.fault(f"There is no deal '{wanted}' here.")
    if st.button("Show all deals", type="primary"):
        choose("deal", None)
        st.rerun()
    st.stop()
try:
    show_deal(actions.open_deal(found[wanted].folder), wanted)
except FileFault as problem:
    parts.fault(str(problem))
