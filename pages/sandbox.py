"""Sandbox: one moment of a deal, one workflow, one level; the draft in three lanes."""

from __future__ import annotations

import streamlit as st

from playbook.ladder import LEVELS
from studio import actions
from studio.ui import parts
from studio.ui.choices import choice, pick
from studio.ui.document import show_document, show_downloads
from studio.ui.drafting import (
    drafted,
    how_it_went,
    pick_moment,
    remembered,
    send_for_review,
    show_warnings,
    show_what_was_read,
    sources_of,
)
from studio.ui.lanes import show_lanes
from studio.ui.links import go
from studio.ui.on_claude import claude_draft, show_prompt
from studio.ui.pasting import pasted_draft
from studio.ui.sources import LEVEL_NAMES, LEVEL_WORDS

ENGINE_NAMES = {"offline": "The built-in engine", "claude": "Claude", "paste": "Your own assistant, by hand"}

parts.page_header("Sandbox", "Pick a moment in a deal and read what the engine drafts: what was said, what it "
                             "concludes from that, and what it suggests.")
moment = pick_moment()
if moment is None:
    st.stop()
loaded, event, workflow = moment
with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
    level = pick("level", LEVELS, label="How much of the playbook the engine may use", default="exemplified",
                 say=LEVEL_NAMES.get, widget=st.segmented_control, required=True) or "exemplified"
    playbook = pick("playbook", actions.list_playbooks(), label="Playbook", default="reference",
                    say=actions.playbook_name, width=240) or "reference"
    if st.button("See it beside another level", type="primary", key="to_compare"):
        beside = {level, "named" if level != "named" else "exemplified"}
        go("compare", view="deal", deal=loaded.deal.id, event=event, workflow=workflow,
           levels=",".join(sorted(beside, key=LEVELS.index)))
parts.note(LEVEL_WORDS[level])
engine = pick("engine", list(ENGINE_NAMES), label="Who drafts", say=ENGINE_NAMES.get, widget=st.segmented_control,
              default="offline", required=True)
sources = sources_of(loaded, playbook)
if engine == "claude":
    draft = claude_draft(workflow, loaded, event, level, sources)
elif engine == "paste":
    draft = pasted_draft(workflow, loaded, event, level, playbook)
else:
    draft = drafted(workflow, loaded, event, level, playbook)
if draft is None:
    st.stop()
draft = remembered(draft)
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    how_it_went(draft)
    send_for_review(draft)
show_warnings(draft)

lanes, document, read = st.tabs(["Three lanes", "The document", "What the engine read"], key="sandbox_tabs",
                                on_change="rerun")
if lanes.open:
    with lanes:
        show_lanes(draft, sources, picked=choice("item"))
        show_downloads(draft, sources, key="lanes")
if document.open:
    with document:
        show_document(draft, sources)
if read.open:
    with read:
        show_what_was_read(loaded, event, playbook, level)
        if engine == "claude":
            show_prompt(workflow, loaded, event, level, playbook)
