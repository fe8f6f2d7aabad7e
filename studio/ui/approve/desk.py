"""The manager's desk: one draft, item by item, approved, amended or rejected by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from playbook.text_files import FileFault
from studio import actions, comparing
from studio.drafting.draft import Inference, Quote, Recommendation
from studio.proposing import FieldProposal
from studio.ui import parts
from studio.ui.acting import name_in_use, signed_in
from studio.ui.approve import after
from studio.ui.approve.deciding import approve_chosen, attempt, buttons, crm_html, decision, due_words, told
from studio.ui.choices import choose
from studio.ui.codify import session
from studio.ui.document import document_html, show_downloads
from studio.ui.drafting import account, show_warnings
from studio.ui.sources import Sources, day, quote_html
from studio.ui.style import drafts_css

#: How many quotes are shown at once under an item; the others follow one click further.
_QUOTES = 6
#: Runs where another draft than before is opened: from the end of one a reader comes to the top of the next.
_TO_TOP = """<script>(() => { const main = document.querySelector('[data-testid=stMain]');
  if (main) { main.scrollTo(0, 0); } })(); /* DRAFT */</script>"""


def show_desk(number: str) -> None:
    """Show a kept draft with the decisions that stand, and take new ones."""
    drafts_css()
    st.button("Back to the queue", key="desk_back", on_click=choose, args=("draft", None))
    found = actions.kept_review(number)
    if found is None:
        parts.fault("This draft is not kept here; choose one of the queue.")
        return
    draft = found.kept.draft
    try:
        loaded = actions.deal_by_id(draft.deal)
        sources = Sources(loaded, actions.open_playbook(draft.playbook.id), draft.playbook.id)
    except FileFault as problem:
        parts.fault(str(problem))
        return
    # The script is ours alone; letters and figures of the draft's id only make it run again.
    st.html(_TO_TOP.replace("DRAFT", "".join(filter(str.isalnum, number))), unsafe_allow_javascript=True)
    _head(found, sources)
    told()
    show_warnings(draft)
    plan = draft.workflow == "adjusted_call_plan"
    if plan:
        with st.container(key="desk_document"):
            parts.html(document_html(draft, sources))
            show_downloads(draft, sources, "desk")
        parts.heading("What the plan rests on", "Decide here on what nobody has decided yet.")
    after.conflicts(draft.deal, sources)
    crm = actions.values_for_crm(found)
    chosen = _lane("Inferred", [i for i in draft.inferred if i.status], found, sources, crm)
    chosen += _lane("Recommended", list(draft.recommended), found, sources, {})
    approve_chosen(chosen, found, sources)
    after.observed(found, sources)
    if not plan:
        with st.expander("Read the document", key="desk_document", on_change="ignore"):
            parts.html(document_html(draft, sources))
            show_downloads(draft, sources, "desk")
    if draft.workflow == "deal_review":
        after.plan(found, sources)
    told(None)


def _head(found: actions.Review, sources: Sources) -> None:
    kept, draft = found.kept, found.kept.draft
    title = comparing.workflow_titles().get(draft.workflow, draft.workflow)
    date = next((e.date for e in sources.loaded.deal.events if e.id == draft.as_of), None)
    by = kept.agent.replace("_", " ") if kept.agent else kept.by or "somebody"
    parts.heading(f"{account(draft.deal)}: {title}",
                  f"As of {day(date) if date else draft.as_of}, drafted by {by}. Playbook {sources.book.name}, version "
                  f"{draft.playbook.version}. The draft itself never changes; your decisions stand beside it.")
    if signed_in() or session.me():
        parts.note(f"You decide as {name_in_use()}.")
        return
    with st.form("desk_name", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Your name, as it will stand with your decisions", max_chars=80, width=360)
        if st.form_submit_button("That is me"):
            attempt(session.act_as, name or "")
            st.rerun()


def _lane(name: str, items: list[Any], found: actions.Review, sources: Sources,
          crm: Mapping[str, FieldProposal]) -> list[str]:
    parts.html(f'<div class="pb-section">{parts.lane_tag(name.lower())}</div>')  # type: ignore[arg-type]
    if not items:
        parts.note("Nothing here in this draft.")
    return [item.id for item in items if _item(item, found, sources, crm.get(item.id))]


def _item(item: Any, found: actions.Review, sources: Sources, crm: FieldProposal | None) -> bool:
    made = found.decided.get(item.id)
    with st.container(border=True, key=f"item_{item.id}"):
        left, right = st.columns([1.8, 1], gap="medium")
        with left:
            parts.html(_words(item, sources) + (crm_html(crm, made) if crm else "") + _quotes(item, found, sources))
        with right:
            told(item.id)
            if made is None:
                return buttons(item, found, sources, crm)
            decision(made, sources)
    return False


def _words(item: Inference | Recommendation, sources: Sources) -> str:
    if isinstance(item, Inference):
        return (f"<h4>{escape(sources.subject(item.about))} {parts.status_chip(item.status)}</h4>"
                f"<p>{escape(item.statement)}</p>")
    who = ", ".join(sources.person(p) for p in item.with_)
    facts = [("Owner", sources.person(item.owner)), ("With", who), ("By", due_words(item))]
    line = " · ".join(f"{escape(n)}: {escape(v)}" for n, v in facts if v)
    return f'<h4>{item.rank}. {escape(item.action)}</h4><p class="pb-note">{line}</p>'


def _quotes(item: Any, found: actions.Review, sources: Sources) -> str:
    rests, nearest = _said(item, found)
    if not rests and not nearest:
        return '<p class="pb-none">It rests on no quote.</p>'
    return _fold("The words it rests on", rests, sources) + _fold("The nearest that was found", nearest, sources)


def _said(item: Any, found: actions.Review) -> tuple[list[Quote], list[Quote]]:
    """The quotes that an item rests on, and those that came nearest where nothing shows what is missing."""
    own = {o.id: o.quotes for o in found.kept.draft.observed}
    below = {i.id: i for i in found.kept.draft.inferred}
    steps = [(_missing(item, found), item.basis),
             *((_missing(below[b], found), below[b].basis) for b in item.basis if b in below)]
    rests = dict.fromkeys(o for missing, ids in steps if not missing for o in ids if o in own)
    nearest = dict.fromkeys(o for missing, ids in steps if missing for o in ids if o in own and o not in rests)
    return [q for o in rests for q in own[o]], [q for o in nearest for q in own[o]]


def _missing(item: Any, found: actions.Review) -> bool:
    """Whether an item reads as missing: as drafted, unless somebody amended it."""
    made = found.decided.get(item.id)
    status = (made.changes if made else {}).get("status", getattr(item, "status", None))
    return bool(status == "missing")


def _fold(title: str, quotes: Sequence[Quote], sources: Sources) -> str:
    """Quotes behind a title: the first of them at once, the others one click further."""
    if not quotes:
        return ""
    shown, others = ("".join(quote_html(q, sources) for q in part) for part in (quotes[:_QUOTES], quotes[_QUOTES:]))
    left = len(quotes) - _QUOTES
    more = f'<details class="cd-fold"><summary>Show the other {left}</summary>{others}</details>' if others else ""
    return f'<details class="cd-fold"><summary>{title} ({len(quotes)})</summary>{shown}{more}</details>'
