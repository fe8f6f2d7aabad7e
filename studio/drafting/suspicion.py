"""Passages that speak to a machine: found, named, and otherwise left alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

import yaml

from playbook.compile import Standard
from studio.drafting.context import Context
from studio.drafting.disguise import View, decoded, plain_view, views
from studio.drafting.draft import DraftWarning
from studio.drafting.quotes import RECORD, record_text

PLAYBOOK = "playbook"
_NEAR = 400
_REACH = 300
# What is looked for in a text that was turned letter by letter.
_CODED = ("set aside", "verdict", "part")
_SHOWN = 120
_BEFORE = " \n.!?:;,)]\"'"
# A blank of a pattern outside square brackets stands for any number of blanks.
_BLANK = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]| ")
_RULES_FILE = Path(__file__).with_suffix(".yaml")
_OWN_FIELDS = ("stage", "next_step")
_BOOKS: WeakKeyDictionary[Standard, tuple[Suspicion, ...]] = WeakKeyDictionary()


class Hit(NamedTuple):
    """A passage of one text, and why it is suspicious."""

    start: int
    end: int
    kind: str
    why: str


@dataclass(frozen=True)
class Suspicion:
    """A passage that looks like an instruction to a model.

    `evidence` is an evidence id, `crm` or `playbook`; `field` the record's
    field or the entry's path; offsets count in that text.
    """

    evidence: str
    field: str | None
    start: int
    end: int
    text: str
    why: str

    def __str__(self) -> str:
        place = {RECORD: f"The record's field '{self.field}'", PLAYBOOK: f"The playbook entry {self.field}"}.get(
            self.evidence, self.evidence)
        return f"{place} holds a passage that {self.why}: “{self.text}”. It was treated as data and changed nothing."

    def warning(self) -> DraftWarning:
        """Return the same as a draft carries it."""
        return DraftWarning(says=str(self), evidence=self.evidence, field=self.field, start=self.start, end=self.end)


@dataclass(frozen=True)
class _Rule:
    kind: str
    why: str
    has: tuple[str, ...]
    pattern: re.Pattern[str]
    weak: bool

    def find(self, view: View) -> Iterator[Hit]:
        for start, end in _windows(view.lower, self.has):
            for match in self.pattern.finditer(view.text, start, end):
                lead = len(match[0]) - len(match[0].lstrip(_BEFORE))  # the end of the sentence before is not part of it
                yield Hit(*view.place(match.start() + lead, match.end()), self.kind, self.why)


def _windows(text: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Yield the surroundings of some words, joined where they meet."""
    places = []
    for word in words:
        at = text.find(word)
        while at >= 0:
            places.append(at)
            at = text.find(word, at + _REACH)
    end = -1
    start = 0
    for place in sorted(places):
        if place - _REACH > end:
            if end >= 0:
                yield start, end
            start = max(0, place - _REACH)
        end = place + 2 * _REACH
    if end >= 0:
        yield start, end


def suspicions(context: Context, standard: Standard | None = None) -> tuple[Suspicion, ...]:
    """Return every suspicious passage of what a run reads, in reading order."""
    found = [_named(e.id, None, e.text, hit) for e in context.evidence
             for hit in suspicious(e.text, lines=e.type == "call")]
    for evidence, field, text in _around(context):
        found += [_named(evidence, field, text, hit) for hit in suspicious(text)]
    return (*found, *(_in_standard(standard) if standard is not None else ()))


def look_over(read: Iterable[tuple[Context, Standard]]) -> Iterator[None]:
    """Look at what runs read, a text at a step, so that `suspicions` has its answer at once afterwards."""
    standards: dict[int, Standard] = {}
    texts: dict[tuple[str, bool], None] = {}
    for context, standard in read:
        standards[id(standard)] = standard
        texts |= dict.fromkeys((e.text, e.type == "call") for e in context.evidence)
    for standard in standards.values():
        texts |= dict.fromkeys((standard.text(path), True) for path in standard.paths)
    for text, lines in texts:
        suspicious(text, lines=lines)
        yield


@lru_cache(maxsize=8192)
def suspicious(text: str, *, lines: bool = False) -> tuple[Hit, ...]:
    """Return the suspicious passages of a text, none within another.

    `lines` says that each line is somebody's turn, so that no passage runs
    over its end.
    """
    hits = [hit for view in views(text, lines) for hit in _hits(view)]
    for place, inner, how in decoded(text):
        hits += [Hit(*place, hit.kind, f"{hit.why} ({how})") for hit in suspicious(inner)[:1]]
    view = plain_view(text, lines)
    hits += [Hit(*place, "hidden", why) for place, why in view.hidden]
    hits += [Hit(*place, "set aside", "spells out an order to a machine, letter by letter")
             for place, letters in view.spelt if _rules()[1].search(letters)]
    return tuple(_outer(hits))


def overlaps(found: tuple[Suspicion, ...], evidence: str, start: int, end: int, field: str | None = None) -> bool:
    """Tell whether a place in the evidence shares words with a suspicious passage."""
    return any(s.evidence == evidence and s.field == field and s.start < end and start < s.end for s in found)


def _hits(view: View) -> list[Hit]:
    strong, weak = [], []
    for rule in _rules()[0]:
        if not view.coded or rule.kind in _CODED:
            (weak if rule.weak else strong).extend(rule.find(view))
    for hit in weak:
        near = [w for w in weak if w.kind != hit.kind and abs(w.start - hit.start) <= _NEAR]
        strong += [hit] if near else []
    return strong


def _outer(hits: list[Hit]) -> Iterator[Hit]:
    """Join what overlaps, first reason kept."""
    kept: Hit | None = None
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if kept is not None and hit.start < kept.end:
            kept = kept._replace(end=max(kept.end, hit.end))
            continue
        if kept is not None:
            yield kept
        kept = hit
    if kept is not None:
        yield kept


def _around(context: Context) -> Iterator[tuple[str, str | None, str]]:
    """The record's fields and what else of the deal people type freely."""
    for field in (*_OWN_FIELDS, *context.record.fields):
        yield RECORD, field, record_text(context.record, field) or ""
    deal = context.deal
    for field, text in (("account", f"{deal.account.name}\n\n{deal.account.industry}"),
                        ("opportunity", deal.opportunity.name), ("product", deal.product),
                        *((f"people.{p.id}", f"{p.name}, {p.title}, {p.role}") for p in deal.people),
                        *((f"events.{e.id}", e.type) for e in context.past)):
        yield RECORD, field, text
    for evidence in context.evidence:
        if evidence.title not in evidence.text:
            yield evidence.id, "title", evidence.title


def _in_standard(standard: Standard) -> tuple[Suspicion, ...]:
    if standard not in _BOOKS:
        texts = {path: standard.text(path) for path in standard.paths}
        _BOOKS[standard] = tuple(_named(PLAYBOOK, path, text, hit) for path, text in texts.items()
                                 for hit in suspicious(text, lines=True))
    return _BOOKS[standard]


def _named(evidence: str, field: str | None, text: str, hit: Hit) -> Suspicion:
    words = " ".join("".join(c if c.isprintable() else " " for c in text[hit.start:hit.end]).split())
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN].rstrip()} …"
    return Suspicion(evidence, field, hit.start, hit.end, shown, hit.why)


@cache
def _rules() -> tuple[tuple[_Rule, ...], re.Pattern[str]]:
    data = yaml.safe_load(_RULES_FILE.read_text(encoding="utf-8"))
    rules = tuple(_Rule(r["kind"], r["why"], tuple(bare(w).lower() for w in r["has"]),
                        _compiled(r["pattern"], data["words"]), r.get("weak", False)) for r in data["rules"])
    return rules, re.compile(data["compact"])


def _compiled(pattern: str, words: dict[str, str]) -> re.Pattern[str]:
    for name, choices in (*words.items(), *words.items()):
        pattern = pattern.replace(f"<{name}>", choices)
    return re.compile(_BLANK.sub(lambda m: m[0] if m[0] != " " else "(?: +)", bare(pattern)), re.I)


def bare(text: str) -> str:
    """Return a text without accents and other marks on letters, as a view shows it."""
    return "".join(c for c in unicodedata.normalize("NFKD", text)
                   if not unicodedata.combining(c) and unicodedata.category(c) != "Mn")
