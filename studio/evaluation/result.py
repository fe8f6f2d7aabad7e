"""What a comparison found: cells, levels, steps and counts."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from studio.drafting.draft import Draft, PlaybookRef
from studio.evaluation.statistics import Estimate

Outcome = Literal["scored", "failed", "refused", "unscorable"]
_NAME = re.compile(r"compare-(\d+)\.json")


class Cell(BaseModel):
    """One deal x label set x workflow x level x repeat, and how it went.

    A cell that was not scored says why in `reason` and stays in the counts.
    `reasons` explains each metric; `behaviours` keeps (gold, draft) scores
    for the kappa of a level; `draft` is the digest of the draft.
    """

    deal: str
    as_of: str
    workflow: str
    specificity: str
    repeat: int = Field(1, description="Counts from 1")
    metrics: dict[str, float | None] = Field(default_factory=dict)
    outcome: Outcome = "scored"
    reason: str = ""
    draft: str | None = None
    refused_quotes: int = 0
    reasons: dict[str, str] = Field(default_factory=dict)
    behaviours: list[tuple[int, int]] = Field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """The cell as `compare --json` prints it."""
        return self.model_dump(mode="json", exclude={"reasons", "behaviours", "refused_quotes"})


class LevelRow(BaseModel):
    """A level, or a control, over all deals; `n` is deals with a scored cell."""

    specificity: str
    n: int
    metrics: dict[str, Estimate]


class Step(BaseModel):
    """The paired difference of a level to the one before; `n` is deals in both."""

    from_: str = Field(alias="from")
    to: str
    n: int
    metrics: dict[str, Estimate]

    model_config = {"populate_by_name": True}


class Counts(BaseModel):
    """Planned = scored + failed + refused + unscorable."""

    planned: int = 0
    scored: int = 0
    failed: int = 0
    refused: int = 0
    unscorable: int = 0

    @classmethod
    def of(cls, cells: list[Cell]) -> Counts:
        """Count cells by outcome."""
        counts = cls(planned=len(cells))
        for cell in cells:
            setattr(counts, cell.outcome, getattr(counts, cell.outcome) + 1)
        return counts


class Result(BaseModel):
    """A whole comparison; `drafts` holds them by digest where they were kept."""

    cells: list[Cell]
    levels: list[LevelRow]
    steps: list[Step]
    counts: Counts
    refused_quotes: int = 0
    engine: str = "offline"
    playbook: PlaybookRef
    workflows: list[str] = Field(default_factory=list)
    seconds: float = 0.0
    model: str | None = None
    usage: dict[str, Any] = Field(default_factory=dict, description="Tokens and USD, for engines that are paid for")
    drafts: dict[str, Any] = Field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The comparison as plain data, as `compare --json` prints it."""
        return {
            "cells": [cell.as_data() for cell in self.cells],
            "levels": [row.model_dump(mode="json") for row in self.levels],
            "steps": [step.model_dump(mode="json", by_alias=True) for step in self.steps],
            "counts": self.counts.model_dump(),
            "refused_quotes": self.refused_quotes,
            "engine": self.engine,
            "playbook": self.playbook.model_dump(),
            "workflows": self.workflows,
            "seconds": self.seconds,
        } | ({"model": self.model, "usage": self.usage} if self.model else {})

    def to_json(self, indent: int | None = 2) -> str:
        """The comparison as JSON text, as `compare --json` prints it."""
        return json.dumps(self.as_data(), ensure_ascii=False, indent=indent)

    def row(self, specificity: str) -> LevelRow | None:
        """The row of a level or control, if the comparison has it."""
        return next((r for r in self.levels if r.specificity == specificity), None)

    def counts_at(self, specificity: str) -> Counts:
        """The counts of one level's cells."""
        return Counts.of([c for c in self.cells if c.specificity == specificity])


def save(result: Result, folder: Path | str) -> Path:
    """Write a comparison as the folder's next `compare-NNNN.json`.

    Kept drafts go to `drafts/<digest>.json` beside it, each once. Files
    appear whole or not at all; an earlier comparison is never overwritten.
    """
    folder = Path(folder)
    (folder / "drafts").mkdir(parents=True, exist_ok=True)
    for digest, draft in result.drafts.items():
        save_draft(folder, digest, draft)
    number = max((n for n, _ in _saved(folder)), default=0) + 1
    text = result.model_dump_json(by_alias=True, exclude={"drafts"})
    while True:
        target = folder / f"compare-{number:04d}.json"
        try:
            target.touch(exist_ok=False)
        except FileExistsError:
            number += 1
            continue
        _write_whole(target, text)
        return target


def save_draft(folder: Path | str, digest: str, draft: Any) -> None:
    """Write a draft beside the comparisons of a folder, once."""
    target = Path(folder) / "drafts" / f"{digest}.json"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(target, json.dumps(draft, ensure_ascii=False))


def load(path: Path | str) -> Result:
    """Read a saved comparison; its drafts are read one by one on demand."""
    return Result.model_validate_json(Path(path).read_text(encoding="utf-8"))


def load_latest(folder: Path | str) -> Result | None:
    """The last comparison saved in a folder, or None.

    A file that is empty or broken (a save that was cut short) is passed over.
    """
    for _, path in sorted(_saved(Path(folder)), reverse=True):
        try:
            return load(path)
        except (ValueError, OSError):
            continue
    return None


def load_draft(folder: Path | str, digest: str) -> Draft | None:
    """The draft behind a cell, if it was kept."""
    path = Path(folder) / "drafts" / f"{digest}.json"
    if not re.fullmatch(r"[0-9a-f]+", digest) or not path.is_file():
        return None
    return Draft.model_validate_json(path.read_text(encoding="utf-8"))


def _saved(folder: Path) -> list[tuple[int, Path]]:
    return [(int(m[1]), p) for p in folder.glob("compare-*.json") if (m := _NAME.fullmatch(p.name))]


def _write_whole(target: Path, text: str) -> None:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, target)
