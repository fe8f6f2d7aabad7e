"""The prompt: five blocks, the shared ones first, so that they can be cached."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from playbook.compile import Standard, entry_text
from playbook.model import STAGE_IDS
from studio.drafting.context import Context
from studio.drafting.decisions import Decision
from studio.drafting.draft import MAX_QUOTE, QUALIFICATION_FORM, Draft
from studio.drafting.once import once_for
from studio.drafting.prompting.fencing import attribute, fence_code, inert, inert_line
from studio.drafting.prompting.known import FORM_WORKFLOWS
from studio.drafting.prompting.locate import record_fields
from studio.drafting.prompting.memory import ApprovedFact, Memory, PastDecision
from studio.drafting.prompting.templates import template
from studio.drafting.workflows import workflow as find_workflow

BlockName = Literal["role", "standard", "evidence", "memory", "task"]
#: The blocks that come before the deal: equal for all deals under one standard.
SYSTEM: tuple[BlockName, ...] = ("role", "standard")


@dataclass(frozen=True)
class Block:
    """A piece of the prompt; `cache` tells that a cache breakpoint stands after it."""

    name: BlockName
    text: str
    cache: bool = False


@dataclass(frozen=True)
class Prompt:
    """What a model is asked, as data.

    Up to and with `standard` it depends on the standard alone, up to and with
    `memory` on the deal and the event too, but not on the workflow. `version`
    names the prompt files: their versions in this order, and a digest.
    """

    version: str
    blocks: tuple[Block, ...]

    @property
    def system(self) -> tuple[Block, ...]:
        """The blocks that are the same for every deal."""
        return tuple(b for b in self.blocks if b.name in SYSTEM)

    @property
    def user(self) -> tuple[Block, ...]:
        """The blocks about this deal, and the task."""
        return tuple(b for b in self.blocks if b.name not in SYSTEM)

    @property
    def text(self) -> str:
        """The whole prompt as one text."""
        return "\n".join(b.text for b in self.blocks)

    def block(self, name: BlockName) -> Block:
        """Return the block of this name."""
        return next(b for b in self.blocks if b.name == name)

    def digest(self) -> str:
        """Sixteen hex digits that name what is asked."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def build_prompt(standard: Standard, context: Context, workflow: str, *, memory: Memory = (),
                 review: Draft | None = None, decisions: Sequence[Decision] = ()) -> Prompt:
    """Return the prompt for one workflow on a deal as it stood at an event.

    `review` and `decisions` are for the workflow that works on a manager's
    decisions: the deal review at the event, and what was decided about its
    items. Raises KeyError for an unknown workflow, ValueError for decisions
    without the review.
    """
    if decisions and review is None:
        raise ValueError("decisions were given without the review that they are about")
    blocks = (Block("role", role_text()), Block("standard", standard_text(standard), cache=True),
              Block("evidence", evidence_text(context), cache=True), Block("memory", memory_text(memory)),
              Block("task", task_text(context, workflow, review, decisions)))
    return Prompt(prompt_version(workflow), blocks)


def prompt_version(workflow: str) -> str:
    """Return the version of the prompt files that a workflow uses."""
    used = [template(n) for n in ("role", "standard", "evidence", "memory", "task", f"task_{workflow}")]
    digest = hashlib.sha256("".join(t.digest for t in used).encode()).hexdigest()[:8]
    return f"{'.'.join(str(t.version) for t in used)}-{digest}"


def role_text() -> str:
    """Return the block that is the same for every run."""
    return template("role").fill(max_quote=MAX_QUOTE, form=list(QUALIFICATION_FORM), stages=STAGE_IDS)


@lru_cache(maxsize=32)
def standard_text(standard: Standard) -> str:
    """Return the compiled standard as a block, each entry under its path."""
    entries = [{"path": path, "reported": entry.reported_id, "text": _entry(entry)}
               for path, entry in standard.paths.items()]
    code = fence_code(*(e["text"] for e in entries))
    return template("standard").fill(entries=entries, code=code)


def _entry(entry: Any) -> str:
    """An entry's text, in which no line can pass for the opening of another entry."""
    return "\n".join(f"  {line}" if line.startswith("#") else line for line in inert(entry_text(entry)).split("\n"))


@once_for(64)
def evidence_text(context: Context) -> str:
    """Return everything that is known of the deal at the event, as a block."""
    deal = context.deal
    account = ", ".join(str(x) for x in (deal.account.name, deal.account.industry, deal.account.country,
                                         deal.account.employees and f"{deal.account.employees} people") if x)
    facts = {"id": deal.id, "account": account, "opportunity": deal.opportunity.name,
             "seller": deal.seller_company, "product": deal.product}
    seen = {
        "deal": {k: inert_line(v) for k, v in facts.items()}, "event": _event(context.event),
        "record": [(inert_line(k), _indented(v)) for k, v in record_fields(context).items()],
        "people": [{k: inert_line(getattr(p, k)) for k in ("id", "name", "title", "side", "role")}
                   for p in deal.people],
        "timeline": [_event(e) for e in context.past],
        "documents": [{"id": attribute(e.id), "type": e.type, "date": e.date or "unknown",
                       "title": attribute(e.title), "text": inert(e.text)} for e in context.evidence]}
    return template("evidence").fill(code=fence_code(repr(seen)), **seen)


def _event(event: Any) -> dict[str, Any]:
    return {"id": inert_line(event.id), "type": inert_line(event.type), "date": event.date.isoformat(),
            "about": inert_line(event.about or ""), "evidence": [inert_line(e) for e in dict.fromkeys(event.evidence)]}


def _indented(text: str) -> str:
    """A field's text, in which no line can pass for another field."""
    return inert(text).replace("\n", "\n    ").strip()


def memory_text(memory: Memory) -> str:
    """Return what people have settled before, as a block."""
    facts = [{"label": inert_line(_label(m)), "statement": inert_line(m.statement), "reason": inert_line(m.reason),
              "stale": inert_line(m.stale), "who": _who(m)} for m in memory if isinstance(m, ApprovedFact)]
    decided = [{"item": inert_line(m.item), "decision": m.decision, "text": inert_line(m.text),
                "reason": inert_line(m.reason), "who": _who(m)} for m in memory if isinstance(m, PastDecision)]
    return template("memory").fill(facts=facts, decisions=decided, code=fence_code(repr(list(memory))))


def _label(fact: ApprovedFact) -> str:
    about = f" on {fact.about}" if fact.about else ""
    due = f", due {fact.due.isoformat()}" if fact.due else ""
    return {"fact": f"fact{about}", "status": f"status{about}, {fact.status or 'open'}", "struck": "struck out",
            "commitment": f"to be done{about}{due}"}[fact.kind]


def _who(kept: ApprovedFact | PastDecision) -> str:
    parts = (kept.by or "nobody named", kept.role, kept.at, kept.source)
    return inert_line(", ".join(p for p in parts if p))


def task_text(context: Context, workflow: str, review: Draft | None = None,
              decisions: Sequence[Decision] = ()) -> str:
    """Return the task of a workflow as a block. Raises KeyError for an unknown workflow."""
    flow, own = find_workflow(workflow), template(f"task_{workflow}")
    items, decided = _items(review) if review and flow.decides else [], [_decision(d) for d in decisions]
    return template("task").fill(
        title=flow.title, purpose=flow.purpose, parts=flow.parts, stops=flow.stops, event=_event(context.event),
        account=inert_line(context.deal.account.name), form=list(QUALIFICATION_FORM) if workflow in FORM_WORKFLOWS
        else [], rules=own.body.strip(), sections=list(zip(flow.headings, own.data["sections"], strict=True)),
        review=items, decisions=decided, code=fence_code(*items, *decided))


def _items(review: Draft) -> list[str]:
    rows = [f"{o.id}, observed: {o.statement}" for o in review.observed]
    rows += [f"{i.id}, inferred on {i.about}{f', {i.status}' if i.status else ''}: {i.statement} "
             f"[{', '.join(i.basis)}]" for i in review.inferred]
    rows += [f"{r.id}, recommended {r.rank}: {r.action} (owner {r.owner}, with {', '.join(r.with_)}, due {r.due}, "
             f"closes {', '.join(r.closes)}, standard {r.standard}) [{', '.join(r.basis)}]" for r in review.recommended]
    return [inert_line(row) for row in rows]


def _decision(decision: Decision) -> str:
    changed = decision.changes.model_dump(mode="json", by_alias=True, exclude_none=True)
    parts = [f"{decision.item}: {decision.decision}", f"by {decision.by}"]
    parts += [f"because {decision.reason}"] if decision.reason else []
    parts += [f"changes {changed}"] if changed else []
    return inert_line(", ".join(parts))
