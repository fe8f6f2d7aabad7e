"""Passages without a telling heading: placed by how they are worded."""

from __future__ import annotations

import re

from studio.exchange.documents import terms
from studio.exchange.documents.groups import IF_THEN
from studio.exchange.documents.here import Here
from studio.exchange.documents.labels import bare, is_question, slug
from studio.exchange.documents.making import ASSUMED, NAMED, PATTERNED, WORDED, Made, Making, short
from studio.exchange.documents.outline import Node
from studio.exchange.documents.parts import behaviour_of, criteria, guidance, question

_STAGE_RULE = re.compile(
    r"^(?P<head>(?:before|to|when|once|until|unless|a|an|the|no|any|you|we)\b.{0,80}?\b(?:leav(?:e|es|ing)|"
    r"exit(?:s|ing)?|mov(?:e|es|ing)|advanc(?:e|es|ing)|progress(?:es|ing)?|enter(?:s|ing)?|promot(?:e|ed|ing)|"
    r"closed?)\b(?P<where>.{0,60}?))"
    r"(?:,| only (?:when|if|once|after)| (?:when|once|if|after|until|unless)| (?:requires|needs)|:)\s+"
    r"(?P<rule>.{8,})$", re.I | re.S)
_MUST = re.compile(r"\b(?:must|has|have|needs?|should|is|are|confirms?|agrees?|signs?|names?|requires?)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")
_DEAL = re.compile(terms.DEAL_WORDS, re.I)
_SELLER = re.compile(terms.SELLER_RULE, re.I)
_ADVICE = re.compile(terms.ADVICE, re.I)
_AGAINST = re.compile(r"^(?:do ?n[o']?[’']?t|do not|never|avoid|stop)\b|\b(?:must not|should not|shouldn['’]t|never)\b",
                      re.I)
_SUBJECT = re.compile(r"^(?:then|the (?:rep|seller|ae|manager)|you|we|they)\s+(?:should |must |need to |can |will )?",
                      re.I)
_INTO = re.compile(r"\b(?:to|into|enter\w*)\b", re.I)


def place_by_wording(text: str, node: Node, here: Here, making: Making) -> Made | None:
    """Put a passage where its own words say; None where they say nothing."""
    words = bare(text)
    if is_question(words):
        asked = here.owner or here.occasion or here.area in ("qualification", "method")
        return question(text, node, here, making) if asked else None
    if node.kind == "paragraph" and len(parts := _SENTENCE.split(words)) > 1:
        return _by_sentence(parts, node, here, making) or _advice(words, node, here, making)
    return _by_rule(words, node, here, making) or _advice(words, node, here, making)


def _by_rule(words: str, node: Node, here: Here, making: Making) -> Made | None:
    return (_stage_rule(words, node, here, making) or _play(words, node, here, making)
            or _behaviour(words, node, here, making))


def _by_sentence(parts: list[str], node: Node, here: Here, making: Making) -> Made | None:
    """Each sentence of a paragraph for itself, where one of them states a rule."""
    placed = [(part, _by_rule(part, node, here, making)) for part in parts]
    made = next((m for _, m in placed if m is not None), None)
    if made is not None:
        for part, entry in placed:
            if entry is None:
                making.leave(node, "Stands among rules, but states none", here.near, part)
    return made


def _stage_rule(words: str, node: Node, here: Here, making: Making) -> Made | None:
    """"A deal leaves Discovery when …", "Before moving to Proposal, …"."""
    found = _STAGE_RULE.match(words)
    if not found or len(words.split()) > 60 or not _MUST.search(found["rule"]):
        return None
    stage = making.stage_in(found["head"])
    if stage is None:
        return None
    if _INTO.search(found["where"]) or re.search(r"\b(?:enter|to)\b[^,]*$", found["head"], re.I):
        stage = making.before(stage) or stage
    return criteria(found["rule"], node, Here(stage=stage), making, PATTERNED)


def _play(words: str, node: Node, here: Here, making: Making) -> Made | None:
    found = IF_THEN.match(words)
    if not found or len(words.split()) > 60 or not _acts(found["then"]):
        return None
    if here.area != "plays" and not _DEAL.search(found["when"]):
        return None
    if here.role is not None and here.role not in ("risks", "when", "then"):
        return None
    certainty = NAMED if here.area == "plays" else WORDED
    made = making.named("play", "plays", slug(found["when"]), short(found["when"]), certainty)
    made.text = made.text or found["then"].strip()
    made.add("when", found["when"])
    made.add("steps", found["then"])
    made.seen(node)
    return made


def _behaviour(words: str, node: Node, here: Here, making: Making) -> Made | None:
    if not _SELLER.match(words) or len(words.split()) > 60 or here.owner is not None or here.role is not None:
        return None
    made = making.named("behaviour", "behaviours", slug(short(words)), short(words), WORDED)
    made.canonical = made.canonical or behaviour_of(words)
    made.text = made.text or words
    made.add("anti_patterns" if _AGAINST.search(words) else "standard", words)
    made.seen(node)
    return made


def _advice(words: str, node: Node, here: Here, making: Making) -> Made | None:
    """Advice on a conversation that the headings name."""
    if (here.talk is None and here.area != "method") or here.entry is not None or here.role is not None:
        return None
    if len(words.split()) > 70:
        return None
    against = bool(_AGAINST.search(words))
    if node.kind == "item" and here.stage is not None and _imperative(words) and not against:
        here.stage.add("seller_activities", words)
        here.stage.seen(node)
        return here.stage
    if not (against or _ADVICE.search(words) or _imperative(words)):
        return None
    made = guidance(words, node, here, making, ASSUMED if here.occasion is None else WORDED)
    made.fields["part"] = ["dont" if against else "do"]
    return made


def _imperative(words: str) -> bool:
    first = re.match(r"[A-Za-z]+", words)
    return bool(first) and first.group().lower() in terms.IMPERATIVES and len(words.split()) > 1


def _acts(words: str) -> bool:
    """Whether a clause says what to do."""
    words = _SUBJECT.sub("", words.strip())
    return _imperative(words) or bool(_ADVICE.search(words))
