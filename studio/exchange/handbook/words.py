"""A playbook's short values in words: who, when, how much, under which condition."""

from __future__ import annotations

from datetime import date

from playbook.labels import FOUND
from playbook.model import Component, Condition, Playbook, Requirement, Segment, Source, Trigger, Who
from studio.drafting.draft import WORKFLOWS
from studio.drafting.workflows import workflow
from studio.exchange.handbook.document import Link, Words, joined, plain

SIDES = {"buyer": "the buyer", "seller": "the seller", "document": "a document", "crm": "the CRM"}
NEEDS = {"person": "a person", "money": "an amount of money", "number": "a number", "date": "a date",
         "organisation": "an organisation", "document": "a document"}
PROOFS = {"meeting": "a conversation with a buyer", "document": "a document", "record": "a field in the CRM",
          "qualification": "the qualification elements it needs"}
STATUSES = {"evidenced": "evidenced", "partial": "partly evidenced", "missing": "missing",
            "contradicted": "contradicted"}
AUTHORITIES = {"draft": "draft", "propose": "propose changes", "write_back": "write to the CRM"}
_MEASURES = {"buyer_people_heard": "buyers who have spoken or written",
             "seller_talk_share": "share of the words in calls that are the seller's",
             "seller_questions": "open questions a call, on average",
             "buyer_numbers": "times a buyer names money or a number",
             "dated_close": "share of calls that end on a date a buyer agrees to"}
_SHARES = ("seller_talk_share", "dated_close")


class Index:
    """What the ids in a playbook are called, and where in the handbook they stand."""

    def __init__(self, book: Playbook) -> None:
        self.currency = book.currency
        self._stages = {s.id: _place(s.name, f"process.{s.id}", s.archived) for s in book.process}
        behaviours = {b.id: _place(b.name, f"behaviours.{b.id}", b.archived) for b in book.behaviours}
        self._entries = behaviours | {
            e.id: _place(e.name, f"qualification.{e.id}", e.archived) for e in book.qualification.elements}
        self._rows = {r.id: _place(r.name, f"method.rows.{r.id}", r.archived) for r in book.method.rows}
        self._agents = {a.id: _place(a.name, f"orchestration.agents.{a.id}", a.archived)
                        for a in book.orchestration.agents}
        self._parts = {(e.id, c.id): c.name for e in book.qualification.elements for c in e.components}
        self._segments = {s.id: s.name for s in book.segments}
        self._elements = {e.id for e in book.qualification.elements}

    def stage(self, name: str) -> Words:
        """Return a stage by its id."""
        return self._stages.get(name) or plain(humane(name))

    def entry(self, name: str) -> Words:
        """Return a qualification element or a behaviour by its id."""
        return self._entries.get(name) or plain(humane(name))

    def row(self, name: str) -> Words:
        """Return a row of the matrix by its id."""
        return self._rows.get(name) or plain(humane(name))

    def agent(self, name: str) -> Words:
        """Return an agent by its id."""
        return self._agents.get(name) or plain(humane(name))

    def part(self, element: str, name: str) -> str:
        """Return what a component of an element is called."""
        return self._parts.get((element, name)) or humane(name)

    def segment(self, name: str) -> str:
        """Return what a kind of deal is called."""
        return self._segments.get(name) or humane(name)

    def is_behaviour(self, name: str) -> bool:
        """Tell whether an id is that of a behaviour."""
        return name not in self._elements


def _place(name: str, anchor: str, archived: bool) -> Words:
    return (name, " (archived)") if archived else (Link(name, anchor),)


def humane(name: str) -> str:
    """Return an id as words, with a capital first letter."""
    words = " ".join("CRM" if word == "crm" else word for word in name.split("_"))
    return words[:1].upper() + words[1:]


def draft_title(workflow_name: str) -> str:
    """Return what a workflow's draft is called."""
    return workflow(workflow_name).title if workflow_name in WORKFLOWS else humane(workflow_name)


def day(when: date) -> str:
    """Return a date as people write it."""
    return f"{when.day} {when:%B %Y}"


def days(count: int) -> str:
    """Return a number of days in words."""
    return "1 day" if count == 1 else f"{count:,} days"


def number(value: float) -> str:
    """Return a number with thousands set apart."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def either(names: list[str], last: str = " or ") -> str:
    """Return alternatives in words."""
    return "".join(w for w in joined([plain(n) for n in names], last=last) if isinstance(w, str))


def amounts(least: float | None, below: float | None, unit: str) -> str:
    """Return a range in words; empty where there is none."""
    unit = f" {unit}" if unit else ""
    parts = [f"{number(least)}{unit} or more"] if least is not None else []
    parts += [f"below {number(below)}{unit}"] if below is not None else []
    return ", ".join(parts)


def condition_words(condition: Condition | None, index: Index) -> str:
    """Return when an entry applies; empty where it always does."""
    if condition is None:
        return ""
    worth = amounts(condition.amount_at_least, condition.amount_below, index.currency)
    parts = [either([index.segment(s) for s in condition.segments])] if condition.segments else []
    parts += [f"deals of {worth}" if condition.amount_at_least is not None else f"deals {worth}"] if worth else []
    parts += [f"industries such as {either(condition.industries)}"] if condition.industries else []
    return "; ".join(parts)


def segment_size(segment: Segment, currency: str) -> tuple[str, str]:
    """Return the amounts and the numbers of employees of a kind of deal."""
    return (amounts(segment.amount_at_least, segment.amount_below, currency),
            amounts(segment.employees_at_least, segment.employees_below, ""))


def trigger_words(trigger: Trigger, index: Index) -> Words:
    """Return when a play fits."""
    if index.is_behaviour(trigger.entry):
        state = " is weak" if trigger.score_at_most is None else f" scores {trigger.score_at_most} or less"
    else:
        state = f" is {either([STATUSES[s] for s in trigger.statuses]) or 'not yet evidenced'}"
    part = f", with “{index.part(trigger.entry, trigger.component)}” open" if trigger.component else ""
    stages = joined([index.stage(s) for s in trigger.stages], last=" or ")
    return (*index.entry(trigger.entry), state + part + (", in " if stages else ""), *stages)


def who_words(who: Who, index: Index) -> Words:
    """Return whom to do a play with."""
    if who.find == "person_for" and who.entry:
        return ("Whoever is named for ", *index.entry(who.entry))
    if who.find == "title" and who.titles:
        return plain(f"Somebody whose title has {either(who.titles)}")
    found = FOUND[who.find]
    return plain(found[:1].upper() + found[1:])


def requirement_words(need: Requirement, index: Index) -> Words:
    """Return which status an element must have reached."""
    return (*index.entry(need.element), f" is at least {STATUSES[need.at_least]}")


def measure_words(part: Component) -> str:
    """Return what is counted for a component; empty where it is read."""
    if part.measure is None:
        return ""

    def said(value: float) -> str:
        return f"{value:.0%}" if part.measure in _SHARES else number(value)

    limits = [f"at least {said(part.at_least)}"] if part.at_least is not None else []
    limits += [f"at most {said(part.at_most)}"] if part.at_most is not None else []
    return ", ".join([f"Counted: {_MEASURES[part.measure]}", *limits]) + "."


def source_words(source: Source) -> str:
    """Return where an entry comes from."""
    where = f"{source.title}: {source.where}" if source.where else source.title
    return f"{where} – “{source.passage}”" if source.passage else where
