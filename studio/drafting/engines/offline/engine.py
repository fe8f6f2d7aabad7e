"""The offline engine: reads evidence with the standard, and with nothing else."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from playbook.compile import Standard
from studio.drafting.context import Context
from studio.drafting.engines.offline.behaviours import read_behaviours
from studio.drafting.engines.offline.elements import read_elements
from studio.drafting.engines.offline.embeddings import embedder
from studio.drafting.engines.offline.facts import found_of, plain_facts
from studio.drafting.engines.offline.index import index_evidence
from studio.drafting.engines.offline.lens import (
    Lens,
    Part,
    Target,
    behaviour_target,
    criterion_target,
    element_target,
    prepared,
)
from studio.drafting.engines.offline.next_actions import propose
from studio.drafting.engines.offline.scan import scan_evidence
from studio.drafting.engines.offline.stage import read_stage
from studio.drafting.engines.offline.weights import Weights, learned
from studio.drafting.reading import Reading, RowReading

_LENSES: WeakKeyDictionary[Standard, dict[tuple[str, int], Lens]] = WeakKeyDictionary()
ROW_FIT = 0.12


def read(standard: Standard, context: Context, weights: Weights | None = None) -> Reading:
    """Return everything this engine makes of a deal at an event."""
    embed = embedder()
    weights = weights or learned(embedded=embed is not None)
    people = tuple((p.id, p.name) for p in context.deal.people)
    first = weights.models["first"]

    def scanned(kind: str, model: str = "first") -> tuple:
        lens = _lens(standard, kind, weights)
        return scan_evidence(context.evidence, people, lens, weights.models.get(model, first), embed), lens

    scan, lens = scanned("elements")
    elements = read_elements(scan, lens, standard, context, weights)
    by_entry = {e.id: r for e, r in zip(standard.elements, elements.readings, strict=False)}
    stage = read_stage(*scanned("criteria"), standard, context, by_entry, weights)
    behaviours = read_behaviours(*scanned("behaviours", "behaviour_first"), standard, weights)
    facts = plain_facts(index_evidence(context.evidence, people), context)
    return Reading(
        context=context, standard=standard, elements=elements.readings, behaviours=behaviours, stage=stage,
        rows=_rows(*scanned("rows"), standard),
        proposals=propose(standard, context, elements.readings, behaviours, stage, facts, weights), facts=facts)


def _lens(standard: Standard, kind: str, weights: Weights) -> Lens:
    held = _LENSES.setdefault(standard, {})
    key = (kind, id(weights.idf))
    if key not in held:
        held[key] = prepared(_targets(standard, kind), weights.idf, weights.unseen)
    return held[key]


def _targets(standard: Standard, kind: str) -> list[Target]:
    if kind == "elements":
        return [element_target(e) for e in standard.elements]
    if kind == "behaviours":
        return [behaviour_target(b) for b in standard.behaviours]
    if kind == "criteria":
        return [criterion_target(c, s.id) for s in standard.stages for c in s.exit_criteria]
    return [_row_target(r) for r in standard.book.method.rows]


def _row_target(row: object) -> Target:
    texts = {"name": (row.name,), "about": tuple(t for t in (row.problem, row.impact, row.root_cause) if t),
             "questions": (row.discovery_question,) if row.discovery_question else (), "signals": tuple(row.signals),
             "lookalikes": tuple(row.lookalikes)}
    part = Part(row.id, row.name, texts, (*row.cues, *row.measures), (), ("buyer",))
    return Target(f"method.rows.{row.id}", row.id, row.name, (part,), True)


def _rows(scan: object, lens: Lens, standard: Standard) -> tuple[RowReading, ...]:
    """Rows of the method that this buyer speaks of, best first."""
    found = []
    heard = [r for r, p in enumerate(scan.index.passages) if p.side not in ("seller", "form") and not p.quoted]
    for number, target in enumerate(lens.targets):
        fit = scan.fit[:, number]
        order = sorted(heard, key=lambda r: (-fit[r], r))[:4]
        best = [r for r in order if fit[r] >= ROW_FIT]
        if best:
            total = float(sum(fit[r] for r in best))
            found.append(RowReading(target.path, round(total, 4),
                                    tuple(found_of(scan.index.passages[r], fit[r]) for r in best)))
    return tuple(sorted(found, key=lambda r: (-r.fit, r.path)))
