"""Qualification: elements as distinct evidence that is captured."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from playbook.model.base import Component, Entry, Examples, Line, Model, Slug, Text, at, listed

FieldType = Literal["person", "money", "number", "date", "text", "choice"]
Comparison = Literal["person", "number", "date", "organisation", "text"]


class CaptureField(Model):
    """A structured field in which a fact is kept."""

    id: Slug
    name: Line
    type: FieldType = "text"
    choices: list[Line] = Field(default_factory=list, description="For type 'choice'")
    component: Slug | None = Field(None, description="The component that it fills")


class RecordClaim(Model):
    """A CRM field that claims an element, and how to check it."""

    field: Line = Field(description="Key of the CRM field")
    compare: Comparison = Field("text", description="What in the field is compared with buyers' words")
    component: Slug | None = Field(None, description="The component that the field claims")


class Anchor(Model):
    """What one score looks like, so that two people give the same one."""

    score: int = Field(ge=0, le=3)
    meaning: Line


class Element(Entry):
    """One thing to know about a deal, with what makes it complete."""

    question: Text = at("defined", "", help="The question it answers", key=True)
    definition: Text = at("defined", "", help="What it means here", key=True)
    components: list[Component] = listed("evidenced", help="What must be known for it to be complete", key=True)
    fields: list[CaptureField] = listed("evidenced", help="Structured facts to capture", key=True)
    record: list[RecordClaim] = listed("evidenced", help="CRM fields that claim it, and how to compare them")
    expected_by: Slug | None = at("guided", None, help="The stage by whose end it should be evidenced")
    weight: float = at("guided", 1.0, gt=0, le=10, help="Cost of getting it wrong, relative to the others")
    anchors: list[Anchor] = listed("guided", help="What scores 0 to 3 look like", key=True)
    questions: list[Line] = listed("guided", help="Questions beyond those of its components")
    risks: list[Line] = listed("guided", help="What happens when it is missing", key=True)
    examples: Examples = Field(default_factory=Examples, json_schema_extra={"depth": "exemplified", "key": True})


class Qualification(Model):
    """The framework and its elements; elements are free to add."""

    framework: Text = at("named", "", help="MEDDPICC, BANT, SPICED, your own")
    elements: list[Element] = listed("named", help="In the order in which people go through them")
