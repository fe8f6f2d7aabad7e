"""What an engine with a model is asked for: one draft, with all that it may read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from playbook.compile import Standard
from playbook.model import Playbook
from studio.drafting.context import Context
from studio.drafting.decisions import Decision
from studio.drafting.draft import Draft, PlaybookRef
from studio.drafting.prompting.layout import Prompt, build_prompt
from studio.drafting.prompting.memory import Memory
from studio.drafting.prompting.record import RunRecord, Turn
from studio.drafting.prompting.reply import reply_schema


@dataclass(frozen=True, eq=False)
class Order:
    """One draft to be made: the workflow, the deal at an event, the standard to judge by.

    `review` and `decisions` are for the workflow that works on a manager's
    decisions: the deal review at the event, made first. `book` is the
    playbook before what does not apply to the deal was left out.
    """

    workflow: str
    context: Context
    standard: Standard
    memory: Memory = ()
    review: Draft | None = None
    decisions: tuple[Decision, ...] = ()
    book: Playbook | None = None

    @cached_property
    def prompt(self) -> Prompt:
        """What the model is asked, laid out."""
        return build_prompt(self.standard, self.context, self.workflow, memory=self.memory, review=self.review,
                            decisions=self.decisions)

    @property
    def schema(self) -> dict[str, Any]:
        """The form of the answer; it depends on the standard alone, so that it can be cached with it."""
        return _schema(self.standard)

    def key(self, *, engine: str, model: str, how: str = "", repeat: int = 1) -> str:
        """Return forty hex digits that name what is asked of whom; each repeat has its own."""
        parts = [engine, model, how, repeat, self.prompt.version, *(_digest(b.text) for b in self.prompt.blocks),
                 _digest(json.dumps(self.schema, sort_keys=True))]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]

    def record(self, *, engine: str, model: str | None, turns: tuple[Turn, ...]) -> RunRecord:
        """Return the record of a run: what was asked, by which version of what, and what came back."""
        book = self.standard.book
        return RunRecord(engine=engine, model=model, workflow=self.workflow, deal=self.context.deal.id,
                         as_of=self.context.event.id, playbook=PlaybookRef(id=book.id, version=book.version),
                         specificity=book.specificity, prompt_version=self.prompt.version, prompt=self.prompt.digest(),
                         turns=turns)


@lru_cache(maxsize=64)
def _schema(standard: Standard) -> dict[str, Any]:
    return reply_schema(standard)


@lru_cache(maxsize=256)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
