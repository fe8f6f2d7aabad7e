"""Where the reading stands: inside which stage, element, part."""

from __future__ import annotations

from dataclasses import dataclass

from studio.exchange.documents import name_terms
from studio.exchange.documents.making import Made


@dataclass(frozen=True)
class Here:
    """What the headings above a passage have said so far."""

    stage: Made | None = None
    element: Made | None = None
    entry: Made | None = None
    role: str | None = None
    area: str | None = None
    occasion: str | None = None
    lost: bool = False
    nothing: bool = False
    private: bool = False
    wrong: bool = False
    first: bool = False

    @property
    def owner(self) -> Made | None:
        """The entry that details go to: the innermost one that is open."""
        return self.entry or self.element or self.stage

    @property
    def near(self) -> str | None:
        """The playbook path that an unplaced passage stands next to."""
        return path_of(self.owner) if self.owner else None

    @property
    def talk(self) -> str | None:
        """The conversation that guidance here is for, if it can be told."""
        if self.occasion:
            return self.occasion
        if self.stage is not None and self.stage.canonical:
            return name_terms.STAGE_OCCASION[self.stage.canonical]
        return "discovery" if self.element is not None else None


def path_of(made: Made) -> str:
    """Return the playbook path of an entry in the making."""
    return f"{made.place}.{made.key}"
