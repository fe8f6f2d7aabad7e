"""The proposal: entries with their source, confidence and open questions."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EntryKind = Literal["stage", "exit_criterion", "element", "question", "method", "behaviour", "play"]
KINDS: tuple[EntryKind, ...] = ("stage", "exit_criterion", "element", "question", "method", "behaviour", "play")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourcePassage(_Part):
    """The words of a document that an entry was made from."""

    file: str
    where: str = Field("", description="As a person finds it: page 3, slide 5, line 12, section 'Demo'")
    trail: list[str] = Field(default_factory=list, description="The headings above it, outermost first")
    passage: str = Field(description="The document's own words, line by line")


class ProposedEntry(_Part):
    """One playbook entry that a document seems to state."""

    id: str = Field(description="Unique in the proposal")
    kind: EntryKind
    place: str = Field(description="Where it belongs: process, process.discovery, qualification, method.rows, plays …")
    key: str = Field(description="Its own id at that place, as the playbook will have it")
    name: str
    text: str = Field(description="What it says: a criterion's statement, a question, an element's definition")
    canonical: str | None = Field(None, description="The canonical id that it maps to, if any")
    fields: dict[str, list[str]] = Field(default_factory=dict, description="Further parts of the entry, by field")
    source: SourcePassage
    also: list[SourcePassage] = Field(default_factory=list, description="Other places that say the same")
    confidence: float = Field(ge=0, le=1, description="How sure it is that this is such an entry, at this place")
    questions: list[str] = Field(default_factory=list, description="What the user has to settle")


class Unplaced(_Part):
    """A passage that became part of no entry, and why."""

    text: str
    file: str
    where: str = ""
    trail: list[str] = Field(default_factory=list)
    why: str
    near: str | None = Field(None, description="The playbook path that it stands next to, if any")


class Proposal(_Part):
    """What some documents say, as playbook entries to accept, mend or drop."""

    files: list[str]
    entries: list[ProposedEntry]
    unplaced: list[Unplaced]
    framework: str | None = Field(None, description="The qualification framework that the documents name")

    def entry(self, entry_id: str) -> ProposedEntry:
        """Return one entry. Raises KeyError when there is none of that id."""
        found = next((entry for entry in self.entries if entry.id == entry_id), None)
        if found is None:
            raise KeyError(entry_id)
        return found

    def mended(self, entry_id: str, **changes: object) -> Proposal:
        """Return the proposal with an entry changed by a person; its source stays.

        Raises KeyError for an unknown entry, ValidationError for a wrong value.
        """
        data = self.entry(entry_id).model_dump() | changes
        new = ProposedEntry.model_validate(data)
        return self.model_copy(update={"entries": [new if e.id == entry_id else e for e in self.entries]})
