"""Multi-threading play: whom to reach, through whom, with what to say."""

from __future__ import annotations

from playbook.model import Play
from studio.deals.model import Person
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
    lower_first,
    numbered,
    say_date,
    sub,
    unstop,
    weekday_after,
)
from studio.drafting.workflows.view import View

_DAYS = (2, 5, 9, 14)


def compose(desk: Desk) -> Document:
    """Write the play."""
    view = View(desk)
    bodies = (_heard(view), _quiet(view), _ways(view), _cares(view), _messages(view), _order(view))
    return document(f"Multi-threading play: {view.company}, {say_date(view.context.date)}", WORKFLOW.headings, bodies)


def _heard(view: View) -> list[str]:
    counts = dict(view.facts.heard)
    lines = []
    for person in view.lately:
        last = next((e for e in reversed(view.context.evidence) if any((t.person or t.speaker) == person and not t.quoted
                                                                       for t in e.turns)), None)
        when = f", last in the {last.type} of {say_date(last.date)}" if last and last.date else ""
        words = f", {counts[person]:,} words so far" if person in counts else ""
        own = view.words_of(person)[:1]
        lines += [bullet(f"{view.titled(person)}{words}{when}: “{clip(f.quote.text, 130)}”", *view.cite(f)) for f in own]
    return lines or [bullet(f"Nobody at {view.company} has been heard by {say_date(view.context.date)}.",
                            view.record("stage")[1])]


def _quiet(view: View) -> list[str]:
    lines = []
    for person in view.quiet():
        fields = [(f, view.record(f)[1]) for f in view.context.record.fields if _names(view, f, person)]
        stands = f" The CRM names them under {and_list(f.replace('_', ' ') for f, _ in fields)}." if fields else ""
        lines.append(bullet(f"{view.titled(person.id)} has not spoken or written.{stands}", view.silence(person),
                            *[n for _, n in fields]))
    return lines or [bullet(f"Every buyer on record at {view.company} has been heard; ask {view.contact} who is not on record.",
                            *[view.desk.of(g.id) for g in view.gaps()[:1]])]


def _names(view: View, field: str, person: Person) -> bool:
    return person.name.split()[-1].casefold() in view.context.record.fields[field].casefold()


def _targets(view: View) -> list[Person]:
    """Whom to reach: people of the proposals first, then the other quiet ones, then those heard least lately."""
    quiet = view.quiet()
    wanted = [p for a in view.desk.recommended for p in a.with_]
    return sorted(quiet, key=lambda p: wanted.index(p.id) if p.id in wanted else len(wanted))[:4]


def _way(view: View, person: Person) -> tuple[str, Found | None]:
    """Through whom: who named them, else the contact."""
    named = view.mention(person)
    speaker = named.quote.speaker if named else None
    return (view.context.name(speaker) if speaker in view.context.people else view.contact), named


def _ways(view: View) -> list[str]:
    lines = []
    for person in _targets(view):
        through, named = _way(view, person)
        because = f", who named them: “{clip(named.quote.text, 130)}”" if named else \
            f", our contact at {view.company}; nobody has named {person.name} so far"
        lines.append(bullet(f"{person.name}, suggested through {through}{because}", view.silence(person), *view.cite(named)))
    for row, entry in view.rows(1):
        if entry.personas:
            lines.append(bullet(f"Not on record at {view.company}, and worth asking {view.contact} for: whoever is "
                                f"{and_list(entry.personas[:3], 'or')}.", row.path))
    return lines or [bullet(f"No second person at {view.company} is known. Ask {view.contact} who else lives with "
                            f"“{clip(view.facts.problems[0].quote.text, 100) if view.facts.problems else view.product}”.",
                            *view.cite(*view.facts.problems[:1]), *[view.desk.of(g.id) for g in view.gaps()[:1]])]


def _cares(view: View) -> list[str]:
    lines = []
    for person in view.buyers:
        if person.id in view.lately:
            own = view.fresh(view.words_of(person.id), 2)
            lines += [bullet(f"{person.name}: “{clip(f.quote.text, 170)}” ({view.source(f).partition(', ')[2]})", *view.cite(f))
                      for f in own]
        else:
            number = view.silence(person)
            title = f" As {person.title}, {person.name} may see it differently; that is a guess." if person.title else ""
            lines.append(bullet(f"{person.name}: not known.{title}", number))
    return lines or [bullet(f"What anybody at {view.company} cares about is not known.", view.record("stage")[1])]


def _messages(view: View) -> list[str]:
    lines = []
    rows = [r for r, _ in view.rows(1)]
    problem = [f for f in (*(f for r in rows for f in r.quotes), *view.facts.problems) if f.side == "buyer"][:1]
    for action in view.desk.recommended:
        play = view.entry(action.standard)
        if isinstance(play, Play) and play.message and len(lines) < 4:
            who = [p for p in action.with_ if p in view.context.people]
            person = view.context.name(who[0]) if who else view.contact
            gap = next((e for c in action.closes if (e := view.reading.element(c))), None)
            slots = view.slots(*rows, person=person, quoted=True, gap=_gap(gap.open if gap else ()))
            if text := fill(play.message, slots):
                lines.append(bullet(f"To {person}, to adapt: “{text}”", action.id, *view.cite(*problem)))
                lines += [sub(f"It has worked for {view.company} when: {lower_first(unstop(play.success))}.", action.standard)
                          ] if play.success else []
    for person in _targets(view)[:2]:
        through, named = _way(view, person)
        about = f"You said “{clip(problem[0].quote.text, 110)}” " if problem and \
            view.context.name(problem[0].quote.speaker) == through else ""
        lines.append(bullet(f"To {through}, to adapt: “{about}I would like to hear how {person.name} sees it before we go "
                            f"further. Would you put us in touch, for twenty minutes, by "
                            f"{say_date(weekday_after(view.context.date, _DAYS[1]))}?”", view.silence(person),
                            *view.cite(named), *(view.cite(*problem) if about else [])))
    return lines or [bullet(f"To {view.contact}, to adapt: “Who else at {view.company} would have to live with "
                            f"{view.product}, and may I speak with them?”", *[view.desk.of(g.id) for g in view.gaps()[:1]])]


def _gap(parts: tuple[str, ...]) -> str:
    return and_list(lower_first(p) for p in parts[:2])


def _order(view: View) -> list[str]:
    lines = []
    for number, action in enumerate(view.desk.recommended[:3], 1):
        lines.append(numbered(number, f"Suggested: {view.proposed(action)}.", action.id))
    for days, person in zip(_DAYS[1:], _targets(view)[:2], strict=False):
        through, _ = _way(view, person)
        lines.append(numbered(len(lines) + 1, f"Suggested: {person.name}, through {through}, by "
                              f"{say_date(weekday_after(view.context.date, days))}.", view.silence(person)))
    return lines or [numbered(1, f"Suggested: ask {view.contact} for a second name at {view.company} by "
                              f"{say_date(weekday_after(view.context.date, _DAYS[0]))}.",
                              *[view.desk.of(g.id) for g in view.gaps()[:1]])]


WORKFLOW = Workflow(
    name="multi_threading_play", title="Multi-threading play", trigger="single_threaded",
    purpose="Show who is heard and who is not, and propose the way to the next people.",
    reads=("all evidence visible at the event", "the people on the record", "the CRM record"),
    parts=("plays and their messages", "method: rows and who owns them", "qualification"),
    headings=("Who has been heard", "Who has not", "Whom to reach, through whom", "What each cares about",
              "Message drafts", "Order and dates"),
    stops="A person sends, changes or drops each message; the workflow contacts nobody.",
    compose=compose)
