"""The ids of a reply's items: each once, in the contract's shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from studio.drafting.prompting.findings import Findings


@dataclass
class Ids:
    """Maps ids as the reply writes them to the draft's; forgets items that were left out."""

    findings: Findings
    final: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def number(self, letter: str, written: Sequence[str]) -> list[str]:
        """Return the ids of one lane's items; a second use of an id, or another shape, gets a free number."""
        good = [w for w in written if re.fullmatch(rf"{letter}[1-9]\d{{0,5}}", w)]
        free = (f"{letter}{n}" for n in _counting(max([int(w[1:]) for w in good], default=0) + 1))
        used: set[str] = set()
        ids = []
        for raw in written:
            name = raw if raw in good and raw not in used else next(free)
            if raw in self.final:
                self.findings.problem(raw or "an item", f"the id stands twice; the second item is now {name}")
            elif name != raw:
                self.findings.problem(raw[:40] or "an item without an id", f"its id is now {name}")
            self.final.setdefault(raw, name)
            used.add(name)
            ids.append(name)
        return ids

    def drop(self, name: str) -> None:
        """Forget an item: nothing may rest on it."""
        self.gone.add(name)

    def resolve(self, item: str, written: Iterable[str], lanes: str) -> list[str]:
        """Return what an item rests on, as ids that are there; what is not there is a problem.

        `lanes` holds the first letters of the lanes that it may rest on.
        """
        found: list[str] = []
        for raw in written:
            name = self.final.get(raw.strip())
            if name is None or name[0] not in lanes:
                self.findings.problem(item, f"it rests on '{raw[:40]}', which is not there")
            elif name == item:
                self.findings.problem(item, "it rests on itself")
            elif name not in self.gone and name not in found:
                found.append(name)
        return found

    def restore(self, name: str) -> None:
        """Let an item be rested on that the reply does not have."""
        self.final[name] = name
        self.gone.discard(name)

    def live(self, written: str) -> str | None:
        """Return the id of an item that is there."""
        name = self.final.get(written.strip())
        return None if name in self.gone else name


def _counting(start: int) -> Iterator[int]:
    while True:
        yield start
        start += 1
