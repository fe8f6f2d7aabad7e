"""The matrix: every planned cell is accounted for, rows and steps add up."""

import json

import pytest
from evaluation_fakes import breaking_run, deal_case, label_set, levelled_run

from playbook.ladder import LEVELS
from playbook.model import Element, Playbook, Qualification
from studio.evaluation.matrix import compare
from studio.evaluation.metrics import METRICS
from studio.evaluation.result import Result, load, load_draft, load_latest, save
from studio.evaluation.rows import bounds_of_mean

BOOK = Playbook(id="p", name="P", qualification=Qualification(elements=[
    Element(id="metrics", name="Metrics", canonical="metrics", definition="A number of the buyer's.")]))
TWO = ("none", "evidenced")


def labels(**rest):
    words = {"metrics": [("call", "we lose forty hours a week on slotting")]}
    return label_set({"metrics": "evidenced"}, words, behaviours={"why_now": 2, "why_us": 0}, **rest)


def cases(*names):
    return [deal_case(n, [labels()], metrics="40") for n in names]


def compared(deals=None, levels=TWO, run=levelled_run, **rest):
    return compare(deals or cases("a", "b", "c"), BOOK, levels, run=run, jobs=1, **rest)


def test_every_deal_label_set_workflow_level_and_repeat_is_a_cell():
    deals = [deal_case("a", [labels(), labels()]), deal_case("b", [labels()])]
    result = compared(deals, workflows=("deal_review", "lead_brief"), repeats=2)
    assert result.counts.planned == len(result.cells) == 3 * 2 * 2 * 2
    assert {c.repeat for c in result.cells} == {1, 2}


def test_levels_run_lowest_first_and_each_step_is_to_the_next():
    result = compared(levels=("exemplified", "none", "evidenced"))
    assert [(s.from_, s.to) for s in result.steps] == [("none", "evidenced"), ("evidenced", "exemplified")]
    assert result.steps[0].metrics["right_with_quote"].mean == 1
    assert result.steps[1].metrics["right_with_quote"].mean == 0


def test_failed_refused_and_unscorable_cells_stay_in_the_counts_with_a_reason():
    deals = [*cases("good", "bad", "shy"), deal_case("odd", [labels(as_of="e9")]), deal_case("bare", [])]
    result = compared(deals, run=breaking_run)
    assert result.counts.model_dump() == {
        "planned": 10, "scored": 2, "failed": 2, "refused": 2, "unscorable": 4}
    reasons = {c.deal: c.reason for c in result.cells}
    assert reasons["bad"] == "RuntimeError: no luck" and reasons["shy"] == "budget is spent"
    assert "e9" in reasons["odd"] and "gold" in reasons["bare"]
    assert result.row("evidenced").n == 1


def test_unscored_cells_widen_the_bounds_of_a_mean():
    result = compared(cases("good", "bad"), run=breaking_run)
    at_top = [c for c in result.cells if c.specificity == "evidenced"]
    assert tuple(bounds_of_mean(at_top, "right_with_quote")) == (0.5, 1.0)


def test_control_rows_always_follow_the_levels():
    assert [r.specificity for r in compared().levels] == [*TWO, "text_blind", "all_missing"]


def test_text_blind_is_null_under_three_deals():
    result = compared(cases("a", "b"))
    assert all(e.mean is None for e in result.row("text_blind").metrics.values())
    assert compared().row("text_blind").metrics["status_accuracy"].mean == 1


def test_all_missing_is_right_on_what_is_missing_and_proves_nothing():
    row = compared().row("all_missing").metrics
    assert row["status_accuracy"].mean == 7 / 8
    assert row["right_with_quote"].mean == 0
    assert row["false_confidence"].mean is None and row["action_hit"].mean is None


def test_one_deal_has_means_without_intervals():
    estimate = compared(cases("a")).row("evidenced").metrics["right_with_quote"]
    assert (estimate.mean, estimate.low, estimate.high) == (1, None, None)


def test_behaviour_agreement_is_pooled_over_a_level_and_has_no_cell_value():
    result = compared()
    assert all(c.metrics["behaviour_agreement"] is None for c in result.cells)
    agreement = result.row("evidenced").metrics["behaviour_agreement"]
    assert (agreement.mean, agreement.low, agreement.high, agreement.n) == (1, 1, 1, 3)
    assert result.row("none").metrics["behaviour_agreement"].mean == 0
    assert result.steps[0].metrics["behaviour_agreement"].mean == 1


def test_refused_quotes_are_summed():
    assert compared().refused_quotes == 6


def test_same_input_gives_the_same_result_in_processes():
    serial = compared()
    spread = compare(cases("a", "b", "c"), BOOK, TWO, run=levelled_run, jobs=2)
    assert spread.model_dump(exclude={"seconds"}) == serial.model_dump(exclude={"seconds"})


def test_progress_reaches_the_plan_and_may_stop_the_run():
    seen = []
    compared(progress=lambda done, planned: seen.append((done, planned)))
    assert seen[-1] == (6, 6) and [d for d, _ in seen] == sorted(d for d, _ in seen)

    def stop(done, planned):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compared(progress=stop)


def test_unknown_level_and_workflow_are_named():
    with pytest.raises(ValueError, match="'deep' is no level"):
        compared(levels=("deep",))
    with pytest.raises(ValueError, match="'poem' is no workflow"):
        compared(workflows=("poem",))


def test_json_has_the_keys_of_the_contract():
    data = json.loads(compared(levels=LEVELS).to_json())
    assert set(data) == {"cells", "levels", "steps", "counts", "refused_quotes",
                         "engine", "playbook", "workflows", "seconds"}
    assert {"deal", "as_of", "workflow", "specificity", "repeat", "metrics"} <= set(data["cells"][0])
    assert set(data["steps"][0]) == {"from", "to", "n", "metrics"}
    assert set(data["levels"][0]) == {"specificity", "n", "metrics"}
    assert list(data["levels"][0]["metrics"]) == list(METRICS)
    assert {"mean", "low", "high"} <= set(data["levels"][0]["metrics"]["gap_f1"])
    assert set(data["counts"]) == {"planned", "scored", "failed", "refused", "unscorable"}


def test_saved_comparison_is_read_back_with_the_drafts_behind_its_cells(tmp_path):
    result = compared(keep_drafts=True)
    save(result, tmp_path)
    later = compared(cases("z"), keep_drafts=True)
    save(later, tmp_path)
    latest = load_latest(tmp_path)
    assert {c.deal for c in latest.cells} == {"z"}
    assert load(tmp_path / "compare-0001.json").as_data() == result.as_data()
    cell = result.cells[1]
    assert load_draft(tmp_path, cell.draft).deal == cell.deal


def test_comparison_cut_short_while_saving_is_passed_over(tmp_path):
    save(compared(cases("a")), tmp_path)
    (tmp_path / "compare-0002.json").write_text("")
    assert isinstance(load_latest(tmp_path), Result)
    assert load_latest(tmp_path / "nowhere") is None


def test_two_repeats_of_a_steady_engine_share_a_draft():
    result = compared(cases("a"), repeats=2, keep_drafts=True)
    assert len(result.drafts) == 2
