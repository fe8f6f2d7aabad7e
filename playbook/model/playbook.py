"""The playbook: the whole standard in one model, with its references checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field, model_validator

from playbook.model.base import (
    BEHAVIOUR_IDS,
    QUALIFICATION_IDS,
    STAGE_IDS,
    Depth,
    Entry,
    Line,
    Model,
    Slug,
    Source,
    Text,
    at,
    listed,
)
from playbook.model.behaviours import Behaviour
from playbook.model.governance import Governance, Orchestration
from playbook.model.method import Method
from playbook.model.plays import Play
from playbook.model.process import Stage
from playbook.model.qualification import Qualification

Pillar = Literal["process", "qualification", "method", "behaviours", "plays", "orchestration", "governance"]


class Segment(Model):
    """A kind of deal that the standard treats differently."""

    id: Slug
    name: Line
    amount_at_least: float | None = Field(None, ge=0)
    amount_below: float | None = Field(None, ge=0)
    employees_at_least: int | None = Field(None, ge=0)
    employees_below: int | None = Field(None, ge=0)

    def holds(self, *, amount: float | None, employees: int | None) -> bool:
        """Tell whether a deal with these facts belongs to the segment."""
        return all((
            self.amount_at_least is None or (amount is not None and amount >= self.amount_at_least),
            self.amount_below is None or (amount is not None and amount < self.amount_below),
            self.employees_at_least is None or (employees is not None and employees >= self.employees_at_least),
            self.employees_below is None or (employees is not None and employees < self.employees_below),
        ))


class Playbook(Model):
    """How a company sells, as data that a model treats as the standard."""

    id: Slug = Field(description="Stable id of the playbook")
    name: Line = Field(description="What people call it")
    version: int = Field(1, ge=1, description="Counts published versions")
    specificity: Depth | Literal["none"] | None = Field(
        None, description="Set on a playbook derived at a level; a label only, nothing reads it")
    description: Text = at("defined", "", help="For which company and which deals")
    currency: Text = at("named", "", help="ISO 4217 code in which amounts in conditions are meant")
    sources: list[Source] = listed("named")
    segments: list[Segment] = listed("named")
    process: list[Stage] = listed("named", help="Stages, in order")
    qualification: Qualification = Field(default_factory=Qualification)
    method: Method = Field(default_factory=Method)
    behaviours: list[Behaviour] = listed("named")
    plays: list[Play] = listed("guided")
    orchestration: Orchestration = Field(default_factory=Orchestration)
    governance: Governance = Field(default_factory=Governance)

    @model_validator(mode="after")
    def _check(self) -> Playbook:
        problems = list(_problems(self))
        if problems:
            raise ValueError("; ".join(problems[:5]))
        return self

    def entries(self) -> Iterator[tuple[Pillar, str, Entry]]:
        """Every entry with its pillar and its stable path, in reading order."""
        for stage in self.process:
            yield "process", f"process.{stage.id}", stage
            for criterion in stage.exit_criteria:
                yield "process", f"process.{stage.id}.{criterion.id}", criterion
        for element in self.qualification.elements:
            yield "qualification", f"qualification.{element.id}", element
        for group in ("chain", "rows", "guidance", "positions", "value_drivers", "levers", "pairs"):
            for entry in getattr(self.method, group):
                yield "method", f"method.{group}.{entry.id}", entry
        for behaviour in self.behaviours:
            yield "behaviours", f"behaviours.{behaviour.id}", behaviour
        for play in self.plays:
            yield "plays", f"plays.{play.id}", play
        for agent in self.orchestration.agents:
            yield "orchestration", f"orchestration.agents.{agent.id}", agent
        for judgement in self.governance.judgements:
            yield "governance", f"governance.judgements.{judgement.id}", judgement


def _repeated(where: str, ids: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield f"{where}: the id '{name}' is used {count} times, expected once"


def _canonical(where: str, entries: Iterable[Entry], known: tuple[str, ...], once: bool) -> Iterator[str]:
    seen: set[str] = set()
    for entry in entries:
        if entry.canonical is None or entry.archived:
            continue
        if entry.canonical not in known:
            yield f"{where}.{entry.id}.canonical: '{entry.canonical}' is unknown, expected one of {', '.join(known)}"
        elif once and entry.canonical in seen:
            yield f"{where}.{entry.id}.canonical: '{entry.canonical}' is already mapped by another entry"
        seen.add(entry.canonical)


def _missing(where: str, refs: Iterable[str | None], known: set[str], what: str) -> Iterator[str]:
    for ref in refs:
        if ref is not None and ref not in known:
            yield f"{where}: '{ref}' is no {what} in this playbook"


def _problems(book: Playbook) -> Iterator[str]:
    elements, behaviours = book.qualification.elements, book.behaviours
    stages = {s.id for s in book.process}
    names = {e.id for e in elements} | {b.id for b in behaviours}
    groups: dict[str, list[Entry]] = {
        "process": list(book.process), "qualification": list(elements), "behaviours": list(behaviours),
        "plays": list(book.plays), "orchestration.agents": list(book.orchestration.agents),
        "governance.judgements": list(book.governance.judgements),
        **{f"method.{g}": list(getattr(book.method, g))
           for g in ("chain", "rows", "guidance", "positions", "value_drivers", "levers", "pairs")},
    }
    for where, entries in groups.items():
        yield from _repeated(where, (e.id for e in entries))
        for entry in entries:
            wanted = entry.applies_when.segments if entry.applies_when else []
            yield from _missing(f"{where}.{entry.id}.applies_when", wanted, {s.id for s in book.segments}, "segment")
    yield from _repeated("segments", (s.id for s in book.segments))
    yield from _canonical("process", book.process, STAGE_IDS, once=False)
    yield from _canonical("qualification", elements, QUALIFICATION_IDS, once=True)
    yield from _canonical("behaviours", behaviours, BEHAVIOUR_IDS, once=True)
    for stage in book.process:
        here = f"process.{stage.id}"
        yield from _repeated(here, (c.id for c in stage.exit_criteria))
        for criterion in stage.exit_criteria:
            yield from _missing(f"{here}.{criterion.id}.requires", (r.element for r in criterion.requires),
                                {e.id for e in elements}, "qualification element")
    for element in elements:
        here = f"qualification.{element.id}"
        parts = {c.id for c in element.components}
        yield from _repeated(here + ".components", (c.id for c in element.components))
        yield from _missing(here + ".fields", (f.component for f in element.fields), parts, "component of it")
        yield from _missing(here + ".record", (r.component for r in element.record), parts, "component of it")
        yield from _missing(here + ".expected_by", [element.expected_by], stages, "stage")
    for behaviour in behaviours:
        here = f"behaviours.{behaviour.id}"
        yield from _repeated(here + ".indicators", (c.id for c in behaviour.indicators))
        yield from _missing(here + ".stages", behaviour.stages, stages, "stage")
    for play in book.plays:
        here = f"plays.{play.id}"
        yield from _missing(here + ".closes", play.closes, names, "qualification element or behaviour")
        yield from _missing(here + ".when", (t.entry for t in play.when), names, "qualification element or behaviour")
        yield from _missing(here + ".when.stages", (s for t in play.when for s in t.stages), stages, "stage")
        yield from _missing(here + ".with_whom", (w.entry for w in play.with_whom), names,
                            "qualification element or behaviour")
    for pair in book.method.pairs:
        yield from _missing(f"method.pairs.{pair.id}.row", [pair.row], {r.id for r in book.method.rows}, "method row")
    agents = {a.id for a in book.orchestration.agents}
    for rule in book.orchestration.events:
        yield from _missing(f"orchestration.events.{rule.event}", [rule.agent], agents, "agent")
