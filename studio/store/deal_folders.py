"""Deal folders that people opened here."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from studio.store.database import writing


def list_folders(db: Database) -> list[Path]:
    """Return the folders, in the order in which they were opened."""
    return [Path(row["folder"]) for row in db.query("select folder from deal_folders order by rowid")]


def keep_folder(db: Database, folder: Path, at: datetime) -> None:
    """Keep a folder, once."""
    with writing(db):
        db.execute("insert into deal_folders (folder, at) values (?, ?) on conflict (folder) do nothing",
                   [str(folder), at.isoformat()])


def forget_folder(db: Database, folder: Path) -> None:
    """Take a folder off the list; the folder itself stays as it is."""
    with writing(db):
        db.execute("delete from deal_folders where folder = ?", [str(folder)])
