"""Is the next best action one that an expert would take?"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb
from typing import Any

from studio.drafting.draft import Draft, Recommendation
from studio.evaluation.metrics.base import ELEMENTS, Score, Sheet

_NO_GOLD = Score(None, "gold names no next action")


def action_hit(draft: Draft, sheet: Sheet) -> Score:
    """1 where the top action is a right one and not a wrong one."""
    return _hit(draft, sheet, 1)


def action_hit_at_3(draft: Draft, sheet: Sheet) -> Score:
    """1 where one of the first three actions is a right one and not wrong."""
    return _hit(draft, sheet, 3)


def action_hit_chance(draft: Draft, sheet: Sheet) -> Score:
    """How often one of the eight elements, drawn blindly, would hit."""
    return _chance(sheet, 1)


def action_hit_at_3_chance(draft: Draft, sheet: Sheet) -> Score:
    """How often three different elements, drawn blindly, would hit.

    One minus the hypergeometric chance of drawing no right one.
    """
    return _chance(sheet, 3)


def matches(action: Recommendation, gold: Any) -> bool:
    """Same first `closes`, and a person in common where gold names any."""
    if not action.closes or action.closes[0] != gold.closes:
        return False
    return not gold.with_ or bool(set(gold.with_) & set(action.with_))


def is_right(action: Recommendation, sheet: Sheet) -> bool:
    """A gold next action matches, and no wrong action does."""
    return (any(matches(action, g) for g in sheet.gold.next_actions)
            and not any(matches(action, w) for w in sheet.gold.wrong_actions))


def _hit(draft: Draft, sheet: Sheet, first: int) -> Score:
    if not sheet.gold.next_actions:
        return _NO_GOLD
    top = sorted(draft.recommended, key=lambda r: r.rank)[:first]
    if not top:
        return Score(0.0, "the draft recommends nothing")
    for action in top:
        if is_right(action, sheet):
            return Score(1.0, f"{action.id} closes {action.closes[0]}, as a gold action does")
    return Score(0.0, "no gold action closes the same with the same people: " + _named(top))


def _named(actions: Sequence[Recommendation]) -> str:
    return ", ".join(f"{a.id} closes {a.closes[0] if a.closes else 'nothing'}" for a in actions)


def _chance(sheet: Sheet, draws: int) -> Score:
    if not sheet.gold.next_actions:
        return _NO_GOLD
    right = {g.closes for g in sheet.gold.next_actions} & set(ELEMENTS)
    for wrong in sheet.gold.wrong_actions:
        if not wrong.with_:
            right.discard(wrong.closes)
    value = 1 - comb(len(ELEMENTS) - len(right), draws) / comb(len(ELEMENTS), draws)
    return Score(value, f"{len(right)} of the {len(ELEMENTS)} elements would hit by `closes` alone")
