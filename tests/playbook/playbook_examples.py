"""Playbooks for tests: a small sound one to bend, and arbitrary valid ones."""

from __future__ import annotations

import copy
import datetime
import random
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel

from playbook.files import read_playbook
from playbook.model import BEHAVIOUR_IDS, QUALIFICATION_IDS, STAGE_IDS, Playbook

SOUND: dict[str, Any] = {
    "id": "acme",
    "name": "Acme",
    "currency": "EUR",
    "segments": [{"id": "large", "name": "Large", "amount_at_least": 100000}],
    "process": [
        {
            "id": "talk",
            "name": "Talk",
            "canonical": "discovery",
            "purpose": "Find the problem",
            "exit_criteria": [
                {
                    "id": "said",
                    "name": "Problem said",
                    "statement": "A buyer has described a problem.",
                    "requires": [{"element": "pain"}],
                }
            ],
        }
    ],
    "qualification": {
        "framework": "Own",
        "elements": [
            {
                "id": "pain",
                "name": "Pain",
                "canonical": "implicate_the_pain",
                "expected_by": "talk",
                "definition": "A problem of the buyer's own",
                "components": [
                    {"id": "named", "name": "Named", "meaning": "A buyer has named it", "said_by": ["buyer"]}
                ],
                "fields": [{"id": "pain_text", "name": "Pain", "component": "named"}],
                "record": [{"field": "pain", "component": "named"}],
            }
        ],
    },
    "method": {
        "rows": [{"id": "slow", "name": "Slow", "problem": "It is slow"}],
        "pairs": [{"id": "pair", "name": "Pair", "row": "slow"}],
    },
    "behaviours": [
        {
            "id": "ask",
            "name": "Ask first",
            "canonical": "problem_led",
            "stages": ["talk"],
            "indicators": [{"id": "asks", "name": "Asks", "said_by": ["seller"]}],
        }
    ],
    "plays": [
        {
            "id": "dig",
            "name": "Dig",
            "when": [{"entry": "pain", "stages": ["talk"]}],
            "closes": ["pain", "ask"],
            "with_whom": [{"find": "person_for", "entry": "pain"}],
            "action": "Ask",
        }
    ],
    "orchestration": {
        "agents": [{"id": "prep", "name": "Prep"}],
        "events": [{"event": "inbound_lead", "workflow": "lead_brief", "agent": "prep"}],
    },
    "governance": {"judgements": [{"id": "stage", "name": "Moving the stage"}]},
}


@lru_cache
def shipped(name: str) -> Playbook:
    """A shipped playbook, read once; never changed by a test."""
    return read_playbook(name)


def bent(*changes: tuple[str, Any]) -> dict[str, Any]:
    """The sound playbook with values set at dotted paths; a number is a place in a list."""
    data = copy.deepcopy(SOUND)
    for path, value in changes:
        here: Any = data
        *steps, last = [int(s) if s.isdigit() else s for s in path.split(".")]
        for step in steps:
            here = here[step]
        if isinstance(here, list) and last == len(here):
            here.append(value)
        else:
            here[last] = value
    return data


def sound(*changes: tuple[str, Any]) -> Playbook:
    """The sound playbook, bent, as a model."""
    return Playbook.model_validate(bent(*changes))


TRICKY = (
    "NO",
    "on",
    "off",
    "y",
    "null",
    "~",
    "true",
    "12:30",
    "1:2:3",
    "007",
    "0o17",
    "0x1f",
    "1_000",
    "1e5",
    "-.5",
    ".inf",
    "2026-02-03",
    "2026-02-30",
    "=",
    "<<",
    "- x",
    "a: b",
    "a #b",
    "# x",
    "'",
    '"',
    "%x",
    "@x",
    "`x`",
    "[x",
    "{x",
    "*x",
    "&x",
    "!x",
    "|",
    ">",
    "? x",
    "x:",
    "a\nb",
    "a\n\n  b\nc",
    "a\r\nb",
    "a\tb",
    "\ufeffa",
    "a\u2028b",
    "a\x85b",
    "a\0b",
    "a\x1bb",
    "é\U0001f600",
    "---\na",
    "...",
    "x" * 150 + " y " + "z" * 150,
    "word " * 60 + "end",
    "a \nb",
)
TEXTS = st.one_of(st.sampled_from(TRICKY), st.text(min_size=1, max_size=40).filter(lambda text: text.strip()))

_REFERENCES = {
    "canonical",
    "applies_when",
    "requires",
    "expected_by",
    "stages",
    "closes",
    "entry",
    "row",
    "agent",
    "component",
}


@st.composite
def playbooks(draw: Any) -> Playbook:
    """Any valid playbook: every kind of entry and field, texts that YAML could mistake."""
    texts = draw(st.lists(TEXTS, min_size=1, max_size=6))
    rng = draw(st.randoms(use_true_random=True))
    data = _model(Playbook, rng, texts)
    data["id"], data["specificity"] = "any", None
    _link(data, rng)
    return Playbook.model_validate(data)


def _model(kind: type[BaseModel], rng: random.Random, texts: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, info in kind.model_fields.items():
        reference = name in _REFERENCES and not (kind.__name__ == "Stage" and name == "entry")
        if info.is_required() or (not reference and rng.random() < 0.6):
            made[name] = _value(info.annotation, name, info.metadata, rng, texts)
    return made


def _value(annotation: Any, name: str, metadata: list[Any], rng: random.Random, texts: list[str]) -> Any:
    if name in ("id", "entry", "event", "workflow", "element") and annotation is str:
        return f"{name[0]}{rng.randrange(10**9)}"
    origin = get_origin(annotation)
    if origin is Annotated:
        return _value(get_args(annotation)[0], name, list(get_args(annotation)[1:]), rng, texts)
    if origin in (Union, UnionType):
        options = [a for a in get_args(annotation) if a is not NoneType]
        return _value(rng.choice(options), name, metadata, rng, texts)
    if origin is Literal:
        return rng.choice(get_args(annotation))
    if origin is list:
        inner = get_args(annotation)[0]
        slugs = name in ("drafts", "segments", "events") and get_origin(inner) is Annotated
        return [
            f"s{rng.randrange(99)}" if slugs else _value(inner, "", [], rng, texts)
            for _ in range(rng.choice((0, 1, 1, 2)))
        ]
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _model(annotation, rng, texts)
    if annotation is bool:
        return rng.random() < 0.5
    if annotation is datetime.date:
        return datetime.date(2026, 1, 1 + rng.randrange(28))
    if annotation in (int, float):
        return rng.choice((1, 2, 3) if annotation is int else (0.25, 0.5, 1.0))
    return rng.choice(texts)


def _link(data: dict[str, Any], rng: random.Random) -> None:
    """Give the references something to refer to."""
    stages, elements = data.get("process", []), data.get("qualification", {}).get("elements", [])
    behaviours, rows = data.get("behaviours", []), data.get("method", {}).get("rows", [])
    agents, segments = data.get("orchestration", {}).get("agents", []), data.get("segments", [])
    for entries, known in ((stages, STAGE_IDS), (elements, QUALIFICATION_IDS), (behaviours, BEHAVIOUR_IDS)):
        for entry, canonical in zip(entries, rng.sample(known, len(entries)), strict=True):
            entry |= {"canonical": canonical} if rng.random() < 0.5 else {}
    for entry in (*stages, *elements, *behaviours, *rows):
        if rng.random() < 0.3:
            entry["applies_when"] = rng.choice(
                ({}, {"amount_below": 5.0}, {"segments": [s["id"] for s in segments]})
            )
    for element in elements:
        element |= {"expected_by": stages[0]["id"]} if stages else {}
        for part in (*element.get("fields", []), *element.get("record", [])):
            part |= {"component": element["components"][0]["id"]} if element.get("components") else {}
    for criterion in (c for s in stages for c in s.get("exit_criteria", [])):
        criterion["requires"] = [{"element": e["id"], "at_least": "evidenced"} for e in elements]
    for behaviour in behaviours:
        behaviour["stages"] = [s["id"] for s in stages]
    named = [e["id"] for e in (*elements, *behaviours)]
    for play in data.get("plays", []):
        play["closes"] = named[:1]
        play["when"] = [t | {"entry": named[0]} for t in play.get("when", []) if named]
        for who in play.get("with_whom", []):
            who["entry"] = named[0] if named else None
    for pair in data.get("method", {}).get("pairs", []):
        pair["row"] = rows[0]["id"] if rows else None
    for rule in data.get("orchestration", {}).get("events", []):
        rule["agent"] = agents[0]["id"] if agents else None
