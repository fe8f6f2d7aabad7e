"""Kill the real server while somebody types in a real browser, again and again: what the page confirmed must be there.

    python bench/kill_server.py                    200 kills, at most 25 minutes
    python bench/kill_server.py --kills 2          fewer
    python bench/kill_server.py --minutes 12       as many as fit

Each round starts the app over the same data folder, opens the same entry in
Chromium and types numbered words. The page notes every save that it confirms
(`p.cd-saved` says "Saved at" and its data-revision goes up). At a random
moment the server is killed (kill -9). Then the store has to pass SQLite's own
checks, be at the last confirmed revision or a later one, and hold what was
typed in this round up to some letter, once; where a save was confirmed, more
of it than before the round. The page that is opened next has to show it.
Exits with 1 where a confirmed save is lost or a text is doubled.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app_server import chromium, free_port, start

from studio import actions
from studio.store.database import FILE

PATH = "process.qualification.pain_identified"
#: How long a round types before the kill, in seconds: within it saves begin, run and end.
SOONEST, LATEST = 0.3, 3.0
#: Notes in the page itself what it confirms, so that nothing is missed between two looks.
_WATCH = """() => {
  window.confirmed = 0;
  const note = () => {
    const said = document.querySelector('.cd-saved');
    if (said && said.textContent.startsWith('Saved at'))
      window.confirmed = Math.max(window.confirmed, Number(said.dataset.revision));
  };
  new MutationObserver(note).observe(document.body, {subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: ['data-revision']});
}"""


@dataclass
class Counts:
    """What the rounds came to: kills, those after a confirmed save, saves that were there unconfirmed, and faults."""

    kills: int = 0
    confirmed: int = 0
    later: int = 0
    lost: list[str] = field(default_factory=list)


def one_round(page: Any, home: Path, playbook: str, number: int, pace: random.Random, counts: Counts) -> None:
    """Start the app, look at what is there, type until a random moment, kill, compare."""
    port = free_port()
    app = start(home, port)
    try:
        page.goto(f"http://localhost:{port}/process?playbook={playbook}&entry={PATH}&mode=whole")
        box = page.get_by_label("Statement", exact=True)
        box.wait_for()
        revision, text = stored(playbook)
        if box.input_value() != text:
            counts.lost.append(f"round {number}: the page shows '{box.input_value()[-60:]}' instead of '{text[-60:]}'")
        page.evaluate(_WATCH)
        box.press("End")
        typed = text + _type(page, number, pace)
    finally:
        app.send_signal(signal.SIGKILL)
        app.wait()
    counts.kills += 1
    known = int(page.evaluate("window.confirmed"))
    _compare(home, playbook, number, known, (revision, text), typed, counts)


def _compare(home: Path, playbook: str, number: int, known: int, before: tuple[int, str], typed: str,
             counts: Counts) -> None:
    with closing(sqlite3.connect(home / FILE)) as db:
        sound = db.execute("pragma integrity_check").fetchone()[0]
    revision, text = stored(playbook)
    counts.confirmed += known > before[0]
    counts.later += revision > max(known, before[0])
    if sound != "ok":
        counts.lost.append(f"round {number}: the store is not sound ({sound[:100]})")
    if revision < known:
        counts.lost.append(f"round {number}: revision {known} was confirmed, {revision} is there")
    if known > before[0] and len(text) <= len(before[1]):
        counts.lost.append(f"round {number}: revision {known} was confirmed, and nothing was added to the text")
    if not typed.lstrip().startswith(text):
        counts.lost.append(f"round {number}: '{text[-60:]}' is there, which is not the beginning of what was typed")


def _type(page: Any, number: int, pace: random.Random) -> str:
    """Type numbered words until the time is up; return them."""
    until, words = time.monotonic() + pace.uniform(SOONEST, LATEST), ""
    while time.monotonic() < until:
        word = f" {number}.{words.count(' ')}"
        page.keyboard.type(word)
        words += word
        page.wait_for_timeout(pace.choice((0, 20, 750, 900)))
    return words


def stored(playbook: str) -> tuple[int, str]:
    """Return the revision at which the entry was saved last, and its text."""
    own = actions.own_playbook(playbook)
    if own is None:
        return 0, ""
    return own.saved[PATH].revision, str(own.parts[PATH].get("statement", ""))


def main() -> int:
    """Kill as often as the command line says and print what was found."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--kills", type=int, default=200)
    ask.add_argument("--minutes", type=float, default=25)
    ask.add_argument("--seed", type=int, default=1)
    asked = ask.parse_args()
    counts, pace = Counts(), random.Random(asked.seed)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        os.environ["PLAYBOOK_STUDIO_HOME"] = folder
        actions.join_people("Ann")
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.set_default_timeout(60_000)
        playbook = ""
        for number in range(asked.kills):
            if time.monotonic() - begun > 60 * asked.minutes:
                break
            if number % 20 == 0:
                playbook = actions.start_playbook(f"Killed {number}", by="Ann", source="thin")
            one_round(page, Path(folder), playbook, number, pace, counts)
    print(f"{counts.kills} kills in {time.monotonic() - begun:.0f} s, {counts.confirmed} of them after a save that the "
          f"page had confirmed, {counts.later} with a later save than the last one confirmed; "
          f"{'none lost, none doubled' if not counts.lost else f'{len(counts.lost)} faults'}")
    for one in counts.lost:
        print(one, file=sys.stderr)
    return 1 if counts.lost or not counts.kills else 0


if __name__ == "__main__":
    sys.exit(main())
