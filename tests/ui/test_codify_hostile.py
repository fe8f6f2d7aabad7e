"""Hostile text on the Codify pages: shown as text wherever it appears; a broken store is said in one sentence."""

from __future__ import annotations

import sqlite3
from re import sub

import pytest
from codify_rooms import BY, PATHS, kept, one_of_each, open_entry, save, show, widget
from streamlit.testing.v1.element_tree import Block

from studio import actions
from studio.store import database
from studio.ui.links import PAGES

NASTY = ("<script>document.title='owned'</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
         "![x](http://evil.example/x.png)", ":material/delete: :smile:", "$x^2$", ":red[x] :red-background[y]",
         "**bold** _it_ `code`", "https://evil.example www.evil.example a@evil.example", "😀 🎯",
         "עברית مرحبا \u202eabc", "a\u200bb", "| a | b |", "# Head", "1. one", "- [ ] task",
         "&lt;b&gt; &amp;", "{{7*7}} ${x} %s {0}", "'\"--;",
         "long " * 35)
PAIN = "process.qualification.pain_identified"
CODIFY = ("home", "workshop", "playbook", "process", "qualification", "method", "behaviours", "plays", "import",
          "versions")
#: What Streamlit reads as Markdown: the label of nearly every widget, and what stands in some of them.
MARKDOWN_IN = ("button", "checkbox", "date_input", "multiselect", "number_input", "pills", "radio", "selectbox",
               "text_area", "text_input", "toggle", "expander", "toast", "markdown")
SIGNS = ("](", ":material/", ":red[", "<script", "<img", "**bold**", "`code`", "://evil", "www.evil", "$x^")


def _labels(app):
    """Every text on the page that Streamlit reads as Markdown, without what is escaped in it."""
    return [sub(r"\\[!-~]", "", text) for text in _texts(app)]


def _texts(app):
    for kind in MARKDOWN_IN:
        for one in getattr(app, kind, []):
            yield from (str(getattr(one, name, "") or "") for name in ("label", "help"))
            if kind in ("toast", "markdown"):
                yield one.value
            if kind in ("radio", "pills"):
                yield from one.options
    yield from (one.proto.label for one in app.get("page_link"))
    yield from (one.proto.popover.label for one in _blocks(app._tree) if one.type == "popover")


def _blocks(block):
    for child in block.children.values():
        if isinstance(child, Block):
            yield child
            yield from _blocks(child)


def _shown_as_text(app, markup, text):
    assert not app.exception
    assert text not in markup(app) or text.isalnum(), text
    for label in _labels(app):
        for sign in SIGNS:
            assert sign not in label, (sign, label)


@pytest.fixture
def nasty(open_page):
    """A playbook in which every name and text is hostile."""
    names = iter(NASTY * 20)
    actions.join_people("<b>Ann</b> :red[x]")
    made = actions.start_playbook(f"{NASTY[1]} {NASTY[6]}", by="<b>Ann</b> :red[x]", source="thin")
    own = actions.own_playbook(made)
    for path, part in own.parts.items():
        if isinstance(part, dict) and path != "playbook":
            text = next(names)
            field = "statement" if path.count(".") == 2 and path.startswith("process") else "owner"
            save(made, path, by="<b>Ben</b>", name=text, **{field: text})
    save(made, "qualification.champion", components=[{"id": "a", "name": NASTY[2]}, {"id": "b", "name": NASTY[6]}])
    actions.park(made, "qualification.champion", NASTY[3], by=NASTY[2])
    actions.decide(actions.park(made, "qualification.champion", NASTY[6], by=NASTY[2]), NASTY[0], NASTY[1], by=NASTY[3])
    actions.publish(made, name=NASTY[2], reason=NASTY[0], by=NASTY[1])
    actions.start_workshop(made, NASTY[1], by=BY)
    return made


@pytest.mark.parametrize("page", CODIFY)
def test_hostile_names_are_text_on_every_page(open_page, markup, nasty, page):
    app = open_page(page, playbook=nasty)
    for text in NASTY[:2]:
        _shown_as_text(app, markup, text)


@pytest.mark.parametrize(("page", "view"), [
    ("playbook", {"show": s}) for s in ("stand", "read", "own", "start", "export")] + [
    ("workshop", {"room": r}) for r in ("plan", "park", "present", "after")] + [
    ("versions", {"history": h}) for h in ("versions", "edits")] + [("versions", {"from": "1", "to": "2"})] + [
    ("qualification", {"mode": m, "entry": "qualification.champion"}) for m in ("guided", "whole", "table")])
def test_hostile_names_are_text_in_every_view(open_page, markup, nasty, page, view):
    app = open_page(page, playbook=nasty, **view)
    for text in NASTY[:2]:
        _shown_as_text(app, markup, text)


def test_hostile_texts_in_a_conflict_are_text(open_page, markup):
    ours = actions.start_playbook("Ours", by=BY, source="thin")
    actions.join_people(NASTY[2])
    app = open_entry(open_page, ours, PAIN, "whole")
    save(ours, PAIN, by=NASTY[6], statement=NASTY[1], signals=[NASTY[0]])
    widget(app, PAIN, "statement").set_value(NASTY[0]).run()
    assert any((r.key or "").startswith("side_") for r in app.radio)
    for text in NASTY[:2]:
        _shown_as_text(app, markup, text)


def test_hostile_document_is_text_in_the_proposal(open_page, markup):
    text = f"# Stage 1: {NASTY[1]}\n\nExit criteria:\n\n" + "".join(f"- The buyer said {n}\n" for n in NASTY)
    app = open_page("import")
    app.file_uploader("import_files").set_value(("<b>h</b>.md", text.encode(), "text/markdown")).run()
    app.button("import_read").click().run()
    for one in NASTY[:2]:
        _shown_as_text(app, markup, one)
    app.get_by_key("import_kind").set_value("exit_criterion").run()
    for one in NASTY[:2]:
        _shown_as_text(app, markup, one)


@pytest.mark.parametrize("text", NASTY)
def test_text_is_kept_as_it_was_typed(open_page, text):
    ours = one_of_each()
    app = open_entry(open_page, ours, "process.thing.proof", "whole")
    widget(app, "process.thing.proof", "statement").set_value(text).run()
    assert kept(ours, "process.thing.proof")["statement"] == text.strip()
    widget(app, "process.thing.proof", "signals").set_value(text).run()
    assert not app.exception
    assert kept(ours, "process.thing.proof")["signals"] == [text.strip()]


@pytest.mark.parametrize("text", ["a" * 1_000_000, "é" * 500_000, "line\n" * 200_000])
def test_text_that_cannot_be_kept_is_refused_in_a_sentence_and_what_was_there_stays(open_page, words, text):
    ours = one_of_each()
    save(ours, "process.thing.proof", statement="What was there")
    app = open_entry(open_page, ours, "process.thing.proof", "whole")
    widget(app, "process.thing.proof", "statement").set_value(text).run()
    assert not app.exception
    assert "Not saved." in words(app) and len(words(app)) < 50_000
    assert kept(ours, "process.thing.proof")["statement"] == "What was there"


def test_nul_is_kept_or_refused_but_never_cuts_a_text(open_page, words):
    ours = one_of_each()
    app = open_entry(open_page, ours, "process.thing.proof", "whole")
    widget(app, "process.thing.proof", "statement").set_value("before\x00after").run()
    assert not app.exception
    now = kept(ours, "process.thing.proof").get("statement")
    assert now in ("before\x00after", None)
    if now is None:
        assert "Not saved." in words(app)


@pytest.mark.parametrize("name", [*NASTY[:8], "a" * 200, "\x00", "\u202e", ".", "id", "process", "__proto__", "null"])
def test_any_name_makes_an_entry_that_opens(open_page, markup, name):
    ours = one_of_each()
    app = open_entry(open_page, ours, "process.thing", "guided")
    app.text_input("new_process").set_value(name).run()
    assert not app.exception
    assert len(actions.own_book(ours).process) == 2
    show(app, f"process.{actions.own_book(ours).process[1].id}", "whole")


@pytest.mark.parametrize("path", PATHS)
def test_longest_texts_fit_on_the_page_of_every_kind(open_page, path):
    ours = one_of_each()
    save(ours, path, name="W" * 2000, owner="x" * 8000)
    app = open_entry(open_page, ours, path, "guided")
    app.button("tool_copy").click().run()
    assert not app.exception


@pytest.mark.parametrize("name", [" ", "<b>x</b>", "\x00", "😀"])
def test_persons_name_is_text_or_refused(open_page, words, markup, name):
    ours = one_of_each()
    app = open_entry(open_page, ours, "process.thing", "guided")
    app.text_input("my_name").set_value(name).run()
    assert not app.exception
    assert "<b>x" not in markup(app)
    if not name.strip():
        assert "your name: expected 1 to 80 characters" in words(app)


# -- the store

@pytest.mark.parametrize("page", sorted(PAGES))
def test_broken_store_is_said_in_one_sentence_on_every_page(open_page, words, tmp_path, page):
    actions.start_playbook("Ours", by=BY, source="thin")
    (tmp_path / "home" / "studio.db").write_bytes(b"not a store at all" * 1000)
    for beside in ("studio.db-wal", "studio.db-shm"):
        (tmp_path / "home" / beside).unlink(missing_ok=True)
    app = open_page(page)
    assert not app.exception
    assert words(app).count("That did not work.") >= 1
    assert "is not a sound store" in words(app)


@pytest.mark.parametrize("page", CODIFY)
def test_newer_store_is_refused_in_a_sentence(open_page, words, page):
    ours = actions.start_playbook("Ours", by=BY, source="thin")
    with database.opened(actions.data_folder()) as db:
        db.execute("insert into _sqlite_migrations (migration_set, name, applied_at) select migration_set, "
                   "'999_later', applied_at from _sqlite_migrations limit 1")
    database._ready.clear()
    app = open_page(page, playbook=ours)
    assert not app.exception
    assert "newer Playbook Studio" in words(app)


@pytest.mark.parametrize("page", CODIFY)
def test_data_folder_that_cannot_be_used_is_said_in_a_sentence(open_page, words, tmp_path, monkeypatch, page):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("PLAYBOOK_STUDIO_HOME", str(tmp_path / "file" / "home"))
    app = open_page(page, playbook="thin")
    assert not app.exception


def _read_only(monkeypatch):
    def connect(path):
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        return database.Database(connection)

    monkeypatch.setattr(database, "_connect", connect)


def test_store_that_cannot_be_written_keeps_what_was_typed_on_screen_and_says_so(open_page, words, monkeypatch):
    ours = one_of_each()
    app = open_entry(open_page, ours, "process.thing.proof", "whole")
    _read_only(monkeypatch)
    widget(app, "process.thing.proof", "statement").set_value("Typed in vain?").run()
    assert not app.exception
    assert "Not saved." in words(app) and "cannot be opened" in words(app)
    assert widget(app, "process.thing.proof", "statement").value == "Typed in vain?"


@pytest.mark.parametrize("deed", ["tool_up", "tool_copy", "tool_archive", "undo"])
def test_deed_that_cannot_be_written_is_said_in_a_sentence(open_page, words, monkeypatch, deed):
    ours = actions.start_playbook("Ours", by="", source="thin")
    save(ours, PAIN, by="", statement="x")
    app = open_entry(open_page, ours, PAIN, "whole")
    _read_only(monkeypatch)
    app.button(deed).click().run()
    assert not app.exception
    assert "That did not work." in words(app)


@pytest.mark.parametrize(("page", "view", "deed"), [
    ("workshop", {"room": "plan"}, "start_workshop"), ("playbook", {"show": "export"}, "put_away"),
    ("versions", {"from": "1"}, "bring_back")])
def test_deed_elsewhere_that_cannot_be_written_is_said_in_a_sentence(open_page, words, monkeypatch, page, view, deed):
    ours = actions.start_playbook("Ours", by=BY, source="thin")
    save(ours, PAIN, statement="x")
    app = open_page(page, playbook=ours, **view)
    _read_only(monkeypatch)
    app.button(deed).click().run()
    assert not app.exception
    assert "That did not work." in words(app)


@pytest.mark.parametrize(("page", "view", "deed"), [
    ("process", {"entry": PAIN}, "tool_up"), ("process", {"entry": PAIN}, "undo"),
    ("workshop", {"room": "plan"}, "start_workshop"), ("playbook", {"show": "export"}, "put_away"),
    ("versions", {"from": "1"}, "bring_back")])
def test_viewer_may_look_and_is_told_why_nothing_else(open_page, words, page, view, deed):
    actions.join_people(BY)
    ours = actions.start_playbook("Ours", by=BY, source="thin")
    save(ours, PAIN, statement="x")
    before = actions.own_playbook(ours).parts
    app = open_page(page, playbook=ours, **view)
    app.session_state["acting_role"] = "viewer"
    app.button(deed).click().run()
    assert not app.exception
    assert "you act as a viewer" in words(app)
    assert actions.own_playbook(ours).parts == before
    assert actions.workshops(ours) == [] and actions.own_playbooks()
