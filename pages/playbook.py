"""Playbook: read the whole standard, entry by entry, with its depth and its findings."""

from __future__ import annotations

import streamlit as st

from playbook.compile import entry_text
from playbook.specificity import specificity
from playbook.text_files import FileFault
from playbook.wording import findings
from studio import actions
from studio.ui import parts
from studio.ui.choices import choice, pick
from studio.ui.entries import entry_head, entry_markup, entry_names, finding_markup, ladder_markup
from studio.ui.standing import PILLARS, entry_caption, entry_label

parts.page_header("Playbook", "The standard your drafts are measured against: what is written, how deep it goes, and "
                              "what is still open to opinion.")
shipped = actions.list_playbooks()
wanted = choice("playbook", default="reference") or "reference"
where = pick("playbook", shipped + [w for w in [wanted] if w not in shipped], label="Which playbook",
             say=actions.playbook_name, clears=("entry", "pillar"), width=420)
try:
    book = actions.open_playbook(where or "reference")
except FileFault as problem:
    parts.fault(str(problem))
    st.stop()

entries = {path: (pillar, entry) for pillar, path, entry in book.entries() if not entry.archived}
if not entries:
    parts.empty("This playbook has no entries yet.", "Choose another one above, or write your first stage.")
    st.stop()
depths = {s.path: s for s in specificity(book)}
found: dict[str, list] = {}
for finding in findings(book):
    found.setdefault(finding.path, []).append(finding)

# A link that names an entry decides which pillar is shown.
linked = choice("entry", list(entries))
present = [p for p in PILLARS if any(pillar == p for pillar, _ in entries.values())]
if linked and "pillar" not in st.query_params:
    st.query_params["pillar"] = entries[linked][0]
pillar = pick("pillar", present, label="Pillar", say=PILLARS.get, widget=st.segmented_control, clears=("entry",),
              required=True, label_visibility="collapsed")
here = [path for path, (belongs, _) in entries.items() if belongs == pillar]

left, right = st.columns([1, 2.4], gap="large")
with left, st.container(key="list_entries"):
    path = pick("entry", here, label="Entries", widget=st.radio,
                say=lambda p: entry_label(pillar, p, entries[p][1].name), captions=[entry_caption(depths[p], len(found.get(p, []))) for p in here],
                label_visibility="collapsed")
with right:
    entry = entries[path][1]
    parts.html(entry_head(entry, depths[path].depth, path))
    if steps := ladder_markup(depths[path].steps):
        parts.html(steps)
    for finding in found.get(path, []):
        parts.html(finding_markup(finding))
    parts.html(entry_markup(entry, entry_names(book)))
    with st.expander("What the model reads", key=f"model_reads_{path}"):
        parts.note("Exactly this text of the entry goes into a draft; names of people and sources stay here.")
        st.code(entry_text(entry), language=None, wrap_lines=True)
