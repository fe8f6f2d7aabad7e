"""Differences as markup: between two playbooks, and between two drafts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from playbook.difference import OWN, EntryChange, FieldChange, Item, Piece, summary, word_pieces
from studio.drafting.draft import Quote, Recommendation
from studio.previewing import (
    ActionChange,
    JudgementChange,
    LineChange,
    Preview,
    QuoteChange,
    ScoreChange,
    SectionChange,
)
from studio.ui.entries import Names, label
from studio.ui.parts import source_tag, status_chip
from studio.ui.sources import Sources, day, plain, quote_html

#: The style sheet that this markup needs, with that of drafts; see `studio.ui.style.css`.
STYLE = "differences.css"

_MARKS = {"added": ("ins", "added"), "gone": ("del", "gone")}
_TONES = {"added": "added", "new": "added", "restored": "added", "gone": "gone", "removed": "gone",
          "archived": "gone"}
_BULLET = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
_FIELDS_SHOWN = 2
_QUOTES_SHOWN = 2
_ITEMS_SHOWN = 8


def pieces_html(pieces: Sequence[Piece], spoken: bool = True) -> str:
    """Return a text with what was added underlined and what is gone struck through.

    `spoken` puts a word before each for whoever hears the page; leave it out
    where a word stands beside it anyway.
    """
    return "".join(_piece(p, spoken) for p in pieces)


def _piece(piece: Piece, spoken: bool) -> str:
    if piece.kind == "kept":
        return escape(piece.text)
    tag, word = _MARKS[piece.kind]
    said = f'<span class="df-said">[{word}: </span>' if spoken else ""
    end = '<span class="df-said">]</span>' if spoken else ""
    return f"<{tag}>{said}{escape(piece.text)}{end}</{tag}>"


def kind_tag(kind: str, words: str = "") -> str:
    """Return what happened as a word in a box: added, gone, changed, moved."""
    return f'<span class="df-kind df-{_TONES.get(kind, "changed")}">{escape(words or kind)}</span>'


# -- two playbooks

def changes_html(changes: Sequence[EntryChange], names: Names) -> str:
    """Return what differs between two playbooks, entry by entry, with a sentence on top.

    `names` says what the ids that entries refer to are called; with those of
    both playbooks (`entry_names`), what is gone has its name too.
    """
    entries = "".join(entry_change_html(c, names) for c in changes)
    return f'<div class="df-changes"><p class="df-lead">{escape(summary(changes))}</p>{entries}</div>'


def entry_change_html(change: EntryChange, names: Names) -> str:
    """Return what happened to one entry, field by field."""
    moved = f'<p class="df-note">Moved {escape(change.moved)}</p>' if change.moved else ""
    own = change.pillar == OWN
    name, where = ("The playbook itself", "") if own else (change.name, source_tag(change.pillar.capitalize()))
    return (f'<article class="df-entry" data-path="{escape(change.path)}"><header><h3>{escape(name)}</h3>'
            f'{kind_tag(change.kind)}{where}</header>{moved}{_fields(change.fields, names)}</article>')


def _fields(fields: Iterable[FieldChange], names: Names) -> str:
    return "".join(_part(above, list(inside), names)
                   for above, inside in groupby(fields, key=lambda f: (_place(f)[:-1], f.came)))


def _part(above: tuple[tuple[str, ...], str], fields: Sequence[FieldChange], names: Names) -> str:
    """Fields of one part of an entry, under the part's name; of one that is new or gone, folded."""
    place, came = above
    told = [f for f in fields if not (came and f.field.split(".")[-1] == "name")]
    body = "".join(_field(f, names) for f in told)
    if came and len(told) > _FIELDS_SHOWN:
        body = f"<details><summary>{'What it says' if came == 'added' else 'What it said'}</summary>{body}</details>"
    if not place:
        return body
    head = f'<h4>{" › ".join(map(escape, place))}{kind_tag(came) if came else ""}</h4>'
    return f'<div class="df-part">{head}{body}</div>'


def _place(change: FieldChange) -> tuple[str, ...]:
    """Where a field stands, in words: schema fields by their label, parts by their name."""
    steps = change.field.split(".")
    return tuple(label(step) if step == word else word for step, word in zip(steps, change.place, strict=True))


def _field(change: FieldChange, names: Names) -> str:
    head = f"<h5>{escape(_place(change)[-1])}</h5>"
    if all(i.was is None and i.now is None for i in change.items):
        body = "".join(f"<p>{pieces_html(_named(i.pieces, names))}</p>" for i in change.items)
        return f'<div class="df-field">{head}{body}</div>'
    note = '<p class="df-note">Only the order changed.</p>' if change.order_only else ""
    rows = list(_rows(change.items, names, tagged=not change.came))
    body = f'<ul class="df-items">{"".join(rows[:_ITEMS_SHOWN])}</ul>'
    if more := rows[_ITEMS_SHOWN:]:
        body += f'<details><summary>{len(more)} more</summary><ul class="df-items">{"".join(more)}</ul></details>'
    return f'<div class="df-field">{head}{note}{body}</div>'


def _rows(items: Sequence[Item], names: Names, tagged: bool) -> Iterator[str]:
    """Items of a list; a run of unchanged ones is counted. In a part that is new or gone, its heading says so."""
    for same, run in groupby(items, key=lambda i: i.kind == "kept" and not i.moved):
        found = list(run)
        if same:
            yield f'<li class="df-same">{len(found)} unchanged</li>'
        else:
            yield from (f"<li>{_item_tag(i) if tagged else ''}"
                        f"{pieces_html(_named(i.pieces, names), i.kind == 'changed')}</li>" for i in found)


def _item_tag(item: Item) -> str:
    moved = f"moved from place {item.was} to {item.now}" if item.moved else ""
    kind = kind_tag(item.kind) if item.kind != "kept" else ""
    return kind + (kind_tag("moved", moved) if moved else "")


def _named(pieces: Sequence[Piece], names: Names) -> list[Piece]:
    """Pieces with the name of what they refer to, where they are an id and nothing else."""
    return [Piece(p.kind, names.get(p.text, p.text)) for p in pieces]


# -- two drafts

def preview_html(preview: Preview, sources: Sources) -> str:
    """Return what an edit changes in a draft: a sentence, then part by part."""
    stage = [_stage(preview.stage)] if preview.stage else []
    parts = (
        ("Judgements", [*(_judgement(j, preview, sources) for j in preview.judgements), *stage]),
        ("Recommended actions", [_action(a, sources) for a in preview.actions]),
        ("Seller behaviours", [_score(s, preview) for s in preview.scores]),
        ("Quotes", _quotes(preview.quotes, preview, sources)),
        ("Document", [_section(s, sources) for s in preview.sections]),
    )
    body = "".join(f'<section class="df-section"><h3>{title} <span class="df-count">{len(cards)}</span></h3>'
                   f'{"".join(cards)}</section>' for title, cards in parts if cards)
    return f'<div class="df-preview"><p class="df-lead">{escape(preview.summary)}</p>{body}</div>'


def _card(head: str, body: str, rests: bool) -> str:
    mark = '<span class="df-rests">Rests on what was edited</span>' if rests else ""
    return f'<article class="df-card{" df-own" if rests else ""}"><header>{head}{mark}</header>{body}</article>'


def _judgement(one: JudgementChange, preview: Preview, sources: Sources) -> str:
    head = f"<h4>{escape(_subject(one.about, preview))}</h4>"
    if one.was is None or one.now is None:
        head += kind_tag(one.change)
    statuses = [i.status if i else None for i in (one.was, one.now)]
    moved = ""
    if one.was and one.now and one.change:
        was, now = (status_chip(s) or "not judged" for s in statuses)
        moved = f'<p class="df-from"><span>was</span> {was} <span>is now</span> {now}</p>'
    words = word_pieces(one.was.statement if one.was else "", one.now.statement if one.now else "")
    return _card(head, f"{moved}<p>{pieces_html(words)}</p>{_resting(one, sources)}", one.rests)


def _resting(one: JudgementChange, sources: Sources) -> str:
    """The quotes a judgement rested on and rests on now, folded away; nothing where they are the same."""
    if one.quotes_before == one.quotes_after:
        return ""
    return _fold("Words it rested on before", one.quotes_before, sources) + _fold(
        "Words it rests on now", one.quotes_after, sources)


def _fold(title: str, quotes: Sequence[Quote], sources: Sources) -> str:
    if not quotes:
        return f'<p class="df-note">{title}: none</p>'
    shown = "".join(quote_html(q, sources, links=False) for q in quotes)
    return f"<details><summary>{title} ({len(quotes)})</summary>{shown}</details>"


def _stage(stage: tuple[str | None, str | None]) -> str:
    was, now = (escape(f"{s[0].upper()}{s[1:].replace('_', ' ')}") if s else "not judged" for s in stage)
    return _card("<h4>Stage that buyers support</h4>", _from_to(was, now), False)


def _from_to(was: str, now: str) -> str:
    return f'<p class="df-from"><span>was</span> <del>{was}</del> <span>is now</span> <ins>{now}</ins></p>'


def _score(one: ScoreChange, preview: Preview) -> str:
    was, now = ("not scored" if s is None else f"{s} of 3" for s in (one.was, one.now))
    return _card(f"<h4>{escape(_subject(one.about, preview))}</h4>", _from_to(was, now), one.rests)


def _action(one: ActionChange, sources: Sources) -> str:
    was, now = one.was, one.now
    rank = f"now number {now.rank}" if now else ""
    if was and (now is None or was.rank != now.rank):
        rank = f"{rank}, was {was.rank}" if rank else f"was number {was.rank}"
    words = pieces_html(one.pieces, one.change == "changed")
    facts = "".join(f"<p>{title}: {pieces_html(pieces)}</p>" for title, pieces in _facts(was, now, sources))
    return _card(f'{kind_tag(one.change)}<span class="df-note">{rank}</span>', f"<p>{words}</p>{facts}", one.rests)


def _facts(was: Recommendation | None, now: Recommendation | None,
           sources: Sources) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    """What differs in an action beside its words: with whom, by when, which gap, by which play."""
    if was is None or now is None:
        return
    rows = (("With", lambda r: ", ".join(map(sources.person, r.with_))), ("Done by", lambda r: sources.person(r.owner)),
            ("By", lambda r: day(r.due) if r.due else ""), ("Gap", lambda r: ", ".join(map(sources.subject, r.closes))),
            ("Play", lambda r: sources.entry_name(r.standard) if r.standard else ""))
    for title, say in rows:
        if (old := say(was)) != (new := say(now)):
            yield title, word_pieces(old, new)


def _quotes(quotes: Sequence[QuoteChange], preview: Preview, sources: Sources) -> list[str]:
    """New and gone quotes, subject by subject."""
    subjects = dict.fromkeys(q.about for q in quotes)
    return [_subject_quotes(about, [q for q in quotes if q.about == about], preview, sources) for about in subjects]


def _subject_quotes(about: str, quotes: Sequence[QuoteChange], preview: Preview, sources: Sources) -> str:
    rows = [f'<div class="df-quote">{kind_tag(q.change)}{quote_html(q.quote, sources, links=False)}</div>'
            for q in quotes]
    body = "".join(rows[:_QUOTES_SHOWN])
    if len(rows) > _QUOTES_SHOWN:
        body += f"<details><summary>{len(rows) - _QUOTES_SHOWN} more</summary>{''.join(rows[_QUOTES_SHOWN:])}</details>"
    return _card(f"<h4>{escape(_subject(about, preview))}</h4>", body, quotes[0].rests)


def _subject(about: str, preview: Preview) -> str:
    return preview.names.get(about) or (plain(about) if about else "Other quotes")


def _section(one: SectionChange, sources: Sources) -> str:
    tag = kind_tag(one.change) if one.change != "changed" else ""
    rows = "".join(_line(line, sources) for line in one.lines)
    body = f'<ul class="df-items">{rows}</ul>' if rows else ""
    return _card(f"<h4>{escape(one.heading)}</h4>{tag}", body, one.rests)


def _line(line: LineChange, sources: Sources) -> str:
    words = pieces_html(_unmarked(line.item.pieces), line.item.kind == "changed")
    quotes = _fold("Rests on", line.quotes, sources) if line.quotes else ""
    return f"<li>{_item_tag(line.item)}{words}{quotes}</li>"


def _unmarked(pieces: Sequence[Piece]) -> list[Piece]:
    """A line's words without the marks of its Markdown."""
    bare = [Piece(p.kind, p.text.replace("**", "")) for p in pieces]
    for place in range(2 if bare and bare[0].kind == "gone" else 1):
        if place < len(bare):
            bare[place] = Piece(bare[place].kind, _BULLET.sub("", bare[place].text))
    return [p for p in bare if p.text]
