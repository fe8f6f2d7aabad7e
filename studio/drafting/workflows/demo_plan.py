"""Demo plan: a deck and a talk track that start from this buyer's problem."""

from __future__ import annotations

from playbook.model import Guidance, MethodRow
from studio.drafting.assemble import Desk
from studio.drafting.draft import Document
from studio.drafting.reading import EntryReading, Found
from studio.drafting.workflows.base import Workflow
from studio.drafting.workflows.lines import (
    and_list,
    bullet,
    clip,
    common_words,
    document,
    fill,
    lower_first,
    numbered,
    say_date,
    sub,
    unstop,
)
from studio.drafting.workflows.view import View

_ROWS = 3
_DEFAULT_SLIDES = ("What you told us", "What it costs you", "Where it comes from", "What we show", "How you would know",
                   "What happens next")


def compose(desk: Desk) -> Document:
    """Write the plan."""
    view = View(desk)
    bodies = (_must_show(view), _deck(view), _track(view), _proof(view), _moments(view), _not_to_show(view))
    return document(f"Demo plan: {view.product} for {view.company}", WORKFLOW.headings, bodies)


def _must_show(view: View) -> list[str]:
    lines = []
    for row, entry in view.rows(_ROWS):
        found = view.fresh(row.quotes, 2)
        lines.append(bullet(f"That {view.product} answers “{lower_first(entry.name)}”, which we read in their words:",
                            view.row_id(row, entry)))
        lines += [sub(view.said(f), *view.cite(f)) for f in found or row.quotes[:1]]
    lines += view.tell(view.facts.problems, 1 if lines else 3, "Their problem. ")
    judged = _judged_by(view)
    lines += [bullet(f"{e.name}: {view.said(f, 150)}", *view.cite(f), view.desk.of(e.id)) for e, f in judged[:2]]
    return lines or [bullet(f"{view.company} has named no problem yet. Open the demo by asking {view.contact} for one, "
                            "and show only what answers it.", *[view.desk.of(g.id) for g in view.gaps()[:1]])]


def _judged_by(view: View) -> list[tuple[EntryReading, Found]]:
    """Quotes of elements that the standard wants settled by the demo, not shown yet."""
    stages = [s.id for s in view.standard.stages if s.reported_id in ("discovery", "demo")]
    wanted = [e for e in view.reading.elements if getattr(view.entry(e.path), "expected_by", None) in stages]
    return [(e, f) for e in wanted for f in view.fresh(e.quotes, 1)]


def _guides(view: View, *occasions: str) -> list[Guidance]:
    return [g for g in view.method.guidance if g.occasion in occasions]


def _material(view: View) -> list[tuple[str, list[str], str]]:
    """What slides are made of: text, ids and the words that place it on a slide."""
    items = []
    for row, entry in view.rows(_ROWS):
        number = view.row_id(row, entry)
        best = row.quotes[0]
        items.append((f"“{clip(best.quote.text, 130)}” ({view.source(best)})", view.cite(best),
                      "problem today situation told words heard challenge " + entry.problem))
        if entry.root_cause:
            items.append((f"to check with {view.contact}: {lower_first(unstop(entry.root_cause))}", [number],
                          "root cause why reason behind " + entry.root_cause))
        if entry.promise:
            items.append((f"for {view.company}: {lower_first(unstop(entry.promise))}", [number],
                          "promise solution show change answer demo moment " + entry.demo_moment))
        if entry.payoff:
            items.append((f"what {view.company} could gain, unconfirmed: {lower_first(unstop(entry.payoff))}", [number],
                          "payoff value result gain worth outcome"))
    items += [(f"“{clip(f.quote.text, 130)}” ({view.source(f)})", view.cite(f), "impact costs numbers measure worth value")
              for f in view.facts.numbers[:4]]
    items += [(f"“{clip(f.quote.text, 120)}” ({view.source(f)})", view.cite(f), "next step date plan calendar agree when")
              for f in view.facts.dates[:2]]
    items += [(view.proposed(a) + ", a suggestion", [a.id], "next step plan agree close who") for a in view.desk.recommended[:1]]
    return items


def _deck(view: View) -> list[str]:
    slides = [(s.title, s.content, f"method.guidance.{g.id}") for g in _guides(view, "demo") for s in g.slides]
    places = slides or [(title, "", None) for title in _DEFAULT_SLIDES]
    material, lines = _material(view), []
    for number, (title, content, path) in enumerate(places, 1):
        filled = fill(content, view.slots(*[r for r, _ in view.rows(1)])) or ""
        scored = sorted(material, key=lambda m: -common_words(f"{title} {content}", m[2] + " " + m[0]))
        fitting = [m for m in scored if common_words(f"{title} {content}", m[2] + " " + m[0])][:2]
        what = f" {filled}" if filled else ""
        ids = [i for m in fitting[:1] for i in m[1]]
        if fitting:
            lines.append(numbered(number, f"**{title}** for {view.company}.{what}", path or ", ".join(ids[:1])))
            lines += [f"   - {text} [{', '.join(refs)}]" for text, refs, _ in fitting if refs]
            material = [m for m in material if m not in fitting]
        else:
            lines.append(numbered(number, f"**{title}** for {view.company}.{what} Nothing in evidence fills it yet; ask "
                                  f"{view.contact} before the demo or leave it out.",
                                  path or view.desk.of(view.gaps()[0].id) if view.gaps() else path))
    return lines


def _track(view: View) -> list[str]:
    lines = []
    patterns = [(t, f"method.guidance.{g.id}") for g in _guides(view, "demo") for t in g.talk_track]
    for row, entry in view.rows(2):
        number = view.row_id(row, entry)
        found = view.fresh(row.quotes, 1) or list(row.quotes[:1])
        lines += [bullet(f"“{view.context.name(f.quote.speaker)}, you said: ‘{clip(f.quote.text, 130)}’ Is that still so?”",
                         *view.cite(f)) for f in found]
        steps = [fill(t, view.slots(row, view.contact)) for t, _ in patterns]
        lines += [sub(text, number) for text in steps if text and _of_row(text, entry)]
        if not patterns and entry.promise:
            lines.append(sub(f"“If {lower_first(unstop(entry.root_cause or entry.problem))} is what lies behind it, then "
                             f"{lower_first(unstop(entry.promise))}.”", number))
    lines += [bullet(f"“You gave us a number: ‘{clip(f.quote.text, 130)}’ Keep it in mind while we show this.”", *view.cite(f))
              for f in view.fresh(view.facts.numbers, 1)]
    if lines:
        return lines
    words = view.fresh([*view.facts.problems, *(view.plain_words(view.lately[0]) if view.lately else [])], 2)
    return [bullet(f"Open with {view.contact}'s own words, not with {view.product}: {view.said(f)}", *view.cite(f))
            for f in words] or [bullet(f"No words of {view.company} to start from; begin with a question to {view.contact}.",
                                       view.record("stage")[1])]


def _of_row(text: str, entry: MethodRow) -> bool:
    parts = (entry.problem, entry.impact, entry.root_cause, entry.promise, entry.payoff)
    return any(p and lower_first(unstop(p)).casefold() in text.casefold() for p in parts)


def _proof(view: View) -> list[str]:
    lines = [bullet(f"For {view.contact}, on “{lower_first(e.name)}”: {lower_first(unstop(e.proof))}.", r.path)
             for r, e in view.rows(_ROWS) if e.proof]
    wanted = [f for e in view.reading.elements for f in (*e.quotes, *e.denied) if (f.part or "").startswith("proof")]
    lines += view.tell(wanted, 2, "Asked for by them. ")
    lines += view.tell(view.facts.numbers, 2, "Use their number, not ours. ")
    return lines or [bullet(f"{view.company} has not said what would convince them. Ask {view.contact} what proof counts.",
                            *[view.desk.of(g.id) for g in view.gaps()[:1]])]


def _moments(view: View) -> list[str]:
    lines: list[str] = []
    for number, (row, entry) in enumerate(view.rows(_ROWS), 1):
        if entry.demo_moment:
            lines.append(numbered(number, f"{entry.demo_moment} Tie it to {view.context.name(row.quotes[0].quote.speaker)}: "
                                  f"“{clip(row.quotes[0].quote.text, 90)}”", view.row_id(row, entry),
                                  *view.cite(row.quotes[0])))
            if entry.demo_question:
                lines.append(f"   - Ask {view.contact}: “{entry.demo_question}” [{row.path}]")
    for gap in view.gaps()[:3]:
        person = view.to_ask(gap)
        lines += [bullet(f"While it is on screen, {person}: “{q}” It is about {lower_first(gap.name)}, still {gap.status}.",
                         gap.path) for q in view.questions(gap)[:1]]
    return lines or [bullet(f"After each screen ask {view.contact}: “Where would this meet you in your day?” "
                            f"Open: {and_list(g.name for g in view.gaps()[:3])}.",
                            *[view.desk.of(g.id) for g in view.gaps()[:3]])]


def _not_to_show(view: View) -> list[str]:
    spoken = {r.path for r in view.reading.rows if r.quotes}
    shown = [r.path for r, _ in view.rows(_ROWS)]
    lines = []
    for pair in view.method.pairs:
        if f"method.rows.{pair.row}" in shown:
            lines.append(bullet(f"Not to {view.contact}: “{pair.feature_led}” Rather: “{pair.problem_led}”",
                                f"method.pairs.{pair.id}"))
    silent = [e for e in view.method.rows if f"method.rows.{e.id}" not in spoken]
    if silent:
        lines.append(bullet(f"Nobody at {view.company} has spoken of {and_list(lower_first(e.name) for e in silent[:4])}: "
                            "leave those screens out.", *[view.desk.of(g.id) for g in view.gaps()[:1]]))
    for element in view.reading.elements:
        lines += [bullet(f"Do not claim it on a slide, {view.company} has denied it: {view.said(f, 140)}", *view.cite(f),
                         view.desk.of(element.id)) for f in element.denied[:1]]
    for guide in _guides(view, "demo"):
        lines += [bullet(f"With {view.contact} on {say_date(view.context.date)} and after: {lower_first(d)}",
                         f"method.guidance.{guide.id}") for d in guide.dont[:1]]
    return lines or [bullet(f"Whatever {view.contact} did not ask for. So far {view.company} asked about: "
                            f"{clip(view.facts.problems[0].quote.text, 120) if view.facts.problems else view.product}",
                            *view.cite(*view.facts.problems[:1]))]




WORKFLOW = Workflow(
    name="demo_plan", title="Demo plan", trigger="demo_landed",
    purpose="Lay out the deck and a talk track that begin with the buyer's problem and ask at each step.",
    reads=("all evidence visible at the event", "the CRM record"),
    parts=("method: rows, guidance for the demo, pairs", "qualification: open parts and their questions", "plays"),
    headings=("What the demo must show", "Deck structure", "Problem-led talk track", "Proof",
              "Questions at each demo moment", "What not to show"),
    stops="A person builds and gives the demo; the workflow makes no slides and sends nothing.",
    compose=compose)
