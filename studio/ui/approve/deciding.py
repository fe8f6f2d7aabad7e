"""Buttons and forms of the manager's desk: each records a decision of whoever acts, or says why it cannot."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.drafting.draft import Inference, Recommendation
from studio.faults import BadDecision
from studio.governing import REASONS, STRIKE_REASONS, reason_words
from studio.proposing import FieldProposal
from studio.ui import parts
from studio.ui.approve.changes import names_of
from studio.ui.sources import Sources, day, plain

STATUSES = ("evidenced", "partial", "missing", "contradicted")
_DONE = {"approve": "Approved", "amend": "Amended", "reject": "Rejected", "strike": "Struck"}
_NAMES = {"status": "status", "statement": "text", "action": "action", "owner": "owner", "with": "with", "due": "by",
          "rank": "place", "value": "value"}
_TOLD, _MARK = "desk_told", "desk_mark"
#: Where a message stands about several items that were approved at once.
SEVERAL = "several"
#: No reason is chosen for anybody: the first of the list would count as a severe error.
_NONE_YET: dict[str, Any] = {"index": None, "placeholder": "Choose a reason"}


def told(where: str | None = "") -> None:
    """Say what the last click at a place could not do: at an item, or on top; None says what no place has said."""
    at, words = st.session_state.get(_TOLD, ("", ""))
    if words and where in (at, None):
        del st.session_state[_TOLD]
        parts.fault(words)


def attempt(deed: Any, *args: Any, where: str = "", names: Mapping[str, str] | None = None) -> None:
    """Carry a deed out; why it could not be done is said at its place when the page is shown again.

    `names` are what items are called, by their ids, for what is said of one
    elsewhere.
    """
    try:
        deed(*args)
    except (actions.BadInput, FileFault) as problem:
        words = str(problem)
        if isinstance(problem, BadDecision) and problem.item == where:
            words = parts.capital(problem.why)
        elif isinstance(problem, BadDecision):
            words = f"{(names or {}).get(problem.item, problem.item)}: {problem.why}"
        st.session_state[_TOLD] = where, words


def buttons(item: Any, found: actions.Review, sources: Sources, crm: FieldProposal | None = None) -> bool:
    """Show what can be done about an undecided item; return whether it is chosen for several at once."""
    number = found.kept.id
    parts.html('<p class="ap-state">Undecided</p>')
    picked = st.checkbox("Choose", key=f"choose_{number}_{item.id}", help="To approve several at once, below")
    with st.container(horizontal=True, gap="small"):
        st.button("Approve", key=f"approve_{number}_{item.id}", on_click=_decide,
                  args=(found, [actions.Choice(item.id, "approve", seen=0)], sources))
        with st.popover("Amend", key=f"amending_{number}_{item.id}"):
            _amend(item, found, sources, crm)
        with st.popover("Reject", key=f"rejecting_{number}_{item.id}"):
            _reject(item.id, found, sources)
    return bool(picked)


def approve_chosen(chosen: Sequence[str], found: actions.Review, sources: Sources) -> None:
    """Offer to approve the chosen items together."""
    told(SEVERAL)
    if chosen:
        words = "Approve the one chosen" if len(chosen) == 1 else f"Approve the {len(chosen)} chosen"
        st.button(words, key="approve_several", type="primary", on_click=_decide,
                  args=(found, [actions.Choice(i, "approve", seen=0) for i in chosen], sources))


def crm_html(crm: FieldProposal, made: Any = None) -> str:
    """Say what an item puts into which CRM field: before it is approved, and as it was."""
    value = f"“{crm.value}”" if crm.quoted else crm.value
    words = f"For the CRM, under {plain(crm.field)}: {value}"
    more = ("Approving the item approves this value too; it leaves only where that is granted on the Governance page."
            if made is None else f"In the words of {made.by or 'somebody'}." if crm.written else "")
    return f'<p class="ap-crm">{escape(words)}' + (f"<br><small>{escape(more)}</small>" if more else "") + "</p>"


def decision(made: Any, sources: Sources) -> None:
    """Show a decision that stands: what, who, when, why, what it changed; and take it back until it is used."""
    who = f"{made.by or 'Somebody'}{f', {made.role}' if made.role else ''}"
    changes = "; ".join(f"{_NAMES.get(k, k)}: {_value(k, v, sources)}" for k, v in made.changes.items())
    parts.html(f'<p class="ap-state ap-{made.decision}"><b>{_DONE[made.decision]}</b> by {escape(who)}, '
               f"{escape(on(made.at))}</p>" + (f"<p>{escape(changes)}</p>" if changes else "")
               + (f'<p class="pb-note">{escape(reason_words(made.reason))}</p>' if made.reason else ""))
    if made.used:
        parts.note(f"It stands: {made.used} was made from it.")
    else:
        st.button("Undo", key=f"undo_{made.id}", on_click=attempt, args=(actions.undo_decision, made.id),
                  kwargs={"where": made.item})


def _value(name: str, value: Any, sources: Sources) -> str:
    if name == "due":
        return on(value)
    if name in ("owner", "with"):
        people = [sources.person(p) for p in (value if isinstance(value, list) else [value])]
        return ", ".join(people) or "nobody"
    return parts.STATUS_WORDS.get(value, value) if name == "status" else str(value)


def strike(item: str, found: actions.Review, sources: Sources) -> None:
    """Show the form that strikes an observed fact."""
    with st.popover("Strike", key=f"striking_{item}"), st.form(f"strike_{found.kept.id}_{item}", border=False):
        reason = st.selectbox("Why", list(STRIKE_REASONS), format_func=STRIKE_REASONS.get, **_NONE_YET)
        words = st.text_input("In your words (if none fits)", max_chars=400)
        if st.form_submit_button("Strike it", type="primary"):
            _decide(found, [actions.Choice(item, "strike", _reason(reason, words), seen=0)], sources)
            st.rerun()


def _reject(item: str, found: actions.Review, sources: Sources) -> None:
    with st.form(f"reject_{found.kept.id}_{item}", border=False):
        reason = st.selectbox("Why", list(REASONS), format_func=lambda r: REASONS[r][0], **_NONE_YET)
        words = st.text_input("In your words (if none fits)", max_chars=400)
        if st.form_submit_button("Reject it", type="primary"):
            _decide(found, [actions.Choice(item, "reject", _reason(reason, words), seen=0)], sources)
            st.rerun()


def _reason(reason: str | None, words: str | None) -> str:
    own = (words or "").strip()
    return own if own and reason in (None, "other") else reason or ""


def _amend(item: Any, found: actions.Review, sources: Sources, crm: FieldProposal | None) -> None:
    with st.form(f"amend_{found.kept.id}_{item.id}", border=False):
        changes = _judgement(item) if isinstance(item, Inference) else _action(item, sources)
        if crm:
            parts.note(f"If you change the text, your text is what is proposed for the CRM, under {plain(crm.field)}.")
        reason = st.text_input("Why (others will read it)", max_chars=400)
        if st.form_submit_button("Record the amendment", type="primary"):
            given = {name: new for name, (old, new) in changes.items() if new != old and new is not None}
            _decide(found, [actions.Choice(item.id, "amend", reason or "", given, seen=0)], sources)
            st.rerun()


def _judgement(item: Inference) -> Mapping[str, tuple[Any, Any]]:
    status = st.selectbox("Status", STATUSES, index=STATUSES.index(item.status or "missing"),
                          format_func=parts.STATUS_WORDS.get)
    text = st.text_area("What follows", value=item.statement, height=110)
    return {"status": (item.status, status), "statement": (item.statement, text)}


def _action(item: Recommendation, sources: Sources) -> Mapping[str, tuple[Any, Any]]:
    people = {p.id: p.name for p in sources.loaded.deal.people}
    ids = list(people)
    text = st.text_area("Action", value=item.action, height=110)
    place = ids.index(item.owner) if item.owner in ids else None
    owner = st.selectbox("Owner", ids, format_func=people.get, index=place)
    with_ = st.multiselect("With", ids, default=[p for p in item.with_ if p in ids], format_func=people.get)
    due = st.date_input("By", value=item.due)
    rank = st.number_input("Place in the order", value=item.rank, min_value=1, max_value=20)
    return {"action": (item.action, text), "owner": (item.owner, owner), "with": (list(item.with_), with_),
            "due": (item.due.isoformat() if item.due else None, due.isoformat() if due else None),
            "rank": (item.rank, rank)}


def on(at: str) -> str:
    """Return a date or time in ISO form as people write its day."""
    return day(date.fromisoformat(at[:10]))


def due_words(item: Recommendation) -> str:
    """Return the day an action is due, as people write it."""
    return day(item.due) if item.due else ""


def _decide(found: actions.Review, choices: Sequence[actions.Choice], sources: Sources) -> None:
    """Record decisions; the same click twice is one decision."""
    mark = st.session_state.setdefault(_MARK, uuid.uuid4().hex)
    last = max((m.id for m in found.decided.values()), default=0)
    what = ",".join(f"{c.item}={c.decision}" for c in choices)
    where = choices[0].item if len(choices) == 1 else SEVERAL
    attempt(lambda: actions.decide_items(found.kept.id, choices, token=f"{mark}:{found.kept.id}:{last}:{what}"),
            where=where, names=names_of(found.kept.draft, sources))
