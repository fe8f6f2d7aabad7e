"""Answers of models as they were kept: what was asked, what it cost, and the draft again without a call."""

from __future__ import annotations

from html import escape

import streamlit as st

from playbook.text_files import FileFault
from studio import actions, comparing
from studio.ui import parts
from studio.ui.choices import choose
from studio.ui.drafting import account, how_it_went, sources_of
from studio.ui.lanes import show_lanes
from studio.ui.sources import LEVEL_NAMES


def show_answers(number: str | None) -> None:
    """Show the newest answers, or the draft of one."""
    try:
        kept = {str(k.id): k for k in actions.replies()}
    except FileFault as problem:
        parts.fault(str(problem))
        return
    if not kept:
        parts.empty("No model has answered yet.", "Draft on Claude in the Sandbox: each answer is kept here with the "
                                                  "playbook, the prompt, the model and what it cost.")
        return
    if number:
        _one(number)
        return
    parts.note("The newest hundred. Opening one makes its draft again from the record, without asking anybody.")
    for key, one in kept.items():
        record, turn = one.record, one.record.turns[-1]
        title = comparing.workflow_titles().get(record.workflow, record.workflow)
        level = LEVEL_NAMES.get(record.specificity or "", record.specificity or "whole playbook")
        asked = turn.request_id or "no request id"
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"answer_{key}"):
            parts.html(f"<p><strong>{escape(account(record.deal))}: {escape(title)}</strong><br>"
                       f"{escape(one.at[:16].replace('T', ' '))} UTC · {escape(record.model or record.engine)} · "
                       f"{escape(level)} · playbook version {record.playbook.version} · prompt "
                       f"{escape(record.prompt_version)} · {record.usage.cost_usd:,.2f} USD · {escape(asked)}</p>")
            st.button("Open", key=f"open_answer_{key}", on_click=choose, args=("answer", key))


def _one(number: str) -> None:
    st.button("Back to the answers", key="answers_back", on_click=choose, args=("answer", None))
    try:
        draft = actions.replay(int(number)) if number.isdecimal() else None
        if draft is None:
            raise actions.BadInput(f"{number[:20]}: is no number of an answer")
        sources = sources_of(actions.open_deal(draft.deal), draft.playbook.id)
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    parts.heading(f"{account(draft.deal)}: {comparing.workflow_titles().get(draft.workflow, draft.workflow)}",
                  f"Made again from the record of {draft.model or draft.engine}, with the playbook as it was applied.")
    how_it_went(draft)
    show_lanes(draft, sources)
