"""Plays: what to do about a gap."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from playbook.model.base import Entry, Line, Model, Slug, Status, Text, at, listed


class Trigger(Model):
    """When a play fits: an entry in a status, in a stage."""

    entry: Slug = Field(description="Id of a qualification element or a behaviour")
    statuses: list[Status] = Field(default_factory=list, description="Statuses of an element; empty: any but evidenced")
    component: Slug | None = Field(None, description="Only when this component is open")
    score_at_most: int | None = Field(None, ge=0, le=3, description="For a behaviour")
    stages: list[Slug] = Field(default_factory=list, description="Stages the evidence supports; empty: any")


class Who(Model):
    """Whom to do it with, found from the deal."""

    find: Literal["person_for", "title", "main_contact", "quiet_contact"] = Field(
        description="person_for: whoever the evidence or record names for an entry; title: a title with one of the "
        "words; main_contact: the buyer who talked most; quiet_contact: buyers listed and not heard")
    entry: Slug | None = Field(None, description="For person_for")
    titles: list[Line] = Field(default_factory=list, description="For title: words found in a person's title")


class Play(Entry):
    """A tested answer to a gap, ready to adapt."""

    when: list[Trigger] = listed("guided", key=True)
    closes: list[Slug] = listed("guided", help="Entries it closes; the first is the one that counts", key=True)
    action: Text = at("guided", "", help="One line, with {person}, {company}, {product}, {gap} filled in", key=True)
    why: Text = at("guided", "", help="Why this works")
    owner_role: Literal["seller", "manager", "champion"] = at("guided", "seller")
    with_whom: list[Who] = listed("guided", key=True)
    within_days: int = at("guided", 7, ge=0, le=365, help="Days from the event")
    priority: float = at("guided", 1.0, gt=0, le=10, help="Relative to other plays for the same entry")
    steps: list[Line] = listed("guided", key=True)
    questions: list[Line] = listed("guided")
    message: Text = at("guided", "", help="A message to adapt, with the same slots")
    success: Text = at("guided", "", help="What the buyer says or does when it has worked")
    avoid_when: Text = at("exemplified", "", help="Plausible here, and wrong")
