"""Deal folders: found, read, and cut at an event."""

from __future__ import annotations

import datetime
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from playbook.text_files import FileFault
from studio import paths
from studio.deals.evidence import Artefact, Evidence, Piece, Turn
from studio.deals.faults import faults_of, kind_of
from studio.deals.model import Deal, Person, UnknownEvent
from studio.deals.people import Speakers, split_address
from studio.deals.readers import READERS, read_artefact
from studio.deals.yaml_files import read_bounded_yaml

__all__ = ["LoadedDeal", "UnknownEvent", "find_deal", "load", "read_deal", "read_evidence", "shipped_deals",
           "visible"]

_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-|$)")


@dataclass(frozen=True, slots=True)
class LoadedDeal:
    """A deal with all evidence that its events list, in that order."""

    deal: Deal
    evidence: dict[str, Evidence]


def shipped_deals() -> list[Path]:
    """Return the folders of the deals that ship with the studio, by name."""
    where = paths.sample_deals()
    return sorted(p.parent for p in where.glob("*/deal.yaml")) if where.is_dir() else []


def find_deal(where: str | Path) -> Path:
    """Return the folder of a deal: a path, or a shipped deal's id. Raises FileFault."""
    text = str(where)
    shipped = {folder.name: folder for folder in shipped_deals()}
    if os.path.isfile(os.path.join(text, "deal.yaml")):
        return Path(where)
    if text in shipped:
        return shipped[text]
    if text and os.path.isdir(text):
        raise FileFault(where, "", "has no deal.yaml, expected a deal folder")
    known = f" or one of {', '.join(shipped)}" if shipped else ""
    raise FileFault(where, "", f"no such deal, expected a folder with a deal.yaml{known}")


def read_deal(folder: str | Path) -> Deal:
    """Return the deal in a folder; its evidence files exist and are not yet read.

    Raises FileFault with the first fault of deal.yaml.
    """
    folder = Path(folder)
    data = deal_data(folder)
    try:
        deal = Deal.model_validate(data).model_copy(update={"folder": folder})
    except ValidationError as error:
        raise FileFault(folder / "deal.yaml", *faults_of(error, data)[0]) from None
    for fault in timeline_faults(deal):
        raise fault
    return deal


def deal_data(folder: Path) -> dict[str, Any]:
    """Return what deal.yaml holds, unchecked but a mapping. Raises FileFault."""
    path = inside(folder, folder / "deal.yaml")
    data = read_bounded_yaml(path)
    if not isinstance(data, dict):
        raise FileFault(path, "", f"expected a mapping with id, people and events, found {kind_of(data)}")
    return {key: value for key, value in data.items() if key != "folder"}


def timeline_faults(deal: Deal) -> Iterator[FileFault]:
    """Yield what single fields cannot show: ids used twice, order, evidence without a file."""
    path = deal.folder / "deal.yaml"
    for kind, ids in (("people", [p.id for p in deal.people]), ("events", [e.id for e in deal.events])):
        for twice in dict.fromkeys(i for i in ids if ids.count(i) > 1):
            yield FileFault(path, f"{kind}.{twice}", "the id stands twice, expected once")
    for before, event in zip(deal.events, deal.events[1:], strict=False):
        if event.date < before.date:
            yield FileFault(path, f"events.{event.id}.date",
                            f"{event.date} is before {before.id} ({before.date}), expected time order")
    for evidence_id, event in listed(deal).items():
        try:
            evidence_path(deal, evidence_id)
        except FileFault as fault:
            yield FileFault(path, f"events.{event.id}.evidence", f"'{evidence_id}': {fault}")


def listed(deal: Deal) -> dict[str, Any]:
    """Return the evidence ids of all events in order, each with the first event that lists it."""
    found: dict[str, Any] = {}
    for event in deal.events:
        for evidence_id in event.evidence:
            found.setdefault(evidence_id, event)
    return found


def evidence_files(folder: Path) -> Iterator[Path]:
    """Yield what stands in the evidence folder, hidden files left out."""
    where = folder / "evidence"
    if where.is_dir():
        yield from sorted(p for p in where.iterdir() if not p.name.startswith("."))


def evidence_path(deal: Deal, evidence_id: str) -> Path:
    """Return the one file that an evidence id names. Raises FileFault."""
    where = deal.folder / "evidence"
    if set(evidence_id) & set("/\\\0") or not evidence_id.strip("."):
        raise FileFault(where, evidence_id, "expected an evidence id without path separators")
    found = [path for suffix in READERS if (path := where / f"{evidence_id}{suffix}").is_file()]
    if not found:
        wanted = unicodedata.normalize("NFC", evidence_id)
        found = [p for p in evidence_files(deal.folder) if p.suffix.lower() in READERS
                 and unicodedata.normalize("NFC", p.stem) == wanted and p.is_file()]
    if not found:
        raise FileFault(where, "", f"no file '{evidence_id}', expected one ending in {', '.join(READERS)}")
    if len(found) > 1:
        raise FileFault(where, "", f"several files for '{evidence_id}' "
                        f"({', '.join(p.name for p in found)}), expected one")
    return inside(deal.folder, found[0])


def inside(folder: Path, path: Path) -> Path:
    """Return the path, or raise FileFault where a link leads out of the folder."""
    try:
        if path.resolve().is_relative_to(folder.resolve()):
            return path
    except (OSError, RuntimeError, ValueError):
        pass
    raise FileFault(path, "", "leads out of the deal folder, expected a file inside it")


def read_evidence(deal: Deal, evidence_id: str) -> Evidence:
    """Return one artefact with its speakers matched to the deal's people. Raises FileFault."""
    return _evidence(deal, evidence_id, Speakers(deal.people))


def load(where: str | Path) -> LoadedDeal:
    """Return a deal and all evidence its events list. Raises FileFault."""
    deal = read_deal(find_deal(where))
    speakers = Speakers(deal.people)
    return LoadedDeal(deal, {i: _evidence(deal, i, speakers) for i in listed(deal)})


def visible(loaded: LoadedDeal, event_id: str) -> list[Evidence]:
    """Return the evidence of this event and the earlier ones, in event order, each once.

    Raises UnknownEvent.
    """
    deal = loaded.deal
    until = deal.events.index(deal.event(event_id))
    ids = dict.fromkeys(i for event in deal.events[:until + 1] for i in event.evidence)
    return [loaded.evidence[i] for i in ids]


def _evidence(deal: Deal, evidence_id: str, speakers: Speakers) -> Evidence:
    path = evidence_path(deal, evidence_id)
    artefact = read_artefact(path)
    if artefact.type == "note" and not artefact.author and artefact.side is None and deal.owner:
        artefact = replace(artefact, author=deal.owner.name)
    turns = [_turn(i, piece, artefact, speakers) for i, piece in enumerate(artefact.pieces)]
    title = artefact.title or _DATED.sub("", evidence_id, count=1).replace("-", " ").strip() or evidence_id
    return Evidence(evidence_id, artefact.type, title, _date(deal, evidence_id), artefact.text, turns, path)


def _turn(index: int, piece: Piece, artefact: Artefact, speakers: Speakers) -> Turn:
    authored = piece.speaker is None
    written = artefact.author if authored else piece.speaker or ""
    person = speakers.match(written) if written else None
    name, address = split_address(written)
    side = _side(person, piece, artefact, authored)
    return Turn(index, piece.start, piece.end, name or address, person.id if person else None, side,
                artefact.text[piece.start:piece.end], piece.time, piece.quoted, piece.label)


def _side(person: Person | None, piece: Piece, artefact: Artefact, authored: bool) -> Any:
    if artefact.side and authored:
        return artefact.side
    if person:
        return person.side
    return piece.side or ("seller" if artefact.type == "note" and not artefact.author else "unknown")


def _date(deal: Deal, evidence_id: str) -> datetime.date | None:
    if found := _DATED.match(evidence_id):
        try:
            return datetime.date.fromisoformat(found[1])
        except ValueError:
            pass
    event = listed(deal).get(evidence_id)
    return event.date if event else None
