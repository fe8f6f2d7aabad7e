"""The last chapter: who keeps which entry true, until when, where it comes from, what is open."""

from __future__ import annotations

from collections.abc import Iterator

from playbook.compile import live_entries
from playbook.model import Entry, Playbook
from studio.exchange.handbook.document import Block, Items, Link, Row, Section, plain, table
from studio.exchange.handbook.words import day, source_words


def register(book: Playbook, titles: dict[str, str]) -> Section:
    """Return the register; `titles` says what the chapter of each pillar is called."""
    rows: dict[str, list[Row]] = {}
    for pillar, path, entry in live_entries(book):
        rows.setdefault(pillar, []).append(_row(path, entry))
    parts: list[Block] = list(_standing(book))
    for pillar, found in rows.items():
        if shown := table("", ("Entry", "Owner", "Look at it again by", "Where it comes from"), found):
            parts.append(Section(titles[pillar], (shown,)))
    return Section("Owners, review dates and sources", tuple(parts), "register")


def _row(path: str, entry: Entry) -> Row:
    return Row((((Link(entry.name, path),),), (plain(entry.owner),) if entry.owner else (),
                (plain(day(entry.review_by)),) if entry.review_by else (),
                tuple(plain(source_words(s)) for s in entry.sources)))


def _standing(book: Playbook) -> Iterator[Block]:
    entries = [entry for _, _, entry in live_entries(book)]
    if book.sources:
        yield Items("The playbook as a whole comes from", tuple(plain(source_words(s)) for s in book.sources))
    told = [_counted(sum(not e.owner for e in entries), len(entries), "owner")] if entries else []
    told += [_counted(sum(e.review_by is None for e in entries), len(entries), "review date")] if entries else []
    if archived := sum(1 for _ in book.entries()) - len(entries):
        told.append(f"{archived:,} archived {'entry is' if archived == 1 else 'entries are'} left out.")
    if told:
        yield Items("", tuple(plain(t) for t in told))


def _counted(without: int, of: int, what: str) -> str:
    if not without:
        return f"Every entry has {'an' if what[0] in 'aeiou' else 'a'} {what}."
    if without == of:
        return f"No entry has {'an' if what[0] in 'aeiou' else 'a'} {what} yet."
    return f"{without:,} of {of:,} entries {'has' if without == 1 else 'have'} no {what} yet."
