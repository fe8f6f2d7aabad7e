"""Who acts in this browser session, and in which role; the actions check it, the pages only say it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from studio import actions
from studio.acting import ROLES, Actor, Role, ask_for_actor, login_name
from studio.ui.codify import session
from studio.ui.launch import SHARED, sign_in_section

_ROLE = "acting_role"
ALL = "all"


def session_actor() -> Actor:
    """Return who acts in the session that runs now; outside of one, somebody alone where nobody can sign in."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return Actor(login_name(), "viewer" if st.runtime.exists() and sign_in_configured() else None)
    return Actor(name_in_use(), role_in_use())


ask_for_actor(session_actor)


def apply_actor() -> Actor:
    """Let nobody in who must sign in first, and return who acts; what a person signs is their own name."""
    if sign_in_configured() and not signed_in():
        _ask_to_sign_in()
        st.stop()
    if signed_in():
        session.sign_as(name_in_use())
    return session_actor()


def _ask_to_sign_in() -> None:
    st.html('<header class="pb-head"><h1>Playbook Studio</h1><p class="pb-purpose">This studio serves a team: sign in '
            "to see its playbooks and deals.</p></header>")
    named = [n for n, v in sign_in_section(st.secrets).items() if isinstance(v, Mapping)]
    for name in named or [""]:
        words = f"Sign in with {name}" if name else "Sign in"
        st.button(words, key=f"sign_in_{name}", type="primary", on_click=st.login, args=(name,) if name else ())


def name_in_use() -> str:
    """Return the name that stands with what this session does."""
    if signed_in():
        return str(_user().get("name") or _user().get("email") or "somebody")[:80]
    return session.me() or login_name()


def signed_in() -> bool:
    """Tell whether somebody has signed in; without sign-in configured, nobody has."""
    return bool(getattr(st.user, "is_logged_in", False))


def sign_in_configured() -> bool:
    """Tell whether people must sign in: it is set up in the secrets (OIDC), or the studio serves others."""
    return bool(os.environ.get(SHARED) or sign_in_section(st.secrets))


def _user() -> dict[str, Any]:
    return dict(st.user) if signed_in() else {}


def held_roles() -> list[Role]:
    """Return the roles that this session may act in: nobody signed in, all of them where nobody can sign in."""
    if not signed_in():
        return ["viewer"] if sign_in_configured() else list(ROLES)
    user = _user()
    email = "" if user.get("email_verified") is False else str(user.get("email") or "")
    given = {*(actions.roles_of(email) if email else ()), *_claimed(user.get("roles")), *_claimed(user.get("groups"))}
    return [r for r in ROLES if r in given] or ["viewer"]


def _claimed(claim: object) -> set[str]:
    """Roles in a claim of the sign-in: a list, or words with commas or spaces between."""
    words = claim.replace(",", " ").split() if isinstance(claim, str) else claim
    return {str(w).casefold() for w in words} if isinstance(words, list | tuple | set) else set()


def role_in_use() -> Role | None:
    """Return the role that is acted in; None alone on a laptop, for all of them."""
    chosen, held = st.session_state.get(_ROLE, ALL), held_roles()
    if chosen == ALL and not signed_in() and not sign_in_configured():
        return None
    return chosen if chosen in held else held[0]


def role_words(role: str) -> str:
    """Return what a role is called."""
    names = {ALL: "Every role (you work alone)", "seller": "Seller", "manager": "Manager",
             "enablement": "Enablement owner", "viewer": "Viewer"}
    return names.get(role, role)


def pick_role() -> None:
    """Show the choice of role."""
    options = ([] if signed_in() else [ALL]) + list(held_roles())
    st.session_state["pick_role"] = role_in_use() or ALL
    st.selectbox("You act as", options, format_func=role_words, key="pick_role", on_change=_picked, width=320)


def _picked() -> None:
    st.session_state[_ROLE] = st.session_state["pick_role"]
