"""Charts: labelled with their engine, intervals from the data, never by colour alone."""

from __future__ import annotations

import pytest

from studio.drafting.draft import PlaybookRef
from studio.evaluation.result import Cell, Counts, Result
from studio.evaluation.rows import level_row, steps_of
from studio.ui.charts import quality_curve, rows_in_order, step_chart
from studio.ui.curve import unscored_in_words
from studio.ui.curve_table import counts, curve_table_html

VALUES = {"none": (0.0, 0.1, 0.2), "named": (0.1, 0.2, 0.3), "exemplified": (0.5, 0.6, 0.8), "placebo": (0.1, 0.1, 0.2)}


def result(metric: str = "right_with_quote", failed: bool = False) -> Result:
    cells = [Cell(deal=f"d{n}", as_of="e1", workflow="deal_review", specificity=level, metrics={metric: v})
             for level, values in VALUES.items() for n, v in enumerate(values)]
    if failed:
        cells[0] = cells[0].model_copy(update={"outcome": "failed", "metrics": {}, "reason": "no luck"})
    rows = [level_row(s, [c for c in cells if c.specificity == s]) for s in VALUES]
    return Result(cells=cells, levels=rows, steps=steps_of(("none", "named", "exemplified"), cells),
                  counts=Counts.of(cells), playbook=PlaybookRef(id="reference"))


def texts(figure) -> str:
    return " ".join([figure.layout.title.text, *(a.text for a in figure.layout.annotations)])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_charts_say_that_the_engine_is_the_offline_one(theme):
    for figure in (quality_curve(result(), "right_with_quote", theme), step_chart(result(), "right_with_quote", theme)):
        assert "Offline engine" in figure.layout.title.text


def test_curve_goes_over_the_levels_in_order_with_their_intervals():
    trace = quality_curve(result(), "right_with_quote").data[0]
    assert list(trace.x) == ["No<br>playbook", "Named", "Exemplified"]
    row = result().row("named").metrics["right_with_quote"]
    assert trace.error_y.array[1] == pytest.approx(row.high - row.mean)
    assert trace.error_y.arrayminus[1] == pytest.approx(row.mean - row.low)


def test_controls_are_lines_with_a_name_not_points_of_the_curve():
    assert "Other trade <b>0.13</b>" in texts(quality_curve(result(), "right_with_quote"))


def test_step_is_named_better_worse_or_no_clear_change():
    words = texts(step_chart(result(), "right_with_quote"))
    assert "better" in words
    assert "worse" in texts(step_chart(result("false_confidence"), "false_confidence"))


def test_metric_that_no_deal_has_is_charted_as_nothing_rather_than_zero():
    trace = quality_curve(result(), "pushback").data[0]
    assert set(trace.y) == {None}


def test_table_puts_counts_beside_every_mean_and_names_what_failed():
    html = curve_table_html(result(failed=True), "right_with_quote")
    assert "2 of 3 scored" in html and "1 failed, 2 deals" in html
    assert "Offline engine" in html


def test_row_without_an_engine_says_so():
    row = level_row("text_blind", [Cell(deal="d", as_of="e", workflow="w", specificity="text_blind")])
    assert "no engine" in counts(result(), row)


def test_controls_stand_below_the_levels():
    assert [r.specificity for r in rows_in_order(result())] == ["none", "named", "exemplified", "placebo"]


def test_draft_that_failed_is_owned_up_to_with_its_reason_and_the_bounds_it_allows():
    words = unscored_in_words(result(failed=True), "right_with_quote")
    assert words.startswith("1 of 12 planned drafts were not scored. The first reason: no luck.")
    assert "No playbook 0.10 to 0.43" in words
    assert unscored_in_words(result(), "right_with_quote") == ""
