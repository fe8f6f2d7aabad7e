"""Settings: who acts in which role; roles of a team by e-mail or claim; a viewer opens all and changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from approve_rooms import ANN, DEAL, decide, field, item, keep, press
from streamlit.testing.v1 import AppTest

from studio import actions
from studio.acting import acting
from studio.actions import Choice
from studio.ui.links import PAGES

APP = Path(__file__).parents[2] / "studio" / "app.py"
AUTH = {"auth": {"redirect_uri": "http://localhost:8501/oauth2callback", "cookie_secret": "x" * 40, "client_id": "a",
                 "client_secret": "b", "server_metadata_url": "https://id.example/.well-known"}}


@pytest.fixture
def signed_in(open_page, tmp_path):
    """Open a page as somebody who signed in (or, without a user, as nobody yet)."""

    def opened(page: str = "settings", user: dict | None = None, **choices: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.secrets = dict(AUTH)
        app.user = {"is_logged_in": True, **user} if user else {"is_logged_in": False}
        app.switch_page(f"../pages/{page}.py")
        for name, value in choices.items():
            app.query_params[name] = value
        app.run()
        return app

    return opened


def roles(app: AppTest) -> list[str]:
    return app.selectbox("pick_role").options


# -- alone on a laptop

def test_alone_every_role_is_held_and_one_can_be_chosen(open_page, words):
    app = open_page("settings")
    assert not app.exception
    assert roles(app) == ["Every role (you work alone)", "Seller", "Manager", "Enablement owner", "Viewer"]
    assert "answers on this machine only" in words(app) and "--share" in words(app)
    app.selectbox("pick_role").set_value("viewer").run()
    press(app, "Give the role")
    assert "you act as a viewer, and giving roles to people is for the enablement owner" in words(app)
    app.selectbox("pick_role").set_value("enablement").run()
    field(app, "text_input", "E-mail").set_value("Ben@Example.org")
    field(app, "selectbox", "Role").set_value("manager")
    press(app, "Give the role")
    assert not app.exception and actions.people_with_roles() == {"ben@example.org": ["manager"]}
    assert "ben@example.org Manager" in words(app)
    press(app, "Take back: Manager")
    assert actions.people_with_roles() == {}


def test_role_chosen_holds_on_every_page_and_for_every_click(open_page):
    number = keep()
    app = open_page("settings")
    app.selectbox("pick_role").set_value("viewer").run()
    app.switch_page("../pages/review.py")
    app.query_params["draft"] = number
    app.run()
    app.button(f"approve_{number}_i1").click().run()
    assert not app.exception and actions.kept_review(number).decided == {}


def test_role_without_a_person_is_one_sentence(open_page, words):
    app = open_page("settings")
    press(app, "Give the role")
    assert not app.exception and "expected a name or e-mail and one of" in words(app)


def test_table_says_what_each_role_may_do(open_page, words):
    assert "Publishing a version – – yes –" in words(open_page("settings"))


# -- signed in

def test_nobody_gets_past_the_door_without_signing_in(signed_in, words):
    number = keep()
    for page in PAGES:
        app = signed_in(page, draft=number, deal=DEAL)
        assert not app.exception
        assert [b.label for b in app.button] == ["Sign in"], page
        assert "sign in to see its playbooks and deals" in words(app) and "Molinos" not in words(app)


def test_named_providers_each_have_a_button(signed_in, monkeypatch):
    provider = {"client_id": "a", "client_secret": "b", "server_metadata_url": "https://id.example/.well-known"}
    shared = {k: AUTH["auth"][k] for k in ("redirect_uri", "cookie_secret")}
    monkeypatch.setitem(AUTH, "auth", shared | {"okta": provider, "google": provider})
    assert [b.label for b in signed_in().button] == ["Sign in with okta", "Sign in with google"]


def test_who_has_no_role_is_a_viewer(signed_in, words):
    app = signed_in(user={"email": "new@example.org", "name": "New One"})
    assert roles(app) == ["Viewer"] and "You are signed in as New One." in words(app)
    assert "Sign out" in [b.label for b in app.button]


def test_roles_come_from_the_list_by_e_mail_whatever_its_case(signed_in):
    with acting(ANN.__class__("Own", "enablement")):
        actions.give_role("ben@example.org", "manager")
        actions.give_role("ben@example.org", "seller")
    assert roles(signed_in(user={"email": "Ben@Example.ORG"})) == ["Seller", "Manager"]


@pytest.mark.parametrize(("claim", "held"), [
    ({"roles": ["manager"]}, ["Manager"]), ({"groups": ["Seller", "everybody"]}, ["Seller"]),
    ({"roles": "manager, seller"}, ["Seller", "Manager"]), ({"roles": ["admin", "root"]}, ["Viewer"]),
    ({"roles": {"manager": 1}}, ["Viewer"]), ({"roles": None, "groups": 7}, ["Viewer"]),
    ({"roles": "enablementmanager"}, ["Viewer"])])
def test_roles_come_from_a_claim(signed_in, claim, held):
    assert roles(signed_in(user={"email": "x@example.org", **claim})) == held


def test_e_mail_that_is_not_verified_gives_nothing(signed_in):
    with acting(ANN.__class__("Own", "enablement")):
        actions.give_role("ben@example.org", "manager")
    assert roles(signed_in(user={"email": "ben@example.org", "email_verified": False})) == ["Viewer"]
    assert roles(signed_in(user={"email": "ben@example.org", "email_verified": True})) == ["Manager"]


def test_role_that_is_not_held_cannot_be_taken_by_a_session(signed_in, words):
    number = keep()
    app = signed_in("review", user={"email": "x@example.org", "name": "X"}, draft=number)
    for wish in ("all", "manager", "enablement"):
        app.session_state["acting_role"] = wish
        app.run()
        app.button(f"approve_{number}_i1").click().run()
        assert not app.exception and actions.kept_review(number).decided == {}
        assert "you act as a viewer, and deciding on a deal review is for a manager" in words(app)


def test_decision_carries_the_name_that_was_signed_in(signed_in, words):
    number = keep()
    app = signed_in("review", user={"email": "ben@example.org", "name": "Ben Ito", "roles": ["manager"]}, draft=number)
    app.session_state["codify_me"] = "Somebody Else"
    app.button(f"approve_{number}_i1").click().run()
    made = actions.kept_review(number).decided["i1"]
    assert (made.by, made.role) == ("Ben Ito", "manager")
    assert "You decide as Ben Ito." in words(app)


def test_where_others_are_served_broken_secrets_open_nothing(open_page, monkeypatch):
    monkeypatch.setenv("PLAYBOOK_STUDIO_SHARED", "1")
    app = open_page("review")
    assert not app.exception and [b.label for b in app.button] == ["Sign in"]


# -- a viewer on every page

def everything(home) -> dict[str, list]:
    with closing(sqlite3.connect(home / "studio.db")) as db:
        names = [r[0] for r in db.execute("select name from sqlite_master where type = 'table'")]
        return {n: db.execute(f"select * from [{n}]").fetchall() for n in names
                if n not in ("people", "settings", "audit")}


@pytest.mark.parametrize("page", list(PAGES))
def test_viewer_opens_every_page_and_changes_nothing(open_page, words, tmp_path, page):
    number = keep()
    decide(number, Choice(item(number), "approve"), Choice("r1", "approve"))
    keep("e5")
    with acting(ANN.__class__("Own", "enablement")):
        book = actions.start_playbook("Ours", by="Own", source="thin")
    choices = {"deal": DEAL, "draft": number, "playbook": book} if page == "review" else {
        "deal": DEAL, "playbook": book}
    before = everything(tmp_path / "home")
    app = open_page(page, **choices)
    app.session_state["acting_role"] = "viewer"
    app.run()
    assert not app.exception, page
    keys = [(b.key, b.label) for b in app.button]
    for key, label in keys:
        app = open_page(page, **choices)
        app.session_state["acting_role"] = "viewer"
        app.run()
        here = [b for b in app.button if (b.key, b.label) == (key, label) and not b.disabled]
        if not here:
            continue
        here[0].click().run()
        assert not app.exception, (page, label, [e.message for e in app.exception])
        assert everything(tmp_path / "home") == before, (page, label)


@pytest.mark.parametrize(("page", "label", "told"), [
    ("review", "Approve", "deciding on a deal review is for a manager"),
    ("review", "Reject it", "deciding on a deal review is for a manager"),
    ("review", "Make it the call plan", "running a workflow is for"),
    ("memory", "Carried out", "deciding on a draft is for"),
    ("orchestration", None, "running a workflow is for"),
    ("governance", "Grant it", "granting authority is for"),
    ("settings", "Give the role", "giving roles to people is for the enablement owner")])
def test_denial_on_the_page_is_one_sentence(open_page, words, page, label, told):
    number = keep()
    decide(number, Choice("r1", "approve"))
    app = open_page(page, deal=DEAL, playbook="reference", **({"draft": number} if page == "review" else {}))
    app.session_state["acting_role"] = "viewer"
    app.run()
    press(app, label or app.button("play_next").label)
    assert not app.exception
    assert told in words(app) and "ask one of them" in words(app)
