"""Below the items of the manager's desk: facts to strike, conflicts to settle, the call plan that follows."""

from __future__ import annotations

from html import escape

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.approve.changes import changes_html, names_of
from studio.ui.approve.deciding import attempt, decision, strike, told
from studio.ui.choices import choose
from studio.ui.document import document_html
from studio.ui.links import link
from studio.ui.sources import Sources, quote_html

_PLAN = "plan"


def observed(found: actions.Review, sources: Sources) -> None:
    """Show what was observed, each fact with the way to strike it."""
    draft = found.kept.draft
    with st.expander(f"What was observed ({len(draft.observed)}): strike what was misheard", key="desk_observed",
                     on_change="rerun") as fold:
        if not fold.open:
            return
        for seen in draft.observed:
            made = found.decided.get(seen.id)
            left, right = st.columns([3, 1])
            with left:
                quotes = "".join(quote_html(q, sources) for q in seen.quotes[:2])
                parts.html(f"<p>{escape(seen.statement)}</p>{quotes}")
            with right:
                told(seen.id)
                if made is None:
                    strike(seen.id, found, sources)
                else:
                    decision(made, sources)


def conflicts(deal: str, sources: Sources) -> None:
    """Show each decision that newer evidence goes against, and let a person say which stands."""
    for one in actions.open_conflicts(deal):
        was, now = (parts.STATUS_WORDS.get(s, s) for s in (one.was, one.now))
        parts.html(f'<div class="pb-finding" role="alert"><strong>Conflict: {escape(sources.subject(one.about))}'
                   f"</strong><p>A person decided “{escape(was)}”; newer evidence reads as “{escape(now)}”. "
                   "Nothing was overwritten: say which stands.</p></div>")
        with st.popover("Settle it", key=f"settling_{one.id}"), st.form(f"settle_{one.id}", border=False):
            stands = st.radio("Which stands?", ("decision", "evidence"), format_func={
                "decision": f"The decision stands: {was}", "evidence": f"The newer evidence stands: {now}"}.get)
            reason = st.text_input("Why", max_chars=400)
            if st.form_submit_button("Record it", type="primary"):
                attempt(lambda n=one.id, k=stands == "decision", r=reason: actions.settle_conflict(n, keep=k, reason=r))
                st.rerun()


def plan(found: actions.Review, sources: Sources) -> None:
    """Show the call plan that follows from the decisions, with what changed and why, and let it be made."""
    parts.heading("The call plan that follows", "Made from your decisions; what none of them touches stays as it was. "
                                                "Once it is made, those decisions are used and stand.")
    told(_PLAN)
    number, names = found.kept.id, names_of(found.kept.draft, sources)
    if made := actions.plan_made(number):
        parts.note("The call plan is made, and nothing has been decided here since.")
        link("Open the call plan", "review", draft=made)
        return
    try:
        if not actions.drafts_at_once(number):
            parts.note("The engine of this review drafts the plan when you ask for it; a model may cost money.")
            st.button("Draft the call plan", key="make_plan", type="primary", on_click=attempt, args=(_make, number),
                      kwargs={"where": _PLAN, "names": names})
            return
        shown = actions.adjusted_plan(number, keep=False)
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    st.button("Make it the call plan", key="make_plan", type="primary", on_click=attempt, args=(_make, number),
              kwargs={"where": _PLAN, "names": names})
    parts.html(changes_html(shown.changes, bool(shown.before), names))
    with st.expander("Read the plan as it would stand", key="desk_plan", on_change="ignore"):
        parts.html(document_html(shown.plan, sources))


def _make(number: str) -> None:
    made = actions.adjusted_plan(number)
    st.toast("The call plan is made, and waits in the queue.")
    choose("draft", made.id)
