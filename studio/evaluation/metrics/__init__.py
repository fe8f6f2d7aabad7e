"""The metrics: one small function each, a value and a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from studio.drafting.draft import Draft
from studio.evaluation.metrics.actions import (
    action_hit,
    action_hit_at_3,
    action_hit_at_3_chance,
    action_hit_chance,
)
from studio.evaluation.metrics.base import Score, Sheet, overlap
from studio.evaluation.metrics.behaviours import behaviour_agreement, behaviour_pairs, weighted_kappa
from studio.evaluation.metrics.evidence import evidence_precision, evidence_recall, right_with_quote
from studio.evaluation.metrics.groundedness import groundedness
from studio.evaluation.metrics.stage import stage_accuracy
from studio.evaluation.metrics.status import (
    evidenced_recall,
    false_confidence,
    gap_f1,
    gap_precision,
    gap_recall,
    status_accuracy,
)
from studio.evaluation.metrics.traps import pushback

Direction = Literal["higher", "lower", "neither"]


class Metric(NamedTuple):
    """A metric: how it is taken, which way is better, what it means."""

    name: str
    title: str
    take: Callable[[Draft, Sheet], Score]
    better: Direction
    explanation: str


_TABLE = (
    Metric("right_with_quote", "Right, with a quote", right_with_quote, "higher",
           "Of the things buyers gave us something on, how often the draft judged the state correctly "
           "and showed the very words that prove it."),
    Metric("evidence_recall", "Evidence found", evidence_recall, "higher",
           "Of the sentences an expert would point to, the share the draft pointed to."),
    Metric("evidence_precision", "Evidence to the point", evidence_precision, "higher",
           "Of the sentences the draft pointed to, the share an expert also would."),
    Metric("status_accuracy", "Statuses right", status_accuracy, "higher",
           "Of the eight qualification elements, the share judged as an expert judges them; some can be "
           "had without reading, so look at the text-blind row too."),
    Metric("evidenced_recall", "Strengths recognised", evidenced_recall, "higher",
           "Of what buyers have truly established, the share the draft says is established."),
    Metric("false_confidence", "False confidence", false_confidence, "lower",
           "Of what the draft calls established, the share that is not: what would be committed wrongly."),
    Metric("gap_f1", "Gaps, both ways", gap_f1, "higher",
           "How well the draft finds what is still open without calling gaps that are none, in one number."),
    Metric("gap_precision", "Gaps that are real", gap_precision, "higher",
           "Of the gaps the draft calls, the share that really are open."),
    Metric("gap_recall", "Gaps found", gap_recall, "higher",
           "Of what is really open, the share the draft calls open."),
    Metric("pushback", "Pushback", pushback, "higher",
           "Of the claims in the record that the evidence does not bear out, the share the draft challenges, "
           "quoting the claim."),
    Metric("action_hit", "Right next action", action_hit, "higher",
           "How often the action at the top of the list is one an expert would take, with the right person."),
    Metric("action_hit_chance", "Right next action by chance", action_hit_chance, "neither",
           "How often an action drawn blindly would count as right: the floor for the next action."),
    Metric("action_hit_at_3", "Right action in three", action_hit_at_3, "higher",
           "How often one of the first three actions is one an expert would take, with the right person."),
    Metric("action_hit_at_3_chance", "Right action in three by chance", action_hit_at_3_chance, "neither",
           "How often one of three actions drawn blindly would count as right: the floor for three."),
    Metric("behaviour_agreement", "Behaviour agreement", behaviour_agreement, "higher",
           "How far the scores for seller behaviours agree with an expert's beyond chance: 1 is full "
           "agreement, 0 is no better than chance."),
    Metric("stage_accuracy", "Stage right", stage_accuracy, "higher",
           "How often the stage that the draft says buyers support is the one an expert says."),
    Metric("groundedness", "Quotes verbatim", groundedness, "higher",
           "Of the quotes in the draft, the share that stand word for word in the evidence."),
)

METRICS: dict[str, Metric] = {m.name: m for m in _TABLE}
HEADLINE = "right_with_quote"
KAPPA = "behaviour_agreement"
#: What a predictor of statuses alone, without quotes, can be held to.
STATUS_METRICS = frozenset({
    "right_with_quote", "evidence_recall", "status_accuracy", "evidenced_recall",
    "false_confidence", "gap_f1", "gap_precision", "gap_recall", "pushback",
})


def score_draft(draft: Draft, sheet: Sheet) -> dict[str, Score]:
    """Every metric of one draft, in the order of `METRICS`."""
    return {name: metric.take(draft, sheet) for name, metric in METRICS.items()}


__all__ = [
    "HEADLINE", "KAPPA", "METRICS", "STATUS_METRICS", "Direction", "Metric", "Score", "Sheet",
    "behaviour_pairs", "overlap", "score_draft", "weighted_kappa",
]
