"""The deck of a demo: the method's slide pattern filled with one buyer's facts."""

from __future__ import annotations

from collections.abc import Iterator

from playbook.model import Guidance, Slide
from studio.drafting.reading import Found
from studio.drafting.workflows.gaps import QUOTE_FIT
from studio.drafting.workflows.lines import clip, lower_first, numbered, slots_of, sub, unstop
from studio.drafting.workflows.telling import common_words
from studio.drafting.workflows.view import View

_ROWS = 3
Case = tuple[Found, str, list[str]]
_PLAIN_SLIDES = (Slide(title="What you told us", content="{problem}"),
                 Slide(title="What it leads to", content="{impact}"),
                 Slide(title="What we show"), Slide(title="What happens next"))


def guides(view: View) -> list[Guidance]:
    """The method's guidance for a demo."""
    return [g for g in view.method.guidance if g.occasion == "demo"]


def deck(view: View) -> list[str]:
    """The slides in order, each with this buyer's facts under it."""
    slides = [(s, f"method.guidance.{g.id}") for g in guides(view) for s in g.slides]
    moments = iter(_cases(view))
    lines = []
    for number, (slide, path) in enumerate(slides or [(s, None) for s in _PLAIN_SLIDES], 1):
        head, under = _slide(view, slide, moments)
        trace = [path] if path else (view.cite(*view.problems[:1]) or view.worst)
        lines.append(numbered(number, f"**{slide.title}.** {head}", *trace))
        lines += under
    return lines


def _cases(view: View) -> list[Case]:
    """What to replay: the cases of the rows that fit with their demo moments, then other problems told."""
    cases = [(r.quotes[0], e.demo_moment, [view.row_id(r, e)]) for r, e in view.rows(_ROWS) if e.demo_moment]
    told = {f.quote for f, _, _ in cases}
    others = [f for f in view.problems if f.quote not in told and f.fit >= QUOTE_FIT]
    return cases + [(f, "Replay it, with their own data.", []) for f in others[:2]]


def _slide(view: View, slide: Slide, moments: Iterator[Case]) -> tuple[str, list[str]]:
    """What stands on a slide for this buyer, and the facts under it."""
    slots = [s for s in slots_of(slide.content) if s not in ("company", "product", "person")]
    filled = view.spoken(slide.content) if slide.content and not slots else None
    plain = unstop(filled.text if filled else slide.content.partition("{")[0].strip(" :—–-"))
    named = not plain or view.company in plain
    head = f"{plain or view.company}." if named else f"{plain}, for {view.company}."
    under: list[str] = []
    if "moment" in slide.title.lower():
        case = next(moments, None)
        if case:
            return head, [sub(f"The case of {view.speaker(case[0])}: “{clip(case[0].quote.text, 110)}” "
                              f"{case[1]}",
                              *view.cite(case[0]), *case[2])]
        return head, [sub(f"No further problem has been heard from {view.company}; leave this slide out.",
                          *view.worst)]
    if "problem" in slots:
        under += [sub(view.said(f, 150), *view.cite(f)) for f in view.problems[:2]]
    if "impact" in slots:
        under += [sub(view.said(f, 150), *view.cite(f)) for f in view.numbers[:3]]
    for name in ("root_cause", "promise", "payoff"):
        if name in slots:
            own = view.chain.get(name, [])[:1]
            under += [sub(view.said(f, 150), *view.cite(f)) for f in own]
            under += [sub(f"Our guess, not {view.contact}'s words: "
                          f"{lower_first(unstop(getattr(entry, name)))}.",
                          view.row_id(row, entry)) for row, entry in view.rows(1)
                      if not own and getattr(entry, name)]
    if slots and not under:
        under = [sub(f"{view.company} has not said it; leave it blank and ask {view.contact}.", *view.worst)]
    if not slots and view.desk.recommended and common_words(slide.title + slide.content,
                                                            "next happens judges sure check"):
        action = view.desk.recommended[0]
        under = [sub(f"Suggested: {view.proposed(action)}.", action.id)]
    return head, under
