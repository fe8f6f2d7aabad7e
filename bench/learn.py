"""Learn the offline reader's weights from the six tuning deals.

    python bench/learn.py       (bench/evaluate.py measures what was learned)

Every model is the same for all entries. What a model is judged by during
learning comes from models that have not seen the deal (nested leave one deal
out); playbook phrases that nearly copy a deal's own words are left out while
that deal is learned from. Validation deals are never opened here.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from playbook.compile import compile_standard
from playbook.files import read_playbook
from playbook.ladder import at_level
from studio.deals.folder import load, visible
from studio.deals.model import record_at
from studio.drafting.context import context_at
from studio.drafting.engines.offline.behaviours import FEATURES as BEHAVIOUR_FEATURES
from studio.drafting.engines.offline.behaviours import behaviour_features, expected_score, measures
from studio.drafting.engines.offline.embeddings import SETTING, embedder
from studio.drafting.engines.offline.entities import People
from studio.drafting.engines.offline.features import EMBEDDED, NAMES, pair_features
from studio.drafting.engines.offline.index import Index, index_evidence
from studio.drafting.engines.offline.lens import Lens, Target, behaviour_target, element_target
from studio.drafting.engines.offline.rank import (
    SECOND,
    compare_all,
    find_claims,
    second_features,
    target_fit,
    target_said,
)
from studio.drafting.engines.offline.scan import Scan, first_look
from studio.drafting.engines.offline.status import (
    DENIAL,
    FEATURES,
    STATUSES,
    denial_features,
    heard_rows,
    judge,
)
from studio.drafting.engines.offline.weights import EMBEDDED_FILE, FILE, Linear, Weights
from studio.drafting.quotes import find_places
from studio.drafting.run import standard_for
from studio.evaluation.gold import read_gold

DEALS = Path(__file__).parents[1] / "sample_deals"
TUNING = yaml.safe_load((DEALS / "split.yaml").read_text())["tuning"]
LEVELS = ("named", "defined", "evidenced", "guided", "exemplified")
COPY = 0.8


SHARE = 0.25


def sampled(rows: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Keep every positive and a quarter of the negatives, which then count four times."""
    keep = (labels == 1) | (np.random.default_rng(7).random(len(labels)) < SHARE)
    return rows[keep], labels[keep], np.where(labels[keep] == 1, 1.0, 1 / SHARE)


def linear(rows: np.ndarray, labels: np.ndarray, names: tuple[str, ...], strength: float,
           weight: np.ndarray | None = None, balanced: bool = False) -> Linear:
    """Fit a (multinomial) logistic model on standardised features."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale[scale < 1e-6] = 1.0
    model = LogisticRegression(C=strength, max_iter=600, tol=1e-3, class_weight="balanced" if balanced else None)
    model.fit((rows - mean) / scale, labels, sample_weight=weight)
    coef, intercept = model.coef_, model.intercept_
    if len(model.classes_) > 2:
        full = np.full((4, coef.shape[1]), 0.0)
        base = np.full(4, -20.0)
        for row, label in enumerate(model.classes_):
            full[int(label)], base[int(label)] = coef[row], intercept[row]
        coef, intercept = full, base
    return Linear(names, *(np.asarray(a, dtype=np.float32) for a in (mean, scale, coef, intercept)))


@dataclass
class Case:
    """A tuning deal at one level: its index, features and labels."""

    id: str
    level: str
    loaded: object
    gold: list
    index: Index
    lens: Lens
    standard: object
    first: np.ndarray
    labels: np.ndarray
    spans: dict


def spans_of(loaded: object, quotes: list) -> list[tuple[str, int, int]]:
    return [(q.evidence, a, b) for q in quotes for a, b in find_places(q.text, loaded.evidence[q.evidence].text)]


def hits(passage: object, spans: list[tuple[str, int, int]]) -> bool:
    return any(e == passage.evidence and (o := min(b, passage.end) - max(a, passage.start)) > 0
               and o >= 0.5 * min(b - a, passage.end - passage.start) for e, a, b in spans)


@cache
def opened(deal: str) -> tuple:
    loaded = load(DEALS / deal)
    people = tuple((p.id, p.name) for p in loaded.deal.people)
    return loaded, read_gold(DEALS / deal), index_evidence(loaded.evidence.values(), people)


def background(deals: tuple[str, ...]) -> tuple[dict[str, float], float]:
    """Rarity of stems in ordinary business talk, from the deals' sentences."""
    seen: Counter[str] = Counter()
    total = 0
    for deal in deals:
        for passage in opened(deal)[2].passages:
            seen.update(set(passage.stems))
            total += 1
    return {w: math.log(1 + total / (1 + n)) for w, n in seen.items() if n > 1}, math.log(1 + total / 1.5)


def without_copies(targets: list[Target], index: Index, lens: Lens) -> list[Target]:
    """Leave out phrases that nearly copy a sentence of the deal."""
    ours = lens._vectors([p.stems for p in index.passages])

    def fresh(texts: tuple[str, ...]) -> tuple[str, ...]:
        from studio.drafting.engines.offline.language import stems

        if not texts:
            return texts
        close = (lens._vectors([stems(t) for t in texts]) @ ours.T).toarray().max(axis=1)
        return tuple(t for t, c in zip(texts, close, strict=True) if c < COPY)

    return [replace(t, parts=tuple(replace(p, texts={g: fresh(x) for g, x in p.texts.items()}) for p in t.parts))
            for t in targets]


@cache
def case(deal: str, level: str, words: tuple) -> Case:
    """Prepare a deal at a level with a word background."""
    loaded, gold, index = opened(deal)
    idf, unseen = background(words)
    standard = standard_for(at_level(read_playbook("reference"), level), context_at(loaded))
    targets = [element_target(e) for e in standard.elements]
    lens = Lens(without_copies(targets, index, Lens(targets, idf, unseen)), idf, unseen)
    spans = {(ls.as_of, t.id): spans_of(loaded, ls.qualification[t.id].quotes)
             for ls in gold for t in targets if t.id in ls.qualification}
    labels = np.zeros((len(index.passages), len(targets)), dtype=np.int8)
    for number, target in enumerate(targets):
        every = [s for (_, t), found in spans.items() if t == target.id for s in found]
        labels[:, number] = [hits(p, every) for p in index.passages]
    return Case(deal, level, loaded, gold, index, lens, standard, pair_features(index, lens, embedder()), labels, spans)


def first_names() -> tuple[str, ...]:
    """Columns of the first look: with embeddings, theirs too."""
    return (*NAMES, *EMBEDDED) if embedder() else NAMES


def scored(lens: Lens) -> list[int]:
    return [n for n, t in enumerate(lens.targets) if t.id in set(
        ("metrics", "economic_buyer", "decision_criteria", "decision_process", "paper_process",
         "implicate_the_pain", "champion", "competition"))]


def fit_first(cases: list[Case], strength: float) -> Linear:
    """Learn the first look: best part of each target, found in two rounds."""
    model = None
    for _ in range(2):
        rows, labels = [], []
        for c in cases:
            if model is None:
                at = {n: k for k, n in enumerate(NAMES)}
                value = c.first[:, :, at["cues"]] + 3 * c.first[:, :, at["sim_signals"]] + c.first[
                    :, :, at["sim_meaning"]] + 2 * c.first[:, :, at["asked_questions"]] + c.first[:, :, at["sim_about"]]
            else:
                value = model.chance(c.first)
            for target in scored(c.lens):
                own = np.flatnonzero(c.lens.owner == target)
                best = own[value[:, own].argmax(axis=1)]
                rows.append(c.first[np.arange(len(best)), best])
                labels.append(c.labels[:, target])
        kept, truth, weight = sampled(np.concatenate(rows), np.concatenate(labels))
        model = linear(kept, truth, first_names(), strength, weight)
    return model


def scan_of(c: Case, first: Linear) -> Scan:
    return first_look(c.index, c.first, first)


def cut(scan: Scan, seen: np.ndarray) -> Scan:
    rows = np.flatnonzero(seen)
    return Scan(Index(tuple(scan.index.passages[r] for r in rows)), scan.fit[rows], scan.kept[rows], scan.said[rows])


_SETS: dict[tuple[int, int], list] = {}


def sets(c: Case, first: Linear) -> list:
    """Return each label set with what can be seen then; kept, as three learners ask."""
    key = (id(c), id(first))
    if key not in _SETS:
        if len(_SETS) > 80:
            _SETS.clear()
        _SETS[key] = [first, list(_sets(c, scan_of(c, first)))]
    return _SETS[key][1]


def _sets(c: Case, scan: Scan):
    who = People([(p.id, p.name) for p in c.loaded.deal.people])
    elements = {e.reported_id: e for e in c.standard.elements}
    for ls in c.gold:
        ids = {e.id for e in visible(c.loaded, ls.as_of)}
        seen = np.array([p.evidence in ids for p in c.index.passages])
        part = cut(scan, seen)
        record = record_at(c.loaded.deal, ls.as_of)
        fit = target_fit(part, c.lens)
        claims = [find_claims(part.index, target_said(part, c.lens, n), [
            (r.field, record.fields[r.field]) for r in getattr(elements.get(t.id), "record", [])
            if record.fields.get(r.field)], who) for n, t in enumerate(c.lens.targets)]
        yield ls, seen, part, fit, compare_all(part.index, fit, claims, c.lens), record


def fit_second(cases: list[Case], first: Linear, strength: float) -> Linear:
    """Learn the second look on every label set; quotes of other sets are left out."""
    rows, labels = [], []
    for c in cases:
        for ls, seen, part, fit, compared, _ in sets(c, first):
            values = second_features(part.index, fit, compared)
            for target in scored(c.lens):
                spans = c.spans[(ls.as_of, c.lens.targets[target].id)]
                mine = np.array([hits(p, spans) for p in part.index.passages])
                keep = mine | (c.labels[seen, target] == 0)
                rows.append(values[keep, target])
                labels.append(mine[keep])
    kept, truth, weight = sampled(np.concatenate(rows), np.concatenate(labels).astype(int))
    return linear(kept, truth, SECOND, strength, weight)


def fit_denial(cases: list[Case], first: Linear, second: Linear, strength: float) -> Linear:
    """Learn which evidence goes against what is claimed."""
    rows, labels = [], []
    for c in cases:
        for ls, _, part, fit, compared, _ in sets(c, first):
            chance = second.chance(second_features(part.index, fit, compared))
            heard = set(heard_rows(part.index).tolist())
            for target in scored(c.lens):
                name = c.lens.targets[target].id
                status, spans = ls.qualification[name].status, c.spans[(ls.as_of, name)]
                values = denial_features(part, c.lens, target, compared[:, target])
                for row, passage in enumerate(part.index.passages):
                    quoted = row in heard and status != "missing" and hits(passage, spans)
                    if quoted or (row in heard and chance[row, target] > 0.15):
                        rows.append(values[row])
                        labels.append(quoted and status == "contradicted")
    return linear(np.array(rows), np.array(labels).astype(int), DENIAL, strength, balanced=True)


def status_rows(c: Case, first: Linear, second: Linear, denial: Linear):
    """Yield what each status is judged by, with the right one."""
    for ls, _, part, fit, compared, record in sets(c, first):
        chance = second.chance(second_features(part.index, fit, compared)) if len(part.index.passages) else fit
        for target in scored(c.lens):
            name = c.lens.targets[target].id
            found = judge(part, c.lens, target, chance[:, target], compared[:, target], denial)
            right = STATUSES.index(ls.qualification[name].status)
            spans = c.spans[(ls.as_of, name)]
            quoted = any(hits(part.index.passages[r], spans) for r in found.top)
            recall = [any(hits(part.index.passages[r], spans_of(c.loaded, [q])) for r in found.top)
                      for q in ls.qualification[name].quotes]
            yield dict(deal=c.id, as_of=ls.as_of, level=c.level, element=name, values=found.values, right=right,
                       quoted=quoted, recall=recall, record=bool(record.fields.get(name)))


S1, S2, SD, SS, SB = 0.01, 0.03, 0.003, 0.2, 1.0


@cache
def models(deals: tuple[str, ...], levels: tuple[str, ...]) -> tuple[Linear, Linear, Linear]:
    """Learn first look, second look and denial from some deals."""
    cases = [case(d, lv, deals) for d in deals for lv in levels]
    first = fit_first(cases, S1)
    second = fit_second(cases, first, S2)
    return first, second, fit_denial(cases, first, second, SD)


@cache
def unseen_rows(deal: str, others: tuple[str, ...], levels: tuple[str, ...], shown: tuple[str, ...]) -> tuple:
    """Status rows of a deal by models that learned from the others only."""
    fitted = models(others, levels)
    return tuple(r for lv in shown for r in status_rows(case(deal, lv, others), *fitted))


def fit_status(rows: list[dict]) -> Linear:
    """Learn the status from rows whose rankers had not seen their deal."""
    return linear(np.array([r["values"] for r in rows]), np.array([r["right"] for r in rows]), FEATURES, SS)


# -- behaviours

@cache
def behaviour_case(deal: str, level: str, words: tuple) -> tuple:
    """Prepare a deal's behaviours at a level: lens, pair features, labels."""
    loaded, gold, index = opened(deal)
    idf, unseen = background(words)
    standard = compile_standard(at_level(read_playbook("reference"), level))
    targets = [behaviour_target(b) for b in standard.behaviours]
    lens = Lens(without_copies(targets, index, Lens(targets, idf, unseen)), idf, unseen)
    labels = np.zeros((len(index.passages), len(targets)), dtype=np.int8)
    for number, target in enumerate(targets):
        spans = [s for ls in gold if target.id in ls.behaviours
                 for s in spans_of(loaded, ls.behaviours[target.id].quotes)]
        labels[:, number] = [hits(p, spans) for p in index.passages]
    return standard, lens, pair_features(index, lens, embedder()), labels


def fit_behaviour_first(deals: tuple[str, ...], levels: tuple[str, ...]) -> Linear:
    """Learn the first look at behaviours."""
    model = None
    for _ in range(2):
        rows, labels = [], []
        for deal in deals:
            for level in levels:
                _, lens, first, truth = behaviour_case(deal, level, deals)
                at = {n: k for k, n in enumerate(NAMES)}
                value = model.chance(first) if model else first[:, :, at["cues"]] + 3 * first[
                    :, :, at["sim_signals"]] + first[:, :, at["sim_meaning"]] + first[:, :, at["sim_about"]]
                for target in range(len(lens.targets)):
                    own = np.flatnonzero(lens.owner == target)
                    best = own[value[:, own].argmax(axis=1)]
                    rows.append(first[np.arange(len(best)), best])
                    labels.append(truth[:, target])
        kept, truth, weight = sampled(np.concatenate(rows), np.concatenate(labels))
        model = linear(kept, truth, first_names(), S1, weight)
    return model


def behaviour_rows(deal: str, level: str, words: tuple, model: Linear) -> list[dict]:
    """Return what each behaviour's score is judged by, with the right one."""
    loaded, gold, index = opened(deal)
    standard, lens, first, _ = behaviour_case(deal, level, words)
    scan = first_look(index, first, model)
    found = []
    for ls in gold:
        ids = {e.id for e in visible(loaded, ls.as_of)}
        part = cut(scan, np.array([p.evidence in ids for p in index.passages]))
        counted = measures(part.index)
        for number, behaviour in enumerate(standard.behaviours):
            label = ls.behaviours.get(behaviour.reported_id)
            if label is not None:
                values, _, _ = behaviour_features(behaviour, part, lens, number, counted)
                found.append(dict(deal=deal, level=level, id=behaviour.reported_id, values=values, right=label.score))
    return found


@cache
def behaviour_models(deals: tuple[str, ...], levels: tuple[str, ...]) -> tuple[Linear, Linear, dict[str, float]]:
    """Learn behaviours from some deals, scores on rows unseen by the first look."""
    rows = []
    for deal in deals:
        others = tuple(d for d in deals if d != deal)
        model = fit_behaviour_first(others, levels)
        rows += behaviour_rows(deal, "exemplified", others, model)
    values, right = np.array([r["values"] for r in rows]), np.array([r["right"] for r in rows])
    score = linear(values, right, BEHAVIOUR_FEATURES, SB)
    spread = float(right.std() / expected_score(values, score).std())
    return fit_behaviour_first(deals, levels), score, {
        "behaviour_mean": float(right.mean()), "behaviour_spread": spread}


# -- next actions and stage

def fit_gaps(deals: tuple[str, ...]) -> dict[str, float]:
    """Learn how pressing a gap is from the right next actions."""
    standard = compile_standard(read_playbook("reference"))
    order = [s.id for s in standard.stages]
    first_of = {}
    for place, stage in enumerate(standard.stages):
        first_of.setdefault(stage.canonical, place)
    rows, labels = [], []
    for deal in deals:
        for ls in opened(deal)[1]:
            wanted = {a.closes for a in ls.next_actions}
            for element in standard.elements:
                label = ls.qualification.get(element.reported_id)
                if label is None or label.status == "evidenced":
                    continue
                late = first_of.get(ls.stage_supported, 0) - order.index(element.expected_by)
                rows.append([label.status == s for s in ("contradicted", "partial", "missing")]
                            + [element.weight, max(-2, min(2, late))])
                labels.append(element.reported_id in wanted)
    model = LogisticRegression(C=0.5, fit_intercept=False, max_iter=1000).fit(np.array(rows, dtype=float), labels)
    names = ("gap_contradicted", "gap_partial", "gap_missing", "gap_weight", "gap_late")
    return dict(zip(names, map(float, model.coef_[0]), strict=True))


@cache
def learn(deals: tuple[str, ...], levels: tuple[str, ...]) -> Weights:
    """Learn every weight from some deals."""
    first, second, denial = models(deals, levels)
    rows = [r for d in deals for r in unseen_rows(d, tuple(x for x in deals if x != d), levels, ("exemplified",))]
    seen, score, spread = behaviour_models(deals, levels)
    idf, unseen = background(deals)
    return Weights(idf, unseen, {
        "first": first, "second": second, "denial": denial, "status": fit_status(rows), "behaviour_first": seen,
        "behaviour": score}, NUMBERS | spread | fit_gaps(deals))


NUMBERS = {"criterion_met": 0.5, "least_evidenced": 0.5}


def main() -> None:
    """Learn and write weights.json."""
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--levels", default=",".join(LEVELS), help="Levels whose playbooks are learned from")
    parser.add_argument("--embeddings", action="store_true", help="Learn the weights that use embeddings")
    args = parser.parse_args()
    levels = tuple(args.levels.split(","))
    if args.embeddings:
        os.environ[SETTING] = "on"
    target = EMBEDDED_FILE if args.embeddings else FILE
    weights = learn(tuple(TUNING), levels)
    target.write_text(json.dumps(weights.as_data(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"written to {target}, {target.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
