"""Who acts in this browser session, and in which role; the actions check it, the pages only say it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from studio import actions
from studio.acting import ROLES, Actor, Role, act_as
from studio.ui.codify import session

_ROLE = "acting_role"
ALL = "all"


def apply_actor() -> Actor:
    """Act as whoever this session is, for this run."""
    if signed_in():
        who = Actor(str(_user().get("name") or _user().get("email") or ""), role_in_use())
    else:
        who = Actor(session.me(), role_in_use())
    act_as(who)
    return who


def signed_in() -> bool:
    """Tell whether somebody has signed in; without sign-in configured, nobody has."""
    return bool(getattr(st.user, "is_logged_in", False))


def sign_in_configured() -> bool:
    """Tell whether sign-in (OIDC) is set up in the secrets."""
    try:
        return "auth" in st.secrets
    except (FileNotFoundError, KeyError, OSError):
        return False


def _user() -> dict[str, Any]:
    return dict(st.user) if signed_in() else {}


def held_roles() -> list[Role]:
    """Return the roles that this session may act in: all of them alone, those given once signed in."""
    if not signed_in():
        return list(ROLES)
    user = _user()
    claimed = user.get("roles") or user.get("groups") or []
    given = {*actions.roles_of(str(user.get("email") or "")), *(r for r in claimed if r in ROLES)}
    return [r for r in ROLES if r in given] or ["viewer"]


def role_in_use() -> Role | None:
    """Return the role that is acted in; None alone on a laptop, for all of them."""
    chosen, held = st.session_state.get(_ROLE, ALL), held_roles()
    if not signed_in() and chosen == ALL:
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
    value = role_in_use() or ALL
    st.selectbox("You act as", options, index=options.index(value), format_func=role_words, key="pick_role",
                 on_change=_picked, width=320)


def _picked() -> None:
    st.session_state[_ROLE] = st.session_state["pick_role"]
