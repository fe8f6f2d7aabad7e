"""Passages without a telling heading: placed by how they are worded."""

from __future__ import annotations

import re

from studio.exchange.documents import conduct_terms as terms
from studio.exchange.documents.aside import guides, guides_headed, guides_selling
from studio.exchange.documents.conduct import conduct, imperative, is_against, play
from studio.exchange.documents.here import Here
from studio.exchange.documents.labels import bare, is_question
from studio.exchange.documents.making import ASSUMED, PATTERNED, WORDED, Made, Making
from studio.exchange.documents.opening import IF_THEN
from studio.exchange.documents.outline import Node
from studio.exchange.documents.parts import criteria, guidance, question

_STAGE_RULE = re.compile(
    r"^(?P<head>(?:before|to|when|once|until|unless|a|an|the|no|any|you|we)\b.{0,80}?\b(?:leav(?:e|es|ing)|"
    r"exit(?:s|ing)?|mov(?:e|es|ing)|advanc(?:e|es|ing)|progress(?:es|ing)?|enter(?:s|ing)?|promot(?:e|ed|ing)|"
    r"closed?)\b(?P<where>.{0,60}?))"
    r"(?:,| only (?:when|if|once|after)| (?:when|once|if|after|until|unless)| (?:requires|needs)|:)\s+"
    r"(?P<rule>.{8,})$", re.I | re.S)
_MUST = re.compile(r"\b(?:must|has|have|needs?|should|is|are|confirms?|agrees?|signs?|names?|requires?)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")
_ADVICE = re.compile(terms.ADVICE, re.I)
_INTO = re.compile(r"\b(?:to|into|enter\w*)\b", re.I)


def place_by_wording(text: str, node: Node, here: Here, making: Making) -> Made | None:
    """Put a passage where its own words say; None where they say nothing."""
    words = bare(text)
    if is_question(words):
        asked = here.owner or here.occasion or here.area in ("qualification", "method")
        return question(text, node, here, making) if asked else None
    parts = _SENTENCE.split(words) if node.kind == "paragraph" else [words]
    whole = here.area in (*terms.TALKS, "behaviours") and not any(IF_THEN.match(part) for part in parts)
    if len(parts) > 1 and not whole:
        return _by_sentence(parts, node, here, making) or _advice(words, node, here, making)
    return _by_rule(words, node, here, making) or _advice(words, node, here, making)


def _by_rule(words: str, node: Node, here: Here, making: Making) -> Made | None:
    return (_stage_rule(words, node, here, making) or play(words, node, here, making)
            or conduct(words, node, here, making))


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
    found = _STAGE_RULE.match(words) if not here.wrong else None
    if not found or len(words.split()) > 60 or not _MUST.search(found["rule"]):
        return None
    stage = making.stage_in(found["head"])
    if stage is None:
        return None
    if _INTO.search(found["where"]) or re.search(r"\b(?:enter|to)\b[^,]*$", found["head"], re.I):
        stage = making.before(stage) or stage
    return criteria(found["rule"], node, Here(stage=stage), making, PATTERNED)


def _advice(words: str, node: Node, here: Here, making: Making) -> Made | None:
    """Advice on a conversation that the headings name."""
    if (here.talk is None and here.area != "method") or here.entry is not None or here.role is not None:
        return None
    if len(words.split()) > 70 or not guides(words):
        return None
    against = is_against(words)
    if node.kind == "item" and here.stage is not None and imperative(words) and not against:
        here.stage.add("seller_activities", words)
        here.stage.seen(node)
        return here.stage
    if not (against or _ADVICE.search(words) or imperative(words)):
        return None
    fits = guides_headed if here.occasion or here.area == "method" else guides_selling
    if here.talk != "hygiene" and not fits(words):
        return None
    made = guidance(words, node, here, making, ASSUMED if here.occasion is None else WORDED)
    made.fields["part"] = ["dont" if against else "do"]
    return made
