"""What an import did: the deals, every row not taken, what was left out of a row, the mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.exchange.crm.filemap import OWN, FileMap

_PLURAL = {"deal": "deals", "contact": "contacts", "contact_role": "contact roles", "account": "accounts",
           "activity": "activities", "user": "users"}
#: Told how far an import is: done, planned, and of what.
Progress = Callable[[int, int, str], None]


def silent(done: int, planned: int, what: str) -> None:
    """Tell nobody how far an import is."""


@dataclass(frozen=True)
class Left:
    """A row, or a part of one, that was not taken; `row` is None for a whole file."""

    file: str
    row: int | None
    why: str

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        return {"file": self.file, "row": self.row, "why": self.why}


@dataclass(frozen=True)
class Done:
    """A deal that was made, or found and brought up to date; `changed` is empty where nothing was new."""

    id: str
    folder: Path
    new: bool
    changed: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        return {"id": self.id, "folder": str(self.folder), "new": self.new, "changed": list(self.changed)}


@dataclass
class Report:
    """Everything that an import tells; a row is taken, or stands in `not_taken` once."""

    deals: list[Done] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    not_taken: list[Left] = field(default_factory=list)
    notes: list[Left] = field(default_factory=list)
    mapping: list[FileMap] = field(default_factory=list)
    transcripts: int = 0
    dry: bool = False

    @property
    def used(self) -> bool:
        """Whether anything of what was given could be used."""
        return bool(self.deals)

    def refuse(self, file: str, row: int | None, why: str) -> None:
        """Note a row, or with None a file, that was not taken."""
        self.not_taken.append(Left(file, row, why))

    def note(self, file: str, row: int | None, why: str) -> None:
        """Note what was left out of a row that was taken, or how it was read."""
        self.notes.append(Left(file, row, why))

    def counts(self) -> dict[str, int]:
        """Return the rows read, taken and not, in all and by object."""
        refused = sum(1 for left in self.not_taken if left.row is not None)
        read = sum(self.rows.values())
        return {"read": read, "taken": read - refused, "not_taken": refused, **dict(sorted(self.rows.items())),
                "transcripts": self.transcripts}

    def as_data(self) -> dict[str, Any]:
        """The report as plain data."""
        return {"deals": [d.as_data() for d in self.deals], "rows": self.counts(),
                "not_taken": [left.as_data() for left in self.not_taken],
                "notes": [left.as_data() for left in self.notes],
                "mapping": [file_as_data(m) for m in self.mapping], "dry_run": self.dry}


def file_as_data(mapped: FileMap) -> dict[str, Any]:
    """Return how an export is read, as plain data."""
    return {"file": mapped.file, "object": mapped.object, "system": mapped.system, "language": mapped.language,
            "encoding": mapped.table.encoding, "delimiter": mapped.table.delimiter, "rows": mapped.rows,
            "columns": [{"column": c.header, "field": c.field or None, "confidence": c.confidence,
                         "samples": list(c.samples), "note": c.note} for c in mapped.columns]}


def as_text(report: Report, *, most: int = 20) -> str:
    """Return a report as people read it in a terminal."""
    counts = report.counts()
    new, changed = (sum(1 for d in report.deals if d.new), sum(1 for d in report.deals if d.changed and not d.new))
    would = "would be " if report.dry else ""
    lines = [f"{len(report.deals):,} deals: {new:,} {would}made, {changed:,} {would}brought up to date, "
             f"{len(report.deals) - new - changed:,} as before",
             f"{counts['read']:,} rows read, {counts['taken']:,} taken, {counts['not_taken']:,} not taken"]
    lines += ["", *_mapping_lines(report.mapping)] if report.mapping else []
    shown = [d for d in report.deals if d.new or d.changed]
    lines += ["", *(f"{d.id}{' (new)' if d.new else ''}: {'; '.join(d.changed) or d.folder}" for d in shown[:most])]
    lines += [f"… and {len(shown) - most:,} more deals"] if len(shown) > most else []
    for title, left in (("Not taken", report.not_taken), ("Left out of rows that were taken", report.notes)):
        lines += ["", title, *_left_lines(left, most)] if left else []
    return "\n".join(lines)


def _mapping_lines(mapping: Iterable[FileMap]) -> Iterable[str]:
    for mapped in mapping:
        yield f"{mapped.file}: {_PLURAL[mapped.object]}, {mapped.system or 'system not told'}"
        for c in mapped.columns:
            if c.field and (c.note or (c.confidence < 0.9 and not c.field.startswith(OWN))):
                note = f" ({c.note})" if c.note else ""
                yield f"  {c.header} → {c.field}, {c.confidence:.0%} sure{note}"


def _left_lines(left: list[Left], most: int) -> Iterable[str]:
    """Lines by reason, the most frequent first, each with the first rows that it holds for."""
    found: dict[tuple[str, str], list[Left]] = {}
    for one in left:
        found.setdefault((one.file, one.why), []).append(one)
    for (file, why), ones in sorted(found.items(), key=lambda f: -len(f[1]))[:most]:
        rows = [f"{one.row:,}" for one in ones if one.row is not None]
        more = f" and {len(rows) - 5:,} more" if len(rows) > 5 else ""
        where = f", row{'s' if len(rows) > 1 else ''} {', '.join(rows[:5])}{more}" if rows else ""
        yield f"  {file}{where}: {why}"
    if len(found) > most:
        yield f"  … and {len(found) - most:,} more reasons; --json lists every row"
