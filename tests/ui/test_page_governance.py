"""Governance: the counted record, what is granted on it, what fell by itself; the trail, checked and taken out."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from approve_rooms import ANN, DEAL, HOSTILE, decide, draft, field, hostile, keep, press

from studio import actions
from studio.acting import acting
from studio.actions import Choice

FIELD = "champion"


def earn(times: int, *verdict: str) -> None:
    """Decide so often on what a workflow says of the champion."""
    one = draft("e3", "crm_hygiene")
    what = next(i.id for i in one.inferred if i.about == FIELD and i.status)
    slim = one.model_copy(update={"observed": (), "behaviours": (), "recommended": (), "inferred": tuple(
        i.model_copy(update={"basis": ()}) for i in one.inferred)})
    for _ in range(times):
        earn.count += 1
        title = one.document.model_copy(update={"title": f"Draft {earn.count}", "sections": ()})
        number = actions.keep_draft(slim.model_copy(update={"document": title}))
        decide(number, Choice(what, *(verdict or ("approve",))))


earn.count = 0


@pytest.fixture
def governed(open_page):
    """Somebody is there, and so is a store."""
    actions.join_people("Ann Berg")
    return open_page


def test_nothing_kept_is_shown_without_making_a_store(open_page, words, tmp_path):
    for view in ("authority", "audit", "patch"):
        app = open_page("governance", governance=view)
        assert not app.exception
    assert "Nobody has decided on a draft of this workflow yet" in words(open_page("governance"))
    assert "Nothing has been recorded yet." in words(open_page("governance", governance="audit"))
    assert not (tmp_path / "home" / "studio.db").exists()


def test_page_opens_on_the_workflow_that_people_have_decided_most_about(governed, words):
    number = keep("e3", "deal_review")
    decide(number, Choice("i1", "approve"))
    app = governed("governance")
    assert next(s for s in app.selectbox if s.label == "Workflow").value == "deal_review"
    assert "Nobody has decided" not in words(app)


def test_record_is_a_count_and_an_interval_by_engine_and_version(governed, words):
    earn(18)
    earn(2, "reject", "not_now")
    text = words(governed("governance"))
    version = draft().playbook.version
    assert f"version {version} 20 18 0 2 0 90% (70% to 97%)" in text
    assert "Propose: 18 of 20 approved as they were, at least 69.9%" in text


def test_what_is_not_earned_cannot_be_granted_and_says_why(governed, words):
    earn(3)
    app = governed("governance")
    field(app, "selectbox", "CRM field").set_value(FIELD)
    press(app, "Grant it")
    assert not app.exception and "cannot be granted, 3 of 20 items have been reviewed" in words(app)
    assert actions.granted() == []


def test_grant_stands_with_who_when_and_on_what_and_is_taken_back(governed, words):
    earn(20)
    app = governed("governance")
    field(app, "selectbox", "CRM field").set_value(FIELD)
    press(app, "Grant it")
    assert not app.exception and actions.authority_of("crm_hygiene", FIELD) == "propose"
    text = words(app)
    assert "Propose: fills the suggestion column Ann Berg, " in text and "on 20 reviewed" in text
    assert "Write back: 20 of 50 items have been reviewed" in text
    field(app, "text_input", "Why (others will read it)").set_value("Quarter end")
    press(app, "Take it back")
    assert not app.exception and actions.authority_of("crm_hygiene", FIELD) == "draft"
    assert "propose ended on" in words(app) and "Quarter end" in words(app)


def test_fall_by_itself_is_told(governed, words):
    earn(25)
    with acting(ANN):
        actions.grant("crm_hygiene", FIELD, "propose")
    earn(1, "reject", "not_said")
    text = words(governed("governance"))
    assert "by studio: a severe error is among the last 20 reviewed items" in text


def test_protected_fields_are_not_even_offered(governed, words):
    app = governed("governance")
    offered = field(app, "selectbox", "CRM field").options
    assert not [o for o in offered if "stage" in o.lower() or "amount" in o.lower() or "date" in o.lower()]
    assert "Stage, amount, close date and forecast can never be granted." in words(app)


@pytest.mark.parametrize("role", ["seller", "viewer"])
def test_who_may_not_grant_is_told_who_may(governed, words, role):
    app = governed("governance")
    app.session_state["acting_role"] = role
    app.run()
    press(app, "Grant it")
    assert not app.exception and "granting authority is for a manager or the enablement owner" in words(app)


# -- the trail

def test_trail_is_checked_filtered_and_taken_out(governed, words):
    number = keep()
    decide(number, Choice("i1", "approve"), Choice("i2", "reject", "not_said"))
    app = governed("governance", governance="audit")
    assert not app.exception
    assert "The trail is whole: 3 lines" in words(app) and actions.verify_audit().head in words(app)
    app.text_input("audit_what").set_value("approve").run()
    assert f"{number}:i1" in words(app) and f"{number}:i2" not in words(app)
    app.text_input("audit_what").set_value("").run()
    app.text_input("audit_by").set_value("Nobody").run()
    assert "No line fits." in words(app)
    app.text_input("audit_by").set_value("").run()
    app.text_input("audit_subject").set_value(":i2").run()
    assert f"{number}:i2" in words(app) and f"{number}:i1" not in words(app)
    assert {b.key for b in app.get("download_button")} == {"audit_csv", "audit_json"}


def test_tampered_trail_is_an_alarm(governed, words, tmp_path):
    decide(keep(), Choice("i1", "approve"))
    with closing(sqlite3.connect(tmp_path / "home" / "studio.db", isolation_level=None)) as db:
        db.execute("drop trigger audit_no_update")
        db.execute("update audit set by = 'Mallory' where seq = 2")
    text = words(governed("governance", governance="audit"))
    assert "The trail was tampered with: line 2 is not as it was written." in text


def test_long_trail_is_checked_when_asked(governed, words, monkeypatch):
    from studio.ui.approve import governance

    monkeypatch.setattr(governance, "_AT_ONCE", 1)
    decide(keep(), Choice("i1", "approve"))
    app = governed("governance", governance="audit")
    assert "The trail is whole" not in words(app)
    app.button("check_seals").click().run()
    assert "The trail is whole: 2 lines" in words(app)


def test_hostile_text_stays_text(governed, markup):
    hostile()
    for view in ("authority", "audit", "patch"):
        for workflow in ("deal_review", "crm_hygiene"):
            app = governed("governance", governance=view, governed=workflow, patch_deal=DEAL)
            assert not app.exception and "<script>alert" not in markup(app), view
    assert HOSTILE
