"""The paste engine on screen: copy the prompt into your own assistant, paste what it says."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.drafting.draft import Draft
from studio.ui import parts

_REPLY, _KEPT = "pasted_reply", "pasted_draft"
LIMITS = {"": "All in one", "100000": "Parts of 100,000 characters", "30000": "Parts of 30,000 characters",
          "8000": "Parts of 8,000 characters"}


def pasted_draft(workflow: str, loaded: Any, event: str, level: Any, playbook: str) -> Draft | None:
    """Show the prompt to copy and the box for the reply; return the draft of the reply, once there is one."""
    place = (workflow, loaded.deal.id, event, level, playbook)
    parts.html('<p class="pb-note">For companies that allow only their own assistant. Nothing leaves this machine by '
               'itself: you copy, and you paste.</p>')
    _show_prompt(workflow, loaded, event, level, playbook)
    with st.form("paste_reply", border=False):
        text = st.text_area("2. Paste the reply, as it came", key=_REPLY, height=160,
                            placeholder="With or without the words around it")
        name = st.text_input("What your assistant is called, for the record", key="assistant_name", max_chars=120,
                             width=360)
        asked = st.form_submit_button("Make the draft", type="primary")
    if asked:
        try:
            made = actions.paste_reply(text or "", workflow, str(loaded.deal.folder), as_of=event, playbook=playbook,
                                       level=level, assistant=name or "")
            st.session_state[_KEPT] = (place, made)
        except (actions.BadInput, FileFault) as problem:
            parts.fault(str(problem))
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != place:
        return None
    if kept[1].notes:
        with st.expander(f"What was not sound in the reply ({len(kept[1].notes)})", key="paste_notes",
                         on_change="ignore"):
            parts.html(parts.listing(kept[1].notes))
    return kept[1].draft


def _show_prompt(workflow: str, loaded: Any, event: str, level: Any, playbook: str) -> None:
    limit = st.selectbox("1. Copy the prompt", list(LIMITS), format_func=LIMITS.get, key="paste_limit", width=320)
    try:
        texts = actions.paste_prompt(workflow, str(loaded.deal.folder), as_of=event, playbook=playbook, level=level,
                                     limit=int(limit) if limit else None)
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    number = 1
    if len(texts) > 1:
        number = st.pagination(len(texts), key="paste_part")
        parts.note(f"Part {number} of {len(texts)}: copy them one after the other; the last one asks for the answer.")
    text = texts[min(number, len(texts)) - 1]
    parts.note(f"{len(text):,} characters. The copy button stands at the top right of the box.")
    st.code(text, language=None, height=220, wrap_lines=True)
    st.download_button("Save it as a file", text, f"{loaded.deal.id}-{event}-{workflow}-{number}.txt", "text/plain",
                       key="paste_save", on_click="ignore")
