"""Home: what this is, one click to see it, where the playbook stands, what to do next."""

from __future__ import annotations

import streamlit as st

from playbook.specificity import codify_next
from playbook.text_files import FileFault
from playbook.wording import findings
from studio import actions
from studio.planning import plan_workshop
from studio.ui import parts
from studio.ui.claim import claim_markup, kept_comparison
from studio.ui.codify.bar import chosen_playbook
from studio.ui.codify.listing import page_of
from studio.ui.links import go, link
from studio.ui.showcase import showcase
from studio.ui.standing import agenda_markup, next_markup, pillar_bars

parts.hero("Your AI is as good as the sales system under it",
           "Write down how you sell, deep enough for a machine to tell good from plausible. Watch it draft on real "
           "deals. Measure what the writing bought.")
deals, _ = actions.deals_by_id()
with st.container(key="hero_action"):
    if deals:
        if st.button("See it on a deal", type="primary", key="see_it"):
            deal, event = showcase(deals)
            go("compare", view="deal", deal=deal, event=event, workflow="deal_review", levels="none,exemplified")
        parts.note("One deal, the same engine, with and without a playbook, side by side. Nothing to set up.")
    else:
        parts.empty("There are no deals to show it on.", "Open a deal folder of your own on the Deals page.")

parts.heading("Three things are never mixed",
              "Every draft keeps apart what was said, what follows from it, and what to do.")
parts.html(parts.lanes_explained())

where = chosen_playbook()
try:
    own = actions.own_playbook(where)
    book = own.book if own else actions.open_playbook(where)
except FileFault as problem:
    parts.fault(str(problem))
    st.stop()
standing, upcoming = st.columns([1.5, 1], gap="large")
with standing:
    parts.heading("Where the playbook stands", f"{book.name}, version {book.version}. A full bar means every entry has "
                                               "all five depths, from a name to worked examples.")
    parts.html(pillar_bars(book))
    link("Open the playbook", "playbook", playbook=where)
    if own is None:
        parts.note("It comes with the studio and stays as it is.")
        link("Make it yours, or start from what you have", "playbook", playbook=where, show="start")
with upcoming:
    gaps = codify_next(book, most=3)
    parts.heading("Codify next", "The entries with most to gain." if gaps else
                  "Every entry reaches full depth. What is left is wording, and proof on your own deals.")
    for gap in gaps:
        parts.html(next_markup(gap))
        link(f"Open {gap.name}", page_of(gap.path), playbook=where, entry=gap.path)
    if not gaps and (vague := findings(book)):
        notes = len(vague)
        parts.note(f"{notes} wording {'note asks' if notes == 1 else 'notes ask'} for words that can be seen or heard.")
        link("Open the wording note" if notes == 1 else "Open the first wording note", page_of(vague[0].path),
             playbook=where, entry=vague[0].path)

parts.heading("A half-day with your sales leaders", "What to codify first, from what is missing and what is vague."
              if own else "With a playbook of your own, the plan is made from what is missing and vague in it.")
parts.html(agenda_markup(plan_workshop(book, actions.open_playbook("reference"))))
link("Open the workshop", "workshop", playbook=where)

parts.heading("What the writing bought")
result = kept_comparison()
if claim := claim_markup(result) if result else "":
    parts.html(claim)
    link("See how it was measured", "compare", view="curve")
else:
    parts.note("Nothing has been measured here yet, so there is no number to show. Measuring scores every level of the "
               "playbook against what an expert wrote down about each sample deal.")
    link("Measure it", "compare", view="curve")
