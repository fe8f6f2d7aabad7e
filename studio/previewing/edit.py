"""An edit, as a draft meets it: the standards before and after, and what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from playbook.compile import Standard
from playbook.model import Behaviour, Element, Entry
from studio.drafting.draft import QUALIFICATION_FORM


@dataclass(frozen=True)
class Edit:
    """Two standards cut to the same deal; `path` is the entry the edit was about, if known."""

    before: Standard
    after: Standard
    path: str | None = None

    @cached_property
    def read(self) -> tuple[str, ...]:
        """Paths of the entries that a draft reads differently."""
        was, now = self.before.paths, self.after.paths
        return tuple(p for p in dict.fromkeys((*now, *was)) if was.get(p) != now.get(p)
                     and (p not in was or p not in now or self.before.text(p) != self.after.text(p)))

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Paths of the entries that were edited."""
        return (self.path,) if self.path else self.read

    @cached_property
    def entries(self) -> list[Entry]:
        """The edited entries as they are now, or as they were."""
        found = (self.after.paths.get(p) or self.before.paths.get(p) for p in self.paths)
        return [e for e in found if e is not None]

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What drafts call the edited elements and behaviours."""
        return frozenset(e.reported_id for e in self.entries if isinstance(e, Element | Behaviour))

    @cached_property
    def names(self) -> dict[str, str]:
        """What elements, behaviours and stages are called, by the id that drafts use."""
        books = (self.before.book, self.after.book)
        own = {e.reported_id: e.name for b in books for e in (*b.process, *b.qualification.elements, *b.behaviours)}
        return QUALIFICATION_FORM | own

    def touches(self, *standards: str | None, about: Iterable[str] = ()) -> bool:
        """Tell whether an edited entry was applied here, or is spoken of."""
        return not set(self.paths).isdisjoint(standards) or not self.subjects.isdisjoint(about)
