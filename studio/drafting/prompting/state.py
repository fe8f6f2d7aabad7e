"""A reply under check: what is known, what was found, what may be rested on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from playbook.compile import Standard
from studio.drafting.context import Context
from studio.drafting.draft import Inference, Observation
from studio.drafting.prompting.findings import Findings
from studio.drafting.prompting.folding import same_words
from studio.drafting.prompting.ids import Ids
from studio.drafting.prompting.known import FORM_WORKFLOWS, GENERAL, Known, known_in
from studio.drafting.prompting.locate import record_fields
from studio.drafting.prompting.reply import Reply
from studio.drafting.suspicion import Suspicion


@dataclass
class Check:
    """One reply on its way to a draft; the lanes are checked in the order in which they rest on each other.

    `sides` says for each observed item whose words it quotes.
    """

    reply: Reply
    context: Context
    standard: Standard
    workflow: str
    suspicions: tuple[Suspicion, ...] = ()
    findings: Findings = field(default_factory=Findings)
    observed: list[Observation] = field(default_factory=list)
    inferred: list[Inference] = field(default_factory=list)
    sides: dict[str, set[str]] = field(default_factory=dict)

    @cached_property
    def known(self) -> Known:
        """The ids that the standard and the deal have."""
        return known_in(self.standard, self.context)

    @cached_property
    def ids(self) -> Ids:
        """The ids of the reply's items."""
        return Ids(self.findings)

    @property
    def form(self) -> bool:
        """Whether this workflow fills in the form."""
        return self.workflow in FORM_WORKFLOWS

    def leave(self, name: str, why: str) -> None:
        """Leave an item out; nothing may rest on it."""
        self.ids.drop(name)
        self.findings.problem(name, f"it is left out: {why}")

    def topics(self, name: str, written: Iterable[str]) -> list[str]:
        """Return the ids that an item is about, each once; unknown ones are a problem."""
        found: list[str] = []
        for raw in written:
            topic = self.topic(raw)
            if topic is None:
                self.findings.problem(name, f"'{raw[:40]}' is no id of the standard or the form")
            elif topic not in found:
                found.append(topic)
        return found

    def topic(self, written: str) -> str | None:
        """Return the id of an entry, an element of the form or a general topic."""
        return self.known.topic(written) or (written if written in GENERAL else None)

    def path(self, name: str, written: str | None) -> str | None:
        """Return the path of the entry that was applied; an unknown one is a problem."""
        path = self.known.path(written) if written else None
        if written and path is None:
            self.findings.problem(name, f"it applies '{written[:80]}', which is no path of the standard")
        return path

    def stands(self, words: str) -> bool:
        """Tell whether words stand anywhere in the evidence or the record."""
        texts = [*(e.text for e in self.context.evidence), *record_fields(self.context).values()]
        return any(same_words(words, text) for text in texts if text)

    def free(self, letter: str) -> str:
        """Return an id that no item of a lane has."""
        taken = {*self.ids.final.values(), *(o.id for o in self.observed), *(i.id for i in self.inferred)}
        return next(f"{letter}{n}" for n in range(1, len(taken) + 2) if f"{letter}{n}" not in taken)
