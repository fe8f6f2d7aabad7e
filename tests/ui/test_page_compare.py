"""Compare: levels side by side, and a quality curve that never measures by itself."""

from __future__ import annotations

import pytest

from studio import actions, measuring

DEAL = "nordfjord-cold-chain"
DEALS = [DEAL, "tanjong-payments", "savanna-towers", "hotels-beaurivage"]


@pytest.fixture(autouse=True)
def nothing_under_way():
    measuring._current.clear()
    yield
    measuring._current.clear()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A data folder with one comparison of three levels and the controls."""
    home = tmp_path_factory.mktemp("measured")
    patch = pytest.MonkeyPatch()
    patch.setenv("PLAYBOOK_STUDIO_HOME", str(home))
    actions.compare_levels(DEALS, levels=("none", "named", "exemplified"), placebo=True)
    patch.undo()
    return home


@pytest.fixture
def open_curve(open_page, kept, monkeypatch):
    def opened(**choices):
        monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(kept))
        return open_page("compare", view="curve", **choices)

    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(kept))
    monkeypatch.setattr(measuring, "data_folder", lambda: kept)
    return opened


# -- one deal

def test_opens_on_the_named_and_the_exemplified_level(open_page, markup):
    app = open_page("compare", deal=DEAL, event="e6")
    assert not app.exception
    assert app.get_by_key("pick_levels").value == ["named", "exemplified"]
    assert markup(app).split("</thead>")[0].count('<th scope="col">') == 3


def test_levels_come_from_the_address_in_the_order_of_the_ladder(open_page, words):
    app = open_page("compare", deal=DEAL, levels="exemplified,none,guided")
    assert not app.exception
    assert app.get_by_key("pick_levels").value == ["none", "guided", "exemplified"]
    assert "No playbook at all" in words(app)


def test_chosen_levels_go_to_the_address(open_page):
    app = open_page("compare", deal=DEAL)
    app.get_by_key("pick_levels").set_value(["named", "defined", "exemplified"]).run()
    assert "".join(app.query_params["levels"]) == "named,defined,exemplified"


def test_fewer_than_two_levels_cannot_be_chosen(open_page):
    app = open_page("compare", deal=DEAL, levels="named,guided")
    app.get_by_key("pick_levels").set_value(["guided"]).run()
    assert not app.exception
    assert "".join(app.query_params["levels"]) == "named,guided"


def test_what_changes_between_levels_is_said_in_words(open_page, words):
    said = words(open_page("compare", deal=DEAL, levels="none,exemplified"))
    assert "judgements differ between" in said
    assert "was “" in said


def test_rows_without_a_change_can_be_put_away(open_page, markup):
    app = open_page("compare", deal=DEAL, levels="named,exemplified")
    before = markup(app).count('<th scope="row">')
    app.toggle("only_changes").set_value(True).run()
    assert markup(app).count('<th scope="row">') <= before


# -- the curve

def test_nothing_measured_yet_says_what_to_do_and_measures_nothing(open_page, words, monkeypatch):
    monkeypatch.setattr(measuring, "start", lambda *_, **__: pytest.fail("measured by opening"))
    app = open_page("compare", view="curve")
    assert not app.exception
    assert "Nothing has been measured yet" in words(app)
    assert app.button("measure")


def test_opening_shows_the_last_kept_comparison_without_running_it(open_curve, words, monkeypatch):
    monkeypatch.setattr(actions, "compare_levels", lambda *_, **__: pytest.fail("measured by opening"))
    app = open_curve()
    assert not app.exception
    assert len(app.get("plotly_chart")) == 2
    assert "measured on" in words(app)


def test_opens_on_the_deals_that_were_never_tuned_on_and_names_both_kinds(open_curve, words):
    said = words(open_curve())
    assert "Shown: only deals that the engine did not learn from." in said
    assert "Savanna Towers" in said and "Nordfjord Havmat AS" in said


def test_split_filters_every_number(open_curve, words):
    app = open_curve(deals="tuning")
    assert not app.exception
    assert "2 deals" in words(app) and "Expect less on new deals" in words(app)


def test_counts_stand_beside_the_means_and_the_engine_on_the_table(open_curve, words):
    said = words(open_curve(deals="all"))
    result = actions.latest_comparison()
    assert f"{result.counts.scored} of {result.counts.planned} planned drafts scored" in said
    assert "Offline engine (built in, no language model)" in said
    for control in ("Guess without reading", "Says all is missing", "Playbook of another trade"):
        assert control in said


def test_chosen_measure_is_explained_in_a_sentence(open_curve, words):
    app = open_curve(metric="false_confidence")
    assert not app.exception
    assert "what would be committed wrongly" in words(app)


def test_few_deals_are_owned_up_to(open_curve, words):
    assert "cannot call any step certain" in words(open_curve())


def test_number_opens_down_to_the_draft_beside_the_expert(open_curve, words, markup):
    app = open_curve(at="exemplified", on="savanna-towers")
    assert not app.exception
    assert 'class="pd-verdicts"' in markup(app)
    assert "The expert says" in words(app) and "The draft says" in words(app)


def test_draft_behind_a_number_opens_in_its_lanes(open_curve, markup):
    app = open_curve(at="exemplified", on="savanna-towers")
    app.session_state["drill_tabs"] = "The draft"
    app.run()
    assert not app.exception
    assert 'id="drill"' in markup(app)


class Standing:
    """A measurement under way, as the page sees it."""

    state, done, planned, share, seconds, words, fault, paid = "running", 30, 120, 0.25, 4.0, "", "", False

    def stop(self) -> None:
        self.state = "stopped"


def test_measuring_shows_how_far_it_is_and_can_be_stopped(open_page, words, monkeypatch):
    standing = Standing()
    monkeypatch.setattr(measuring, "_current", [standing])
    app = open_page("compare", view="curve")
    assert not app.exception
    assert "30 of 120 drafts scored" in app.get("progress")[0].proto.text
    app.button("stop").click().run()
    assert standing.state == "stopped"
    assert "Stopped. Nothing of it was kept." in words(app)


def test_stopped_measurement_on_claude_says_what_was_paid_is_kept(open_page, words, monkeypatch):
    standing = Standing()
    standing.state, standing.paid = "stopped", True
    monkeypatch.setattr(measuring, "_current", [standing])
    assert "answers of Claude that were paid for are kept" in words(open_page("compare", view="curve"))


def test_measurement_that_failed_says_why(open_page, words, monkeypatch):
    standing = Standing()
    standing.state, standing.fault = "failed", "wexcombe: no such deal"
    monkeypatch.setattr(measuring, "_current", [standing])
    assert "wexcombe: no such deal" in words(open_page("compare", view="curve"))
