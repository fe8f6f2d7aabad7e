"""Do the behaviour scores agree with the expert's?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.drafting.draft import Draft
from studio.evaluation.metrics.base import BEHAVIOUR_WORKFLOWS, Score, Sheet

Pair = tuple[int, int]
GRADES = 4


def behaviour_pairs(draft: Draft, sheet: Sheet) -> list[Pair]:
    """The scores of a cell as (gold, draft); absent from the draft is 0.

    A behaviour that gold leaves out is skipped; a workflow that scores no
    behaviours gives no pairs.
    """
    if draft.workflow not in BEHAVIOUR_WORKFLOWS:
        return []
    given = {b.id: b.score for b in reversed(draft.behaviours)}
    return [(judged.score, given.get(name, 0)) for name, judged in sheet.gold.behaviours.items()]


def behaviour_agreement(draft: Draft, sheet: Sheet) -> Score:
    """Kappa is a property of a level's cells taken together: null in one cell."""
    pairs = behaviour_pairs(draft, sheet)
    same = sum(gold == given for gold, given in pairs)
    return Score(None, f"{same} of {len(pairs)} behaviours have gold's score; kappa is taken over all cells")


def weighted_kappa(pairs: Sequence[Pair], grades: int = GRADES) -> float | None:
    """Agreement beyond chance, -1 to 1, with quadratic weights.

    kappa = 1 - sum(w O) / sum(w E), w = (i - j)^2 / (k - 1)^2, O the table
    of pairs and E that of independent margins (Cohen, Psychological
    Bulletin 70, 1968). None where chance alone would always agree.
    """
    if not pairs:
        return None
    table = np.zeros((grades, grades))
    np.add.at(table, tuple(np.asarray(pairs, dtype=int).T), 1)
    steps = np.arange(grades)
    weights = (steps[:, None] - steps[None, :]) ** 2 / (grades - 1) ** 2
    expected = np.outer(table.sum(1), table.sum(0)) / table.sum()
    by_chance = float((weights * expected).sum())
    return None if by_chance == 0 else float(1 - (weights * table).sum() / by_chance)
