"""Deal review: the deal against the standard, and what the last call changed."""

from __future__ import annotations

from playbook.model import Behaviour
from studio.drafting.assemble import STATUS_WORDS, Desk
from studio.drafting.draft import Document
from studio.drafting.reading import EntryReading
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import (
    SUPPORTS,
    and_list,
    bullet,
    clip,
    document,
    lower_first,
    say_date,
    sub,
    unstop,
)
from studio.drafting.workflows.risks import risks, stage_lines
from studio.drafting.workflows.view import View

_SEEN = 0.25


def compose(desk: Desk) -> Document:
    """Write the review."""
    view = View(desk)
    about = view.context.about
    bodies = (_standing(view), _elements(view), _behaviours(view), _call(view), stage_lines(view),
              risks(view),
              _actions(view), _for_the_manager(view))
    call = f"call of {say_date(about.date)}" if about and about.date else say_date(view.context.date)
    return document(f"Deal review: {view.company}, {call}", WORKFLOW.headings, bodies)


def _standing(view: View) -> list[str]:
    stage, record = view.reading.stage, view.context.record
    count = {s: [e for e in view.reading.elements if e.status == s] for s in STATUS_WORDS}
    said = and_list(f"{len(found)} {STATUS_WORDS[s]}" for s, found in count.items() if found)
    ids = [view.record(f)[1] for f in ("stage", "amount", "close_date", "forecast")]
    money = f"{record.amount:,.0f} {record.currency}".strip() if record.amount is not None else "no amount"
    close = say_date(record.close_date) if record.close_date else "not set"
    lines = [bullet(f"The CRM has {view.company} at “{record.stage or 'no stage'}”, {money}, close date "
                    f"{close}, forecast "
                    f"{record.forecast or 'not set'}.", *ids),
             bullet(f"{SUPPORTS} “{stage.name or stage.canonical}”. Of "
                    f"{len(view.reading.elements)} elements, "
                    f"{said} at {view.company}.", *view.of(*view.reading.elements))]
    worst = view.gaps[:3]
    if worst:
        lines.append(bullet("First to settle: "
                            f"{and_list(f'{lower_first(e.name)} ({view.status(e)})' for e in worst)}. "
                            f"{view.to_ask(worst[0])} is the person to begin with.", *view.of(*worst)))
    return lines


def _elements(view: View) -> list[str]:
    lines = []
    for element in view.reading.elements:
        lines.append(bullet(f"**{element.name}: {STATUS_WORDS[element.status]}.** {_verdict(view, element)}",
                            *view.of(element)))
        lines += [sub(f"Against the record: {view.said(f)}", *view.cite(f))
                  for f in view.fresh(element.denied, 2)]
        shown = view.fresh(view.evidence(element), 2)
        lead = "Thin. " if view.thin(element) else ""
        lines += [sub(f"{lead}{view.said(f)}", *view.cite(f)) for f in (shown[:1] if lead else shown)]
        if view.evidence(element) and not shown and not element.denied:
            lines.append(sub(f"Rests on {view.source(view.evidence(element)[0])}, quoted above.",
                             *view.cite(view.evidence(element)[0])))
        if element.status == "partial" and not view.evidence(element):
            lines += [sub(f"Only our side says so. {view.said(f)}", *view.cite(f))
                      for f in element.claims[:1]]
    return lines


def _verdict(view: View, element: EntryReading) -> str:
    claim = f"The CRM says “{view.recorded(element)}”. " if element.recorded else ""
    shown = f"Shown: {and_list(lower_first(p) for p in element.shown)}. " if element.shown else ""
    still = f"Open: {and_list(lower_first(p) for p in element.open)}." if element.open else ""
    if element.status == "evidenced" and not element.quotes:
        return f"{claim}No standard says how to check it; at {view.company} this is the record alone."
    return (claim + shown + still).strip() or f"Nobody at {view.company} has said anything on it."


def _behaviours(view: View) -> list[str]:
    lines = []
    for behaviour in sorted(view.reading.behaviours, key=lambda b: b.score):
        entry = view.entry(behaviour.path)
        anchors = entry.anchors if isinstance(entry, Behaviour) else []
        anchor = next((f" {unstop(a.meaning)}." for a in anchors if a.score == behaviour.score), "")
        seen = f" Seen: {and_list(lower_first(p) for p in behaviour.shown[:3])}." if behaviour.shown else ""
        missing = f" Not seen with {view.company}: {and_list(lower_first(p) for p in behaviour.open[:3])}." \
            if behaviour.open else ""
        lines.append(bullet(f"**{behaviour.name}: {behaviour.score} of 3** for "
                            f"{view.owner}.{anchor}{seen}{missing}",
                            *(view.desk.evidence_of(behaviour.id) or (behaviour.path,))))
        good = [f for f in behaviour.quotes if f.fit >= _SEEN]
        lines += [sub(view.said(f, 150), *view.cite(f)) for f in view.fresh(good, 1)]
    return lines or [bullet(f"The standard names no behaviours, so nothing that {view.owner} did is scored.",
                            *view.worst)]


def _call(view: View) -> list[str]:
    about = view.context.about
    if about is None:
        return [bullet(f"No call with {view.company} has taken place by {say_date(view.context.date)}.",
                       *view.worst)]
    added, lost, untouched = [], [], []
    for element in view.reading.elements:
        against = [f for f in element.denied if f.quote.evidence == about.id]
        here = [f for f in view.evidence(element) if f.quote.evidence == about.id and f.quote in view.home
                and view.home[f.quote][1] is element]
        if against:
            lost.append(bullet(f"Lost on {lower_first(element.name)}. {view.said(against[0])}",
                               *view.cite(against[0]),
                               *view.of(element)))
        if here:
            parts = and_list(lower_first(f.part_name) for f in here if f.part_name)
            added.append(bullet(f"Added to {lower_first(element.name)}{f' ({parts})' if parts else ''}. "
                                f"{view.said(here[0], 150)}", *view.cite(here[0]), *view.of(element)))
        elif not against:
            untouched.append(element)
    lines = lost + added
    dated = [f for f in view.dates if f.quote.evidence == about.id]
    lines += [bullet(f"A date named. {view.said(f, 150)}", *view.cite(f)) for f in view.fresh(dated, 2)]
    if untouched:
        lines.append(bullet(f"Nothing new from {view.company} on "
                            f"{and_list(lower_first(e.name) for e in untouched)}.",
                            *view.of(*untouched)))
    return lines


def _actions(view: View) -> list[str]:
    lines = []
    for action in view.desk.recommended:
        lines.append(bullet(f"Suggested, {action.rank}: {view.proposed(action)}. Closes "
                            f"{view.closes(action)}.", action.id))
        why = next((p.why for p in view.reading.proposals if p.action == action.action and p.why), "")
        if why:
            lines.append(sub(f"Why here, with {view.company}: {lower_first(unstop(why))}.",
                             *(action.basis or (action.id,))))
        avoid = getattr(view.entry(action.standard), "avoid_when", "")
        if avoid:
            lines.append(sub(f"Wrong for {view.company} if: {lower_first(unstop(avoid))}.", action.standard))
    return lines or [bullet(f"The standard proposes nothing for {view.company}; {view.owner} and the "
                            "manager decide what to "
                            "do about "
                            f"{and_list(lower_first(g.name) for g in view.gaps[:3]) or 'the close'}.",
                            *(view.of(*view.gaps[:3]) or view.worst))]


def _for_the_manager(view: View) -> list[str]:
    lines = []
    for element in sorted(view.reading.elements, key=lambda e: e.confidence)[:2]:
        words = view.best(element)[:1]
        ground = f"on the strength of “{clip(words[0].quote.text, 110)}”" if words else \
            f"with nothing firm in evidence from {view.company}"
        lines.append(bullet(f"Do you agree that {lower_first(element.name)} is "
                            f"{STATUS_WORDS[element.status]}, {ground}?",
                            *view.of(element), *view.cite(*words)))
    for action in view.desk.recommended[:1]:
        lines.append(bullet("Is the first action, with "
                            f"{and_list(map(view.context.name, action.with_)) or view.contact} on "
                            f"{view.closes(action)}, the right one or only a plausible one?", action.id))
    for behaviour in sorted(view.reading.behaviours, key=lambda b: b.score)[:2]:
        entry = view.entry(behaviour.path)
        if isinstance(entry, Behaviour) and entry.questions:
            lines.append(bullet(f"To ask {view.owner} about {view.company}: “{entry.questions[0]}”",
                                behaviour.path))
    return lines


WORKFLOW = Workflow(
    name="deal_review", title="Deal review", trigger="call_completed",
    purpose="Score the deal and the call against the standard and draft the review for the manager.",
    reads=("all evidence visible at the event", "the CRM record", "the call that the event is about"),
    parts=("qualification", "behaviours", "process: exit criteria", "plays"),
    headings=("Where the deal stands", "Qualification, element by element", "Behaviours of the seller",
              "What this call added or lost", "Stage against evidence", "Risks", "Next best actions",
              "Questions for the manager"),
    stops="The manager approves, amends or rejects each item; nothing counts before that.",
    compose=compose)
