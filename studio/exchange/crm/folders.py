"""A deal's folder planned and written: whole when new, file by file and resumable when it is there."""

from __future__ import annotations

import copy
import datetime
import hashlib
import os
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from playbook.text_files import FileFault, write_yaml
from studio.deals.faults import faults_of
from studio.deals.folder import deal_data, evidence_files, inside, timeline_faults
from studio.deals.model import Deal
from studio.exchange.crm.incoming import Incoming
from studio.exchange.crm.merging import Merge, merge_people, merge_record
from studio.exchange.crm.state import FILE, State, hash_of, read_state
from studio.exchange.crm.timeline import Item, place
from studio.exchange.crm.transcripts import named_well
from studio.exchange.crm.words import free, plain, slug

_TEMPORARY = ".importing-"
#: Counted up when an import writes the same rows in another way.
_FORM = 1
_ORDER = ("id", "account", "opportunity", "seller_company", "product", "people", "events")


@dataclass
class Plan:
    """What writing would do to one folder; `files` are evidence by name."""

    id: str
    folder: Path
    merge: Merge
    before: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def deal_text(self) -> str:
        """The deal.yaml to be written."""
        return write_yaml(_copied(self.merge.data))


def _copied(value: Any) -> Any:
    """Data in which no date stands twice: the YAML would name it once and refer to it."""
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_copied(part) for part in value]
    return datetime.date(value.year, value.month, value.day) if isinstance(value, datetime.date) else value


def deal_id(deal: Incoming, taken: Collection[str]) -> str:
    """Return a new deal's id, made of its account and name, with the end of its CRM id where that is taken."""
    account = slug(str(deal.account.get("name", "")))
    named = account.partition("-")[0] in slug(deal.name).split("-")
    base = slug(deal.name if named else f"{account} {deal.name}", fallback="deal")
    if base in taken and deal.crm_id:
        base = f"{base}-{slug(deal.crm_id)[-6:].strip('-')}"
    return free(base, taken)


def plan(deal: Incoming, folder: Path, state: State | None, today: datetime.date) -> Plan:
    """Return what an import does to a deal's folder. Raises FileFault where what is there cannot be read."""
    new = state is None
    before: dict[str, Any] = {"id": folder.name} if new else _present(folder)
    merge = Merge(copy.deepcopy(before), copy.deepcopy(state) if state else State(), new)
    known = merge.state
    known.key, known.crm_id = known.key or deal.key, deal.crm_id or known.crm_id
    known.system, known.account_id = deal.system or known.system, deal.account_id or known.account_id
    known.headers |= deal.headers
    known.given = fingerprint(deal)
    record = known.record
    changed = merge_record(merge, deal) if deal.entry else False
    if deal.product and not merge.data.get("product"):
        merge.data["product"] = deal.product
    merge_people(merge, deal.people)
    result = Plan(folder.name, folder, merge, before)
    items = list(_evidence(result, deal))
    snapshot = (deal.modified or today) if deal.entry and (changed or new) else None
    place(merge, items, created=deal.entry.days.get("created") if deal.entry else None, snapshot=snapshot,
          record=record)
    merge.data = {k: merge.data[k] for k in (*_ORDER, *merge.data) if k in merge.data}
    _check(folder, merge.data)
    return result


def same_as_before(deal: Incoming, folder: Path, state: State) -> bool:
    """Tell whether what is given was given in the last import too: then nothing is to be done."""
    return state.given == fingerprint(deal) and (folder / "deal.yaml").is_file()


def fingerprint(deal: Incoming) -> str:
    """Return what tells whether a deal is given as it was given before."""
    given = (_FORM, deal.crm_id, deal.record, deal.account, deal.product, deal.people, deal.headers,
             sorted(deal.activities.items()), [(file.key, file.hash) for file in deal.transcripts])
    return hashlib.sha256(repr(given).encode("utf-8", "surrogatepass")).hexdigest()


def _present(folder: Path) -> dict[str, Any]:
    """What deal.yaml holds, once it is a deal whose evidence is there."""
    path = folder / "deal.yaml"
    if not path.is_file():
        raise FileFault(folder, "", "has no deal.yaml any more, expected it; move the folder away to import it anew")
    data = deal_data(folder)
    _check(folder, data)
    for fault in timeline_faults(Deal.model_validate(data).model_copy(update={"folder": folder})):
        raise fault
    if (folder / "evidence").exists():
        inside(folder, folder / "evidence")
    return data


def _check(folder: Path, data: dict[str, Any]) -> None:
    try:
        Deal.model_validate(data)
    except ValidationError as error:
        raise FileFault(folder / "deal.yaml", *faults_of(error, data)[0]) from None


# -- evidence

def _evidence(made: Plan, deal: Incoming) -> Iterator[Item]:
    """Plan the evidence files; yield what the timeline does not have yet."""
    taken = {plain(path.stem) for path in evidence_files(made.folder)}
    for one in sorted(deal.activities.values(), key=lambda a: (a.date, a.key)):
        evidence = _keep(made, one.key, one.stem, ".txt", one.body(), taken)
        if evidence or one.key not in made.merge.state.events:
            yield Item(one.key, one.date, one.what == "call", evidence)
    for file in deal.transcripts:
        if file.hash in {kept["hash"] for key, kept in made.merge.state.evidence.items() if key != file.key}:
            continue
        stem = file.stem if named_well(file, file.stem) else f"{file.day}-{file.artefact.type}"
        if evidence := _keep(made, file.key, stem, file.suffix, file.raw, taken):
            yield Item(file.key, file.day, file.artefact.type == "call", evidence, transcript=True)


def _keep(made: Plan, key: str, stem: str, suffix: str, body: bytes | None, taken: set[str]) -> str:
    """Plan one evidence file; return its id where the timeline does not list it yet.

    A file that a person edited or took out stays as it is.
    """
    state, merge = made.merge.state, made.merge
    if body is None:
        return ""
    digest = hashlib.sha256(body).hexdigest()
    if known := state.evidence.get(key):
        there = hash_of(made.folder / "evidence" / known["file"])
        if digest != known["hash"] and there == known["hash"]:
            made.files[known["file"]] = body
            merge.tell(f"evidence updated: {known['file']}")
            known["hash"] = digest
        elif digest != known["hash"] and there not in ("", digest):
            merge.tell(f"evidence edited here, kept: {known['file']}")
        return "" if key in state.events or not there else known["file"].rpartition(".")[0]
    name = _free_stem(stem, taken)
    taken.add(plain(name))
    made.files[name + suffix] = body
    state.evidence[key] = {"file": name + suffix, "hash": digest}
    merge.tell(f"evidence added: {name}{suffix}")
    return name


def _free_stem(stem: str, taken: set[str]) -> str:
    found, number = stem, 1
    while plain(found) in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


# -- writing

def write(made: Plan) -> None:
    """Write a plan; a folder is whole at every moment, whenever the process is ended.

    Raises FileFault where the disk does not take it.
    """
    try:
        if made.merge.new:
            _write_new(made)
        elif made.files or made.merge.data != made.before:
            _write_over(made)
        elif not _same_state(made):
            _replace(made.folder / FILE, made.merge.state.as_text().encode())
    except OSError as error:
        raise FileFault(made.folder, "", f"cannot be written ({error.strerror})") from None


def _same_state(made: Plan) -> bool:
    try:
        return (made.folder / FILE).read_text(encoding="utf-8") == made.merge.state.as_text()
    except FileNotFoundError:
        return False


def _write_new(made: Plan) -> None:
    made.folder.parent.mkdir(parents=True, exist_ok=True)
    # The same name each time, so that what an ended import left half-made is cleared by the next one.
    temporary = made.folder.parent / f"{_TEMPORARY}{made.id}"
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        (temporary / "evidence").mkdir(parents=True)
        for name, body in made.files.items():
            (temporary / "evidence" / name).write_bytes(body)
        (temporary / "deal.yaml").write_text(made.deal_text, encoding="utf-8")
        (temporary / FILE).write_text(made.merge.state.as_text(), encoding="utf-8")
        temporary.rename(made.folder)
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _write_over(made: Plan) -> None:
    """First the note of what is coming, then the evidence, then the deal, then the state that holds now."""
    deal, state = made.deal_text.encode(), made.merge.state
    held = read_state(made.folder) or State(key=state.key)
    held.next, held.next_deal = state.as_data(), hashlib.sha256(deal).hexdigest()
    _replace(made.folder / FILE, held.as_text().encode())
    (made.folder / "evidence").mkdir(exist_ok=True)
    for name, body in made.files.items():
        _replace(made.folder / "evidence" / name, body)
    _replace(made.folder / "deal.yaml", deal)
    _replace(made.folder / FILE, state.as_text().encode())


def _replace(path: Path, body: bytes) -> None:
    temporary = path.with_name(f".{path.name}.importing")
    temporary.write_bytes(body)
    os.replace(temporary, path)
