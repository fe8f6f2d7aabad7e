"""Several sessions at the same moment: nothing is overwritten silently, ever."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from threading import Barrier, Event

import pytest
from store_examples import Session, order, parts_of, sql
from store_racers import hammer, hammer_at_once

from studio import actions
from studio.actions import entries

SPAWN = get_context("spawn")
TALK = "process.talk"
PEOPLE = ("Ann", "Bo")


@pytest.fixture
def raced(playbook):
    """A playbook in which everybody has a stage of their own, beside those that they share."""
    for who in PEOPLE:
        actions.add_entry(playbook, "process", who, by="Setup")
    return playbook


def check(home, playbook, all_done):
    """Every save that returned is in the history, every other one is held, and each was made from what was there."""
    done = {key: [one for each in all_done for one in each[key]] for key in all_done[0]}
    assert done["wrong"] == []
    assert min(len(each["saved"]) for each in all_done) >= 5 and done["late"] and done["added"], "they did not race"
    edits = [(what, json.loads(before) if before else {}, json.loads(after)) for what, path, before, after in sql(
        home, "select e.what, path, before, after from edits e join edit_parts p on p.edit = e.id "
              "where path not like 'order:%' and e.by != 'Setup' order by e.id")]
    saved = [(after["owner"], after["purpose"]) for _, _, after in edits if "owner" in after]
    assert sorted(saved) == sorted((one["owner"], one["purpose"]) for one in done["saved"])
    for _, before, after in edits:
        if "owner" in after:
            assert after["purpose"] == f"after {before.get('owner', 'nobody')}", "a text went that nobody had seen"
    held = {h.number: h.mine for h in actions.held_texts(playbook)}
    assert sorted(held) == sorted(one["held"] for one in done["late"])
    for one in done["late"]:
        assert {"owner": one["owner"], "purpose": one["purpose"]}.items() <= held[one["held"]].items()
    check_added(playbook, done["added"])
    revision, = sql(home, "select revision from playbooks")
    assert revision == (1 + sql(home, "select count(*) from edits")[0][0],)


def check_added(playbook, added):
    parts = parts_of(playbook)
    texts = [parts[path]["statement"] for path in added]
    assert len(set(added)) == len(added) == len(set(texts)), "two entries of the same name became one"
    assert [i for i in order(playbook, TALK) if i.startswith("same_name")] == sorted(
        (p.rpartition(".")[2] for p in added), key=lambda i: int(i.rpartition("_")[2]) if i[-1].isdigit() else 1)


def test_two_threads_hammer_the_same_and_different_entries_and_nothing_is_lost(home, raced):
    together = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        check(home, raced, list(pool.map(lambda who: hammer(home, raced, who, 1.2, together), PEOPLE)))


def test_two_processes_hammer_the_same_and_different_entries_and_nothing_is_lost(home, raced):
    barrier = SPAWN.Barrier(2)
    with SPAWN.Pool(2, initializer=_share, initargs=(barrier,)) as pool:
        check(home, raced, pool.map(hammer_at_once, [(home, raced, who, 1.2) for who in PEOPLE], chunksize=1))
    assert sql(home, "pragma integrity_check") == [("ok",)]


def _share(barrier):
    import store_racers

    store_racers.barrier = barrier


def test_of_eight_that_save_one_entry_at_once_one_saves_and_seven_are_kept(home, playbook):
    people, ready = [f"P{n}" for n in range(8)], Barrier(8)
    sessions = [Session(playbook, who) for who in people]

    def save(session):
        session.open(TALK)
        ready.wait(30)
        try:
            session.save(TALK, purpose=f"{session.by}'s")
        except Exception as told:
            return type(told).__name__
        return session.by

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(save, sessions))
    winner, = (t for t in told if t != "Conflict")
    assert parts_of(playbook)[TALK]["purpose"] == f"{winner}'s"
    assert sorted(h.mine["purpose"] for h in actions.held_texts(playbook)) == sorted(
        f"{who}'s" for who in people if who != winner)


def test_what_is_read_belongs_together_while_others_save(home, playbook):
    enough, texts = Event(), {}

    def write():
        session = Session(playbook, "Bo")
        for number in range(10**6):
            if enough.is_set():
                return
            texts[session.save(TALK, purpose=f"{number}.")] = f"{number}."

    found = []
    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        try:
            while len(texts) < 60 and not writer.done():
                own = actions.own_playbook(playbook)
                found.append((own.kept.revision, own.saved[TALK].revision, own.parts[TALK]["purpose"],
                              own.book.process[0].purpose))
        finally:
            enough.set()
        writer.result()
    assert len({revision for revision, *_ in found}) > 5, "nothing was read meanwhile"
    for revision, saved, text, shown in found[1:]:
        assert revision == saved and shown == text == texts.get(revision, "Find the problem")


@pytest.mark.parametrize("action", ["archive", "save"])
def test_text_saved_between_reading_and_reading_on_is_not_covered(home, playbook, bo, monkeypatch, action):
    """Somebody saves while another one's action is in the middle of reading the playbook."""
    from studio.store import playbooks

    read = playbooks.revisions

    def reading(db, wanted):
        monkeypatch.setattr(playbooks, "revisions", read)
        bo.save(TALK, purpose="Bo's newest")
        return read(db, wanted)

    monkeypatch.setattr(playbooks, "revisions", reading)
    try:
        if action == "archive":
            actions.archive_entry(playbook, TALK, by="Ann")
        else:
            own = entries.needed(playbook)
            actions.save_fields(playbook, TALK, {"purpose": "Ann's"}, base=own.parts[TALK],
                                seen=own.saved[TALK].revision, by="Ann")
    except playbooks.Conflict:
        pass
    assert parts_of(playbook)[TALK]["purpose"] == "Bo's newest"
