"""Controls: what can be had without reading, and without the right standard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import log1p
from typing import Any

import numpy as np

from studio.drafting.draft import Document, Draft, Inference, PlaybookRef
from studio.evaluation.metrics import STATUS_METRICS, Sheet, score_draft
from studio.evaluation.placebo import placebo
from studio.evaluation.result import Cell
from studio.evaluation.shuffle import shuffled

__all__ = ["TEXT_BLIND_DEALS", "all_missing", "control_cells", "placebo", "shuffled", "text_blind"]

TEXT_BLIND_DEALS = 3
RIDGE = 0.01

Labelled = tuple[Any, Sequence[Any], Callable[[Any], Sheet]]


def control_cells(cases: Iterable[Labelled], workflows: Sequence[str]) -> dict[str, list[Cell]]:
    """The cells of `text_blind` and `all_missing`, by name.

    `cases` are a loaded deal, its label sets, and what makes a label set's
    answer sheet; a label set whose event is unknown is passed over here, as
    the matrix reports it. `text_blind` has no cells under three deals.
    """
    sheets = [(loaded.deal, sheet) for loaded, labels, of in cases for sheet in _known(labels, of)]
    blind = text_blind([deal for deal, _ in sheets], [sheet for _, sheet in sheets])
    cells: dict[str, list[Cell]] = {"text_blind": [], "all_missing": []}
    for i, (deal, sheet) in enumerate(sheets):
        for workflow in workflows:
            cells["all_missing"].append(_cell("all_missing", deal.id, workflow, sheet, all_missing(sheet)))
            if blind:
                cells["text_blind"].append(_cell("text_blind", deal.id, workflow, sheet, blind[i]))
    return cells


def all_missing(sheet: Sheet) -> dict[str, str]:
    """Say `missing` of every element."""
    return dict.fromkeys(sheet.judged(), "missing")


def text_blind(deals: Sequence[Any], sheets: Sequence[Sheet]) -> list[dict[str, str]] | None:
    """Predict every sheet's statuses without reading a word of evidence.

    Known are only how much buyers have said (log words), how far along the
    timeline the event is, and whether the record's field is filled; one
    multinomial logistic regression for all elements is fitted leaving each
    deal out. `deals` holds each sheet's deal. None under three deals.
    """
    if len({d.id for d in deals}) < TEXT_BLIND_DEALS:
        return None
    rows = []
    for i, (deal, sheet) in enumerate(zip(deals, sheets, strict=True)):
        words = sum(len(t.text.split()) for e in sheet.evidence.values() for t in e.turns if t.side == "buyer")
        rows += [(i, e, features(deal, sheet, e, words)) for e in sheet.judged()]
    guesses: list[dict[str, str]] = [{} for _ in sheets]
    for held_out in dict.fromkeys(d.id for d in deals):
        seen = [(x, sheets[i].status(e)) for i, e, x in rows if deals[i].id != held_out]
        hidden = [(i, e, x) for i, e, x in rows if deals[i].id == held_out]
        if not seen or not hidden:
            continue
        said = fit_and_predict([x for x, _ in seen], [y for _, y in seen], [x for _, _, x in hidden])
        for (i, element, _), status in zip(hidden, said, strict=True):
            guesses[i][element] = status
    return guesses


def features(deal: Any, sheet: Sheet, element: str, words: int) -> tuple[float, float, float]:
    """Log of buyer words so far, share of the timeline, and field filled (0 or 1)."""
    events = [e.id for e in deal.events]
    filled = bool(str(sheet.record.fields.get(element) or "").strip())
    return log1p(words), (events.index(sheet.gold.as_of) + 1) / len(events), float(filled)


def fit_and_predict(known: Sequence[Sequence[float]], labels: Sequence[str], new: Sequence[Sequence[float]],
                    ridge: float = RIDGE) -> list[str]:
    """Multinomial logistic regression with a small ridge; the likeliest class.

    Softmax cross-entropy per case plus ridge / 2 * |W|^2 on standardised
    features (Bishop, Pattern Recognition and Machine Learning, 4.3.4).
    """
    from scipy.optimize import minimize

    classes = sorted(set(labels))
    if len(classes) == 1:
        return [classes[0]] * len(new)
    x = np.asarray(known, dtype=float)
    mean, spread = x.mean(0), x.std(0)
    spread[spread == 0] = 1.0
    x = _with_constant((x - mean) / spread)
    y = np.array([[c == label for c in classes] for label in labels], dtype=float)
    shape = (x.shape[1], len(classes))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(shape)
        scores = x @ weights
        scores -= scores.max(1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        penalised = weights.copy()
        penalised[-1] = 0
        slope = x.T @ (np.exp(logs) - y) / len(x) + ridge * penalised
        return float(-(y * logs).sum() / len(x) + ridge / 2 * (penalised ** 2).sum()), slope.ravel()

    found = minimize(loss, np.zeros(shape[0] * shape[1]), jac=True, method="L-BFGS-B")
    scores = _with_constant((np.asarray(new, dtype=float) - mean) / spread) @ found.x.reshape(shape)
    return [classes[i] for i in scores.argmax(1)]


def _with_constant(x: np.ndarray) -> np.ndarray:
    return np.hstack([x, np.ones((len(x), 1))])


def _known(labels: Sequence[Any], of: Callable[[Any], Sheet]) -> Iterable[Sheet]:
    for gold in labels:
        try:
            yield of(gold)
        except ValueError:
            continue


def _cell(name: str, deal: str, workflow: str, sheet: Sheet, statuses: dict[str, str]) -> Cell:
    draft = Draft(
        workflow=workflow, deal=deal, as_of=sheet.gold.as_of, engine=name, playbook=PlaybookRef(id=name),
        document=Document(title=name),
        inferred=[Inference(id=f"i{i}", statement=s, about=e, status=s)
                  for i, (e, s) in enumerate(statuses.items(), 1)])
    scores = score_draft(draft, sheet)
    return Cell(
        deal=deal, as_of=sheet.gold.as_of, workflow=workflow, specificity=name,
        metrics={m: s.value if m in STATUS_METRICS else None for m, s in scores.items()},
        reasons={m: s.reason if m in STATUS_METRICS else f"{name} says statuses only"
                 for m, s in scores.items()})
