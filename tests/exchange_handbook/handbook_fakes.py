"""A playbook that fills every field once, the same with other words in it, and handbooks read back."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import BaseModel, StringConstraints

from playbook.model import Playbook

FULL = """
id: full
name: Name
version: 3
description: Description
currency: EUR
sources: [{title: Book source, where: Book place, passage: Book passage}]
segments: [{id: big, name: Big deals, amount_at_least: 1000, amount_below: 5000000, employees_at_least: 10,
            employees_below: 900}]
process:
  - id: talk
    name: Talk
    canonical: discovery
    applies_when: {amount_at_least: 5000, amount_below: 90000, segments: [big], industries: [Industry]}
    owner: Stage owner
    sources: [{title: Stage source, where: Stage place, passage: Stage passage}]
    review_by: 2027-03-01
    purpose: Purpose
    entry: Stage entry
    typical_days: 12
    exit_probability: 0.4
    buyer_activities: [Buyer act one, Buyer act two]
    artefacts: [Artefact]
    seller_activities: [Seller act]
    inactivity_days: 8
    risks: [Stage risk]
    exit_criteria:
      - id: heard
        name: Heard
        owner: Criterion owner
        cues: [Criterion cue]
        needs: [date]
        said_by: [buyer, document]
        questions: [Criterion question]
        signals: [Criterion signal]
        counter_signals: [Criterion denial]
        lookalikes: [Criterion lookalike]
        statement: Criterion statement
        evidence: Criterion evidence
        proof: qualification
        events: [call_completed]
        requires: [{element: metrics, at_least: evidenced}]
        mandatory: true
        record_field: Record field
        examples:
          good: [{text: Good criterion, why: Why good}]
          bad: [{text: Bad criterion, why: Why bad}]
          plausible: [{text: Plausible criterion, why: Why plausible}]
      - {id: open, name: Open criterion, mandatory: false, statement: Open statement}
qualification:
  framework: Framework
  elements:
    - id: metrics
      name: Metrics
      canonical: metrics
      question: Element question
      definition: Element definition
      components:
        - {id: base, name: Base, meaning: Base meaning, required: false, cues: [Base cue], needs: [number],
           said_by: [buyer], questions: [Base question], signals: [Base signal], counter_signals: [Base denial],
           lookalikes: [Base lookalike]}
      fields: [{id: value, name: Field name, type: choice, choices: [Choice one, Choice two], component: base}]
      record: [{field: Claim field, compare: number, component: base}]
      expected_by: talk
      weight: 1.5
      anchors: [{score: 1, meaning: Anchor meaning}]
      questions: [Further question]
      risks: [Element risk]
      examples: {good: [{text: Good element}], bad: [{text: Bad element}], plausible: [{text: Plausible element}]}
method:
  summary: Summary
  chain:
    - {id: problem, name: Chain, definition: Chain definition, evidence: Chain evidence, questions: [Chain question],
       signals: [Chain signal], counter_signals: [Chain denial]}
  rows:
    - {id: typing, name: Matrix row, problem: Row problem, impact: Row impact, root_cause: Row cause,
       promise: Row promise, payoff: Row payoff, personas: [Persona], measures: [Measure], cues: [Row cue],
       discovery_question: Discovery question, demo_moment: Demo moment, demo_question: Demo question,
       proof: Row proof, proposal_line: Proposal line, business_case_line: Case line, signals: [Row signal],
       lookalikes: [Row lookalike]}
  guidance:
    - {id: first, name: Guidance, occasion: business_case, purpose: Guidance purpose, outcome: Outcome, do: [Do],
       dont: [Dont], opening: Opening, questions: [Guidance question], talk_track: [Talk track],
       slides: [{title: Slide title, content: Slide content}], close: Close,
       good: [{text: Good guidance}], bad: [{text: Bad guidance}]}
  positions:
    - {id: why_us, name: Position, question: Position question, definition: Position definition,
       evidence: Position evidence, questions: [Position ask], pattern: Position pattern,
       good: [{text: Good position}], bad: [{text: Bad position}]}
  value_drivers:
    - {id: time, name: Driver, definition: Driver definition, measures: [Driver measure], formula: Formula,
       questions: [Driver question], examples: [{text: Driver example, why: Driver why}]}
  levers:
    - {id: loss, name: Lever, definition: Lever definition, use_when: Use when, avoid_when: Avoid when,
       pattern: Lever pattern, examples: [{text: Lever example}]}
  pairs: [{id: pair, name: Pair, feature_led: Feature led, problem_led: Problem led, why: Pair why, row: typing}]
behaviours:
  - id: threads
    name: Threads
    canonical: multi_threading
    standard: Standard
    stages: [talk]
    indicators:
      - {id: three, name: Three heard, meaning: Three meaning, measure: buyer_people_heard, at_least: 3, at_most: 40,
         questions: [Three question]}
    anti_patterns: [Anti-pattern]
    anchors: [{score: 0, meaning: Behaviour anchor}]
    questions: [Coaching question]
    examples: {good: [{text: Good behaviour}]}
plays:
  - id: ask
    name: Play
    when:
      - {entry: metrics, statuses: [missing, partial], component: base, stages: [talk]}
      - {entry: threads, score_at_most: 1}
    closes: [metrics, threads]
    action: Action
    why: Play why
    owner_role: champion
    with_whom: [{find: person_for, entry: metrics}, {find: title, titles: [Title word]}, {find: quiet_contact}]
    within_days: 3
    priority: 2
    steps: [Step]
    questions: [Play question]
    message: Message
    success: Success
    avoid_when: Play avoid
orchestration:
  events: [{event: call_completed, workflow: deal_review, agent: inspector}]
  agents:
    - {id: inspector, name: Agent, job: Job, reads: [Reads], drafts: [deal_review], stops_when: Stops,
       approver: Approver, never: [Never]}
governance:
  rules: [Rule]
  judgements: [{id: forecast, name: Judgement, whose: Whose, why: Judgement why}]
  grants: [{workflow: crm_hygiene, authority: write_back, fields: [Grant field], granted_by: Granter,
            since: 2026-05-06, proof: Grant proof}]
  retention_days: 365
"""


def full_book() -> Playbook:
    """Return a playbook in which every field of every model is filled."""
    return Playbook.model_validate(yaml.safe_load(FULL))


def retold(part: Any, say: Callable[[str], str]) -> Any:
    """Return a part of a playbook as data, with every free text in other words; ids stay."""
    kind, data = type(part), {}
    for field, hint in get_type_hints(kind, include_extras=True).items():
        if field in kind.model_fields and field != "model_config":
            data[field] = _retold(getattr(part, field), say, free_text(hint))
    return data


def _retold(value: Any, say: Callable[[str], str], free: bool) -> Any:
    if isinstance(value, list):
        return [_retold(v, say, free) for v in value]
    if isinstance(value, BaseModel):
        return retold(value, say)
    return say(value) if free and isinstance(value, str) and value else value


def free_text(hint: Any) -> bool:
    """Tell whether a field holds text in people's own words rather than an id or a choice."""
    if get_origin(hint) is Annotated:
        limits = [m for m in get_args(hint)[1:] if isinstance(m, StringConstraints)]
        return (bool(limits) and not any(m.pattern for m in limits)) or free_text(get_args(hint)[0])
    if get_origin(hint) in (list, Union, UnionType):
        return any(free_text(a) for a in get_args(hint))
    return False


def book_saying(say: Callable[[str], str], book: Playbook | None = None) -> Playbook:
    """Return the full playbook with every free text in other words."""
    return Playbook.model_validate(retold(book or full_book(), say))


def texts_of(part: Any) -> list[str]:
    """Return every free text of a playbook."""
    found: list[str] = []
    retold(part, lambda text: found.append(text) or text)
    return found


def empty_fields(part: Any, seen: dict[type, set[str]]) -> dict[type, set[str]]:
    """Collect for each model the fields that no instance fills."""
    if isinstance(part, BaseModel):
        kind = type(part)
        empty = {f for f in kind.model_fields if getattr(part, f) in (None, "", [])}
        seen[kind] = seen[kind] & empty if kind in seen else empty
        for field in kind.model_fields:
            empty_fields(getattr(part, field), seen)
    elif isinstance(part, list):
        for one in part:
            empty_fields(one, seen)
    return seen


# -- Markdown, read back

_READERS = [MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]),
            MarkdownIt("js-default", {"html": True})]


def markdown_tokens(text: str) -> list[list[Token]]:
    """Return the tokens of Markdown, flat, as each of two readers sees them."""
    return [[t for token in reader.parse(text) for t in (token, *(token.children or []))] for reader in _READERS]


def shape(tokens: list[Token]) -> list[tuple[str, str]]:
    """Return what a Markdown file is made of, apart from its words."""
    return [(t.type, t.tag) for t in tokens if t.type not in ("text", "inline")]


def words(tokens: list[Token]) -> str:
    """Return all words of Markdown as a reader sees them."""
    parts = [t.content if t.type in ("text", "code_inline", "fence", "code_block") else
             "\n" if t.type in ("softbreak", "hardbreak") or (t.block and t.nesting == -1) else "" for t in tokens]
    return "".join(parts)


def raw_html(tokens: list[Token]) -> list[str]:
    """Return every piece of HTML in Markdown."""
    return [t.content for t in tokens if t.type in ("html_inline", "html_block")]


def hrefs(tokens: list[Token]) -> list[str]:
    """Return where every link in Markdown leads."""
    return [str(t.attrs["href"]) for t in tokens if t.type == "link_open"]


# -- HTML, read back

def soup_of(text: str) -> BeautifulSoup:
    """Return HTML as a tree, without the marks around slots and turned text."""
    soup = BeautifulSoup(text, "html.parser")
    for mark in [*soup.find_all("bdi"), *soup.select("span.slot")]:
        mark.unwrap()
    soup.smooth()
    return soup


def tags(soup: BeautifulSoup) -> list[tuple[str, dict[str, Any]]]:
    """Return every tag with its attributes, in order."""
    return [(t.name, dict(t.attrs)) for t in soup.find_all(True)]


def folded(text: str) -> str:
    """Return a text with its spaces and line ends folded, as a page shows it."""
    return re.sub(r"[ \t\n]+", " ", text).strip(" ")
