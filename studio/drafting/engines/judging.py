"""From a recorded answer to a draft, or to what is to be done instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from studio.drafting.draft import Draft
from studio.drafting.engines.orders import Order
from studio.drafting.prompting.checking import Checked, draft_from_reply
from studio.drafting.prompting.messy import read_reply
from studio.drafting.prompting.record import RunRecord
from studio.drafting.prompting.reply import Problem, Reply, strict_reply

#: How often a model is told what is wrong with its answer.
REPAIRS = 1
_ENDED = ("end_turn", "stop_sequence", None)

Status = Literal["drafted", "repair", "form", "refused", "max_tokens", "context", "stopped"]


@dataclass(frozen=True)
class Judged:
    """What became of an answer: a draft, or why there is none; `problems` are for a repair turn."""

    status: Status
    draft: Draft | None = None
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    checked: Checked | None = None


def judge(order: Order, record: RunRecord, *, repairs: int = REPAIRS) -> Judged:
    """Return the draft that a record's last answer makes, or what stands in its way."""
    turn = record.turns[-1]
    if turn.stop_reason == "refusal":
        return Judged("refused", reason=f"the model declined to answer{f': {turn.note}' if turn.note else ''}")
    if turn.stop_reason == "max_tokens":
        return Judged("max_tokens", reason="the answer was longer than the limit for one answer and ends in the "
                                           "middle; a lower effort leaves more room for it")
    if turn.stop_reason == "model_context_window_exceeded":
        return Judged("context", reason="prompt and answer together are longer than the model can hold; choose a "
                                        "model that holds more, a lower level, or fewer documents")
    if turn.stop_reason not in _ENDED:
        return Judged("stopped", reason=f"the model stopped in a way that is not known here ({turn.stop_reason})")
    return _read(order, record, repairs)


def _read(order: Order, record: RunRecord, repairs: int) -> Judged:
    reply, problems = sound_reply(record.turns[-1].text)
    if reply is not None:
        checked = draft_from_reply(reply, order.context, order.standard, order.workflow, engine=record.engine,
                                   model=record.model, usage=record.usage, review=order.review,
                                   decisions=order.decisions)
        if checked.sound:
            return Judged("drafted", checked.draft, checked=checked)
        problems = list(checked.problems)
    if len(record.turns) <= repairs and record.turns[-1].text.strip():
        return Judged("repair", problems=tuple(problems))
    first = next((p for p in problems if p.breaks), problems[0])
    told = ", also after it was told what is wrong" if len(record.turns) > 1 else ""
    return Judged("form", reason=f"the answer is not in its form{told}: {first}", problems=tuple(problems))


def sound_reply(text: str) -> tuple[Reply | None, list[Problem]]:
    """Return a reply that is whole, or what is wrong with it.

    Nothing may be lost: capitals that the service changes are read as meant,
    but an item that does not fit is a fault, and not left out in silence.
    """
    reply, problems = strict_reply(text)
    if reply is not None:
        return reply, []
    read = read_reply(text)
    if read.complete and not read.notes:
        return read.reply, []
    return None, problems
