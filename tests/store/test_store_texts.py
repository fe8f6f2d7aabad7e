"""Whatever people type or paste is kept as it is, or refused in one sentence with nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_examples import Session, parts_of, small, start

from playbook.files import parse_playbook
from playbook.text_files import FileFault
from studio import actions
from studio.actions import BadInput

TALK = "process.talk"
ODD = {
    "an emoji": "Sponsor 🎯👩‍👩‍👧 named", "right to left": "قال المشتري إن المشكلة تكلفه \u202eabc\u202c",
    "NUL": "a\0b\0", "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "Markdown": "# x\n[a](b) `c` |d|", "SQL": "'); drop table parts; --", "YAML": "!!python/object:os.system {a: *b}",
    "quotes": "\"'`\\", "a path": "../..",
    "lines": "one\n\n  two\r\nthree\ttab", "controls": "\x1b[31m\x07\x7f\x85\u2028\ufeff", "combining": "e\u0301 é",
    "a number": "007", "a word of JSON": "null", "braces": "{person} {0} %s ${x}", "the longest": "x" * 8000,
}


def test_odd_text_is_kept_as_it_is():
    playbook = start()
    session = Session(playbook, "Ann 🎯")
    for text in ODD.values():
        session.save(TALK, purpose=text)
        assert parts_of(playbook)[TALK]["purpose"] == text.strip()
        actions.publish(playbook, name=text[:99].strip() or "x", reason=text[:1999].strip() or "x", by="Ann 🎯")
        assert actions.version_book(playbook, actions.versions(playbook)[0].number).process[0].purpose == text.strip()
        again = parse_playbook(actions.export_playbook(playbook))
        assert again.process[0].purpose == text.strip()
    for _ in ODD:
        session.undo()
    assert parts_of(playbook)[TALK]["purpose"] == "Find the problem"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip))
def test_any_text_is_kept_as_it_is(text, home):
    playbook = start(text, small())
    book = actions.own_book(playbook)
    assert book.name == " ".join(text.split())
    path = actions.add_entry(playbook, "process", text, by=text)
    session = Session(playbook, text)
    session.save(path, purpose=text, risks=[text])
    assert (parts_of(playbook)[path]["purpose"], parts_of(playbook)[path]["risks"]) == (text.strip(), [text.strip()])
    assert actions.edit_history(playbook)[0].by == text
    actions.park(playbook, path, text, by=text)
    assert actions.points(playbook)[0].question == text.strip()
    session.undo()
    assert "purpose" not in parts_of(playbook)[path]


@pytest.mark.parametrize(("value", "told"), [
    ("word " * 200_000, "at most 8000 characters"), ("x" * 8001, "at most 8000 characters"),
    ("cut \ud83d here", "valid string"), (7, "expected text"), (["a"], "expected text"), ({"a": 1}, "expected text"),
    (None, "expected text")], ids=["1 MB", "one too long", "half a character", "number", "list", "mapping", "nothing"])
def test_value_that_cannot_be_kept_is_refused_in_one_sentence_and_nothing_is_lost(playbook, ann, value, told):
    before = parts_of(playbook)
    with pytest.raises(BadInput, match=r"^process\.talk: purpose: ") as fault:
        ann.save(TALK, purpose=value)
    assert told in str(fault.value) and len(str(fault.value)) < 300 and len(str(fault.value).splitlines()) == 1
    assert parts_of(playbook) == before and actions.edit_history(playbook) == []
    ann.save(TALK, purpose="Goes on")


def test_values_nested_very_deep_are_refused(playbook, ann):
    deep = "x"
    for _ in range(100_000):
        deep = [deep]
    for values in ({"risks": deep}, {"risks": [deep]}, {"sources": [{"title": deep}]}):
        with pytest.raises(BadInput, match=r"^process\.talk: "):
            ann.save(TALK, **values)
    assert actions.edit_history(playbook) == []


@pytest.mark.parametrize("values", [{"standart": "typo"}, {"id": "other"}, {"id": "Not a slug"}, {"name": " "}])
def test_field_that_does_not_fit_is_refused(playbook, ann, values):
    before = parts_of(playbook)
    with pytest.raises(BadInput, match=rf"^process\.talk: {next(iter(values))}: "):
        ann.save(TALK, **values)
    assert parts_of(playbook) == before


def test_own_page_refuses_what_does_not_fit(playbook):
    base = parts_of(playbook)["playbook"]
    for values, told in (({"name": ""}, "name"), ({"description": "x" * 8001}, "8000"), ({"nonsense": "x"}, "nonsense"),
                         ({"description": "\ud800"}, "description")):
        with pytest.raises((BadInput, FileFault), match=told) as fault:
            actions.save_own_fields(playbook, values, base=base, seen=1, by="Ann")
        assert len(str(fault.value).splitlines()) == 1
    assert parts_of(playbook)["playbook"] == base


HALF = "cut \ud83d here"


@pytest.mark.parametrize("action", [
    lambda p: start(HALF), lambda p: actions.join_people(HALF), lambda p: actions.park(p, TALK, HALF, by="Ann"),
    lambda p: actions.publish(p, name=HALF, reason="x", by="Ann"), lambda p: actions.start_workshop(p, HALF, by="Ann"),
    lambda p: actions.publish(p, name="x", reason=HALF, by="Ann"), lambda p: actions.undo(p, HALF),
    lambda p: actions.add_entry(p, TALK, HALF, by="Ann"), lambda p: Session(p, HALF).save(TALK, purpose="x"),
    lambda p: actions.edit_history(p, HALF)],
    ids=["playbook", "person", "point", "version", "workshop", "reason", "undo", "entry", "editor", "history"])
def test_half_a_character_is_refused_anywhere_in_one_sentence(playbook, ann, action):
    ann.save("process.show", purpose="Something to publish")
    before = parts_of(playbook)
    with pytest.raises(BadInput) as fault:
        action(playbook)
    assert len(str(fault.value).splitlines()) == 1 and ("expected" in str(fault.value) or "valid" in str(fault.value))
    str(fault.value).encode("utf-8")
    assert parts_of(playbook) == before and len(actions.versions(playbook)) == 1 and actions.points(playbook) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_name_of_a_person_must_fit(name):
    with pytest.raises(BadInput, match="your name: expected 1 to 80 characters"):
        actions.join_people(name)


def test_person_who_writes_the_name_otherwise_is_the_same_person():
    assert actions.join_people(" Dana   Ortiz ") == "Dana Ortiz"
    assert actions.join_people("dana ortiz") == "Dana Ortiz"
    assert actions.people() == ["Dana Ortiz"] and actions.last_person() == "Dana Ortiz"
