"""Exports that tests write, and the import that they run."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

from studio.deals.check import check
from studio.deals.folder import load
from studio.exchange.crm import Report, Ways, import_files

TODAY = datetime.date(2026, 6, 1)
DEAL, OTHER = "0065g00000AbCdE", "0065g00000XyZwV"

OPPORTUNITIES = ["Opportunity ID", "Opportunity Name", "Account Name", "Stage", "Amount", "Amount Currency",
                 "Close Date", "Created Date", "Last Modified Date", "Opportunity Owner", "Next Step",
                 "Forecast Category"]
OPPORTUNITY = [DEAL, "Harborline – slotting", "Harborline Logistics", "Proposal", "240,000.00", "USD", "06/30/2026",
               "02/02/2026", "05/20/2026", "Tom Reyes", "CFO sign-off", "Commit"]
CONTACTS = ["Contact ID", "First Name", "Last Name", "Title", "Email", "Account Name"]
ORTIZ = ["0035g00000AbCdE", "Dana", "Ortiz", "VP Operations", "dana.ortiz@harborline.example", "Harborline Logistics"]
TASKS = ["Activity ID", "Subject", "Description", "Due Date", "What ID", "Who ID", "TaskSubtype", "Assigned To",
         "Status"]
CALL = ("Tom Reyes: How do you pick today?\nDana Ortiz: By hand, four hours a day.\n"
        "Tom Reyes: What does it cost?\nDana Ortiz: Four million a year.")
TASK = ["00T1", "Call: Discovery", CALL, "02/11/2026", DEAL, ORTIZ[0], "Call", "Tom Reyes", "Completed"]


def csv_text(header: list[str], *rows: list[str], delimiter: str = ",") -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([header, *rows])
    return out.getvalue()


def written(path: Path, header: list[str], *rows: list[str], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV file of these rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv_text(header, *rows, delimiter=delimiter).encode(encoding))
    return path


def changed(row: list[str], header: list[str], **values: str) -> list[str]:
    """A row with other values, by header with `_` for blanks."""
    found = dict(zip(header, row, strict=True))
    for name, value in values.items():
        assert name.replace("_", " ") in found, name
        found[name.replace("_", " ")] = value
    return list(found.values())


def opportunity(**values: str) -> list[str]:
    """The opportunity with other values."""
    return changed(OPPORTUNITY, OPPORTUNITIES, **values)


def task(**values: str) -> list[str]:
    """The logged call with other values."""
    return changed(TASK, TASKS, **values)


def brought(target: Path, *files: Path, **ways: object) -> Report:
    """Import files, and hold that every row is told once and that every deal is without a fault."""
    report = import_files(list(files), Ways(target, TODAY, **ways))  # type: ignore[arg-type]
    counts = report.counts()
    rows = [(left.file, left.row) for left in report.not_taken if left.row is not None]
    assert len(rows) == len(set(rows)), "a row is refused once"
    assert counts["read"] == counts["taken"] + counts["not_taken"]
    if not report.dry:
        for done in report.deals:
            assert check(done.folder) == [], done.id
            load(done.folder)
    return report


def reasons(report: Report) -> str:
    """Why rows were not taken, in one text."""
    return "\n".join(f"{left.file}, {left.row}: {left.why}" for left in report.not_taken)


def notes(report: Report) -> str:
    """What was left out of rows, in one text."""
    return "\n".join(f"{left.file}, {left.row}: {left.why}" for left in report.notes)
