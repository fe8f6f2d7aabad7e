"""Deal review: the deal against the standard, and what the last call changed."""

from __future__ import annotations

from playbook.model import Behaviour, Element, Stage
from studio.drafting.assemble import STATUS_WORDS, Desk
from studio.drafting.draft import Document
from studio.drafting.reading import EntryReading
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import (
    and_list,
    bullet,
    clip,
    document,
    lower_first,
    say_date,
    sub,
    unstop,
)
from studio.drafting.workflows.view import View


def compose(desk: Desk) -> Document:
    """Write the review."""
    view = View(desk)
    about = view.context.about
    bodies = (_standing(view), _elements(view), _behaviours(view), _call(view), _stage(view), _risks(view),
              _actions(view), _for_the_manager(view))
    call = f", call of {say_date(about.date)}" if about and about.date else f", {say_date(view.context.date)}"
    return document(f"Deal review: {view.company}{call}", WORKFLOW.headings, bodies)


def _standing(view: View) -> list[str]:
    stage = view.reading.stage
    count = {s: [e for e in view.reading.elements if e.status == s] for s in STATUS_WORDS}
    said = ", ".join(f"{len(found)} {STATUS_WORDS[s]}" for s, found in count.items() if found)
    recorded, number = view.record("stage")
    amount, sum_id = view.record("amount")
    close, close_id = view.record("close_date")
    money = f"{float(amount):,.0f} {view.context.record.currency}".strip() if amount else "no amount"
    lines = [bullet(f"{view.company}, {money}, close date {say_date(view.context.record.close_date) if close else 'not set'}; "
                    f"CRM stage “{recorded or 'none'}”, forecast {view.context.record.forecast or 'none'}.",
                    number, sum_id, close_id),
             bullet(f"By the evidence it is in “{stage.name or stage.canonical}”. Of {len(view.reading.elements)} elements: "
                    f"{said}.", *[view.desk.of(e.id) for e in view.reading.elements])]
    worst = view.gaps()[:3]
    if worst:
        lines.append(bullet(f"What stands between {view.company} and a decision we can rely on: "
                            f"{and_list(f'{lower_first(e.name)} ({e.status})' for e in worst)}.",
                            *[view.desk.of(e.id) for e in worst]))
    return lines


def _elements(view: View) -> list[str]:
    lines = []
    for element in view.reading.elements:
        number = view.desk.of(element.id)
        lines.append(bullet(f"**{element.name}: {STATUS_WORDS[element.status]}.** {_verdict(view, element)}", number))
        lines += [sub(f"Denied: {view.said(f)}", *view.cite(f)) for f in element.denied[:2]]
        shown = view.fresh(element.quotes, 2)
        lines += [sub(view.said(f), *view.cite(f)) for f in shown]
        if element.quotes and not shown and not element.denied:
            lines.append(sub(f"Rests on words of {view.source(element.quotes[0])}, quoted above.",
                             *view.cite(element.quotes[0])))
        if element.status == "partial" and not element.quotes:
            lines += [sub(f"Only our side says so: {view.said(f)}", *view.cite(f)) for f in element.claims[:1]]
    return lines


def _verdict(view: View, element: EntryReading) -> str:
    claim = f"The CRM says “{clip(element.recorded, 90)}”; that is a claim. " if element.recorded else ""
    shown = f"Shown: {and_list(lower_first(p) for p in element.shown)}. " if element.shown else ""
    still = f"{view.company} has not said: {and_list(lower_first(p) for p in element.open)}." if element.open else ""
    if element.status == "evidenced" and not element.quotes:
        return f"{claim}No standard says how to check it, so this is no more than the record at {view.company}."
    return (claim + shown + still).strip() or f"No words of {view.company} on it."


def _behaviours(view: View) -> list[str]:
    lines = []
    for behaviour in sorted(view.reading.behaviours, key=lambda b: b.score):
        entry = view.entry(behaviour.path)
        anchors = entry.anchors if isinstance(entry, Behaviour) else []
        anchor = next((f" {a.meaning}." for a in anchors if a.score == behaviour.score), "")
        ids = view.desk.evidence_of(behaviour.id)
        missing = f" Not seen at {view.company}: {and_list(lower_first(p) for p in behaviour.open[:3])}." \
            if behaviour.open else ""
        lines.append(bullet(f"**{behaviour.name}: {behaviour.score} of 3** for {view.owner}.{anchor}{missing}",
                            *(ids or (behaviour.path,))))
        lines += [sub(view.said(f, 150), *view.cite(f)) for f in view.fresh(behaviour.quotes, 1)]
    return lines or [bullet(f"The standard names no behaviours, so nothing {view.owner} did is scored.",
                            *[view.desk.of(e.id) for e in view.reading.elements[:1]])]


def _call(view: View) -> list[str]:
    about = view.context.about
    if about is None:
        return [bullet(f"No call with {view.company} has taken place by {say_date(view.context.date)}.",
                       view.record("stage")[1])]
    added, lost, untouched = [], [], []
    for element in view.reading.elements:
        against = [f for f in element.denied if f.quote.evidence == about.id]
        here = [f for f in element.quotes if f.quote.evidence == about.id and f not in against]
        number = view.desk.of(element.id)
        if against:
            lost.append(bullet(f"Lost on {lower_first(element.name)}: {view.said(against[0])}", *view.cite(against[0]), number))
        elif here:
            parts = and_list(lower_first(f.part_name) for f in here if f.part_name)
            added.append(bullet(f"Added to {lower_first(element.name)}{f' ({parts})' if parts else ''}: "
                                f"{view.said(here[0], 150)}", *view.cite(here[0]), number))
        else:
            untouched.append(element)
    lines = lost + added
    if untouched:
        lines.append(bullet(f"Nothing said on {and_list(lower_first(e.name) for e in untouched)}.",
                            *[view.desk.of(e.id) for e in untouched]))
    dated = [f for f in view.facts.dates if f.quote.evidence == about.id]
    lines += [bullet(f"Dates named: {view.said(f, 150)}", *view.cite(f)) for f in view.fresh(dated, 2)]
    return lines


def _stage(view: View) -> list[str]:
    stage = view.reading.stage
    recorded, number = view.record("stage")
    lines = [bullet(f"The CRM puts {view.company} in “{recorded or 'no stage'}”; the evidence supports "
                    f"“{stage.name or stage.canonical}”.", number, *[view.desk.of(g.id) for g in view.gaps()[:2]])]
    for criterion in stage.criteria:
        if criterion.met and criterion.quotes:
            best = criterion.quotes[0]
            lines.append(bullet(f"Met: {lower_first(criterion.name)}. {view.said(best, 140)}", *view.cite(best)))
    for criterion in [c for c in stage.criteria if not c.met and c.mandatory][:6]:
        lines.append(bullet(f"Not met by {view.company}: {lower_first(criterion.name)}.", criterion.path))
    return lines


def _risks(view: View) -> list[str]:
    lines = []
    close, number = view.record("close_date")
    day = view.context.record.close_date
    if close and day:
        left = (day - view.context.date).days
        when = f"{left} days ahead" if left >= 0 else f"{-left} days past"
        lines.append(bullet(f"The recorded close date, {say_date(day)}, is {when}, with {len(view.gaps())} elements open.",
                            number, *[view.desk.of(g.id) for g in view.gaps()[:3]]))
    for gap in view.gaps()[:4]:
        entry = view.entry(gap.path)
        risk = entry.risks[0] if isinstance(entry, Element) and entry.risks else ""
        if risk:
            lines.append(bullet(f"{gap.name} is {gap.status} at {view.company}: {lower_first(risk)}", view.desk.of(gap.id)))
    heard = [p.name for p in view.buyers if p.id in view.lately]
    silent = view.quiet()
    if silent:
        lines.append(bullet(f"Heard at {view.company}: {and_list(heard) or 'nobody'}. Not heard: "
                            f"{and_list(view.titled(p.id) for p in silent)}.", *[view.silence(p) for p in silent]))
    limit = next((s.inactivity_days for s in view.standard.stages if isinstance(s, Stage)
                  and f"process.{s.id}" == view.reading.stage.path), None)
    last = max((e.date for e in view.context.evidence if e.date and any(t.side == "buyer" for t in e.turns)), default=None)
    if limit and last and (view.context.date - last).days > limit:
        lines.append(bullet(f"{view.company} was last heard on {say_date(last)}; the standard warns after {limit} days.",
                            view.reading.stage.path))
    return lines or [bullet(f"No risk shows at {view.company} beyond what the record itself says.", view.record("stage")[1])]


def _actions(view: View) -> list[str]:
    lines = []
    for action in view.desk.recommended:
        lines.append(bullet(f"Suggested, {action.rank}: {view.proposed(action)}. Closes {lower_first(view.closes(action))}.",
                            action.id))
        why = next((p.why for p in view.reading.proposals if p.action == action.action and p.why), "")
        if why:
            lines.append(sub(f"Why, for {view.company}: {lower_first(unstop(why))}.", *(action.basis or (action.id,))))
        avoid = getattr(view.entry(action.standard), "avoid_when", "")
        if avoid:
            lines.append(sub(f"Wrong if, at {view.company}: {lower_first(unstop(avoid))}.", action.standard))
    return lines or [bullet(f"The standard proposes nothing for {view.company}; {view.owner} and the manager decide what to "
                            f"do about {and_list(lower_first(g.name) for g in view.gaps()[:3]) or 'the close'}.",
                            *[view.desk.of(g.id) for g in view.gaps()[:3]])]


def _for_the_manager(view: View) -> list[str]:
    lines = []
    close_calls = sorted(view.reading.elements, key=lambda e: e.confidence)[:2]
    for element in close_calls:
        words = (*element.denied, *element.quotes)[:1]
        quoted = f" on the strength of “{clip(words[0].quote.text, 110)}”" if words else " because nothing in evidence shows it"
        lines.append(bullet(f"Do you agree that {lower_first(element.name)} is {element.status}{quoted}?",
                            view.desk.of(element.id), *view.cite(*words)))
    for action in view.desk.recommended[:1]:
        lines.append(bullet(f"Is this the right first step at {view.company}, or only a plausible one: "
                            f"{lower_first(unstop(action.action))}?", action.id))
    for behaviour in sorted(view.reading.behaviours, key=lambda b: b.score)[:2]:
        entry = view.entry(behaviour.path)
        if isinstance(entry, Behaviour) and entry.questions:
            lines.append(bullet(f"To {view.owner}, on {view.company}: “{entry.questions[0]}”", behaviour.path))
    for judgement in view.standard.book.governance.judgements[:2]:
        lines.append(bullet(f"Yours to judge for {view.company}: {lower_first(judgement.name)}.",
                            f"governance.judgements.{judgement.id}"))
    return lines


WORKFLOW = Workflow(
    name="deal_review", title="Deal review", trigger="call_completed",
    purpose="Score the deal and the call against the standard and draft the review for the manager.",
    reads=("all evidence visible at the event", "the CRM record", "the call that the event is about"),
    parts=("qualification", "behaviours", "process: exit criteria", "plays", "governance: human judgements"),
    headings=("Where the deal stands", "Qualification, element by element", "Behaviours of the seller",
              "What this call added or lost", "Stage against evidence", "Risks", "Next best actions",
              "Questions for the manager"),
    stops="The manager approves, amends or rejects each item; nothing counts before that.",
    compose=compose)
