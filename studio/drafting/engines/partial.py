"""What of an answer that is still coming can be shown: whole items, and only verified quotes."""

from __future__ import annotations

from dataclasses import dataclass

from studio.drafting.draft import BehaviourScore, Inference, Observation, Recommendation, Section
from studio.drafting.engines.orders import Order
from studio.drafting.prompting.checking import draft_from_reply
from studio.drafting.prompting.messy import read_reply


@dataclass(frozen=True)
class Partial:
    """The lanes as far as they have come; nothing here is kept."""

    observed: tuple[Observation, ...] = ()
    inferred: tuple[Inference, ...] = ()
    recommended: tuple[Recommendation, ...] = ()
    behaviours: tuple[BehaviourScore, ...] = ()
    sections: tuple[Section, ...] = ()


def partial_of(order: Order, text: str) -> Partial:
    """Return what is whole in the beginning of an answer, checked as the draft will be."""
    reply = read_reply(text).reply
    if reply is None:
        return Partial()
    draft = draft_from_reply(reply, order.context, order.standard, order.workflow, engine="claude",
                             review=order.review, decisions=order.decisions).draft
    written = {i.about for i in reply.inferred}
    return Partial(draft.observed, tuple(i for i in draft.inferred if i.about in written), draft.recommended,
                   draft.behaviours, draft.document.sections)
