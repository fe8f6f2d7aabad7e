"""CRM hygiene: each field against the evidence, changes only as suggestions."""

from __future__ import annotations

import re

from playbook.model import CaptureField, Element
from studio.drafting.assemble import STATUS_WORDS, Desk
from studio.drafting.draft import QUALIFICATION_FORM, Document, Quote
from studio.drafting.reading import EntryReading, Found
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import SUPPORTS, and_list, bullet, clip, document, lower_first, say_date, sub
from studio.drafting.workflows.telling import number_weight
from studio.drafting.workflows.view import View

_PROTECTED = ("stage", "amount", "close_date", "forecast")
_DATE = re.compile(r"\d{4}-\d\d|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\b|\bq[1-4]\b|"
                   r"\b(?:week|month|quarter|year)\b|(?:mon|tues|wednes|thurs|fri)day", re.I)


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


def _label(field: str) -> str:
    return field.replace("_", " ").capitalize()


def _fields(view: View) -> list[str]:
    lines = []
    for element in view.reading.elements:
        for field in _claims(view, element):
            text, number = view.record(field)
            lines.append(bullet(f"**{_label(field)}**: “{clip(text)}”. Against the evidence: "
                                f"{STATUS_WORDS[element.status]}.",
                                number, *view.of(element)))
            best = view.fresh((*element.denied, *view.evidence(element)), 2)
            lines += [sub(f"{'Goes against it' if f in element.denied else 'Bears on it'}. {view.said(f)}",
                          *view.cite(f))
                      for f in best]
            if not element.denied and not view.evidence(element):
                lines.append(sub(f"No buyer at {view.company} has said anything that bears out "
                                 f"“{clip(text, 50)}”.",
                                 *view.of(element)))
    step, number = view.record("next_step")
    if step:
        lines.append(bullet(f"**Next step**: “{clip(step)}”, as the seller typed it.", number))
        lines += [sub(f"The latest date that a buyer named. {view.said(f, 140)}", *view.cite(f))
                  for f in _latest(view, 1)]
    empty = [e for e in view.reading.elements if e.id in QUALIFICATION_FORM and not _claims(view, e)]
    if empty:
        lines.append(bullet(f"Empty for {view.company}: {and_list(lower_first(e.name) for e in empty)}.",
                            *view.of(*empty)))
    return lines


def _suggested(view: View) -> list[str]:
    lines: list[str] = []
    used: set[Quote] = set()
    for element in view.reading.elements:
        fields = _claims(view, element)
        held = view.recorded(element, 70) or (clip(view.record(fields[0])[0], 70) if fields else "")
        now = f"now “{held}”" if held else "now empty"
        words = [f for f in view.best(element) if f.quote not in used][:1]
        used |= {f.quote for f in words}
        if element.status == "contradicted" and words:
            first = "take the claim out and put in" if fields else "put in"
            lines.append(bullet(f"{element.name}, {now}. Suggested: {first} what was said. "
                                f"{view.said(words[0], 170)}", *view.of(element), *view.cite(*words)))
        elif not fields and words and element.status in ("evidenced", "partial"):
            lines.append(bullet(f"{element.name}, {now}. Suggested value, in their words. "
                                f"{view.said(words[0], 170)}",
                                *view.of(element), *view.cite(*words)))
        elif fields and not words and element.status in ("missing", "partial"):
            lines.append(bullet(f"{element.name}, {now}. Suggested: mark it as unconfirmed; "
                                f"{view.to_ask(element)} is the "
                                "person to ask.", *view.of(element), view.record(fields[0])[1]))
        elif fields and element.status == "partial" and element.open:
            lines.append(bullet(f"{element.name}, {now}. Suggested: keep it, and note as open: "
                                f"{view.parts(element, 3)}.",
                                *view.of(element)))
    return lines or [bullet(f"None: nothing that {view.company} said calls for a change.", *view.worst)]


def _protected(view: View) -> list[str]:
    record, read = view.context.record, view.reading.stage
    lines = [bullet(f"Stage, now “{record.stage or 'empty'}”. {SUPPORTS} "
                    f"“{read.name or read.canonical}”.",
                    view.record("stage")[1], *view.worst)]
    lines += [sub(f"Not met by {view.company}: {lower_first(c.name)}.", c.path)
              for c in view.unmet(3)]
    amount = f"{record.amount:,.0f} {record.currency}".strip() if record.amount is not None else "empty"
    named = [f for f in view.facts.numbers if record.amount and f"{record.amount:,.0f}" in f.quote.text][:1]
    heard = view.said(named[0], 150) if named else f"No buyer at {view.company} has named it."
    lines.append(bullet(f"Amount, now {amount}. {heard}",
                        view.record("amount")[1] or view.worst[0], *view.cite(*named)))
    close = say_date(record.close_date) if record.close_date else "empty"
    dates = _latest(view, 2)
    lines.append(bullet(f"Close date, now {close}. {'Dates that' if dates else 'No date has been named by'} "
                        "buyers at "
                        f"{view.company}{' named:' if dates else '.'}", view.record("close_date")[1]
                        or view.worst[0]))
    lines += [sub(view.said(f, 150), *view.cite(f)) for f in dates]
    forecast, number = view.record("forecast")
    if forecast:
        lines.append(bullet(f"Forecast, now {forecast.replace('_', ' ')}, with {len(view.gaps)} of "
                            f"{len(view.reading.elements)} elements open at {view.company}.", number,
                            *view.of(*view.gaps)))
    return lines


def _latest(view: View, most: int) -> list[Found]:
    order = {e.id: n for n, e in enumerate(view.context.evidence)}
    dated = [f for f in view.dates if f.side == "buyer"]
    return sorted(dated, key=lambda f: -order.get(f.quote.evidence, 0))[:most]


def _holds(field: CaptureField, found: Found, view: View) -> bool:
    """Whether words can fill a field of this type at all."""
    text = found.quote.text
    if field.type == "date":
        return bool(_DATE.search(text))
    if field.type in ("number", "money"):
        return number_weight(text) > (2 if field.type == "money" else 0)
    if field.type == "person":
        return any(p.name.split()[-1] in text or p.name.split()[0] in text for p in view.context.deal.people)
    return True


def _captured(view: View) -> list[str]:
    lines = []
    for element in view.reading.elements:
        entry = view.entry(element.path)
        known: dict[tuple[str, int], tuple[Found, list[str]]] = {}
        empty = []
        for field in entry.fields if isinstance(entry, Element) else ():
            fits = [] if view.thin(element) else [f for f in view.evidence(element)
                                                  if f.part == field.component and f.side == "buyer"
                                                  and _holds(field, f, view)]
            if fits:
                place = (fits[0].quote.evidence, fits[0].quote.start)
                known.setdefault(place, (fits[0], []))[1].append(lower_first(field.name))
            else:
                empty.append(lower_first(field.name))
        lines += [bullet(f"{element.name}, {and_list(names)}: suggested from {view.said(found, 150)}",
                         *view.cite(found))
                  for found, names in known.values()]
        if empty:
            lines.append(bullet(f"{element.name}, leave empty for {view.company}: {and_list(empty)}.",
                                *view.of(element)))
    return lines or [bullet("The standard names no structured fields, so none are drawn from what "
                            f"{view.contact} said.",
                            *view.worst)]


def _left(view: View) -> list[str]:
    lines = []
    for element in [e for e in view.reading.elements if e.status == "evidenced"]:
        for field in _claims(view, element):
            text, number = view.record(field)
            lines.append(bullet(f"{_label(field)}: “{clip(text, 120)}” stays.", number, *view.of(element)))
    known = {f for e in view.reading.elements for f in _claims(view, e)}
    for field in view.context.record.fields:
        text, number = view.record(field)
        if text and field not in known:
            lines.append(bullet(f"{_label(field)}: “{clip(text, 120)}”, not checked; no entry of the "
                                "standard speaks of it.",
                                number))
    return lines or [bullet(f"No filled field of {view.company} is confirmed in full.", *view.worst)]


WORKFLOW = Workflow(
    name="crm_hygiene", title="CRM hygiene", trigger="crm_updated",
    purpose="Hold each CRM field against the evidence and suggest what to change.",
    reads=("the CRM record at the event", "all evidence visible at the event"),
    parts=("qualification: fields and record claims", "process: exit criteria"),
    headings=("Fields against the evidence", "Suggested changes", "For a person to change: stage, amount, "
                                                                  "close date",
              "Structured facts", "Left as they are"),
    stops="Only what a person approves is exported; stage, amount and close date are never written.",
    compose=compose)
