"""Demo plan: a deck and a talk track that start from this buyer's problem."""

from __future__ import annotations

from studio.drafting.assemble import Desk
from studio.drafting.draft import Document
from studio.drafting.reading import EntryReading, Found
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.deck import deck, guides
from studio.drafting.workflows.lines import (
    and_list,
    bullet,
    clip,
    document,
    lower_first,
    numbered,
    say_date,
    slots_of,
    sub,
    unstop,
)
from studio.drafting.workflows.telling import common_words
from studio.drafting.workflows.view import View

_ROWS = 3


def compose(desk: Desk) -> Document:
    """Write the plan."""
    view = View(desk)
    bodies = (_must_show(view), deck(view), _track(view), _proof(view), _moments(view), _not_to_show(view))
    return document(f"Demo plan: {view.product}, for {view.company}", WORKFLOW.headings, bodies)


def _must_show(view: View) -> list[str]:
    lines = []
    for number, (row, entry) in enumerate(view.rows(_ROWS), 1):
        found = view.fresh(row.quotes, 2) or list(row.quotes[:1])
        lines.append(numbered(number, f"An answer to what we read as “{lower_first(entry.name)}”, for "
                                      f"{view.contact} to "
                              "confirm:", view.row_id(row, entry)))
        lines += [sub(view.said(f), *view.cite(f)) for f in found]
    lines += view.tell(view.problems, 1 if lines else 3, "Their problem. ")
    lines += [bullet(f"On {lower_first(e.name)}, so far: {view.said(f, 150)}", *view.cite(f), *view.of(e))
              for e, f in _due(view)[:2]]
    return lines or [bullet(f"{view.company} has named no problem yet. Open the demo by asking "
                            f"{view.contact} for one, "
                            "and show only what answers it.", *view.worst)]


def _due(view: View) -> list[tuple[EntryReading, Found]]:
    """Words on elements that the standard wants settled by the end of the demo stage."""
    stages = [s.id for s in view.standard.stages if s.reported_id == "demo"]
    due = [e for e in view.reading.elements if getattr(view.entry(e.path), "expected_by", None) in stages]
    return [(e, f) for e in due if not view.thin(e) for f in view.fresh(view.evidence(e), 1)]


def _track(view: View) -> list[str]:
    lines: list[str] = []
    row = view.top_row()
    patterns = [(t, f"method.guidance.{g.id}") for g in guides(view)
                for t in (g.opening, *g.talk_track, g.close) if t]
    for pattern, path in patterns:
        speech = view.spoken(pattern, row) if slots_of(pattern) else None
        if speech is None:
            continue
        trace = view.cite(*speech.quotes) or [path]
        once = "" if speech.said else f"Only once {view.contact} has said so: "
        lines.append(bullet(f"{once}“{speech.text}”", *trace))
    for other, entry in view.rows(_ROWS)[1 if lines else 0:]:
        best = other.quotes[0]
        lines.append(bullet(f"“{view.context.name(best.quote.speaker)}, you said: "
                            f"‘{clip(best.quote.text, 120)}’ Is that "
                            "still so?”", *view.cite(best)))
        if entry.promise:
            lines.append(sub(f"“Then watch for this: {lower_first(unstop(entry.promise))}.”",
                             view.row_id(other, entry)))
    if lines:
        return lines
    words = view.fresh([*view.problems, *(view.plain_words(view.lately[0]) if view.lately else [])], 2)
    return [bullet(f"Open with {view.contact}'s own words, not with {view.product}. {view.said(f)}",
                   *view.cite(f))
            for f in words or view.problems[:2]] or [
        bullet(f"There are no words of {view.company} to start from; begin with a question to "
               f"{view.contact}.", *view.worst)]


def _proof(view: View) -> list[str]:
    lines = [bullet(f"For {view.speaker(r.quotes[0])}, on “{clip(r.quotes[0].quote.text, 70)}”: "
                    f"{lower_first(unstop(e.proof))}.", view.row_id(r, e)) for r, e in view.rows(_ROWS)
             if e.proof]
    for element in view.reading.elements:
        asked = [f for f in view.evidence(element) if common_words(f.part_name, "check checked proof prove "
                                                                                "wanted test")]
        lines += [bullet(f"Asked for by them. {view.said(f, 170)}", *view.cite(f)) for f in asked[:2]]
    lines += [bullet(f"Use their number, not ours. {view.said(f, 150)}", *view.cite(f))
              for f in view.numbers[:2]]
    return lines or [bullet(f"{view.company} has not said what would convince them. Ask {view.contact} what "
                            "proof counts.",
                            *view.worst)]


def _moments(view: View) -> list[str]:
    lines: list[str] = []
    for row, entry in view.rows(_ROWS):
        speaker = view.context.name(row.quotes[0].quote.speaker)
        if entry.demo_question:
            lines.append(bullet(f"After the case of {speaker}, “{clip(row.quotes[0].quote.text, 80)}”:",
                                *view.cite(row.quotes[0])))
            lines.append(sub(f"Ask {speaker}: “{entry.demo_question}”", row.path))
    for gap in view.gaps[:3]:
        lines += [bullet(f"{gap.name} is {view.status(gap)}; ask {view.to_ask(gap)} while it is on screen: "
                         f"“{q}”", gap.path)
                  for q in view.questions(gap)[:1]]
    open_ = and_list(lower_first(g.name) for g in view.gaps[:3]) or "nothing by the record"
    return lines or [bullet(f"After each screen ask {view.contact}: “Where would this meet you in your "
                            "day?” Open: "
                            f"{open_}.", *(view.of(*view.gaps[:3]) or view.worst))]


def _not_to_show(view: View) -> list[str]:
    shown = {r.path: r for r, _ in view.rows(_ROWS)}
    lines = []
    for pair in view.method.pairs:
        if row := shown.get(f"method.rows.{pair.row}"):
            speaker = view.context.name(row.quotes[0].quote.speaker)
            lines.append(bullet(f"Do not answer {speaker} with “{pair.feature_led}” but in the manner of: "
                                f"“{pair.problem_led}”", f"method.pairs.{pair.id}"))
    spoken = {r.path for r in view.reading.rows if r.quotes}
    silent = [e for e in view.method.rows if f"method.rows.{e.id}" not in spoken]
    if silent:
        lines.append(bullet(f"Nobody at {view.company} has spoken of "
                            f"{and_list(lower_first(e.name) for e in silent[:5])}; "
                            "leave those screens out.", *view.worst))
    for element in view.reading.elements:
        lines += [bullet(f"Do not put our claim on {lower_first(element.name)} on a slide. "
                         f"{view.said(f, 140)}",
                         *view.cite(f), *view.of(element)) for f in element.denied[:1]]
    for guide in guides(view):
        lines += [bullet(f"In front of {view.contact} after {say_date(view.context.date)}, do not "
                         f"{lower_first(unstop(d))}.",
                         f"method.guidance.{guide.id}") for d in guide.dont[:1]]
    asked = view.problems[:1]
    return lines or [bullet(f"Whatever {view.contact} did not ask for. What they spoke of: "
                            f"{clip(asked[0].quote.text, 120) if asked else 'nothing yet'}",
                            *(view.cite(*asked) or view.worst))]


WORKFLOW = Workflow(
    name="demo_plan", title="Demo plan", trigger="demo_landed",
    purpose="Lay out the deck and a talk track that begin with the buyer's problem and ask at each step.",
    reads=("all evidence visible at the event", "the CRM record"),
    parts=("method: rows, guidance for the demo, pairs", "qualification: open parts and their questions",
           "plays"),
    headings=("What the demo must show", "Deck structure", "Problem-led talk track", "Proof",
              "Questions at each demo moment", "What not to show"),
    stops="A person builds and gives the demo; the workflow makes no slides and sends nothing.",
    compose=compose)
