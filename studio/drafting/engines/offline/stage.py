"""The stage that buyer evidence supports: the first whose conditions are open."""

from __future__ import annotations

from playbook.compile import Standard
from playbook.model import STAGE_IDS, ExitCriterion, Stage
from studio.drafting.context import Context
from studio.drafting.engines.offline.facts import found_of
from studio.drafting.engines.offline.lens import Lens
from studio.drafting.engines.offline.rank import target_fit
from studio.drafting.engines.offline.scan import Scan
from studio.drafting.engines.offline.weights import Weights
from studio.drafting.quotes import record_text
from studio.drafting.reading import CriterionReading, EntryReading, Found, StageReading

# Where the record is contradicted, a buyer has spoken: it is known in part.
_RANK = {"missing": 0, "contradicted": 1, "partial": 1, "evidenced": 2}


def read_stage(scan: Scan, lens: Lens, standard: Standard, context: Context, elements: dict[str, EntryReading],
               weights: Weights) -> StageReading:
    """Return the supported stage: walk the stages while their conditions hold.

    Without exit criteria in the standard, the record's stage is all there is.
    """
    stages = standard.stages
    recorded = context.record.stage
    if not any(s.exit_criteria for s in stages):
        named = next((s for s in stages if s.name.lower() == recorded.lower()), None)
        canonical = (named.canonical or named.id) if named else _by_word(recorded)
        return StageReading(canonical, f"process.{named.id}" if named else None, named.name if named else recorded,
                            recorded)
    fit = target_fit(scan, lens)
    readings: list[CriterionReading] = []
    supported, open_yet = stages[0], False
    number = 0
    for place, stage in enumerate(stages):
        met_all = True
        for criterion in stage.exit_criteria:
            reading = _criterion(criterion, stage, scan, fit[:, number], context, elements, weights)
            readings.append(reading)
            number += 1
            met_all &= reading.met or not criterion.mandatory
        if not open_yet and met_all and place + 1 < len(stages):
            supported = stages[place + 1]
        elif not open_yet:
            supported, open_yet = stage, True
    canonical = supported.canonical or supported.id
    return StageReading(canonical, f"process.{supported.id}", supported.name, recorded, tuple(readings))


def _criterion(criterion: ExitCriterion, stage: Stage, scan: Scan, fit: object, context: Context,
               elements: dict[str, EntryReading], weights: Weights) -> CriterionReading:
    path = f"process.{stage.id}.{criterion.id}"
    happened = {e.type for e in context.past}
    quotes: tuple[Found, ...] = ()
    best = 0.0
    if criterion.proof == "meeting":
        met = any(e.type == "call" and any(t.side in ("buyer", "unknown") for t in e.turns) for e in context.evidence)
    elif criterion.proof == "document":
        met = any(e.type == "document" for e in context.evidence)
    elif criterion.proof == "record":
        met = bool((record_text(context.record, criterion.record_field) or "").strip())
    elif criterion.proof == "qualification":
        met = all(_RANK[elements[r.element].status] >= _RANK[r.at_least]
                  for r in criterion.requires if r.element in elements)
    else:
        heard = [r for r, p in enumerate(scan.index.passages) if p.side not in ("seller", "form")]
        order = sorted(heard, key=lambda r: (-fit[r], r))[:3]
        best = float(fit[order[0]]) if order else 0.0
        met = best >= weights.numbers.get("criterion_met", 0.3)
        quotes = tuple(found_of(scan.index.passages[r], fit[r]) for r in order if fit[r] >= 0.1)
    met = met or not happened.isdisjoint(criterion.events)
    return CriterionReading(path, criterion.name, stage.name, bool(met), criterion.mandatory, round(best, 3), quotes)


def _by_word(recorded: str) -> str:
    words = recorded.lower()
    return next((s for s in STAGE_IDS if s in words), STAGE_IDS[0])
