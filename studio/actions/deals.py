"""Deals: open, list, show, check; folders of one's own."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from playbook.text_files import FileFault
from studio.acting import require
from studio.actions.base import BadInput, data_folder
from studio.actions.store import now, store, store_exists
from studio.deals.folder import LoadedDeal, find_deal, load, read_deal, shipped_deals
from studio.deals.model import Deal

#: Where the first version listed the folders that people opened.
_OWN_DEALS = "own_deals.json"

def open_deal(where: str | Path) -> LoadedDeal:
    """Return a deal with its evidence, read again only where a file changed. Raises FileFault.

    `where` is a folder, a shipped deal's id, or the name of an opened folder;
    the store is needed for the last one only.
    """
    try:
        folder = find_deal(where)
    except FileFault:
        folder = next((f for f in own_deals() if f.name == str(where)), None)
        if folder is None:
            raise
    return _loaded(str(folder), _stamps(folder, folder / "evidence"))


@lru_cache(maxsize=64)
def _loaded(folder: str, stamps: tuple[Any, ...]) -> LoadedDeal:
    return load(folder)


def _stamps(*folders: Path) -> tuple[Any, ...]:
    try:
        seen = [(entry.path, entry.stat()) for folder in folders if folder.is_dir() for entry in os.scandir(folder)]
    except OSError:
        return ()
    return tuple(sorted((path, stat.st_mtime_ns, stat.st_size) for path, stat in seen))


def list_deals() -> list[Path]:
    """Return folders of the shipped deals."""
    return shipped_deals()


def all_deals() -> list[Path]:
    """Return folders of the shipped deals, then of those that people opened here."""
    return shipped_deals() + own_deals()


def deal_record(folder: Path) -> Deal:
    """Return a deal without its evidence. Raises FileFault."""
    return _record(str(folder), _stamps(folder))


@lru_cache(maxsize=2000)
def _record(folder: str, stamps: tuple[Any, ...]) -> Deal:
    return read_deal(folder)


def deals_by_id() -> tuple[dict[str, Deal], list[str]]:
    """Return every deal by its folder's name, and in a sentence each that cannot be read."""
    found: dict[str, Deal] = {}
    faults, folders = [], shipped_deals()
    try:
        folders += own_deals()
    except FileFault as fault:
        faults.append(str(fault))
    for folder in folders:
        try:
            found[folder.name] = deal_record(folder)
        except FileFault as fault:
            faults.append(str(fault))
    return found, faults


def own_deals() -> list[Path]:
    """Return folders that people have opened here and that are still there."""
    from studio.store.deal_folders import list_folders

    _take_over_list()
    if not store_exists():
        return []
    with store() as db:
        return [f for f in list_folders(db) if os.path.isfile(f / "deal.yaml")]


def _take_over_list() -> None:
    """Move the list that the first version kept in a file into the store."""
    from studio.store.deal_folders import keep_folder

    old = data_folder() / _OWN_DEALS
    if not os.path.isfile(old):
        return
    try:
        kept = json.loads(old.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if not isinstance(kept, list):
        return
    with store() as db:
        for folder in kept:
            keep_folder(db, Path(str(folder)), now())
    old.unlink(missing_ok=True)


def add_own_deal(where: str) -> Path:
    """Keep a deal folder among the deals, once it reads without a fault.

    Raises Denied, FileFault or BadInput.
    """
    from studio.store.deal_folders import keep_folder

    require("import_deals")
    folder = find_deal(Path(where.strip().strip("'\"")).expanduser())
    folder = folder.resolve()
    load(folder)
    if folder not in (known := [f.resolve() for f in all_deals()]):
        if folder.name in {f.name for f in known}:
            raise BadInput(f"a deal called '{folder.name}' is already here, expected a folder with another name")
        with store() as db:
            keep_folder(db, folder, now())
    return folder


def forget_own_deal(folder: Path) -> None:
    """Take a folder off the list; the folder itself stays as it is. Raises Denied."""
    from studio.store.deal_folders import forget_folder

    require("import_deals")
    with store() as db:
        forget_folder(db, folder)


def show_deal(where: str | Path) -> dict[str, Any]:
    """Return a deal as it is read. Raises FileFault."""
    from studio.deals.show import show

    return show(open_deal(where))


def deal_as_text(shown: dict[str, Any]) -> str:
    """Return a shown deal as people read it in a terminal."""
    deal = shown["deal"]
    lines = [f"{deal['id']}: {deal['account']['name']}", ""]
    lines += [f"{e['id']:<5} {e['date']} {e['type']:<18} {', '.join(e['evidence'])}" for e in shown["events"]]
    for evidence in shown["evidence"]:
        lines += ["", f"== {evidence['id']} ({evidence['type']})", evidence["text"]]
    return "\n".join(lines)


def check_deals(deals: Sequence[str | Path]) -> dict[str, list[str]]:
    """Return every fault by deal, in deals and their labels."""
    from studio.deals.check import check

    return {str(deal): check(deal) for deal in deals}
