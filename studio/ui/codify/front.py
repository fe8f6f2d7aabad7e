"""The front of Codify: where a playbook stands, its own page, starting one, taking it out."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from playbook.coaching import coach
from playbook.labels import label
from playbook.model import Method, Playbook, Qualification
from playbook.model.governance import Governance, Orchestration
from playbook.parts import OWN
from playbook.specificity import codify_next
from playbook.text_files import FileFault
from studio import actions
from studio.ui import parts
from studio.ui.choices import choose
from studio.ui.codify.bar import start_form
from studio.ui.codify.coach import folded_markup
from studio.ui.codify.conflict import show_conflicts
from studio.ui.codify.fields import Spot, show_field
from studio.ui.codify.listing import page_of, standing_of
from studio.ui.codify.session import editing
from studio.ui.links import PageName, link
from studio.ui.standing import next_markup, pillar_bars

_PAGES: dict[str, PageName] = {"Process": "process", "Qualification": "qualification", "Method": "method",
                               "Behaviours": "behaviours", "Plays & workflows": "plays"}
#: The playbook's own fields: dotted name, the model it stands in, the field.
_OWN_FIELDS = (("name", Playbook, "name"), ("description", Playbook, "description"),
               ("currency", Playbook, "currency"), ("qualification.framework", Qualification, "framework"),
               ("method.summary", Method, "summary"), ("segments", Playbook, "segments"),
               ("governance.rules", Governance, "rules"), ("orchestration.events", Orchestration, "events"),
               ("governance.retention_days", Governance, "retention_days"), ("sources", Playbook, "sources"))
_FORMS: dict[str, tuple[str, str, str]] = {
    "html": ("Handbook to read or print", "text/html", "html"), "markdown": ("Handbook in "
                                                                             "Markdown", "text/markdown", "md"),
    "yaml": ("Playbook as YAML", "application/yaml", "yaml"), "json": ("Playbook as JSON", "application/json", "json"),
    "schema": ("The form of a playbook (JSON Schema)", "application/schema+json", "schema.json"),
}


def show_standing(book: Playbook, playbook: str, *, own: bool) -> None:
    """Show the depth of every pillar, the wording notes, and what to codify next."""
    left, right = st.columns([1.5, 1], gap="large")
    with left:
        parts.heading("Depth by pillar", "A full bar means every entry has all five depths, from a name to worked "
                                         "examples.")
        parts.html(pillar_bars(book))
        with st.container(horizontal=True):
            for name, page in _PAGES.items():
                link(f"{'Edit' if own else 'Read'} {name}", page, playbook=playbook)
    with right:
        gaps = codify_next(book, most=3)
        parts.heading("Codify next", "The entries with most to gain." if gaps else "Every entry reaches full depth.")
        for gap in gaps:
            parts.html(next_markup(gap))
            link(f"Open {gap.name}", page_of(gap.path), playbook=playbook, entry=gap.path)
        _notes(book, playbook)


def _notes(book: Playbook, playbook: str) -> None:
    found = standing_of(book).findings
    count = sum(map(len, found.values()))
    if not count:
        parts.note("No wording note: every criterion can be seen or heard.")
        return
    first = next(iter(found))
    parts.note(f"{count} wording {'note' if count == 1 else 'notes'} in {len(found)} "
               f"{'entry' if len(found) == 1 else 'entries'}: words that two people would read differently.")
    link("Open the first note", page_of(first), playbook=playbook, entry=first)


def show_own_page(own: actions.Own) -> None:
    """Show the playbook's own fields, each with its coaching."""
    show_conflicts(own, OWN)
    edit = editing(own, OWN)
    parts.heading("The playbook's own page", "For whom it is, in which money, and what holds for all of it.")
    for name, kind, field in _OWN_FIELDS:
        one = coach(kind, field)
        show_field(Spot(edit, own.book, kind, field, (name,)), name=label(field), hint=one.hint)
        parts.html(folded_markup(one))


def show_start() -> None:
    """Show the ways in which a playbook of one's own begins."""
    parts.heading("Start from something", "You need not begin at nothing: change what is there, or bring what you "
                                          "have.")
    shipped = actions.shipped_playbooks()
    source = st.selectbox("Start from", [*shipped, "nothing", "file"], key="start_from", format_func=_said)
    if source == "file":
        _from_file()
        return
    start_form(None if source == "nothing" else source, "Our playbook", key=source, lands=True)
    link("Or bring slides, a handbook or a page you have", "import")


def _said(source: str) -> str:
    if source == "nothing":
        return "Nothing: an empty playbook"
    return "A playbook file (YAML or JSON)" if source == "file" else actions.playbook_name(source)


def _from_file() -> None:
    given = st.file_uploader("Playbook file", type=["yaml", "yml", "json"], key="start_file", max_upload_size=20)
    if given is None:
        parts.note("A file that was exported here, or written by hand in the same form.")
        return
    try:
        book = actions.parse_playbook_file(given.getvalue(), given.name)
    except FileFault as problem:
        parts.fault(str(problem))
        return
    start_form_of(book)


def start_form_of(book: Playbook) -> None:
    """Show the form that keeps a given playbook as one's own."""
    start_form(book, book.name, key="given", lands=True)


def show_exports(playbook: str) -> None:
    """Show every form in which the playbook can be taken out."""
    parts.heading("Take it out", "Nothing is locked in: the YAML comes back in as it went out.")
    for form, (words, kind, end) in _FORMS.items():
        st.download_button(words, data=_made(playbook, form), file_name=f"{playbook.rpartition('/')[2]}.{end}",
                           mime=kind, key=f"export_{form}", on_click="ignore")


def _made(playbook: str, form: str) -> Callable[[], str]:
    def made() -> str:
        text = actions.export_playbook(playbook, form=form)
        actions.noted("export", f"playbook {playbook}", form=form)
        return text

    return made


def show_put_away(own: actions.Own | None) -> None:
    """Offer to take one's own playbook off the lists, and to bring back those that were; all are kept."""
    if own is not None:
        with st.popover("Put this playbook away"):
            parts.note("It leaves the lists and is kept whole, with its versions.")
            if st.button("Put away", key="put_away"):
                _put_away(own.kept.id)
    for kept in actions.put_away_playbooks() if actions.store_exists() else []:
        if st.button(f"Bring back {parts.inert(kept.name)}", key=f"bring_{kept.id}", type="tertiary"):
            _put_away(kept.id, away=False)


def _put_away(playbook: str, away: bool = True) -> None:
    try:
        actions.put_away(playbook, away)
    except (actions.BadInput, FileFault) as problem:
        parts.fault(str(problem))
        return
    choose("playbook", None if away else playbook)
    st.rerun()
