"""The deals to choose from, and how one's own get among them."""

from __future__ import annotations

import streamlit as st

from playbook.text_files import FileFault
from studio import actions
from studio.deals.model import Deal
from studio.ui import parts
from studio.ui.choices import choose
from studio.ui.deal import card_markup

CARDS = 24
IN_A_ROW = 3


def show_cards(deals: dict[str, Deal]) -> None:
    """Show deals as cards to open; a search where there are many."""
    if not deals:
        parts.empty("There are no deals yet.", "Open a deal folder below: a deal.yaml, and evidence beside it.")
        return
    shown = _searched(deals) if len(deals) > CARDS else deals
    chosen = list(shown.items())[:CARDS]
    for start in range(0, len(chosen), IN_A_ROW):
        columns = st.columns(IN_A_ROW, gap="medium")
        for column, (name, deal) in zip(columns, chosen[start:start + IN_A_ROW], strict=False):
            with column, st.container(border=True, height="stretch", key=f"card_{name}"):
                parts.html(card_markup(deal))
                if st.button("Open deal", key=f"open_{name}"):
                    choose("event", None)
                    choose("deal", name)
                    st.rerun()
    if len(shown) > CARDS:
        parts.note(f"{CARDS} of {len(shown)} deals are shown. Search to narrow them down.")


def _searched(deals: dict[str, Deal]) -> dict[str, Deal]:
    typed = st.text_input("Search deals", placeholder="Account, product, industry", key="deal_search")
    words = (typed or "").casefold()
    return {name: d for name, d in deals.items()
            if words in f"{name} {d.account.name} {d.account.industry} {d.product}".casefold()}


def open_own_folder() -> None:
    """Offer to open a deal folder from this machine."""
    parts.heading("Your own deals", "Give the folder that holds deal.yaml and evidence. It is read where it lies; "
                                    "nothing is copied and nothing leaves this machine.")
    with st.form("own_deal", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        where = st.text_input("Deal folder", placeholder="/home/you/deals/acme-renewal", width=520)
        asked = st.form_submit_button("Open folder", type="primary")
    if asked:
        try:
            if not where.strip():
                raise actions.BadInput("no folder was given, expected the path of a deal folder")
            choose("deal", actions.add_own_deal(where).name)
        except (FileFault, actions.BadInput) as problem:
            parts.fault(str(problem))
            return
        st.rerun()
