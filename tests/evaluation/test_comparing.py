"""Drafts of several levels, aligned; comparisons cut to some deals; drafts beside the expert."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from evaluation_fakes import deal_case, label_set

from playbook.text_files import FileFault
from studio import comparing
from studio.drafting.draft import Document, Draft, PlaybookRef
from studio.evaluation.result import Cell, Counts, Result
from studio.evaluation.rows import level_row, steps_of


def quote(text="we lose forty hours", evidence="call", start=0):
    return {"evidence": evidence, "speaker": "dana", "start": start, "end": start + len(text), "text": text}


def crm(text="R. Vance"):
    return {"evidence": "crm", "field": "economic_buyer", "start": 0, "end": len(text), "text": text}


def draft(level, judged=(), quotes=(), actions=(), **rest):
    """Judged are (about, status, *basis); quotes (id, quote); actions (text, closes)."""
    return Draft.model_validate({
        "workflow": "deal_review", "deal": "d1", "as_of": "e1", "engine": "fake", "playbook": PlaybookRef(id="p"),
        "specificity": level, "document": Document(title="t"),
        "observed": [{"id": i, "statement": "s", "about": [], "quotes": [q]} for i, q in quotes],
        "inferred": [{"id": f"i{n}", "statement": f"{a} is {s}", "about": a, "status": s, "basis": basis}
                     for n, (a, s, *basis) in enumerate(judged, 1)],
        "recommended": [{"id": f"r{n}", "rank": n, "action": t, "closes": [c]} for n, (t, c) in enumerate(actions, 1)],
    } | rest)


def test_elements_stand_in_the_order_of_the_form_and_the_playbooks_own_after_them():
    low = draft("named", [("champion", "missing"), ("metrics", "missing")])
    high = draft("exemplified", [("our_own", "partial"), ("metrics", "partial"), ("champion", "missing")])
    assert [r.about for r in comparing.align([low, high]).rows] == ["metrics", "champion", "our_own"]


def test_status_that_differs_from_the_level_before_is_changed_and_says_what_it_was():
    low, high = draft("named", [("metrics", "evidenced")]), draft("guided", [("metrics", "partial")])
    row = comparing.align([low, high]).rows[0]
    assert (row.sides[1].status, row.sides[1].before, row.sides[0].status) == ("changed", "evidenced", "")


def test_judgement_that_only_the_deeper_level_has_is_new_and_the_reverse_is_gone():
    bare, full = draft("none", []), draft("named", [("our_own", None)])
    up = comparing.align([bare, full]).rows[0]
    down = comparing.align([full, bare]).rows[0]
    assert (up.sides[1].entry, down.sides[1].entry) == ("new", "gone")


def test_first_quote_is_marked_new_changed_or_gone():
    without = draft("none", [("metrics", "missing")])
    one = draft("named", [("metrics", "missing", "o1")], [("o1", quote())])
    other = draft("defined", [("metrics", "missing", "o1")], [("o1", quote(start=40))])
    row = comparing.align([without, one, other, without], ["a", "b", "c", "d"]).rows[0]
    assert [s.words for s in row.sides] == ["", "new", "changed", "gone"]


def test_words_of_a_person_stand_before_the_records():
    one = draft("named", [("economic_buyer", "partial", "o1", "o2")], [("o1", crm()), ("o2", quote("Vance signs"))])
    side = comparing.align([one]).rows[0].sides[0]
    assert (side.quote.text, side.quotes) == ("Vance signs", 2)


def test_level_that_changes_nothing_moves_nothing():
    same = [draft(level, [("metrics", "partial", "o1")], [("o1", quote())], [("Ask", "metrics")])
            for level in ("guided", "exemplified")]
    alignment = comparing.align(same)
    assert not alignment.rows[0].moved
    assert comparing.changes_in_words(alignment) == "Nothing changes between these levels on this deal."


def test_first_action_and_stage_are_compared_along_the_levels():
    low = draft("named", [("metrics", "missing")], actions=[("Ask", "metrics")], stage_supported="proposal")
    high = draft("guided", [("metrics", "missing")], actions=[("Call the CFO", "economic_buyer")],
                 stage_supported="demo")
    first, second = comparing.align([low, high]).tops
    assert (first.action_change, second.action_change, second.stage_change) == ("", "changed", "changed")
    assert second.stage_before == "proposal"


def test_no_action_at_the_lower_level_makes_the_first_one_new():
    tops = comparing.align([draft("none"), draft("named", actions=[("Ask", "metrics")])]).tops
    assert (tops[0].action, tops[1].action_change) == (None, "new")


def test_behaviours_line_up_even_where_a_level_scores_none():
    high = draft("guided", behaviours=[{"id": "why_now", "score": 2}])
    row = comparing.align([draft("none"), high]).behaviours[0]
    assert (row.scores, row.changes) == ((None, 2), ("", "new"))


def test_summary_counts_judgements_and_statuses_apart():
    low = draft("named", [("metrics", "missing"), ("champion", "missing")])
    high = draft("guided", [("metrics", "partial"), ("champion", "missing", "o1")], [("o1", quote())])
    words = comparing.changes_in_words(comparing.align([low, high]))
    assert words.startswith("2 of 2 judgements differ") and "1 of them in their status" in words


# -- split

def test_split_says_which_deals_were_tuned_on(tmp_path):
    path = tmp_path / "split.yaml"
    path.write_text("tuning: [a]\nvalidation: [b]\n")
    split = comparing.read_split(path)
    assert [split.of(d) for d in ("a", "b", "c")] == ["tuning", "validation", ""]


def test_no_split_file_means_nobody_said(tmp_path):
    assert comparing.read_split(tmp_path / "none.yaml") == comparing.Split()


def test_split_of_the_wrong_shape_is_a_fault(tmp_path):
    path = tmp_path / "split.yaml"
    path.write_text("- a\n")
    with pytest.raises(FileFault, match=r"split\.yaml"):
        comparing.read_split(path)


def test_every_sample_deal_is_on_one_side_of_the_shipped_split():
    from studio.actions import list_deals

    split = comparing.read_split()
    assert all(split.of(f.name) for f in list_deals())
    assert not set(split.tuning) & set(split.validation)


# -- a comparison, cut and opened up

def cell(deal, level, value, outcome="scored"):
    return Cell(deal=deal, as_of="e1", workflow="deal_review", specificity=level, outcome=outcome,
                metrics={"right_with_quote": value} if outcome == "scored" else {})


def comparison():
    cells = [cell(d, s, v) for d, low, high in (("a", 0.0, 0.4), ("b", 0.2, 0.6), ("c", 0.9, 0.1))
             for s, v in (("none", low), ("exemplified", high))]
    cells += [cell("a", "placebo", 0.1), cell("b", "placebo", None, "failed")]
    names = ("none", "exemplified", "placebo")
    rows = [level_row(n, [c for c in cells if c.specificity == n]) for n in names]
    rows.append(level_row("text_blind", [cell("a", "text_blind", 0.5)]))
    return Result(cells=cells, levels=rows, steps=steps_of(("none", "exemplified"), cells), counts=Counts.of(cells),
                  playbook=PlaybookRef(id="p"))


def test_comparison_cut_to_some_deals_is_counted_anew():
    cut = comparing.for_deals(comparison(), ["a", "b"])
    assert cut.row("exemplified").metrics["right_with_quote"].mean == pytest.approx(0.5)
    assert cut.steps[0].metrics["right_with_quote"].mean == pytest.approx(0.4)
    assert (cut.counts.planned, cut.counts.failed) == (6, 1)


def test_row_without_kept_cells_is_left_out_rather_than_shown_for_other_deals():
    cells = {"text_blind": [cell("a", "text_blind", 0.5), cell("c", "text_blind", 0.1)]}
    assert comparing.for_deals(comparison(), ["a"]).row("text_blind") is None
    kept = comparing.for_deals(comparison(), ["a"], cells).row("text_blind")
    assert kept.metrics["right_with_quote"].mean == 0.5


def test_means_by_deal_keep_deals_without_a_score():
    means = comparing.deal_means(comparison(), "placebo", "right_with_quote")
    assert means == {"a": 0.1, "b": None}


def test_draft_beside_the_expert_says_which_words_were_found():
    words = ["we lose forty hours a week", "Robert Vance signs"]
    gold = label_set({"metrics": "evidenced"}, {"metrics": [("call", w) for w in words]})
    case = deal_case("d1", [gold])
    start = case.loaded.evidence["call"].text.index("we lose")
    one = draft("guided", [("metrics", "partial", "o1")], [("o1", quote("we lose forty hours a week", start=start))])
    one = one.model_copy(update={"observed": (one.observed[0].model_copy(update={"about": ("metrics",)}),)})
    verdict = comparing.verdicts(one, lambda _: case)[0]
    assert (verdict.about, verdict.expert, verdict.drafted, verdict.right) == ("metrics", "evidenced", "partial", False)
    assert verdict.found == ("we lose forty hours a week",)
    assert verdict.overlooked == ("Robert Vance signs",)


def test_moment_that_nobody_labelled_has_no_verdicts():
    assert comparing.verdicts(draft("guided"), lambda _: SimpleNamespace(labels=[])) == []
