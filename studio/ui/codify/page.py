"""A Codify page: the list on the left, one entry in full, the feedback beside it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playbook.coaching import about
from playbook.model import Entry, ExitCriterion
from playbook.parts import GROUPS as KINDS
from playbook.parts import kind_of
from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.choices import pick
from studio.ui.codify.bar import chosen_playbook, offer_copy, pick_playbook, show_bar
from studio.ui.codify.feedback import show_depth, show_findings, show_reads
from studio.ui.codify.guided import show_guided
from studio.ui.codify.listing import GROUPS, Standing, show_list, standing_of
from studio.ui.codify.live import keep_in_view, live_text
from studio.ui.codify.session import Editing, editing
from studio.ui.codify.table import show_table
from studio.ui.codify.whole import show_tools, show_whole
from studio.ui.entries import entry_head, entry_markup, entry_names, finding_markup, ladder_markup

MODES = {"guided": "One question at a time", "whole": "The whole entry", "table": "Table"}


def show_codify(page: str, title: str, purpose: str) -> None:
    """Show a whole Codify page."""
    parts.page_header(title, purpose)
    playbook = chosen_playbook()
    try:
        own = actions.own_playbook(playbook)
        book = own.book if own else actions.open_playbook(playbook)
    except FileFault as problem:
        pick_playbook()
        parts.fault(str(problem))
        return
    if own is None:
        pick_playbook()
        offer_copy(playbook, book.name)
    else:
        show_bar(own)
    standing = standing_of(book)
    left, right = st.columns([1, 3.4], gap="large")
    with left:
        path = show_list(page, book, standing, editable=own is not None)
    with right:
        if path is None:
            _introduce(page)
            return
        keep_in_view(path)
        if own is None:
            _read(path, standing, book)
        else:
            _edit(own, page, path, standing)


def _introduce(page: str) -> None:
    """Say what an entry of this page is, where none is there to be shown."""
    for group, name in GROUPS[page].items():
        parts.html(f'<p class="pb-note"><strong>{name.capitalize()}.</strong> {parts.escape(about(KINDS[group]))}</p>')


def _read(path: str, standing: Standing, book: Any) -> None:
    entry, depth = standing.entries[path], standing.depths.get(path)
    parts.html(entry_head(entry, depth.depth if depth else None, path))
    if depth and (steps := ladder_markup(depth.steps)):
        parts.html(steps)
    for finding in standing.findings.get(path, ()):
        parts.html(finding_markup(finding))
    parts.html(entry_markup(entry, entry_names(book)))
    show_reads(entry)


def _edit(own: actions.Own, page: str, path: str, standing: Standing) -> None:
    from studio.ui.codify.conflict import show_conflicts

    live_text()
    show_conflicts(own, path)
    entry, depth = standing.entries[path], standing.depths.get(path)
    edit, kind = editing(own, path), kind_of(path)
    mode = pick("mode", list(MODES), label="How to edit", say=MODES.get, widget=st.segmented_control, required=True,
                label_visibility="collapsed") or "guided"
    if mode == "table":
        group = path.rpartition(".")[0]
        here = [p for p in standing.depths if kind_of(p) is kind and (
            kind is ExitCriterion or p.rpartition(".")[0] == group)]
        show_table(own, here, kind, group)
        return
    with st.container(key="cd_work"):
        work, beside = st.columns([1.5, 1], gap="large")
    with work:
        parts.html(entry_head(entry, depth.depth if depth else None, path))
        _work(mode, edit, kind, entry, own, depth)
    with beside, st.container(key="cd_beside"):
        _beside(own, edit, entry, depth, standing)


def _work(mode: str, edit: Editing, kind: type[Entry], entry: Entry, own: actions.Own, depth: Any) -> None:
    if depth is None:
        parts.note("This entry is archived: it is kept, and no draft uses it. Bring it back to edit it.")
    elif mode == "guided":
        show_guided(edit, kind, entry, own.book, depth)
    else:
        show_whole(edit, kind, own.book)
    show_tools(edit, kind, entry, own.book)


def _beside(own: actions.Own, edit: Editing, entry: Entry, depth: Any, standing: Standing) -> None:
    from studio.ui.codify.points import show_points
    from studio.ui.codify.preview import show_changes

    if depth is not None:
        show_depth(depth)
    show_findings(edit, standing.findings.get(edit.path, ()))
    show_reads(entry)
    show_points(own.kept.id, edit.path)
    show_changes(own, edit)
