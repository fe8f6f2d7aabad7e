"""Bringing in CRM exports and transcripts: files, how they are read, a preview, and a report."""

from __future__ import annotations

import json
import tempfile
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.drafting import account
from studio.ui.links import link

_TYPES = ["csv", "txt", "md", "vtt", "srt", "eml", "json", "yaml", "yml"]
_DONE = "crm_report"
#: How many lines of a report are shown, and how many deals it leads to.
_LINES, _LINKED = 200, 12


def show_import() -> None:
    """Show where exports are given, what they hold, and what was taken."""
    parts.heading("Bring in a CRM export", "Opportunities, contacts and activities from Salesforce or HubSpot (CSV), "
                                           "and transcripts. Running it again updates and never duplicates.")
    given = st.file_uploader("CRM exports and transcripts", type=_TYPES, accept_multiple_files=True, key="crm_files",
                             max_upload_size=200)
    if given:
        with tempfile.TemporaryDirectory() as folder:
            files = [_saved(Path(folder), one) for one in given]
            wishes = _mapping(files)
            with st.container(horizontal=True):
                preview = st.button("Preview", key="crm_preview")
                take = st.button("Bring them in", key="crm_take", type="primary")
            if preview or take:
                _run(files, wishes, dry_run=not take)
                if take and _DONE in st.session_state:
                    st.rerun()  # so that the list above shows them
    if report := st.session_state.get(_DONE):
        _show(report)


def _saved(folder: Path, one: Any) -> Path:
    path = folder / (Path(one.name).name or "export.csv")
    path.write_bytes(one.getvalue())
    return path


def _mapping(files: list[Path]) -> dict[str, dict[str, dict[str, str]]]:
    """Show how the columns of the exports are read; return what a person changed, by file."""
    exports = [f for f in files if f.suffix.lower() == ".csv"]
    changed: dict[str, dict[str, dict[str, str]]] = {}
    if not exports:
        return changed
    with st.expander("How the columns are read: look, and change what is wrong", key="crm_mapping",
                     on_change="rerun") as fold:
        try:
            mapped = actions.crm_mapping(exports)
        except (actions.BadInput, FileFault) as problem:
            parts.note(str(problem))
            return changed
        for one in mapped.files:
            if own := _columns(one, shown=bool(fold.open)):
                changed[one.file] = {"columns": own}
        for fault in mapped.not_taken:
            parts.note(str(fault))
    return changed


def _columns(one: Any, *, shown: bool) -> dict[str, str]:
    """One export's columns as a table to change; what was changed, by header."""
    if not shown:
        return st.session_state.get(f"crm_changed_{one.file}", {})
    parts.html(f"<p><strong>{escape(one.file)}</strong>: {escape(one.object)} of {escape(one.system or 'a CRM')}, "
               f"{one.rows:,} rows</p>")
    frame = pd.DataFrame({"Column": [c.header for c in one.columns], "Fills": [c.field for c in one.columns],
                          "For instance": ["; ".join(c.samples[:3]) for c in one.columns],
                          "Note": [c.note for c in one.columns]})
    options = ["", *actions.crm_fields(one.object)]
    options += [c.field for c in one.columns if c.field not in options]
    edited = st.data_editor(frame, key=f"crm_columns_{one.file}", hide_index=True, disabled=["Column", "For instance",
                            "Note"], column_config={"Fills": st.column_config.SelectboxColumn(options=options)},
                            alt=f"Columns of {one.file}")
    own = {h: str(now or "") for h, was, now in zip(frame["Column"], frame["Fills"], edited["Fills"], strict=True)
           if was != (now or "")}
    st.session_state[f"crm_changed_{one.file}"] = own
    return own


def _run(files: list[Path], wishes: dict[str, Any], *, dry_run: bool) -> None:
    mapping = None
    if wishes:
        mapping = files[0].parent / "mapping.wishes.yaml"
        mapping.write_text(json.dumps(wishes, ensure_ascii=False), encoding="utf-8")
    bar = st.progress(0.0, text="Reading")

    def told(done: int, planned: int, *_: Any) -> None:
        bar.progress(min(1.0, done / planned) if planned else 0.0, text=f"{done:,} of {planned:,} rows")

    try:
        st.session_state[_DONE] = (dry_run, actions.import_deals(files, mapping=mapping,
                                                                       dry_run=dry_run, progress=told))
    except (actions.BadInput, FileFault) as problem:
        st.session_state.pop(_DONE, None)
        parts.fault(str(problem))
    finally:
        bar.empty()


def _show(done: tuple[bool, Any]) -> None:
    dry_run, report = done
    new = sum(d.new for d in report.deals)
    verb = "would be" if dry_run else "were"
    parts.heading("What came of it", f"{len(report.deals)} deals {verb} taken, {new} of them new; "
                                     f"{len(report.not_taken)} rows {verb} not taken.", level=3)
    if not dry_run:
        with st.container(horizontal=True):
            for deal in report.deals[:_LINKED]:
                link(f"Open {account(deal.id)}", "deals", deal=deal.id)
    _table(report.not_taken, "Why it was not taken")
    _table(report.notes, "What was left out of a row that was taken, or how it was read")


def _table(lines: list[Any], why: str) -> None:
    if not lines:
        return
    rows = "".join(f"<tr><td>{escape(left.file)}</td><td>{left.row or ''}</td><td>{escape(left.why)}</td></tr>"
                   for left in lines[:_LINES])
    parts.html('<table class="pb-table"><thead><tr><th scope="col">File</th><th scope="col">Row</th>'
               f'<th scope="col">{escape(why)}</th></tr></thead><tbody>{rows}</tbody></table>')
    if len(lines) > _LINES:
        parts.note(f"… and {len(lines) - _LINES:,} more; the command line prints all of them.")
