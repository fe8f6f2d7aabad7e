"""Import: a document that exists becomes a draft playbook, entry by entry, each beside its source."""

from __future__ import annotations

import streamlit as st

from studio.ui import parts
from studio.ui.codify.importing import kept_proposal, show_proposal, show_upload

parts.page_header("Import", "Bring the slides, handbook or page you have. Every entry it proposes stands beside the "
                            "words it comes from; you take it, mend it or leave it out.")
proposal = kept_proposal()
if proposal is None:
    show_upload()
else:
    if st.button("Read other documents", key="import_again"):
        st.session_state.pop("import_proposal", None)
        st.rerun()
    show_proposal(proposal)
