"""Authority on screen: what each workflow may do, on what record, granted by whom; the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from playbook.text_files import FileFault
from studio import actions, comparing
from studio.drafting.draft import QUALIFICATION_FORM
from studio.evaluation.words import engine_in_words
from studio.governing import AUTHORITY_WORDS, LEVELS, Record
from studio.ui import parts
from studio.ui.approve.deciding import on
from studio.ui.choices import pick

if TYPE_CHECKING:
    from studio.store.grants import Granted

_TOLD = "governance_told"
#: How many lines of the trail are checked by opening the page, and how many are shown.
_AT_ONCE, _SHOWN = 5_000, 200


def show_authority() -> None:
    """Show the record and the authority of a workflow, field by field, with granting and taking back."""
    if told := st.session_state.pop(_TOLD, ""):
        parts.fault(told)
    titles = comparing.workflow_titles()
    usual = actions.most_reviewed() or "crm_hygiene"
    workflow = pick("governed", list(titles), label="Workflow", default=usual, say=titles.get, width=320) or usual
    parts.heading("The record", "Counted from people's decisions: approved as it was, amended, rejected.")
    _show_record(workflow)
    parts.heading("What it may do, field by field", "Everything starts at “Draft”. Approval is per item at every "
                                                    "level. Stage, amount, close date and forecast can never be "
                                                    "granted.")
    held = {g.field: g for g in actions.granted() if g.workflow == workflow}
    rows = "".join(_field_row(workflow, field, name, held.get(field)) for field, name in QUALIFICATION_FORM.items())
    parts.html(f'<table class="pb-table"><thead><tr><th scope="col">CRM field</th><th scope="col">Authority</th>'
               '<th scope="col">Granted by</th><th scope="col">For the next step</th></tr></thead>'
               f"<tbody>{rows}</tbody></table>")
    _show_grant(workflow, held)
    _show_ended(workflow)


def _field_row(workflow: str, field: str, name: str, grant: Granted | None) -> str:
    authority = grant.authority if grant else "draft"
    by = f"{grant.by or 'Somebody'}, {on(grant.at)}, on {grant.record.get('reviewed', 0)} reviewed" if grant else ""
    place = LEVELS.index(authority) + 1
    why = "; ".join(f"{AUTHORITY_WORDS[a].partition(':')[0]}: {actions.may_be_granted(workflow, field, a).why}"
                    for a in LEVELS[place:place + 1])
    cells = (name, AUTHORITY_WORDS[authority], by, why)
    return f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in cells)}</tr>"


def _show_record(workflow: str) -> None:
    rows = actions.record_rows(workflow)
    if not rows:
        parts.note("Nobody has decided on a draft of this workflow yet, so there is no record.")
        return
    body = "".join(f"<tr><td>{escape(parts.capital(engine_in_words(r.engine)))}</td><td>"
                   f"{escape(actions.playbook_name(r.playbook))}, version {r.version}</td>{_cells(r.record)}</tr>"
                   for r in rows)
    parts.html('<table class="pb-table"><thead><tr><th scope="col">Engine</th><th scope="col">Playbook</th>'
               '<th scope="col">Reviewed</th><th scope="col">As it was</th><th scope="col">Amended</th>'
               '<th scope="col">Rejected</th><th scope="col">Severe</th><th scope="col">Approved as it was (95% '
               f'interval)</th></tr></thead><tbody>{body}</tbody></table>')


def _cells(record: Record) -> str:
    between = record.interval
    share = "" if record.rate is None or between is None else \
        f"{record.rate:.0%} ({between[0]:.0%} to {between[1]:.0%})"
    cells = (record.reviewed, record.as_is, record.amended, record.rejected, record.severe, share)
    return "".join(f"<td>{escape(str(c))}</td>" for c in cells)


def _show_grant(workflow: str, held: Mapping[str, Granted]) -> None:
    with st.form("grant", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        field = st.selectbox("CRM field", list(QUALIFICATION_FORM), format_func=QUALIFICATION_FORM.get, width=240)
        authority = st.selectbox("Authority", LEVELS[1:], format_func=AUTHORITY_WORDS.get, width=340)
        if st.form_submit_button("Grant it", type="primary"):
            _do(lambda: actions.grant(workflow, field or "", authority or "propose"))
            st.rerun()
    for name in held:
        with st.popover(f"Take back: {QUALIFICATION_FORM.get(name, name)}", key=f"taking_{workflow}_{name}"), \
                st.form(f"revoke_{workflow}_{name}", border=False):
            why = st.text_input("Why (others will read it)", max_chars=400)
            if st.form_submit_button("Take it back", type="primary"):
                _do(lambda f=name, w=why: actions.revoke(workflow, f, w or ""))
                st.rerun()


def _show_ended(workflow: str) -> None:
    ended = [g for g in actions.granted(holding=False) if g.ended and g.workflow == workflow]
    for one in ended[-10:]:
        parts.note(f"{QUALIFICATION_FORM.get(one.field, one.field)}: {one.authority.replace('_', ' ')} ended on "
                   f"{on(one.ended)} by {one.ended_by or 'somebody'}: {one.ended_why}.")


def _do(deed: Callable[[], object]) -> None:
    try:
        deed()
    except (actions.BadInput, FileFault) as problem:
        st.session_state[_TOLD] = str(problem)


def show_audit() -> None:
    """Show the audit trail, filtered, with its check and its export."""
    newest = actions.audit_lines(most=1)
    if not newest:
        parts.empty("Nothing has been recorded yet.", "Every decision, grant, edit, publish, export and run will stand "
                    "here.")
        return
    if newest[0].seq <= _AT_ONCE or st.button(f"Check the seals of all {newest[0].seq:,} lines", key="check_seals"):
        _show_verdict()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        what = st.text_input("What", key="audit_what", placeholder="publish, approve, grant …", live=True, width=200)
        by = st.text_input("Who", key="audit_by", live=True, width=180)
        subject = st.text_input("On what", key="audit_subject", live=True, width=180)
        st.download_button("Download (CSV)", lambda: actions.export_audit("csv"), "audit.csv", "text/csv",
                           key="audit_csv", on_click="ignore")
        st.download_button("Download (JSON)", lambda: actions.export_audit("json"), "audit.json", "application/json",
                           key="audit_json", on_click="ignore")
    lines = actions.audit_lines(what=(what or "").strip(), by=(by or "").strip(), subject=(subject or "").strip(),
                                most=_SHOWN + 1)
    if not lines:
        parts.note("No line fits.")
        return
    rows = "".join(f"<tr><td>{line.seq}</td><td>{escape(line.at[:19].replace('T', ' '))}</td><td>"
                   f"{escape(line.by or 'somebody')}{f' ({escape(line.role)})' if line.role else ''}</td><td>"
                   f"{escape(line.what)}</td><td>{escape(line.subject[:60])}</td></tr>" for line in lines[:_SHOWN])
    parts.html(f'<table class="pb-table"><thead><tr><th scope="col">No.</th><th scope="col">When (UTC)</th>'
               f'<th scope="col">Who</th><th scope="col">What</th><th scope="col">On what</th></tr></thead>'
               f"<tbody>{rows}</tbody></table>")
    if len(lines) > _SHOWN:
        parts.note(f"The newest {_SHOWN} lines that fit are shown; the downloads hold every line.")


def _show_verdict() -> None:
    verdict = actions.verify_audit()
    if verdict.broken is None:
        count = f"{verdict.lines:,} {'line' if verdict.lines == 1 else 'lines'}"
        parts.note(f"The trail is whole: {count}, each sealed with the one before. Note the last seal elsewhere, and a "
                   f"cut end shows too: {verdict.head}")
    else:
        parts.fault(f"The trail was tampered with: {verdict.why}.")
