"""Events trigger workflows, each run by a narrow agent: the playbook's map, and a deal played by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playbook.model import Agent, HumanJudgement, Playbook
from studio.deals.model import EVENT_NAMES, Deal, Event
from studio.drafting.draft import WORKFLOWS
from studio.drafting.workflows import workflow as find_workflow


@dataclass(frozen=True)
class Firing:
    """A workflow that an event starts, and the agent that runs it; `why_not` says why it does not run."""

    event: str
    event_type: str
    workflow: str
    agent: str
    agent_name: str
    approver: str
    why_not: str = ""


def firings(book: Playbook, event: Event) -> list[Firing]:
    """Return what an event starts by the playbook's map, in its order.

    An agent runs only what it may draft; a workflow that no agent is named
    for waits for a person to run it.
    """
    agents = {a.id: a for a in book.orchestration.agents if not a.archived}
    found = []
    for rule in book.orchestration.events:
        if rule.event == event.type:
            agent = agents.get(rule.agent or "")
            found.append(Firing(event.id, event.type, rule.workflow, agent.id if agent else "",
                                agent.name if agent else "A person", agent.approver if agent else "",
                                _why_not(rule.workflow, rule.agent, agent)))
    return found


def _why_not(workflow: str, named: str | None, agent: Agent | None) -> str:
    if workflow not in WORKFLOWS:
        return f"'{workflow}' is no workflow of this studio"
    if named and agent is None:
        return f"the agent '{named}' is archived or not in the playbook"
    if agent is None:
        return "no agent is named for it, so a person runs it"
    if workflow not in agent.drafts:
        return f"{agent.name} may not draft it: it may draft {', '.join(agent.drafts) or 'nothing'}"
    return ""


@dataclass(frozen=True)
class Moment:
    """One event of a deal: what arrived, and what it starts."""

    event: Event
    evidence: tuple[str, ...]
    firings: tuple[Firing, ...]


def timeline(book: Playbook, deal: Deal) -> list[Moment]:
    """Return every event of a deal in order, with what it brings and starts."""
    return [Moment(e, tuple(e.evidence), tuple(firings(book, e))) for e in deal.events]


def diagram(book: Playbook) -> str:
    """Return the map as a Mermaid flowchart: events, workflows, agents and who approves.

    Boxes are numbered, never named, so that no id or name can change the
    drawing.
    """
    agents = {a.id: a for a in book.orchestration.agents if not a.archived}
    lines, boxes = ["flowchart LR"], {}

    def box(kind: str, key: str, left: str, words: str, right: str) -> str:
        if (kind, key) not in boxes:
            boxes[kind, key] = f"{kind}{len(boxes)}"
            lines.append(f"  {boxes[kind, key]}{left}{_label(words)}{right}")
        return boxes[kind, key]

    def arrow(start: str, end: str) -> None:
        if (line := f"  {start} --> {end}") not in lines:
            lines.append(line)

    for rule in book.orchestration.events:
        flow = box("w", rule.workflow, "[", _title(rule.workflow), "]")
        event = EVENT_NAMES.get(rule.event, rule.event.replace("_", " ").capitalize())
        arrow(box("e", rule.event, "([", event, "])"), flow)
        agent = agents.get(rule.agent or "")
        doer = box("a", agent.id, "{{", agent.name, "}}") if agent else box("p", "", "{{", "A person", "}}")
        arrow(flow, doer)
        if agent:
            arrow(doer, box("h", agent.id, "[/", agent.approver or "A person approves", "/]"))
    return "\n".join(lines)


def _title(workflow: str) -> str:
    return find_workflow(workflow).title if workflow in WORKFLOWS else workflow.capitalize()


def _label(text: str) -> str:
    """Text that Mermaid shows as it is; what it would read as markup is left out."""
    plain = "".join(c if c.isalnum() or c in " .,:-'" else " " for c in text.replace("_", " ").replace(";", ","))
    plain = re.sub(r"^[\W_]+|(?<=^\d)[.)]", "", " ".join(plain.split()))
    return f'"{plain[:160].strip() or "not named"}"'


def human_judgements(book: Playbook) -> Iterator[HumanJudgement]:
    """Return the judgements that stay with people."""
    return (j for j in book.governance.judgements if not j.archived)
