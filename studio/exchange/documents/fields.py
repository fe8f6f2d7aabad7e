"""Which field of an entry keeps what a heading names, by kind of entry."""

from __future__ import annotations

_STAGE = {
    "purpose": "purpose", "why": "purpose", "entry": "entry", "seller_activities": "seller_activities",
    "steps": "seller_activities", "buyer_activities": "buyer_activities", "artefacts": "artefacts", "risks": "risks",
    "anti_patterns": "risks", "duration": "duration", "probability": "probability", "owner": "owner",
}
_ELEMENT = {
    "purpose": "definition", "standard": "definition", "components": "components", "indicators": "components",
    "evidence": "components", "buyer_activities": "components", "risks": "risks", "anti_patterns": "risks",
    "why": "risks", "anchors": "anchors", "good": "good", "bad": "bad", "signals": "signals", "fields": "fields",
    "owner": "owner",
}
_BEHAVIOUR = {
    "purpose": "standard", "standard": "standard", "why": "standard", "do": "indicators", "indicators": "indicators",
    "evidence": "indicators", "signals": "indicators", "seller_activities": "indicators", "steps": "indicators",
    "anti_patterns": "anti_patterns", "dont": "anti_patterns", "risks": "anti_patterns", "anchors": "anchors",
    "good": "good", "bad": "bad", "owner": "owner",
}
_PLAY = {
    "purpose": "why", "why": "why", "when": "when", "signals": "when", "indicators": "when", "then": "steps",
    "steps": "steps", "do": "steps", "seller_activities": "steps", "standard": "steps", "talk_track": "message",
    "good": "message", "exit": "success", "success": "success", "buyer_activities": "success", "evidence": "success",
    "dont": "avoid", "risks": "avoid", "owner": "owner",
}
_METHOD = {
    "purpose": "definition", "why": "definition", "standard": "definition", "components": "definition",
    "evidence": "evidence", "exit": "evidence", "indicators": "evidence", "talk_track": "pattern", "opening": "pattern",
    "good": "good", "bad": "bad", "anti_patterns": "bad", "signals": "signals", "do": "do", "steps": "do",
    "seller_activities": "do", "dont": "dont", "when": "use_when", "risks": "avoid_when",
}
FIELDS: dict[str, dict[str, str]] = {
    "stage": _STAGE, "element": _ELEMENT, "behaviour": _BEHAVIOUR, "play": _PLAY, "method": _METHOD,
}
#: Parts that say what to do in a conversation, where no entry keeps them.
GUIDES = ("do", "dont", "talk_track", "opening", "close", "steps", "seller_activities", "anti_patterns", "risks")
