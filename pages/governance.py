"""Governance: authority earned field by field, granted and taken back by people; the audit trail."""

from __future__ import annotations

import streamlit as st

from studio.ui import parts
from studio.ui.approve.answers import show_answers
from studio.ui.approve.governance import show_audit, show_authority
from studio.ui.approve.patch import show_patch
from studio.ui.choices import choice, pick

VIEWS = {"authority": "Authority", "patch": "CRM patch", "answers": "Answers of models", "audit": "Audit trail"}

parts.page_header("Governance", "What AI may write is earned on a counted record, granted by a person, and lost by "
                                "itself.")
view = pick("governance", list(VIEWS), label="View", say=VIEWS.get, widget=st.segmented_control, required=True,
            label_visibility="collapsed")
if view == "audit":
    show_audit()
elif view == "patch":
    show_patch()
elif view == "answers":
    show_answers(choice("answer"))
else:
    show_authority()
