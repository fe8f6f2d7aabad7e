"""One moment of one deal at two to six levels, side by side."""

from __future__ import annotations

import streamlit as st

from playbook.ladder import LEVELS, Level
from studio import actions, comparing
from studio.ui import parts
from studio.ui.choices import choice, choose, pick
from studio.ui.columns import show_columns
from studio.ui.drafting import drafted, pick_moment, sources_of
from studio.ui.links import link
from studio.ui.measure import ENGINES
from studio.ui.on_claude import claude_drafts
from studio.ui.sources import LEVEL_NAMES

DEFAULT: tuple[Level, ...] = ("named", "exemplified")
_KEY = "pick_levels"


def pick_levels() -> list[Level]:
    """Show the choice of two to six levels; what is chosen stands in the address."""
    given = (choice("levels") or "").split(",")
    chosen = [level for level in LEVELS if level in given]
    if len(chosen) < 2:
        chosen = list(DEFAULT)
    st.session_state[_KEY] = chosen
    st.pills("How much of the playbook the engine may use: two to six levels, from least to most", LEVELS,
             selection_mode="multi", format_func=LEVEL_NAMES.get, key=_KEY, on_change=_changed)
    return chosen


def _changed() -> None:
    chosen = [level for level in LEVELS if level in st.session_state.get(_KEY, ())]
    if len(chosen) >= 2:
        choose("levels", ",".join(chosen))


def show_side_by_side(playbook: str) -> None:
    """Show the choice, and the drafts it leads to in aligned columns."""
    moment = pick_moment()
    if moment is None:
        return
    loaded, event, workflow = moment
    levels = pick_levels()
    engine = pick("engine", list(ENGINES), label="Who drafts", say=ENGINES.get, widget=st.segmented_control,
                  default="offline", required=True)
    sources = sources_of(loaded, playbook)
    if engine == "claude":
        drafts = claude_drafts(workflow, loaded, event, levels, sources)
    else:
        drafts = [drafted(workflow, loaded, event, level, playbook) for level in levels]
    if drafts is None or any(d is None for d in drafts):
        return
    alignment = comparing.align(drafts, levels)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        who = "Offline engine: built in, no language model." if engine != "claude" else f"Drafted by {drafts[0].model}."
        parts.note(f"{comparing.changes_in_words(alignment)} {who}")
        only = st.toggle("Only what changes", key="only_changes")
    show_columns(alignment, [sources] * len(levels), only_changes=only)
    with st.container(horizontal=True):
        for level in levels:
            link(f"Read the whole draft: {LEVEL_NAMES[level].lower()}", "sandbox", deal=loaded.deal.id, event=event,
                 workflow=workflow, level=level, engine=engine if engine == "claude" else None)
    actions_note = "Every column is the same deal, the same moment and the same engine. Only the playbook differs."
    parts.note(actions_note)
    if playbook != "reference":
        parts.note(f"Playbook: {actions.playbook_name(playbook)}.")
