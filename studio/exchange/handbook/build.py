"""A playbook as a handbook, before it is put into any format."""

from __future__ import annotations

from datetime import date

from playbook.model import Playbook
from studio.exchange.handbook.chapters import chapters_of
from studio.exchange.handbook.document import Handbook
from studio.exchange.handbook.front import how_to_read, title_facts
from studio.exchange.handbook.register import register


def handbook_of(book: Playbook, *, published: date | None = None) -> Handbook:
    """Return the handbook of a playbook; archived entries are left out and counted."""
    chapters = chapters_of(book)
    written = [c for c in chapters.values() if c.blocks]
    last = register(book, {pillar: c.title for pillar, c in chapters.items()})
    return Handbook(
        title=book.name, facts=title_facts(book, published), about=book.description,
        chapters=(how_to_read(book, written), *written, *([last] if last.blocks else [])),
        absent=tuple(c.title for c in chapters.values() if not c.blocks))
