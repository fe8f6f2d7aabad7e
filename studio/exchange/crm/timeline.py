"""Evidence and record put on the timeline: events in time order whose ids never change."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playbook.text_files import plain_date
from studio.exchange.crm.merging import Merge

#: What of a record an event may carry.
_OVER_TIME = ("stage", "amount", "close_date", "forecast", "next_step")
_EPOCH = datetime.date(1990, 1, 1)


@dataclass(frozen=True)
class Item:
    """Something for the timeline: a call is an event of its own, the rest goes to the event that follows it.

    `evidence` is the id of its file, empty where it has none; `transcript`
    says that the words themselves are there, and not what somebody noted.
    """

    key: str
    day: datetime.date
    call: bool
    evidence: str = ""
    transcript: bool = False


def place(merge: Merge, items: list[Item], *, created: datetime.date | None, snapshot: datetime.date | None,
          record: Mapping[str, Any]) -> None:
    """Put new items on a deal's timeline, and the record as of `snapshot` where it is new or changed.

    `record` is the one before.
    """
    events = [dict(event) for event in merge.data.get("events") or []]
    if created and "created" not in merge.state.events:
        _add(merge, events, "created", created, "inbound_lead")
    loose = []
    for item in sorted(items, key=lambda i: (i.day, i.key)):
        if _add_to_own(merge, events, item):
            continue
        if item.call:
            _place_call(merge, events, item)
        elif item.evidence:
            loose.append(item)
    left = [item for item in loose if not _attach(merge, events, item)]
    if snapshot or left:
        event = _add_update(merge, events, left, snapshot)
        if snapshot and record:
            _over_time(merge, events, event, record)
    merge.data["events"] = events


def _day(event: Mapping[str, Any]) -> datetime.date:
    found = plain_date(event.get("date"))
    if isinstance(found, str):
        return datetime.date.fromisoformat(found.strip())
    return found


def _add(merge: Merge, events: list[dict[str, Any]], key: str, day: datetime.date, kind: str) -> dict[str, Any]:
    """Add an event after the last of its day; its id is the next number that no event ever had."""
    used = {str(e.get("id")) for e in events} | set(merge.state.events.values())
    numbers = [int(i[1:]) for i in used if i[:1] == "e" and i[1:].isdecimal()]
    event = {"id": f"e{max(numbers, default=0) + 1}", "date": day, "type": kind, "evidence": []}
    at = next((i for i, other in enumerate(events) if _day(other) > day), len(events))
    events.insert(at, event)
    merge.state.events[key] = str(event["id"])
    return event


def _place_call(merge: Merge, events: list[dict[str, Any]], item: Item) -> None:
    event = _logged(merge, events, item) if item.transcript else None
    if event is None:
        event = _add(merge, events, item.key, item.day, "call_completed")
        merge.tell(f"event added: {item.day} call completed")
    if item.evidence:
        _list(event, item)
        event["about"] = item.evidence
    merge.state.events[item.key] = str(event["id"])


def _list(event: dict[str, Any], item: Item) -> None:
    """List evidence under an event, in time order."""
    event["evidence"] = sorted([*(event.get("evidence") or []), item.evidence])


def _logged(merge: Merge, events: list[dict[str, Any]], item: Item) -> dict[str, Any] | None:
    """The one call that the CRM logged on a transcript's day and that no other transcript belongs to."""
    taken = {i for key, i in merge.state.events.items() if key.startswith("file:")}
    ours = set(merge.state.events.values()) - taken
    fits = [e for e in events if e.get("type") == "call_completed" and _day(e) == item.day and e.get("id") in ours]
    return fits[0] if len(fits) == 1 else None


def _attach(merge: Merge, events: list[dict[str, Any]], item: Item) -> bool:
    """List evidence under the first imported event that is not before it."""
    ours = set(merge.state.events.values())
    for event in events:
        if event.get("id") in ours and _day(event) >= item.day:
            _list(event, item)
            merge.state.events[item.key] = str(event["id"])
            return True
    return False


def _add_update(merge: Merge, events: list[dict[str, Any]], left: list[Item],
                snapshot: datetime.date | None) -> dict[str, Any]:
    """Add the CRM's update, which carries the changed record and the evidence that no event follows."""
    day = max([snapshot or _EPOCH, *(item.day for item in left), *_updates(merge, events)])
    number = sum(1 for key in merge.state.events if key.startswith("update:")) + 1
    event = _add(merge, events, f"update:{number}", day, "crm_updated")
    for item in left:
        event["evidence"].append(item.evidence)
        merge.state.events[item.key] = str(event["id"])
    return event


def _updates(merge: Merge, events: list[dict[str, Any]]) -> list[datetime.date]:
    ids = {event_id for key, event_id in merge.state.events.items() if key.startswith("update:")}
    return [_day(e) for e in events if e.get("id") in ids]


def _add_to_own(merge: Merge, events: list[dict[str, Any]], item: Item) -> bool:
    """Give words that came later to the event that was there without them."""
    event = next((e for e in events if e.get("id") == merge.state.events.get(item.key)), None)
    if event is None:
        return False
    if item.evidence and _day(event) >= item.day:
        _list(event, item)
        event.setdefault("about", item.evidence)
        return True
    return not item.evidence


def _over_time(merge: Merge, events: list[dict[str, Any]], event: dict[str, Any], record: Mapping[str, Any]) -> None:
    """Say from which event on the record is as it is, so that earlier events see the earlier record."""
    state = merge.state
    state.base = state.base or dict(record)
    if changes := _changes(record, state.record):
        event["record"] = changes
    base = _changes(state.record, state.base)
    if base and events[0] is not event:
        events[0]["record"] = _under(base, events[0].get("record") or {})


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    found = {part: after.get(part) for part in _OVER_TIME if (before.get(part) or None) != (after.get(part) or None)}
    old, new = before.get("fields") or {}, after.get("fields") or {}
    fields = {key: new.get(key, "") for key in (*old, *new) if old.get(key, "") != new.get(key, "")}
    return found | ({"fields": fields} if fields else {})


def _under(base: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    """What an event carries already, with what it lacks of the first record."""
    fields = dict(base.get("fields") or {}) | dict(held.get("fields") or {})
    return {**base, **held, **({"fields": fields} if fields else {})}
