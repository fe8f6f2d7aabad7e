"""CRM hygiene: each field against the evidence, changes only as suggestions."""

from __future__ import annotations

from playbook.model import Element
from studio.drafting.assemble import STATUS_WORDS, Desk
from studio.drafting.draft import QUALIFICATION_FORM, Document
from studio.drafting.reading import EntryReading, Found
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import and_list, bullet, clip, document, lower_first, say_date, sub
from studio.drafting.workflows.view import View

_PROTECTED = ("stage", "amount", "close_date", "forecast")


def compose(desk: Desk) -> Document:
    """Write the list."""
    view = View(desk)
    bodies = (_fields(view), _suggested(view), _protected(view), _captured(view), _left(view))
    return document(f"CRM hygiene: {view.company}, {say_date(view.context.date)}", WORKFLOW.headings, bodies)


def _claims(view: View, element: EntryReading) -> list[str]:
    """The record's fields that claim an element: its own id, and those the standard names."""
    entry = view.entry(element.path)
    named = [c.field for c in entry.record] if isinstance(entry, Element) else []
    return [f for f in dict.fromkeys([element.id, *named])
            if view.context.record.fields.get(f, "").strip() and f not in _PROTECTED]


def _fields(view: View) -> list[str]:
    lines = []
    for element in view.reading.elements:
        for field in _claims(view, element):
            text, number = view.record(field)
            lines.append(bullet(f"**{field.replace('_', ' ').capitalize()}**: “{clip(text)}”. Read against the evidence: "
                                f"{STATUS_WORDS[element.status]}.", number, view.desk.of(element.id)))
            best = (*element.denied, *element.quotes)[:2]
            lines += [sub(f"{'Goes against it' if f in element.denied else 'Evidence'}: {view.said(f)}", *view.cite(f))
                      for f in best]
            if not best:
                lines.append(sub(f"No buyer at {view.company} has said anything that bears it out.", view.desk.of(element.id)))
    step, number = view.record("next_step")
    if step:
        later = [f for f in view.facts.dates if f.side == "buyer"][-1:]
        lines.append(bullet(f"**Next step**: “{clip(step)}”, as the seller typed it.", number))
        lines += [sub(f"Latest date that a buyer named: {view.said(f, 140)}", *view.cite(f)) for f in later]
    empty = [e for e in view.reading.elements if e.id in QUALIFICATION_FORM and not _claims(view, e)]
    if empty:
        lines.append(bullet(f"Empty for {view.company}: {and_list(lower_first(e.name) for e in empty)}.",
                            *[view.desk.of(e.id) for e in empty]))
    return lines or [bullet(f"The record of {view.company} has no fields beyond its stage.", view.record("stage")[1])]


def _suggested(view: View) -> list[str]:
    lines = []
    for element in view.reading.elements:
        number, fields = view.desk.of(element.id), _claims(view, element)
        now = f"“{clip(element.recorded, 70)}”" if element.recorded else "empty"
        words = (*element.denied, *element.quotes)[:1]
        if element.status == "contradicted" and words:
            lines.append(bullet(f"{element.name}, now {now}. Suggested: take the claim out and note instead: "
                                f"{view.said(words[0], 170)}", number, *view.cite(*words)))
        elif not fields and words and element.status in ("evidenced", "partial"):
            lines.append(bullet(f"{element.name}, now {now}. Suggested, as a note beside the field: "
                                f"{view.said(words[0], 170)}", number, *view.cite(*words)))
        elif fields and not words and element.status in ("missing", "partial"):
            lines.append(bullet(f"{element.name}, now {now}. Suggested: mark it as unconfirmed; {view.to_ask(element)} is the "
                                "person to ask.", number, view.record(fields[0])[1]))
        elif fields and element.status == "partial" and element.open:
            lines.append(bullet(f"{element.name}, now {now}. Suggested: keep it and add what is open: "
                                f"{and_list(lower_first(p) for p in element.open[:3])}.", number))
    return lines or [bullet(f"None: nothing that {view.company} said calls for a change.", *[
        view.desk.of(e.id) for e in view.reading.elements[:1]])]


def _protected(view: View) -> list[str]:
    stage, number = view.record("stage")
    read = view.reading.stage
    lines = [bullet(f"Stage: “{stage or 'empty'}”. The evidence supports “{read.name or read.canonical}”.", number,
                    *[view.desk.of(g.id) for g in view.gaps()[:2]])]
    lines += [sub(f"Not met by {view.company}: {lower_first(c.name)}.", c.path)
              for c in read.criteria if not c.met and c.mandatory][:3]
    amount, number = view.record("amount")
    currency = view.context.record.currency
    money = [f for f in view.facts.numbers if currency and (currency in f.quote.text or _same_sum(view, f))][:1]
    lines.append(bullet(f"Amount: {f'{float(amount):,.0f} {currency}'.strip() if amount else 'empty'}. "
                        + ("A buyer on it:" if money else f"No buyer at {view.company} has named it."), number,
                        *([] if number else [view.desk.of(e.id) for e in view.reading.elements[:1]])))
    lines += [sub(view.said(f, 150), *view.cite(f)) for f in money]
    close, number = view.record("close_date")
    day = view.context.record.close_date
    lines.append(bullet(f"Close date: {say_date(day) if close and day else 'empty'}. Dates that buyers at {view.company} named "
                        f"{'follow' if view.facts.dates else 'are not known'}.", number,
                        *([] if number else [view.desk.of(e.id) for e in view.reading.elements[:1]])))
    lines += [sub(view.said(f, 150), *view.cite(f)) for f in _latest(view, 2)]
    forecast, number = view.record("forecast")
    if forecast:
        lines.append(bullet(f"Forecast: {forecast}, with {len(view.gaps())} of {len(view.reading.elements)} elements open.",
                            number, *[view.desk.of(g.id) for g in view.gaps()[:3]]))
    return lines


def _same_sum(view: View, found: Found) -> bool:
    amount = view.context.record.amount
    return bool(amount) and f"{amount:,.0f}" in found.quote.text


def _latest(view: View, most: int) -> list[Found]:
    order = {e.id: n for n, e in enumerate(view.context.evidence)}
    return sorted(view.facts.dates, key=lambda f: -order.get(f.quote.evidence, 0))[:most]


def _captured(view: View) -> list[str]:
    lines = []
    for element in view.reading.elements:
        entry = view.entry(element.path)
        known, open_ = [], []
        for field in entry.fields if isinstance(entry, Element) else ():
            found = next((f for f in element.quotes if f.part == field.component and f.side == "buyer"), None)
            (known if found else open_).append((field, found))
        for field, found in known[:3]:
            lines.append(bullet(f"{element.name}, {lower_first(field.name)}: in the words of {view.said(found, 150)}",
                                *view.cite(found)))
        if open_:
            lines.append(bullet(f"{element.name}, not stated by {view.company}: "
                                f"{and_list(lower_first(f.name) for f, _ in open_)}. Leave empty.", view.desk.of(element.id)))
    return lines or [bullet(f"The standard names no structured fields, so none are drawn from what {view.contact} said.",
                            *[view.desk.of(e.id) for e in view.reading.elements[:1]])]


def _left(view: View) -> list[str]:
    lines = []
    for element in view.reading.elements:
        for field in _claims(view, element):
            if element.status == "evidenced":
                text, number = view.record(field)
                lines.append(bullet(f"{field.replace('_', ' ').capitalize()}: “{clip(text, 120)}” stays.", number,
                                    view.desk.of(element.id)))
    known = {f for e in view.reading.elements for f in _claims(view, e)}
    for field in view.context.record.fields:
        text, number = view.record(field)
        if text and field not in known:
            lines.append(bullet(f"{field.replace('_', ' ').capitalize()}: “{clip(text, 120)}”, not checked; no entry of the "
                                "standard speaks of it.", number))
    return lines or [bullet(f"No filled field of {view.company} is confirmed in full.",
                            *[view.desk.of(e.id) for e in view.reading.elements[:2]])]


WORKFLOW = Workflow(
    name="crm_hygiene", title="CRM hygiene", trigger="crm_updated",
    purpose="Hold each CRM field against the evidence and suggest what to change.",
    reads=("the CRM record at the event", "all evidence visible at the event"),
    parts=("qualification: fields and record claims", "process: exit criteria"),
    headings=("Fields against the evidence", "Suggested changes", "For a person to change: stage, amount, close date",
              "Structured facts", "Left as they are"),
    stops="Only what a person approves is exported; stage, amount and close date are never written.",
    compose=compose)
