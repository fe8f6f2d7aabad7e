"""Import on screen: a document becomes proposed entries to take, mend or leave out."""

from __future__ import annotations

import tempfile
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.choices import choose, distinct
from studio.ui.codify import session
from studio.ui.links import go
from studio.ui.sources import plain

_PROPOSAL, _LEFT_OUT = "import_proposal", "import_left_out"
_TYPES = ["md", "markdown", "html", "htm", "docx", "pptx", "pdf", "txt"]
AT_ONCE = 12
KINDS = {"stage": "Stages", "exit_criterion": "Exit criteria", "element": "Qualification elements",
         "question": "Questions", "method": "Method", "behaviour": "Behaviours", "play": "Plays"}
_ONE = {"stage": "Stage", "exit_criterion": "Exit criterion", "element": "Qualification element",
        "question": "Question", "method": "Method statement", "behaviour": "Behaviour", "play": "Play"}
_SURE = ((0.75, "Sure"), (0.5, "Fairly sure"), (0.0, "Look at this one"))


def show_upload() -> None:
    """Show where documents are given, and read them."""
    given = st.file_uploader("Documents: Markdown, HTML, Word, PowerPoint, PDF or text, at most 20 MB "
                             "each", type=_TYPES,
                             accept_multiple_files=True, key="import_files", max_upload_size=20)
    if not given:
        parts.note("Slides, a handbook page, a process document: whatever you have. It is read on this machine, and "
                   "nothing is kept until you say so.")
        return
    if st.button("Read the documents", type="primary", key="import_read"):
        with st.status("Reading the documents", type="step") as status:
            proposal = _proposed(given)
            status.update(label="Read", state="complete" if proposal else "error")
        if proposal is not None:
            st.session_state[_PROPOSAL] = proposal
            st.session_state[_LEFT_OUT] = set()
            st.rerun()


def _proposed(given: list[Any]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, one in enumerate(given):
            place = Path(folder) / str(number)
            place.mkdir()
            path = place / (Path(one.name).name or "document.txt")
            path.write_bytes(one.getvalue())
            paths.append(path)
        try:
            return actions.propose(paths)
        except (FileFault, actions.BadInput) as problem:
            parts.fault(str(problem).replace(folder, "").lstrip("/0123456789"))
            return None


def kept_proposal() -> Any:
    """Return the proposal that this session works on, if there is one."""
    return st.session_state.get(_PROPOSAL)


def show_proposal(proposal: Any) -> None:
    """Show every proposed entry with its source, then what was not placed, then how to keep it."""
    out = st.session_state.setdefault(_LEFT_OUT, set())
    taken = [e for e in proposal.entries if e.id not in out]
    counts = {kind: sum(e.kind == kind for e in proposal.entries) for kind in KINDS}
    found = ", ".join(f"{n} {(_ONE[k] if n == 1 else KINDS[k]).lower()}" for k, n in counts.items() if n)
    left = len(proposal.unplaced)
    unplaced = {0: "every passage was placed", 1: "1 passage was not placed and is listed at the end"}.get(
        left, f"{left:,} passages were not placed and are listed at the end")
    parts.heading("What the documents say", f"Found {found or 'nothing that belongs in a playbook'}; {unplaced}. "
                                            "Each entry stands beside the words it comes from.")
    if proposal.entries:
        _show_kinds(proposal, counts, out)
    _show_unplaced(proposal)
    _show_keep(proposal, taken)


def _show_kinds(proposal: Any, counts: dict[str, int], out: set[str]) -> None:
    present = [k for k in KINDS if counts[k]]
    kind = st.segmented_control("Kind", present, default=present[0], key="import_kind", required=True,
                                format_func=lambda k: f"{KINDS[k]} ({counts[k]})", label_visibility="collapsed")
    entries = [e for e in proposal.entries if e.kind == (kind or present[0])]
    with st.container(horizontal=True):
        ids = frozenset(e.id for e in entries)
        st.button("Take all of these", key="import_all", on_click=_leave_out, args=(ids, False))
        st.button("Leave all of these out", key="import_none", on_click=_leave_out, args=(ids, True))
        unsure = frozenset(e.id for e in entries if e.confidence < 0.5)
        if unsure:
            st.button(f"Leave out the {len(unsure)} to look at", key="import_unsure", on_click=_leave_out,
                      args=(unsure, True))
    pages = -(-len(entries) // AT_ONCE)
    page = st.pagination(pages, key=f"import_page_{kind}") if pages > 1 else 1
    for entry in entries[(page - 1) * AT_ONCE:page * AT_ONCE]:
        _show_entry(entry, entry.id in out)


def _leave_out(ids: frozenset[str], leave: bool) -> None:
    out = st.session_state[_LEFT_OUT]
    st.session_state[_LEFT_OUT] = out | ids if leave else out - ids
    for one in ids:
        st.session_state.pop(f"take_{one}", None)


def _show_entry(entry: Any, left_out: bool) -> None:
    with st.container(border=True, key=f"proposed_{entry.id}"):
        here, there = st.columns([1.2, 1], gap="large")
        with here:
            st.checkbox(f"Take “{parts.inert(entry.name[:80])}”", value=not left_out, key=f"take_{entry.id}",
                        on_change=_toggled, args=(entry.id,))
            st.text_input("Name", value=entry.name, key=f"name_{entry.id}", max_chars=200, disabled=left_out,
                          on_change=_mended, args=(entry.id, "name"))
            st.text_area("Text", value=entry.text, key=f"text_{entry.id}", height="content", disabled=left_out,
                         on_change=_mended, args=(entry.id, "text"))
            more = "".join(f"<dt>{escape(parts.capital(f.replace('_', ' ')))}</dt><dd>{escape('; '.join(v))}</dd>"
                           for f, v in entry.fields.items() if v)
            if more:
                parts.html(f'<details class="cd-fold"><summary>What else it brings</summary><dl>{more}</dl></details>')
        with there:
            sure = next(words for least, words in _SURE if entry.confidence >= least)
            parts.html(f'<p class="cd-count">{escape(entry.source.file)}, {escape(entry.source.where)} · '
                       f'{sure} ({entry.confidence:.0%}) · goes to {escape(_goes_to(entry.place))}</p>'
                       f'<blockquote class="cd-source">{escape(entry.source.passage)}</blockquote>')
            if entry.questions:
                parts.html("<p><strong>Open</strong></p>" + parts.listing(entry.questions))


def _goes_to(place: str) -> str:
    """A playbook path in words."""
    return " › ".join(plain(step) for step in place.split("."))


def _toggled(entry: str) -> None:
    out = st.session_state[_LEFT_OUT]
    st.session_state[_LEFT_OUT] = out - {entry} if st.session_state.get(f"take_{entry}") else out | {entry}


def _mended(entry: str, field: str) -> None:
    value = (st.session_state.get(f"{field}_{entry}") or "").strip()
    if value:
        st.session_state[_PROPOSAL] = st.session_state[_PROPOSAL].mended(entry, **{field: value})


def _show_unplaced(proposal: Any) -> None:
    if not proposal.unplaced:
        return
    with st.expander(f"Not placed ({len(proposal.unplaced)})", key="import_unplaced", on_change="ignore"):
        rows = "".join(f"<tr><td>{escape(u.text[:400])}</td><td>{escape(u.file)}, {escape(u.where)}</td>"
                       f"<td>{escape(u.why)}</td></tr>" for u in proposal.unplaced[:400])
        more = f"<p>… and {len(proposal.unplaced) - 400} more</p>" if len(proposal.unplaced) > 400 else ""
        parts.html(f'<table class="pb-table"><thead><tr><th scope="col">Passage</th><th scope="col">Where</th>'
                   f'<th scope="col">Why</th></tr></thead><tbody>{rows}</tbody></table>{more}')


def _show_keep(proposal: Any, taken: list[Any]) -> None:
    parts.heading("Keep it", f"{len(taken)} of {len(proposal.entries)} entries are taken.")
    if not taken:
        parts.note("Take at least one entry to go on.")
        return
    own = {k.id: k.name for k in actions.own_playbooks()}
    into = st.selectbox("Where to", ["", *own], key="import_into",
                        format_func=distinct(["", *own], lambda k: f"Into {own[k]}" if k else "A new playbook"))
    with st.form("import_keep", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("What you call it", value=own.get(into or "", "Our playbook"), max_chars=200, width=300,
                             disabled=bool(into))
        who = st.text_input("Your name", value=session.me(), max_chars=80, width=200)
        asked = st.form_submit_button("Add to it" if into else "Make it a playbook", type="primary")
    if not asked:
        return
    try:
        session.act_as(who)
        made = actions.keep_proposal(proposal, [e.id for e in taken], name=name, into=into or None, by=session.me())
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    st.session_state.pop(_PROPOSAL, None)
    choose("playbook", made)
    go("playbook", playbook=made, show="stand")
