"""From a reply to a draft: the same checks for whatever model wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playbook.compile import Standard
from studio.drafting.context import Context
from studio.drafting.decisions import Decision
from studio.drafting.draft import Draft, DraftWarning, PlaybookRef, Usage
from studio.drafting.prompting.acting import recommend, score, stage
from studio.drafting.prompting.carrying import carry
from studio.drafting.prompting.inferring import infer
from studio.drafting.prompting.observing import observe
from studio.drafting.prompting.papers import document
from studio.drafting.prompting.reply import Problem, Reply
from studio.drafting.prompting.state import Check
from studio.drafting.prompting.templates import template
from studio.drafting.quotes import RefusedQuote
from studio.drafting.suspicion import suspicions
from studio.drafting.workflows import workflow as find_workflow

_MOST_PROBLEMS = 40


@dataclass(frozen=True)
class Checked:
    """A draft and what was found on the way to it.

    `problems` are faults of the reply, for a repair turn; `warnings` are for
    people: suspicious passages, and what was taken out. The draft carries the
    warnings and the count of refused quotes.
    """

    draft: Draft
    refused_quotes: tuple[RefusedQuote, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[DraftWarning, ...]

    @property
    def sound(self) -> bool:
        """Whether the draft keeps the contract; otherwise it is not to be scored."""
        return not any(p.breaks for p in self.problems)


def draft_from_reply(reply: Reply, context: Context, standard: Standard, workflow: str, *, engine: str,
                     model: str | None = None, usage: Usage | None = None, review: Draft | None = None,
                     decisions: Sequence[Decision] = ()) -> Checked:
    """Return the draft that a reply makes, with everything that was wrong in it.

    Nothing is mended but where the contract says what must stand there. The
    same reply always gives the same draft. `review` and `decisions` are for
    the workflow that works on a manager's decisions. Raises KeyError for an
    unknown workflow, ValueError for decisions without the review.
    """
    if decisions and review is None:
        raise ValueError("decisions were given without the review that they are about")
    flow, told = find_workflow(workflow), suspicions(context, standard)
    check = Check(reply, context, standard, workflow, told)
    observe(check)
    infer(check)
    actions, scores, supported = recommend(check), score(check), stage(check)
    if flow.decides and review is not None:
        actions = carry(check, actions, review, decisions)
    names = {x.id for lane in (check.observed, check.inferred, actions) for x in lane}
    paper = document(check, flow.headings, names)
    warnings = (*(s.warning() for s in told), *check.findings.warnings)
    draft = Draft(
        workflow=workflow, deal=context.deal.id, as_of=context.event.id, engine=engine, model=model,
        playbook=PlaybookRef(id=standard.book.id, version=standard.book.version),
        specificity=standard.book.specificity, observed=tuple(check.observed), inferred=tuple(check.inferred),
        recommended=tuple(actions), behaviours=tuple(scores), stage_supported=supported, document=paper,
        usage=usage or Usage(), refused_quotes=len(check.findings.refused), warnings=warnings)
    return Checked(draft, tuple(check.findings.refused), tuple(check.findings.problems), warnings)


def repair_message(problems: Sequence[Problem]) -> str:
    """Return what to send back to the model for its one repair turn."""
    told = sorted(problems, key=lambda p: not p.breaks)
    return template("repair").fill(problems=[" ".join(str(p).split()) for p in told[:_MOST_PROBLEMS]],
                                   more=max(0, len(told) - _MOST_PROBLEMS))
