"""Import a playbook: documents become a proposal, a proposal a playbook."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from pydantic import ValidationError

from playbook.files import to_yaml
from playbook.model import Playbook
from studio.actions.base import BadInput
from studio.exchange.documents import KINDS, Proposal, ProposedEntry
from studio.exchange.documents import playbook_from as _built
from studio.exchange.documents import propose as _proposed

_TITLES = {"stage": "Stages", "exit_criterion": "Exit criteria", "element": "Qualification elements",
           "question": "Questions", "method": "Method", "behaviour": "Behaviours", "play": "Plays"}
_NOTHING = ("nothing in it was recognised as part of a playbook, expected stages, exit criteria, qualification, "
            "method, behaviours or plays")


def propose(files: Sequence[str | Path]) -> Proposal:
    """Return the playbook entries that documents seem to state. Raises FileFault."""
    return _proposed([Path(file) for file in files])


def imported_playbook(proposal: Proposal, accepted: Collection[str] | None = None, *, name: str,
                      unsettled: str = "Still to be placed") -> Playbook:
    """Return the playbook of a proposal's accepted entries; None accepts all.

    Raises BadInput where nothing is accepted or a mended entry does not fit.
    """
    if not proposal.entries:
        raise BadInput(f"{', '.join(proposal.files)}: {_NOTHING}")
    if accepted is not None and not accepted:
        raise BadInput("no entry is accepted, expected at least one")
    try:
        return _built(proposal, accepted, id=name, name=name, unsettled=unsettled)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise BadInput(f"{where}: {first['msg'].removeprefix('Value error, ')}") from None


def imported_yaml(proposal: Proposal, accepted: Collection[str] | None = None, *, name: str) -> str:
    """Return the imported playbook as YAML. Raises BadInput."""
    return to_yaml(imported_playbook(proposal, accepted, name=name))


def proposal_as_text(proposal: Proposal) -> str:
    """Return a proposal as people read it in a terminal."""
    parts = list[str]()
    for kind in KINDS:
        if entries := [e for e in proposal.entries if e.kind == kind]:
            parts += [f"{_TITLES[kind]} ({len(entries)})", *(line for e in entries for line in _entry_lines(e)), ""]
    if proposal.unplaced:
        parts.append(f"Not placed ({len(proposal.unplaced)})")
        for left in proposal.unplaced:
            parts.append(f"  {_place(left.file, left.where)}: {left.why}")
            parts += [f"    | {line}" for line in left.text.split("\n")]
    if not proposal.entries:
        parts.insert(0, "Nothing was recognised as part of a playbook.\n")
    return "\n".join(parts).rstrip()


def _entry_lines(entry: ProposedEntry) -> list[str]:
    named = entry.kind in ("stage", "element", "behaviour", "play") and entry.text != entry.name
    known = f" = {entry.canonical}" if entry.canonical and entry.canonical != entry.key else ""
    part = {"dont": "Don't: ", "talk_track": "Say: "}.get("".join(entry.fields.get("part", [])), "")
    head = entry.name + known + ": " if named else part
    lines = [f"  {entry.confidence:.0%}  {head}{entry.text}  [{entry.place}]"]
    lines += [f"       {field.replace('_', ' ')}: {'; '.join(texts)}" for field, texts in entry.fields.items()
              if field != "part" and texts != [entry.text]]
    lines += [f"       from {_place(s.file, s.where)}" for s in (entry.source, *entry.also)]
    return lines + [f"       ? {question}" for question in entry.questions]


def _place(file: str, where: str) -> str:
    return f"{file}, {where}" if where else file
