"""People and roles on the Settings page."""

from __future__ import annotations

from html import escape

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.acting import DEED_WORDS, MAY, ROLES
from studio.ui import parts
from studio.ui.acting import name_in_use, pick_role, role_words, signed_in


def show_people() -> None:
    """Show who this session is, who holds which role, and what each role may do."""
    alone = "Alone on a laptop you hold every role and choose which one you act in."
    parts.heading("Who you are", f"You are signed in as {name_in_use()}." if signed_in() else alone)
    pick_role()
    if signed_in():
        st.button("Sign out", key="sign_out", on_click=st.logout)
    else:
        parts.note("Sign-in is not set up, so this studio answers on this machine only. To serve a team, give yourself "
                   "the enablement owner's role below, set up [auth] in .streamlit/secrets.toml (OpenID Connect), and "
                   "start it again with --share.")
    _roles()
    rows = "".join(f"<tr><td>{escape(parts.capital(DEED_WORDS[deed]))}</td>"
                   + "".join(f"<td>{'yes' if role in able else '–'}</td>" for role in ROLES) + "</tr>"
                   for deed, able in MAY.items())
    head = "".join(f'<th scope="col">{escape(role_words(r))}</th>' for r in ROLES)
    with st.expander("What each role may do", key="roles_table", on_change="ignore"):
        parts.html(f'<table class="pb-table"><thead><tr><th scope="col">Action</th>{head}</tr></thead><tbody>{rows}'
                   "</tbody></table>")


def _roles() -> None:
    parts.heading("Roles of a team", "By the e-mail people sign in with. Without sign-in, roles bind nobody.")
    given = actions.people_with_roles()
    for person, roles in given.items():
        with st.container(horizontal=True, vertical_alignment="center"):
            parts.html(f"<p><strong>{escape(person)}</strong> {escape(', '.join(role_words(r) for r in roles))}</p>")
            for role in roles:
                st.button(f"Take back: {role_words(role)}", key=f"take_{person}_{role}", type="tertiary",
                          on_click=_give, args=(person, role, False))
    with st.form("give_role", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        person = st.text_input("E-mail", max_chars=200, width=300)
        role = st.selectbox("Role", ROLES, format_func=role_words, width=220)
        if st.form_submit_button("Give the role", type="primary"):
            _give(person, role or "viewer", True)
            st.rerun()
    if told := st.session_state.pop("people_told", ""):
        parts.fault(told)


def _give(person: str, role: object, given: bool) -> None:
    try:
        actions.give_role(person, role, given)  # type: ignore[arg-type]
    except (actions.BadInput, FileFault) as problem:
        st.session_state["people_told"] = str(problem)
