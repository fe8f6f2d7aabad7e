"""Steps and tables in words that do not claim more than was found."""

from evaluation_fakes import breaking_run, deal_case, label_set, levelled_run

from playbook.model import Playbook
from studio.evaluation.matrix import compare
from studio.evaluation.metrics import METRICS
from studio.evaluation.result import Counts, Step
from studio.evaluation.statistics import Estimate
from studio.evaluation.table import table
from studio.evaluation.words import (
    counts_in_words,
    direction,
    explain,
    shape_in_words,
    step_in_words,
    steps_in_words,
)


def step(mean, low, high, metric="right_with_quote", n=10):
    change = Estimate(mean=mean, low=low, high=high, n=n)
    return Step(from_="defined", to="evidenced", n=n, metrics={metric: change})


def result(run=levelled_run, deals=("a", "b", "c")):
    gold = label_set({"metrics": "evidenced"}, {"metrics": [("call", "forty hours a week")]})
    return compare([deal_case(d, [gold]) for d in deals], Playbook(id="p", name="P"), ("none", "evidenced"),
                   run=run, jobs=1)


def test_step_that_leaves_out_zero_is_real():
    assert step_in_words(step(0.12, 0.03, 0.21)) == (
        "From defined to evidenced, right-with-quote rose by 0.12 (0.03 to 0.21 over 10 deals): a real step.")


def test_step_that_holds_zero_cannot_be_told_from_no_change():
    said = step_in_words(step(0.12, -0.03, 0.27))
    assert said.endswith("(−0.03 to 0.27 over 10 deals): cannot be told from no change.")


def test_falling_step_says_that_it_fell():
    assert "fell by 0.20" in step_in_words(step(-0.2, -0.3, -0.1))
    assert step_in_words(step(-0.2, -0.3, -0.1)).endswith("a real step back.")


def test_fall_of_false_confidence_is_a_step_forward():
    fall = step(-0.2, -0.3, -0.1, "false_confidence")
    assert step_in_words(fall, "false_confidence").endswith(": a real step.")


def test_one_deal_claims_nothing():
    assert "more deals are needed" in step_in_words(step(0.5, None, None, n=1))
    assert "no deal has it" in step_in_words(step(None, None, None, n=0))


def test_step_that_does_not_survive_holm_says_so():
    assert "not when all steps are looked at together" in step_in_words(step(0.1, 0.01, 0.2), adjusted_p=0.09)


def test_every_step_and_the_whole_ladder_have_a_sentence():
    found = result()
    assert steps_in_words(found) == ["From no playbook to evidenced, right-with-quote rose by 1.00 "
                                     "(1.00 to 1.00 over 3 deals): a real step."]
    assert shape_in_words(found) == "Right, with a quote: 1 of 1 step better."


def test_every_metric_is_explained_in_one_sentence_with_a_direction():
    for name in METRICS:
        assert explain(name).endswith(".") and ". " not in explain(name)
        assert direction(name) in ("higher", "lower", "neither")
    assert direction("false_confidence") == "lower"


def test_counts_in_words_leave_no_cell_out():
    assert counts_in_words(Counts(planned=10, scored=6, failed=2, refused=1, unscorable=1)) == (
        "6 of 10 planned cells scored, 2 failed, 1 refused, 1 unscorable")


def test_table_has_levels_then_controls_with_intervals_and_counts():
    lines = table(result()).splitlines()
    assert lines[0].startswith("| level | deals | Right, with a quote ↑ |")
    names = [line.split(" | ")[0] for line in lines[2:6]]
    assert names == ["| none", "| evidenced", "| *text-blind*", "| *all-missing*"]
    assert "1.00 (1.00 to 1.00)" in lines[3] and "–" in lines[5]
    assert "6 of 6 planned cells scored" in lines[-1] and "no language model" in lines[-1]


def test_table_states_the_bounds_that_failed_cells_allow():
    text = table(result(breaking_run, ("a", "bad")))
    assert "2 failed" in text and "evidenced 0.50 to 1.00" in text
