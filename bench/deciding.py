"""Kill the studio while people decide, again and again: no confirmed decision is lost, none is applied twice.

    python bench/deciding.py                           200 kills, then four processes with 1,000 decisions
    python bench/deciding.py --kills 5 --decisions 40  fewer

Two workers decide in a loop through studio.actions.decide_items and take every
fifth decision back, each on drafts of their own. Both are killed (SIGKILL) at
a random moment. Afterwards the store is opened anew: every decision that was
confirmed stands in it once, with one line in the audit trail; what was cut off
is there whole or not at all; and every seal of the trail holds. A click whose
answer was cut off is tried again under the same token, and stays one decision.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from studio import actions
from studio.acting import Actor, acting
from studio.drafting.draft import Draft

WORKERS = multiprocessing.get_context("spawn" if sys.platform == "win32" else "fork")
DEAL, PEOPLE = "molinos-del-bajio", ("Ann", "Ben")
UNDONE = 5


@dataclass
class Confirmed:
    """What the workers were told is done: tokens with their decision, and decisions taken back."""

    made: dict[str, int] = field(default_factory=dict)
    undone: set[int] = field(default_factory=set)
    begun: dict[str, str] = field(default_factory=dict)


def furnish(home: Path, drafts: int) -> list[str]:
    """Keep some drafts that differ, each with a dozen items to decide on; return their ids."""
    os.environ["PLAYBOOK_STUDIO_HOME"] = str(home)
    draft = actions.run_workflow("deal_review", DEAL, as_of="e3")
    return [actions.keep_draft(_titled(draft, f"Review {n}")) for n in range(drafts)]


def _titled(draft: Draft, title: str) -> Draft:
    return draft.model_copy(update={"document": draft.document.model_copy(update={"title": title})})


def items_of(number: str) -> list[str]:
    """Return what can be decided on a kept draft."""
    found = actions.kept_review(number)
    assert found is not None
    return [*(i.id for i in found.kept.draft.inferred), *(r.id for r in found.kept.draft.recommended)]


def work(home: Path, by: str, draft: str, first: int, told: Connection) -> None:
    """Decide on one item after another, and say before and after what is done."""
    os.environ["PLAYBOOK_STUDIO_HOME"] = str(home)
    items = items_of(draft)
    with acting(Actor(by, "manager")):
        for number in range(first, 10**9):
            item, token = items[number % len(items)], f"{by}-{number}"
            told.send(("begun", token, item))
            made, = actions.decide_items(draft, [_choice(item, number)], token=token)
            told.send(("made", token, made))
            if number % UNDONE == 0:
                actions.undo_decision(made)
                told.send(("undone", token, made))


def _choice(item: str, number: int) -> actions.Choice:
    return actions.Choice(item, "reject", f"reason {number}") if number % 3 else actions.Choice(item, "approve")


def one_round(home: Path, drafts: list[str], known: Confirmed, rng: random.Random) -> None:
    """Let two workers decide, kill both at a random moment, and note what they had confirmed."""
    begun = []
    for by, draft in zip(PEOPLE, drafts, strict=True):
        mine, theirs = WORKERS.Pipe(duplex=False)
        first = len([t for t in known.begun if t.startswith(by)])
        worker = WORKERS.Process(target=work, args=(home, by, draft, first, theirs))
        worker.start()
        theirs.close()
        begun.append((worker, mine))
    time.sleep(rng.uniform(0.05, 0.35))
    for worker, _ in begun:
        worker.kill()
    for worker, mine in begun:
        for what, token, value in heard(mine):
            if what == "begun":
                known.begun[token] = value
            elif what == "made":
                known.made[token] = value
            else:
                known.undone.add(value)
        worker.join()


def heard(told: Connection) -> Iterator[tuple[str, str, Any]]:
    """What a worker had said before it was killed; a word that was cut off is none."""
    try:
        while True:
            yield told.recv()
    except (EOFError, OSError):
        told.close()


def try_again(drafts: list[str], known: Confirmed) -> None:
    """Do as a person does whose click got no answer: click once more; it is the same decision."""
    for token, item in known.begun.items():
        if token not in known.made:
            by, number = token.split("-")
            with acting(Actor(by, "manager")):
                known.made[token], = actions.decide_items(
                    drafts[PEOPLE.index(by)], [_choice(item, int(number))], token=token)


def wrong_with(home: Path, known: Confirmed) -> list[str]:
    """Open the store as the studio does and past it; return everything that is wrong with it."""
    with closing(sqlite3.connect(home / "studio.db")) as db:
        wrong = [row[0] for row in db.execute("pragma integrity_check").fetchall() if row[0] != "ok"]
        rows = db.execute("select id, token, decision, undoes from decisions").fetchall()
        trail = Counter(db.execute("select what, json_extract(detail, '$.decision'), subject from audit where what in "
                                   "('approve', 'reject', 'undo')").fetchall())
    by_token = {token.removesuffix(":0"): number for number, token, decision, _ in rows if decision != "undo"}
    wrong += [f"lost: {token}" for token, number in known.made.items() if by_token.get(token) != number]
    undone = Counter(u for _, _, decision, u in rows if decision == "undo")
    wrong += [f"decision {n} was taken back and stands" for n in known.undone if not undone[n]]
    wrong += [f"decision {n} was taken back {times} times" for n, times in undone.items() if times > 1]
    made = Counter(n for (what, n, _), times in trail.items() if what != "undo" for _ in range(times))
    wrong += [f"decision {n} stands {made[n]} times in the trail" for n in by_token.values() if made[n] != 1]
    taken_back = sum(times for (what, *_), times in trail.items() if what == "undo")
    if sum(made.values()) != len(by_token) or taken_back != sum(undone.values()):
        wrong.append("the trail holds a line of something that was not kept")
    verdict = actions.verify_audit()
    return wrong + ([f"the trail is broken: {verdict.why}"] if verdict.broken else [])


def kill(kills: int, rng: random.Random) -> tuple[Confirmed, list[str]]:
    """Kill and look, so often; return what was confirmed and what is wrong."""
    known = Confirmed()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        drafts = furnish(home, len(PEOPLE))
        for number in range(kills):
            one_round(home, drafts, known, rng)
            wrong = wrong_with(home, known)
            try_again(drafts, known)
            if wrong := wrong + wrong_with(home, known):
                return known, [f"after kill {number + 1}: {w}" for w in wrong]
    return known, []


# -- four at once

def decide_all(job: tuple[Path, str, str, int]) -> list[int]:
    """Decide so often on the items of a draft that others decide on too; return the decisions' numbers."""
    home, by, draft, count = job
    os.environ["PLAYBOOK_STUDIO_HOME"] = str(home)
    items = items_of(draft)
    with acting(Actor(by, "manager")):
        return [actions.decide_items(draft, [_choice(items[n % len(items)], n)])[0] for n in range(count)]


def at_once(decisions: int, processes: int = 4) -> list[str]:
    """Let processes decide on one draft at the same time; return what is wrong afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        draft, = furnish(home, 1)
        jobs = [(home, f"P{n}", draft, decisions // processes) for n in range(processes)]
        with WORKERS.Pool(processes) as pool:
            numbers = [n for done in pool.map(decide_all, jobs, chunksize=1) for n in done]
        with closing(sqlite3.connect(home / "studio.db")) as db:
            kept = [r[0] for r in db.execute("select id from decisions")]
            lines, = db.execute("select count(*) from audit where what in ('approve', 'reject')").fetchone()
        wrong = [] if sorted(numbers) == sorted(kept) and len(set(numbers)) == len(numbers) == lines else [
            f"{len(numbers)} confirmed, {len(kept)} kept, {lines} lines in the trail"]
        verdict = actions.verify_audit()
        return wrong + ([verdict.why] if verdict.broken else [])


def main() -> None:
    """Kill, look, race, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--decisions", type=int, default=1000, help="by four processes at once")
    parser.add_argument("--seed", type=int, default=None, help="the same moments again")
    args = parser.parse_args()
    begun = time.monotonic()
    known, wrong = kill(args.kills, random.Random(args.seed))
    print(f"{args.kills} kills in {time.monotonic() - begun:.0f} s: {len(known.made):,} decisions confirmed, "
          f"{len(known.undone):,} of them taken back; {'; '.join(wrong) or 'none lost, none twice, every trail whole'}")
    begun = time.monotonic()
    raced = at_once(args.decisions)
    print(f"4 processes, {args.decisions:,} decisions in {time.monotonic() - begun:.1f} s: "
          f"{'; '.join(raced) or 'none lost, the trail whole'}")
    sys.exit(1 if wrong or raced else 0)


if __name__ == "__main__":
    main()
