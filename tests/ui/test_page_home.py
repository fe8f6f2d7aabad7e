"""Home: one breath, one action, and only numbers that were measured."""

from __future__ import annotations

from studio.evaluation.metrics import METRICS
from studio.evaluation.result import Counts, LevelRow, Result, save
from studio.evaluation.statistics import Estimate

THIN = """
id: acme
name: Acme handbook
process:
  - {id: qualify, name: Qualify, purpose: "Find out whether they are a good fit"}
qualification:
  elements: [{id: budget, name: "Budget <b>now</b>"}]
"""


def _kept(folder, low: float, high: float) -> None:
    def row(level: str, mean: float) -> LevelRow:
        estimate = Estimate(mean=mean, low=mean - 0.05, high=mean + 0.05, n=7)
        return LevelRow(specificity=level, n=7, metrics={m: estimate for m in METRICS})

    result = Result(cells=[], levels=[row("none", low), row("exemplified", high)], steps=[], counts=Counts(),
                    playbook={"id": "reference"})
    save(result, folder / "home" / "comparisons")


def test_home_opens_with_one_primary_action(open_page, words):
    app = open_page("home")
    assert not app.exception
    assert [b.label for b in app.button] == ["See it on a deal"]
    assert "as good as the sales system under it" in words(app)


def test_see_it_on_a_deal_opens_compare_on_a_call_with_two_levels(open_page):
    app = open_page("home")
    app.button("see_it").click().run()
    chosen = app.query_params
    assert chosen["levels"] in ("none,exemplified", ["none,exemplified"])
    assert {"deal", "event", "workflow"} <= set(chosen)


def test_three_lanes_are_explained_by_word(open_page, words):
    text = words(open_page("home"))
    assert all(word in text for word in ("Observed", "Inferred", "Recommended", "until a person approves it"))


def test_no_number_is_claimed_before_anything_was_measured(open_page, words, markup):
    app = open_page("home")
    assert "there is no number to show" in words(app)
    assert "pb-claim" not in markup(app)


def test_claim_shows_what_the_kept_comparison_measured_and_by_which_engine(open_page, words, tmp_path):
    _kept(tmp_path, 0.2345, 0.6789)
    text = words(open_page("home"))
    assert "0.23" in text and "0.68" in text and "over 7 deals" in text
    assert "offline engine" in text


def test_standing_and_what_to_codify_next_come_from_the_playbook(open_page, words, markup, tmp_path):
    (tmp_path / "acme.yaml").write_text(THIN, encoding="utf-8")
    app = open_page("home", playbook=str(tmp_path / "acme.yaml"))
    text = words(app)
    assert "Acme handbook" in text and "nothing written yet" in text
    assert "it needs “Question” and “Definition”" in text
    assert "Budget <b>now" not in markup(app)


def test_playbook_that_cannot_be_read_is_said_in_one_sentence(open_page, words):
    app = open_page("home", playbook="/nowhere/acme.yaml")
    assert not app.exception
    assert "no such playbook" in words(app)
