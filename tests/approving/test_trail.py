"""The audit trail: only ever added to, tamper-evident, complete, without text of a deal or playbook."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing

import pytest
from approving_deals import BEN, BUYER, DEAL, decide, drafted, item, keep, shown, sql, tamper
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio import actions
from studio.acting import Actor, acting
from studio.actions import BadInput

MARKER = "zyxwvutsrq-9f8e7d6c5b4a-ponmlkjihg"


def lines(home):
    return sql(home, "select * from audit order by seq")


def filled() -> str:
    """Five lines: a draft and four decisions; return the draft's id."""
    number = keep()
    for one in ("i1", "i2", "i3", "r1"):
        decide(number, one)
    return number


# -- only ever added to

@pytest.mark.parametrize("statement", [
    "update audit set by = 'Mallory' where seq = 1", "delete from audit where seq = 5", "delete from audit",
    "replace into audit select * from audit where seq = 2",
    "insert or replace into audit (seq, at, what, detail, before, hash) values (2, '', 'x', '{}', '', '')",
    "insert into audit (seq, at, what, detail, before, hash) values (99, '', 'x', '{}', '', '')",
    "insert into audit (at, what, detail, before, hash) values ('', 'x', '{}', '', '')",
    "update audit set seq = seq + 1", "delete from decisions where id = 1",
])
def test_line_cannot_be_changed_removed_or_replaced(home, statement):
    filled()
    before = lines(home)
    refused = pytest.raises(sqlite3.IntegrityError, match=r"only ever added to|taken back by one more line")
    with closing(sqlite3.connect(home / "studio.db")) as db, refused:
        db.execute(statement)
    assert lines(home) == before and actions.verify_audit().broken is None


# -- tamper-evident

def test_whole_trail_says_so_with_its_head(home):
    filled()
    verdict = actions.verify_audit()
    assert (verdict.lines, verdict.broken, verdict.why) == (5, None, "")
    assert verdict.head == lines(home)[-1][-1]
    assert actions.verify_audit(verdict.head).broken is None
    keep("e5")
    assert actions.verify_audit(verdict.head).broken is None, "a head noted earlier is among the seals"


@pytest.mark.parametrize("column", ["at", "by", "role", "what", "subject", "detail", "before", "hash"])
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_any_change_of_any_line_is_found_where_it_is(home, seq, column):
    filled()
    tamper(home, f"update audit set [{column}] = case when [{column}] = '' then 'x' else "
                 f"substr([{column}], 1, length([{column}]) - 1) || '~' end where seq = {seq}")
    verdict = actions.verify_audit()
    assert verdict.broken == seq and verdict.why == f"line {seq} is not as it was written"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_byte_of_any_field_is_sealed(home, data):
    if not (home / "studio.db").exists():
        filled()
    rows = lines(home)
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(1, 8))
    text = rows[row][column]
    place = data.draw(st.integers(0, len(text)))
    letter = data.draw(st.characters(exclude_categories=["Cs", "Cc"]))
    changed = text[:place] + letter + text[place + 1:]
    if changed == text:
        return
    names = ("seq", "at", "by", "role", "what", "subject", "detail", "before", "hash")
    from studio.store.audit import START, seal

    line = dict(zip(names, rows[row], strict=True)) | {names[column]: changed}
    before = rows[row - 1][-1] if row else START
    assert line["before"] != before or seal(line) != line["hash"]


@pytest.mark.parametrize(("statements", "broken", "why"), [
    (["delete from audit where seq = 1"], 1, "line 1 is missing"),
    (["delete from audit where seq = 3"], 3, "line 3 is missing"),
    (["delete from audit where seq in (2, 4)"], 2, "line 2 is missing"),
    (["delete from audit where seq = 3", "update audit set seq = seq - 1 where seq > 3"], 3, "line 3 is not as"),
    (["update audit set seq = 99 where seq = 2", "update audit set seq = 2 where seq = 3",
      "update audit set seq = 3 where seq = 99"], 2, "line 2 is not as it was written"),
])
def test_line_that_is_gone_or_moved_is_named(home, statements, broken, why):
    filled()
    tamper(home, *statements)
    verdict = actions.verify_audit()
    assert verdict.broken == broken and verdict.why.startswith(why)


def test_tail_that_was_cut_is_found_by_a_noted_head(home):
    filled()
    head = actions.verify_audit().head
    tamper(home, "delete from audit where seq > 3")
    assert actions.verify_audit().broken is None, "a shorter trail is sound in itself"
    verdict = actions.verify_audit(head)
    assert verdict.broken == 4 and "the noted seal is not in the trail" in verdict.why


def test_tail_that_was_written_anew_with_sound_seals_is_found_by_a_noted_head(home):
    filled()
    head = actions.verify_audit().head
    tamper(home, "delete from audit where seq > 3")
    with acting(BEN):
        keep("e5")
        decide(keep("e5"), "i1")
    assert actions.verify_audit().broken is None
    assert "written anew" in actions.verify_audit(head).why


def test_nothing_kept_is_no_trail_to_check():
    with pytest.raises(BadInput, match="nothing has been kept here yet"):
        actions.verify_audit()


# -- complete

def test_everything_that_is_done_stands_in_it(home):
    from test_authority import earn

    number = keep()
    first = decide(number, "i1")
    actions.undo_decision(first)
    decide(number, item(number))
    decide(number, "r1", "amend", "x", action="Call them")
    decide(number, "r2", "reject", "not_now")
    decide(number, shown(number).observed[0].id, "strike", "misheard")
    actions.adjusted_plan(number)
    keep("e5")
    one, = actions.open_conflicts(DEAL)
    actions.settle_conflict(one.id, keep=True, reason="We know more")
    actions.mark_done(next(m.decision for m in actions.memory(DEAL) if m.kind == "commitment"))
    actions.forget(DEAL, next(m.decision for m in actions.memory(DEAL) if m.kind == "rejected"), "asked for")
    earn("crm_hygiene", "champion", 25)
    actions.grant("crm_hygiene", "champion", "propose")
    earn("crm_hygiene", "champion", 1, "reject", "not_said")
    earn("crm_hygiene", "metrics", 25)
    actions.grant("crm_hygiene", "metrics", "propose")
    actions.revoke("crm_hygiene", "metrics", "no longer")
    actions.give_role("ben@example.org", "manager")
    book = actions.start_playbook("Ours", by="Ann", source="thin")
    own = actions.own_playbook(book)
    actions.save_own_fields(book, {"description": "x"}, base=dict(own.parts["playbook"]), seen=own.kept.revision,
                            by="Ann")
    actions.publish(book, name="One", reason="Because", by="Ann")
    actions.undo(book, "Ann")
    actions.redo(book, "Ann")
    actions.export_audit()
    done = {r[0] for r in sql(home, "select distinct what from audit")}
    assert done >= {"draft", "approve", "undo", "amend", "reject", "strike", "conflict", "settle", "done", "forget",
                    "grant", "demote", "revoke", "role", "edit", "publish", "undo edit", "redo edit", "export"}
    assert actions.verify_audit().broken is None


def test_line_tells_who_in_which_role_when_on_what(home):
    number = keep()
    with acting(BEN):
        decide(number, "i1")
    line = actions.audit_lines(what="approve")[0]
    assert (line.by, line.role, line.subject) == ("Ben Ito", "manager", f"{number}:i1")
    assert line.at[:4].isdigit()
    assert line.detail["deal"] == DEAL and line.detail["engine"] == "offline"
    assert line.detail["playbook"] == "reference" and line.detail["playbook_version"] >= 1
    assert line.detail["decision"] == 1 and "prompt_version" in line.detail and "model" in line.detail


def test_trail_is_filtered_by_what_whom_and_subject(home):
    first = filled()
    with acting(BEN):
        decide(keep("e5"), "i1")
    assert {ln.what for ln in actions.audit_lines(what="draft")} == {"draft"}
    assert [ln.by for ln in actions.audit_lines(by="Ben Ito", what="approve")] == ["Ben Ito"]
    assert [ln.subject for ln in actions.audit_lines(subject=":r1")] == [f"{first}:r1"]
    last = sql(home, "select max(seq) from audit")[0][0]
    assert [ln.seq for ln in actions.audit_lines(most=2)] == [last, last - 1]


# -- without text

def marked(home) -> str:
    """A deal, a playbook and decisions full of a marker; everything is done with them that can be."""
    number = actions.keep_draft(drafted())
    decide(number, item(number), "amend", f"because {MARKER}", statement=f"text {MARKER}", status="evidenced")
    decide(number, "r1", "amend", f"why {MARKER}", action=f"Call {MARKER}", value=f"value {MARKER}")
    decide(number, "r2", "reject", f"no {MARKER}")
    decide(number, shown(number).observed[0].id, "strike", f"heard {MARKER}")
    actions.adjusted_plan(number)
    keep("e5")
    one, = actions.open_conflicts(DEAL)
    actions.settle_conflict(one.id, keep=False, reason=f"settled {MARKER}")
    book = actions.start_playbook(f"Name {MARKER}", by="Ann", source="thin")
    own = actions.own_playbook(book)
    path = next(p for p in own.parts if p.startswith("qualification."))
    actions.save_fields(book, path, {"definition": f"means {MARKER}"}, base=dict(own.parts[path]),
                        seen=own.saved[path].revision, by="Ann", what=f"Edited {MARKER}")
    actions.publish(book, name=f"V {MARKER}", reason=f"R {MARKER}", by="Ann")
    actions.undo(book, "Ann")
    actions.revoke("crm_hygiene", "champion", MARKER)
    actions.forget(DEAL, actions.memory(DEAL)[0].decision, f"forget {MARKER}")
    return number


def test_no_text_of_a_deal_decision_or_playbook_is_ever_in_it(home):
    marked(home)
    told = json.dumps(lines(home), ensure_ascii=False)
    slug = MARKER.replace("-", "_")
    assert MARKER not in told
    assert {r[0] for r in sql(home, "select distinct subject from audit where subject like ?", f"%{slug}%")} <= {
        f"name_{slug}"}, "a playbook's id may be in it, its text not"
    texts = {q.text for o in drafted().observed for q in o.quotes if len(q.text) > 25}
    texts |= {i.statement for i in drafted().inferred} | {r.action for r in drafted().recommended}
    assert not [t for t in texts if t in told]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text("abcdefghij \n=<>'\"\\é漢🎯", min_size=24, max_size=60).filter(lambda t: len(t.strip()) > 20))
def test_any_long_text_that_is_typed_stays_out_of_it(home, text):
    number = keep()
    decide(number, "i2", "amend", text, statement=text)
    decide(number, "r1", "reject", text)
    told = "\n".join(str(cell) for row in lines(home) for cell in row)
    for form in (text, text.strip(), json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
        assert form not in told


# -- taken out

def test_json_export_holds_every_line_in_order(home):
    filled()
    data = json.loads(actions.export_audit("json"))
    assert [d["seq"] for d in data] == list(range(1, 7))
    assert data[-1]["what"] == "export" and data[1]["detail"]["about"]
    assert data[-1]["hash"] == actions.verify_audit().head


@pytest.mark.parametrize("name", ["=HYPERLINK(\"http://x.example\")", "+1", "-1", "@x", "\t=1", "  =1", "\r=1", "|x"])
def test_csv_export_is_inert(home, name):
    with acting(Actor(name, "manager")):
        decide(keep(), "i1")
    rows = list(csv.reader(io.StringIO(actions.export_audit("csv"))))
    assert rows[0] == ["seq", "at", "by", "role", "what", "subject", "detail", "hash"]
    cells = [cell for row in rows[1:] for cell in row]
    assert not [c for c in cells if c.lstrip()[:1] in ("=", "+", "-", "@") or c[:1] in ("\t", "\r", "\n")]
    assert any(name in c for c in cells)


def test_unknown_form_is_one_sentence(home):
    keep()
    with pytest.raises(BadInput, match="expected json or csv"):
        actions.export_audit("xlsx")


def test_about_is_an_id_and_no_text(home):
    number = keep()
    decide(number, item(number, BUYER))
    assert actions.audit_lines(what="approve")[0].detail["about"] == BUYER
