"""Drafting with Claude: asked, checked, repaired once, recorded, and found again without paying."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import anthropic

from playbook.ladder import Level
from playbook.model import Playbook
from studio.deals.folder import LoadedDeal
from studio.drafting.context import context_at
from studio.drafting.decisions import Decision
from studio.drafting.draft import Draft, PlaybookRef
from studio.drafting.engines.claude.asking import Asker, Failed
from studio.drafting.engines.claude.budget import Budget
from studio.drafting.engines.claude.pace import Pace
from studio.drafting.engines.claude.settings import EngineSettings, Key
from studio.drafting.prompting.checking import Checked, draft_from_reply, repair_message
from studio.drafting.prompting.layout import Prompt, build_prompt
from studio.drafting.prompting.memory import Memory
from studio.drafting.prompting.messy import read_reply
from studio.drafting.prompting.record import RunRecord, Turn, replay
from studio.drafting.prompting.reply import Reply, reply_schema, strict_reply
from studio.drafting.run import standard_for

ENGINE = "claude"
#: What is said of an answer that ended at the limit of tokens.
CUT = "The answer was cut at the limit of tokens; what was whole is here. Raise the limit under Settings for the rest."


class Records(Protocol):
    """Where answers that were paid for are kept."""

    def find(self, key: str) -> RunRecord | None:
        """Return what is kept under a key."""
        ...

    def keep(self, key: str, record: RunRecord) -> None:
        """Keep an answer under a key, for good, before anything else is done with it."""
        ...


class NoRecords:
    """Keeps nothing."""

    def find(self, key: str) -> RunRecord | None:
        """Return nothing."""
        return None

    def keep(self, key: str, record: RunRecord) -> None:
        """Keep nothing."""


@dataclass(frozen=True)
class Order:
    """One draft to be made; `repeat` tells equal ones apart, so that they are never one."""

    workflow: str
    loaded: LoadedDeal
    event: str
    book: Playbook
    level: Level | None = None
    repeat: int = 1
    memory: Memory = ()
    review: Draft | None = None
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Asked:
    """An order with its prompt, the key of its answer, and the prefixes that it shares with others."""

    order: Order
    context: Any
    standard: Any
    prompt: Prompt
    key: str
    prefixes: tuple[str, str]


def client_for(settings: EngineSettings, key: Key) -> anthropic.AsyncAnthropic:
    """Return a client; retries are this engine's own, so that one place counts them."""
    return anthropic.AsyncAnthropic(api_key=key.secret, base_url=settings.base_url or None, max_retries=0)


class Claude:
    """The engine for one run: a client, a pace and a budget that all its drafts share."""

    def __init__(self, settings: EngineSettings, key: Key, *, records: Records | None = None,
                 budget: Budget | None = None, on_usage: Callable[..., None] | None = None) -> None:
        self.settings = settings
        self.records = records or NoRecords()
        self.client = client_for(settings, key)
        self.budget = budget or Budget(settings.run_budget, settings.day_budget)
        self.asker = Asker(self.client, settings, Pace(settings.concurrency), self.budget, on_usage)
        self.paid = 0

    def prepare(self, order: Order) -> Asked:
        """Return what would be asked for an order."""
        context = context_at(order.loaded, order.event)
        standard = standard_for(order.book, context, order.level)
        prompt = build_prompt(standard, context, order.workflow, memory=order.memory, review=order.review,
                              decisions=order.decisions)
        return Asked(order, context, standard, prompt, self._key(prompt, order), _prefixes(prompt))

    def _key(self, prompt: Prompt, order: Order) -> str:
        """Content-addressed: model, effort, prompt version, and every word that is asked; and the repeat."""
        parts = (self.settings.model, self.settings.effort or "", str(self.settings.max_tokens), prompt.version,
                 prompt.digest(), str(order.repeat))
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

    async def draft(self, order: Order, *, begun: Callable[[], None] | None = None,
                    on_partial: Callable[[Draft], None] | None = None) -> Draft:
        """Return a draft, found again where it was paid for before.

        `on_partial` is given what is whole and verified so far. Raises
        Refused, Failed or OverBudget, each in one sentence.
        """
        return await self.answer(self.prepare(order), begun=begun, on_partial=on_partial)

    async def answer(self, asked: Asked, *, begun: Callable[[], None] | None = None,
                     on_partial: Callable[[Draft], None] | None = None) -> Draft:
        """Return the draft of a prepared order. Raises as `draft` does."""
        held = self.records.find(asked.key)
        if held is None:
            held = await self._paid_for(asked, begun, on_partial)
        elif begun:
            begun()
        return self.drafted(asked, held)

    async def _paid_for(self, asked: Asked, begun: Callable[[], None] | None,
                        on_partial: Callable[[Draft], None] | None) -> RunRecord:
        schema = schema_of()
        watch = self._watch(asked, on_partial) if on_partial else None
        user = f"{asked.key[:24]}"
        turns = [await self.asker.ask(asked.prompt, schema, begun=begun, on_text=watch, user=user)]
        self.paid += 1
        record = self._record(asked, turns)
        self.records.keep(asked.key, record)
        problems = self._problems(asked, turns[-1])
        if problems and turns[-1].stop_reason != "max_tokens":
            said = repair_message(problems)
            turns.append(await self.asker.ask(asked.prompt, schema, earlier=[(turns[0].text, said)], user=user))
            self.paid += 1
            record = self._record(asked, turns)
            self.records.keep(asked.key, record)
        return record

    def _problems(self, asked: Asked, turn: Turn) -> Sequence[Any]:
        """What a repair turn should be told; nothing where the answer is sound."""
        reply, problems = strict_reply(turn.text)
        if reply is None:
            return problems
        checked = self._draft(asked, reply, turn)
        return () if checked.sound else checked.problems

    def _draft(self, asked: Asked, reply: Reply, turn: Turn) -> Checked:
        order = asked.order
        return draft_from_reply(reply, asked.context, asked.standard, order.workflow, engine=ENGINE,
                                model=self.settings.model, usage=turn.usage, review=order.review,
                                decisions=order.decisions)

    def drafted(self, asked: Asked, record: RunRecord) -> Draft:
        """Return the draft that a record holds, checked anew. Raises Failed where it holds none that is sound."""
        last = record.turns[-1]
        if last.stop_reason == "max_tokens":
            return self._cut(asked, record)
        reply, problems = strict_reply(last.text)
        if reply is None:
            told = problems[0].says if problems else "no JSON"
            raise Failed(f"the answer broke its form twice ({told[:160]})" if len(record.turns) > 1 else
                         f"the answer broke its form ({told[:160]})")
        checked = replay(record, asked.context, asked.standard, review=asked.order.review,
                         decisions=asked.order.decisions)
        if not checked.sound:
            first = next(p for p in checked.problems if p.breaks)
            raise Failed(f"the answer broke the contract after a repair: {first.where}: {first.says}"[:300])
        return checked.draft

    def _cut(self, asked: Asked, record: RunRecord) -> Draft:
        read = read_reply(record.turns[-1].text)
        if read.reply is None:
            raise Failed("the answer was cut at the limit of tokens before anything in it was whole: raise the limit "
                         "under Settings")
        draft = self._draft(asked, read.reply, record.turns[-1]).draft
        return draft.model_copy(update={"outcome": "cut", "note": CUT, "usage": record.usage})

    def _record(self, asked: Asked, turns: Sequence[Turn]) -> RunRecord:
        order, book = asked.order, asked.order.book
        return RunRecord(engine=ENGINE, model=self.settings.model, workflow=order.workflow, deal=order.loaded.deal.id,
                         as_of=order.event, playbook=PlaybookRef(id=book.id, version=book.version),
                         specificity=order.level or book.specificity, prompt_version=asked.prompt.version,
                         prompt=asked.prompt.digest(), turns=tuple(turns))

    def _watch(self, asked: Asked, on_partial: Callable[[Draft], None]) -> Callable[[str], None]:
        """A listener that hands on what is whole and verified, as often as something new is."""
        seen = [0]

        def heard(text: str) -> None:
            ends = text.count("}")
            if ends <= seen[0]:
                return
            seen[0] = ends
            read = read_reply(text)
            if read.reply is not None:
                on_partial(self._draft(asked, read.reply, Turn(text=text)).draft)

        return heard

    async def close(self) -> None:
        """Close the connection."""
        await self.client.close()


def _prefixes(prompt: Prompt) -> tuple[str, str]:
    """Digests of what comes before each cache breakpoint: the standard, then the evidence too."""
    whole = hashlib.sha256()
    found = []
    for block in prompt.blocks:
        whole.update(block.text.encode())
        if block.cache:
            found.append(whole.hexdigest()[:24])
    return found[0], found[-1]


@lru_cache(maxsize=1)
def schema_of() -> dict[str, Any]:
    """Return the schema of a reply: one for all, as another one would miss the cache."""
    return reply_schema()
