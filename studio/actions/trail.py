"""The audit trail: read, checked, taken out; roles of people."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from studio.acting import ROLES, Role, require
from studio.actions.base import BadInput
from studio.actions.store import now, store, store_exists

if TYPE_CHECKING:
    from studio.store.audit import Line, Verdict


def note(what: str, subject: str, **detail: Any) -> None:
    """Add a line to the trail for something that was done outside a decision: an edit, publish, export, run."""
    from studio.acting import actor
    from studio.store import audit

    who = actor()
    with store() as db:
        audit.record(db, what, subject, by=who.agent or who.name, role="agent" if who.agent else who.role or "",
                     at=now(), detail=detail)


def noted(what: str, subject: str, **detail: Any) -> None:
    """Add a line for a run or an export, where anything is kept here: what was only looked at makes no store."""
    if store_exists():
        note(what, subject, **detail)


def audit_lines(*, what: str = "", by: str = "", subject: str = "", most: int = 1000) -> list[Line]:
    """Return lines of the trail, the newest first. Raises Denied."""
    from studio.store import audit

    require("read_audit")
    if not store_exists():
        return []
    with store() as db:
        return audit.lines(db, what=what, by=by, subject=subject, most=most)


def verify_audit(head: str | None = None) -> Verdict:
    """Check that nothing was changed or taken out of the trail. Raises BadInput where there is none."""
    from studio.store import audit

    if not store_exists():
        raise BadInput("nothing has been kept here yet, so there is no trail to check")
    with store() as db:
        return audit.verify(db, head)


def export_audit(form: str = "json") -> str:
    """Return the whole trail as JSON or as CSV whose cells are inert; that it was taken out stands in it too.

    Raises Denied or BadInput.
    """
    if form not in ("json", "csv"):
        raise BadInput(f"{form[:20]}: is no form of the trail, expected json or csv")
    require("read_audit")
    if not store_exists():
        raise BadInput("nothing has been kept here yet, so there is no trail to take out")
    note("export", "audit trail", form=form)
    lines = list(reversed(audit_lines(most=10_000_000)))
    if form == "json":
        return json.dumps([line.__dict__ for line in lines], ensure_ascii=False, indent=2)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["seq", "at", "by", "role", "what", "subject", "detail", "hash"])
    for line in lines:
        cells = [line.seq, line.at, line.by, line.role, line.what, line.subject, json.dumps(line.detail), line.hash]
        writer.writerow([_inert(c) for c in cells])
    return out.getvalue()


def _inert(cell: Any) -> Any:
    text = str(cell)
    return f"'{text}" if text[:1] in "\t\r\n" or text.lstrip()[:1] in ("=", "+", "-", "@") else cell


# -- roles

def _person(name: str) -> str:
    """A name or e-mail in the form in which roles are kept."""
    return " ".join(name.split()).casefold()


def roles_of(person: str) -> list[Role]:
    """Return the roles that somebody was given, by name or e-mail."""
    if not store_exists():
        return []
    with store() as db:
        rows = db.query("select role from roles where person = ?", [_person(person)])
        return [r["role"] for r in rows if r["role"] in ROLES]


def give_role(person: str, role: Role, given: bool = True) -> None:
    """Give somebody a role, or take it. Raises Denied or BadInput."""
    from studio.store import audit
    from studio.store.database import writing

    who = require("manage_people")
    name = _person(person)
    if not name or len(name) > 200 or role not in ROLES:
        raise BadInput(f"a role: expected a name or e-mail and one of {', '.join(ROLES)}")
    with store() as db, writing(db):
        if given:
            db.execute("insert into roles (person, role, by, at) values (?, ?, ?, ?) on conflict do nothing",
                       [name, role, who.name, now().isoformat()])
        else:
            db.execute("delete from roles where person = ? and role = ?", [name, role])
        audit.record(db, "role", name, by=who.name, role=who.role or "", at=now(),
                     detail={"role": role, "given": given})


def people_with_roles() -> dict[str, list[str]]:
    """Return everybody who was given a role, with the roles."""
    if not store_exists():
        return {}
    found: dict[str, list[str]] = {}
    with store() as db:
        for row in db.query("select person, role from roles order by person, role"):
            found.setdefault(row["person"], []).append(row["role"])
    return found
