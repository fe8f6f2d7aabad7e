"""A deal on screen: its card, its record at an event, its people, its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from studio.deals.evidence import Evidence
from studio.deals.model import EVENT_NAMES as EVENTS
from studio.deals.model import Deal, Event, Person, Record
from studio.ui.parts import SIDES, capital, facts_markup, inert
from studio.ui.sources import KIND_WORDS, day, plain

FORECASTS = {"pipeline": "Pipeline", "best_case": "Best case", "commit": "Commit", "omitted": "Omitted"}
_FOCUS = ' class="pb-focus-row"'


def money(amount: float | None, currency: str) -> str:
    """Return an amount as people read it."""
    return "" if amount is None else f"{amount:,.0f} {currency}".strip()


def event_name(event: Event) -> str:
    """Return what kind of event it is."""
    return EVENTS.get(event.type, plain(event.type))


def event_line(event: Event) -> str:
    """Return an event as one line: when and what."""
    return inert(f"{day(event.date)} · {event_name(event)}")


def event_caption(event: Event, evidence: dict[str, Evidence]) -> str:
    """Return what an event brought in: its evidence, and changes of the record."""
    brought = [f"{KIND_WORDS.get(evidence[i].type, 'File')}: {capital(evidence[i].title)}" for i in event.evidence]
    return inert(" · ".join([*brought, *(["record changed"] if event.record else [])]) or "nothing new on file")


def card_markup(deal: Deal) -> str:
    """Return a deal as a card's content."""
    seen = deal.opportunity
    buyers = sum(p.side == "buyer" for p in deal.people)
    row = facts_markup([("Amount", money(seen.amount, seen.currency)), ("Stage in the CRM", seen.stage)])
    size = f"{buyers} {'buyer' if buyers == 1 else 'buyers'}, {len(deal.events)} events"
    return (f'<div class="pb-deal"><h3>{escape(deal.account.name)}</h3><p>{escape(capital(deal.account.industry))}</p>'
            f'<p class="pb-sold">{escape(capital(deal.product))}</p>{row}<p class="pb-size">{size}</p></div>')


def facts_at(record: Record) -> list[tuple[str, object]]:
    """Return what a deal's record says first, at an event."""
    return [("Amount", money(record.amount, record.currency)), ("Stage in the CRM", record.stage),
            ("Forecast", FORECASTS.get(record.forecast or "", "")),
            ("Close date", record.close_date and day(record.close_date))]


def record_markup(record: Record, first: Record, focus: str = "") -> str:
    """Return the record at an event; what has changed since the first is marked, and the field in focus."""
    rows = [("stage", "Stage", record.stage, first.stage),
            ("forecast", "Forecast", FORECASTS.get(record.forecast or "", ""), FORECASTS.get(first.forecast or "", "")),
            ("amount", "Amount", money(record.amount, record.currency), money(first.amount, first.currency)),
            ("close_date", "Close date", record.close_date and day(record.close_date),
             first.close_date and day(first.close_date)),
            ("next_step", "Next step", record.next_step, first.next_step)]
    rows += [(key, plain(key), value, first.fields.get(key, "")) for key, value in record.fields.items()]
    body = "".join(f'<tr{_FOCUS if key == focus else ""}><td>{escape(name)}</td><td>{_claim(now, before)}</td></tr>'
                   for key, name, now, before in rows)
    return f'<table class="pb-table pb-record"><tbody>{body}</tbody></table>'


def _claim(now: str | None, before: str | None) -> str:
    shown = escape(now) if now else '<span class="pb-none">empty</span>'
    if (now or "") == (before or ""):
        return shown
    was = f"was {before}" if before else "was empty"
    return f'{shown} <span class="pb-changed">{escape(was)}</span>'


def people_markup(people: Sequence[Person], heard: set[str]) -> str:
    """Return the people of a deal by side; who has spoken or written is said."""
    groups = []
    for side in ("buyer", "seller", "partner"):
        own = [p for p in people if p.side == side]
        if own:
            rows = "".join(_person(p, p.id in heard) for p in own)
            groups.append(f'<div><h4 class="pb-side pb-side-{side}">{SIDES[side]}</h4>'
                          f'<div class="pb-people">{rows}</div></div>')
    return f'<div class="pb-sides">{"".join(groups)}</div>'


def _person(person: Person, heard: bool) -> str:
    title = ", ".join(x for x in (person.title, "owns the deal" if person.role == "owner" else "") if x)
    quiet = "" if heard else "<em>not heard so far</em>"
    return f"<p><b>{escape(person.name)}</b><span>{escape(title)}</span>{quiet}</p>"
