"""A deal as a folder: its record, its people, its evidence, and the cut at an event."""

from studio.deals.evidence import Evidence, Turn
from studio.deals.folder import (
    LoadedDeal,
    find_deal,
    load,
    read_deal,
    read_evidence,
    shipped_deals,
    visible,
)
from studio.deals.model import Deal, Person, Record, UnknownEvent, record_at

__all__ = ["Deal", "Evidence", "LoadedDeal", "Person", "Record", "Turn", "UnknownEvent", "find_deal", "load",
           "read_deal", "read_evidence", "record_at", "shipped_deals", "visible"]
