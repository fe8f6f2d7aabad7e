"""Message batches: created, polled, cancelled, ended, their results read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import Any

from protocol_server.errors import ApiError, invalid
from protocol_server.requests import BatchCreate, BatchEntry
from protocol_server.settings import Settings

COUNTS = ("processing", "succeeded", "errored", "canceled", "expired")


def _stamp(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment else None


@dataclass
class Batch:
    """One batch; `kept` is how many entries were done when it was cancelled."""

    id: str
    entries: list[BatchEntry]
    started: float
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    polls: int = 0
    cancelled: datetime | None = None
    ended: datetime | None = None
    kept: int | None = None
    results: list[dict[str, Any]] = field(default_factory=list)

    @property
    def status(self) -> str:
        """`in_progress`, `canceling` or `ended`."""
        return "ended" if self.ended else "canceling" if self.cancelled else "in_progress"

    def to_json(self, root: str) -> dict[str, Any]:
        """The batch as the API describes it; `root` is the server's own address."""
        return {
            "id": self.id, "type": "message_batch", "processing_status": self.status,
            "request_counts": self._counts(),
            "created_at": _stamp(self.created), "expires_at": _stamp(self.created + timedelta(hours=24)),
            "ended_at": _stamp(self.ended), "cancel_initiated_at": _stamp(self.cancelled), "archived_at": None,
            "results_url": f"{root}/v1/messages/batches/{self.id}/results" if self.ended else None,
        }

    def _counts(self) -> dict[str, int]:
        if not self.ended:
            return dict.fromkeys(COUNTS, 0) | {"processing": len(self.entries)}
        kinds = [result["result"]["type"] for result in self.results]
        return {name: kinds.count(name) for name in COUNTS}


@dataclass
class Batches:
    """All batches, oldest first."""

    all: dict[str, Batch] = field(default_factory=dict)

    def create(self, batch_id: str, body: BatchCreate, now: float) -> Batch:
        """Take a batch in; its entries must have ids of their own."""
        counts = Counter(entry.custom_id for entry in body.requests)
        (name, most), *_ = counts.most_common(1)
        if most > 1:
            raise invalid(f"requests: custom_id {name!r} is given {most} times")
        self.all[batch_id] = Batch(batch_id, body.requests, now)
        return self.all[batch_id]

    def get(self, batch_id: str) -> Batch:
        """A batch by its id; 404 where there is none."""
        if batch_id not in self.all:
            raise ApiError(404, f"batch {batch_id} not found")
        return self.all[batch_id]

    def cancel(self, batch_id: str, settings: Settings) -> Batch:
        """Stop a batch: what is done by now is kept, the rest will be canceled."""
        batch = self.get(batch_id)
        if batch.ended:
            raise invalid(f"batch {batch_id} has ended and cannot be canceled")
        if batch.cancelled is None:
            batch.cancelled = datetime.now(UTC)
            batch.kept = len(batch.entries) * batch.polls // max(1, settings.batch_polls)
        return batch

    def delete(self, batch_id: str) -> None:
        """Forget a batch that has ended."""
        if not self.get(batch_id).ended:
            raise invalid(f"batch {batch_id} is still processing; cancel it first")
        del self.all[batch_id]


def due(batch: Batch, settings: Settings, now: float) -> bool:
    """Whether a poll finds the batch's work done; a cancelled one ends with the next poll."""
    if batch.ended:
        return False
    if batch.cancelled:
        return True
    return batch.polls >= settings.batch_polls and now - batch.started >= settings.batch_seconds


def fate(batch: Batch, index: int, settings: Settings) -> str | None:
    """What becomes of an entry without being processed; None where it is processed."""
    if batch.kept is not None and index >= batch.kept:
        return "canceled"
    name = batch.entries[index].custom_id
    return next((outcome for pattern, outcome in settings.batch_outcomes.items() if fnmatchcase(name, pattern)), None)


def ordered(results: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    """The results in the order they are to be read; shuffled is the same each time."""
    if order == "shuffled":
        return sorted(results, key=lambda result: sha256(result["custom_id"].encode()).digest())
    return results[::-1] if order == "reversed" else results
