"""CRM exports and transcripts into deals of one's own; a person says how columns are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.acting import require
from studio.actions.base import BadInput, data_folder
from studio.actions.deals import list_deals, own_deals
from studio.actions.store import now, store
from studio.exchange.crm import Link, Mapped, Progress, Report, Ways, import_files, read_wishes
from studio.exchange.crm import as_text as _as_text
from studio.exchange.crm import crm_link as _link
from studio.exchange.crm import mapping as _mapping


def crm_folder() -> Path:
    """Where imported deals are kept unless another folder is named."""
    return data_folder() / "deals"


def crm_mapping(files: Sequence[str | Path], mapping: str | Path | None = None) -> Mapped:
    """Return how exports would be read, with samples of each column. Raises FileFault."""
    return _mapping([Path(file) for file in files], read_wishes(Path(mapping)) if mapping else {})


def crm_fields(kind: str) -> list[str]:
    """Return the fields that a column of an export can fill, for deals, contacts, accounts or activities."""
    from studio.exchange.crm.words import vocabulary

    return list(vocabulary().fields[kind])  # type: ignore[index]


def import_deals(files: Sequence[str | Path], *, into: str | Path | None = None, mapping: str | Path | None = None,
                 deal: str = "", dry_run: bool = False, progress: Progress | None = None) -> Report:
    """Take CRM exports and transcripts into deal folders, which then are among one's own deals.

    Running it again updates and never duplicates. Raises Denied, FileFault for
    a mapping that does not fit, BadInput where nothing could be used.
    """
    require("import_deals")
    target = Path(into).expanduser() if into else crm_folder()
    if target.exists() and not target.is_dir():
        raise BadInput(f"{target}: is a file, expected a folder for the deals")
    own = {folder.name: folder for folder in own_deals()}
    here = {name for name, folder in own.items() if folder.parent.resolve() == target.resolve()}
    ways = Ways(target, now().date(), read_wishes(Path(mapping)) if mapping else {}, deal, own,
                {*(f.name for f in list_deals()), *own.keys() - here}, dry_run)
    ways.progress = progress or ways.progress
    report = import_files([Path(file) for file in files], ways)
    if report.deals and not dry_run:
        _keep(report)
    return report


def nothing_used(report: Report) -> str:
    """Return in one sentence why nothing of an import could be used; empty where something was."""
    if report.used:
        return ""
    if not report.not_taken:
        return "nothing was given that holds a deal, expected CRM exports (CSV) or transcripts"
    first, more = report.not_taken[0], len(report.not_taken) - 1
    where = f"{first.file}, row {first.row}" if first.row else first.file
    return f"{where}: {first.why}" + (f" (and {more:,} more not taken)" if more else "")


def _keep(report: Report) -> None:
    """Keep every deal among one's own, all at once, and note the import in the audit trail."""
    from studio.store import audit
    from studio.store.database import writing
    from studio.store.deal_folders import keep_folder

    who, at = require("import_deals"), now()
    with store() as db, writing(db):
        for done in report.deals:
            keep_folder(db, done.folder.resolve(), at)
        audit.record(db, "import", "deals", by=who.name, role=who.role or "", at=at,
                     detail=report.counts() | {"deals": len(report.deals), "new": sum(d.new for d in report.deals)})


def import_as_text(report: Report) -> str:
    """Return what an import did as people read it in a terminal."""
    return _as_text(report)


def crm_link(deal_folder: Path) -> Link | None:
    """Return where a deal stands in the CRM; None where it came from none. Raises FileFault."""
    return _link(deal_folder)
