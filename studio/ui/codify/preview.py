"""What an edit changes in a draft: the same workflow on a deal, before and after."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import streamlit as st

from playbook.model import Playbook
from playbook.parts import OWN, join, order_path, split
from playbook.text_files import FileFault
from studio import actions, comparing, previewing
from studio.ui import parts
from studio.ui.choices import choice, pick
from studio.ui.codify.session import Editing, added_here, opened_book
from studio.ui.deal import EVENTS
from studio.ui.differences import preview_html
from studio.ui.drafting import account
from studio.ui.showcase import showcase
from studio.ui.sources import Sources, day, plain
from studio.ui.style import drafts_css

_SINCE = {"opened": "Since opening it", "version": "Since last published"}
#: Up to so many parts a playbook is drafted with while somebody types.
_WHILE_TYPING = 1000


def show_changes(own: actions.Own, edit: Editing) -> None:
    """Show which lines of a draft come, go and change by the edit, with their quotes."""
    parts.heading("What changes in a draft", level=3)
    deals, _ = actions.deals_by_id()
    if not deals:
        parts.note("Open a deal on the Deals page to see here what an edit changes in its drafts.")
        return
    deal, event, workflow = _moment(deals)
    added = _added(own, edit.path)
    names = _SINCE | ({"opened": "Since adding it"} if added else {})
    since = pick("since", list(_SINCE), label="Compared with", say=names.get, widget=st.segmented_control,
                 required=True, label_visibility="collapsed")
    before = _before(own, edit, since or "opened", added)
    if before is own.book:
        parts.note("You have changed nothing yet. As you write, the lines that come, go and change in this draft show "
                   "here, with their quotes.")
        return
    if len(own.parts) > _WHILE_TYPING and not st.button("Show what changes", key="preview_now"):
        parts.note("This playbook is large, so the two drafts are made when you ask for them, not while you type.")
        return
    try:
        loaded = actions.open_deal(deal)
        found = _preview(_Pair(before, own.book), str(loaded.deal.folder), event, workflow, edit.path)
    except (FileFault, actions.BadInput) as problem:
        parts.fault(str(problem))
        return
    drafts_css()
    parts.html(f'<div class="cd-changes" role="status">{preview_html(found, Sources(loaded, own.book, own.kept.id))}'
               "</div>")


def _moment(deals: dict[str, Any]) -> tuple[str, str, str]:
    shown, last_call = showcase(deals)
    deal = choice("deal", list(deals), shown) or shown
    events = {e.id: e for e in deals[deal].events}
    default = last_call if deal == shown else next(
        (e for e in reversed(events) if events[e].type == "call_completed"), list(events)[-1])
    event = choice("event", list(events), default) or default
    workflow = choice("workflow", list(comparing.workflow_titles()), "deal_review") or "deal_review"
    titles = comparing.workflow_titles()
    with st.popover(parts.inert(f"{account(deal)}: {titles[workflow]}"), width="stretch"):
        pick("deal", list(deals), label="Deal", default=deal, say=account, clears=("event",), key="preview_deal")
        pick("event", list(events), label="Moment in the deal", default=event, key="preview_event",
             say=lambda e: f"{day(events[e].date)} · {EVENTS.get(events[e].type, plain(events[e].type))}")
        pick("workflow", list(titles), label="What to draft", default=workflow, say=titles.get, key="preview_workflow")
    return deal, event, workflow


def _before(own: actions.Own, edit: Editing, since: str, added: bool) -> Playbook:
    if since == "version" and own.kept.version:
        return _version(own.kept.id, own.kept.at, own.kept.version)
    found = _without(own.kept.id, own.kept.at, own.kept.revision, edit.path) if added else None
    return found or opened_book(edit.playbook, edit.path) or own.book


def _added(own: actions.Own, path: str) -> bool:
    """Whether an entry came to be in this session, or after the last version."""
    if path == OWN:
        return False
    if added_here(own.kept.id, path):
        return True
    if not own.kept.version:
        return False
    return path not in split(_version(own.kept.id, own.kept.at, own.kept.version))


@lru_cache(maxsize=8)
def _without(playbook: str, made: str, revision: int, path: str) -> Playbook | None:
    """The playbook as it stands but for one entry; None where it does not hold together without it."""
    own = actions.own_playbook(playbook)
    if own is None:
        return None
    try:
        return join({p: part for p, part in own.parts.items() if p != path and not p.startswith(f"{path}.")
                     and p != order_path(path)}, own.book.version)
    except FileFault:
        return None


@lru_cache(maxsize=8)
def _version(playbook: str, made: str, number: int) -> Playbook:
    return actions.version_book(playbook, number)


class _Pair:
    """Two playbooks, equal to a pair of the very same ones."""

    def __init__(self, before: Playbook, after: Playbook):
        self.before, self.after = before, after

    def __hash__(self) -> int:
        return hash((id(self.before), id(self.after)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pair) and other.before is self.before and other.after is self.after


@lru_cache(maxsize=32)
def _preview(pair: _Pair, deal: str, event: str, workflow: str, path: str) -> previewing.Preview:
    return previewing.preview(pair.before, pair.after, actions.open_deal(deal), event, workflow, path=path)
