"""Orchestration and governance: who may do what, and who decides."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from playbook.model.base import Entry, Line, Model, Slug, Text, at, listed

Authority = Literal["draft", "propose", "write_back"]


class EventRule(Model):
    """An event in a deal that triggers a workflow."""

    event: Slug
    workflow: Slug
    agent: Slug | None = None


class Agent(Entry):
    """A narrow job, with what it may read and draft."""

    job: Text = at("defined", "", key=True)
    reads: list[Line] = listed("evidenced", key=True)
    drafts: list[Slug] = listed("evidenced", help="Workflows", key=True)
    stops_when: Text = at("guided", "", key=True)
    approver: Text = at("guided", "", help="Who approves what it drafts", key=True)
    never: list[Line] = listed("exemplified", help="What it must not do", key=True)


class Orchestration(Model):
    """Events, workflows and agents, coordinated rather than collapsed."""

    events: list[EventRule] = listed("named")
    agents: list[Agent] = listed("named")


class HumanJudgement(Entry):
    """A judgement that stays with a person."""

    whose: Text = at("defined", "", key=True)
    why: Text = at("defined", "", key=True)


class Grant(Model):
    """The authority a workflow has, and on what record it was given."""

    workflow: Slug
    authority: Authority = "draft"
    fields: list[Line] = Field(default_factory=list, description="CRM fields; never stage, amount or close date")
    granted_by: Text = ""
    since: date | None = None
    proof: Text = ""


class Governance(Model):
    """AI drafts and recommends, people approve."""

    rules: list[Line] = listed("defined")
    judgements: list[HumanJudgement] = listed("named", help="Judgements that stay human, and whose")
    grants: list[Grant] = listed("evidenced")
    retention_days: int | None = at("evidenced", None, ge=1, help="Days that evidence and drafts are kept")
