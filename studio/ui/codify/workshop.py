"""The workshop on screen: plan, parking lot, present in large type, before and after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

import streamlit as st

from playbook.model import Playbook
from playbook.text_files import FileFault
from studio import actions
from studio.planning import Block, plan_workshop, progress
from studio.store.workshops import Workshop
from studio.ui import parts
from studio.ui.choices import choose, pick
from studio.ui.codify import session
from studio.ui.codify.listing import page_of, standing_of
from studio.ui.codify.points import show_point
from studio.ui.codify.quality import show_quality
from studio.ui.entries import entry_markup, entry_names
from studio.ui.links import link
from studio.ui.standing import PILLARS

MINUTES = {"240": "Half a day (4 hours)", "180": "3 hours", "120": "2 hours", "60": "1 hour"}


def show_plan(own: actions.Own) -> None:
    """Show the plan of the sitting, and start or end it."""
    running = _running(own.kept.id)
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    with left:
        minutes = pick("minutes", list(MINUTES), label="How long you have", say=MINUTES.get, width=280) or "240"
    with right:
        if running:
            st.button("End the workshop", key="end_workshop", type="primary", on_click=_end, args=(running.number,))
        else:
            st.button("Start the workshop", key="start_workshop", type="primary", on_click=_start, args=(own.kept.id,),
                      help="Keeps the playbook as it stands, to compare with at the end")
    if running:
        then, _ = actions.before_and_after(running.number)
        parts.note(f"Under way since {_local(running.started)[-5:]}. {_so_far(then, own.book)}")
    clock = 0
    for block in plan_workshop(own.book, actions.open_playbook("reference"), int(minutes)):
        _show_block(block, clock, own.kept.id)
        clock += block.minutes


def _show_block(block: Block, clock: int, playbook: str) -> None:
    more = f" {block.open} {'thing is' if block.open == 1 else 'things are'} open." if block.open else ""
    parts.html(f'<div class="cd-block"><span class="cd-clock">{clock // 60}:{clock % 60:02} · {block.minutes} '
               f'min</span>'
               f'<div><h3>{escape(block.title)}</h3><p class="pb-note">{escape(block.purpose)}{more}</p></div></div>')
    for task in block.tasks:
        with st.container(horizontal=True, vertical_alignment="center", gap="small",
                          key=f"cdtask_{block.pillar}_{task.path or task.name}"):
            page = page_of(task.path) if task.path else block.pillar
            link(task.name, page, playbook=playbook, entry=task.path)
            parts.note(f"{parts.capital(task.why)}.".replace("..", "."))


def _so_far(then: Playbook, now: Playbook) -> str:
    done = progress(then, now)
    return (f"So far: entries deeper {len(done.deeper)}, entries added {done.added}, wording notes closed "
            f"{len(done.closed)}.")


def _local(stamp: str) -> str:
    return f"{datetime.fromisoformat(stamp).astimezone():%Y-%m-%d %H:%M}"


def _running(playbook: str) -> Workshop | None:
    return next((w for w in actions.workshops(playbook) if not w.ended), None)


def _start(playbook: str) -> None:
    _tried(lambda: actions.start_workshop(playbook, "Workshop", by=session.me()))


def _end(number: int) -> None:
    if _tried(lambda: actions.end_workshop(number)):
        choose("room", "after")


def _tried(deed: Callable[[], object]) -> bool:
    """Do something and tell whether it was done; a fault is told on the page."""
    try:
        deed()
    except (actions.BadInput, FileFault) as problem:
        st.session_state["codify_told"] = str(problem)
        return False
    return True


def show_parking(own: actions.Own) -> None:
    """Show every point that is parked or decided, with the entry it is about."""
    found = actions.points(own.kept.id)
    entries = standing_of(own.book).entries
    open_ = [p for p in found if not p.decided_at]
    parts.heading("Parking lot", f"{len(open_)} open, {len(found) - len(open_)} decided. Disagreements are parked on "
                                 f"the "
                                 "entry they are about; nothing is lost and the room goes on.")
    if not found:
        parts.empty("Nothing is parked.", "On any entry, open “Parking lot” and write what you do not agree on.")
    for point in found:
        name = entries[point.path].name if point.path in entries else ""
        show_point(point, named=name)
        if point.path in entries:
            link(f"Open {name}", page_of(point.path), playbook=own.kept.id, entry=point.path)
    key = f"park_all_{own.kept.id}"
    st.text_input("Park a question about the playbook as a whole", key=key, max_chars=2000, on_change=_park,
                  placeholder="What do we not agree on? Then Enter", args=(own.kept.id, key))


def _park(playbook: str, key: str) -> None:
    text = (st.session_state.get(key) or "").strip()
    if text and _tried(lambda: actions.park(playbook, "", text, by=session.me())):
        st.session_state[key] = ""


def show_present(own: actions.Own) -> None:
    """Show one entry in large type, for the projector."""
    standing = standing_of(own.book)
    present = [p for p in PILLARS if any(s.pillar == p for s in standing.depths.values())]
    if not present:
        parts.empty("There is nothing to present yet.", "Write a first entry, then come back.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="cd_present_bar"):
        pillar = pick("pillar", present, label="Pillar", say=PILLARS.get, clears=("entry",), width=200)
        paths = [p for p, s in standing.depths.items() if s.pillar == pillar]
        path = pick("entry", paths, label="Entry", say=lambda p: parts.inert(standing.entries[p].name), width=420,
                    key="present_entry") or paths[0]
        place = paths.index(path)
        st.button("Previous", key="present_back", disabled=place == 0, on_click=choose, shortcut="Left",
                  args=("entry", paths[max(0, place - 1)]))
        st.button("Next", key="present_next", disabled=place + 1 == len(paths), on_click=choose, shortcut="Right",
                  args=("entry", paths[min(len(paths) - 1, place + 1)]))
    entry, depth = standing.entries[path], standing.depths[path]
    parts.html(f'<section class="cd-present"><h2>{escape(entry.name)}</h2><p class="pb-note">'
               f'{place + 1} of {len(paths)} · {parts.depth_chip(depth.depth)} {escape(depth.why)}</p>'
               f'{entry_markup(entry, entry_names(own.book))}</section>')
    open_ = [p for p in actions.points(own.kept.id, path) if not p.decided_at]
    for point in open_:
        parts.html(f'<div class="pb-finding"><strong>Parked: {escape(point.question)}</strong></div>')


def show_after(own: actions.Own) -> None:
    """Show what a workshop has done: depth by pillar, notes closed, decisions, the quality curve then and now."""
    held = actions.workshops(own.kept.id)
    if not held:
        parts.empty("No workshop has taken place on this playbook.", "Start one on the plan: the playbook is kept as "
                                                                     "it "
                    "stands, and compared here with what you made of it.")
        return
    names = {str(w.number): f"{w.name}, {_local(w.started)}{'' if w.ended else ', under way'}"
             for w in held}
    number = pick("workshop", list(names), label="Workshop", say=names.get, width=420) or str(held[0].number)
    try:
        then, now = actions.before_and_after(int(number))
    except FileFault as problem:
        parts.fault(str(problem))
        return
    _show_progress(then, now)
    decided = [p for p in actions.points(own.kept.id) if p.decided_at]
    if decided:
        parts.heading("Decided")
        for point in decided:
            show_point(point)
    show_quality(own.kept.id, number, then, now)


def _show_progress(then: Playbook, now: Playbook) -> None:
    done = progress(then, now)
    parts.heading("Depth by pillar", "The outlined bar is before, the full one after.")
    rows = "".join(
        f'<div class="pb-bar"><span class="pb-bar-name">{escape(PILLARS.get(p, p))}</span><span class="cd-two" '
        f'role="img" '
        f'aria-label="{was:.0%} before, {is_:.0%} after"><i style="width:{was:.0%}"></i><i style="width:{is_:.0%}"></i>'
        f'</span><span class="pb-bar-words">{was:.0%} before, {is_:.0%} after</span></div>'
        for p, (was, is_) in done.pillars.items())
    parts.html(f'<div class="pb-bars">{rows}</div>')
    parts.facts((("Entries deeper", len(done.deeper)), ("Entries added", done.added),
                 ("Wording notes closed", len(done.closed)), ("Wording notes new", len(done.new))))
    if done.deeper:
        body = "".join(f"<tr><td>{escape(name)}</td><td>{escape(parts.capital(was))}</td>"
                       f"<td>{escape(parts.capital(now_))}</td></tr>" for name, was, now_ in done.deeper)
        parts.html(f'<table class="pb-table"><thead><tr><th scope="col">Entry</th><th scope="col">Before</th>'
                   f'<th scope="col">After</th></tr></thead><tbody>{body}</tbody></table>')
