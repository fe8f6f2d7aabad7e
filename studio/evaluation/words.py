"""Numbers in words that a sales leader can repeat."""

from __future__ import annotations

from studio.evaluation.metrics import HEADLINE, METRICS, Direction
from studio.evaluation.result import Counts, Result, Step
from studio.evaluation.rows import step_between
from studio.evaluation.statistics import Estimate, holm, p_value

ROW_NAMES = {
    "none": "no playbook", "text_blind": "text-blind", "all_missing": "all missing",
}
ROW_EXPLANATIONS = {
    "text_blind": "A guess that reads no evidence: it knows only how much buyers have said, how far the "
                  "timeline has gone, and whether the record is filled.",
    "all_missing": "Says that everything is missing.",
    "placebo": "A playbook as long and as deep, about another trade.",
    "shuffled": "The right texts on the wrong entries.",
}
ALPHA = 0.05
_UNCHANGED = 0.005


def explain(metric: str) -> str:
    """What a metric means, in one sentence."""
    return METRICS[metric].explanation


def direction(metric: str) -> Direction:
    """Which way is better: higher, lower, or neither (a chance rate)."""
    return METRICS[metric].better


def row_name(specificity: str) -> str:
    """What a row is called in a sentence."""
    return ROW_NAMES.get(specificity, specificity)


def step_in_words(step: Step, metric: str = HEADLINE, adjusted_p: float | None = None) -> str:
    """Say whether a step went up, down or nowhere that can be told.

    `adjusted_p` is the step's p after allowing for the other steps; where it
    is 0.05 or more although the interval leaves out zero, the sentence says
    so.
    """
    change = step.metrics[metric]
    head = f"From {row_name(step.from_)} to {row_name(step.to)}, {_label(metric)}"
    if change.mean is None:
        return f"{head} cannot be compared: no deal has it at both levels."
    if change.low is None or change.high is None:
        return f"{head} {_moved(change.mean)} on one deal: more deals are needed to tell."
    deals = f"over {change.n} deals"
    bounds = f"({_number(change.low)} to {_number(change.high)} {deals})"
    if change.low <= 0 <= change.high:
        return f"{head} {_moved(change.mean)} {bounds}: cannot be told from no change."
    verdict = _verdict(change, metric)
    if adjusted_p is not None and adjusted_p >= ALPHA:
        verdict += " taken alone, not when all steps are looked at together"
    return f"{head} {_moved(change.mean)} {bounds}: {verdict}."


def steps_in_words(result: Result, metric: str = HEADLINE) -> list[str]:
    """Every step in words, allowing for how many are looked at (Holm)."""
    adjusted = holm([p_value(s.metrics[metric]) for s in result.steps])
    return [step_in_words(s, metric, p) for s, p in zip(result.steps, adjusted, strict=True)]


def shape_in_words(result: Result, metric: str = HEADLINE) -> str:
    """Say in one sentence how a metric goes over the whole ladder."""
    moves = [_sense(s.metrics[metric], metric) for s in result.steps]
    if not moves:
        return "One level was run, so there is no step to speak of."
    better, worse = moves.count(1), moves.count(-1)
    open_steps = len(moves) - better - worse
    parts = [f"{better} of {len(moves)} {_steps(len(moves))} better"] if better else []
    parts += [f"{worse} worse"] if worse else []
    steps = f" {_steps(open_steps)}" if not parts else ""
    parts += [f"{open_steps}{steps} cannot be told from no change"] if open_steps else []
    return " ".join([f"{METRICS[metric].title}: {', '.join(parts)}.", *ladder_in_words(result, metric)])


def ladder_in_words(result: Result, metric: str = HEADLINE) -> list[str]:
    """Say how the last level differs from the first, where there is more than one step."""
    if len(result.steps) < 2:
        return []
    first, last = result.steps[0].from_, result.steps[-1].to
    cells = {name: [c for c in result.cells if c.specificity == name] for name in (first, last)}
    return ["The whole way: " + _lower(step_in_words(step_between(first, last, cells[first], cells[last]), metric))]


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def counts_in_words(counts: Counts) -> str:
    """Say what became of the planned cells, none left out."""
    lost = [f"{n} {name}" for name, n in (("failed", counts.failed), ("refused", counts.refused),
                                          ("unscorable", counts.unscorable)) if n]
    return ", ".join([f"{counts.scored} of {counts.planned} planned cells scored", *lost])


def engine_in_words(engine: str) -> str:
    """The label that stands beside every number of an engine."""
    if engine == "offline":
        return "offline engine (built in, no language model)"
    return f"engine {engine}"


def _label(metric: str) -> str:
    return metric.replace("_", "-")


def _steps(n: int) -> str:
    return "step" if n == 1 else "steps"


def _number(value: float) -> str:
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def _moved(mean: float) -> str:
    if abs(mean) < _UNCHANGED:
        return "stayed the same"
    return f"{'rose' if mean > 0 else 'fell'} by {abs(mean):.2f}"


def _sense(change: Estimate, metric: str) -> int:
    """1 for a real step to the better, -1 to the worse, 0 where it cannot be told."""
    if change.mean is None or change.low is None or change.high is None or change.low <= 0 <= change.high:
        return 0
    up = 1 if change.mean > 0 else -1
    return {"higher": up, "lower": -up, "neither": 0}[direction(metric)]


def _verdict(change: Estimate, metric: str) -> str:
    return {1: "a real step", -1: "a real step back", 0: "a real difference"}[_sense(change, metric)]
