"""Playbook: the front of Codify: where it stands, the whole of it to read, its own page, start and export."""

from __future__ import annotations

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.choices import choice, pick
from studio.ui.codify.bar import chosen_playbook, offer_copy, pick_playbook, show_bar
from studio.ui.codify.front import show_exports, show_own_page, show_put_away, show_standing, show_start
from studio.ui.codify.live import live_text
from studio.ui.codify.reading import show_reading

VIEWS = {"stand": "Where it stands", "read": "Read all of it", "own": "Its own page", "start": "Start another",
         "export": "Take it out"}

parts.page_header("Playbook", "The standard your drafts are measured against: what is written, how deep it goes, and "
                              "what is still open to opinion.")
playbook = chosen_playbook()
try:
    own = actions.own_playbook(playbook)
    book = own.book if own else actions.open_playbook(playbook)
except FileFault as problem:
    pick_playbook()
    parts.fault(str(problem))
    st.stop()
if own:
    show_bar(own)
else:
    pick_playbook()
views = [v for v in VIEWS if own or v != "own"]
view = pick("show", views, label="View", default="read" if choice("entry") else "stand", say=VIEWS.get,
            widget=st.segmented_control, required=True, label_visibility="collapsed")
if view == "read":
    show_reading(book, playbook, own=own is not None)
elif view == "own" and own:
    live_text()
    show_own_page(own)
elif view == "start":
    show_start()
elif view == "export":
    show_exports(playbook)
    show_put_away(own)
else:
    if own is None:
        offer_copy(playbook, book.name)
    show_standing(book, playbook, own=own is not None)
