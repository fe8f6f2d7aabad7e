"""Passages without a telling heading: placed by how they are worded."""

from __future__ import annotations

import re

from studio.exchange.documents import terms
from studio.exchange.documents.here import Here
from studio.exchange.documents.labels import bare, is_question, slug
from studio.exchange.documents.making import ASSUMED, PATTERNED, WORDED, Made, Making, short
from studio.exchange.documents.outline import Node
from studio.exchange.documents.parts import behaviour_of, criteria, guidance, question

_STAGE_RULE = re.compile(
    r"^(?P<head>(?:before|to|when|once|until|unless|a|an|the|no|any|you|we)\b.{0,80}?\b(?:leav(?:e|es|ing)|exit(?:s|ing)?|mov(?:e|es|ing)|advanc(?:e|es|ing)|"
    r"progress(?:es|ing)?|enter(?:s|ing)?|promot(?:e|ed|ing)|closed?)\b(?P<where>.{0,60}?))(?:,| only (?:when|if|once|after)| (?:when|once|if|after|until|unless)|"
    r" (?:requires|needs)|:)\s+(?P<rule>.{8,})$", re.I | re.S)
_MUST = re.compile(r"\b(?:must|has|have|needs?|should|is|are|confirms?|agrees?|signs?|names?|requires?)\b", re.I)
_IF_THEN = re.compile(r"^(?:if|when(?:ever)?|once|should)\s+(?P<when>.{6,200}?)(?:,\s*(?:then\s+)?|\s*(?:→|=>|->|:)\s*|\s+then\s+)(?P<then>.{6,})$", re.I | re.S)
_DEAL = re.compile(terms.DEAL_WORDS, re.I)
_SELLER = re.compile(terms.SELLER_RULE, re.I)
_ADVICE = re.compile(terms.ADVICE, re.I)
_AGAINST = re.compile(r"^(?:do ?n[o']?[’']?t|do not|never|avoid|stop)\b|\b(?:must not|should not|shouldn['’]t|never)\b", re.I)
_INTO = re.compile(r"\b(?:to|into|enter\w*)\b", re.I)


def place_by_wording(text: str, node: Node, here: Here, making: Making) -> Made | None:
    """Put a passage where its own words say; None where they say nothing."""
    words = bare(text)
    if is_question(words):
        return question(text, node, here, making) if here.owner or here.occasion or here.area in ("qualification", "method") else None
    return (_stage_rule(words, node, here, making) or _play(words, node, here, making)
            or _behaviour(words, node, here, making) or _advice(words, node, here, making))


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
    found = _IF_THEN.match(words)
    if not found or not _DEAL.search(found["when"]) or len(words.split()) > 60 or not _acts(found["then"]):
        return None
    if here.role is not None and here.role not in ("risks", "when", "then"):
        return None
    made = making.named("play", "plays", slug(found["when"]), short(found["when"]), WORDED)
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
    if here.talk is None or here.entry is not None or here.role is not None or len(words.split()) > 70:
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
    words = re.sub(r"^(?:then|the (?:rep|seller|ae|manager)|you|we|they)\s+(?:should |must |need to |can |will )?", "", words.strip(), flags=re.I)
    return _imperative(words) or bool(_ADVICE.search(words))
