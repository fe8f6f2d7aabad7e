"""The wording linter: words that two people would read differently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from playbook.compile import live_entries
from playbook.model import Element, Entry, ExitCriterion, Playbook, Stage

Kind = Literal["vague_word", "seller_activity", "no_observer", "two_in_one", "stage_gap", "too_short"]

VAGUE = (
    "engaged", "engagement", "interested", "interest", "good fit", "strong relationship", "strong fit", "bought in",
    "buy-in", "on board", "aligned", "alignment", "excited", "enthusiastic", "comfortable", "happy", "positive",
    "warm", "serious", "qualified", "appropriate", "adequate", "sufficient", "relevant", "key stakeholder",
    "key stakeholders", "good understanding", "understands", "aware of the value", "sees the value", "value proposition",
    "rapport", "trusted advisor", "momentum", "committed", "supportive", "receptive", "open to", "convinced",
    "as needed", "if possible", "etc", "and so on", "properly", "clearly", "fully", "well understood", "ready to buy",
    "hot", "high level", "high-level", "best effort", "soon", "in a timely manner", "strategic",
)
#: Fields that are read as sentences, and the fewest words that say who does what.
_PROSE, _LEAST = ("statement", "evidence", "definition", "standard", "purpose", "entry"), 3
_VAGUE = re.compile(r"\b(" + "|".join(re.escape(w) for w in sorted(VAGUE, key=len, reverse=True)) + r")\b", re.I)
_SELLER_START = re.compile(
    r"^(?:we|our|the (?:seller|rep|ae|account executive|salesperson|sdr|team)|seller|rep|ae|sdr|i)\b", re.I)
_SELLER_VERB = re.compile(
    r"^(?:demo|proposal|quote|pricing|presentation|offer|contract|email|call|meeting|poc|pilot|discovery|deck)s? (?:was |"
    r"is |has been |have been )?(?:sent|given|delivered|done|completed|made|presented|held|shared|prepared|"
    r"scheduled by us)\b|^(?:send|give|present|deliver|complete|identify|confirm|qualify|build|create|prepare|conduct|"
    r"schedule|update|log|share|establish|uncover|understand|run|do|hold|sent|delivered|presented|identified|"
    r"confirmed|completed|scheduled|established|uncovered)\b", re.I)
_BUYER = re.compile(
    r"\b(?:buyer|customer|prospect|client|they|champion|economic buyer|signatory|procurement|legal|finance|sponsor|"
    r"user|owner|committee|board|somebody|someone|contact)s?(?:'s|’s)?\b", re.I)
_AND = re.compile(r"\b(?:and|as well as|plus)\b(?! (?:the|a|an|its|their|who|whom|whose|what|which|when|where|"
                  r"how|why|whether|by whom) )", re.I)
_VERB = re.compile(r"\b(?:has|have|is|are|was|were|been|agrees?|agreed|confirms?|confirmed|names?|named|says?|said|"
                   r"signs?|signed|states?|stated|gives?|gave|given|shares?|shared|accepts?|accepted|sends?|sent|"
                   r"introduces?|introduced|approves?|approved|commits?)\b", re.I)


@dataclass(frozen=True)
class Finding:
    """One wording problem: where, what, and a pattern for a better text."""

    path: str
    field: str
    kind: Kind
    message: str
    words: tuple[str, ...]
    pattern: str


def findings(book: Playbook) -> list[Finding]:
    """Return every wording problem of a playbook, in reading order."""
    found = [f for _, path, entry in live_entries(book) for f in entry_findings(path, entry)]
    return found + list(_stage_gaps(book.process))


def entry_findings(path: str, entry: Entry) -> list[Finding]:
    """Return the wording problems of one entry."""
    found = list(_vague(path, entry))
    if isinstance(entry, ExitCriterion):
        found += _criterion(path, entry)
    elif isinstance(entry, Element):
        found += [_observer(path, f"components.{c.id}", c.name) for c in entry.components if not c.said_by]
    return found + list(_too_short(path, entry, {f.field for f in found}))


def _too_short(path: str, entry: Entry, noted: set[str]) -> Iterator[Finding]:
    for field in _PROSE:
        text = getattr(entry, field, None) or ""
        if field not in noted and 0 < len(text.split()) < _LEAST:
            yield Finding(path, field, "too_short", f"'{text.strip()}' is too short for two people to judge by", (),
                          "Say who does what, and where it can be seen: [who] has [said / sent / named / agreed to] "
                          "[what].")


def _vague(path: str, entry: Entry) -> Iterator[Finding]:
    texts = {f: getattr(entry, f) for f in ("statement", "evidence", "definition", "standard", "purpose", "entry")
             if getattr(entry, f, None)}
    texts |= {f"components.{c.id}": c.meaning for c in getattr(entry, "components", [])}
    texts |= {f"indicators.{c.id}": c.meaning for c in getattr(entry, "indicators", [])}
    if isinstance(entry, ExitCriterion) and not entry.statement:
        texts["name"] = entry.name
    for field, text in texts.items():
        if words := tuple(dict.fromkeys(m.group(1).lower() for m in _VAGUE.finditer(text))):
            yield Finding(path, field, "vague_word", f"'{words[0]}' cannot be seen or heard; two people would "
                          "judge it differently", words, "Say what the buyer said or did: [who] has [said / sent / "
                          "named / agreed to] [what], seen in [call, mail or document].")


def _criterion(path: str, entry: ExitCriterion) -> Iterator[Finding]:
    text = entry.statement or entry.name
    field = "statement" if entry.statement else "name"
    first = text.strip()
    if (_SELLER_START.search(first) or _SELLER_VERB.search(first)) and not _BUYER.match(first):
        yield Finding(path, field, "seller_activity", "this is something the seller does; it can be done with a "
                      "buyer who is not moving", (first.split()[0],),
                      "Turn it round: what does the buyer do when this has worked? [Buyer's person] has [act].")
    elif entry.said_by and set(entry.said_by) <= {"seller", "crm"}:
        yield Finding(path, "said_by", "seller_activity", "only the seller or the CRM proves it", tuple(entry.said_by),
                      "Name a buyer's act or words that prove it, and add 'buyer' to who must say or do it.")
    if not entry.said_by and entry.proof == "words":
        yield _observer(path, "said_by", entry.name)
    halves = _AND.split(text)
    if len(halves) > 1 and all(_VERB.search(h) for h in halves[:2]):
        yield Finding(path, field, "two_in_one", "two conditions in one: what if only one holds?", ("and",),
                      "Make two criteria, each with its own evidence.")


def _observer(path: str, field: str, name: str) -> Finding:
    return Finding(path, field, "no_observer", f"'{name}' does not say whose words or acts prove it", (),
                   "Name who must say or do it: the buyer, a document, the seller, or the CRM.")


def _stage_gaps(stages: list[Stage]) -> Iterator[Finding]:
    live = [s for s in stages if not s.archived]
    for number, stage in enumerate(live):
        path = f"process.{stage.id}"
        last = number == len(live) - 1
        criteria = [c for c in stage.exit_criteria if not c.archived]
        if not criteria and not last:
            yield Finding(path, "exit_criteria", "stage_gap", "nothing says when this stage is over", (),
                          "Add at least one exit criterion: a buyer act that anybody could see.")
        elif not any(c.mandatory for c in criteria) and not last:
            yield Finding(path, "exit_criteria", "stage_gap", "no exit criterion is mandatory, so the stage can be "
                          "left without any", (), "Mark the one or two criteria that must hold.")
        if number and not stage.entry:
            yield Finding(path, "entry", "stage_gap", f"nothing says how a deal comes here from {live[number-1].name}",
                          (), f"Say what the buyer has done when {live[number - 1].name} is over.")
