"""What a workflow run sees: the deal as it stands at one event."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property

from studio.deals.evidence import Evidence
from studio.deals.folder import LoadedDeal, visible
from studio.deals.model import Deal, Event, Person, Record, record_at


@dataclass(frozen=True)
class Context:
    """A deal cut at an event: nothing later can be reached from here."""

    deal: Deal
    event: Event
    record: Record
    evidence: tuple[Evidence, ...]

    @property
    def date(self) -> datetime.date:
        """The event's date."""
        return self.event.date

    @cached_property
    def past(self) -> tuple[Event, ...]:
        """The timeline up to and with this event."""
        events = self.deal.events
        return tuple(events[: [e.id for e in events].index(self.event.id) + 1])

    @cached_property
    def by_id(self) -> dict[str, Evidence]:
        """Visible evidence by id."""
        return {e.id: e for e in self.evidence}

    @cached_property
    def people(self) -> dict[str, Person]:
        """The deal's people by id."""
        return {p.id: p for p in self.deal.people}

    @property
    def about(self) -> Evidence | None:
        """The call that the event is about, else the last call seen."""
        named = self.by_id.get(self.event.about or "")
        calls = [e for e in self.evidence if e.type == "call"]
        return named or (calls[-1] if calls else None)

    def name(self, person: str | None) -> str:
        """Return a person's name; the text itself for somebody unknown."""
        return self.people[person].name if person in self.people else (person or "somebody")


def context_at(loaded: LoadedDeal, event_id: str | None = None) -> Context:
    """Return the deal as seen at an event, by default the last.

    Raises UnknownEvent.
    """
    event = loaded.deal.event(event_id) if event_id is not None else loaded.deal.events[-1]
    return Context(loaded.deal, event, record_at(loaded.deal, event.id), tuple(visible(loaded, event.id)))
