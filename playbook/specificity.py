"""How specific each entry is: the depth it reaches, why, what the next needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean

from pydantic import BaseModel

from playbook.compile import live_entries
from playbook.ladder import depth_of
from playbook.model import DEPTHS, Depth, Entry, Playbook
from playbook.model.playbook import Pillar

PLAIN_NAMES = {
    "said_by": "who must say or do it", "counter_signals": "words that deny it", "signals": "how people really put it",
    "dont": "what not to do", "do": "what to do", "when": "when the play fits", "with_whom": "whom to do it with",
    "exit_criteria": "exit criteria", "fields": "structured facts to capture", "use_when": "when to use it",
    "avoid_when": "when not to use it", "name": "a name", "id": "an id",
}


@dataclass(frozen=True)
class Missing:
    """A field that a depth still asks for; `of` names the part it is of.

    `count` is how many entries of a list are wanted, 0 where one is enough;
    `begun` says that it has some.
    """

    field: str
    of: str = ""
    count: int = 0
    begun: bool = False

    def __str__(self) -> str:
        count = f"{self.count} {'more ' if self.begun else ''}of " if self.count else ""
        return f"{count}{PLAIN_NAMES.get(self.field, self.field.replace('_', ' '))}{self.where}"

    @property
    def where(self) -> str:
        """The part it is of, in brackets."""
        return f" ({self.of})" if self.of else ""


@dataclass(frozen=True)
class Step:
    """One depth: whether it is reached, and what is missing for it."""

    depth: Depth
    reached: bool
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Specificity:
    """The depth of one entry; `depth` is None while even its name is missing."""

    path: str
    pillar: Pillar
    name: str
    owner: str
    depth: Depth | None
    steps: tuple[Step, ...]

    @property
    def score(self) -> float:
        """Depth as a share of the ladder, 0 to 1."""
        return 0.0 if self.depth is None else (DEPTHS.index(self.depth) + 1) / len(DEPTHS)

    @property
    def next(self) -> Step | None:
        """The first step that is not reached, with what it needs."""
        return next((s for s in self.steps if not s.reached), None)

    @property
    def why(self) -> str:
        """One sentence on the depth."""
        if self.next is None:
            return "Everything is there, examples included."
        needs = ", ".join(map(str, self.next.missing[:4])) + (" and more" if len(self.next.missing) > 4 else "")
        here = f"It is {self.depth}" if self.depth else "It is empty"
        return f"{here}; to be {self.next.depth} it needs {needs}."


def entry_specificity(path: str, pillar: Pillar, entry: Entry) -> Specificity:
    """Return how specific one entry is."""
    missing: dict[Depth, tuple[Missing, ...]] = {}
    for depth, what in _keys(entry, ""):
        missing[depth] = missing.get(depth, ()) + ((what,) if what else ())
    ahead: tuple[Missing, ...] = ()
    for depth in reversed(DEPTHS):
        # A depth that asks for nothing of its own is reached with the next one that does.
        ahead = missing.setdefault(depth, ahead)
    steps, open_ = [], False
    for depth in DEPTHS:
        open_ = open_ or bool(missing[depth])
        steps.append(Step(depth, not open_, missing[depth]))
    reached = [s.depth for s in steps if s.reached]
    return Specificity(path, pillar, entry.name, entry.owner, reached[-1] if reached else None, tuple(steps))


def _keys(part: BaseModel, of: str) -> Iterator[tuple[Depth, Missing | None]]:
    """Every field that a depth asks for, with what is missing of it; None where it is filled."""
    kind = type(part)
    for field, info in kind.model_fields.items():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        value = getattr(part, field)
        if isinstance(value, list):
            value = [v for v in value if not getattr(v, "archived", False)]
        if extra.get("key"):
            enough = extra.get("enough", 1)
            short = max(0, enough - len(value)) if isinstance(value, list) else int(not value)
            yield depth_of(kind, field), _missing(field, of, short, enough) if short else None
        if isinstance(value, list):
            for item in value:
                if isinstance(item, BaseModel) and not isinstance(item, Entry):
                    yield from _keys(item, getattr(item, "name", ""))


def _missing(field: str, of: str, short: int, enough: int) -> Missing:
    return Missing(field, of, short if enough > 1 else 0, short < enough)


def specificity(book: Playbook) -> list[Specificity]:
    """Return how specific every entry is, in reading order."""
    return [entry_specificity(path, pillar, e) for pillar, path, e in live_entries(book)]


def pillar_scores(book: Playbook) -> dict[Pillar, float]:
    """Return the mean score, 0 to 1, of each pillar that has entries."""
    groups: dict[Pillar, list[float]] = {}
    for one in specificity(book):
        groups.setdefault(one.pillar, []).append(one.score)
    return {pillar: fmean(scores) for pillar, scores in groups.items()}


def codify_next(book: Playbook, most: int = 10) -> list[Specificity]:
    """Return the entries with most to gain: the shallowest of the pillars first.

    Qualification and process come before the rest, as drafts lean on them most.
    """
    order = {"qualification": 0, "process": 1, "behaviours": 2, "method": 3, "plays": 4}
    open_ = [s for s in specificity(book) if s.next is not None]
    return sorted(open_, key=lambda s: (s.score, order.get(s.pillar, 5)))[:most]
