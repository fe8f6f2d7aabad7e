"""Reading a playbook: every entry as it is written, with its depth and its notes."""

from __future__ import annotations

import streamlit as st

from playbook.model import Playbook
from studio.ui import parts
from studio.ui.choices import choice, pick
from studio.ui.codify.feedback import show_reads
from studio.ui.codify.listing import page_of, standing_of
from studio.ui.codify.live import keep_in_view
from studio.ui.entries import entry_head, entry_markup, entry_names, finding_markup, ladder_markup
from studio.ui.links import go
from studio.ui.standing import PILLARS, entry_caption, entry_label


def show_reading(book: Playbook, playbook: str, *, own: bool) -> None:
    """Show the entries of one pillar, and the chosen one in full."""
    entries = {path: (pillar, entry) for pillar, path, entry in book.entries() if not entry.archived}
    if not entries:
        parts.empty("This playbook has no entries yet.", "Choose another one above, or write your first stage.")
        return
    # A link that names an entry decides which pillar is shown.
    linked = choice("entry", list(entries))
    present = [p for p in PILLARS if any(pillar == p for pillar, _ in entries.values())]
    if linked and "pillar" not in st.query_params:
        st.query_params["pillar"] = entries[linked][0]
    pillar = pick("pillar", present, label="Pillar", say=PILLARS.get, widget=st.segmented_control, clears=("entry",),
                  required=True, label_visibility="collapsed") or present[0]
    standing = standing_of(book)
    here = [path for path, (belongs, _) in entries.items() if belongs == pillar and path in standing.depths]
    left, right = st.columns([1, 2.4], gap="large")
    with left, st.container(key="list_entries"):
        path = pick("entry", here, label="Entries", widget=st.radio, label_visibility="collapsed",
                    say=lambda p: entry_label(pillar, p, entries[p][1].name),
                    captions=[entry_caption(standing.depths[p], len(standing.findings.get(p, ()))) for p in here])
    if path is None:
        return
    with right:
        keep_in_view(path)
        entry, depth = entries[path][1], standing.depths[path]
        parts.html(entry_head(entry, depth.depth, path))
        if own and st.button("Edit this entry", key="edit_entry", type="primary"):
            go(page_of(path), playbook=playbook, entry=path)
        if steps := ladder_markup(depth.steps):
            parts.html(steps)
        for finding in standing.findings.get(path, ()):
            parts.html(finding_markup(finding))
        parts.html(entry_markup(entry, entry_names(book)))
        show_reads(entry)
