"""Workshop: the plan, the parking lot, one entry in large type, and what the writing changed."""

from __future__ import annotations

import pytest
from codify_rooms import BY, save

from studio import actions
from studio.planning import plan_workshop

PAIN = "process.qualification.pain_identified"


@pytest.fixture
def thin(open_page):
    return actions.start_playbook("Ours", by=BY, source="thin")


@pytest.mark.parametrize("room", ["plan", "park", "present", "after"])
@pytest.mark.parametrize("source", [None, "thin", "reference"])
def test_every_view_opens_on_every_playbook(open_page, room, source):
    ours = actions.start_playbook("Ours", by=BY, source=source)
    assert not open_page("workshop", playbook=ours, room=room).exception


def test_shipped_playbook_offers_a_copy_first(open_page, words):
    assert "stays as it is" in words(open_page("workshop", playbook="thin"))


def test_plan_names_what_is_open_and_leads_there(open_page, words, thin):
    app = open_page("workshop", playbook=thin)
    plan = plan_workshop(actions.own_book(thin), actions.open_playbook("reference"))
    assert all(block.title in words(app) for block in plan)
    tasks = [task for block in plan for task in block.tasks]
    links = [one.proto.label for one in app.get("page_link")]
    assert len(links) == len(tasks) and any("Good fit" in one for one in links)


@pytest.mark.parametrize("minutes", ["240", "180", "120", "60"])
def test_plan_fits_the_time_there_is(open_page, words, thin, minutes):
    app = open_page("workshop", playbook=thin)
    app.selectbox("pick_minutes").set_value(minutes).run()
    assert not app.exception
    plan = plan_workshop(actions.own_book(thin), actions.open_playbook("reference"), int(minutes))
    assert sum(block.minutes for block in plan) <= int(minutes)
    assert all(f"{block.minutes} min" in words(app) for block in plan)


def test_workshop_is_started_counts_what_it_does_and_ends_with_before_and_after(open_page, words, thin):
    app = open_page("workshop", playbook=thin)
    app.button("start_workshop").click().run()
    assert not app.exception and "Under way since" in words(app)
    save(thin, PAIN, statement="A buyer said what it costs", evidence="In a call", said_by=["buyer"])
    app.run()
    assert "entries deeper 1" in words(app)
    app.button("end_workshop").click().run()
    assert not app.exception
    assert "Pain is identified" in words(app) and "Named" in words(app) and "Evidenced" in words(app)
    save(thin, "qualification.champion", definition="Written after the end")
    then, now = actions.before_and_after(actions.workshops(thin)[0].number)
    assert all("Written after" not in e.definition for b in (then, now) for e in b.qualification.elements)


def test_second_workshop_does_not_begin_while_one_is_under_way(open_page, thin):
    app = open_page("workshop", playbook=thin)
    app.button("start_workshop").click().run()
    other = open_page("workshop", playbook=thin)
    assert not any(b.key == "start_workshop" for b in other.button)
    assert len(actions.workshops(thin)) == 1


def test_parking_lot_lists_points_of_all_entries_and_of_the_whole(open_page, words, thin):
    actions.park(thin, PAIN, "Does an estimate count?", by=BY)
    app = open_page("workshop", playbook=thin, room="park")
    assert "1 open, 0 decided" in words(app) and "Does an estimate count?" in words(app)
    app.text_input(f"park_all_{thin}").set_value("Who owns this playbook?").run()
    assert not app.exception
    assert "2 open" in words(app) and "Who owns this playbook?" in words(app)
    number = next(p.number for p in actions.points(thin) if p.path == "")
    app.text_area(f"decision_{number}").set_value("Ann")
    app.text_area(f"reason_{number}").set_value("She runs the reviews")
    next(b for b in app.button if b.label == "Record the decision"
         and f"decide_{number}" in str(b.proto.form_id)).click().run()
    assert "1 open, 1 decided" in words(app) and "She runs the reviews" in words(app)


def test_points_on_an_entry_that_has_moved_are_still_listed(open_page, words, thin):
    actions.park(thin, PAIN, "Does an estimate count?", by=BY)
    actions.move_entry(thin, PAIN, "process.proposal", by=BY)
    app = open_page("workshop", playbook=thin, room="park")
    assert not app.exception and "Does an estimate count?" in words(app)


def test_present_walks_through_the_entries_with_their_open_points(open_page, words, thin):
    actions.park(thin, "process.prospecting", "Is this ours at all?", by=BY)
    app = open_page("workshop", playbook=thin, room="present")
    assert "Prospecting" in words(app) and "Parked: Is this ours at all?" in words(app)
    assert app.button("present_back").disabled
    app.button("present_next").click().run()
    assert not app.exception and "2 of" in words(app)
    app.selectbox("pick_pillar").set_value("plays").run()
    assert not app.exception and "Exec alignment" in words(app)
    last = app.selectbox("present_entry").options[-1]
    for _ in range(len(app.selectbox("present_entry").options) - 1):
        app.button("present_next").click().run()
    assert last in words(app) and app.button("present_next").disabled


def test_before_and_after_without_a_workshop_says_how_to_get_one(open_page, words, thin):
    assert "No workshop has taken place" in words(open_page("workshop", playbook=thin, room="after"))


def test_before_and_after_measures_only_when_asked(open_page, words, thin, monkeypatch):
    from studio import measuring

    asked = []
    monkeypatch.setattr(measuring, "start", lambda deals, **how: asked.append((deals, how)))
    actions.start_workshop(thin, "June", by=BY)
    app = open_page("workshop", playbook=thin, room="after")
    assert not asked
    app.button("measure_workshop").click().run()
    assert not app.exception
    assert len(asked[0][1]["jobs"]) == 2
