"""Roles: every denial is one sentence that says who may and how to ask; who signs in gets the roles they were given."""

from __future__ import annotations

import pytest
from approving_deals import ANN, DEAL, decide, item, keep, sql
from test_agents import changes

from studio import acting as roles
from studio import actions
from studio.acting import DEED_WORDS, MAY, ROLE_WORDS, ROLES, Actor, Denied, acting, require
from studio.actions import BadInput

#: Who may do what, written down a second time so that a change is noticed.
TABLE = {
    "draft": "SME", "decide": "SM", "decide_review": "M", "strike": "SM", "settle": "M", "forget": "M",
    "export_patch": "M", "grant": "ME", "revoke": "ME", "edit_playbook": "ME", "publish": "E", "import_deals": "SME",
    "manage_people": "E", "bring_back": "E", "join": "SMEV", "read_audit": "SMEV"}


@pytest.mark.parametrize("deed", sorted(DEED_WORDS))
@pytest.mark.parametrize("role", ROLES)
def test_deed_is_allowed_or_denied_in_one_sentence(deed, role):
    with acting(Actor("Ann", role)):
        if role[0].upper() in TABLE[deed]:
            assert require(deed).name == "Ann"
            return
        with pytest.raises(Denied) as refused:
            require(deed)
    told = str(refused.value)
    assert told.startswith(f"you act as {ROLE_WORDS[role]}, and {DEED_WORDS[deed]} is for")
    assert len(told.splitlines()) == 1
    assert all(ROLE_WORDS[r] in told for r in MAY[deed]) and "ask one of them" in told and "under Settings" in told


def test_every_deed_has_its_words_and_its_people():
    assert set(DEED_WORDS) == set(MAY) == set(TABLE) and all(MAY.values())


def test_alone_on_a_laptop_everything_is_allowed_under_the_name_of_the_machine(monkeypatch):
    from contextvars import copy_context

    def alone():
        roles._current.set(None)
        return [require(deed).name for deed in DEED_WORDS]

    monkeypatch.setattr(roles, "_ask", roles._alone)
    names = copy_context().run(alone)
    assert set(names) == {roles.login_name()} and names[0]


def test_machine_without_a_name_has_somebody(monkeypatch):
    def unknown():
        raise KeyError("no such user")

    monkeypatch.setattr("getpass.getuser", unknown)
    assert roles.login_name() == "somebody"


@pytest.fixture
def furnished(tmp_path):
    review = keep("e3")
    decide(review, item(review))
    keep("e5")
    return changes(review, actions.start_playbook("Ours", by="Ann", source="thin"), tmp_path)


def test_viewer_changes_nothing_by_any_action(home, furnished):
    tables = [r[0] for r in sql(home, "select name from sqlite_master where type = 'table'")]
    before = {t: sql(home, f"select * from [{t}]") for t in tables if t not in ("people", "settings", "audit")}
    for name, deed in furnished.items():
        if name in ("read trail", "export trail", "name"):
            continue
        with acting(Actor("Vi", "viewer")), pytest.raises(Denied) as refused:
            deed()
        assert len(str(refused.value).splitlines()) == 1 and "a viewer" in str(refused.value), name
    assert {t: sql(home, f"select * from [{t}]") for t in before} == before
    with acting(Actor("Vi", "viewer")):
        assert actions.queue() and actions.memory(DEAL) and actions.verify_audit().broken is None
        with pytest.raises(Denied, match="running a workflow is for"):
            keep("e4")


@pytest.mark.parametrize(("role", "workflow", "allowed"), [
    ("seller", "deal_review", False), ("seller", "adjusted_call_plan", False), ("seller", "pre_call_plan", True),
    ("seller", "crm_hygiene", True), ("manager", "deal_review", True), ("manager", "pre_call_plan", True),
    ("enablement", "deal_review", False), ("enablement", "crm_hygiene", False), ("viewer", "crm_hygiene", False)])
def test_who_decides_on_which_draft(role, workflow, allowed):
    number = keep("e3", workflow)
    with acting(Actor("X", role)):
        if allowed:
            decide(number, "i1")
            return
        with pytest.raises(Denied, match="is for"):
            decide(number, "i1")
    assert actions.kept_review(number).decided == {}


def test_seller_cannot_take_a_managers_decision_back():
    review, plan = keep("e3"), keep("e3", "pre_call_plan")
    made, other = decide(review, "i1"), decide(plan, "i1")
    with acting(Actor("Sal", "seller")):
        with pytest.raises(Denied, match="deciding on a deal review is for a manager"):
            actions.undo_decision(made)
        assert actions.undo_decision(other) is True
    assert "i1" in actions.kept_review(review).decided


# -- the list of people

def test_role_is_given_and_taken_by_name_or_e_mail_whatever_its_case(home):
    actions.give_role("  Ben@Example.ORG ", "manager")
    actions.give_role("ben@example.org", "seller")
    actions.give_role("BEN@example.org", "seller")
    assert sorted(actions.roles_of("ben@EXAMPLE.org ")) == ["manager", "seller"]
    assert actions.people_with_roles() == {"ben@example.org": ["manager", "seller"]}
    actions.give_role("Ben@example.org", "manager", False)
    assert actions.roles_of("ben@example.org") == ["seller"] and actions.roles_of("nobody@example.org") == []
    last = actions.audit_lines(what="role")[0]
    assert (last.subject, last.detail, last.by) == ("ben@example.org", {"role": "manager", "given": False}, ANN.name)


@pytest.mark.parametrize(("person", "role"), [("", "manager"), ("  ", "manager"), ("x@example.org", "king"),
                                              ("x" * 201, "viewer")])
def test_role_that_cannot_be_given_is_one_sentence(person, role):
    with pytest.raises(BadInput, match="expected a name or e-mail and one of") as refused:
        actions.give_role(person, role)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("role", ["seller", "manager", "viewer"])
def test_only_the_enablement_owner_gives_roles(role):
    with acting(Actor("X", role)), pytest.raises(Denied, match="giving roles to people is for the enablement owner"):
        actions.give_role("x@example.org", "enablement")
    assert actions.people_with_roles() == {}
