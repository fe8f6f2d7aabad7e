"""Live feedback beside an entry: depth, wording, what a model reads, what changes in a draft."""

from __future__ import annotations

from html import escape

import streamlit as st

from playbook.compile import entry_text
from playbook.model import Entry, Playbook
from playbook.specificity import Specificity
from playbook.wording import Finding
from studio.ui import parts
from studio.ui.codify.fields import look_up
from studio.ui.codify.session import Editing, reshape, save
from studio.ui.entries import finding_markup, ladder_markup

#: Fields in which a pattern can be put for the text that is there.
_WRITABLE = ("statement", "evidence", "definition", "standard", "purpose", "entry")


def show_depth(depth: Specificity) -> None:
    """Show the five depths as steps, and what the next one needs."""
    steps = ladder_markup(depth.steps)
    done = '<p class="pb-note">All five depths are reached, examples included.</p>'
    parts.html(f'<div class="cd-depths" role="status">{steps or done}</div>')


def show_findings(edit: Editing, findings: tuple[Finding, ...]) -> None:
    """Show wording notes, each with a pattern that can be put into the field."""
    for number, one in enumerate(findings):
        parts.html(finding_markup(one))
        if one.field in _WRITABLE:
            st.button("Start from this pattern", key=f"pattern_{number}_{one.kind}_{one.field}", type="tertiary",
                      on_click=_use_pattern, args=(edit, one),
                      help="Puts the pattern over your text, to be filled in; undo brings your text back.")


def _use_pattern(edit: Editing, one: Finding) -> None:
    was = str(look_up(edit.data, (one.field,)) or "")
    pattern = one.pattern.partition(": ")[2] or one.pattern
    save(edit, one.field, f"{pattern}\n{was}".strip())
    reshape(edit.playbook, edit.path)


def show_reads(entry: Entry) -> None:
    """Show exactly what a model will read of the entry."""
    text = entry_text(entry)
    with st.expander("What a model will read", key="model_reads", on_change="ignore"):
        parts.note("Exactly this text goes into a draft; owners, sources and review dates stay here.")
        st.code(text, language=None, wrap_lines=True)


def counted(book: Playbook, done: int, all_: int) -> str:
    """Return how far a page is, in words."""
    return f'<p class="pb-note">{escape(book.name)}: {done} of {all_} entries at full depth.</p>'
