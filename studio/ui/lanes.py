"""The three lanes: what was observed, what was inferred, what is recommended."""

from __future__ import annotations

import re
from html import escape

import streamlit as st

from studio.drafting.draft import Draft, Inference, Observation, Recommendation
from studio.ui.parts import status_chip
from studio.ui.sources import Sources, day, items, link, plain, quote_html, sure
from studio.ui.style import drafts_css

LANES = {
    "observed": ("Observed", "What people said and wrote, word for word"),
    "inferred": ("Inferred", "What the engine concludes, and by which standard"),
    "recommended": ("Recommended", "Suggestions, for a person to approve"),
}
#: Cards of a lane that are shown before somebody asks for all.
FIRST = 12
NOTHING = {
    "observed": "No quote stands behind this.",
    "inferred": "No judgement is tied to this.",
    "recommended": "No suggestion rests on this.",
}


def show_lanes(draft: Draft, sources: Sources, picked: str | None = None, key: str = "lanes") -> None:
    """Show a draft in three lanes; picking a card shows what it rests on."""
    drafts_css()
    with st.container(key=f"{key}-box"):
        st.html(lanes_html(draft, sources, picked, key))


#: What stands in an empty lane while the answer still comes.
_COMING = "Nothing yet."


def lanes_html(draft: Draft, sources: Sources, picked: str | None = None, key: str = "lanes",
               coming: bool = False) -> str:
    """The lanes as HTML; picking works by style alone, without a round trip. `coming` ones are not whole yet."""
    chosen = picked if picked in items(draft) else None
    head = (f'<input class="pd-pick" type="radio" name="{key}-pick" aria-label="Show everything" '
            f'id="{key}-all"{"" if chosen else " checked"}>')
    lanes = "".join((
        _lane("observed", draft, [_observation(o, sources, key, chosen) for o in draft.observed],
              _COMING if coming else "Nothing was quoted. Every quote must stand word for word in the evidence."),
        _lane("inferred", draft, [_inference(i, draft, sources, key, chosen) for i in draft.inferred],
              _COMING if coming else "Nothing was concluded."),
        _lane("recommended", draft, [_action(r, draft, sources, key, chosen) for r in
                                     sorted(draft.recommended, key=lambda r: r.rank)],
              _COMING if coming else "No action is suggested: the standard at this level has no plays to draw on."),
    ))
    return f'<div class="pd-lanes" id="{key}">{head}{lanes}</div><style>{_picking(draft, key)}</style>'


def _lane(lane: str, draft: Draft, cards: list[str], empty: str) -> str:
    title, meaning = LANES[lane]
    count = len(getattr(draft, lane))
    body = "".join(cards) or f'<p class="pd-empty">{escape(empty)}</p>'
    if count > FIRST:
        body += f'<label class="pd-more">Show all {count} <input class="pd-pick" type="checkbox"></label>'
    return (f'<section class="pd-lane pd-{lane}" aria-label="{title}"><header><h3>{title} '
            f'<span class="pd-count">{count}</span></h3><p>{escape(meaning)}</p></header>'
            f'<div class="pd-cards">{body}<p class="pd-empty pd-nothing">{escape(NOTHING[lane])}</p></div></section>')


def _card(identity: str, body: str, key: str, chosen: str | None, prompt: str) -> str:
    checked, identity = " checked" if identity == chosen else "", _ref(identity)
    return (f'<article class="pd-card" data-id="{identity}">{body}<div class="pd-trace"><input class="pd-pick" '
            f'type="radio" name="{key}-pick" id="{key}-{identity}"{checked}><label class="pd-open-up" '
            f'for="{key}-{identity}">{escape(prompt)}</label><label class="pd-clear" for="{key}-all">Show everything'
            f'</label></div></article>')


def _observation(item: Observation, sources: Sources, key: str, chosen: str | None) -> str:
    topics = ", ".join(sources.subject(a) for a in item.about)
    quotes = "".join(quote_html(q, sources) for q in item.quotes)
    about = f'<p class="pd-about">On {escape(topics)}</p>' if topics else ""
    return _card(item.id, quotes + about, key, chosen, "What follows from it")


def _inference(item: Inference, draft: Draft, sources: Sources, key: str, chosen: str | None) -> str:
    rests = [b for b in item.basis if b in items(draft)]
    observed = sum(b.startswith("o") for b in rests)
    basis = f"Rests on {observed} {'quote' if observed == 1 else 'quotes'}" if observed else "Rests on no quote"
    if len(rests) > observed:
        basis += f" and {len(rests) - observed} other {'reading' if len(rests) - observed == 1 else 'readings'}"
    notes = [n for n in (sure(item.confidence), basis) if n]
    standard = '<p class="pd-standard pd-none">No standard was applied</p>'
    if item.standard:
        entry = link(sources.entry_link(item.standard), sources.entry_name(item.standard))
        standard = f'<p class="pd-standard">Standard: {entry}</p>'
    body = (f'<div class="pd-head"><h4>{escape(sources.subject(item.about))}</h4>{status_chip(item.status)}</div>'
            f'<p class="pd-statement">{escape(item.statement)}</p><p class="pd-notes">{escape(" · ".join(notes))}</p>'
            + standard)
    return _card(item.id, body, key, chosen, "Show what it rests on")


def _action(item: Recommendation, draft: Draft, sources: Sources, key: str, chosen: str | None) -> str:
    facts = []
    if item.owner:
        facts.append(("Who", sources.person(item.owner)))
    if item.with_:
        facts.append(("With", ", ".join(sources.person(p) for p in item.with_)))
    if item.due:
        facts.append(("By", day(item.due)))
    if item.closes:
        facts.append(("Gap", ", ".join(sources.subject(c) for c in item.closes)))
    rows = "".join(f"<div><dt>{k}</dt><dd>{escape(v)}</dd></div>" for k, v in facts)
    play = (f'<p class="pd-standard">{_origin(item.standard)}: '
            f'{link(sources.entry_link(item.standard), sources.entry_name(item.standard))}</p>' if item.standard else
            '<p class="pd-standard pd-none">No play in the standard at this level</p>')
    body = (f'<div class="pd-rank"><span class="pd-number">{item.rank}</span><p class="pd-action">{escape(item.action)}'
            f'</p></div><dl class="pd-facts">{rows}</dl>{play}<p class="pd-approve">{APPROVAL[draft.approval]}</p>')
    return _card(item.id, body, key, chosen, "Show why")


APPROVAL = {"undecided": "A suggestion, for a person to approve", "approved": "Approved by a person",
            "amended": "Amended by a person", "rejected": "Rejected by a person"}


def _origin(path: str) -> str:
    return "Play" if path.startswith("plays.") else f"Standard ({plain(path.split('.')[0]).lower()})"


def related(draft: Draft, identity: str) -> list[str]:
    """Ids of what an item rests on and of what rests on it, followed to the ends."""
    known = items(draft)
    up = _follow(identity, lambda i: getattr(known[i], "basis", ()), known)
    down = _follow(identity, lambda i: [k for k, x in known.items() if i in getattr(x, "basis", ())], known)
    return [i for i in known if i in up or i in down]


def _follow(start: str, step, known: dict) -> set[str]:
    found, todo = set(), [start]
    while todo:
        for other in step(todo.pop()):
            if other in known and other not in found:
                found.add(other)
                todo.append(other)
    return found


def _ref(identity: str) -> str:
    """An id that is safe in HTML and CSS, whatever an engine called it."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", identity)


def _picking(draft: Draft, key: str) -> str:
    """Style that, with a card picked, keeps only what belongs to it in the other lanes."""
    rules, known = [], items(draft)
    lanes = {"observed": draft.observed, "inferred": draft.inferred, "recommended": draft.recommended}
    for lane, cards in lanes.items():
        for card in cards:
            at = f"#{key}:has(#{key}-{_ref(card.id)}:checked)"
            linked = [i for i in related(draft, card.id) if i in known]
            shown = ",".join(f'{at} .pd-card[data-id="{_ref(i)}"]' for i in linked)
            rules.append(f'{at} .pd-card[data-id="{_ref(card.id)}"]'
                         f'{{display:block;opacity:1;box-shadow:0 0 0 2.5px var(--pd-lane)}}')
            if shown:
                rules.append(f"{shown}{{display:block;opacity:1;border-color:var(--pd-lane)}}")
            bare = [n for n, own in lanes.items() if n != lane and not {o.id for o in own}.intersection(linked)]
            if bare:
                rules.append(",".join(f"{at} .pd-{n} .pd-nothing" for n in bare) + "{display:block}")
    return "".join(rules)
