"""The sales and buying process: stages left on observable buyer evidence."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from playbook.model.base import Entry, Examples, Line, Model, Observable, Slug, Status, Text, at, listed

Proof = Literal["words", "meeting", "document", "record", "qualification"]


class Requirement(Model):
    """A qualification element that must have reached a status."""

    element: Slug
    at_least: Status = Field("partial", description="partial, or evidenced")


class ExitCriterion(Entry, Observable):
    """A condition that must hold before a deal leaves its stage."""

    statement: Text = at("evidenced", "", help="What the buyer has said or done", key=True)
    evidence: Text = at("evidenced", "", help="Where it can be seen or heard", key=True)
    proof: Proof = at("evidenced", "words", help="words: somebody says it; meeting: a buyer conversation took "
                      "place; document: an artefact exists; record: a CRM field; qualification: elements' statuses")
    events: list[Slug] = listed("evidenced", help="Events in the deal's timeline that show it by themselves")
    requires: list[Requirement] = listed("evidenced", help="For proof 'qualification': elements and statuses")
    mandatory: bool = at("evidenced", True, help="Whether the stage can be left without it")
    record_field: Text = at("evidenced", "", help="The CRM field that records it")
    examples: Examples = Field(default_factory=Examples, json_schema_extra={"depth": "exemplified", "key": True})


class Stage(Entry):
    """One step of the joint process, defined by what the buyer does."""

    purpose: Text = at("defined", "", help="What the stage is for", key=True)
    entry: Text = at("defined", "", help="What puts a deal into it", key=True)
    typical_days: int | None = at("defined", None, ge=0, help="Usual length, in days")
    exit_probability: float | None = at("defined", None, ge=0, le=1, help="Share of deals that go on from here")
    buyer_activities: list[Line] = listed("evidenced", help="What the buyer does in this stage", key=True)
    exit_criteria: list[ExitCriterion] = listed("evidenced", help="What must hold before it is left", key=True)
    artefacts: list[Line] = listed("evidenced", help="What must exist on paper")
    seller_activities: list[Line] = listed("guided", help="What the seller does in this stage", key=True)
    inactivity_days: int | None = at("guided", None, ge=0, help="Days without a buyer act that raise a warning")
    risks: list[Line] = listed("exemplified", help="How deals get stuck or look better than they are", key=True)
