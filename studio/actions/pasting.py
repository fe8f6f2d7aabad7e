"""The paste engine: the prompt to copy into any assistant, and the draft that its reply makes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playbook.ladder import LEVELS, Level
from playbook.text_files import FileFault
from studio.actions.base import BadInput, data_folder, write_file
from studio.actions.deals import open_deal
from studio.actions.playbooks import open_playbook, playbook_at
from studio.actions.trail import noted
from studio.deals.folder import find_deal
from studio.deals.model import UnknownEvent
from studio.drafting.draft import Draft

#: The largest reply that is read, in bytes.
_LARGEST = 5_000_000
_NAMES = (".txt", ".md", ".json", "")
_ASSISTANT = 120


@dataclass(frozen=True)
class Pasted:
    """The draft of a pasted reply, and in sentences what of the reply was not sound."""

    draft: Draft
    notes: tuple[str, ...]


def paste_prompt(workflow: str, deal: str | Path, *, as_of: str | None = None, playbook: str | Path = "reference",
                 level: Level = "exemplified", limit: int | None = None) -> list[str]:
    """Return the whole prompt to copy, in parts where `limit` characters are allowed. Raises FileFault or BadInput."""
    from studio.drafting.prompting.layout import build_prompt
    from studio.drafting.prompting.splitting import paste_text, split_prompt

    context, standard = _read(deal, as_of, playbook, level)
    text = paste_text(build_prompt(standard, context, workflow), standard, context)
    try:
        return split_prompt(text, limit) if limit else [text]
    except ValueError as fault:
        raise BadInput(str(fault)) from None


def paste_reply(text: str, workflow: str, deal: str | Path, *, as_of: str | None = None,
                playbook: str | Path = "reference", level: Level = "exemplified", assistant: str = "") -> Pasted:
    """Return the draft that a pasted reply makes, verified; the assistant's name is recorded as its model.

    Raises FileFault, or BadInput where nothing in the text is a reply.
    """
    from studio.drafting.prompting.checking import draft_from_reply
    from studio.drafting.prompting.messy import read_reply

    read = read_reply(text)
    if read.reply is None:
        raise BadInput(f"the reply: {' '.join(read.notes)} Expected the JSON object that the prompt asks for")
    context, standard = _read(deal, as_of, playbook, level)
    checked = draft_from_reply(read.reply, context, standard, workflow, engine="paste",
                               model=" ".join(assistant.split())[:_ASSISTANT] or None)
    notes = (*read.notes, *(str(p) for p in checked.problems), *(f"{q}" for q in checked.refused_quotes))
    missing = f"It lacks {', '.join(read.missing)}." if read.missing else ""
    draft = checked.draft
    if read.cut or not checked.sound:
        note = "The reply is not whole: what is sound in it stands here, the rest is missing."
        draft = draft.model_copy(update={"outcome": "cut", "note": note})
    noted("run", f"{workflow} on {draft.deal}", as_of=draft.as_of, engine="paste", model=draft.model)
    return Pasted(draft, tuple(dict.fromkeys(n for n in (*notes, missing) if n)))


def _read(deal: str | Path, as_of: str | None, playbook: str | Path, level: Level) -> tuple[Any, Any]:
    from studio.drafting.context import context_at
    from studio.drafting.run import standard_for

    try:
        context = context_at(open_deal(deal), as_of)
    except UnknownEvent as fault:
        raise BadInput(str(fault)) from None
    return context, standard_for(playbook_at(playbook, level), context)


def read_pasted(path: Path) -> str:
    """Return the text of a file with a reply. Raises FileFault."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FileFault(path, "", f"cannot be read ({error.strerror}), expected a file with the reply") from None
    if len(raw) > _LARGEST:
        raise FileFault(path, "", f"has {len(raw):,} bytes, expected a reply of at most {_LARGEST:,}")
    return raw.decode("utf-8-sig", errors="replace")


# -- a whole comparison by hand

def pasted_matrix(deals: Sequence[str | Path], *, playbook: str | Path = "reference",
                  levels: Sequence[Level] = LEVELS, workflows: Sequence[str] = ("deal_review",), repeats: int = 1,
                  placebo: bool = False) -> Any:
    """Return the cells of a comparison that is asked and answered by hand. Raises FileFault."""
    from studio.evaluation.pasted import PastedMatrix

    return PastedMatrix([find_deal(d) for d in deals], open_playbook(playbook), levels, workflows, repeats, placebo)


def write_requests(matrix: Any, folder: Path) -> int:
    """Write one request a cell into a folder, with an index; return how many. Raises FileFault."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileFault(folder, "", f"cannot be made ({error.strerror}), expected a folder for the requests") from None
    names = []
    for name, text in matrix.requests():
        write_file(folder / f"{name}.txt", text)
        names.append(name)
    write_file(folder / "index.json", json.dumps(
        {"requests": [f"{n}.txt" for n in names], "replies": "save each reply under its request's name"}, indent=2))
    return len(names)


def read_replies(matrix: Any, folder: Path) -> dict[str, str]:
    """Return the replies of a folder by the names of their cells; files of other names are passed over."""
    from studio.evaluation.pasted import cell_name

    if not folder.is_dir():
        raise FileFault(folder, "", "is no folder, expected one with replies under the names of their requests")
    found: dict[str, str] = {}
    for one in matrix.planned:
        name = cell_name(one.blank)
        path = next((p for end in _NAMES if (p := folder / f"{name}{end}").is_file()), None)
        if path is not None:
            found[name] = read_pasted(path)
    return found


def pasted_result(matrix: Any, replies: dict[str, str], assistant: str = "") -> Any:
    """Return the comparison that the replies make, kept in the data folder."""
    from studio.evaluation.result import save

    result = matrix.result(replies, assistant, keep_drafts=True)
    try:
        save(result, data_folder() / "comparisons")
    except OSError as error:
        raise BadInput(f"{data_folder()}: cannot keep the comparison there ({error.strerror})") from None
    return result
