"""The Claude engine's settings on screen: the key, the model, effort and money."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts

_EFFORTS = {"low": "Low: fastest and cheapest", "medium": "Medium", "high": "High", "": "The service's own choice"}
_TOLD, _GOOD, _LISTED = "engine_told", "engine_good", "engine_models"


def show_engine() -> None:
    """Show where the key comes from and what is set, and change it."""
    parts.heading("Claude", "The built-in engine needs nothing and stays the default. With a key, every workflow and "
                            "comparison also runs on Claude, under these settings.")
    try:
        settings, spent = actions.engine_settings(), actions.spent_today()
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    _key()
    with st.form("engine_settings", border=False):
        with st.container(horizontal=True):
            model = _model(settings.model)
            effort = st.selectbox("Effort", list(_EFFORTS), format_func=_EFFORTS.get, width=260,
                                  index=list(_EFFORTS).index(settings.effort) if settings.effort in _EFFORTS else None)
        address = st.text_input("Address", settings.base_url, max_chars=500, width=570,
                                placeholder="Empty: the service's own",
                                help="For a gateway of your company, or a server on this machine")
        with st.container(horizontal=True):
            run = st.number_input("Budget of a run (USD)", 0.01, value=settings.budget_run, width=200,
                                  placeholder="No limit")
            today = st.number_input("Budget of a day (USD)", 0.01, value=settings.budget_day, width=200,
                                    placeholder="No limit")
            calls = st.number_input("Calls at a time", 1, 200, settings.concurrency, width=150)
        if st.form_submit_button("Save", type="primary"):
            given = {"model": model, "base_url": address, "budget_run": run, "budget_day": today, "concurrency": calls}
            _try(lambda: actions.keep_engine_settings(**given, **({} if effort is None else {"effort": effort})),
                 "Saved.")
            st.rerun()
    parts.note(f"Spent today: {spent:,.2f} USD. A run stops before it could cost more than what is left.")
    if st.button("Check that it works", key="check_engine"):
        with st.spinner("Asking the service…"):
            _try(_check)
        st.rerun()
    if told := st.session_state.pop(_TOLD, ""):
        parts.fault(told)
    if good := st.session_state.pop(_GOOD, ""):
        st.success(good)


def _model(now: str) -> str | None:
    """The models that the service listed when it was last asked, or any other by its name."""
    known = {m.id: m for m in st.session_state.get(_LISTED, ()) if not m.deprecated}
    if not known:
        return st.text_input("Model", now, max_chars=200, width=300, help="Check that it works, below, lists those "
                                                                          "that the service offers")
    listed = list(dict.fromkeys((now, *known)))
    return st.selectbox("Model", listed, index=0, width=300, accept_new_options=True,
                        format_func=lambda m: known[m].name if m in known else m)


def _check() -> str:
    """Ask the service whether all is well, and for the models it offers."""
    st.session_state[_LISTED] = actions.list_models()
    return actions.check_connection()


def _key() -> None:
    state = actions.key_state()
    parts.note(state.says)
    if not state.can_keep or state.source == "environment":
        return
    if state.source == "keyring":
        if st.button("Forget the key", key="forget_key"):
            _try(actions.forget_key)
            st.rerun()
        return
    with st.form("keep_key", border=False, clear_on_submit=True), \
            st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Key", type="password", max_chars=500, width=420,
                             help="Goes into the keyring of this system, and nowhere else")
        if st.form_submit_button("Keep it"):
            _try(lambda: actions.keep_key(text or ""))
            st.rerun()


def _try(deed: Callable[[], Any], good: str = "") -> None:
    try:
        found = deed()
        st.session_state[_GOOD] = good or (found if isinstance(found, str) else "")
    except (actions.BadInput, FileFault) as problem:
        st.session_state[_TOLD] = str(problem)
