"""Deals: the record, the people and the evidence at a moment, each quote in its place."""

from __future__ import annotations

import shutil

import pytest

from studio import actions

DEAL = "nordfjord-cold-chain"


def _quote() -> tuple[str, int, int, str]:
    evidence = actions.open_deal(DEAL).evidence["2026-03-26-demo"]
    turn = next(t for t in evidence.turns if t.side == "buyer" and len(t.text) > 80)
    return evidence.id, turn.start, turn.start + 40, evidence.text[turn.start:turn.start + 40]


@pytest.fixture
def own_folder(tmp_path):
    folder = tmp_path / "acme-renewal"
    shutil.copytree(actions.list_deals()[0], folder)
    return folder


def test_every_sample_deal_is_on_the_list(open_page, words):
    app = open_page("deals")
    assert not app.exception
    assert all(actions.deal_record(f).account.name in words(app) for f in actions.list_deals())


def test_opening_a_deal_shows_its_timeline_and_the_way_back(open_page):
    app = open_page("deals")
    app.button(f"open_{DEAL}").click().run()
    assert len(app.radio("pick_event").options) == len(actions.open_deal(DEAL).deal.events)
    app.button("all_deals").click().run()
    assert app.button(f"open_{DEAL}")


def test_what_came_later_is_out_of_sight(open_page):
    app = open_page("deals", deal=DEAL, event="e3")
    shown = app.selectbox("pick_evidence").options
    assert len(shown) == 3
    assert not any("Demo" in s for s in shown)


def test_record_is_shown_as_at_the_event_with_what_changed(open_page, words):
    early = words(open_page("deals", deal=DEAL, event="e1"))
    late = words(open_page("deals", deal=DEAL, event="e8"))
    assert "Talk to Ragnhild" in early and "was Talk to Ragnhild" not in early
    assert "Management group 28 April was Talk to Ragnhild" in late


def test_people_who_have_not_been_heard_are_named(open_page, words):
    assert "not heard so far" in words(open_page("deals", deal=DEAL, event="e1"))


def test_link_to_a_quote_marks_it_in_the_evidence(open_page, markup):
    evidence, start, end, text = _quote()
    app = open_page("deals", deal=DEAL, evidence=evidence, start=str(start), end=str(end))
    assert not app.exception
    assert app.selectbox("pick_evidence").value == evidence
    assert f'<mark class="pb-focus">{text}</mark>'.replace("'", "&#x27;") in markup(app)


def test_link_to_a_quote_that_came_later_moves_to_its_event(open_page):
    evidence, start, end, _ = _quote()
    app = open_page("deals", deal=DEAL, event="e1", evidence=evidence, start=str(start), end=str(end))
    assert app.radio("pick_event").value == "e5"


@pytest.mark.parametrize("start,end", [("x", "9"), ("-1", "9"), ("5", "2"), ("0", "99999999999"), ("7", "")])
def test_address_with_a_wrong_range_shows_the_evidence_without_a_mark(open_page, markup, start, end):
    app = open_page("deals", deal=DEAL, evidence="2026-03-26-demo", start=start, end=end)
    assert not app.exception
    assert "<mark" not in markup(app)


def test_claim_of_the_record_is_marked_in_the_record(open_page, markup):
    app = open_page("deals", deal=DEAL, evidence="crm", field="champion")
    assert "pb-focus-row" in markup(app)


def test_unknown_deal_is_said_in_one_sentence_with_the_way_back(open_page, words):
    app = open_page("deals", deal="nobody")
    assert "There is no deal 'nobody' here." in words(app)
    assert [b.label for b in app.button] == ["Show all deals"]


def test_draft_at_this_moment_carries_deal_and_event(open_page):
    app = open_page("deals", deal=DEAL, event="e5")
    app.button("to_sandbox").click().run()
    assert app.query_params["deal"] in (DEAL, [DEAL]) and app.query_params["event"] in ("e5", ["e5"])


def test_own_folder_is_opened_and_kept_for_the_next_session(open_page, words, own_folder):
    app = open_page("deals")
    app.text_input[0].set_value(f" '{own_folder}' ")
    app.button[-1].click().run()
    assert not app.exception
    assert app.query_params["deal"] in ("acme-renewal", ["acme-renewal"])
    assert open_page("deals").button("open_acme-renewal")
    assert actions.open_deal("acme-renewal").deal.folder == own_folder.resolve()


@pytest.mark.parametrize("where,expected", [
    ("", "no folder was given"), ("/nowhere/at/all", "no such deal"), ("{tmp}", "has no deal.yaml")])
def test_folder_that_is_no_deal_is_refused_in_one_sentence(open_page, words, tmp_path, where, expected):
    app = open_page("deals")
    app.text_input[0].set_value(where.replace("{tmp}", str(tmp_path)))
    app.button[-1].click().run()
    assert not app.exception
    assert expected in words(app)


def test_broken_own_deal_leaves_the_others_on_the_list(open_page, words, own_folder):
    app = open_page("deals")
    app.text_input[0].set_value(str(own_folder))
    app.button[-1].click().run()
    (own_folder / "deal.yaml").write_text("id: [", encoding="utf-8")
    again = open_page("deals")
    assert not again.exception
    assert again.button(f"open_{DEAL}") and "broken YAML" in words(again)
