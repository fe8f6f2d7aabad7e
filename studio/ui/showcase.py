"""The deal that shows the product first: at hand at once, chosen by its record and not by what a draft says."""

from __future__ import annotations

from collections.abc import Mapping

from studio.deals.model import Deal, record_at


def showcase(deals: Mapping[str, Deal]) -> tuple[str, str]:
    """Return the deal with the fullest CRM record, and its last call."""
    name = max(deals, key=lambda d: (len(record_at(deals[d], deals[d].events[-1].id).fields), len(deals[d].events), d))
    calls = [e.id for e in deals[name].events if e.type == "call_completed"]
    return name, calls[-1] if calls else deals[name].events[-1].id
