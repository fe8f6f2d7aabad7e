"""Orchestration: the map drawn from the playbook, and a deal played event by event."""

from __future__ import annotations

import pytest
from approve_rooms import DEAL, HOSTILE, decide, item

from studio import actions
from studio.actions import Choice
from studio.orchestrating import diagram


def played(playbook="reference"):
    return list(actions.played(DEAL, playbook))


def test_deal_plays_one_event_after_the_other(open_page, words):
    app = open_page("orchestration", deal=DEAL, playbook="reference")
    assert not app.exception
    assert "Play the next event" in app.button("play_next").label and "Arrives:" in words(app)
    for event in ("e1", "e2", "e3"):
        app.button("play_next").click().run()
        assert not app.exception and played()[-1] == event
    assert "undecided" in " ".join(e.proto.label for e in app.get("page_link"))


def test_all_that_is_left_is_played_and_then_said(open_page, words):
    app = open_page("orchestration", deal=DEAL, playbook="reference")
    app.button("play_all").click().run()
    assert not app.exception
    assert played() == [e.id for e in actions.open_deal(DEAL).deal.events]
    assert "Every event of this deal has been played" in words(app)
    assert not [b for b in app.button if b.key and b.key.startswith("play_")]


def test_event_that_starts_nothing_does_not_hold_the_deal_up(open_page, words):
    book = actions.start_playbook("Ours", by="Ann", source="reference")
    own = actions.own_playbook(book)
    for path in [p for p in own.parts if p.startswith("orchestration.agents.")]:
        actions.archive_entry(book, path, by="Ann")
    app = open_page("orchestration", deal=DEAL, playbook=book)
    assert "does not run: the agent" in words(app)
    for _ in range(2):
        app.button("play_next").click().run()
    assert not app.exception and played(book) == ["e1", "e2"] and actions.queue() == []


def test_decision_changes_what_the_next_event_brings(open_page, words):
    app = open_page("orchestration", deal=DEAL, playbook="reference")
    for _ in range(3):
        app.button("play_next").click().run()
    review = actions.last_review(DEAL, "e3", "reference")
    decide(review, Choice(item(review), "approve"))
    for _ in range(2):
        app.button("play_next").click().run()
    assert [c.about for c in actions.open_conflicts(DEAL)] == ["economic_buyer"]


def test_map_shows_events_agents_what_they_read_and_what_stays_with_people(open_page, words):
    app = open_page("orchestration", stage="map", playbook="reference")
    assert not app.exception
    text = words(app)
    book = actions.open_playbook("reference")
    for agent in book.orchestration.agents:
        assert agent.name in text and all(r in text for r in agent.reads) and all(n in text for n in agent.never)
        assert agent.approver in text and agent.stops_when in text
    for judgement in book.governance.judgements:
        assert judgement.name in text and judgement.whose in text
    assert "No agent can make them" in text


def test_playbook_without_a_map_says_what_to_do(open_page, words):
    book = actions.start_playbook("Empty", by="Ann")
    for view in ("map", "play"):
        app = open_page("orchestration", stage=view, deal=DEAL, playbook=book)
        assert not app.exception and "does not say yet which event starts which workflow" in words(app)
        assert not [b for b in app.button if b.key and b.key.startswith("play_")]
    app = open_page("orchestration", stage="play", playbook="thin")
    assert "make it yours" in words(app) and not [b for b in app.button if b.key == "adopt_map"]


def test_standard_map_is_taken_over_by_one_click_and_can_be_taken_back(open_page, words):
    actions.join_people("Ann")
    book = actions.start_playbook("Empty", by="Ann", source="thin")
    app = open_page("orchestration", stage="play", deal=DEAL, playbook=book)
    app.button("adopt_map").click().run()
    assert not app.exception
    app.button("play_next").click().run()
    assert len(actions.played(DEAL, book)) == 1
    taken = actions.open_playbook(book)
    assert taken.orchestration == actions.open_playbook("reference").orchestration and taken.governance.judgements
    with pytest.raises(actions.BadInput, match="says already which event starts"):
        actions.adopt_map(book, by="Ann")
    actions.undo(book, by="Ann")
    assert not actions.open_playbook(book).orchestration.events


def test_map_and_timeline_call_an_event_the_same(open_page, markup):
    drawn = diagram(actions.open_playbook("reference"))
    for name in ("Demo agreed", "CRM updated"):
        assert name in drawn and name in markup(open_page("orchestration", stage="play", deal=DEAL))


@pytest.mark.parametrize("choices", [{"playbook": "nothing-here"}, {"deal": "nobody"}, {"stage": "<b>"}])
def test_address_with_nonsense_is_one_sentence_or_passed_over(open_page, choices):
    app = open_page("orchestration", **choices)
    assert not app.exception


def test_viewer_sees_the_timeline_and_plays_nothing(open_page, words):
    app = open_page("orchestration", deal=DEAL, playbook="reference")
    app.session_state["acting_role"] = "viewer"
    app.run()
    app.button("play_next").click().run()
    assert not app.exception and actions.queue() == []
    assert "running a workflow is for a seller, a manager or the enablement owner" in words(app)


def test_hostile_names_stay_text(open_page, markup):
    book = actions.start_playbook("Ours", by="Ann", source="reference")
    own = actions.own_playbook(book)
    for path in [p for p in own.parts if p.startswith(("orchestration.agents.", "governance.judgements."))]:
        own = actions.own_playbook(book)
        actions.save_fields(book, path, {"name": HOSTILE[:150]}, base=dict(own.parts[path]),
                            seen=own.saved[path].revision, by="Ann")
    for stage in ("map", "play"):
        app = open_page("orchestration", stage=stage, playbook=book, deal=DEAL)
        assert not app.exception and "<script>alert" not in markup(app)
