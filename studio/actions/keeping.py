"""Keeping what an import proposes: as a playbook of its own, or added to one that is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from playbook.model import Playbook
from playbook.parts import OWN, Part, split
from studio.actions.base import BadInput
from studio.actions.codify import needed, save_edit, start_playbook

if TYPE_CHECKING:
    from studio.exchange.documents.proposal import Proposal


def keep_proposal(proposal: Proposal, accepted: Sequence[str], *, name: str, into: str | None = None, by: str) -> str:
    """Keep the accepted entries of a proposal; return the playbook's id.

    `into` is a playbook of one's own to add them to: entries that are new
    there are added, and empty fields of entries that are there are filled;
    nothing that is written is changed. Raises BadInput or FileFault.
    """
    from studio.actions.importing import imported_playbook

    if not accepted:
        raise BadInput("no entry is taken, expected at least one to keep")
    title = " ".join(name.split()) or "Our playbook"
    book = imported_playbook(proposal, set(accepted), name=title)
    if into is None:
        return start_playbook(title, by=by, source=book)
    add_to(into, book, what=f"Brought in {len(accepted)} entries from {', '.join(proposal.files)}"[:300], by=by)
    return into


def add_to(playbook: str, book: Playbook, *, what: str, by: str) -> None:
    """Add a playbook's entries to one of one's own; what is written there stays as it is."""
    from studio.store.playbooks import Edit

    own = needed(playbook)
    mapped = {e.canonical for e in (*own.book.qualification.elements, *own.book.behaviours) if not e.archived}
    changes = {}
    for path, part in split(book).items():
        if isinstance(part, dict) and path not in own.parts and part.get("canonical") in mapped:
            # A canonical id belongs to one entry; the one that is there keeps it.
            part = {k: v for k, v in part.items() if k != "canonical"}
        if path != OWN:
            changes[path] = _filled(part)
    save_edit(playbook, Edit(what, changes, kind="import"), by)


def adopt_map(playbook: str, *, by: str) -> None:
    """Take over the reference playbook's map: its events, agents, and the judgements that stay with people.

    What one's own playbook says of them stays as it is. Raises BadInput where
    it names events already.
    """
    from playbook.files import read_playbook
    from studio.store.playbooks import Edit

    own, reference = needed(playbook), read_playbook("reference")
    if own.book.orchestration.events:
        raise BadInput(f"{own.book.name}: it says already which event starts which workflow, expected none")
    parts = split(reference)
    changes = {path: _filled(part) for path, part in parts.items()
               if path.startswith(("orchestration.", "governance.judgements."))}
    given = parts[OWN]

    def with_events(now: Part | None) -> Part:
        kept = dict(now) if isinstance(now, dict) else {}
        return kept | {"orchestration": {**kept.get("orchestration", {}), "events": given["orchestration"]["events"]}}

    save_edit(playbook, Edit("Took over the standard map of events and workflows", {**changes, OWN: with_events}), by)


def _filled(new: Part) -> Any:
    def change(now: Part | None) -> Part | None:
        if now is None:
            return new
        if isinstance(now, list) or isinstance(new, list):
            return [*now, *(i for i in new if i not in now)]
        return _with_gaps_filled(now, new)

    return change


def _with_gaps_filled(now: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    filled = dict(now)
    for field, value in new.items():
        if now.get(field) in (None, "", [], {}):
            filled[field] = value
        elif field == "sources":
            filled[field] = [*now[field], *(s for s in value if s not in now[field])]
    return filled


