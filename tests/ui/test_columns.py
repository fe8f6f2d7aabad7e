"""Levels in columns: aligned rows, and changes in words."""

from __future__ import annotations

from draft_fakes import draft, sources

from studio.comparing import Verdict, align
from studio.ui.columns import columns_html, verdicts_html


def pair():
    low = draft(specificity="named", recommended=[], observed=[], stage_supported="proposal", inferred=[
        {"id": "i1", "statement": "The field is filled.", "about": "metrics", "status": "evidenced", "basis": []}])
    return align([low, draft(stage_supported="demo")])


def shown(**look):
    return columns_html(pair(), [sources()] * 2, **look)


def test_levels_are_named_with_what_they_hold():
    assert "Named<small>Labels only" in shown() and "Exemplified<small>With how buyers" in shown()


def test_changes_stand_in_words():
    html = shown()
    assert ">changed</span>" in html and "was “evidenced”" in html
    assert ">new quote</span>" in html and ">new</span>" in html


def test_level_without_an_action_says_so():
    assert "No action is suggested at this level" in shown()


def test_rows_that_do_not_change_can_be_put_away():
    same = align([draft(specificity="guided"), draft()])
    assert "A number of theirs" in columns_html(same, [sources()] * 2)
    assert "A number of theirs" not in columns_html(same, [sources()] * 2, only_changes=True)


def test_six_levels_stand_in_six_columns():
    levels = ("none", "named", "defined", "evidenced", "guided", "exemplified")
    html = columns_html(align([draft()] * 6, levels), [sources()] * 6)
    assert html.split("</thead>")[0].count('<th scope="col">') == 7


def test_verdict_shows_both_statuses_and_the_words_overlooked():
    html = verdicts_html([Verdict("metrics", "evidenced", "partial", ("found <b>",), ("lost",))], sources())
    assert "Evidenced" in html and "Partly evidenced" in html and ">No<" in html
    assert "found &lt;b&gt;" in html and "“lost” (overlooked)" in html
