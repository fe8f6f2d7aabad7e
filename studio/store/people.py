"""People who work on the playbooks, by the name they gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from studio.store.database import writing


@dataclass(frozen=True)
class Person:
    """Somebody who edits or decides."""

    id: str
    name: str


def list_people(db: Database) -> list[Person]:
    """Return everybody who gave a name here, in order of the names."""
    return [Person(r["id"], r["name"]) for r in db.query("select id, name from people order by name collate nocase")]


def keep_person(db: Database, person: Person, at: datetime) -> None:
    """Keep a person, once."""
    with writing(db):
        db.execute("insert into people (id, name, at) values (?, ?, ?) on conflict (id) do nothing",
                   [person.id, person.name, at.isoformat()])


def setting(db: Database, name: str) -> str:
    """Return a setting of this studio, empty where there is none."""
    row = db.execute("select value from settings where name = ?", [name]).fetchone()
    return row[0] if row else ""


def keep_setting(db: Database, name: str, value: str) -> None:
    """Keep a setting of this studio."""
    with writing(db):
        db["settings"].upsert({"name": name, "value": value}, pk="name")
