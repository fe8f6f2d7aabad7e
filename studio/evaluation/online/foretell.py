"""What a comparison will take, told before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

from playbook.compile import Standard
from studio.drafting.engines.claude.prices import Price, Tokens, table
from studio.drafting.engines.claude.request import most_tokens
from studio.drafting.engines.claude.session import ESTIMATE
from studio.drafting.once import once_for
from studio.drafting.prompting.reply import reply_schema
from studio.evaluation.online.jobs import Comparison, Job

#: Tokens that an answer has as a rule, thinking among them.
_USUAL_ANSWER = 4_000


@dataclass(frozen=True)
class Foretold:
    """About how many tokens go in, how many of them are read from the cache, and USD: as a rule, and at the most."""

    answers: int
    tokens: int
    cached: int
    usual_usd: float | None
    most_usd: float | None


def foretell(comparison: Comparison, price: Price | None, effort: str, *, batch: bool = False) -> Foretold:
    """Return what the jobs of a comparison will take if nothing is kept from before."""
    share = table().batch if batch else 1.0
    seen: set[object] = set()
    total, cached, usual, most = 0, 0, 0.0, 0.0
    for job in comparison.jobs:
        tokens = _parts(job, seen, batch)
        total, cached = total + tokens.prompt, cached + tokens.read
        if price is not None:
            answer = most_tokens(job.workflow, effort)
            usual += price.of(tokens.model_copy(update={"output": min(_USUAL_ANSWER, answer)}), share=share)
            most += price.of(Tokens(written_5m=tokens.prompt, output=answer), share=share)
    known = price is not None
    return Foretold(len(comparison.jobs), total, cached, usual if known else None, most if known else None)


def _parts(job: Job, seen: set[object], batch: bool) -> Tokens:
    """The tokens of one job by what is paid for them, given the prefixes that were sent before.

    What a batch reads from the cache is left to chance, and so not counted.
    """
    order = job.order()
    sizes = {b.name: int(len(b.text) / ESTIMATE) for b in order.prompt.blocks}
    shared = {"standard": sizes["role"] + sizes["standard"] + _schema_tokens(order.standard),
              "evidence": sizes["evidence"]}
    found = {"fresh": sizes["memory"] + sizes["task"], "written_5m": 0, "read": 0}
    for name, prefix in zip(shared, job.prefixes, strict=True):
        kind = "fresh" if batch or name not in job.shared else "read" if prefix in seen else "written_5m"
        found[kind] += shared[name]
        seen.add(prefix)
    return Tokens(**found)


@once_for(64)
def _schema_tokens(standard: Standard) -> int:
    return int(len(repr(reply_schema(standard))) / ESTIMATE)
