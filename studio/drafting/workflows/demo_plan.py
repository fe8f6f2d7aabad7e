"""Demo plan: a deck and a talk track that start from this buyer's problem."""

from __future__ import annotations

from playbook.model import Guidance, MethodRow, Slide
from studio.drafting.assemble import Desk
from studio.drafting.draft import Document
from studio.drafting.reading import EntryReading, Found, RowReading
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import (
    and_list,
    bullet,
    clip,
    common_words,
    document,
    lower_first,
    numbered,
    say_date,
    slots_of,
    sub,
    unstop,
)
from studio.drafting.workflows.view import View

_ROWS = 3
_PLAIN_SLIDES = (Slide(title="What you told us", content="{problem}"), Slide(title="What it leads to", content="{impact}"),
                 Slide(title="What we show"), Slide(title="What happens next"))


def compose(desk: Desk) -> Document:
    """Write the plan."""
    view = View(desk)
    bodies = (_must_show(view), _deck(view), _track(view), _proof(view), _moments(view), _not_to_show(view))
    return document(f"Demo plan: {view.product}, for {view.company}", WORKFLOW.headings, bodies)


def _guides(view: View) -> list[Guidance]:
    return [g for g in view.method.guidance if g.occasion == "demo"]


def _must_show(view: View) -> list[str]:
    lines = []
    for number, (row, entry) in enumerate(view.rows(_ROWS), 1):
        found = view.fresh(row.quotes, 2) or list(row.quotes[:1])
        lines.append(numbered(number, f"An answer to what we read as “{lower_first(entry.name)}”, for {view.contact} to "
                              "confirm:", view.row_id(row, entry)))
        lines += [sub(view.said(f), *view.cite(f)) for f in found]
    lines += view.tell(view.facts.problems, 1 if lines else 3, "Their problem. ")
    lines += [bullet(f"They will judge by it ({lower_first(e.name)}). {view.said(f, 150)}", *view.cite(f), *view.of(e))
              for e, f in _due(view)[:2]]
    return lines or [bullet(f"{view.company} has named no problem yet. Open the demo by asking {view.contact} for one, "
                            "and show only what answers it.", *view.worst)]


def _due(view: View) -> list[tuple[EntryReading, Found]]:
    """Words on elements that the standard wants settled by the end of the demo stage."""
    stages = [s.id for s in view.standard.stages if s.reported_id == "demo"]
    due = [e for e in view.reading.elements if getattr(view.entry(e.path), "expected_by", None) in stages]
    return [(e, f) for e in due for f in view.fresh(e.quotes, 1)]


def _deck(view: View) -> list[str]:
    slides = [(s, f"method.guidance.{g.id}") for g in _guides(view) for s in g.slides]
    moments = iter(view.rows(_ROWS))
    lines = []
    for number, (slide, path) in enumerate(slides or [(s, None) for s in _PLAIN_SLIDES], 1):
        head, under = _slide(view, slide, moments)
        trace = [path] if path else (view.cite(*view.facts.problems[:1]) or view.worst)
        lines.append(numbered(number, f"**{slide.title}.** {head}", *trace))
        lines += under
    return lines


def _slide(view: View, slide: Slide, moments: object) -> tuple[str, list[str]]:
    """What stands on a slide for this buyer, and the facts under it."""
    slots = slots_of(slide.content)
    plain = unstop(slide.content.partition("{")[0].strip(" :—–-")) if slots else unstop(slide.content)
    head = f"{plain}, for {view.company}." if plain else f"For {view.company}."
    under: list[str] = []
    if "moment" in slide.title.lower():
        row, entry = next(moments, (None, None))  # type: ignore[call-overload]
        if isinstance(row, RowReading) and isinstance(entry, MethodRow):
            speaker = view.context.name(row.quotes[0].quote.speaker)
            return head, [sub(f"The case of {speaker}: “{clip(row.quotes[0].quote.text, 110)}” {entry.demo_moment}",
                              *view.cite(row.quotes[0]), view.row_id(row, entry))]
        return head, [sub(f"No further problem has been heard from {view.company}; leave this slide out.", *view.worst)]
    if "problem" in slots:
        under += [sub(view.said(f, 150), *view.cite(f)) for f in view.problems[:2]]
    if "impact" in slots:
        under += [sub(view.said(f, 150), *view.cite(f)) for f in view.numbers[:3]]
    for name in ("root_cause", "promise", "payoff"):
        if name in slots:
            under += [sub(view.said(view.chain[name], 150), *view.cite(view.chain[name]))] if name in view.chain else []
            under += [sub(f"Our guess, not {view.contact}'s words: {lower_first(unstop(getattr(entry, name)))}.",
                          view.row_id(row, entry)) for row, entry in view.rows(1)
                      if name not in view.chain and getattr(entry, name)]
    if slots and not under:
        under = [sub(f"{view.company} has not said it; leave it blank and ask {view.contact}.", *view.worst)]
    if not slots and view.desk.recommended and common_words(slide.title + slide.content, "next happens judges sure check"):
        action = view.desk.recommended[0]
        under = [sub(f"Suggested: {view.proposed(action)}.", action.id)]
    return head, under


def _track(view: View) -> list[str]:
    lines: list[str] = []
    row = view.top_row()
    patterns = [(t, f"method.guidance.{g.id}") for g in _guides(view) for t in (g.opening, *g.talk_track, g.close) if t]
    for pattern, path in patterns:
        speech = view.spoken(pattern, row) if slots_of(pattern) else None
        if speech is None:
            continue
        trace = view.cite(*speech.quotes) or [path]
        once = "" if speech.said else f"Only once {view.contact} has said so: "
        lines.append(bullet(f"{once}“{speech.text}”", *trace))
    for other, entry in view.rows(_ROWS)[1 if lines else 0:]:
        best = other.quotes[0]
        lines.append(bullet(f"“{view.context.name(best.quote.speaker)}, you said: ‘{clip(best.quote.text, 120)}’ Is that "
                            "still so?”", *view.cite(best)))
        if entry.promise:
            lines.append(sub(f"“Then watch for this: {lower_first(unstop(entry.promise))}.”", view.row_id(other, entry)))
    if lines:
        return lines
    words = view.fresh([*view.facts.problems, *(view.plain_words(view.lately[0]) if view.lately else [])], 2)
    return [bullet(f"Open with {view.contact}'s own words, not with {view.product}. {view.said(f)}", *view.cite(f))
            for f in words or view.problems[:2]] or [
        bullet(f"There are no words of {view.company} to start from; begin with a question to {view.contact}.", *view.worst)]


def _proof(view: View) -> list[str]:
    lines = [bullet(f"For {view.context.name(r.quotes[0].quote.speaker)}, on “{clip(r.quotes[0].quote.text, 70)}”: "
                    f"{lower_first(unstop(e.proof))}.", r.path) for r, e in view.rows(_ROWS) if e.proof]
    for element in view.reading.elements:
        asked = [f for f in element.quotes if common_words(f.part_name, "check checked proof prove wanted test")]
        lines += [bullet(f"Asked for by them. {view.said(f, 170)}", *view.cite(f)) for f in asked[:2]]
    lines += [bullet(f"Use their number, not ours. {view.said(f, 150)}", *view.cite(f)) for f in view.numbers[:2]]
    return lines or [bullet(f"{view.company} has not said what would convince them. Ask {view.contact} what proof counts.",
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
        lines += [bullet(f"{gap.name} is {gap.status}; ask {view.to_ask(gap)} while it is on screen: “{q}”", gap.path)
                  for q in view.questions(gap)[:1]]
    return lines or [bullet(f"After each screen ask {view.contact}: “Where would this meet you in your day?” Open: "
                            f"{and_list(lower_first(g.name) for g in view.gaps[:3]) or 'nothing by the record'}.",
                            *(view.of(*view.gaps[:3]) or view.worst))]


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
        lines.append(bullet(f"Nobody at {view.company} has spoken of {and_list(lower_first(e.name) for e in silent[:5])}; "
                            "leave those screens out.", *view.worst))
    for element in view.reading.elements:
        lines += [bullet(f"Do not put our claim on {lower_first(element.name)} on a slide. {view.said(f, 140)}",
                         *view.cite(f), *view.of(element)) for f in element.denied[:1]]
    for guide in _guides(view):
        lines += [bullet(f"In front of {view.contact} after {say_date(view.context.date)}, do not {lower_first(unstop(d))}.",
                         f"method.guidance.{guide.id}") for d in guide.dont[:1]]
    asked = view.facts.problems[:1]
    return lines or [bullet(f"Whatever {view.contact} did not ask for. What they spoke of: "
                            f"{clip(asked[0].quote.text, 120) if asked else 'nothing yet'}", *(view.cite(*asked) or view.worst))]


WORKFLOW = Workflow(
    name="demo_plan", title="Demo plan", trigger="demo_landed",
    purpose="Lay out the deck and a talk track that begin with the buyer's problem and ask at each step.",
    reads=("all evidence visible at the event", "the CRM record"),
    parts=("method: rows, guidance for the demo, pairs", "qualification: open parts and their questions", "plays"),
    headings=("What the demo must show", "Deck structure", "Problem-led talk track", "Proof",
              "Questions at each demo moment", "What not to show"),
    stops="A person builds and gives the demo; the workflow makes no slides and sends nothing.",
    compose=compose)
