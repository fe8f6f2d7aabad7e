"""What every playbook entry shares: identity, ownership, conditions, depth."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

Depth = Literal["named", "defined", "evidenced", "guided", "exemplified"]
DEPTHS: tuple[Depth, ...] = ("named", "defined", "evidenced", "guided", "exemplified")

Side = Literal["buyer", "seller", "document", "crm"]
EntityKind = Literal["person", "money", "number", "date", "organisation", "document"]
Status = Literal["evidenced", "partial", "missing", "contradicted"]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]

QUALIFICATION_IDS = (
    "metrics", "economic_buyer", "decision_criteria", "decision_process",
    "paper_process", "implicate_the_pain", "champion", "competition",
)
BEHAVIOUR_IDS = (
    "multi_threading", "consensus_building", "why_change", "why_now",
    "why_us", "problem_led", "quantified_impact", "next_step_control",
)
STAGE_IDS = ("lead", "discovery", "demo", "proposal", "negotiation", "closed")


def at(depth: Depth, default: Any = ..., *, help: str = "", key: bool = False, **kwargs: Any) -> Any:
    """Declare a field that belongs to one specificity depth.

    `depth` is the lowest level at which the field is kept; `key` marks the
    fields that an entry must fill to reach that depth; `help` says what the
    field is for and is carried into JSON Schema.
    """
    return Field(default, description=help or None, json_schema_extra={"depth": depth, "key": key}, **kwargs)


def listed(depth: Depth, *, help: str = "", key: bool = False, enough: int = 1, **kwargs: Any) -> Any:
    """Like `at`, for a list that starts empty; `enough` items reach the depth."""
    return Field(
        default_factory=list, description=help or None,
        json_schema_extra={"depth": depth, "key": key, "enough": enough}, **kwargs,
    )


class Model(BaseModel):
    """A part of the playbook: unknown fields are refused, so typos surface."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True, populate_by_name=True, allow_inf_nan=False)


class Source(Model):
    """Where an entry comes from: a document, a workshop, a person."""

    title: Line
    where: Text = ""
    passage: Text = ""


class Condition(Model):
    """When an entry applies; an empty condition always applies."""

    amount_at_least: float | None = Field(None, ge=0, description="Deal amount, in the playbook's currency")
    amount_below: float | None = Field(None, ge=0, description="Deal amount, in the playbook's currency")
    segments: list[Slug] = Field(default_factory=list, description="Ids of segments; any of them")
    industries: list[Line] = Field(default_factory=list, description="Words found in the account's industry; any")

    def applies(self, *, amount: float | None, segments: set[str], industry: str) -> bool:
        """Tell whether a deal with these facts falls under the condition."""
        if self.amount_at_least is not None and (amount is None or amount < self.amount_at_least):
            return False
        if self.amount_below is not None and (amount is None or amount >= self.amount_below):
            return False
        if self.segments and not segments.intersection(self.segments):
            return False
        return not self.industries or any(word.lower() in industry.lower() for word in self.industries)


class Entry(Model):
    """One thing the company has agreed on, with an owner and a source."""

    id: Slug = at("named", help="Stable id, unique among its kind", key=True)
    name: Line = at("named", help="What people call it", key=True)
    canonical: Slug | None = at("named", None, help="The canonical id that this entry maps to, if any")
    applies_when: Condition | None = at("named", None, help="Only for deals that meet this; empty: always")
    owner: Text = at("named", "", help="Who keeps this entry true")
    sources: list[Source] = listed("named", help="Where it comes from")
    review_by: date | None = at("named", None, help="When the owner looks at it again")
    archived: bool = at("named", False, help="Kept for history, not applied")

    @property
    def reported_id(self) -> str:
        """The id that drafts use: the canonical one where it maps to one."""
        return self.canonical or self.id


def _as_example(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class _Example(Model):
    text: Line
    why: Text = Field("", description="Why it is good, bad, or only plausible")


Example = Annotated[_Example, BeforeValidator(_as_example)]


class Examples(Model):
    """Good, bad and plausible-but-wrong instances of one entry."""

    good: list[Example] = Field(default_factory=list, description="It really is there")
    bad: list[Example] = Field(default_factory=list, description="It plainly is not")
    plausible: list[Example] = Field(default_factory=list, description="Looks right and is wrong")

    def __bool__(self) -> bool:
        return bool(self.good or self.bad or self.plausible)


class Observable(Model):
    """What can be seen or heard: the shape a reader matches evidence to."""

    cues: list[Line] = listed("evidenced", help="Words or short phrases that come up when this is spoken of")
    needs: list[EntityKind] = listed("evidenced", help="Kinds of fact that must be named; any one of them")
    said_by: list[Side] = listed("evidenced", help="Whose words or acts prove it", key=True)
    questions: list[Line] = listed("guided", help="What the seller asks to find out", key=True)
    signals: list[Line] = listed("exemplified", help="How people really put it, in their words", key=True, enough=3)
    counter_signals: list[Line] = listed("exemplified", help="Words that deny it", key=True)
    lookalikes: list[Line] = listed("exemplified", help="Words that only sound like it")


Measure = Literal["buyer_people_heard", "seller_talk_share", "seller_questions", "buyer_numbers", "dated_close"]


class Component(Observable):
    """One thing that must be known or shown for an entry to be complete."""

    id: Slug = at("evidenced", key=True)
    name: Line = at("evidenced", key=True)
    meaning: Text = at("evidenced", "", help="What has to be true, so that two people would agree", key=True)
    required: bool = at("evidenced", True, help="Without it the entry is not complete")
    measure: Measure | None = at(
        "evidenced", None,
        help="Counted rather than read. buyer_people_heard: buyers who have spoken or written; seller_talk_share: "
        "share of words in calls that are the seller's, 0 to 1; seller_questions: open questions a call, on average; "
        "buyer_numbers: turns in which a buyer names money or a number; dated_close: share of calls whose last tenth "
        "names a date that a buyer agrees to, 0 to 1")
    at_least: float | None = at("evidenced", None, help="The measure must reach this")
    at_most: float | None = at("evidenced", None, help="The measure must not exceed this")
