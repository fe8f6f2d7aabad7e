"""An agent drafts and no more; the map fires what it names; a deal plays event by event."""

from __future__ import annotations

import re

import pytest
from approving_deals import BUYER, DEAL, decide, drafted, item, keep, shown, sql
from hypothesis import given
from hypothesis import strategies as st

from playbook.model import Playbook
from studio import actions
from studio.acting import DEED_WORDS, Actor, Denied, acting
from studio.actions import BadInput, Choice
from studio.deals.model import EVENT_NAMES
from studio.drafting.draft import WORKFLOWS
from studio.orchestrating import diagram, firings, human_judgements, timeline

AGENT = Actor(agent="seller_prep")
BOOK = actions.open_playbook("reference")


def changes(review: str, book: str, tmp_path):
    """Everything that changes something, by name: each is for people."""
    own = actions.own_playbook(book)
    path = next(p for p in own.parts if p.startswith("qualification.") and not p.startswith("order"))
    base, seen = dict(own.parts[path]), own.saved[path].revision
    made = actions.kept_review(review).decided[item(review)].id
    folder = actions.open_deal(DEAL).deal.folder
    stage = next(p for p in own.parts if p.startswith("process.") and p.count(".") == 1)
    return {
        "approve": lambda: decide(review, "i1"), "amend": lambda: decide(review, "i1", "amend", "x", status="missing"),
        "reject": lambda: decide(review, "r1", "reject", "not_now"),
        "strike": lambda: actions.decide_items(review, [Choice(shown(review).observed[0].id, "strike", "misheard")]),
        "undo": lambda: actions.undo_decision(made), "done": lambda: actions.mark_done(made),
        "settle": lambda: actions.settle_conflict(1, keep=True, reason="x"),
        "forget": lambda: actions.forget(DEAL, made, "x"),
        "grant": lambda: actions.grant("crm_hygiene", "champion", "propose"),
        "grant draft": lambda: actions.grant("crm_hygiene", "champion", "draft"),
        "revoke": lambda: actions.revoke("crm_hygiene", "champion", "x"),
        "role": lambda: actions.give_role("a@example.org", "manager"),
        "take role": lambda: actions.give_role("a@example.org", "manager", False),
        "read trail": lambda: actions.audit_lines(), "export trail": lambda: actions.export_audit("csv"),
        "export patch": lambda: actions.export_patch([DEAL], "salesforce", "csv"),
        "start playbook": lambda: actions.start_playbook("x", by="x"), "put away": lambda: actions.put_away(book),
        "save": lambda: actions.save_fields(book, path, {"definition": "x"}, base=base, seen=seen, by="x"),
        "save own": lambda: actions.save_own_fields(book, {"description": "x"}, base=dict(own.parts["playbook"]),
                                                    seen=own.kept.revision, by="x"),
        "save rows": lambda: actions.save_rows(book, {path: {"definition": "x"}}, seen={path: seen},
                                               base={path: base}, by="x"),
        "add": lambda: actions.add_entry(book, "qualification", "x", by="x"),
        "duplicate": lambda: actions.duplicate_entry(book, path, by="x"),
        "archive": lambda: actions.archive_entry(book, path, by="x"),
        "reorder": lambda: actions.reorder_entry(book, path, 1, by="x"),
        "add to": lambda: actions.add_to(book, actions.open_playbook("bant"), what="x", by="x"),
        "publish": lambda: actions.publish(book, name="x", reason="x", by="x"),
        "bring back": lambda: actions.bring_back_version(book, 1, by="x"),
        "undo edit": lambda: actions.undo(book, "x"), "redo edit": lambda: actions.redo(book, "x"),
        "settle texts": lambda: actions.settle_held(1, "mine", by="x"),
        "park": lambda: actions.park(book, path, "x?", by="x"),
        "decide point": lambda: actions.decide(1, "x", "x", by="x"),
        "workshop": lambda: actions.start_workshop(book, "x", by="x"), "end": lambda: actions.end_workshop(1),
        "open deal": lambda: actions.add_own_deal(str(folder)),
        "leave deal": lambda: actions.forget_own_deal(folder),
        "import deals": lambda: actions.import_deals([tmp_path / "x.csv"]),
        "back up": lambda: actions.back_up(tmp_path / "copy.db"), "restore": lambda: actions.restore(tmp_path / "x.db"),
        "name": lambda: actions.join_people("Agent"), "stage": lambda: actions.archive_entry(book, stage, by="x"),
    }


@pytest.fixture
def furnished(tmp_path):
    """A review with a decision, a conflict, and a playbook of one's own."""
    review = keep("e3")
    decide(review, item(review))
    keep("e5")
    book = actions.start_playbook("Ours", by="Ann", source="thin")
    return review, book, changes(review, book, tmp_path)


def test_agent_can_do_nothing_but_draft(home, furnished):
    tables = [r[0] for r in sql(home, "select name from sqlite_master where type = 'table'")]
    before = {t: sql(home, f"select * from [{t}]") for t in tables}
    for name, deed in furnished[2].items():
        with acting(AGENT), pytest.raises(Denied) as refused:
            deed()
        told = str(refused.value)
        assert len(told.splitlines()) == 1 and told.startswith("the agent 'seller_prep' may draft and no more"), name
        assert "stays with a person (" in told and "ask one" in told, name
    assert {t: sql(home, f"select * from [{t}]") for t in tables} == before, "something was changed all the same"


def test_people_can_do_what_an_agent_cannot(furnished):
    """The refusals above come from who acts: somebody alone on a laptop gets past every one of them."""
    for name, deed in furnished[2].items():
        try:
            deed()
        except Denied as refused:
            pytest.fail(f"{name}: {refused}")
        except Exception:  # what is wrong with the deed itself is told elsewhere
            continue


def test_agent_drafts_and_the_draft_carries_its_name(home):
    with acting(AGENT):
        number, draft = actions.draft_with_memory("lead_brief", DEAL, as_of="e1")
        assert actions.keep_draft(drafted("e3")) and actions.memory(DEAL) == []
    assert shown(number).digest() == draft.digest()
    assert sql(home, "select agent, by from drafts where id = ?", number) == [("seller_prep", "")]
    assert sql(home, "select by, role from audit where subject = ?", number) == [("seller_prep", "agent")]


def test_nobody_but_a_person_is_ever_named_for_a_decision(home, furnished):
    assert {r[0] for r in sql(home, "select by from decisions")} == {"Ann Berg"}


# -- the map

def book(**orchestration) -> Playbook:
    return BOOK.model_copy(update={"orchestration": type(BOOK.orchestration).model_validate(orchestration)})


def fired(made: Playbook, event: str = "e1"):
    return firings(made, actions.open_deal(DEAL).deal.event(event))


def test_event_fires_what_the_map_names_by_its_agent():
    for moment in timeline(BOOK, actions.open_deal(DEAL).deal):
        for firing in moment.firings:
            assert firing.event_type == moment.event.type and firing.workflow in WORKFLOWS
            agent = next(a for a in BOOK.orchestration.agents if a.id == firing.agent)
            assert firing.workflow in agent.drafts and firing.why_not == ""


@pytest.mark.parametrize(("agent", "rule", "told"), [
    ({"archived": True}, {}, "archived or not in the playbook"),
    ({"drafts": ["deal_review"]}, {}, "may not draft it: it may draft deal_review"),
    ({"drafts": []}, {}, "may not draft it: it may draft nothing"),
    ({}, {"agent": "ghost"}, "the agent 'ghost' is archived or not in the playbook"),
    ({}, {"agent": None}, "no agent is named for it, so a person runs it"),
    ({"drafts": ["conquer_world"]}, {"workflow": "conquer_world"}, "is no workflow of this studio")])
def test_what_does_not_run_says_why(home, agent, rule, told):
    made = book(events=[{"event": "inbound_lead", "workflow": "lead_brief", "agent": "prep"} | rule],
                agents=[{"id": "prep", "name": "Prep", "drafts": ["lead_brief"]} | agent])
    firing, = fired(made)
    assert told in firing.why_not
    assert fired(made, "e3") == []


def test_agent_that_was_archived_drafts_nothing(home):
    name = actions.start_playbook("Ours", by="Ann", source="reference")
    own = actions.own_playbook(name)
    for path in [p for p in own.parts if p.startswith("orchestration.agents.")]:
        actions.archive_entry(name, path, by="Ann")
    ran = actions.play_event(DEAL, "e1", name)
    assert ran and all(r.draft == "" and "archived" in r.why_not for r in ran)
    assert sql(home, "select count(*) from drafts") == [(0,)]
    assert actions.played(DEAL, name) == {"e1": []}, "it counts as played, so that the deal goes on"


def test_judgements_that_stay_with_people_are_named_and_each_is_a_deed_no_agent_may_do():
    named = list(human_judgements(BOOK))
    assert named and all(j.name and j.whose and not j.archived for j in named)
    assert [d for d in DEED_WORDS if AGENT.may(d)] == ["draft"]


# -- playing a deal

def test_whole_sample_deal_plays_and_its_drafts_wait(home):
    loaded = actions.open_deal(DEAL).deal
    for event in loaded.events:
        for ran in actions.play_event(DEAL, event.id, "reference"):
            assert ran.draft and not ran.why_not
            found = actions.kept_review(ran.draft)
            assert found.kept.agent == ran.firing.agent and found.kept.draft.as_of in (event.id, "e5")
    assert list(actions.played(DEAL, "reference")) == [e.id for e in loaded.events]
    waiting = actions.queue(DEAL)
    assert len(waiting) == len({d for ids in actions.played(DEAL, "reference").values() for d in ids})
    assert all(w.undecided == w.items for w in waiting), "nothing is decided by playing"
    assert actions.verify_audit().broken is None


def test_plan_is_played_from_the_decisions_on_the_last_review():
    for event in ("e1", "e2", "e3", "e4", "e5"):
        actions.play_event(DEAL, event, "reference")
    review = actions.last_review(DEAL, "e6", "reference")
    assert shown(review).as_of == "e5"
    decide(review, "r1", "amend", "x", action="Ask for the date of the board")
    ran, = actions.play_event(DEAL, "e6", "reference")
    assert "Ask for the date of the board" in shown(ran.draft).to_json()
    assert actions.kept_review(review).decided["r1"].used


def test_decision_between_events_changes_what_follows():
    actions.play_event(DEAL, "e3", "reference")
    review = actions.last_review(DEAL, "e3", "reference")
    decide(review, item(review))
    actions.play_event(DEAL, "e5", "reference")
    later = actions.last_review(DEAL, "e5", "reference")
    assert next(i.status for i in shown(later).inferred if i.about == BUYER) == "evidenced"
    assert [c.about for c in actions.open_conflicts(DEAL)] == [BUYER]


def test_play_of_one_playbook_is_no_play_of_another():
    actions.play_event(DEAL, "e1", "reference")
    assert actions.played(DEAL, "thin") == {}


def test_event_played_twice_keeps_each_draft_once(home):
    for _ in range(2):
        actions.play_event(DEAL, "e1", "reference")
    assert len(actions.played(DEAL, "reference")["e1"]) == sql(home, "select count(*) from drafts")[0][0]


def test_event_that_is_none_of_the_deal_is_one_sentence():
    with pytest.raises(BadInput, match="is no event of this deal, expected one of e1, e2") as told:
        actions.play_event(DEAL, "e99" * 50, "reference")
    assert len(str(told.value).splitlines()) == 1


def test_plan_that_cannot_be_made_does_not_stop_the_deal(monkeypatch):
    from studio.actions import planning

    actions.play_event(DEAL, "e5", "reference")

    def refused(*_, **__):
        raise BadInput("the playbook or the deal has changed")

    monkeypatch.setattr(planning, "adjusted_plan", refused)
    ran, = actions.play_event(DEAL, "e6", "reference")
    assert (ran.draft, ran.why_not) == ("", "the playbook or the deal has changed")


# -- the diagram

LINE = re.compile(r'  (?:([ewaph]\d+)(?:\(\["[^"\n]*"\]\)|\["[^"\n]*"\]|\{\{"[^"\n]*"\}\}|\[/"[^"\n]*"/\])'
                  r"|[ewaph]\d+ --> [ewaph]\d+)")


def check_diagram(text: str) -> None:
    first, *rest = text.split("\n")
    assert first == "flowchart LR"
    boxes = set()
    for line in rest:
        found = LINE.fullmatch(line)
        assert found, line
        if found[1]:
            boxes.add(found[1])
    for line in rest:
        if "-->" in line:
            assert set(line.split()) - {"-->"} <= boxes, line
    labels = re.findall(r'"([^"]*)"', text)
    assert labels and all(label.strip() and not set(label) & set('"`<>#&;{}[]()|\\@$%*') for label in labels)


def test_diagram_of_the_reference_names_every_event_workflow_and_agent():
    text = diagram(BOOK)
    check_diagram(text)
    for agent in BOOK.orchestration.agents:
        assert agent.name in text
    for rule in BOOK.orchestration.events:
        assert EVENT_NAMES[rule.event] in text
    assert "Pre-call plan" in text and "Deal review" in text


@pytest.mark.parametrize("name", [
    '"]; click x "javascript:alert(1)"', "end", "%% comment", "a\nb --> c", "<script>alert(1)</script>", "1. First",
    "- list", "`code`", "# head", "🎯", "قال", "&lt;b&gt;", "graph TD; A-->B", "]) --> e0", "subgraph x", "   ",
    "\u202e", "x" * 5000, "class a b", "1)", "{{x}}", "*bold*"])
def test_hostile_names_cannot_break_the_diagram(name):
    made = book(events=[{"event": "inbound_lead", "workflow": "lead_brief", "agent": "a"},
                        {"event": "end", "workflow": "end", "agent": "end"},
                        {"event": "x", "workflow": "y", "agent": None}],
                agents=[{"id": "a", "name": "A", "drafts": ["lead_brief"]}, {"id": "end", "name": "B"}])
    agents = [a.model_copy(update={"name": name, "approver": name}) for a in made.orchestration.agents]
    check_diagram(diagram(made.model_copy(update={"orchestration": made.orchestration.model_copy(
        update={"agents": agents})})))


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_name_makes_a_sound_diagram(name, approver):
    made = book(events=[{"event": "inbound_lead", "workflow": "lead_brief", "agent": "a"}],
                agents=[{"id": "a", "name": "A"}])
    agent = made.orchestration.agents[0].model_copy(update={"name": name, "approver": approver})
    check_diagram(diagram(made.model_copy(update={"orchestration": made.orchestration.model_copy(
        update={"agents": [agent]})})))


def test_archived_agent_is_not_drawn():
    made = book(events=[{"event": "inbound_lead", "workflow": "lead_brief", "agent": "a"}],
                agents=[{"id": "a", "name": "Gone for good", "archived": True}])
    assert "Gone for good" not in diagram(made) and "A person" in diagram(made)
