"""Lead brief: who asked, what may lie behind it, and how to answer."""

from __future__ import annotations

from studio.drafting.assemble import Desk
from studio.drafting.draft import Document
from studio.drafting.reading import Found
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import (
    and_list,
    bullet,
    clip,
    document,
    fill,
    from_turn,
    lower_first,
    say_date,
    sentences,
    sub,
    unstop,
    weekday_after,
)
from studio.drafting.workflows.view import View

_ANSWER_DAYS = (2, 3)


def compose(desk: Desk) -> Document:
    """Write the brief."""
    view = View(desk)
    bodies = (_asked(view), _known(view), _hypothesis(view), _find_out(view), _others(view), _reply(view))
    return document(f"Lead brief: {view.company}, {view.product}", WORKFLOW.headings, bodies)


def _first_words(view: View) -> list[Found]:
    """What the buyer wrote first, sentence by sentence, greetings left out."""
    for evidence in view.context.evidence:
        found = [from_turn(evidence, t, start, end) for t in evidence.turns
                 if t.side == "buyer" and t.label is None and not t.quoted
                 for start, end in sentences(t) if end - start > 30]
        if found:
            return found
    return []


def _asked(view: View) -> list[str]:
    words = _first_words(view)
    if not words:
        return [bullet(f"Nobody at {view.company} has written or spoken yet; the CRM record is all there is.",
                       view.record("stage")[1])]
    asker = words[0].quote.speaker or view.company
    number = view.desk.infer(f"{view.context.name(asker)} is the person to answer.", "people",
                             view.cite(words[0]), None)
    lines = [bullet(f"{view.titled(asker)} asked on behalf of {view.company}.", number)]
    telling = [f for f in view.words_of(asker) if f.quote.evidence == words[0].quote.evidence]
    best = sorted(view.fresh(telling, 2) + view.fresh(words, 2), key=lambda f: f.quote.start)
    return lines + [bullet(view.said(f), *view.cite(f)) for f in best]


def _known(view: View) -> list[str]:
    account = view.context.deal.account
    size = f"{account.employees:,} people" if account.employees else "size not in the CRM"
    stage, number = view.record("stage")
    facts = ", ".join(x for x in (account.industry, size, account.country) if x)
    lines = [bullet(f"{account.name}: {facts}. In the CRM at stage “{stage or 'none'}”.", number)]
    known = {account.name.casefold(), *(w.casefold() for p in view.buyers for w in (*p.name.split(), p.name, p.title))}
    for evidence in view.context.evidence:
        for turn in evidence.turns if evidence.type == "form" else ():
            label, _, value = turn.text.partition(":")
            if turn.label and value.strip() and value.strip().casefold() not in known and "@" not in value:
                found = from_turn(evidence, turn)
                lines += [bullet(f"From the form, {lower_first(label)}: {clip(value)}", *view.cite(found))]
    return lines[:8] + view.tell(view.facts.numbers, 2, "A number of theirs. ")


def _hypothesis(view: View) -> list[str]:
    lines = []
    for row, entry in view.rows(2):
        number = view.row_id(row, entry)
        quoted = row.quotes[0]
        lines.append(bullet(f"Hypothesis, to be confirmed by {view.contact}: {lower_first(unstop(entry.problem or entry.name))}. "
                            f"It rests on “{clip(quoted.quote.text, 120)}”", number, *view.cite(quoted)))
        if entry.impact:
            cause = f" A likely root cause: {lower_first(unstop(entry.root_cause))}." if entry.root_cause else ""
            lines.append(sub(f"If it holds at {view.company}, expect: {lower_first(unstop(entry.impact))}.{cause}", number))
        if entry.discovery_question:
            lines.append(sub(f"Test it with {view.contact}: “{entry.discovery_question}”", row.path))
    if lines:
        return lines
    complaints = view.facts.problems[:2]
    lines = [bullet(f"No problem in the playbook fits what {view.contact} wrote; their own words are the hypothesis: "
                    f"“{clip(f.quote.text)}”", *view.cite(f)) for f in complaints]
    first = _first_words(view)[:1]
    return lines or [bullet(f"{view.company} has not yet said what is wrong; asking {view.contact} what made them look "
                            f"for {view.product} comes before any hypothesis.", *view.cite(*first))]


def _find_out(view: View) -> list[str]:
    lines = []
    stages = [s.id for s in view.standard.stages if s.reported_id == view.reading.stage.canonical]
    for criterion in view.reading.stage.criteria:
        entry = view.entry(criterion.path)
        asked = getattr(entry, "questions", [])
        if not criterion.met and asked and criterion.stage in (*stages, view.reading.stage.canonical):
            lines.append(bullet(f"{criterion.name}. Ask {view.contact}: “{asked[0]}”", criterion.path))
    for gap in view.gaps()[:4]:
        person = view.to_ask(gap)
        parts = f": {and_list(lower_first(p) for p in gap.open[:3])}" if gap.open else ""
        lines.append(bullet(f"{gap.name} is {gap.status} at {view.company}{parts}.", view.desk.of(gap.id)))
        lines += [sub(f"Ask {person}: “{q}”", gap.path) for q in view.questions(gap)[:1]]
    return lines or [bullet(f"Nothing is open by the standard; let {view.contact} say what matters.", None)]


def _others(view: View) -> list[str]:
    lines = []
    for person in view.quiet():
        named = view.mention(person)
        tail = f" {view.source(named)} named them: “{clip(named.quote.text, 120)}”" if named else ""
        lines.append(bullet(f"{view.titled(person.id)} is in the CRM for {view.company}, not heard yet.{tail}",
                            view.silence(person), *view.cite(named)))
    for row, entry in view.rows(2):
        if entry.personas:
            lines.append(bullet(f"Look at {view.company} for whoever is {and_list(entry.personas[:4], 'or')}: they own "
                                f"“{lower_first(entry.name)}”.", row.path))
    return lines or [bullet(f"{view.company} has no other buyer on record. Ask {view.contact} who else lives with this.",
                            *[view.desk.of(g.id) for g in view.gaps()[:1]])]


def _reply(view: View) -> list[str]:
    words = _first_words(view)
    days = and_list([say_date(weekday_after(view.context.date, n)) for n in _ANSWER_DAYS], "or")
    best = (view.words_of(words[0].quote.speaker or "") if words else [])[:1] or words[:1]
    lines = [bullet(f"Draft reply, to adapt. “{view.contact}, you wrote: ‘{clip(f.quote.text, 140)}’ I would like to "
                    "understand that before I show you anything.", *view.cite(f)) for f in best]
    for row, entry in view.rows(1):
        if entry.discovery_question:
            lines.append(bullet(f"One question ahead, {view.contact}: {entry.discovery_question}", row.path))
    for guide in view.method.guidance:
        opening = fill(guide.opening, view.slots(*[r for r, _ in view.rows(1)])) if guide.occasion == "lead" else None
        if opening:
            lines.append(bullet(f"How to open with {view.contact}: {opening}", f"method.guidance.{guide.id}"))
    basis = [i.id for i in view.desk.inferred if i.about == "people"][:1]
    lines.append(bullet(f"Would {days} suit you for a first conversation, and who at {view.company} should join?”", *basis))
    return lines + [bullet(f"Suggested next: {view.proposed(a)}.", a.id) for a in view.desk.recommended[:2]]


WORKFLOW = Workflow(
    name="lead_brief", title="Lead brief", trigger="inbound_lead",
    purpose="Say who asked and why, as far as it is known, and propose the answer.",
    reads=("the enquiry and what is visible at the event", "the CRM record"),
    parts=("process: criteria of the first stage", "qualification", "method: rows, guidance for a lead", "plays"),
    headings=("Who asked, and what they wrote", "What is known of the company", "Problem hypothesis",
              "What to find out first", "Who else to look for", "Suggested reply and next step"),
    stops="A person sends, changes or drops the reply; the workflow sends nothing.",
    compose=compose)
