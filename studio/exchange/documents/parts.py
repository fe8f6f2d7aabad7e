"""One passage into the part of the entry that its heading names."""

from __future__ import annotations

import re

from studio.exchange.documents import name_terms, terms
from studio.exchange.documents.aside import guides, guides_headed
from studio.exchange.documents.fields import FIELDS, GUIDES
from studio.exchange.documents.here import Here, path_of
from studio.exchange.documents.labels import ARROW, asks, bare, is_question, label, mentions, pure_role
from studio.exchange.documents.making import ASSUMED, NAMED, PATTERNED, WORDED, Made, Making
from studio.exchange.documents.outline import Node
from studio.exchange.documents.sentences import asked

#: Parts that may be worded as a question without being one to ask.
_MAY_ASK = ("good", "bad", "talk_track", "exit", "risks")
#: From this length on, the part of a paragraph that makes a criterion is its passage, not all of it.
_LONG = 1_500
_LOST = re.compile(terms.LOST, re.I)
#: A line over conditions that does not say whether they open or close a stage.
_ALL_TRUE = re.compile(r"\ball (?:of )?(?:the following|these|the below)"
                       r"(?: \w+)? (?:are|is|hold|must be|need to be)(?: true| met)?$", re.I)
_ONWARD = re.compile(r"\b(?:mov(?:e|ing)|leav(?:e|ing)|exit\w*|advanc\w+|progress\w*|before|next|onwards?)\b", re.I)
_VERBISH = re.compile(r"\b(?:\w{2,}ed|is|are|has|have|held|sent|met|made|set|given|known|agreed|done|underway|"
                      r"in progress|under \w+|complete|signed|won|live|booked|going)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")

def place_part(text: str, node: Node, here: Here, making: Making) -> Made | None:
    """Put a passage where the part that heads it says; None where it has no place there."""
    if here.wrong and here.role in ("exit", "success") and here.owner in (None, here.stage):
        return None  # how it should not be
    if here.role == "exit" and here.entry is None and here.element is None:
        return criteria(text, node, here, making)
    if here.role == "success" and here.entry is None and here.stage is not None:
        return criteria(text, node, here, making, PATTERNED)
    if here.role == "questions" or (is_question(text) and here.role not in _MAY_ASK):
        return question(text, node, here, making)
    owner = here.owner
    guiding = here.role in GUIDES and here.talk and (guides if here.talk == "hygiene" else guides_headed)(text)
    if owner is None:
        return guidance(text, node, here, making) if guiding else None
    if part := FIELDS.get(owner.kind, {}).get(here.role or ""):
        owner.add(part, _rest(text, here.role))
        owner.seen(node)
        return owner
    return guidance(text, node, here, making) if guiding else None


def _rest(text: str, part: str | None) -> str:
    """The text without a label that only repeats the part."""
    found = label(text)
    return found[1] if found and found[1] and pure_role(found[0]) == part else bare(text)


# ---- exit criteria

def criteria(text: str, node: Node, here: Here, making: Making, certainty: float = NAMED) -> Made | None:
    """Make exit criteria of a passage: one for an item, several for a cell or a sentence each."""
    made = None
    whole = node.kind == "item" and bare(text) == bare(node.text)
    for part in [text] if whole else split(text):
        made = criterion(part, node, here, making, certainty)
    return made


def criterion(text: str, node: Node, here: Here, making: Making, certainty: float = NAMED) -> Made:
    """Make one exit criterion, at its stage where that is known."""
    statement = bare(text)
    parts = ARROW.split(statement)
    place = path_of(here.stage) if here.stage else "process"
    made = making.statement("exit_criterion", place, parts[0] if len(parts) == 2 else statement,
                            certainty if here.stage else min(certainty, WORDED))
    if node.trail and _ALL_TRUE.search(node.trail[-1].rstrip(" :*_")) and not _ONWARD.search(node.trail[-1]):
        made.ask("Must this hold before the stage begins, or before it is left?")
    if found := label(statement):
        made.name = found[0][:120] if len(found[0].split()) < 7 and found[1] else made.name
    if here.lost or (len(parts) == 2 and _LOST.search(parts[1])) or _LOST.match(statement):
        made.ask("This leads out of the pipeline: is it a reason to drop the deal rather than to move it on?")
        made.certainty = min(made.certainty, ASSUMED)
    made.seen(node, text if node.kind == "row" or len(node.text) > _LONG else None)
    return made


def split(text: str) -> list[str]:
    """Return the conditions in a cell or sentence: by line, semicolon, sentence, or comma where each is one."""
    parts = [p for line in text.split("\n") for p in re.split(r"\s*;\s+|\s+[✅☑✔✓☐□•▪]\s*", line)]
    parts = [p for part in parts for p in _SENTENCE.split(part)]
    return [bare(p).rstrip(" ;") for part in parts for p in _by_comma(part) if bare(p).strip(" ;.,")]


def _by_comma(text: str) -> list[str]:
    inside, parts, start = 0, list[str](), 0
    for at, letter in enumerate(text):
        inside += (letter in "([") - (letter in ")]")
        if letter == "," and not inside and text[at + 1:at + 2] == " ":
            parts.append(text[start:at])
            start = at + 1
    parts = [re.sub(r"^(?:and|&) ", "", p.strip()) for p in [*parts, text[start:]]]
    clauses = len(parts) > 1 and all(_VERBISH.search(p) and 1 < len(p.split()) < 9 for p in parts)
    return parts if clauses else [text]


# ---- questions

def question(text: str, node: Node, here: Here, making: Making) -> Made | None:
    """Make questions of a line, for the element, stage or conversation that it stands under.

    What is said before a question in the same line defines its element.
    """
    parts = asked(text, each=here.role == "questions" and node.kind == "paragraph")
    if len(parts) < 2 and parts[:1] == [(bare(text), True)]:
        return _question(text, node, here, making)
    if not any(asks_ for _, asks_ in parts):
        return _question(text, node, here, making)
    made = None
    for part, asks_ in parts:
        if asks_:
            made = _question(part, node, here, making)
        elif here.element is not None and bare(part):
            here.element.add("definition" if "definition" not in here.element.fields else "notes", part)
            here.element.seen(node)
    return made


def _question(text: str, node: Node, here: Here, making: Making) -> Made | None:
    found = label(text)
    told = found[1] if found and not is_question(found[0]) else ""
    words = told if is_question(told) or (here.role == "questions" and asks(told)) else bare(text)
    plain = words.strip("\"“”'’ ")
    if not is_question(text) and not (here.role == "questions" and _asks(words)):
        return None
    place, certainty = _asked_at(here)
    made = making.statement("question", place, plain, certainty if is_question(text) else min(certainty, WORDED))
    if found and words != bare(text):
        made.name = found[0]
    made.seen(node)
    return made


def _asks(text: str) -> bool:
    """Whether a line among questions asks without a question mark ("Walk me through …")."""
    return asks(text) and not bare(text).endswith(":")


def _asked_at(here: Here) -> tuple[str, float]:
    if here.element is not None:
        return path_of(here.element), NAMED
    if here.entry is not None and here.entry.kind in ("behaviour", "play", "method"):
        return path_of(here.entry), NAMED
    if here.stage is not None:
        return path_of(here.stage), NAMED if here.role == "questions" else PATTERNED
    if here.occasion:
        return f"method.guidance.{here.occasion}", PATTERNED
    return "method.guidance.discovery", WORDED


# ---- method statements

def guidance(text: str, node: Node, here: Here, making: Making, certainty: float = NAMED) -> Made:
    """Make a statement of the method: what to do or to avoid in a conversation."""
    part = {"anti_patterns": "dont", "risks": "dont"}.get(here.role or "do", here.role or "do")
    made = making.statement("method", f"method.guidance.{here.talk or 'discovery'}", text, certainty)
    made.fields["part"] = [part if part in ("do", "dont", "talk_track", "opening", "close") else "do"]
    if here.talk is None or (here.element is not None and here.occasion is None):
        made.ask("Which conversation should this guide: discovery, demo, proposal, business case or review?")
        made.certainty = min(made.certainty, WORDED)
    made.seen(node)
    return made


def behaviour_of(text: str) -> str | None:
    """Return the canonical behaviour that a statement speaks of, if one."""
    return mentions(text, name_terms.BEHAVIOUR_NAMES)
