"""Is the stage that buyer evidence supports the expert's?"""

from __future__ import annotations

from studio.drafting.draft import Draft
from studio.evaluation.metrics.base import Score, Sheet


def stage_accuracy(draft: Draft, sheet: Sheet) -> Score:
    """1 where the stage supported is gold's, else 0; over cells, a share."""
    gold = sheet.gold.stage_supported
    if gold is None:
        return Score(None, "gold names no stage")
    said = draft.stage_supported
    return Score(float(said == gold), f"the draft says {said or 'nothing'}, gold says {gold}")
