"""The CRM patch on screen: what would be written, what stays inside, and why."""

from __future__ import annotations

from html import escape

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.governing import AUTHORITY_WORDS
from studio.ui import parts
from studio.ui.choices import pick
from studio.ui.drafting import account
from studio.ui.sources import plain

SYSTEMS = {"salesforce": "Salesforce", "hubspot": "HubSpot"}
_WRITTEN = {"target": "Fills the field", "suggestion": "Fills the column beside it", "nothing": "Is not written"}


def show_patch() -> None:
    """Show one deal's patch, field by field, and take it out."""
    deals, _ = actions.deals_by_id()
    waiting = sorted({w.glance.deal for w in actions.queue()})
    listed = [d for d in waiting if d in deals] or list(deals)
    if not listed:
        parts.empty("There is no deal yet.", "Open a deal on the Deals page.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        deal = pick("patch_deal", listed, label="Deal", say=account, width=320) or listed[0]
        system = pick("crm", list(SYSTEMS), label="CRM", say=SYSTEMS.get, width=200) or "salesforce"
    try:
        approved = actions.approved_values(deal)
        lines = actions.patch_for(deal, system)  # type: ignore[arg-type]
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    if not approved:
        parts.empty("Nothing that was approved on this deal belongs in a CRM field.", "Approve judgements of its "
                                                                                      "drafts "
                    "on the Review page; what rests on a buyer's words can be proposed for a field.")
        return
    parts.heading("What the patch would do", "Only approved items, only where authority was granted. A value that "
                                             "somebody entered is never overwritten: a suggestion stands beside it.")
    rows = "".join(
        f"<tr><td>{escape(plain(line.item.field))}</td><td>{escape(line.item.current) or '<i>empty</i>'}</td>"
        f"<td>{escape(line.item.proposed)}</td><td>{escape(_WRITTEN[line.written])}"
        f"{' (conflict)' if line.conflict else ''}<br><small>{escape(line.why)}</small></td>"
        f"<td>{escape('; '.join(line.item.evidence[:2]))}</td><td>{escape(line.item.approver)}</td></tr>"
        for line in lines)
    if rows:
        parts.html('<table class="pb-table"><thead><tr><th scope="col">Field</th><th scope="col">Holds now</th>'
                   '<th scope="col">Proposed</th><th scope="col">What happens</th><th scope="col">Rests on</th>'
                   f'<th scope="col">Approved by</th></tr></thead><tbody>{rows}</tbody></table>')
        _take_out(deal, system)
    else:
        parts.note("Nothing: no workflow has been granted more than to draft for the fields that were approved.")
    inside = [a for a in approved if a.authority == "draft"]
    if inside:
        parts.heading("Approved, and stays inside", "Nobody has granted these workflows more than to draft.")
        parts.html(parts.listing([f"{plain(a.field)} ({plain(a.workflow)}): {a.proposed.rstrip('.')}, "
                                  f"approved by {a.approver}. "
                                  f"{AUTHORITY_WORDS['draft']}" for a in inside]))


def _take_out(deal: str, system: str) -> None:
    if st.button("Prepare the patch", key="prepare_patch", type="primary",
                 help="The decisions in it count as used from then on"):
        try:
            st.session_state["patch_ready"] = (deal, system, {
                form: actions.export_patch([deal], system, form) for form in ("csv", "json")})  # type: ignore[arg-type]
        except (actions.BadInput, FileFault) as problem:
            parts.fault(str(problem))
            return
    ready = st.session_state.get("patch_ready")
    if ready and ready[:2] == (deal, system):
        with st.container(horizontal=True):
            st.download_button(f"CSV for {SYSTEMS[system]}", ready[2]["csv"], f"{deal}-{system}.csv", "text/csv",
                               key="patch_csv", on_click="ignore")
            st.download_button("JSON, field by field", ready[2]["json"], f"{deal}-{system}.json", "application/json",
                               key="patch_json", on_click="ignore")
