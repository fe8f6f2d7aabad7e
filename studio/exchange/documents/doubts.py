"""How sure an entry is, and what the user has to settle about it."""

from __future__ import annotations

import re
from collections import Counter

from playbook.model import ExitCriterion
from playbook.wording import VAGUE, entry_findings
from studio.exchange.documents import terms
from studio.exchange.documents.making import Made, Making

_BUYERS = re.compile(terms.BUYERS, re.I)
_UNDERGONE = re.compile(terms.UNDERGONE, re.I)
_VAGUE = re.compile(r"\b(" + "|".join(re.escape(w) for w in sorted(VAGUE, key=len, reverse=True)) + r")\b", re.I)
_EXACT = {"lead", "discovery", "demo", "proposal", "negotiation", "closed"}
_MINUS = {"vague_word": 0.05, "seller_activity": 0.12, "two_in_one": 0.03}


def settle(making: Making) -> None:
    """Complete the entries: their text, their doubts, and what those take off their certainty.

    The confidence of an entry starts from how it was recognised: 0.92 where a
    heading, label or column names the part that it stands under, 0.8 where
    numbering and siblings do, 0.55 where only its own wording does, 0.4 where
    it was assumed. Doubts about whether it is such an entry take off: a
    criterion that states a seller's activity 0.12, vague words 0.05, two
    conditions in one 0.03; a stage without a single part, or an element of
    which only the name is known, 0.15. It orders entries by how much they need
    a look; it is no measured probability.
    """
    stages, told = making.stages(), Counter((m.kind, m.place) for m in making.made.values())
    for made in list(making.made.values()):
        if made.kind == "stage":
            _stage(made, made is stages[-1], told)
        elif made.kind == "exit_criterion":
            _criterion(made)
        elif made.kind == "element":
            _element(made, making, told)
        elif made.kind == "behaviour":
            _behaviour(made)
        elif made.kind == "play":
            _play(made)
        else:
            _method(made)


def _lower(made: Made, by: float) -> None:
    made.certainty = round(max(0.05, made.certainty - by), 2)


def _first(made: Made, *parts: str) -> str:
    return next((text for part in parts for text in made.fields.get(part, [])), "")


def _stage(made: Made, last: bool, told: Counter[tuple[str, str]]) -> None:
    made.text = _first(made, "purpose") or made.name
    criteria = told["exit_criterion", f"process.{made.key}"]
    last = last or made.canonical == "closed"
    if not criteria and not last:
        made.ask("What has the buyer done when this stage is over? No exit criterion was found for it.")
    if not made.fields and not criteria:
        _lower(made, 0.15)
    if made.canonical is None:
        made.ask("Which of lead, discovery, demo, proposal, negotiation and closed is this stage closest to?")
    elif made.key not in _EXACT:
        made.ask(f"Is this what you call the {made.canonical} stage?")
    if chance := made.fields.get("probability"):
        made.ask(f"{chance[0]} reads as the chance of winning: what share of deals goes on from here?")


def _criterion(made: Made) -> None:
    shown = ExitCriterion(id="x", name=made.name[:200] or "x", statement=made.text[:8000])
    named = _BUYERS.match(made.text)
    buyer = named is not None and not _UNDERGONE.match(made.text[named.end():])
    if buyer:
        made.fields["said_by"] = ["buyer"]
    if made.place == "process":
        made.ask("Which stage does this close?")
    for finding in entry_findings("", shown):
        if finding.kind == "too_short":
            continue
        if finding.kind == "no_observer":
            if not buyer:
                made.ask("Whose words or acts prove this?")
            continue
        _lower(made, _MINUS.get(finding.kind, 0.0))
        made.ask(_QUESTION[finding.kind].format(word=finding.words[0] if finding.words else ""))
    if made.text.rstrip().endswith("?"):
        made.ask("This is a question: what has the buyer said or done when the answer is yes?")
        _lower(made, 0.1)
    if len(made.text.split()) > 45:
        made.ask("This is long for one criterion: which single act of the buyer decides?")
        _lower(made, 0.15)


_QUESTION = {
    "vague_word": "What would you see or hear if this were true? Two people read '{word}' differently.",
    "seller_activity": "This is something the seller does: what does the buyer do when it has worked?",
    "two_in_one": "Are these two criteria? What if only one of them holds?",
}


def _element(made: Made, making: Making, told: Counter[tuple[str, str]]) -> None:
    made.text = _first(made, "definition", "components") or made.name
    asked = told["question", f"qualification.{made.key}"]
    if "definition" not in made.fields:
        made.ask(f"What does {made.name} mean here, so that two people would agree?")
    if not made.fields and not asked:
        _lower(made, 0.15)
    if "components" not in made.fields:
        made.ask("What must be known for it to be complete, and whose words prove it?")
    if made.canonical and any(e is not made and e.canonical == made.canonical for e in making.of("element")):
        others = [e.name for e in making.of("element") if e is not made and e.canonical == made.canonical]
        made.ask(f"This maps to the same as {', '.join(others)}: keep one of them?")
    _vague(made)


def _behaviour(made: Made) -> None:
    made.text = made.text or _first(made, "standard", "indicators") or made.name
    if "indicators" not in made.fields:
        made.ask("What would you see or hear in a call when a seller does this?")
    if made.canonical is None:
        made.ask("Does this map to one of the known behaviours, such as multi-threading or next step control?")
    _vague(made)


def _play(made: Made) -> None:
    made.text = made.text or _first(made, "steps", "why") or made.name
    if "when" not in made.fields:
        made.ask("When does this play fit: which gap, in which stage?")
    made.ask("Which element or behaviour does this close?")


def _method(made: Made) -> None:
    made.text = made.text or _first(made, "definition", "pattern", "evidence") or made.name
    if made.kind == "method" and not made.place.startswith("method.guidance"):
        _vague(made)


def _vague(made: Made) -> None:
    if found := _VAGUE.search(made.text):
        made.ask(_QUESTION["vague_word"].format(word=found.group(1).lower()))
        _lower(made, _MINUS["vague_word"])
