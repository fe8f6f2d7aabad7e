"""The method: from the buyer's problem to the payoff, stage by stage."""

from __future__ import annotations

from typing import Literal

from playbook.model.base import Entry, Example, Line, Model, Slug, Text, at, listed

Occasion = Literal["lead", "discovery", "demo", "proposal", "business_case", "review", "multi_threading", "hygiene"]


class ChainStep(Entry):
    """One link of the chain: problem, impact, root cause, promise, payoff."""

    definition: Text = at("defined", "", key=True)
    evidence: Text = at("evidenced", "", help="What the buyer says or shows when it is established", key=True)
    questions: list[Line] = listed("guided", key=True)
    signals: list[Line] = listed("exemplified", help="How buyers put it", key=True)
    counter_signals: list[Line] = listed("exemplified", help="What only sounds like it")


class MethodRow(Entry):
    """One problem worth solving, traced from problem to business case."""

    problem: Text = at("defined", "", key=True)
    impact: Text = at("defined", "", key=True)
    root_cause: Text = at("defined", "", key=True)
    promise: Text = at("defined", "", key=True)
    payoff: Text = at("defined", "", key=True)
    personas: list[Line] = listed("evidenced", help="Titles that own the problem", key=True)
    measures: list[Line] = listed("evidenced", help="Numbers of the buyer's that show it", key=True)
    cues: list[Line] = listed("evidenced", help="Words that come up when a buyer has this problem")
    discovery_question: Text = at("guided", "", key=True)
    demo_moment: Text = at("guided", "", key=True)
    demo_question: Text = at("guided", "", help="Asked right after the demo moment")
    proof: Text = at("guided", "", help="What makes the promise believable")
    proposal_line: Text = at("guided", "", key=True)
    business_case_line: Text = at("guided", "", key=True)
    signals: list[Line] = listed("exemplified", help="How buyers put the problem", key=True)
    lookalikes: list[Line] = listed("exemplified", help="What only sounds like it")


class Slide(Model):
    """One slide of a deck pattern."""

    title: Line
    content: Text = ""


class Guidance(Entry):
    """What good looks like on one occasion."""

    occasion: Occasion = at("named", help="The conversation or document it guides", key=True)
    purpose: Text = at("defined", "", key=True)
    outcome: Text = at("evidenced", "", help="What the buyer has said or done at its end", key=True)
    do: list[Line] = listed("guided", key=True)
    dont: list[Line] = listed("guided", key=True)
    opening: Text = at("guided", "", help="How to open it")
    questions: list[Line] = listed("guided")
    talk_track: list[Line] = listed("guided", help="Pattern, with {problem}, {impact}, {root_cause}, {promise}, "
                                    "{payoff}, {person}, {company}, {product} filled in from the deal")
    slides: list[Slide] = listed("guided", help="Deck or document pattern, in order")
    close: Text = at("guided", "", help="How to end it with a next step")
    good: list[Example] = listed("exemplified", help="Problem-led, in full", key=True)
    bad: list[Example] = listed("exemplified", help="What goes wrong")


class Position(Entry):
    """Why change, why now, why us: the case that a deal needs."""

    question: Text = at("defined", "", key=True)
    definition: Text = at("defined", "", key=True)
    evidence: Text = at("evidenced", "", help="What the buyer says when the case is made", key=True)
    questions: list[Line] = listed("guided", key=True)
    pattern: Text = at("guided", "", help="How to put it, with the same slots as a talk track", key=True)
    good: list[Example] = listed("exemplified", key=True)
    bad: list[Example] = listed("exemplified")


class ValueDriver(Entry):
    """A kind of value, and how it is counted."""

    definition: Text = at("defined", "", key=True)
    measures: list[Line] = listed("evidenced", key=True)
    formula: Text = at("guided", "", help="How to put money on it", key=True)
    questions: list[Line] = listed("guided")
    examples: list[Example] = listed("exemplified", key=True)


class Lever(Entry):
    """A finding of buyer psychology, with its limits."""

    definition: Text = at("defined", "", key=True)
    use_when: Text = at("evidenced", "", key=True)
    avoid_when: Text = at("evidenced", "", key=True)
    pattern: Text = at("guided", "", help="How to put it, with the same slots as a talk track", key=True)
    examples: list[Example] = listed("exemplified", key=True)


class TalkPair(Entry):
    """The same point, feature-led and problem-led."""

    feature_led: Text = at("exemplified", "", key=True)
    problem_led: Text = at("exemplified", "", key=True)
    why: Text = at("exemplified", "")
    row: Slug | None = at("exemplified", None, help="The method row that it illustrates")


class Method(Model):
    """What good selling looks like."""

    summary: Text = at("defined", "")
    chain: list[ChainStep] = listed("named", help="problem, impact, root_cause, promise, payoff")
    rows: list[MethodRow] = listed("named", help="The matrix: one row a problem")
    guidance: list[Guidance] = listed("named")
    positions: list[Position] = listed("named", help="why_change, why_now, why_us")
    value_drivers: list[ValueDriver] = listed("named")
    levers: list[Lever] = listed("named")
    pairs: list[TalkPair] = listed("exemplified")
