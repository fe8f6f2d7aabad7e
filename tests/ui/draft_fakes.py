"""A small draft on a sample deal, with quotes that really stand there."""

from __future__ import annotations

from typing import Any

from studio import actions
from studio.drafting.draft import Document, Draft, PlaybookRef
from studio.ui.sources import Sources

DEAL = "nordfjord-cold-chain"
CALL = "2026-03-26-demo"


def sources() -> Sources:
    return Sources(actions.open_deal(DEAL), actions.open_playbook("reference"))


def real_quote(nth: int = 0) -> dict[str, Any]:
    """Words of a buyer in the demo call."""
    evidence = actions.open_deal(DEAL).evidence[CALL]
    turn = [t for t in evidence.turns if t.side == "buyer" and t.person and len(t.text) > 60][nth]
    return {"evidence": CALL, "speaker": turn.person, "start": turn.start, "end": turn.start + 50,
            "text": evidence.text[turn.start:turn.start + 50]}


def draft(**rest: Any) -> Draft:
    """Two quotes, two judgements, one suggestion, and a document that refers to them."""
    return Draft.model_validate({
        "workflow": "deal_review", "deal": DEAL, "as_of": "e6", "engine": "offline",
        "playbook": PlaybookRef(id="reference"), "specificity": "exemplified",
        "observed": [{"id": "o1", "statement": "said", "about": ["metrics"], "quotes": [real_quote(0)]},
                     {"id": "o2", "statement": "said", "about": ["champion"], "quotes": [real_quote(1)]}],
        "inferred": [{"id": "i1", "statement": "A number of theirs is known.", "about": "metrics", "status": "partial",
                      "confidence": 0.9, "basis": ["o1"], "standard": "qualification.metrics"},
                     {"id": "i2", "statement": "Nobody speaks for us.", "about": "champion", "status": "missing",
                      "confidence": 0.3, "basis": [], "standard": None}],
        "recommended": [{"id": "r1", "rank": 1, "action": "Ask for the target number", "owner": "tveit", "with": [],
                         "due": "2026-04-30", "closes": ["metrics"], "basis": ["i1"], "standard": None}],
        "document": Document.model_validate({"title": "Deal review", "sections": [
            {"heading": "Where it stands", "body": "- A number is known. [i1, o1]\n- Ask next. [r1]\n"
             "  - “What should it become?” [qualification.metrics]"}]}),
    } | rest)
