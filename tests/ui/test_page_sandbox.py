"""Sandbox: a draft at once, in lanes, as a document, with what was read, and away from here."""

from __future__ import annotations

from studio import actions
from studio.drafting.draft import WORKFLOWS

DEAL = "nordfjord-cold-chain"


def test_page_drafts_at_once_on_the_moment_in_the_address(open_page, markup, words):
    app = open_page("sandbox", deal=DEAL, event="e3", workflow="deal_review", level="evidenced")
    assert not app.exception
    assert 'class="pd-lane pd-observed"' in markup(app) and 'class="pd-lane pd-recommended"' in markup(app)
    assert "Offline engine (built in, no language model)" in words(app)


def test_without_an_address_the_last_moment_and_the_whole_playbook_are_taken(open_page):
    app = open_page("sandbox")
    assert not app.exception
    assert app.selectbox("pick_event").value == actions.open_deal(app.selectbox("pick_deal").value).deal.events[-1].id
    assert app.segmented_control("pick_level").value == "exemplified"


def test_level_is_chosen_in_words_and_goes_to_the_address(open_page, words):
    app = open_page("sandbox", deal=DEAL)
    app.segmented_control("pick_level").set_value("named").run()
    assert not app.exception
    assert "".join(app.query_params["level"]) == "named"
    assert "Labels only" in words(app)


def test_other_deal_forgets_the_moment_of_the_one_before(open_page):
    app = open_page("sandbox", deal=DEAL, event="e2")
    app.selectbox("pick_deal").set_value("tanjong-payments").run()
    assert not app.exception
    assert app.selectbox("pick_event").value == actions.open_deal("tanjong-payments").deal.events[-1].id


def test_document_tab_shows_the_document_and_its_downloads(open_page, markup):
    app = open_page("sandbox", deal=DEAL)
    app.session_state["sandbox_tabs"] = "The document"
    app.run()
    assert not app.exception
    assert 'class="pd-document"' in markup(app) and 'class="pd-lanes"' not in markup(app)
    assert {b.key for b in app.get("download_button")} == {"document_html", "document_markdown", "document_json"}


def test_what_the_engine_read_names_the_evidence_and_what_was_out_of_reach(open_page, words):
    app = open_page("sandbox", deal=DEAL, event="e3")
    app.session_state["sandbox_tabs"] = "What the engine read"
    app.run()
    assert not app.exception
    assert "later artefacts were out of reach" in words(app)
    assert "## process." in app.code[0].value


def test_level_none_reads_no_standard(open_page, words):
    app = open_page("sandbox", deal=DEAL, level="none")
    app.session_state["sandbox_tabs"] = "What the engine read"
    app.run()
    assert not app.code
    assert "without a playbook" in words(app)


def test_button_leads_to_the_same_moment_at_two_levels(open_page, markup):
    app = open_page("sandbox", deal=DEAL, event="e3", level="guided")
    app.button("to_compare").click().run()
    assert not app.exception
    assert "".join(app.query_params["levels"]) == "named,guided"
    assert "".join(app.query_params["event"]) == "e3"
    assert 'class="pd-columns"' in markup(app)


def test_folder_that_is_no_deal_is_one_clear_sentence(open_page, words, tmp_path):
    app = open_page("sandbox", deal=str(tmp_path))
    assert not app.exception
    assert "has no deal.yaml" in words(app)


def test_every_workflow_drafts_here(open_page, markup):
    app = open_page("sandbox", deal=DEAL)
    for workflow in WORKFLOWS:
        app.selectbox("pick_workflow").set_value(workflow).run()
        assert not app.exception, workflow
        assert 'class="pd-lane pd-inferred"' in markup(app), workflow
