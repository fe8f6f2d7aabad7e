"""Kill the studio in the middle of saves, again and again: every save it confirmed is there afterwards.

    python bench/kill_saves.py                          200 kills, at most 10 minutes
    python bench/kill_saves.py --kills 5 --seconds 30   fewer, or for less long

Two workers save in a loop through studio.actions.save_fields, each an entry of
its own, and confirm a save once it has returned. Both are killed (kill -9) at
a random moment; every tenth round begins with a new store, and then the moment
may come while it is being made. After each kill the store has to open, pass SQLite's own
checks, and hold every save that was confirmed: in the history, and as the
entry's text unless a later save replaced it. Exits with 1 where one is lost.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from studio import actions

#: A worker that is copied from this process is saving within a millisecond; where there is no copying, it starts anew.
WORKERS = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")
STAGES = {"Ann": "process.qualification", "Bo": "process.proposal"}
FRESH = 10


@dataclass
class Confirmed:
    """What the studio has confirmed in one data folder: texts of saves by who made them, the last one at the end."""

    started: bool = False
    saves: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in STAGES})


def work(home: Path, by: str, first: int, told: Connection) -> None:
    """Save one text after another, and confirm each that returned."""
    os.environ["PLAYBOOK_STUDIO_HOME"] = str(home)
    own = actions.own_playbook("ours")
    if own is None:
        actions.start_playbook("Ours", by=by, source="thin")
        own = actions.own_playbook("ours")
    assert own is not None
    told.send("started")
    path, seen = STAGES[by], own.kept.revision
    base = own.parts[path]
    assert isinstance(base, dict)
    for number in range(first, 10**9):
        values = {"purpose": f"{by} {number}. " + "what a buyer does " * (number % 40)}
        seen = actions.save_fields("ours", path, values, base=base, seen=seen, by=by)
        told.send(values["purpose"].strip())
        base = {**base, "purpose": values["purpose"].strip()}


def one_round(home: Path, known: Confirmed, rng: random.Random, early: bool) -> None:
    """Let two workers save, kill both at a random moment, and note what they had confirmed.

    `early`: the moment may come before they have opened the store.
    """
    begun = []
    for by in STAGES if known.started else list(STAGES)[:1]:
        mine, theirs = WORKERS.Pipe(duplex=False)
        worker = WORKERS.Process(target=work, args=(home, by, len(known.saves[by]) + 10_000, theirs))
        worker.start()
        theirs.close()
        begun.append((by, worker, mine))
    for _, _, mine in begun:
        if not early:
            mine.poll(30)
    time.sleep(rng.uniform(0, 0.25))
    for _, worker, _ in begun:
        worker.kill()
    for by, worker, mine in begun:
        for text in confirmed(mine):
            if text == "started":
                known.started = True
            else:
                known.saves[by].append(text)
        worker.join()


def confirmed(told: Connection) -> Iterator[str]:
    """What a worker had said before it was killed; a word that was cut off is none."""
    try:
        while True:
            yield told.recv()
    except (EOFError, OSError):
        told.close()


def lost(home: Path, known: Confirmed) -> list[str]:
    """Open a store as the studio does and past it; return everything that is wrong with it."""
    os.environ["PLAYBOOK_STUDIO_HOME"] = str(home)
    own = actions.own_playbook("ours")
    if own is None:
        return ["the playbook is gone"] if known.started else []
    with closing(sqlite3.connect(home / "studio.db")) as db:
        wrong = [row[0] for row in db.execute("pragma integrity_check").fetchall() if row[0] != "ok"]
        wrong += [f"a record hangs in the air: {row}" for row in db.execute("pragma foreign_key_check").fetchall()]
        kept = "\n".join(row[0] for row in db.execute("select after from edit_parts where after is not null"))
        edits, = db.execute("select count(*) from edits").fetchone()
    if own.kept.revision != edits + 1:
        wrong.append(f"{own.kept.revision - 1} edits were counted and {edits} kept")
    if not actions.versions("ours"):
        wrong.append("the first version is gone")
    for by, texts in known.saves.items():
        wrong += [f"lost: {text[:20]}" for text in texts if f'"{text}"' not in kept]
        part = own.parts[STAGES[by]]
        now = str(part.get("purpose", "")) if isinstance(part, dict) else ""
        if texts and numbered(now) < numbered(texts[-1]):
            wrong.append(f"{STAGES[by]} says '{now[:20]}', and '{texts[-1][:20]}' was confirmed")
    return wrong


def numbered(text: str) -> int:
    """The number of a worker's text; 0 for any other."""
    word = text.split(" ")[1].rstrip(".") if " " in text else ""
    return int(word) if word.isdigit() else 0


def main() -> None:
    """Kill, look, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=600, help="stop after this time")
    parser.add_argument("--seed", type=int, default=None, help="the same moments again")
    args = parser.parse_args()
    rng, begun, kills, saves, cut = random.Random(args.seed), time.monotonic(), 0, 0, 0
    home, known = Path(), Confirmed()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PLAYBOOK_STUDIO_HOME"] = str(Path(folder) / "loaded")
        actions.start_playbook("Loaded, so that the workers have nothing to load", by="Ann", source="thin")
        while kills < args.kills and time.monotonic() - begun < args.seconds:
            if kills % FRESH == 0:
                shutil.rmtree(home, ignore_errors=True) if kills else None
                home, known = Path(folder) / f"home-{kills}", Confirmed()
            before = sum(map(len, known.saves.values()))
            one_round(home, known, rng, early=kills % FRESH == 0)
            kills += 1
            cut += not known.started
            saves += sum(map(len, known.saves.values())) - before
            if wrong := lost(home, known):
                print(f"after kill {kills}: " + "; ".join(wrong))
                sys.exit(1)
    print(f"{kills} kills in {time.monotonic() - begun:.0f} s, {cut} of them before a playbook was there, {saves:,} "
          "saves confirmed, none lost, every store sound")


if __name__ == "__main__":
    main()
