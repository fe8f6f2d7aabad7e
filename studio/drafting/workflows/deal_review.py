"""Deal review: the deal against the standard, and what the last call changed."""

from __future__ import annotations

from playbook.model import Behaviour, Element, Stage
from studio.drafting.assemble import STATUS_WORDS, Desk
from studio.drafting.draft import Document
from studio.drafting.reading import EntryReading
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import and_list, bullet, clip, document, lower_first, say_date, sub, unstop
from studio.drafting.workflows.view import View

_RISKS, _NOT_MET = 4, 5


def compose(desk: Desk) -> Document:
    """Write the review."""
    view = View(desk)
    about = view.context.about
    bodies = (_standing(view), _elements(view), _behaviours(view), _call(view), _stage(view), _risks(view),
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
    lines = [bullet(f"The CRM has {view.company} at “{record.stage or 'no stage'}”, {money}, close date {close}, forecast "
                    f"{record.forecast or 'not set'}.", *ids),
             bullet(f"The evidence supports “{stage.name or stage.canonical}”. Of {len(view.reading.elements)} elements, "
                    f"{said} at {view.company}.", *view.of(*view.reading.elements))]
    worst = view.gaps[:3]
    if worst:
        lines.append(bullet(f"First to settle: {and_list(f'{lower_first(e.name)} ({e.status})' for e in worst)}. "
                            f"{view.to_ask(worst[0])} is the person to begin with.", *view.of(*worst)))
    return lines


def _elements(view: View) -> list[str]:
    lines = []
    for element in view.reading.elements:
        lines.append(bullet(f"**{element.name}: {STATUS_WORDS[element.status]}.** {_verdict(view, element)}",
                            *view.of(element)))
        lines += [sub(f"Against the record: {view.said(f)}", *view.cite(f)) for f in view.fresh(element.denied, 2)]
        shown = view.fresh(element.quotes, 2)
        lines += [sub(view.said(f), *view.cite(f)) for f in shown]
        if element.quotes and not shown and not element.denied:
            lines.append(sub(f"Rests on {view.source(element.quotes[0])}, quoted above.", *view.cite(element.quotes[0])))
        if element.status == "partial" and not element.quotes:
            lines += [sub(f"Only our side says so. {view.said(f)}", *view.cite(f)) for f in element.claims[:1]]
    return lines


def _verdict(view: View, element: EntryReading) -> str:
    claim = f"The CRM says “{clip(element.recorded, 90)}”. " if element.recorded else ""
    shown = f"Shown: {and_list(lower_first(p) for p in element.shown)}. " if element.shown else ""
    still = f"Open: {and_list(lower_first(p) for p in element.open)}." if element.open else ""
    if element.status == "evidenced" and not element.quotes:
        return f"{claim}No standard says how to check it, so at {view.company} this is the record and nothing more."
    return (claim + shown + still).strip() or f"Nobody at {view.company} has said anything on it."


def _behaviours(view: View) -> list[str]:
    lines = []
    for behaviour in sorted(view.reading.behaviours, key=lambda b: b.score):
        entry = view.entry(behaviour.path)
        anchors = entry.anchors if isinstance(entry, Behaviour) else []
        anchor = next((f" {unstop(a.meaning)}." for a in anchors if a.score == behaviour.score), "")
        missing = f" Not seen with {view.company}: {and_list(lower_first(p) for p in behaviour.open[:3])}." \
            if behaviour.open else ""
        lines.append(bullet(f"**{behaviour.name}: {behaviour.score} of 3** for {view.owner}.{anchor}{missing}",
                            *(view.desk.evidence_of(behaviour.id) or (behaviour.path,))))
        lines += [sub(view.said(f, 150), *view.cite(f)) for f in view.fresh(behaviour.quotes, 1)]
    return lines or [bullet(f"The standard names no behaviours, so nothing that {view.owner} did is scored.", *view.worst)]


def _call(view: View) -> list[str]:
    about = view.context.about
    if about is None:
        return [bullet(f"No call with {view.company} has taken place by {say_date(view.context.date)}.", *view.worst)]
    added, lost, untouched = [], [], []
    for element in view.reading.elements:
        against = [f for f in element.denied if f.quote.evidence == about.id]
        here = [f for f in element.quotes if f.quote.evidence == about.id and f not in against]
        if against:
            lost.append(bullet(f"Lost on {lower_first(element.name)}. {view.said(against[0])}", *view.cite(against[0]),
                               *view.of(element)))
        if here:
            parts = and_list(lower_first(f.part_name) for f in here if f.part_name)
            added.append(bullet(f"Added to {lower_first(element.name)}{f' ({parts})' if parts else ''}. "
                                f"{view.said(here[0], 150)}", *view.cite(here[0]), *view.of(element)))
        elif not against:
            untouched.append(element)
    lines = lost + added
    dated = [f for f in view.facts.dates if f.quote.evidence == about.id]
    lines += [bullet(f"A date named. {view.said(f, 150)}", *view.cite(f)) for f in view.fresh(dated, 2)]
    if untouched:
        lines.append(bullet(f"Nothing new from {view.company} on {and_list(lower_first(e.name) for e in untouched)}.",
                            *view.of(*untouched)))
    return lines


def _stage(view: View) -> list[str]:
    stage = view.reading.stage
    recorded, number = view.record("stage")
    same = recorded.casefold() in (stage.name.casefold(), stage.canonical)
    tail = "; they agree" if same else ""
    lines = [bullet(f"The CRM puts {view.company} in “{recorded or 'no stage'}”, the evidence in "
                    f"“{stage.name or stage.canonical}”{tail}.", number, *view.worst)]
    for criterion in [c for c in stage.criteria if c.met and c.quotes]:
        best = criterion.quotes[0]
        lines.append(bullet(f"Met: {lower_first(criterion.name)}. {view.said(best, 140)}", *view.cite(best)))
    for criterion in [c for c in stage.criteria if not c.met and c.mandatory][:_NOT_MET]:
        lines.append(bullet(f"Not met by {view.company}: {lower_first(criterion.name)}.", criterion.path))
    return lines


def _risks(view: View) -> list[str]:
    lines = []
    day, number = view.context.record.close_date, view.record("close_date")[1]
    if day:
        left = (day - view.context.date).days
        when = f"{left} days away" if left >= 0 else f"{-left} days past"
        lines.append(bullet(f"The close date of {say_date(day)} is {when}, and {len(view.gaps)} of "
                            f"{len(view.reading.elements)} elements are open at {view.company}.", number, *view.of(*view.gaps)))
    for person in view.buyers:
        if gone := view.left(person):
            lines.append(bullet(f"{view.titled(person.id)} may have left. {view.said(gone, 140)}", *view.cite(gone)))
    for gap in view.gaps[:_RISKS]:
        entry = view.entry(gap.path)
        if isinstance(entry, Element) and entry.risks:
            lines.append(bullet(f"{gap.name} is {gap.status} at {view.company}. {entry.risks[0]}", *view.of(gap)))
    silent = [p for p in view.quiet if view.left(p) is None]
    if silent:
        lines.append(bullet(f"Heard at {view.company}: {and_list(map(view.context.name, view.present)) or 'nobody'}. Not heard: "
                            f"{and_list(view.titled(p.id) for p in silent)}.", *[view.silence(p) for p in silent]))
    stage = view.entry(view.reading.stage.path)
    limit = stage.inactivity_days if isinstance(stage, Stage) else None
    last = max((e.date for e in view.context.evidence if e.date and any(t.side == "buyer" for t in e.turns)), default=None)
    if limit and last and (view.context.date - last).days > limit:
        lines.append(bullet(f"{view.company} was last heard on {say_date(last)}, {(view.context.date - last).days} days ago; "
                            f"the standard warns after {limit}.", view.reading.stage.path))
    return lines or [bullet(f"No risk shows at {view.company} beyond what the record itself says.", *view.worst)]


def _actions(view: View) -> list[str]:
    lines = []
    for action in view.desk.recommended:
        lines.append(bullet(f"Suggested, {action.rank}: {view.proposed(action)}. Closes {view.closes(action)}.", action.id))
        why = next((p.why for p in view.reading.proposals if p.action == action.action and p.why), "")
        if why:
            lines.append(sub(f"Why here, with {view.company}: {lower_first(unstop(why))}.", *(action.basis or (action.id,))))
        avoid = getattr(view.entry(action.standard), "avoid_when", "")
        if avoid:
            lines.append(sub(f"Wrong for {view.company} if: {lower_first(unstop(avoid))}.", action.standard))
    return lines or [bullet(f"The standard proposes nothing for {view.company}; {view.owner} and the manager decide what to "
                            f"do about {and_list(lower_first(g.name) for g in view.gaps[:3]) or 'the close'}.",
                            *(view.of(*view.gaps[:3]) or view.worst))]


def _for_the_manager(view: View) -> list[str]:
    lines = []
    for element in sorted(view.reading.elements, key=lambda e: e.confidence)[:2]:
        words = (*element.denied, *element.quotes)[:1]
        ground = f"on the strength of “{clip(words[0].quote.text, 110)}”" if words else \
            f"with nothing in evidence from {view.company}"
        lines.append(bullet(f"Do you agree that {lower_first(element.name)} is {STATUS_WORDS[element.status]}, {ground}?",
                            *view.of(element), *view.cite(*words)))
    for action in view.desk.recommended[:1]:
        lines.append(bullet(f"Is the first action, with {and_list(map(view.context.name, action.with_)) or view.contact} on "
                            f"{view.closes(action)}, the right one or only a plausible one?", action.id))
    for behaviour in sorted(view.reading.behaviours, key=lambda b: b.score)[:2]:
        entry = view.entry(behaviour.path)
        if isinstance(entry, Behaviour) and entry.questions:
            lines.append(bullet(f"To ask {view.owner} about {view.company}: “{entry.questions[0]}”", behaviour.path))
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
