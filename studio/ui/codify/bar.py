"""The bar over every Codify page: which playbook, who edits, undo and redo, saved or not."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from playbook.model import Playbook
from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.choices import choice, choose, pick
from studio.ui.codify import session
from studio.ui.links import go


def chosen_playbook() -> str:
    """Return the id of the chosen playbook: by default one's own that was touched last, else the reference."""
    return choice("playbook") or actions.list_playbooks()[0]


def pick_playbook(options: Sequence[str] | None = None) -> str:
    """Show the choice of playbook; return its id."""
    listed = list(options or actions.list_playbooks())
    wanted = choice("playbook") or listed[0]
    return pick("playbook", listed + [w for w in [wanted] if w not in listed], label="Playbook",
                say=actions.playbook_name, clears=("entry",), width=270, label_visibility="collapsed") or listed[0]


def show_bar(own: actions.Own) -> None:
    """Show who edits, undo, redo, when the last save was confirmed, and the way to publish."""
    me = session.me()
    back, again = actions.can_turn(own.kept.id, me)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="cd_bar"):
        pick_playbook()
        _who(me)
        st.button("Undo", key="undo", disabled=back is None, on_click=_turn, args=(own.kept.id, True),
                  help=f"Take back: {parts.inert(back.what)}" if back else "There is nothing of yours to take back",
                  shortcut="Ctrl+Alt+Z")
        st.button("Redo", key="redo", disabled=again is None, on_click=_turn, args=(own.kept.id, False),
                  help=parts.inert(again.what) if again else "There is nothing to do again", shortcut="Ctrl+Alt+Y")
        if st.button("Publish", key="to_versions", help="Publish a version, or look at earlier ones"):
            go("versions", playbook=own.kept.id)
        parts.html(_saved(own))
    if told := st.session_state.pop("codify_told", ""):
        parts.fault(told)
    if done := session.done():
        parts.html(f'<p class="cd-done" role="status">{parts.escape(done)}</p>')


def _who(me: str) -> None:
    with st.popover(f"You are {parts.inert(me)}" if me else "Who are you?"):
        st.text_input("Your name, as others will see it in the history", value=me, key="my_name", max_chars=80,
                      on_change=_act_as)


def _act_as() -> None:
    try:
        session.act_as(st.session_state.get("my_name") or "")
    except (actions.BadInput, FileFault) as problem:
        st.session_state["codify_told"] = str(problem)


def _turn(playbook: str, back: bool) -> None:
    try:
        done = (actions.undo if back else actions.redo)(playbook, session.me())
    except (actions.BadInput, FileFault) as problem:
        st.session_state["codify_told"] = str(problem)
        return
    if done is not None:
        for path in done.paths:
            session.reshape(playbook, path)
            session.forget(playbook, path)
        here = next((p for p in done.paths if not p.startswith("order:") and p != "playbook"), None)
        if here is not None:
            choose("entry", here)
        session.note_saved(playbook)
        st.toast(f"{'Taken back' if back else 'Done again'}: {parts.inert(done.what)}")


def _saved(own: actions.Own) -> str:
    saved = session.last_saved(own.kept.id)
    words = f"Saved at {saved:%H:%M:%S}" if saved else "Saved as you type"
    return (f'<p class="cd-saved" role="status" data-revision="{own.kept.revision}">{words}</p>')


def offer_copy(playbook: str, name: str) -> None:
    """Offer to make a playbook of one's own from one that is only shown."""
    with st.container(border=True, key="offer_copy"):
        parts.html('<p><strong>This playbook comes with the studio and stays as it is.</strong> '
                   'Make a copy, and every word of it is yours to change.</p>')
        start_form(playbook, f"Our {name}" if not name.lower().startswith("our ") else name, key="copy")


def start_form(source: str | Playbook | None, suggested: str, *, key: str,
               lands: bool = False) -> None:
    """Show the form that keeps a new playbook; opens it when it is made, where `lands` at where it stands."""
    with st.form(f"start_{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("What you call it", value=suggested, max_chars=200, width=300)
        who = st.text_input("Your name", value=session.me(), max_chars=80, width=200)
        asked = st.form_submit_button("Make it ours", type="primary")
    if not asked:
        return
    try:
        session.act_as(who)
        made = actions.start_playbook(name, by=session.me(), source=source)
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    session.say_done(f"{actions.playbook_name(made)} is yours.")
    choose("playbook", made)
    if lands:
        choose("entry", None)
        choose("show", "stand")
    st.rerun()
