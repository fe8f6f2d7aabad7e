"""What the seller's side claims of an entry, and how buyers' words compare."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.drafting.engines.offline.entities import People, dates, numbers, plain
from studio.drafting.engines.offline.index import Index, Passage
from studio.drafting.engines.offline.language import stems

CLAIM_FEATURES = ("claim_same", "claim_prompt", "claim_other", "claim_speaker", "claim_words", "from_record")
_CAPITAL = re.compile(r"\b[A-ZÀ-ÞŠŽ][\w’'&-]+")


@dataclass(frozen=True)
class Claim:
    """One assertion by the record or by a seller, with the facts it names."""

    text: str
    field: str | None
    passage: Passage | None
    people: frozenset[str]
    names: frozenset[str]
    numbers: frozenset[float]
    dates: frozenset[str]
    stems: frozenset[str]


def make_claim(text: str, who: People, field: str | None = None, passage: Passage | None = None) -> Claim:
    """Return a claim with its facts picked out."""
    return Claim(text, field, passage, who.mentioned(text), _names(text), frozenset(numbers(text)), dates(text),
                 frozenset(stems(text)))


def _names(text: str) -> frozenset[str]:
    return frozenset(plain(n).removesuffix("'s").removesuffix("’s") for n in _CAPITAL.findall(text) if len(n) > 2)


def compare_claims(index: Index, claims: Sequence[Claim]) -> np.ndarray:
    """Return passages × CLAIM_FEATURES, the strongest over the claims.

    `claim_same`: the passage names a fact of the claim; `claim_prompt`: what
    was said just before does; `claim_other`: it names another fact of the
    same kind; `claim_speaker`: the person claimed speaks of themselves;
    `claim_words`: share of the claim's words; `from_record`: a field claims it.
    """
    found = np.zeros((len(index.passages), len(CLAIM_FEATURES)), dtype=np.float32)
    if not claims:
        return found
    capitals: dict[str, frozenset[str]] = {}
    for row, passage in enumerate(index.passages):
        if passage.side == "seller" and passage.type != "call":
            continue
        names = capitals.setdefault(passage.text, _names(passage.text))
        prompts = capitals.setdefault(passage.prompt, _names(passage.prompt)) if passage.prompt else frozenset()
        for claim in claims:
            if claim.passage is passage:
                continue
            same = _same(claim, passage.people, names, passage.numbers, passage.dates)
            other = not same and bool(
                (claim.people and passage.people - claim.people)
                or (claim.numbers and passage.numbers) or (claim.dates and passage.dates))
            prompted = bool(passage.prompt) and _same(claim, frozenset(), prompts, numbers(passage.prompt),
                                                      dates(passage.prompt))
            speaker = passage.person in claim.people and (passage.flag("first_person"))
            common = len(claim.stems & set(passage.stems)) / (1 + len(claim.stems))
            values = (same, prompted, other, speaker, common, claim.field is not None)
            found[row] = np.maximum(found[row], np.array(values, dtype=np.float32))
    return found


def _same(claim: Claim, people: frozenset[str], names: frozenset[str], figures: Sequence[float],
          days: frozenset[str]) -> bool:
    return bool(claim.people & people or claim.names & names or claim.dates & days or any(
        abs(a - b) <= 0.02 * max(abs(a), abs(b)) for a in claim.numbers for b in figures))
