"""A deal as the studio reads it, for people and machines: `deals show`."""

from __future__ import annotations

from typing import Any

from studio.deals.evidence import Evidence
from studio.deals.folder import LoadedDeal


def show(loaded: LoadedDeal) -> dict[str, Any]:
    """Return plain data: the deal, its events and people, and each evidence with its turns."""
    data = loaded.deal.model_dump(mode="json")
    people, events = data.pop("people"), data.pop("events")
    for event, read in zip(events, loaded.deal.events, strict=True):
        event["record"] = read.record and read.record.model_dump(mode="json", exclude_unset=True)
    return {"deal": data, "events": events, "people": people,
            "evidence": [_shown(evidence) for evidence in loaded.evidence.values()]}


def _shown(evidence: Evidence) -> dict[str, Any]:
    turns = [{"start": turn.start, "end": turn.end, "speaker": turn.person or turn.speaker, "side": turn.side}
             for turn in evidence.turns]
    return {"id": evidence.id, "type": evidence.type, "text": evidence.text, "turns": turns}
