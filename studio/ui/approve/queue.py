"""The queue of drafts that wait for people, those most at risk first."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import streamlit as st

from studio import actions, comparing
from studio.ui import parts
from studio.ui.choices import choose, pick
from studio.ui.drafting import account
from studio.ui.sources import day

_ANY = "all"
AT_ONCE = 12


def show_queue() -> None:
    """Show kept drafts to choose from, by deal; what is open says so."""
    waiting = actions.queue()
    if not waiting:
        parts.empty("No draft waits for anybody.", "In the Sandbox, press “Send it for review” on a draft, or play a "
                    "deal's timeline on the Orchestration page.")
        return
    deals = sorted({w.glance.deal for w in waiting}, key=account)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        deal = pick("of_deal", [_ANY, *deals], label="Deal", say=lambda d: "All deals" if d == _ANY else account(d),
                    width=320) or _ANY
        only = st.toggle("Only what is not decided", key="only_open", value=True)
    shown = [w for w in waiting if deal in (_ANY, w.glance.deal) and (w.undecided or w.conflicts or not only)]
    parts.note(f"{len(shown)} of {len(waiting)} drafts. Most at risk first: conflicts, then statuses that go against "
               "the record, then gaps; after them, drafts that a later one has followed. What nobody decided on "
               "counts as undecided, never as approved.")
    pages = -(-len(shown) // AT_ONCE) or 1
    page = st.pagination(pages, key="queue_page") if pages > 1 else 1
    for one in shown[(page - 1) * AT_ONCE:page * AT_ONCE]:
        _card(one)


def _card(one: actions.Waiting) -> None:
    draft = one.glance
    title = comparing.workflow_titles().get(draft.workflow, draft.workflow)
    age = (datetime.now(UTC) - datetime.fromisoformat(draft.at)).days
    when = "today" if age < 1 else "yesterday" if age < 2 else f"{age} days ago"
    by = draft.agent or draft.by or "somebody"
    event = datetime.fromisoformat(draft.event_date) if draft.event_date else None
    conflict = (f' <span class="ap-alert">{one.conflicts} {"conflict" if one.conflicts == 1 else "conflicts"}</span>'
                if one.conflicts else "")
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"queued_{draft.id}",
                      horizontal_alignment="distribute"):
        parts.html(f'<div class="ap-card"><h3>{escape(account(draft.deal))}: {escape(title)}{conflict}</h3>'
                   f'<p class="pb-note">{escape(day(event)) if event else ""} · drafted {when} by '
                   f'{escape(by.replace("_", " "))} · {_open_words(one)} · {_risk_words(one)}</p></div>')
        st.button("Open", key=f"open_draft_{draft.id}", on_click=choose, args=("draft", draft.id))


def _open_words(one: actions.Waiting) -> str:
    if not one.undecided:
        return "all decided"
    words = f"{one.undecided} of {one.items} items undecided"
    return f"{words} · a later one is there" if one.superseded else words


def _risk_words(one: actions.Waiting) -> str:
    against, missing = (one.glance.statuses.get(s, 0) for s in ("contradicted", "missing"))
    words = [f"{against} against the record" if against else "", f"{missing} missing" if missing else ""]
    return ", ".join(w for w in words if w) or "nothing against the record"
