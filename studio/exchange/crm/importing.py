"""CRM exports and transcripts into deal folders: read, joined, planned, written, reported."""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playbook.text_files import FileFault
from studio.deals.folder import read_deal
from studio.deals.readers import READERS
from studio.exchange.crm import folders
from studio.exchange.crm.book import Book
from studio.exchange.crm.entries import entries
from studio.exchange.crm.filemap import FileMap
from studio.exchange.crm.incoming import Incoming
from studio.exchange.crm.joining import ORDER, add, join_waiting
from studio.exchange.crm.mapping import looks_like_export, map_file
from studio.exchange.crm.matching import Candidate, Matcher
from studio.exchange.crm.people import Named
from studio.exchange.crm.report import Done, Progress, Report, silent
from studio.exchange.crm.settling import finish, settle
from studio.exchange.crm.state import OUTSIDE, State, known_deal, known_folders, read_state
from studio.exchange.crm.transcripts import Transcript, read_transcript
from studio.exchange.crm.wishes import Wish

EXPORTS = (".csv", ".tsv", ".tab")
#: How often progress is told, in rows and in deals.
_EVERY = 500


@dataclass
class Ways:
    """What an import was asked to do.

    `deal` is the id, CRM id or name of the deal that all transcripts belong
    to; `others` are deals outside the target, by id, to which transcripts may
    belong; `taken` are ids that no new deal may get.
    """

    target: Path
    today: datetime.date
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    deal: str = ""
    others: Mapping[str, Path] = field(default_factory=dict)
    taken: Collection[str] = ()
    dry: bool = False
    progress: Progress = silent


@dataclass(frozen=True)
class Mapped:
    """How exports are read, and what is none: `not_taken` is by file."""

    files: tuple[FileMap, ...]
    not_taken: tuple[FileFault, ...] = ()


def mapping(files: Sequence[Path], wishes: Mapping[str, Wish] | None = None) -> Mapped:
    """Return how exports are read. Raises FileFault for a fault in the wishes only."""
    found, faults = [], []
    for name, wish in (wishes or {}).items():
        if name not in {path.name for path in files}:
            raise FileFault(wish.source, name, "is none of the exports that are given, expected the name of one")
    for path in files:
        wish = (wishes or {}).get(path.name)
        try:
            found.append(map_file(path, wish))
        except FileFault as fault:
            if wish and fault.path == str(wish.source):
                raise
            faults.append(fault)
    return Mapped(tuple(found), tuple(faults))


def import_files(files: Sequence[Path], ways: Ways) -> Report:
    """Take exports and transcripts into deal folders; with `ways.dry` only say what would be done.

    Raises FileFault for a mapping that does not fit and a target that cannot be read.
    """
    report = Report(dry=ways.dry)
    exports, others = _sorted_out(files, report)
    mapped = mapping(exports, ways.wishes)
    report.mapping = list(mapped.files)
    for fault in mapped.not_taken:
        report.refuse(Path(fault.path).name, None, f"{fault.where + ': ' if fault.where else ''}{fault.expected}")
    known, faults = known_folders(ways.target)
    for fault in faults:
        report.refuse(Path(fault.path).parent.name, None, str(fault))
    book = Book(ways.today)
    for _, state in known.values():
        book.keep(known_deal(state))
        for activity in (*state.events, *state.evidence):
            book.index.activities[activity].add(state.key)
    _read(book, mapped.files, report, ways.progress)
    _match(book, known, _transcripts(others, report), report, ways)
    _write(book, known, report, ways)
    report.not_taken.sort(key=lambda left: (left.file, left.row or 0))
    return report


# -- what was given

def _sorted_out(files: Iterable[Path], report: Report) -> tuple[list[Path], list[Path]]:
    """Exports and transcripts among files and folders; anything else is reported."""
    exports, others = [], []
    for path in _each(files):
        suffix = path.suffix.lower()
        if suffix in EXPORTS or (suffix == ".txt" and path.is_file() and looks_like_export(path)):
            exports.append(path)
        elif suffix in READERS:
            others.append(path)
        else:
            known = ", ".join((*EXPORTS, *READERS))
            report.refuse(path.name, None, f"is no CSV export and no transcript, expected one of {known}; "
                          "save a workbook as CSV")
    return exports, others


def _each(files: Iterable[Path]) -> Iterator[Path]:
    for path in files:
        if path.is_dir():
            for folder, names, inside in os.walk(path):
                names[:] = sorted(n for n in names if not n.startswith("."))
                yield from (Path(folder) / name for name in sorted(inside) if not name.startswith("."))
        else:
            yield path


def _transcripts(paths: Iterable[Path], report: Report) -> Iterator[Transcript]:
    for path in paths:
        try:
            yield read_transcript(path)
        except FileFault as fault:
            report.refuse(path.name, None, f"{fault.where + ': ' if fault.where else ''}{fault.expected}")


def _read(book: Book, mapped: Sequence[FileMap], report: Report, progress: Progress) -> None:
    """Take every row; activities come last, when it is known who belongs to which deal."""
    planned = sum(m.rows for m in mapped)
    for kind in ORDER:
        if kind == "activity":
            settle(book)
        for one in (m for m in mapped if m.object == kind):
            for entry in entries(one, report):
                add(book, entry)
                if entry.row % _EVERY == 0:
                    progress(sum(report.rows.values()), planned, "rows")
    join_waiting(book)
    finish(book)
    if planned:
        progress(planned, planned, "rows")


# -- transcripts to deals

def _match(book: Book, places: dict[str, tuple[Path, State]], files: Iterator[Transcript], report: Report,
           ways: Ways) -> None:
    """Give each transcript to its deal, or report that it has none."""
    matcher: Matcher | None = None
    for file in files:
        if matcher is None:
            _know_others(book, places, ways)
            matcher = Matcher(_candidates(book, places))
            if ways.deal and matcher.named(ways.deal) is None:
                raise FileFault(ways.deal, "", "no such deal, expected the id of one that is imported or open here")
        key, why = (matcher.named(ways.deal), "") if ways.deal else matcher.match(file)
        if key is None:
            report.refuse(file.path.name, None, why)
        else:
            book.deals[key].transcripts.append(file)
            report.transcripts += 1


def _know_others(book: Book, places: dict[str, tuple[Path, State]], ways: Ways) -> None:
    """Add the deals that no import made, which transcripts may belong to as well."""
    there = {folder.resolve() for folder, _ in places.values()}
    own = [p.parent for p in sorted(ways.target.glob("*/deal.yaml")) if not p.parent.name.startswith(".")]
    for folder in (*own, *ways.others.values()):
        if folder.resolve() in there:
            continue
        try:
            deal = read_deal(folder)
        except FileFault:
            continue
        there.add(folder.resolve())
        key = f"{OUTSIDE}{folder.name}"
        people = {f"id:{p.id}": {"id": p.id, "name": p.name, "title": p.title, "email": p.email, "side": p.side,
                                 "role": p.role} for p in deal.people}
        places[key] = (folder, read_state(folder) or State(key=key, people=people))
        book.keep(Incoming(key, deal.opportunity.name or deal.id, account={"name": deal.account.name}))


def _candidates(book: Book, places: Mapping[str, tuple[Path, State]]) -> Iterator[Candidate]:
    for key, deal in book.deals.items():
        folder, state = places.get(key, (None, None))
        names = (deal.crm_id, deal.name, str(deal.account.get("name", "")))
        people = [*deal.people, *(Named(p["name"], "", p.get("title", ""), p.get("email", ""),
                                        p.get("side", "buyer")) for p in (state.people if state else {}).values())]
        yield Candidate(key, folder.name if folder else folders.deal_id(deal, ()), names, tuple(people))


# -- folders

def _write(book: Book, places: Mapping[str, tuple[Path, State]], report: Report, ways: Ways) -> None:
    touched = [deal for deal in book.deals.values() if deal.touched]
    taken = {*ways.taken, *(e.name for e in os.scandir(ways.target))} if ways.target.is_dir() else {*ways.taken}
    for number, deal in enumerate(touched, 1):
        folder, state = places.get(deal.key, (None, None))
        if folder is None:
            folder = ways.target / folders.deal_id(deal, taken)
            taken.add(folder.name)
        _write_one(deal, folder, state, report, ways)
        if number % _EVERY == 0 or number == len(touched):
            ways.progress(number, len(touched), "deals")


def _write_one(deal: Incoming, folder: Path, state: State | None, report: Report, ways: Ways) -> None:
    if state and folders.same_as_before(deal, folder, state):
        report.deals.append(Done(folder.name, folder, False))
        return
    try:
        made = folders.plan(deal, folder, state, ways.today)
        if not ways.dry:
            folders.write(made)
    except FileFault as fault:
        if deal.entry:
            deal.entry.refuse(str(fault))
        else:
            report.refuse(folder.name, None, str(fault))
        return
    report.deals.append(Done(folder.name, folder, made.merge.new, tuple(made.merge.changed)))
