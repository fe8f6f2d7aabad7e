"""Buyers who may have left, by what was said about them."""

from __future__ import annotations

from playbook.model import Playbook
from studio.deals.folder import LoadedDeal
from studio.drafting.assemble import Desk
from studio.drafting.run import read_deal_at
from studio.drafting.workflows.people import People


def people_gone(loaded: LoadedDeal, event: str | None, book: Playbook) -> dict[str, str]:
    """Return buyers of whom somebody said by an event that they have left: ids with names."""
    people = People(Desk(read_deal_at(loaded, event, book)))
    return {p.id: p.name for p in loaded.deal.people if p.side == "buyer" and people.left(p) is not None}
