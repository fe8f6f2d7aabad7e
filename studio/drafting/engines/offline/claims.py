"""What the seller's side claims of an entry, and how buyers' words compare."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from studio.drafting.engines.offline.entities import People, dates, numbers, plain
from studio.drafting.engines.offline.index import Index, Passage
from studio.drafting.engines.offline.language import STOP, stem, stems

CLAIM_FEATURES = (
    "same", "same_turn", "prompted", "other_person", "other_figure", "other_date", "other_name", "speaker", "words",
    "prompt_words", "same_denied", "prompted_denied", "words_denied",
    "negative_affirmed", "speaker_denies", "other_denied", "near",
    "same_affirmed", "speaker_affirms", "negative_unmet", "near_denied",
)
_AT = {name: number for number, name in enumerate(CLAIM_FEATURES)}
_CAPITAL = re.compile(r"\b[A-ZÀ-ÞŠŽ][\w’'&-]+")
_NEGATIVE = re.compile(r"^\W*(?:none|no|nobody|nothing|not|n/a|never)\b|\b(?:no (?:other|one|serious|real|need|comm)|"
                       r"nobody|none|nothing|without|no competit\w*|not needed)\b", re.I)
_UNIT = re.compile(r"(\d[\d.,]*|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
                   r"forty|fifty|sixty|ninety|hundred|thousand|million)\b)(?:\s*(?:k|m|mn|million|thousand))?[\s-]+"
                   r"([a-zà-ÿ%]{2,})", re.I)


@dataclass(frozen=True, eq=False)
class Claim:
    """One assertion by the record or by a seller, with the facts it names."""

    text: str
    field: str | None
    passage: Passage | None
    people: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[float]
    units: frozenset[str]
    dates: frozenset[str]
    stems: frozenset[str]
    negative: bool


def make_claim(text: str, who: People, field: str | None = None, passage: Passage | None = None) -> Claim:
    """Return a claim with its facts picked out."""
    return Claim(text, field, passage, who.mentioned(text), _names(text), frozenset(numbers(text)),
                 _units(text), dates(text), frozenset(stems(text)), bool(_NEGATIVE.search(text)))


@lru_cache(maxsize=40_000)
def _names(text: str) -> frozenset[str]:
    return frozenset(n for c in _CAPITAL.findall(text)
                     if len(n := plain(c).removesuffix("'s").removesuffix("’s")) > 2 and n not in STOP)


@lru_cache(maxsize=40_000)
def _units(text: str) -> frozenset[str]:
    return frozenset(stem(unit.lower()) for _, unit in _UNIT.findall(text) if unit.lower() not in STOP)


def compare_claims(index: Index, claims: Sequence[Claim], idf: Callable[[str], float],
                   rows: Sequence[int] | None = None) -> np.ndarray:
    """Return passages × CLAIM_FEATURES, the strongest over the claims.

    A fact is the *same* when the passage names the claim's person, name,
    figure (scale words aside) or date, *other* when it names another of that
    kind in the same unit; *denied* when the passage negates or corrects.
    Only `rows` are looked at where given; the rest stays zero.
    """
    found = np.zeros((len(index.passages), len(CLAIM_FEATURES)), dtype=np.float32)
    if not claims:
        return found
    turns: set[tuple[str, int]] = set()
    chosen = range(len(index.passages)) if rows is None else rows
    for row in chosen:
        passage = index.passages[row]
        if passage.side == "seller" and passage.type != "call":
            continue
        for claim in claims:
            if claim.passage is passage:
                continue
            values = _compared(passage, claim, idf)
            if values[0]:
                turns.add((passage.evidence, passage.turn))
            found[row] = np.maximum(found[row], values)
    for row in chosen:
        if (index.passages[row].evidence, index.passages[row].turn) in turns:
            found[row, _AT["same_turn"]] = 1
    return found


def _compared(passage: Passage, claim: Claim, idf: Callable[[str], float]) -> np.ndarray:
    names = _names(passage.text)
    figures, days = passage.numbers, passage.dates
    denied = passage.flag("negation") or passage.flag("denial") or passage.flag("change")
    same = _same(claim, passage.people, names, figures, days)
    prompted = bool(passage.prompt) and _same(claim, frozenset(), _names(passage.prompt), numbers(passage.prompt),
                                              dates(passage.prompt))
    share = _overlap(claim.stems, passage.stems, idf)
    prompt_share = _overlap(claim.stems, stems(passage.prompt), idf) if passage.prompt else 0.0
    speaker = passage.person in claim.people and passage.flag("first_person")
    near = bool(claim.people & passage.near) and passage.flag("third_person")
    other_person = bool(claim.people) and bool(passage.people - claim.people) and not passage.people & claim.people
    other_figure = bool(claim.numbers and figures) and not _near(claim.numbers, figures) and (
        bool(claim.units & _units(passage.text)) or not claim.units)
    other_date = bool(claim.dates and days) and not claim.dates & days
    other_name = bool(claim.names and names) and not claim.names & names
    return np.array((
        same, 0, prompted, other_person, other_figure, other_date, other_name, speaker, share, prompt_share,
        same and denied, prompted and denied,
        share * denied, claim.negative and not passage.flag("negation"), speaker and denied,
        (other_person or other_figure or other_date) and denied,
        near, same and not denied, speaker and not denied,
        (claim.negative and not passage.flag("negation")) * (1 - share), near and denied), dtype=np.float32)


def _overlap(mine: frozenset[str], theirs: Sequence[str], idf: Callable[[str], float]) -> float:
    total = sum(idf(w) for w in mine)
    return sum(idf(w) for w in mine.intersection(theirs)) / total if total else 0.0


def _near(mine: frozenset[float], theirs: Sequence[float]) -> bool:
    return any(_alike(a, b) for a in mine for b in theirs)


def _alike(a: float, b: float) -> bool:
    """Equal within two per cent, thousands left out: "four" for 4,000,000."""
    if a <= 0 or b <= 0:
        return a == b
    ratio = a / b
    steps = round(math.log(ratio, 1000))
    return abs(ratio / 1000.0 ** steps - 1) <= 0.02


def _same(claim: Claim, people: frozenset[str], names: frozenset[str], figures: Sequence[float],
          days: frozenset[str]) -> bool:
    return bool(claim.people & people or claim.names & names or claim.dates & days or _near(claim.numbers, figures))
