"""The Claude engine on screen: what a draft will cost, the lanes as they fill, and Stop."""

from __future__ import annotations

import time
from contextlib import closing
from typing import Any

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.drafting.draft import Document, Draft, PlaybookRef
from studio.ui import parts
from studio.ui.choices import choose
from studio.ui.drafting import stamps
from studio.ui.lanes import lanes_html
from studio.ui.links import link
from studio.ui.sources import LEVEL_NAMES, Sources
from studio.ui.style import drafts_css

_KEPT, _TOLD = "claude_draft", "claude_told"
_BLOCKS = {"role": "Role and rules", "standard": "The standard", "evidence": "The deal's evidence",
           "memory": "What people decided before", "task": "The task"}


def claude_draft(workflow: str, loaded: Any, event: str, level: Any, sources: Sources) -> Draft | None:
    """Return the draft of Claude for this moment, once there is one; else show what it costs and let it be made."""
    if not ready():
        return None
    asked = {"as_of": event, "playbook": sources.playbook, "level": level}
    place = (workflow, loaded.deal.id, *asked.values(), actions.settings_as_json(), stamps(loaded, sources.playbook))
    try:
        if (kept := st.session_state.get(_KEPT)) and kept[0] == place:
            found = kept[1]
        else:
            found = actions.kept_online(workflow, loaded.deal.folder, **asked)
            st.session_state[_KEPT] = (place, found)
        if told := st.session_state.pop(_TOLD, ""):
            parts.note(told)
        again = _offer(place, workflow, loaded, asked, found is not None)
        if again is None:
            return found
        made = _drafting(workflow, loaded, event, again, asked, sources)
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        _instead()
        return None
    st.session_state[_KEPT] = (place, made)
    st.rerun()


def ready(engine: str = "engine") -> bool:
    """Whether there is a key; else say what to do. `engine` is the choice that says who drafts."""
    if actions.key_state().source != "none":
        return True
    parts.empty("Claude needs a key.", "Keep one on the Settings page, or set ANTHROPIC_API_KEY before the app starts. "
                                       "The built-in engine needs none.")
    with st.container(horizontal=True):
        link("Open Settings", "settings")
        _instead(engine)
    return False


def _instead(engine: str = "engine") -> None:
    st.button("Use the built-in engine", key="claude_instead", on_click=choose, args=(engine, "offline"))


def _offer(place: Any, workflow: str, loaded: Any, asked: dict[str, Any], there: bool) -> bool | None:
    """Offer to draft, with what it will take; return whether to ask anew, or None where nothing was asked for."""
    settings = actions.engine_settings()
    with st.container(horizontal=True, vertical_alignment="center"):
        if there:
            pressed = st.button("Draft it again", key="claude_again",
                                help="Asks Claude anew and pays for it; the answer before stays in the records")
            parts.note(f"{settings.model}. This answer was paid for before and is shown from the records.")
        else:
            pressed = st.button("Draft it on Claude", key="claude_go", type="primary")
            parts.note(f"{settings.model}: {_cost(place, workflow, str(loaded.deal.folder), asked)}. Spent today: "
                       f"${actions.spent_today():,.2f}. The deal's evidence and the playbook are sent to "
                       f"{settings.host}.")
    return there if pressed else None


def _cost(place: Any, workflow: str, deal: str, asked: dict[str, Any]) -> str:
    kept = st.session_state.setdefault("claude_costs", {})
    if place not in kept:
        with st.spinner("Counting what it will take…"):
            kept[place] = actions.estimate(workflow, deal, **asked).says
    return kept[place]


def _drafting(workflow: str, loaded: Any, event: str, again: bool, asked: dict[str, Any], sources: Sources,
              what: str = "") -> Draft:
    """Show the lanes while the answer comes. Pressing Stop, or leaving, ends the call."""
    began = time.monotonic()
    with st.container(horizontal=True, vertical_alignment="center", key=f"claude_running_{asked['level']}"):
        said = st.empty()
        st.button("Stop", key=f"claude_stop_{asked['level']}", on_click=_stopped)
    drafts_css()
    box, counts = st.empty(), "waiting for the first words"
    with closing(actions.stream_online(workflow, loaded.deal.folder, again=again, **asked)) as coming:
        for got in coming:
            if isinstance(got, Draft):
                return got
            if got is not None:
                counts = (f"{len(got.observed)} observed, {len(got.inferred)} inferred, {len(got.recommended)} "
                          "recommended so far; every quote shown has been checked")
                box.html(lanes_html(_so_far(workflow, loaded, event, got, sources), sources, key="coming", coming=True))
            said.markdown(f"Claude is drafting{what}, {time.monotonic() - began:.0f} seconds: {counts}.")
    raise actions.BadInput("Claude's answer ended without a draft; try again")


def show_prompt(workflow: str, loaded: Any, event: str, level: Any, playbook: str) -> None:
    """Show what Claude is asked, block by block, as it is sent."""
    if workflow == "adjusted_call_plan":
        parts.note("The adjusted call plan is asked for with its deal review, which is drafted first.")
        return
    prompt = actions.order(workflow, loaded.deal.folder, as_of=event, playbook=playbook, level=level).prompt
    parts.heading("The prompt, as it is sent",
                  f"Version {prompt.version}. Whatever stands in the evidence is data, never an instruction.", level=3)
    for block in prompt.blocks:
        if block.text:
            with st.expander(f"{_BLOCKS[block.name]} ({len(block.text):,} characters)", key=f"prompt_{block.name}",
                             on_change="rerun") as fold:
                if fold.open:
                    st.code(block.text, language=None, wrap_lines=True, height=420)


def claude_drafts(workflow: str, loaded: Any, event: str, levels: list[Any], sources: Sources) -> list[Draft] | None:
    """Return the drafts of Claude at several levels, once all are there; else let those that lack be made."""
    if not ready():
        return None
    if told := st.session_state.pop(_TOLD, ""):
        parts.note(told)
    folder, found = loaded.deal.folder, {}
    asked = {level: {"as_of": event, "playbook": sources.playbook, "level": level} for level in levels}
    try:
        for level in levels:
            if (kept := actions.kept_online(workflow, folder, **asked[level])) is not None:
                found[level] = kept
        lacking = [level for level in levels if level not in found]
        if lacking:
            settings = actions.engine_settings()
            with st.container(horizontal=True, vertical_alignment="center"):
                pressed = st.button("Draft it on Claude", key="claude_go", type="primary")
                costs = [f"{LEVEL_NAMES[level].lower()} {_cost(tuple(a.values()), workflow, str(folder), a)}"
                         for level, a in asked.items() if level in lacking]
                parts.note(f"{settings.model}, {len(lacking)} of {len(levels)} levels to draft: {'; '.join(costs)}. "
                           f"The deal's evidence and the playbook are sent to {settings.host}.")
            if not pressed:
                return None
            for level in lacking:
                _drafting(workflow, loaded, event, False, asked[level], sources, f" at {LEVEL_NAMES[level].lower()}")
            st.rerun()
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        _instead()
        return None
    return [found[level] for level in levels]


def _stopped() -> None:
    st.session_state[_TOLD] = ("Stopped. Nothing of that answer was kept; what had been generated by then may still be "
                               "charged.")


def _so_far(workflow: str, loaded: Any, event: str, got: Any, sources: Sources) -> Draft:
    """What has come, as a draft to look at; it is never kept."""
    return Draft(workflow=workflow, deal=loaded.deal.id, as_of=event, engine="claude",
                 playbook=PlaybookRef(id=sources.book.id, version=sources.book.version), observed=got.observed,
                 inferred=got.inferred, recommended=got.recommended, behaviours=got.behaviours,
                 document=Document(title="So far", sections=()))
