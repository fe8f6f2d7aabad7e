"""Behaviours that decide deals, written so that they can be inspected."""

from __future__ import annotations

from pydantic import Field

from playbook.model.base import Component, Entry, Examples, Line, Slug, Text, at, listed
from playbook.model.qualification import Anchor


class Behaviour(Entry):
    """A standard that a seller is measured against."""

    standard: Text = at("defined", "", help="What a seller does, so that it can be checked", key=True)
    stages: list[Slug] = listed("evidenced", help="Stages where it is expected")
    indicators: list[Component] = listed(
        "evidenced", help="What can be seen or heard: seller's words and acts, and buyers' that confirm it", key=True)
    anti_patterns: list[Line] = listed("evidenced", help="The opposite, as it is seen in deals", key=True)
    anchors: list[Anchor] = listed("guided", key=True)
    questions: list[Line] = listed("guided", help="What a manager asks when coaching it", key=True)
    examples: Examples = Field(default_factory=Examples, json_schema_extra={"depth": "exemplified", "key": True})
