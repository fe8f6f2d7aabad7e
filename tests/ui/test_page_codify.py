"""Playbook as the front of Codify: its own page, starting one, taking it out, putting it away."""

from __future__ import annotations

import json

import pytest
import yaml
from codify_rooms import BY, PATHS, kept, one_of_each, widget, widgets

from playbook.files import to_yaml
from playbook.parts import OWN, split
from studio import actions
from studio.actions import playbooks

FIRST = "process.prospecting"
PILLARS = ("process", "qualification", "method", "behaviours", "plays")


@pytest.fixture
def thin(open_page):
    return actions.start_playbook("Ours", by=BY, source="thin")


def _form(app, label):
    return next(b for b in app.button if b.label == label)


def _input(app, label):
    return next(t for t in app.text_input if t.label == label)


# -- what is shown of which playbook

@pytest.mark.parametrize("page", PILLARS)
@pytest.mark.parametrize("source", ["reference", "thin", "meddic"])
def test_shipped_playbook_is_read_and_offers_a_copy(open_page, words, page, source):
    app = open_page(page, playbook=source)
    assert not app.exception
    assert "stays as it is" in words(app)
    assert not any((w.key or "").startswith("ed:") for w in widgets(app))


def test_copy_of_a_shipped_playbook_opens_for_editing(open_page, words):
    app = open_page("process", playbook="thin")
    _input(app, "What you call it").set_value("Ours at last")
    _input(app, "Your name").set_value("Ann Berg")
    _form(app, "Make it ours").click().run()
    assert not app.exception
    assert [k.name for k in actions.own_playbooks()] == ["Ours at last"]
    assert app.text_input("my_name").value == "Ann Berg"
    assert any((w.key or "").startswith("ed:") for w in widgets(app))


def test_copy_without_a_name_says_what_is_missing(open_page, words):
    app = open_page("process", playbook="thin")
    _input(app, "Your name").set_value("")
    _form(app, "Make it ours").click().run()
    assert "your name: expected 1 to 80 characters" in words(app)
    assert actions.own_playbooks() == []


def test_playbook_of_a_name_twice_is_two_playbooks_to_choose_from(open_page):
    first = actions.start_playbook("Ours", by=BY, source="thin")
    second = actions.start_playbook("Ours", by=BY)
    app = open_page("process", playbook=first)
    assert len(set(app.selectbox("pick_playbook").options)) == len(app.selectbox("pick_playbook").options)
    app.selectbox("pick_playbook").set_value(second).run()
    assert not app.exception
    assert app.query_params["playbook"] in (second, [second])


@pytest.mark.parametrize("where", ["/nowhere/x.yaml", "no such", "<b>x</b>", "../../etc/passwd", "x" * 5000])
@pytest.mark.parametrize("page", ["process", "playbook", "versions", "workshop", "home"])
def test_playbook_that_is_not_there_is_said_in_a_sentence(open_page, words, markup, page, where):
    app = open_page(page, playbook=where)
    assert not app.exception
    assert "That did not work." in words(app)
    assert "<b>x" not in markup(app)


@pytest.mark.parametrize("entry", ["process.nothing", "nonsense", "method", "process.qualification.pain.x", "🎯"])
def test_link_to_an_entry_that_is_gone_opens_the_first_one(open_page, thin, entry):
    app = open_page("process", playbook=thin, entry=entry)
    assert not app.exception
    assert app.radio("entries_process").value == "process.prospecting"


@pytest.mark.parametrize("show", ["stand", "read", "start", "export"])
@pytest.mark.parametrize("own", [True, False])
def test_every_view_of_every_playbook_opens(open_page, show, own):
    which = actions.start_playbook("Ours", by=BY, source="meddic") if own else "meddic"
    assert not open_page("playbook", playbook=which, show=show).exception


@pytest.mark.parametrize("show", ["stand", "read", "own", "start", "export"])
def test_every_view_of_an_empty_playbook_opens(open_page, show):
    assert not open_page("playbook", playbook=actions.start_playbook("Ours", by=BY), show=show).exception


# -- its own page

def test_own_page_saves_each_of_its_fields(open_page):
    ours = one_of_each()
    app = open_page("playbook", playbook=ours, show="own")
    for field, value in (("name", "A better name"), ("description", "For mid-market"), ("currency", "USD"),
                         ("qualification.framework", "MEDDIC"), ("method.summary", "We trace problems"),
                         ("governance.rules", "One\nTwo"), ("governance.retention_days", 365)):
        widget(app, OWN, field).set_value(value).run()
        assert not app.exception, field
    book = actions.own_book(ours)
    assert (book.name, book.description, book.currency) == ("A better name", "For mid-market", "USD")
    assert (book.qualification.framework, book.method.summary) == ("MEDDIC", "We trace problems")
    assert (book.governance.rules, book.governance.retention_days) == (["One", "Two"], 365)
    assert [p for _, p, _ in book.entries() if p in PATHS] and len(book.process) == 1


def test_own_page_has_segments_that_entries_can_be_for(open_page):
    ours = one_of_each()
    app = open_page("playbook", playbook=ours, show="own")
    widget(app, OWN, "segments", "new").set_value("Mid-market").run()
    assert not app.exception
    segment = actions.own_book(ours).segments[0]
    app = open_page("process", playbook=ours, entry="process.thing.proof", mode="whole")
    widget(app, "process.thing.proof", "applies_when", "segments").set_value([segment.id]).run()
    assert kept(ours, "process.thing.proof")["applies_when"] == {"segments": [segment.id]}


def test_own_page_has_events_that_start_a_workflow(open_page):
    ours = one_of_each()
    app = open_page("playbook", playbook=ours, show="own")
    widget(app, OWN, "orchestration.events", "new").set_value("call_completed").run()
    assert not app.exception
    widget(app, OWN, "orchestration.events", 0, "workflow").set_value("pre_call_plan").run()
    rule = actions.own_book(ours).orchestration.events[0]
    assert (rule.event, rule.workflow) == ("call_completed", "pre_call_plan")


def test_playbook_without_a_name_is_refused(open_page, words):
    ours = one_of_each()
    app = open_page("playbook", playbook=ours, show="own")
    widget(app, OWN, "name").set_value("  ").run()
    assert not app.exception
    assert "Not saved." in words(app)
    assert actions.own_book(ours).name == "Ours"


def test_time_of_a_save_is_that_of_the_playbook_on_screen(open_page, words, thin):
    other = actions.start_playbook("Other", by=BY, source="thin")
    app = open_page("process", playbook=thin, mode="whole")
    widget(app, FIRST, "name").set_value("A").run()
    assert "Saved at" in words(app)
    app.selectbox("pick_playbook").set_value(other).run()
    assert "Saved at" not in words(app) and "Saved as you type" in words(app)
    app.selectbox("pick_playbook").set_value(thin).run()
    assert "Saved at" in words(app)


# -- starting one

@pytest.mark.parametrize("source", ["reference", "thin", "bant", "nothing"])
def test_playbook_starts_from_what_is_chosen(open_page, words, source):
    app = open_page("playbook", show="start")
    app.selectbox("start_from").set_value(source).run()
    _input(app, "What you call it").set_value("Ours")
    _input(app, "Your name").set_value(BY)
    _form(app, "Make it ours").click().run()
    assert not app.exception
    assert "Ours is yours." in words(app) and "Depth by pillar" in words(app)
    assert not any(b.label == "Make it ours" for b in app.button)
    made = actions.own_book(actions.own_playbooks()[0].id)
    wanted = [] if source == "nothing" else [p for _, p, _ in actions.open_playbook(source).entries()]
    assert [p for _, p, _ in made.entries()] == wanted


def test_playbook_starts_from_a_file(open_page):
    app = open_page("playbook", show="start")
    app.selectbox("start_from").set_value("file").run()
    app.file_uploader("start_file").set_value(("ours.yaml", to_yaml(actions.open_playbook("thin")).encode(), "")).run()
    assert not app.exception
    _input(app, "Your name").set_value(BY)
    _form(app, "Make it ours").click().run()
    made = actions.own_book(actions.own_playbooks()[0].id)
    assert [p for _, p, _ in made.entries()] == [p for _, p, _ in actions.open_playbook("thin").entries()]


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"just text", b"{id: x}", b"[1, 2]", b"a: &a [*a]",
                                     b"!!python/object/apply:os.system ['true']", b"{" * 5000])
def test_file_that_is_no_playbook_is_refused_in_a_sentence(open_page, words, content):
    app = open_page("playbook", show="start")
    app.selectbox("start_from").set_value("file").run()
    app.file_uploader("start_file").set_value(("ours.yaml", content, "application/yaml")).run()
    assert not app.exception
    assert "That did not work. ours.yaml" in words(app)


# -- taking it out, putting it away

def test_exports_hold_the_playbook_as_it_stands(open_page, thin):
    app = open_page("playbook", playbook=thin, show="export")
    assert [d.label for d in app.get("download_button")] == [
        "Handbook to read or print", "Handbook in Markdown", "Playbook as YAML", "Playbook as JSON",
        "The form of a playbook (JSON Schema)"]
    out = playbooks.export_playbook(thin)
    assert split(actions.parse_playbook_file(out.encode(), "x.yaml")) == split(actions.own_book(thin))
    assert json.loads(playbooks.export_playbook(thin, form="json"))["name"] == yaml.safe_load(out)["name"] == "Ours"


def test_playbook_put_away_leaves_the_lists_and_comes_back_whole(open_page, thin):
    before = split(actions.own_book(thin))
    app = open_page("playbook", playbook=thin, show="export")
    app.button("put_away").click().run()
    assert not app.exception
    assert thin not in app.selectbox("pick_playbook").options
    assert actions.own_playbooks() == [] and [k.id for k in actions.put_away_playbooks()] == [thin]
    other = actions.start_playbook("Another", by=BY)
    app = open_page("playbook", playbook=other, show="export")
    app.button(f"bring_{thin}").click().run()
    assert not app.exception
    assert {k.id for k in actions.own_playbooks()} == {thin, other}
    assert split(actions.own_book(thin)) == before


def test_only_playbook_put_away_can_be_brought_back(open_page, thin):
    app = open_page("playbook", playbook=thin, show="export")
    app.button("put_away").click().run()
    app = open_page("playbook", show="export")
    assert any(b.label.startswith("Bring back") for b in app.button)
