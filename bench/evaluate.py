"""Measure the offline engine honestly: tuning deals left out one by one, validation deals as shipped.

    python bench/evaluate.py                 both tables, Markdown, as in the README
    python bench/evaluate.py --only tuning   one of them
    python bench/evaluate.py --levels exemplified --no-controls
"""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path

import yaml
from joblib import Parallel, delayed
from learn import DEALS, TUNING, learn
from learn import LEVELS as LEARNED_AT

from playbook.files import read_playbook
from playbook.ladder import LEVELS
from studio.deals.folder import LoadedDeal
from studio.drafting.context import context_at
from studio.drafting.draft import Draft
from studio.drafting.engines.offline.engine import read
from studio.drafting.engines.offline.weights import Weights
from studio.drafting.run import draft_from, standard_for
from studio.evaluation.matrix import compare
from studio.evaluation.table import table
from studio.evaluation.words import counts_in_words, shape_in_words, steps_in_words

VALIDATION = yaml.safe_load((DEALS / "split.yaml").read_text())["validation"]

MORE = ("evidenced_recall", "gap_f1", "behaviour_agreement", "stage_accuracy", "action_hit_at_3",
        "action_hit_at_3_chance", "groundedness")


class LeftOut:
    """Runs each deal with weights that were learned without it."""

    def __init__(self, folds: dict[str, dict]) -> None:
        self.folds = folds
        self._made: dict[str, Weights] = {}

    def __call__(self, workflow: str, loaded: LoadedDeal, event: str, book: object, **_: object) -> Draft:
        deal = loaded.deal.id
        if deal not in self._made:
            self._made[deal] = Weights.of(self.folds[deal])
        context = context_at(loaded, event)
        return draft_from(workflow, read(standard_for(book, context), context, self._made[deal]))

    def __getstate__(self) -> dict:
        return {"folds": self.folds, "_made": {}}


def fold(deal: str, levels: tuple[str, ...]) -> dict:
    """Weights learned from the other tuning deals, as data."""
    warnings.filterwarnings("ignore")
    return learn(tuple(d for d in TUNING if d != deal), levels).as_data()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("tuning", "validation"))
    parser.add_argument("--levels", default=",".join(LEVELS))
    parser.add_argument("--learned-at", default=",".join(LEARNED_AT), help="Levels whose playbooks are learned from")
    parser.add_argument("--no-controls", action="store_true")
    parser.add_argument("--folds", type=Path, help="Keep or reuse the left-out weights here (JSON)")
    args = parser.parse_args()
    book, levels = read_playbook("reference"), tuple(args.levels.split(","))
    if args.only != "validation":
        if args.folds and args.folds.exists():
            folds = json.loads(args.folds.read_text())
        else:
            at = tuple(args.learned_at.split(","))
            folds = dict(zip(TUNING, Parallel(n_jobs=2)(delayed(fold)(d, at) for d in TUNING), strict=True))
            if args.folds:
                args.folds.write_text(json.dumps(folds))
        show("Tuning deals, each left out of the learning", compare(
            [DEALS / d for d in TUNING], book, levels, placebo=not args.no_controls, run=LeftOut(folds)))
    if args.only != "tuning":
        show("Validation deals", compare([DEALS / d for d in VALIDATION], book, levels, placebo=not args.no_controls))


def show(title: str, result: object) -> None:
    """Print one table with its steps in words."""
    print(f"### {title}\n\n{table(result)}\n\n{table(result, MORE)}\n\n{shape_in_words(result)}\n")
    print("\n".join(f"- {s}" for s in steps_in_words(result)) + f"\n\n{counts_in_words(result.counts)}\n")


if __name__ == "__main__":
    main()
