"""The record of a run on a model: enough to draft again without a call."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from playbook.compile import Standard
from studio.drafting.context import Context
from studio.drafting.decisions import Decision
from studio.drafting.draft import Draft, PlaybookRef, Usage
from studio.drafting.prompting.checking import Checked, draft_from_reply
from studio.drafting.prompting.messy import read_reply


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(_Kept):
    """One answer of a model: its text as it came, and what the call was.

    `note` is what the service says of an answer that it declined.
    """

    text: str
    request_id: str | None = None
    stop_reason: str | None = None
    note: str = ""
    usage: Usage = Usage()


class RunRecord(_Kept):
    """What an engine did for one draft; the last turn is the one that counts.

    `model` is the model's id, or the assistant's name as the user gives it;
    `prompt` names what was asked (see `Prompt.digest`). No key and no
    address is kept.
    """

    engine: str
    model: str | None
    workflow: str
    deal: str
    as_of: str
    playbook: PlaybookRef
    specificity: str | None
    prompt_version: str
    prompt: str
    turns: tuple[Turn, ...]

    @property
    def usage(self) -> Usage:
        """What all turns cost together."""
        fields = Usage.model_fields
        return Usage(**{name: sum(getattr(turn.usage, name) for turn in self.turns) for name in fields})


class NothingToReplay(ValueError):
    """A record whose last answer holds no reply."""


def replay(record: RunRecord, context: Context, standard: Standard, *, review: Draft | None = None,
           decisions: Sequence[Decision] = ()) -> Checked:
    """Return the draft of a recorded run again, without a call. Raises NothingToReplay."""
    read = read_reply(record.turns[-1].text) if record.turns else None
    if read is None or read.reply is None:
        raise NothingToReplay(f"the record of {record.workflow} on {record.deal} at {record.as_of} holds no reply")
    return draft_from_reply(read.reply, context, standard, record.workflow, engine=record.engine, model=record.model,
                            usage=record.usage, review=review, decisions=decisions)
