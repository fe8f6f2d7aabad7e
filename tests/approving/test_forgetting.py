"""What is forgotten is gone: from every record, kept file and copy, down to the bytes; only the fact stays."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from approving_deals import BUYER, DEAL, decide, drafted, item, keep, shown, sql
from hypothesis import given
from hypothesis import strategies as st

from studio import actions
from studio.actions import BadInput, Choice
from studio.store.purged import FORGOTTEN, Words, purged, purged_json, spoken, written

SECRET = "Señor Ibarra confided that his daughter is ill and he may resign before the summer, “quietly”"


def forms(text: str) -> list[bytes]:
    """A text as a file may hold it: as it is, on one line, and as JSON writes it."""
    flat = " ".join(text.split())
    texts = {text, flat, *(json.dumps(t, ensure_ascii=a)[1:-1] for t in (text, flat) for a in (True, False))}
    return [t.encode(e) for t in texts for e in ("utf-8", "utf-16-le") if len(t) > 15]


def bytes_of(home) -> bytes:
    """Everything under the data folder, as bytes."""
    return b"\n".join(p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file())


def held(kind: str, about: str = ""):
    return next(m for m in actions.memory(DEAL) if m.kind == kind and about in ("", m.about))


def test_quotes_and_statement_are_gone_from_every_table_file_and_byte(home):
    review = keep("e3")
    decide(review, item(review))
    keep("e4"), keep("e5", "pre_call_plan"), keep("e3", "demo_plan")
    actions.adjusted_plan(review)
    one = held("status", BUYER)
    texts = [one.text, *(q.text for q in one.quotes)]
    before = bytes_of(home)
    assert all(any(f in before for f in forms(t)) for t in texts)
    assert actions.forget(DEAL, one.decision, "asked to") > 0
    after = bytes_of(home)
    assert not [f for t in texts for f in forms(t) if f in after]
    for quote in one.quotes:
        assert quote.text[:30].encode() not in after, "a quote that was cut short stands still"
    assert not (home / "studio.db-wal").exists() or (home / "studio.db-wal").stat().st_size == 0


@pytest.mark.parametrize("what", ["i", "r"])
def test_what_a_person_typed_is_gone_too(home, what):
    review = keep("e3")
    name = item(review) if what == "i" else "r1"
    changes = {"statement": SECRET, "status": "partial"} if what == "i" else {"action": SECRET}
    decide(review, name, "amend", f"because {SECRET}", **changes)
    actions.adjusted_plan(review)
    keep("e5")
    assert any(f in bytes_of(home) for f in forms(SECRET))
    one = next(m for m in actions.memory(DEAL) if m.item == name)
    actions.forget(DEAL, one.decision, f"he asked me: {SECRET}")
    after = bytes_of(home)
    assert not [f for f in forms(SECRET) if f in after]
    assert b"his daughter is ill" not in after and b"may resign before" not in after


def test_only_the_fact_stays_with_who_when_why_and_a_salted_hash(home):
    review = keep("e3")
    made = decide(review, item(review))
    actions.forget(DEAL, made, "asked to")
    row = sql(home, "select deal, what, salt, hash, by, reason, decision from forgotten")[0]
    assert row[:2] == (DEAL, "status") and row[4:] == ("Ann Berg", "asked to", made)
    assert len(row[2]) == 32 and len(row[3]) == 64
    assert actions.forgotten(DEAL)[0]["reason"] == "asked to"
    assert actions.memory(DEAL) == []
    assert actions.audit_lines(what="forget")[0].detail["decision"] == made
    assert actions.verify_audit().broken is None


def test_what_is_forgotten_counts_for_no_plan_patch_or_later_draft(home):
    review = keep("e3")
    made = decide(review, item(review), "amend", "x", status="contradicted")
    actions.forget(DEAL, made, "asked to")
    assert shown(keep("e4")).digest() == drafted("e4").digest()
    assert actions.decisions_on(review) == []
    assert not [a for a in actions.approved_values(DEAL) if a.decision == made]
    assert actions.kept_review(review).decided[item(review)].id == made, "the desk says that it was decided"


def test_record_keeps_its_count_when_words_are_forgotten():
    review = keep("e3")
    made = decide(review, item(review))
    actions.forget(DEAL, made, "asked to")
    assert actions.record("deal_review", BUYER).as_is == 1


def test_strike_whose_words_are_forgotten_still_holds():
    review = keep("e3")
    basis = next(i.basis for i in shown(review).inferred if i.about == BUYER and i.status)
    actions.decide_items(review, [Choice(i, "strike", "misheard") for i in basis])
    for one in [m for m in actions.memory(DEAL) if m.kind == "struck"]:
        actions.forget(DEAL, one.decision, "asked to")
    assert actions.memory(DEAL) == []
    later = shown(keep("e3", "pre_call_plan"))
    assert next(i.status for i in later.inferred if i.about == BUYER) == "missing"


def test_kept_comparisons_are_purged_and_still_read(home):
    actions.compare_levels([DEAL], levels=("exemplified",), workflows=("deal_review",))
    review = keep("e3")
    decide(review, item(review))
    one = held("status", BUYER)
    quote = max((q.text for q in one.quotes), key=len)
    files = list((home / "comparisons").rglob("*.json"))
    assert [f for f in files if quote in f.read_text(encoding="utf-8")]
    actions.forget(DEAL, one.decision, "asked to")
    assert not [f for f in files if quote in f.read_text(encoding="utf-8")]
    result = actions.latest_comparison()
    drafts = [actions.kept_draft(c.draft) for c in result.cells if c.draft]
    assert drafts and all(d is not None and d.deal == DEAL for d in drafts)
    assert not list((home / "comparisons").rglob("*.part"))


def test_copies_beside_the_store_are_purged_too(home):
    review = keep("e3")
    decide(review, "r1", "amend", "x", action=SECRET)
    actions.back_up(home / "studio.db.before-009")
    (home / "studio.db.before-restore-1").write_text("no store at all", encoding="utf-8")
    one = held("commitment")
    actions.forget(DEAL, one.decision, "asked to")
    assert not [f for f in forms(SECRET) if f in bytes_of(home)]
    with closing(sqlite3.connect(home / "studio.db.before-009")) as copy:
        assert copy.execute("select count(*) from drafts").fetchone() == (1,)


def test_answers_of_models_about_the_deal_go_whole(home):
    review = keep("e3")
    decide(review, item(review))
    with closing(sqlite3.connect(home / "studio.db", isolation_level=None)) as db:
        for deal in (DEAL, "savanna-towers"):
            db.execute("insert into replies (key, data, deal) values (?, ?, ?)", [deal, f"{SECRET} {deal}", deal])
    actions.forget(DEAL, held("status").decision, "asked to")
    assert sql(home, "select deal from replies") == [("savanna-towers",)]


def test_words_of_one_deal_leave_other_deals_alone(home):
    other = keep("e5", deal="savanna-towers")
    before = sql(home, "select data from drafts where id = ?", other)
    review = keep("e3")
    decide(review, item(review))
    decide(review, "r1")
    for one in actions.memory(DEAL):
        actions.forget(DEAL, one.decision, "asked to")
    assert sql(home, "select data from drafts where id = ?", other) == before


def test_long_words_that_stand_in_another_deal_go_there_too_and_short_ones_stay(home, tmp_path):
    folder = tmp_path / "twin"
    shutil.copytree(actions.open_deal(DEAL).deal.folder, folder)
    text = (folder / "deal.yaml").read_text(encoding="utf-8").replace(f"id: {DEAL}", "id: twin", 1)
    (folder / "deal.yaml").write_text(text, encoding="utf-8")
    actions.add_own_deal(str(folder))
    twin, _ = actions.draft_with_memory("deal_review", "twin", as_of="e3")
    review = keep("e3")
    decide(review, item(review))
    one = held("status", BUYER)
    long_ = [q.text for q in one.quotes if len(q.text) >= 20]
    assert long_ and all(t in shown(twin).to_json() for t in long_ if '"' not in t and "\n" not in t)
    actions.forget(DEAL, one.decision, "asked to")
    assert not [t for t in long_ if t in shown(twin).to_json()]
    assert one.text in {i.statement for i in shown(twin).inferred}, "what a machine wrote is not anybody's words"


def test_evidence_and_playbook_stay(home):
    book = actions.start_playbook("Ours", by="Ann", source="reference")
    folder = actions.open_deal(DEAL).deal.folder
    files = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    parts = sql(home, "select path, data from parts order by path")
    review = keep("e3")
    decide(review, item(review))
    actions.forget(DEAL, held("status").decision, "asked to")
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == files
    assert sql(home, "select path, data from parts order by path") == parts and actions.own_playbook(book)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_forgetting_needs_a_reason(reason):
    review = keep("e3")
    made = decide(review, item(review))
    with pytest.raises(BadInput, match="expected 1 to 2,000 characters"):
        actions.forget(DEAL, made, reason)
    assert actions.memory(DEAL)


def test_what_is_not_remembered_cannot_be_forgotten():
    keep("e3")
    with pytest.raises(BadInput, match="not remembered here any more"):
        actions.forget(DEAL, 7, "asked to")


def test_draft_that_lost_words_keeps_its_form_and_its_ids(home):
    review = keep("e3")
    decide(review, item(review))
    ids = [x.id for lane in (shown(review).observed, shown(review).inferred, shown(review).recommended) for x in lane]
    actions.forget(DEAL, held("status").decision, "asked to")
    draft = shown(review)
    assert [x.id for lane in (draft.observed, draft.inferred, draft.recommended) for x in lane] == ids
    assert {o.quotes[0].text for o in draft.observed if FORGOTTEN in o.quotes[0].text}
    assert all(i.about == j.about for i, j in zip(draft.inferred, drafted("e3").inferred, strict=True))


# -- how words are found

@pytest.mark.parametrize(("body", "words", "left"), [
    ("He said: yes. yesterday", Words("yes", 20), f"He said: {FORGOTTEN}. yesterday"),
    ("Eyes on it, yes", Words("yes", 20), f"Eyes on it, {FORGOTTEN}"),
    ("abc We lose forty hours every week … xyz", spoken("We lose forty hours every week and nobody knows why"),
     f"abc {FORGOTTEN}… xyz"),
    ("we lose forty hours every week!", spoken("We lose forty hours every week"), f"w{FORGOTTEN}!"),
    ("two  lines\nof it that are long enough", spoken("two  lines\nof it that are long"), f"{FORGOTTEN} enough"),
    ("two lines of it that are long enough", spoken("two  lines\nof it that are long"), f"{FORGOTTEN} enough"),
    ("nothing of it", spoken("We lose forty hours every week"), "nothing of it"),
    ("nothing", spoken("   "), "nothing"),
    ("Ask Dana for a date with the CFO in May", written("Ask Dana for a date with the CFO in June, and the board too"),
     "Ask Dana for a date with the CFO in May"),
])
def test_words_are_found_whole_and_cut_short_and_nothing_else_is_touched(body, words, left):
    assert purged(body, [words]) == left


@given(st.text(min_size=20, max_size=120).filter(str.strip), st.text(max_size=60), st.text(max_size=60))
def test_text_is_never_left_standing(text, before, after):
    assert text not in purged(before + text + after, [spoken(text)]) or text in FORGOTTEN
    data = json.dumps({"statement": before + text, "id": "o1", "about": [text]})
    kept = json.loads(purged_json(data, [spoken(text)]))
    assert text not in kept["statement"] and kept["id"] == "o1"
