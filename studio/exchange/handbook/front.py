"""The first pages of a handbook: what it is, for whom, and how to read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from playbook.model import Playbook
from studio.exchange.handbook.chapters import live
from studio.exchange.handbook.document import (
    NOT_WRITTEN,
    Block,
    Items,
    Prose,
    Quotes,
    Row,
    Section,
    Words,
    blocks_in,
    plain,
    table,
)
from studio.exchange.handbook.words import day, either, segment_size

_SLOT = re.compile(r"\{[a-z_]+\}")
_COUNTED = (("stage", "stages", lambda b: b.process),
            ("qualification element", "qualification elements", lambda b: b.qualification.elements),
            ("method entry", "method entries", lambda b: [e for pillar, _, e in b.entries() if pillar == "method"]),
            ("behaviour", "behaviours", lambda b: b.behaviours), ("play", "plays", lambda b: b.plays))


def title_facts(book: Playbook, published: date | None) -> tuple[tuple[str, Words], ...]:
    """Return what stands under the title."""
    facts = [("Version", str(book.version))]
    facts += [("Published", day(published))] if published else []
    facts += [("Currency", book.currency)] if book.currency else []
    facts += [("Cut to the depth", book.specificity.capitalize())] if book.specificity else []
    counts = [f"{len(found):,} {one if len(found) == 1 else many}" for one, many, entries in _COUNTED
              if (found := live(entries(book)))]
    facts += [("What is in it", either(counts, last=" and "))] if counts else []
    return tuple((name, plain(value)) for name, value in facts)


def how_to_read(book: Playbook, chapters: list[Section]) -> Section:
    """Return the page that explains the handbook, with only what applies to it."""
    told = Items("", tuple(plain(t) for t in _explained(book, chapters)))
    rows = [Row(((plain(s.name),), *((plain(t),) if t else () for t in segment_size(s, book.currency))))
            for s in book.segments]
    kinds = table("", ("Kind of deal", "Deal amount", "Employees"), rows)
    deals = [Section("Kinds of deal", (
        Prose("", plain("Some entries hold only for one kind of deal; they say so.")), kinds), "kinds-of-deal")]
    return Section("How to read this", (told, *(deals if kinds else ())), "how-to-read")


def _explained(book: Playbook, chapters: list[Section]) -> Iterator[str]:
    blocks = [b for chapter in chapters for b in blocks_in(chapter)]
    yield ("This handbook says how we sell: what has to be true of a deal, how anybody can see that it is true, "
           "and what to do when it is not.")
    if any(c.statement or c.evidence for s in live(book.process) for c in live(s.exit_criteria)):
        yield ("A stage ends when its exit criteria hold. Each is something that can be seen or heard, so that two "
               "people who look at the same deal come to the same answer.")
    if any(e.components for e in live(book.qualification.elements)):
        yield ("A qualification element is complete when everything that must be known for it has been said or shown "
               "by those it names. What only we believe does not count.")
    tones = {b.tone for b in blocks if isinstance(b, Quotes)}
    if "maybe" in tones:
        yield ("People's words come in three kinds: those that show it, those that deny it, and those that only sound "
               "like it. The third kind misleads most often, so read it twice.")
    if any(_SLOT.search(text) for text in _texts(blocks)):
        yield "Words in curly brackets, such as {problem} or {person}, are filled in from the deal."
    if any(f"{NOT_WRITTEN}." in text for text in _texts(blocks)):
        yield f"“{NOT_WRITTEN}” marks an entry that has a name and no standard behind it so far."
    if book.specificity:
        yield f"This edition is cut to the depth “{book.specificity}”: what the playbook says beyond it is left out."


def _texts(blocks: list[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Prose):
            yield from (w for w in block.words if isinstance(w, str))
        elif isinstance(block, Items):
            yield from (w for item in block.items for w in item if isinstance(w, str))
        elif getattr(block, "rows", None):
            yield from (w for row in block.rows for cell in row.cells for line in cell for w in line
                        if isinstance(w, str))
