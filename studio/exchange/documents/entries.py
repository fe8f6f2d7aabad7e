"""One proposed entry as the playbook's own data, field by field."""

from __future__ import annotations

import re
from typing import Any

from studio.exchange.documents.labels import label, slug
from studio.exchange.documents.making import short
from studio.exchange.documents.proposal import ProposedEntry

_LINE, _TEXT = 2_000, 8_000
_OPTIONAL = re.compile(r"\b(?:if applicable|optional(?:ly)?|nice to have|where (?:possible|applicable)|if needed)\b",
                       re.I)
_SCORE = re.compile(r"^\W*(?:score |level )?([0-3])\b\s*(?:[-–—:=.)]|points?:?)?\s*(.+)$", re.I | re.S)
_SPAN = re.compile(r"(\d+(?:\.\d+)?)(?:\s*(?:-|–|to)\s*(\d+(?:\.\d+)?))?\s*(?:business |working |calendar )?"
                   r"(day|week|month|quarter)s?", re.I)
_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90}


def line(text: str) -> str:
    """Return text as one line of the playbook."""
    return " ".join(text.split())[:_LINE]


def sources(entry: ProposedEntry) -> list[dict[str, str]]:
    """Return where an entry comes from, as the playbook keeps it."""
    return [{"title": line(s.file), "where": s.where[:_TEXT], "passage": s.passage[:_TEXT]}
            for s in (entry.source, *entry.also)]


def _base(entry: ProposedEntry, own: str) -> dict[str, Any]:
    owner = line(", ".join(entry.fields.get("owner", [])))
    return {"id": own, "name": line(entry.name) or own, "owner": owner, "sources": sources(entry)}


def _text(entry: ProposedEntry, *parts: str) -> str:
    return "\n".join(text for part in parts for text in entry.fields.get(part, []))[:_TEXT]


def _lines(entry: ProposedEntry, *parts: str) -> list[str]:
    return [line(text) for part in parts for text in entry.fields.get(part, []) if line(text)]


def _said(entry: ProposedEntry, *parts: str) -> str:
    """What an entry says: its parts, and its text where a person changed that."""
    held = _text(entry, *parts)
    return entry.text[:_TEXT] if entry.text != entry.name and entry.text not in held else held


def stage(entry: ProposedEntry, own: str) -> dict[str, Any]:
    """Return a stage; its exit criteria are added by the caller."""
    return _base(entry, own) | {
        "canonical": entry.canonical, "purpose": _said(entry, "purpose"), "entry": _text(entry, "entry"),
        "typical_days": days(_text(entry, "duration")), "buyer_activities": _lines(entry, "buyer_activities"),
        "seller_activities": _lines(entry, "seller_activities"), "artefacts": _lines(entry, "artefacts"),
        "risks": _lines(entry, "risks"), "exit_criteria": [],
    }


def days(text: str) -> int | None:
    """Return the middle of a span of time such as "1-2 weeks", in days."""
    if not (found := _SPAN.search(text)):
        return None
    low = float(found.group(1))
    return round((low + float(found.group(2) or low)) / 2 * _DAYS[found.group(3).lower()])


def criterion(entry: ProposedEntry, own: str) -> dict[str, Any]:
    """Return an exit criterion."""
    details = entry.fields.get("details", [])
    return _base(entry, own) | {
        "statement": "\n".join([entry.text, *details])[:_TEXT], "evidence": _text(entry, "evidence"),
        "said_by": entry.fields.get("said_by", []), "mandatory": not _OPTIONAL.search(entry.text),
    }


def element(entry: ProposedEntry, own: str, canonical: str | None) -> dict[str, Any]:
    """Return a qualification element; its questions are added by the caller."""
    good = [{"text": text} for text in _lines(entry, "good")]
    good += [{"text": text, "why": "How buyers put it"} for text in _lines(entry, "signals")]
    return _base(entry, own) | {
        "canonical": canonical, "definition": _said(entry, "definition"),
        "components": _components(_lines(entry, "components")), "anchors": _anchors(entry),
        "fields": [{"id": key, "name": text} for key, text in _named(_lines(entry, "fields"))],
        "risks": _lines(entry, "risks"), "examples": {"good": good, "bad": [{"text": t} for t in _lines(entry, "bad")]},
        "questions": [],
    }


def behaviour(entry: ProposedEntry, own: str, canonical: str | None) -> dict[str, Any]:
    """Return a behaviour; its questions are added by the caller."""
    return _base(entry, own) | {
        "canonical": canonical, "standard": _said(entry, "standard"),
        "indicators": _components(_lines(entry, "indicators")),
        "anti_patterns": _lines(entry, "anti_patterns"), "anchors": _anchors(entry), "questions": [],
        "examples": {"good": [{"text": t} for t in _lines(entry, "good")],
                     "bad": [{"text": t} for t in _lines(entry, "bad")]},
    }


def play(entry: ProposedEntry, own: str, names: dict[str, str], stages: set[str]) -> dict[str, Any]:
    """Return a play; `names` are the elements and behaviours by id that it may close."""
    told = " ".join([entry.name, entry.text, *entry.fields.get("when", [])])
    closes = [key for key, name in names.items() if re.search(rf"\b{re.escape(name)}\b", told, re.I)][:3]
    at = [s for s in entry.fields.get("stages", []) if s in stages]
    why = [*entry.fields.get("why", []), *(f"When: {w}" for w in entry.fields.get("when", []))]
    return _base(entry, own) | {
        "when": [{"entry": key, "stages": at} for key in closes[:1]], "closes": closes, "action": entry.text[:_TEXT],
        "why": "\n".join(why)[:_TEXT], "steps": _lines(entry, "steps", "details"), "message": _text(entry, "message"),
        "success": _text(entry, "success"), "avoid_when": _text(entry, "avoid"), "questions": [],
    }


_METHOD: dict[str, dict[str, str]] = {
    "chain": {"definition": "definition", "evidence": "evidence"},
    "rows": {part: part for part in ("problem", "impact", "root_cause", "promise", "payoff")},
    "positions": {"definition": "definition", "evidence": "evidence", "pattern": "pattern"},
    "value_drivers": {"definition": "definition", "pattern": "formula"},
    "levers": {"definition": "definition", "use_when": "use_when", "avoid_when": "avoid_when", "pattern": "pattern"},
    "pairs": {"feature_led": "feature_led", "problem_led": "problem_led", "why": "why"},
}
_EXAMPLES = {"positions": "good", "value_drivers": "examples", "levers": "examples"}


def method(entry: ProposedEntry, own: str, group: str) -> dict[str, Any]:
    """Return an entry of one of the method's groups, other than guidance."""
    made = _base(entry, own) | {field: _text(entry, part) for part, field in _METHOD[group].items()}
    if "definition" in made:
        spare = [part for part in entry.fields if part not in _METHOD[group] and part not in ("good", "owner")]
        made["definition"] = _said(entry, "definition", *spare)
    elif group == "rows" and not made["problem"]:
        made["problem"] = entry.text[:_TEXT]
    if group in _EXAMPLES:
        made[_EXAMPLES[group]] = [{"text": text} for text in _lines(entry, "good")]
    return made


def _components(texts: list[str]) -> list[dict[str, Any]]:
    found = list[dict[str, Any]]()
    for key, text in _named(texts):
        parts = label(text)
        named = bool(parts and parts[1] and len(parts[0].split()) < 7)
        found.append({"id": key, "name": parts[0] if named and parts else short(text),
                      "meaning": parts[1] if named and parts else text})
    return found


def _named(texts: list[str]) -> list[tuple[str, str]]:
    """Texts with ids of their own."""
    taken: dict[str, str] = {}
    for text in texts:
        parts = label(text)
        first = slug(short(parts[0] if parts and parts[1] else text, 5))
        own, count = first, 1
        while own in taken:
            count += 1
            own = f"{first}_{count}"
        taken[own] = text
    return list(taken.items())


def _anchors(entry: ProposedEntry) -> list[dict[str, Any]]:
    found = [m for text in _lines(entry, "anchors") if (m := _SCORE.match(text))]
    return [{"score": int(m.group(1)), "meaning": line(m.group(2))} for m in found]


