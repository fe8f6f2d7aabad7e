"""Texts purged from every record, from copies beside the store, and from the bytes of its files."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from studio.store.database import BESIDE, FILE, writing
from studio.store.purged import Words, elsewhere, purged_json

#: Tables that hold no text of a deal: those of playbooks and people, and the trail, which never did.
_OTHER = {"playbooks", "parts", "edits", "edit_parts", "versions", "held", "points", "workshops", "people", "settings",
          "roles", "audit", "deal_folders", "spending", "applied"}
#: How long to wait for others to stop reading, in seconds.
_PATIENCE = 10.0


def purge(db: Database, deal: str, words: Sequence[Words]) -> int:
    """Take texts out of all records, in one transaction; return how many places held one.

    In the records of their deal they go wherever they stand, cut short too;
    in those of other deals where it is no chance that they are the same.
    Answers of models about the deal go whole.
    """
    count, others = 0, elsewhere(words)
    with writing(db):
        if "replies" in db.table_names():
            count += db.execute("delete from replies where deal = ?", [deal]).rowcount
        for table, column in _texts(db):
            for place, body, of in list(_rows(db, table, column)):
                new = purged_json(body, words if of == deal else others)
                if new != body:
                    db.execute(f"update [{table}] set [{column}] = ? where rowid = ?", [new, place])
                    count += 1
    return count


def _texts(db: Database) -> Iterator[tuple[str, str]]:
    """Every column in which a text of a deal may stand."""
    for name in db.table_names():
        if name not in _OTHER and not name.startswith(("sqlite_", "_sqlite")):
            yield from ((name, c.name) for c in db[name].columns if c.type == "TEXT" and not c.is_pk
                        and c.name not in ("deal", "draft", "replaces", "hash", "salt", "token", "at", "by", "role"))


def _rows(db: Database, table: str, column: str) -> Iterator[tuple[int, str, str]]:
    """Rows of a column with the deal each belongs to, as far as it is known."""
    columns = {c.name for c in db[table].columns}
    owner = "t.deal" if "deal" in columns else "(select deal from drafts where id = t.draft)" if "draft" in columns \
        else "''"
    for place, body, deal in db.execute(f"select t.rowid, t.[{column}], {owner} from [{table}] t "
                                        f"where t.[{column}] <> ''"):
        yield place, body, deal or ""


def purge_copies(folder: Path, deal: str, words: Sequence[Words]) -> int:
    """Take texts out of the copies that lie beside the store, kept when it was migrated or replaced."""
    count = 0
    for path in sorted(folder.glob(f"{FILE}.before-*")):
        if path.name.endswith(BESIDE):
            continue
        with closing(sqlite3.connect(path, isolation_level=None)) as copy:
            try:
                copy.execute("pragma secure_delete = on")
                count += purge(Database(copy), deal, words)
                copy.execute("vacuum")
            except sqlite3.DatabaseError:  # no store: kept because it could not be read
                continue
    return count


def purge_files(folder: Path, deal: str, words: Sequence[Words]) -> int:
    """Take texts out of JSON files in a folder; return how many held one."""
    count, others = 0, elsewhere(words)
    for path in sorted(folder.rglob("*.json")) if folder.is_dir() else ():
        body = path.read_text(encoding="utf-8", errors="replace")
        new = purged_json(body, words if _about(body, deal) else others)
        if new != body:
            part = path.with_name(f".{path.name}.part")
            part.write_text(new, encoding="utf-8")
            part.replace(path)
            count += 1
    return count


def _about(body: str, deal: str) -> bool:
    return f'"deal":{json.dumps(deal)}' in body.replace('"deal": ', '"deal":')


def sweep(db: Database) -> bool:
    """Rewrite the store's file without what was deleted, and empty its log; False while somebody still reads it."""
    db.execute("pragma temp_store = memory")
    db.execute("vacuum")
    until = time.monotonic() + _PATIENCE
    while True:
        busy: Any = db.execute("pragma wal_checkpoint(truncate)").fetchone()[0]
        if not busy:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
