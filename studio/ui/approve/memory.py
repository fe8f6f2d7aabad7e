"""What is held of a deal: from where, who approved it, what is stale; forgetting."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.governing import reason_words
from studio.remembering import Remembered
from studio.ui import parts
from studio.ui.approve.deciding import on
from studio.ui.choices import pick
from studio.ui.drafting import account
from studio.ui.links import link
from studio.ui.sources import Sources, day, quote_html
from studio.ui.style import drafts_css

if TYPE_CHECKING:
    from studio.store.conflicts import RaisedConflict

_KINDS = {"status": "Statuses that people decided", "commitment": "Commitments", "fact": "Facts approved",
          "rejected": "Rejected", "struck": "Facts struck"}
_FORGETTING = ("The words are purged from drafts, decisions, kept comparisons and models' answers, for good. Only that "
               "something was forgotten stays, with who, when and why. The deal's own evidence files and the playbook "
               "are yours and stay: a later draft can read them there again. Copies you made elsewhere stay too.")


def show_memory() -> None:
    """Show one deal's memory, kind by kind."""
    drafts_css()
    deals, _ = actions.deals_by_id()
    if not deals:
        parts.empty("There is no deal yet.", "Open a deal on the Deals page.")
        return
    deal = pick("deal", list(deals), label="Deal", say=account, width=360) or next(iter(deals))
    try:
        loaded = actions.deal_by_id(deal)
        held, against = actions.memory(deal), {c.decision: c for c in actions.open_conflicts(deal)}
        sources = Sources(loaded, actions.open_playbook("reference"))
    except FileFault as problem:
        parts.fault(str(problem))
        return
    if told := st.session_state.pop("memory_told", ""):
        parts.fault(told)
    if not held:
        parts.empty("Nothing is remembered of this deal.", "Approve, amend or strike items of its drafts on the Review "
                    "page: what people decide is carried into every later draft.")
    for kind, title in _KINDS.items():
        own = [m for m in held if m.kind == kind]
        if own:
            parts.heading(title, f"{len(own)}, each with who decided it, when, and on which draft.")
            for one in own:
                _one(deal, one, sources, against.get(one.decision))
    for gone in actions.forgotten(deal):
        parts.note(f"Something was forgotten on {on(gone['at'])} by {gone['by'] or 'somebody'}: {gone['reason']}")


def _one(deal: str, one: Remembered, sources: Sources, against: RaisedConflict | None) -> None:
    who = ", ".join(sources.person(p) for p in one.with_)
    head = sources.subject(one.about) if one.about else ""
    status = parts.status_chip(one.status) if one.status else ""
    due = f" · by {day(one.due)}" if one.due else ""
    stale = f'<p class="ap-alert">May no longer hold: {escape(one.stale)}. Ask again.</p>' if one.stale else ""
    done = " · carried out" if one.done else ""
    done_word = {"struck": "struck", "rejected": "rejected"}.get(one.kind, "amended" if one.amended else "approved")
    why = f'<p class="pb-note">Why: {escape(reason_words(one.reason))}</p>' if one.reason else ""
    with st.container(border=True, key=f"memory_{one.decision}"):
        parts.html(f'<h4>{escape(head)} {status}</h4><p>{escape(one.text)}</p>{stale}<p class="pb-note">'
                   f'{done_word.capitalize()} by '
                   f'{escape(one.by or "somebody")}{f" ({escape(one.role)})" if one.role else ""}, '
                   f'{escape(on(one.at))}{escape(due)}{done}{" · with " + escape(who) if who else ""}</p>{why}')
        if against is not None:
            now = parts.STATUS_WORDS.get(against.now, against.now)
            parts.html(f'<p class="ap-alert">Conflict: newer evidence reads as “{escape(now)}”. This stands until '
                       "somebody settles it.</p>")
            link("Settle it on the later draft", "review", draft=against.draft)
        if one.quotes:
            body = "".join(quote_html(q, sources) for q in one.quotes[:4])
            parts.html(f'<details class="cd-fold"><summary>The words it rests on</summary>{body}</details>')
        with st.container(horizontal=True, gap="small"):
            link("Open the draft", "review", draft=one.draft)
            if one.kind == "commitment" and not one.done:
                st.button("Carried out", key=f"done_{one.decision}", on_click=_done, args=(one.decision,))
            with st.popover("Forget it"), st.form(f"forget_{one.decision}", border=False):
                parts.note(_FORGETTING)
                reason = st.text_input("Why", max_chars=400)
                if st.form_submit_button("Forget it for good", type="primary"):
                    _forget(deal, one.decision, reason)
                    st.rerun()


def _done(decision: int) -> None:
    try:
        actions.mark_done(decision)
    except (actions.BadInput, FileFault) as problem:
        st.session_state["memory_told"] = str(problem)


def _forget(deal: str, decision: int, reason: str) -> None:
    try:
        places = actions.forget(deal, decision, reason)
        st.toast(f"Forgotten: purged from {places} places.")
    except (actions.BadInput, FileFault) as problem:
        st.session_state["memory_told"] = str(problem)
