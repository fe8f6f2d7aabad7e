"""Does the draft push back where the record is not borne out?"""

from __future__ import annotations

from typing import Any

from studio.drafting.draft import Draft
from studio.evaluation.metrics.base import RECORD_WORKFLOWS, Score, Sheet, inference_about, share


def pushback(draft: Draft, sheet: Sheet) -> Score:
    """Share of gold traps that are named, on the words that set them."""
    if draft.workflow not in RECORD_WORKFLOWS:
        return Score(None, f"{draft.workflow} does not judge the record")
    traps = sheet.gold.traps
    missed = [t for t in traps if not is_named(draft, t)]
    score = share(len(traps) - len(missed), len(traps), "traps", "are named")
    if not missed:
        return score
    return Score(score.value, f"{score.reason}; not: " + "; ".join(f"{t.about} ({t.text})" for t in missed))


def is_named(draft: Draft, trap: Any) -> bool:
    """Tell whether the draft names a trap.

    The inference about its subject is not `evidenced`, is `contradicted`
    where that is the truth, and rests on a quote from the trap's evidence
    (for `crm`, any quote of the record).
    """
    inference = inference_about(draft, trap.about)
    if inference is None or inference.status == "evidenced":
        return False
    if trap.truth == "contradicted" and inference.status != "contradicted":
        return False
    basis = set(inference.basis)
    return any(q.evidence == trap.evidence for o in draft.observed if o.id in basis for q in o.quotes)
