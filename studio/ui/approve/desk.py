"""The manager's desk: one draft, item by item, approved, amended or rejected by a person."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from playbook.text_files import FileFault
from studio import actions, comparing
from studio.drafting.draft import Inference, Recommendation
from studio.governing import REASONS, STRIKE_REASONS
from studio.ui import parts
from studio.ui.choices import choose
from studio.ui.document import document_html
from studio.ui.drafting import account, show_warnings
from studio.ui.sources import Sources, day, quote_html
from studio.ui.style import drafts_css

_STATUSES = ("evidenced", "partial", "missing", "contradicted")
_DONE = {"approve": "Approved", "amend": "Amended", "reject": "Rejected", "strike": "Struck"}
_TOLD = "desk_told"


def show_desk(number: str) -> None:
    """Show a kept draft with the decisions that stand, and take new ones."""
    drafts_css()
    if st.button("Back to the queue", key="desk_back"):
        choose("draft", None)
        st.rerun()
    found = actions.kept_review(number)
    if found is None:
        parts.fault("This draft is not kept here; choose one of the queue.")
        return
    draft = found.kept.draft
    try:
        loaded = actions.open_deal(draft.deal)
        sources = Sources(loaded, actions.open_playbook(draft.playbook.id), draft.playbook.id)
    except FileFault as problem:
        parts.fault(str(problem))
        return
    title = comparing.workflow_titles().get(draft.workflow, draft.workflow)
    date = next((e.date for e in loaded.deal.events if e.id == draft.as_of), None)
    parts.heading(f"{account(draft.deal)}: {title}",
                  f"As of {day(date) if date else draft.as_of}. Playbook {sources.book.name}, version "
                  f"{draft.playbook.version}. The draft itself never changes; your decisions stand beside it.")
    if told := st.session_state.pop(_TOLD, ""):
        parts.fault(told)
    show_warnings(draft)
    _conflicts(draft.deal, sources)
    chosen = _lane("Inferred", [i for i in draft.inferred if i.status], found, sources)
    chosen += _lane("Recommended", list(draft.recommended), found, sources)
    _several(number, chosen)
    _observed(found, sources)
    with st.expander("Read the document", key="desk_document", on_change="ignore"):
        parts.html(document_html(draft, sources))
    if draft.workflow == "deal_review":
        _plan(number, sources)


# -- items

def _lane(name: str, items: list[Any], found: actions.Waiting, sources: Sources) -> list[str]:
    parts.html(f'<div class="pb-section">{parts.lane_tag(name.lower())}</div>')  # type: ignore[arg-type]
    chosen = []
    for item in items:
        if _item(item, found, sources):
            chosen.append(item.id)
    if not items:
        parts.note("Nothing here in this draft.")
    return chosen


def _item(item: Any, found: actions.Waiting, sources: Sources) -> bool:
    made, number = found.decided.get(item.id), found.kept.id
    with st.container(border=True, key=f"item_{item.id}"):
        left, right = st.columns([2.2, 1], gap="medium")
        with left:
            parts.html(_words(item, sources))
            parts.html(_quotes(item, found, sources))
        with right:
            if made is not None:
                _made(made, number)
                return False
            parts.html('<p class="ap-state">Undecided</p>')
            picked = st.checkbox("Choose for several at once", key=f"choose_{number}_{item.id}")
            with st.container(horizontal=True, gap="small"):
                st.button("Approve", key=f"approve_{number}_{item.id}", on_click=_decide,
                          args=(number, (actions.Choice(item.id, "approve"),)))
                with st.popover("Amend"):
                    _amend(item, number, sources)
                with st.popover("Reject"):
                    _reject(item.id, number)
            return bool(picked)


def _words(item: Inference | Recommendation, sources: Sources) -> str:
    if isinstance(item, Inference):
        return (f'<h4>{escape(sources.subject(item.about))} {parts.status_chip(item.status)}</h4>'
                f'<p>{escape(item.statement)}</p>')
    who = ", ".join(sources.person(p) for p in item.with_)
    facts = [("Owner", sources.person(item.owner)), ("With", who), ("By", day(item.due) if item.due else "")]
    line = " · ".join(f"{escape(n)}: {escape(v)}" for n, v in facts if v)
    return f'<h4>{item.rank}. {escape(item.action)}</h4><p class="pb-note">{line}</p>'


def _quotes(item: Any, found: actions.Waiting, sources: Sources) -> str:
    draft = found.kept.draft
    own = {o.id: o for o in draft.observed}
    ids = list(item.basis)
    for step in item.basis:
        ids += next((list(i.basis) for i in draft.inferred if i.id == step), [])
    quotes = [q for o in dict.fromkeys(ids) if o in own for q in own[o].quotes][:6]
    if not quotes:
        return '<p class="pb-none">It rests on no quote.</p>'
    body = "".join(quote_html(q, sources) for q in quotes)
    return f'<details class="cd-fold"><summary>The words it rests on ({len(quotes)})</summary>{body}</details>'


def _made(made: Any, number: str) -> None:
    who = f"{made.by or 'Somebody'}{f', {made.role}' if made.role else ''}"
    reason = REASONS.get(made.reason, (STRIKE_REASONS.get(made.reason, made.reason), False))[0]
    changes = "; ".join(f"{k}: {', '.join(v) if isinstance(v, list) else v}" for k, v in made.changes.items())
    parts.html(f'<p class="ap-state ap-{made.decision}"><b>{_DONE[made.decision]}</b> by {escape(who)}, '
               f'{escape(made.at[:10])}</p>' + (f"<p>{escape(changes)}</p>" if changes else "")
               + (f'<p class="pb-note">{escape(reason)}</p>' if reason else ""))
    if made.used:
        parts.note(f"Used in {made.used}.")
    else:
        st.button("Undo", key=f"undo_{made.id}", on_click=_undo, args=(made.id,))


def _amend(item: Any, number: str, sources: Sources) -> None:
    people = {p.id: p.name for p in sources.loaded.deal.people}
    with st.form(f"amend_{number}_{item.id}", border=False):
        changes: dict[str, Any] = {}
        if isinstance(item, Inference):
            status = st.selectbox("Status", _STATUSES, index=_STATUSES.index(item.status or "missing"),
                                  format_func=parts.STATUS_WORDS.get)
            text = st.text_area("What follows", value=item.statement, height=110)
            changes = {"status": status if status != item.status else None,
                       "statement": text if text != item.statement else None}
        else:
            text = st.text_area("Action", value=item.action, height=110)
            ids = list(people)
            owner = st.selectbox("Owner", ids, format_func=people.get,
                                 index=ids.index(item.owner) if item.owner in ids else None)
            with_ = st.multiselect("With", ids, default=[p for p in item.with_ if p in ids], format_func=people.get)
            due = st.date_input("By", value=item.due)
            rank = st.number_input("Order", value=item.rank, min_value=1, max_value=20)
            changes = {"action": text if text != item.action else None, "owner": owner if owner != item.owner else None,
                       "with": with_ if tuple(with_) != item.with_ else None,
                       "due": due.isoformat() if due and due != item.due else None,
                       "rank": rank if rank != item.rank else None}
        reason = st.text_input("Why (others will read it)", max_chars=400)
        if st.form_submit_button("Record the amendment", type="primary"):
            given = {k: v for k, v in changes.items() if v is not None}
            if _decide(number, (actions.Choice(item.id, "amend", reason, given),)):
                st.rerun()


def _reject(item: str, number: str) -> None:
    with st.form(f"reject_{number}_{item}", border=False):
        reason = st.selectbox("Why", list(REASONS), format_func=lambda r: REASONS[r][0])
        words = st.text_input("In your words (if none fits)", max_chars=400)
        if st.form_submit_button("Reject it", type="primary"):
            given = words.strip() if reason == "other" and words.strip() else reason
            if _decide(number, (actions.Choice(item, "reject", given or ""),)):
                st.rerun()


def _several(number: str, chosen: list[str]) -> None:
    if chosen:
        st.button(f"Approve the {len(chosen)} chosen", key="approve_several", type="primary", on_click=_decide,
                  args=(number, tuple(actions.Choice(i, "approve") for i in chosen)))


def _decide(number: str, choices: tuple[actions.Choice, ...]) -> bool:
    try:
        actions.decide_items(number, choices)
    except (actions.BadInput, FileFault) as problem:
        st.session_state[_TOLD] = str(problem)
        return True
    return True


def _undo(decision: int) -> None:
    try:
        actions.undo_decision(decision)
    except (actions.BadInput, FileFault) as problem:
        st.session_state[_TOLD] = str(problem)


# -- facts, conflicts, the plan

def _observed(found: actions.Waiting, sources: Sources) -> None:
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
                if made is not None:
                    _made(made, found.kept.id)
                    continue
                with st.popover("Strike"), st.form(f"strike_{found.kept.id}_{seen.id}", border=False):
                    reason = st.selectbox("Why", list(STRIKE_REASONS), format_func=STRIKE_REASONS.get)
                    if st.form_submit_button("Strike it", type="primary") and _decide(
                            found.kept.id, (actions.Choice(seen.id, "strike", reason or ""),)):
                        st.rerun()


def _conflicts(deal: str, sources: Sources) -> None:
    for one in actions.open_conflicts(deal):
        parts.html(f'<div class="pb-finding" role="alert"><strong>Conflict: '
                   f'{escape(sources.subject(one.about))}</strong>'
                   f'<p>A person decided “{escape(parts.STATUS_WORDS.get(one.was, one.was))}”; newer evidence reads as '
                   f'“{escape(parts.STATUS_WORDS.get(one.now, one.now))}”. Nothing was overwritten: say which '
                   'stands.</p></div>')
        with st.popover("Settle it"), st.form(f"settle_{one.id}", border=False):
            keep = st.radio("Which stands?", ("decision", "evidence"), format_func={
                "decision": "The decision stands", "evidence": "The newer evidence stands"}.get)
            reason = st.text_input("Why", max_chars=400)
            if st.form_submit_button("Record it", type="primary"):
                try:
                    actions.settle_conflict(one.id, keep=keep == "decision", reason=reason)
                except (actions.BadInput, FileFault) as problem:
                    st.session_state[_TOLD] = str(problem)
                st.rerun()


def _plan(number: str, sources: Sources) -> None:
    parts.heading("The call plan that follows", "Made from your decisions; what none of them touches stays as it was. "
                                                "Once it is made, those decisions are used and stand.")
    try:
        shown = actions.adjusted_plan(number, keep=False)
        if st.button("Make it the call plan", key="make_plan", type="primary"):
            made = actions.adjusted_plan(number)
            st.toast("The call plan is made, and waits in the queue.")
            choose("draft", made.id)
            st.rerun()
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    from studio.ui.approve.changes import changes_html

    parts.html(changes_html(shown.changes, bool(shown.before), sources))
    with st.expander("Read the plan as it would stand", key="desk_plan", on_change="ignore"):
        parts.html(document_html(shown.plan, sources))
