"""Two drafts of one moment, compared by what they say and not by their running ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from playbook.difference import Item, text_items, word_pieces
from playbook.difference.alignment import align
from studio.comparing import Row, change, judgement, quotes_behind
from studio.comparing import align as align_drafts
from studio.drafting.draft import Draft, Inference, Quote, Recommendation, Section
from studio.drafting.workflows.lines import SUPPORTS
from studio.previewing.changes import (
    ActionChange,
    JudgementChange,
    LineChange,
    Move,
    Preview,
    QuoteChange,
    ScoreChange,
    SectionChange,
)
from studio.previewing.edit import Edit
from studio.previewing.sentence import in_a_sentence

_TRACE = re.compile(r"\s*\[([\w.-]+(?:, [\w.-]+)*)\]\s*$")
#: How documents say which stage the evidence supports.
_SUPPORTED = re.compile(f"{SUPPORTS} “([^”\n]+)”")
_ID = re.compile(r"[oir]\d+")
_PATH = re.compile(r"[a-z_]+(?:\.[a-z0-9_-]+)+")

AnyChange = TypeVar("AnyChange", JudgementChange, QuoteChange, ActionChange, ScoreChange, LineChange, SectionChange)


def compare_drafts(before: Draft, after: Draft, edit: Edit) -> Preview:
    """Return what differs between two drafts of the same deal, event and workflow."""
    aligned = align_drafts([before, after], ["before", "after"])
    top = aligned.tops[1]
    found = Preview(
        before, after,
        judgements=_first(_judgements(aligned.rows, before, after, edit)),
        quotes=_first(_quotes(before, after, edit)),
        actions=_first(_actions(before, after, edit)),
        scores=_first(ScoreChange(s.about, *s.scores, edit.touches(about=(s.about,)))
                      for s in aligned.behaviours if s.changes[1]),
        stage=_stage(before, after, edit) or ((top.stage_before, top.stage) if top.stage_change else None),
        sections=_first(_sections(before, after, edit)), names=edit.names)
    return replace(found, summary=in_a_sentence(found, edit))


def _first(changes: Iterable[AnyChange]) -> tuple[AnyChange, ...]:
    """Put what rests on the edit first."""
    return tuple(sorted(changes, key=lambda c: not c.rests))


def _stage(before: Draft, after: Draft, edit: Edit) -> tuple[str, str] | None:
    """The playbooks' own names of the supported stage, where both documents say them and it is another stage.

    Two stages of a playbook can stand for the same one that drafts know.
    """
    said = [_SUPPORTED.search("\n".join(s.body for s in d.document.sections)) for d in (before, after)]
    names = [m[1] for m in said if m]
    ids = [next((s.id for s in one.book.process if s.name == name), name)
           for one, name in zip((edit.before, edit.after), names, strict=False)]
    return (names[0], names[1]) if len(names) == 2 and ids[0] != ids[1] else None


# -- judgements and quotes

def _judgements(rows: Sequence[Row], before: Draft, after: Draft, edit: Edit) -> Iterator[JudgementChange]:
    pairs = [tuple(side.inference for side in row.sides) for row in rows]
    was, now = _further(before), _further(after)
    pairs += [(None, now[key]) for key in now if key not in was]
    pairs += [(was[key], None) for key in was if key not in now]
    for old, new in pairs:
        if old and new and old.status == new.status and old.statement == new.statement:
            continue
        moved = change(old, new) if old is None or new is None else change(old.status, new.status)
        quotes = [tuple(quotes_behind(d, i)) if i else () for d, i in ((before, old), (after, new))]
        about = (new or old).about
        rests = edit.touches(old and old.standard, new and new.standard, about=(about,))
        yield JudgementChange(about, moved, old, new, *quotes, rests)


def _further(draft: Draft) -> dict[tuple[str, str], Inference]:
    """Judgements beyond the one that stands for its subject, such as several on people."""
    return {(i.about, i.statement): i for i in draft.inferred if i is not judgement(draft, i.about)}


def _quotes(before: Draft, after: Draft, edit: Edit) -> Iterator[QuoteChange]:
    was, now = _spoken(before), _spoken(after)
    yield from (QuoteChange(key[0], "new", quote, edit.touches(about=key[:1]))
                for key, quote in now.items() if key not in was)
    yield from (QuoteChange(key[0], "gone", quote, edit.touches(about=key[:1]))
                for key, quote in was.items() if key not in now)


def _spoken(draft: Draft) -> dict[tuple[Any, ...], Quote]:
    """Every quote by what it speaks of and where it stands."""
    return {(about, q.evidence, q.field, q.start, q.end): q
            for o in draft.observed for about in o.about or ("",) for q in o.quotes}


# -- actions

def _actions(before: Draft, after: Draft, edit: Edit) -> Iterator[ActionChange]:
    was, now = (sorted(d.recommended, key=lambda r: r.rank) for d in (before, after))
    keys = (_content, lambda r: (r.standard, r.closes[:1]), lambda r: r.closes[:1])
    for match in align(was, now, keys, lambda r: r.action):
        old = None if match.was is None else was[match.was]
        new = None if match.now is None else now[match.now]
        moved: Move = "new" if old is None else "gone" if new is None else "changed"
        if moved == "changed" and _content(old) == _content(new):
            if not match.moved:
                continue
            moved = "moved"
        both = [r for r in (old, new) if r]
        rests = edit.touches(*(r.standard for r in both), about=[c for r in both for c in r.closes])
        yield ActionChange(moved, old, new, word_pieces(old.action if old else "", new.action if new else ""), rests)


def _content(action: Recommendation) -> tuple[Any, ...]:
    return action.action, action.closes, action.with_, action.owner, action.due, action.standard


# -- the document

def _sections(before: Draft, after: Draft, edit: Edit) -> Iterator[SectionChange]:
    was, now = before.document.sections, after.document.sections
    for match in align(was, now, (lambda s: s.heading,), lambda s: s.heading):
        old = None if match.was is None else was[match.was]
        new = None if match.now is None else now[match.now]
        lines = _first(_lines(_split(old), _split(new), before, after, edit))
        if not lines and not match.moved:
            continue
        moved: Move = "new" if old is None else "gone" if new is None else "changed" if lines else "moved"
        yield SectionChange((new or old).heading, moved, lines, any(line.rests for line in lines))


def split_trace(line: str) -> tuple[str, tuple[str, ...]]:
    """Return a line without the ids or the path it ends with, and these."""
    found = _TRACE.search(line)
    refs = tuple(found[1].split(", ")) if found else ()
    if not all(_ID.fullmatch(r) or _PATH.fullmatch(r) for r in refs):
        return line, ()
    return line[:found.start()] if found else line, refs


def _split(section: Section | None) -> list[tuple[str, tuple[str, ...]]]:
    return [split_trace(line) for line in section.body.split("\n") if line.strip()] if section else []


def _lines(was: Sequence[tuple[str, tuple[str, ...]]], now: Sequence[tuple[str, tuple[str, ...]]],
           before: Draft, after: Draft, edit: Edit) -> Iterator[LineChange]:
    for item in text_items([text for text, _ in was], [text for text, _ in now]):
        if item.kind == "kept" and not item.moved:
            continue
        draft, refs = (before, was[item.was - 1][1]) if item.now is None else (after, now[item.now - 1][1])
        yield _line(item, refs, draft, edit)


def _line(item: Item, refs: Sequence[str], draft: Draft, edit: Edit) -> LineChange:
    lanes = {x.id: x for lane in (draft.observed, draft.inferred, draft.recommended) for x in lane}
    behind = [lanes[r] for r in refs if r in lanes]
    paths = tuple(r for r in refs if r not in lanes)
    about = [a for x in behind for a in _about(x)]
    rests = edit.touches(*paths, *(getattr(x, "standard", None) for x in behind), about=about)
    return LineChange(item, tuple(q for x in behind for q in getattr(x, "quotes", ())), paths, rests)


def _about(part: Any) -> tuple[str, ...]:
    found = getattr(part, "about", None) or getattr(part, "closes", ())
    return (found,) if isinstance(found, str) else tuple(found)
