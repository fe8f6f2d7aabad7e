"""The chapters of a handbook, one for each pillar: an overview, then each entry in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

from playbook.labels import label
from playbook.model import Entry, Grant, HumanJudgement, Play, Playbook, Stage
from studio.exchange.handbook.document import (
    NOT_WRITTEN,
    Block,
    Cell,
    Items,
    Link,
    Prose,
    Row,
    Section,
    Table,
    joined,
    plain,
    table,
)
from studio.exchange.handbook.entries import entry_section
from studio.exchange.handbook.words import (
    AUTHORITIES,
    Index,
    condition_words,
    day,
    days,
    draft_title,
    humane,
    trigger_words,
)

Kind = TypeVar("Kind", bound=Entry)
CHAIN = ("problem", "impact", "root_cause", "promise", "payoff")
_METHOD = (
    ("chain", "The chain", "The links of every case, in order. Each one is the buyer's before it is ours."),
    ("rows", "The matrix", "Problems worth solving, each traced from the problem to what its solution is worth."),
    ("guidance", "Guidance by occasion", "What a good conversation or document looks like."),
    ("positions", "Positions", "The answers a buyer needs before they say yes."),
    ("value_drivers", "Value drivers", "Kinds of value, and how each is counted."),
    ("levers", "Levers", "Findings about how people decide, each with its limits."),
    ("pairs", "Feature-led and problem-led", "The same point, put both ways."),
)


def chapters_of(book: Playbook) -> dict[str, Section]:
    """Return the chapter of each pillar, in reading order, those with nothing in them too."""
    index = Index(book)
    made = (
        ("process", "Process", _process), ("qualification", "Qualification", _qualification),
        ("method", "Method", _method), ("behaviours", "Behaviours", _behaviours), ("plays", "Plays", _plays),
        ("orchestration", "Agents", _agents), ("governance", "Judgements and governance", _governance))
    return {pillar: Section(title, tuple(b for b in blocks(book, index) if b is not None), pillar)
            for pillar, title, blocks in made}


def live(entries: Iterable[Kind]) -> list[Kind]:
    """Return the entries that are not archived."""
    return [e for e in entries if not e.archived]


def _process(book: Playbook, index: Index) -> Iterator[Block | None]:
    stages = live(book.process)
    yield _lead(stages, "The stages a deal goes through, in order, and what must hold before each is left.")
    yield table("", ("Stage", "What the buyer does", "Must hold before leaving", "Usual length",
                    "Deals that go on"), [_stage_row(s) for s in stages])
    for stage in stages:
        path = f"process.{stage.id}"
        criteria = [entry_section(c, f"{path}.{c.id}", index) for c in live(stage.exit_criteria)]
        yield entry_section(stage, path, index, inside=criteria)


def _stage_row(stage: Stage) -> Row:
    path = f"process.{stage.id}"
    must = tuple((Link(c.name, f"{path}.{c.id}"),) for c in live(stage.exit_criteria) if c.mandatory)
    length = (plain(days(stage.typical_days)),) if stage.typical_days is not None else ()
    share = (plain(f"{stage.exit_probability:.0%}"),) if stage.exit_probability is not None else ()
    does = tuple(plain(a) for a in stage.buyer_activities)
    return Row((((Link(stage.name, path),),), does, must, length, share))


def _qualification(book: Playbook, index: Index) -> Iterator[Block | None]:
    elements = live(book.qualification.elements)
    yield _lead(elements, "What has to be known about a deal, and what shows that it is known.")
    if book.qualification.framework:
        yield Prose("Framework", plain(book.qualification.framework), "aside")
    rows = [Row((_link(e.name, f"qualification.{e.id}"), _cell(e.question),
                 (index.stage(e.expected_by),) if e.expected_by else ())) for e in elements]
    yield table("", ("Element", "The question it answers", label("expected_by")), rows)
    for element in elements:
        yield entry_section(element, f"qualification.{element.id}", index)


def _method(book: Playbook, index: Index) -> Iterator[Block | None]:
    if book.method.summary:
        yield Prose("", plain(book.method.summary), "lead")
    for group, title, lead in _METHOD:
        entries: list[Entry] = live(getattr(book.method, group))
        if not entries:
            continue
        inside = [entry_section(e, f"method.{group}.{e.id}", index) for e in entries]
        overview = _matrix(entries) if group == "rows" else None
        parts = [Prose("", plain(lead)), *([overview] if overview else []), *inside]
        yield Section(title, tuple(parts), f"method.{group}")


def _matrix(rows: list[Entry]) -> Table | None:
    return table("", ("Problem area", *(label(c) for c in CHAIN)), [
        Row((_link(r.name, f"method.rows.{r.id}"), *(_cell(getattr(r, c)) for c in CHAIN))) for r in rows])


def _behaviours(book: Playbook, index: Index) -> Iterator[Block | None]:
    behaviours = live(book.behaviours)
    rows = [Row((_link(b.name, f"behaviours.{b.id}"), _cell(b.standard),
                 tuple(index.stage(s) for s in b.stages))) for b in behaviours]
    yield _lead(behaviours, "What we expect of every seller, in every deal.")
    yield table("", ("Behaviour", label("standard"), "Expected in"), rows)
    for behaviour in behaviours:
        yield entry_section(behaviour, f"behaviours.{behaviour.id}", index)


def _plays(book: Playbook, index: Index) -> Iterator[Block | None]:
    plays = live(book.plays)
    yield _lead(plays, "What to do about a gap, and when it fits.")
    rows = [_play_row(p, index) for p in plays]
    yield table("", ("Play", label("when"), label("owner_role"), "Within"), rows)
    for play in plays:
        yield entry_section(play, f"plays.{play.id}", index)


def _play_row(play: Play, index: Index) -> Row:
    when = tuple(trigger_words(t, index) for t in play.when)
    done = (humane(play.owner_role), days(play.within_days)) if play.when or play.action else ("", "")
    return Row((_link(play.name, f"plays.{play.id}"), when, _cell(done[0]), _cell(done[1])))


def _agents(book: Playbook, index: Index) -> Iterator[Block | None]:
    agents = live(book.orchestration.agents)
    rows = [Row((_cell(humane(r.event)), _cell(draft_title(r.workflow)), (index.agent(r.agent),) if r.agent else ()))
            for r in book.orchestration.events]
    yield _lead([*rows, *agents], "What a machine drafts, when, and within which limits.")
    yield table("", ("When this happens", "This is drafted", "By"), rows)
    for agent in agents:
        yield entry_section(agent, f"orchestration.agents.{agent.id}", index)


def _governance(book: Playbook, index: Index) -> Iterator[Block | None]:
    rules, judgements, grants = book.governance.rules, live(book.governance.judgements), book.governance.grants
    yield _lead([*rules, *judgements, *grants], "The rules we keep, and who decides what.")
    if rules:
        yield Section("Rules", (Items("", tuple(plain(r) for r in rules), ordered=True),), "governance.rules")
    if judgements:
        rows = tuple(_judgement_row(j, index) for j in judgements)
        whose = Table("", ("Judgement", label("whose"), label("why")), rows)
        yield Section("Judgements that stay with people", (whose,), "governance.judgements")
    head = ("Draft", "It may", "CRM fields", "Granted by", "Since", "On what record")
    if shown := table("", head, [_grant_row(g) for g in grants]):
        yield Section("What each draft may do", (shown,), "governance.grants")
    if book.governance.retention_days is not None:
        kept = f"Evidence and drafts are kept for {days(book.governance.retention_days)}."
        yield Section("How long things are kept", (Prose("", plain(kept)),), "governance.retention")


def _judgement_row(one: HumanJudgement, index: Index) -> Row:
    only = condition_words(one.applies_when, index)
    name = (plain(one.name), plain(f"Only for: {only}")) if only else (plain(one.name),)
    empty = not one.whose and not one.why
    return Row((name, _cell(f"{NOT_WRITTEN}." if empty else one.whose), _cell(one.why)),
               f"governance.judgements.{one.id}")


def _grant_row(grant: Grant) -> Row:
    fields = (joined([plain(f) for f in grant.fields]),) if grant.fields else ()
    return Row((_cell(draft_title(grant.workflow)), _cell(AUTHORITIES[grant.authority].capitalize()), fields,
                _cell(grant.granted_by), _cell(day(grant.since) if grant.since else ""), _cell(grant.proof)))


def _lead(entries: Sized, text: str) -> Prose | None:
    return Prose("", plain(text), "lead") if entries else None


def _cell(text: str) -> Cell:
    return (plain(text),) if text else ()


def _link(name: str, anchor: str) -> Cell:
    return ((Link(name, anchor),),)
