"""Measure how fast an edit of the playbook shows what it changes in a draft.

    python bench/previewing.py             as Markdown
    python bench/previewing.py --repeats 5

For each kind of edit and each sample deal's last event: the seconds from an
edited playbook that has never been read to the finished preview, the draft by
the playbook before it being known or not. Times depend on the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest.mock import patch

from playbook.files import read_playbook
from playbook.model import Playbook
from studio.deals.folder import load
from studio.drafting.context import context_at
from studio.drafting.run import draft_from, read_deal_at, standard_for
from studio.previewing import Edit, compare_drafts, preview

DEALS = Path(__file__).parents[1] / "sample_deals"

Change = Callable[[dict, str], None]


def criterion(data: dict, words: str) -> None:
    """Another statement for one exit criterion."""
    data["process"][1]["exit_criteria"][0]["statement"] += f" {words}"


def signals(data: dict, words: str) -> None:
    """One more signal for a component of an element."""
    data["qualification"]["elements"][1]["components"][0]["signals"].append(f"Anything like this needs {words}")


def behaviour(data: dict, words: str) -> None:
    """One more signal for an indicator of a behaviour."""
    data["behaviours"][0]["indicators"][0]["signals"].append(f"Who else would be hit by {words}")


def play(data: dict, words: str) -> None:
    """Another action for the first play."""
    data["plays"][0]["action"] += f" {words}"


EDITS: dict[str, Change] = {
    "one exit criterion": criterion, "one element's signals": signals, "one behaviour": behaviour, "one play": play,
}


def edited(book: Playbook, change: Change, words: str) -> Playbook:
    """Return a copy of the playbook with one entry changed."""
    data = book.model_dump()
    change(data, words)
    return Playbook.model_validate(data)


def seconds(of: Callable[[], object]) -> float:
    """Seconds that something takes."""
    begun = time.perf_counter()
    of()
    return time.perf_counter() - begun


def measured(book: Playbook, repeats: int) -> tuple[dict[str, list[float]], list[float]]:
    """Seconds of previews by kind of edit, and of each deal's very first one."""
    times: dict[str, list[float]] = {name: [] for name in EDITS}
    firsts = []
    for folder in sorted(p.parent for p in DEALS.glob("*/deal.yaml")):
        loaded = load(folder)
        after = edited(book, signals, folder.name)
        firsts.append(seconds(partial(preview, book, after, loaded)))
        for name, change in EDITS.items():
            for number in range(repeats):
                after = edited(book, change, f"{folder.name} {number}")
                times[name].append(seconds(partial(preview, book, after, loaded)))
    return times, firsts


def where(book: Playbook, name: str) -> dict[str, float]:
    """Seconds by step of one preview on the first deal, all else being known."""
    loaded = load(next(p.parent for p in sorted(DEALS.glob("*/deal.yaml"))))
    context = context_at(loaded)
    preview(book, edited(book, EDITS[name], "once"), loaded)
    after = edited(book, EDITS[name], "measured")
    spent: dict[str, float] = {"compile the edited playbook": seconds(lambda: standard_for(after, context))}
    spent |= _reading(after, loaded)
    readings = [read_deal_at(loaded, None, b) for b in (book, after)]
    spent["compose the document"] = seconds(lambda: draft_from("deal_review", readings[1]))
    spent["draft by the playbook before"] = seconds(
        lambda: draft_from("deal_review", read_deal_at(loaded, None, book)))
    drafts = [draft_from("deal_review", r) for r in readings]
    edit = Edit(*(standard_for(b, context) for b in (book, after)))
    spent["compare the two drafts"] = seconds(lambda: compare_drafts(*drafts, edit))
    return spent


def _reading(after: Playbook, loaded: object) -> dict[str, float]:
    """Seconds of preparing what changed, of scanning evidence by it, and of the judging that is left."""
    from studio.drafting.engines.offline import engine

    spent = {"prepare the edited entries": 0.0, "scan the evidence by them": 0.0}

    def timed(step: str, function: Callable) -> Callable:
        def run(*args: object) -> object:
            begun = time.perf_counter()
            made = function(*args)
            spent[step] += time.perf_counter() - begun
            return made
        return run

    with patch.object(engine, "prepared", timed("prepare the edited entries", engine.prepared)), \
            patch.object(engine, "scan_evidence", timed("scan the evidence by them", engine.scan_evidence)):
        whole = seconds(lambda: read_deal_at(loaded, None, after))
    return spent | {"judge by what was found": whole - sum(spent.values())}


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=3)
    args = parser.parse_args()
    book = read_playbook("reference")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n")
    times, firsts = measured(book, args.repeats)
    print("| edit | median | worst |\n| --- | ---: | ---: |")
    rows = {**times, "first edit seen on a deal (the draft before it is made too)": firsts[1:],
            "first preview of a process (weights read too)": firsts[:1]}
    for name, found in rows.items():
        print(f"| {name} | {1000 * statistics.median(found):.0f} ms | {1000 * max(found):.0f} ms |")
    print("\n| step | " + " | ".join(EDITS) + " |\n| --- |" + " ---: |" * len(EDITS))
    steps = {name: where(book, name) for name in EDITS}
    for step in next(iter(steps.values())):
        shares = (f"{spent[step] / sum(spent.values()):.0%}" for spent in steps.values())
        print(f"| {step} | {' | '.join(shares)} |")


if __name__ == "__main__":
    main()
