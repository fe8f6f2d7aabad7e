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
    lower_first,
    numbered,
    say_date,
    sub,
    unstop,
    weekday_after,
)
from studio.drafting.workflows.view import View

_DAYS = (2, 5, 9)
_TARGETS, _MESSAGES = 4, 2


def compose(desk: Desk) -> Document:
    """Write the play."""
    view = View(desk)
    bodies = (_heard(view), _quiet(view), _ways(view), _cares(view), _messages(view), _order(view))
    return document(f"Multi-threading play: {view.company}, {say_date(view.context.date)}", WORKFLOW.headings,
                    bodies)


def _heard(view: View) -> list[str]:
    counts = dict(view.facts.heard)
    lines = []
    for person in view.lately:
        known = view.context.people.get(person)
        if known and (gone := view.left(known)):
            lines.append(bullet(f"{view.titled(person)} was heard, and may have left. {view.said(gone, 130)}",
                                *view.cite(gone)))
            continue
        last = next((e for e in reversed(view.context.evidence)
                     if any((t.person or t.speaker) == person and not t.quoted for t in e.turns)), None)
        when = f", last in the {last.type} of {say_date(last.date)}" if last and last.date else ""
        words = f", {counts[person]:,} words so far" if person in counts else ""
        lines += [bullet(f"{view.titled(person)}{words}{when}: “{clip(f.quote.text, 130)}”", *view.cite(f))
                  for f in view.fresh(view.words_of(person), 1)]
    return lines or [bullet(f"Nobody at {view.company} has been heard by {say_date(view.context.date)}.",
                            *view.worst)]


def _quiet(view: View) -> list[str]:
    lines = []
    for person in view.quiet:
        fields = [f for f, text in view.context.record.fields.items()
                  if person.name.split()[-1].casefold() in text.casefold()]
        under = and_list(f.replace("_", " ") for f in fields)
        stands = f" The CRM names them under {under}." if fields else ""
        gone = view.left(person)
        tail = f" May have left. {view.said(gone, 130)}" if gone else ""
        lines.append(bullet(f"{view.titled(person.id)} has not spoken or written.{stands}{tail}",
                            view.silence(person),
                            *[view.record(f)[1] for f in fields], *view.cite(gone)))
    return lines or [bullet(f"Every buyer on record at {view.company} has been heard; ask {view.contact} "
                            "who is not on "
                            "record.", *view.worst)]


def _targets(view: View) -> list[Person]:
    """Whom to reach: people of the proposals first, then those whom buyers named, then the rest."""
    quiet = [p for p in view.quiet if view.left(p) is None]
    wanted = [p for a in view.desk.recommended for p in a.with_]
    return sorted(quiet, key=lambda p: (p.id not in wanted, view.mention(p) is None))[:_TARGETS]


def _way(view: View, person: Person) -> tuple[str, Found | None]:
    """Through whom: a buyer who named them and is still there, else the contact."""
    named = view.mention(person)
    speaker = named.quote.speaker if named else None
    return (view.context.name(speaker) if speaker in view.present else view.contact), named


def _ways(view: View) -> list[str]:
    lines = []
    for person in _targets(view):
        through, named = _way(view, person)
        because = view.said(named, 150) if named else f"Nobody there has named {person.name} so far."
        lines.append(bullet(f"{person.name}, suggested through {through}. {because}", view.silence(person),
                            *view.cite(named)))
    for row, entry in view.rows(1):
        if entry.personas:
            owners = and_list(entry.personas[:3], "or")
            lines.append(bullet(f"On “{clip(row.quotes[0].quote.text, 80)}” also ask {view.contact} for "
                                "whoever "
                                f"at {view.company} is the {owners}.", view.row_id(row, entry)))
    asked = view.problems[:1]
    return lines or [bullet(f"No second person at {view.company} is known. Ask {view.contact} who else "
                            "lives with "
                            f"“{clip(asked[0].quote.text, 100) if asked else view.product}”.",
                            *(view.cite(*asked) or view.worst))]


def _cares(view: View) -> list[str]:
    lines, silent = [], []
    for person in view.buyers:
        if person.id in view.present:
            own = view.words_of(person.id)
            lines += [bullet(f"{person.name}: “{clip(f.quote.text, 170)}” "
                             f"({view.source(f).partition(', ')[2]})", *view.cite(f))
                      for f in view.fresh(own, 2) or own[:1]]
        elif view.left(person) is None:
            silent.append(person)
    if silent:
        lines.append(bullet(f"Not known, because not heard: {and_list(view.titled(p.id) for p in silent)}. "
                            "Ask each what it "
                            f"looks like from where they sit at {view.company}.",
                            *[view.silence(p) for p in silent]))
    return lines or [bullet(f"What anybody at {view.company} cares about is not known.", *view.worst)]


def _messages(view: View) -> list[str]:
    lines: list[str] = []
    row = view.top_row()
    for person in _targets(view)[:_MESSAGES]:
        through, named = _way(view, person)
        ids = [p for p in view.present if view.context.name(p) == through]
        own = view.words_of(ids[0])[:1] if ids else []
        about = f"you said ‘{clip(own[0].quote.text, 100)}’ " if own else ""
        lines.append(bullet(f"To {through}, to adapt: “{through}, {about}I would like to hear how "
                            f"{person.name} sees that. "
                            f"Would you put the two of us together for twenty minutes, by "
                            f"{say_date(weekday_after(view.context.date, _DAYS[1]))}?”", view.silence(person),
                            *view.cite(named, *own)))
        guide = next((g for g in view.method.guidance if g.occasion == "multi_threading" and g.opening), None)
        if guide and (opening := view.spoken(guide.opening, row,
                                             through)) and opening.said and len(lines) == 1:
            lines.append(sub(f"Or in the words of the standard, to {through}: “{opening.text}”",
                             *(view.cite(*opening.quotes) or [f"method.guidance.{guide.id}"])))
    for action in [a for a in view.desk.recommended if isinstance(view.entry(a.standard), Play)]:
        play = view.entry(action.standard)
        person_ids = [p for p in action.with_ if p in view.present]
        who = view.context.name(person_ids[0]) if person_ids else view.contact
        gap = next((e for c in action.closes if (e := view.reading.element(c))), None)
        assert isinstance(play, Play)
        words = view.spoken(play.message, row, who, view.parts(gap, 2) if gap else view.closes(action))
        if words and words.said and len(lines) < 6:
            lines.append(bullet(f"To {who}, to adapt: “{words.text}”", action.id, *view.cite(*words.quotes)))
            lines += [sub(f"It has worked with {who} when {lower_first(unstop(play.success))}.",
                          action.standard)] \
                if play.success else []
    return lines or [bullet(f"To {view.contact}, to adapt: “Who else at {view.company} would have to live "
                            "with "
                            f"{view.product}, and may I speak with them?”", *view.worst)]


def _order(view: View) -> list[str]:
    lines: list[str] = []
    for days, person in zip(_DAYS, _targets(view)[:2], strict=False):
        through, _ = _way(view, person)
        day = say_date(weekday_after(view.context.date, days))
        lines.append(numbered(len(lines) + 1, f"Suggested: ask {through} for {person.name}, by {day}; if "
                                              "nothing comes of it, "
                              f"ask again in the next talk and offer {through} three lines to forward.",
                              view.silence(person)))
    for action in view.desk.recommended[:3]:
        lines.append(numbered(len(lines) + 1, f"Suggested: {view.proposed(action)}.", action.id))
    return lines or [numbered(1, f"Suggested: ask {view.contact} for a second name at {view.company} by "
                              f"{say_date(weekday_after(view.context.date, _DAYS[0]))}.", *view.worst)]


WORKFLOW = Workflow(
    name="multi_threading_play", title="Multi-threading play", trigger="single_threaded",
    purpose="Show who is heard and who is not, and propose the way to the next people.",
    reads=("all evidence visible at the event", "the people on the record", "the CRM record"),
    parts=("plays and their messages", "method: rows and who owns them, guidance", "qualification"),
    headings=("Who has been heard", "Who has not", "Whom to reach, through whom", "What each cares about",
              "Message drafts", "Order and dates"),
    stops="A person sends, changes or drops each message; the workflow contacts nobody.",
    compose=compose)
