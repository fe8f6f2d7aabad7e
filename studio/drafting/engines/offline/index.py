"""Evidence cut into passages, each with what any careful reader notices."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from studio.deals.evidence import Evidence, Turn
from studio.drafting.engines.offline.entities import KINDS, People, dates, kinds, numbers
from studio.drafting.engines.offline.language import FLAG_NAMES, all_stems, flags, sentences, stems, words

ANSWER_SENTENCES = 3
ACKNOWLEDGEMENT_WORDS = 4
FIELD_WORDS = 10
_LISTED = re.compile(r"\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-h][.)])\s")


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """One sentence of evidence, with who says it and what was asked before.

    `prompt` is what another person said just before, or the heading or the
    sentence that a list hangs on; `window` adds the sentence before; `near`
    are people named shortly before, whom "she" or "they" may mean.
    """

    evidence: str
    type: str
    turn: int
    start: int
    end: int
    text: str
    speaker: str
    person: str | None
    side: str
    prompt: str
    asked: bool
    order: int
    place: float
    quoted: bool
    people: frozenset[str]
    near: frozenset[str]
    window: str
    stems: tuple[str, ...]
    all_stems: tuple[str, ...]
    flags: tuple[float, ...]
    kinds: tuple[float, ...]
    length: int

    @property
    def numbers(self) -> tuple[float, ...]:
        """Numbers named here."""
        return numbers(self.text)

    @property
    def dates(self) -> frozenset[str]:
        """Calendar keys of the dates named here."""
        return dates(self.text)

    def flag(self, name: str) -> bool:
        """Tell whether a language flag holds."""
        return bool(self.flags[FLAG_NAMES.index(name)])

    def names(self, kind: str) -> bool:
        """Tell whether a kind of fact is named."""
        return bool(self.kinds[KINDS.index(kind)])


@dataclass(frozen=True)
class Index:
    """All passages of some evidence, in order, with their array views."""

    passages: tuple[Passage, ...]

    @cached_property
    def flags(self) -> np.ndarray:
        """Passages by language flags."""
        return np.array([p.flags for p in self.passages], dtype=np.float32).reshape(-1, len(FLAG_NAMES))

    @cached_property
    def kinds(self) -> np.ndarray:
        """Passages by kinds of fact named."""
        return np.array([p.kinds for p in self.passages], dtype=np.float32).reshape(-1, len(KINDS))

    @cached_property
    def sides(self) -> np.ndarray:
        """Side of each passage."""
        return np.array([p.side for p in self.passages], dtype=object)


_PARTS: dict[tuple[int, tuple], tuple[Evidence, tuple[Passage, ...]]] = {}


def index_evidence(evidence: Iterable[Evidence], people: Sequence[tuple[str, str]]) -> Index:
    """Return the index of evidence; each artefact is cut once per process."""
    who, key = People(people), tuple(people)
    passages: list[Passage] = []
    for item in evidence:
        kept = _PARTS.get((id(item), key))
        if kept is None or kept[0] is not item:
            if len(_PARTS) > 4000:
                _PARTS.clear()
            kept = _PARTS[(id(item), key)] = (item, tuple(_passages(item, who)))
        passages += kept[1]
    return Index(tuple(passages))


def _passages(item: Evidence, who: People) -> Iterable[Passage]:
    total = max(1, len(item.text))
    lead, said = item.title, deque(maxlen=3)
    for number, turn in enumerate(item.turns):
        if item.type == "email" and turn.label:
            continue
        prompt, asked = _prompt(item, number) if item.type == "call" else (lead, False)
        if item.type != "call" and not _LISTED.match(turn.text):
            lead = turn.text[-200:]
        before = ""
        for order, (start, end) in enumerate(sentences(turn.text, turn.start)):
            text = item.text[start:end]
            people = who.mentioned(text)
            heard = prompt if order < ANSWER_SENTENCES else ""
            near = frozenset().union(who.mentioned(heard), *said)
            said.append(people)
            yield Passage(
                evidence=item.id, type=item.type, turn=number, start=start, end=end, text=text,
                speaker=turn.person or turn.speaker, person=turn.person, side=_side(item, turn),
                prompt=heard, asked=bool(asked and heard), order=order, place=start / total, quoted=turn.quoted,
                people=people, near=near, window=" ".join(t for t in (heard, before, text) if t),
                stems=stems(text), all_stems=all_stems(text), flags=flags(text), kinds=kinds(text, people),
                length=len(words(text)))
            before = text


def _side(item: Evidence, turn: Turn) -> str:
    """Whose words they are; a short value in a form is a field, not a statement."""
    filled = item.type == "form" and turn.label and len(words(turn.text)) < FIELD_WORDS
    return "form" if filled else turn.side


def _prompt(item: Evidence, number: int) -> tuple[str, bool]:
    """What another person said just before, past mere acknowledgements."""
    own = item.turns[number].speaker
    for earlier in reversed(item.turns[max(0, number - 4):number]):
        if earlier.speaker == own or len(words(earlier.text)) < ACKNOWLEDGEMENT_WORDS:
            continue
        spans = list(sentences(earlier.text))
        questions = [earlier.text[a:b] for a, b in spans if earlier.text[a:b].rstrip().endswith("?")]
        if questions:
            return " ".join(questions[-2:]), True
        return earlier.text[spans[-1][0]:spans[-1][1]] if spans else "", False
    return "", False
