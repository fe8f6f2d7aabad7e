"""The ids a draft may use: of the standard, of the form, of the deal."""

from __future__ import annotations

import re
from collections.abc import Iterable

from playbook.compile import Standard
from playbook.model import STAGE_IDS
from studio.deals.people import Speakers
from studio.drafting.context import Context
from studio.drafting.draft import QUALIFICATION_FORM
from studio.drafting.once import once_for

#: The workflows that fill in the form, at every level.
FORM_WORKFLOWS = ("deal_review", "pre_call_plan")
#: What an inference may be about beside the entries of the standard.
GENERAL = ("people", "stage", "record")


class Known:
    """Looks ids up as a reply writes them; what is found is the id the contract asks for."""

    def __init__(self, standard: Standard, context: Context) -> None:
        self.paths = frozenset(standard.paths)
        self.elements = frozenset(QUALIFICATION_FORM) | {e.reported_id for e in standard.elements}
        self._topics = _spellings([("", name, name) for name in QUALIFICATION_FORM], _entries(standard))
        self._behaviours = _spellings([(p, b.id, b.reported_id) for p, b in standard.paths.items()
                                       if p.startswith("behaviours.")])
        own = [(p, s.id, s.canonical or s.id) for p, s in standard.paths.items() if p.count(".") == 1
               and p.startswith("process.")]
        self._stages = _spellings([("", name, name) for name in STAGE_IDS], own)
        self._people = {p.id: p.id for p in context.deal.people}
        self._speakers = Speakers(context.deal.people)

    def topic(self, written: str) -> str | None:
        """Return the id that an entry or element of the form reports under."""
        return self._topics.get(_slug(written))

    def behaviour(self, written: str) -> str | None:
        """Return the id that a behaviour of the standard reports under."""
        return self._behaviours.get(_slug(written))

    def stage(self, written: str) -> str | None:
        """Return the canonical stage, or the standard's own where it maps to none."""
        return self._stages.get(_slug(written))

    def person(self, written: str) -> str | None:
        """Return a person's id, from the id or from a name that only one person has."""
        if written.strip() in self._people:
            return written.strip()
        found = self._speakers.match(written.strip()) if written.strip() else None
        return found.id if found else None

    def path(self, written: str) -> str | None:
        """Return the path of an entry of the standard."""
        bare = written.strip().lstrip("# ").split(" (")[0]
        return bare if bare in self.paths else None


def _entries(standard: Standard) -> list[tuple[str, str, str]]:
    judged = [e for e in standard.paths.items() if e[0].startswith(("qualification.", "behaviours."))]
    others = [e for e in standard.paths.items() if e not in judged]
    return [(path, entry.id, entry.reported_id) for path, entry in (*judged, *others)]


def _spellings(*groups: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """Map each way of naming an entry to the id it reports under; reported ids come first."""
    found: dict[str, str] = {}
    rows = [row for group in groups for row in group]
    for spelling in (2, 0, 1):
        for row in rows:
            if row[spelling]:
                found.setdefault(_slug(row[spelling]), row[2])
    return found


def _slug(written: str) -> str:
    return re.sub(r"[\s-]+", "_", written.strip().casefold())


@once_for(64)
def known_in(standard: Standard, context: Context) -> Known:
    """Return what is known by a standard on a deal at an event."""
    return Known(standard, context)
